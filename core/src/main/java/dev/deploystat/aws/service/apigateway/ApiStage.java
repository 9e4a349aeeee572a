package dev.deploystat.aws.service.apigateway;

import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigateway.model.CanarySettings;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * A stage, as far as HTTP, WebSocket and REST APIs have it alike: what callers reach of an API.
 *
 * @param deploymentId the deployment it is on, or null
 * @param isAuto whether it deploys each change of the API by itself
 * @param message what the service says of the last attempt to do so, or null
 * @param canary the deployment that a share of the traffic goes to, or null
 * @param reply the stage itself
 */
record ApiStage(
        String name,
        String deploymentId,
        boolean isAuto,
        String message,
        Instant updatedAt,
        Canary canary,
        SdkPojo reply) {
    // Nothing documents these texts; they are the two that the service is known to write.
    private static final String DEPLOYED = "Successfully deployed";
    private static final String NOT_DEPLOYED = "Deployment attempt failed";

    /**
     * A deployment beside that of the stage.
     *
     * @param percent how much of the traffic goes to it
     * @param variables the stage variables that are others for it
     */
    record Canary(String deploymentId, double percent, Map<String, String> variables) {
        /** A promotion leaves the canary on the stage, without traffic. */
        boolean hasTraffic() {
            return percent > 0;
        }
    }

    /** Returns a stage of an HTTP or WebSocket API. */
    static ApiStage of(Stage stage) {
        return new ApiStage(
                stage.stageName(),
                stage.deploymentId(),
                Boolean.TRUE.equals(stage.autoDeploy()),
                stage.lastDeploymentStatusMessage(),
                stage.lastUpdatedDate(),
                null,
                stage);
    }

    /** Returns a stage of a REST API. */
    static ApiStage of(software.amazon.awssdk.services.apigateway.model.Stage stage) {
        CanarySettings settings = stage.canarySettings();
        Canary canary = settings == null || settings.deploymentId() == null
                ? null
                : new Canary(
                        settings.deploymentId(),
                        settings.percentTraffic() == null ? 0 : settings.percentTraffic(),
                        new TreeMap<>(settings.stageVariableOverrides()));
        return new ApiStage(
                stage.stageName(), stage.deploymentId(), false, null, stage.lastUpdatedDate(), canary, stage);
    }

    boolean isOn(String deployment) {
        return deployment.equals(deploymentId);
    }

    boolean hasAsCanary(String deployment) {
        return canary != null && deployment.equals(canary.deploymentId());
    }

    /** Returns the deployments that callers may reach through it. */
    Stream<String> deployments() {
        return Stream.of(deploymentId, canary == null ? null : canary.deploymentId())
                .filter(Objects::nonNull);
    }

    boolean leadsTo(String deployment) {
        return deployments().anyMatch(deployment::equals);
    }

    /**
     * Returns what became of the last change that it should have deployed by itself. After a failure it stays on the
     * deployment from before, so that alone proves nothing.
     */
    Status lastAttempt() {
        if (!isAuto || message == null || message.isBlank()) {
            return Status.SUCCEEDED;
        }
        String said = Words.fold(message);
        if (said.startsWith(Words.fold(NOT_DEPLOYED))) {
            return Status.FAILED;
        }
        boolean isItsOwn = deploymentId != null && message.contains(deploymentId);
        return said.startsWith(Words.fold(DEPLOYED)) && isItsOwn ? Status.SUCCEEDED : Status.UNKNOWN;
    }

    /** Returns where it is, in words. */
    String where() {
        return "stage " + name + " is on " + (deploymentId == null ? "no deployment" : "deployment " + deploymentId);
    }
}
