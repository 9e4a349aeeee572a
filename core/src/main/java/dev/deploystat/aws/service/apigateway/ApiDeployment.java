package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.model.Deployment;
import software.amazon.awssdk.services.apigatewayv2.model.DeploymentStatus;

/**
 * A deployment, as far as HTTP, WebSocket and REST APIs have it alike: a snapshot of an API, which is live where a stage
 * leads to it.
 *
 * @param isAuto whether a change of the API made it
 * @param status what its record says, which is not yet that it is live
 * @param word the service's own word for that; null for REST APIs, which have none
 * @param message what the service says of it, or null
 * @param reply the deployment itself
 */
record ApiDeployment(
        String id,
        String description,
        Instant createdAt,
        boolean isAuto,
        Status status,
        String word,
        String message,
        SdkPojo reply) {
    /** What the API's documentation calls {@code DEPLOYED}. */
    static final String SUCCEEDED = "SUCCEEDED";

    static Status status(DeploymentStatus value) {
        return switch (value) {
            case PENDING -> Status.IN_PROGRESS;
            case DEPLOYED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(String word) {
        return Words.same(SUCCEEDED, word)
                ? Status.SUCCEEDED
                : NativeStates.named(DeploymentStatus.knownValues(), word)
                        .map(ApiDeployment::status)
                        .orElse(Status.UNKNOWN);
    }

    /** Returns a deployment of an HTTP or WebSocket API. */
    static ApiDeployment of(Deployment deployment) {
        return new ApiDeployment(
                deployment.deploymentId(),
                deployment.description(),
                deployment.createdDate(),
                Boolean.TRUE.equals(deployment.autoDeployed()),
                status(deployment.deploymentStatusAsString()),
                deployment.deploymentStatusAsString(),
                deployment.deploymentStatusMessage(),
                deployment);
    }

    /** Returns a deployment of a REST API, which is there or not and says no more of itself. */
    static ApiDeployment of(software.amazon.awssdk.services.apigateway.model.Deployment deployment) {
        return new ApiDeployment(
                deployment.id(),
                deployment.description(),
                deployment.createdDate(),
                false,
                Status.SUCCEEDED,
                null,
                null,
                deployment);
    }

    /** Returns whether it was made after another one; what has no time is not known to be newer. */
    boolean isNewerThan(Instant other) {
        return createdAt != null && other != null && createdAt.isAfter(other);
    }
}
