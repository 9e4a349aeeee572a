package dev.deploystat.aws.service.elasticbeanstalk;

import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticbeanstalk.model.Deployment;
import software.amazon.awssdk.services.elasticbeanstalk.model.SingleInstanceHealth;

/**
 * What the instances of an environment with enhanced health say of the last deployment to each of them.
 *
 * @param all the instances; none where the environment has basic health
 * @param versionLabel the version of the environment, or null
 * @param refreshedAt when they were asked, or null
 */
record Instances(List<SingleInstanceHealth> all, String versionLabel, Instant refreshedAt) {
    static final Instances UNKNOWN = new Instances(List.of(), null, null);

    /** The words of the API reference for {@code Deployment.Status}, which is plain text. */
    static final Map<String, Status> WORDS = Map.of(
            "In Progress", Status.IN_PROGRESS,
            "Deployed", Status.SUCCEEDED,
            "Failed", Status.FAILED);

    /** Returns what the instances come to: the worst that one of them says, and a success where they say nothing. */
    Status status() {
        List<Status> said = all.stream().map(this::status).toList();
        return Stream.of(Status.FAILED, Status.UNKNOWN, Status.IN_PROGRESS)
                .filter(said::contains)
                .findFirst()
                .orElse(Status.SUCCEEDED);
    }

    Progress progress() {
        return all.isEmpty()
                ? null
                : Progress.of(
                        all.stream()
                                .filter(instance ->
                                        instance.deployment() != null && status(instance) == Status.SUCCEEDED)
                                .count(),
                        all.size(),
                        "instances");
    }

    List<Part> parts() {
        return all.stream()
                .map(instance -> new Part(
                        "instance",
                        instance.instanceId(),
                        null,
                        instance.deployment() == null ? Status.UNKNOWN : status(instance),
                        instance.deployment() == null
                                ? null
                                : instance.deployment().status(),
                        null,
                        instance.deployment() == null || status(instance) == Status.IN_PROGRESS
                                ? null
                                : instance.deployment().deploymentTime(),
                        detail(instance)))
                .toList();
    }

    /** Returns those that failed or were left behind, and the causes that ill ones give. */
    List<Problem> problems() {
        Stream<Problem> deployments = all.stream()
                .filter(instance -> status(instance) == Status.FAILED)
                .map(instance ->
                        new Problem(instance.instanceId(), instance.deployment().status(), why(instance)));
        Stream<Problem> causes = all.stream()
                .filter(instance -> Health.isIll(instance.color(), instance.healthStatus()))
                .flatMap(instance -> instance.causes().stream()
                        .map(cause -> new Problem(instance.instanceId(), instance.healthStatus(), cause)));
        return Stream.concat(deployments, causes).toList();
    }

    /** An instance that has another version, or an earlier deployment than others have, was left behind. */
    private Status status(SingleInstanceHealth instance) {
        Deployment deployment = instance.deployment();
        if (deployment == null) {
            return Status.SUCCEEDED;
        }
        Status said = WORDS.entrySet().stream()
                .filter(word -> Words.same(word.getKey(), deployment.status()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Status.UNKNOWN);
        return said == Status.SUCCEEDED && isLeftBehind(deployment) ? Status.FAILED : said;
    }

    private boolean isLeftBehind(Deployment deployment) {
        boolean isOther = versionLabel != null
                && deployment.versionLabel() != null
                && !versionLabel.equals(deployment.versionLabel());
        boolean isEarlier = deployment.deploymentId() != null && deployment.deploymentId() < latest();
        return isOther || isEarlier;
    }

    private long latest() {
        return all.stream()
                .map(SingleInstanceHealth::deployment)
                .filter(deployment -> deployment != null && deployment.deploymentId() != null)
                .mapToLong(Deployment::deploymentId)
                .max()
                .orElse(0);
    }

    private String why(SingleInstanceHealth instance) {
        Deployment deployment = instance.deployment();
        if (!isLeftBehind(deployment)) {
            return "the deployment to this instance failed";
        }
        boolean isOther = versionLabel != null && !versionLabel.equals(deployment.versionLabel());
        return isOther
                ? "it has version " + deployment.versionLabel() + ", the environment has " + versionLabel
                : "its last deployment is " + deployment.deploymentId() + ", others have " + latest();
    }

    private static String detail(SingleInstanceHealth instance) {
        Deployment deployment = instance.deployment();
        String version =
                deployment == null || deployment.versionLabel() == null ? null : "version " + deployment.versionLabel();
        String number = deployment == null || deployment.deploymentId() == null
                ? null
                : "deployment " + deployment.deploymentId();
        String health = instance.healthStatus() == null ? null : "health " + instance.healthStatus();
        String detail = Stream.concat(Stream.of(version, number, health), instance.causes().stream())
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
        return detail.isEmpty() ? null : detail;
    }
}
