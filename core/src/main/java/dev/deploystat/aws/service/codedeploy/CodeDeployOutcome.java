package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.DeploymentCreator;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentOverview;
import software.amazon.awssdk.services.codedeploy.model.DeploymentReadyAction;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;
import software.amazon.awssdk.services.codedeploy.model.ErrorCode;
import software.amazon.awssdk.services.codedeploy.model.ErrorInformation;
import software.amazon.awssdk.services.codedeploy.model.GitHubLocation;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;
import software.amazon.awssdk.services.codedeploy.model.RollbackInfo;
import software.amazon.awssdk.services.codedeploy.model.S3Location;

/**
 * What became of a CodeDeploy deployment, judged together with the deployment at the other end of its rollback, and how
 * it is reported.
 */
final class CodeDeployOutcome {
    /** What is said by a member of the rollout, or under a name of its own, and need not be kept as an attribute. */
    private static final Set<String> SAID_ELSEWHERE =
            Set.of("deploymentId", "status", "createTime", "startTime", "completeTime", "creator", "rollbackInfo");

    private CodeDeployOutcome() {}

    /** Maps a deployment; an alarm and an automatic rollback refine {@code Failed} and {@code Stopped}. */
    static Status status(DeploymentStatus value) {
        return switch (value) {
            case CREATED, QUEUED -> Status.PENDING;
            case IN_PROGRESS, BAKING, READY -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case STOPPED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Maps an automatic rollback to what it means for the deployment it rolls back. */
    static Status rollbackStatus(DeploymentStatus value) {
        return switch (value) {
            case CREATED, QUEUED, IN_PROGRESS, BAKING, READY -> Status.ROLLING_BACK;
            case SUCCEEDED -> Status.ROLLED_BACK;
            case FAILED, STOPPED -> Status.ROLLBACK_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /**
     * Returns what became of an attempt.
     *
     * @param other the deployment that {@link #otherEnd} names, or null when there is none or it is not known any more
     */
    private static Status refined(DeploymentInfo deployment, DeploymentInfo other) {
        if (word(deployment) == null) {
            return Status.UNKNOWN;
        }
        if (isRollback(deployment)) {
            return rollbackStatus(word(deployment));
        }
        if (other != null && word(other) != null && rollbackStatus(word(other)) != Status.UNKNOWN) {
            return rollbackStatus(word(other));
        }
        boolean alarm = deployment.errorInformation() != null
                && Words.same(
                        ErrorCode.ALARM_ACTIVE.toString(),
                        deployment.errorInformation().codeAsString());
        Status status = status(word(deployment));
        return status == Status.STOPPED && alarm ? Status.FAILED : status;
    }

    private static boolean isRollback(DeploymentInfo deployment) {
        String triggering = rollback(deployment).rollbackTriggeringDeploymentId();
        return creator(deployment) == DeploymentCreator.CODE_DEPLOY_ROLLBACK
                || creator(deployment) == DeploymentCreator.CLOUD_FORMATION_ROLLBACK
                || (triggering != null && !triggering.equals(deployment.deploymentId()));
    }

    /** Returns the id of the deployment that a rollback rolls back, or of the rollback that followed a failure. */
    static String otherEnd(DeploymentInfo deployment) {
        RollbackInfo rollback = rollback(deployment);
        boolean ended = word(deployment) == DeploymentStatus.FAILED || word(deployment) == DeploymentStatus.STOPPED;
        String other = null;
        if (isRollback(deployment)) {
            other = rollback.rollbackTriggeringDeploymentId();
        } else if (ended) {
            other = rollback.rollbackDeploymentId();
        }
        return deployment.deploymentId().equals(other) ? null : other;
    }

    private static RollbackInfo rollback(DeploymentInfo deployment) {
        return deployment.rollbackInfo() == null ? RollbackInfo.builder().build() : deployment.rollbackInfo();
    }

    /** Returns whether nothing about a deployment changes any more. */
    static boolean isOver(DeploymentInfo deployment) {
        return word(deployment) != null && status(word(deployment)).isFinal();
    }

    /**
     * Returns a deployment with what became of it.
     *
     * @param other the deployment that {@link #otherEnd} names, or null when there is none or it is not known any more
     */
    static Rollout rollout(Connection<CodeDeployClient> codeDeploy, DeploymentInfo deployment, DeploymentInfo other) {
        boolean isRollback = isRollback(deployment);
        boolean rolledBack = other != null && !isRollback;
        Rollout.Builder rollout = Rollout.builder(refined(deployment, other), deployment.statusAsString())
                .id(deployment.deploymentId())
                .flag(Flag.NEEDS_ACTION, waitsForReroute(deployment) || (rolledBack && waitsForReroute(other)))
                .flag(Flag.PARTIAL, isPartial(deployment))
                .operation(isRollback ? Operation.ROLLBACK : null)
                .revision(revision(deployment.revision()))
                .previousRevision(revision(deployment.previousRevision()))
                .initiator(deployment.creatorAsString())
                .createdAt(deployment.createTime())
                .startedAt(deployment.startTime())
                .finishedAt(rolledBack ? other.completeTime() : deployment.completeTime())
                .progress(progress(deployment))
                .stages(stages(deployment))
                .reason(reason(deployment, other))
                .commands(Stream.of(deployment, other)
                        .filter(each -> each != null && waitsForReroute(each))
                        .map(CodeDeployOutcome::goOn)
                        .toList())
                .consoleUrl(codeDeploy.console("/codesuite/codedeploy/deployments/" + deployment.deploymentId()))
                .source(deployment);
        revisionNames(rollout, deployment.revision());
        if (isRollback && other != null) {
            // Who waits for the revision that was rolled back gets this rollback for an answer.
            rollout.revisionName(revision(other.revision()));
            revisionNames(rollout, other.revision());
            error(rollout, other);
        }
        error(rollout, deployment);
        if (rolledBack) {
            error(rollout, other);
            rollout.attribute("completeTime", text(deployment.completeTime()));
        }
        return attributes(rollout, deployment).build();
    }

    private static Rollout.Builder attributes(Rollout.Builder rollout, DeploymentInfo deployment) {
        RollbackInfo rollback = rollback(deployment);
        if (Raw.of(deployment, Set.of()) instanceof Map<?, ?> members) {
            members.forEach((name, value) -> {
                if (!SAID_ELSEWHERE.contains(name)) {
                    rollout.attribute((String) name, value);
                }
            });
        }
        relation(rollout, Relation.Kind.ROLLED_BACK_BY, deployment, rollback.rollbackDeploymentId());
        relation(rollout, Relation.Kind.ROLLS_BACK, deployment, rollback.rollbackTriggeringDeploymentId());
        return rollout.attribute("rollbackDeploymentId", rollback.rollbackDeploymentId())
                .attribute("rollbackTriggeringDeploymentId", rollback.rollbackTriggeringDeploymentId())
                .attribute("rollbackMessage", rollback.rollbackMessage());
    }

    private static void relation(
            Rollout.Builder rollout, Relation.Kind kind, DeploymentInfo deployment, String otherId) {
        if (otherId != null && !otherId.equals(deployment.deploymentId())) {
            rollout.relation(kind, "codedeploy", otherId);
        }
    }

    private static void error(Rollout.Builder rollout, DeploymentInfo deployment) {
        ErrorInformation error = deployment.errorInformation();
        if (error != null && (error.codeAsString() != null || error.message() != null)) {
            rollout.problem(deployment.deploymentId(), error.codeAsString(), error.message());
        }
    }

    /** Once the wait for the end of the old instances has begun, traffic is already rerouted. */
    private static boolean waitsForReroute(DeploymentInfo deployment) {
        return word(deployment) == DeploymentStatus.READY
                && !Boolean.TRUE.equals(deployment.instanceTerminationWaitTimeStarted());
    }

    /** Enough healthy targets make a deployment succeed although others failed (minimum healthy hosts). */
    private static boolean isPartial(DeploymentInfo deployment) {
        return word(deployment) == DeploymentStatus.SUCCEEDED
                && deployment.deploymentOverview() != null
                && (orZero(deployment.deploymentOverview().failed()) > 0 || reachedNone(deployment));
    }

    /** A group without instances, or one whose instances were all skipped, has nothing of a success. */
    private static boolean reachedNone(DeploymentInfo deployment) {
        DeploymentOverview counts = deployment.deploymentOverview();
        boolean isEmpty = platform(deployment) == ComputePlatform.SERVER && progress(deployment) == null;
        boolean noneSucceeded = counts.succeeded() != null && counts.succeeded() == 0;
        return noneSucceeded && (orZero(counts.skipped()) > 0 || isEmpty);
    }

    private static Progress progress(DeploymentInfo deployment) {
        DeploymentOverview counts = deployment.deploymentOverview();
        if (counts == null) {
            return null;
        }
        long total = Stream.of(
                        counts.pending(),
                        counts.inProgress(),
                        counts.succeeded(),
                        counts.failed(),
                        counts.skipped(),
                        counts.ready())
                .mapToLong(CodeDeployOutcome::orZero)
                .sum();
        return total == 0 ? null : Progress.of(orZero(counts.succeeded()), total, unit(deployment));
    }

    private static String unit(DeploymentInfo deployment) {
        return platform(deployment) == ComputePlatform.SERVER ? "instances" : "targets";
    }

    private static String reason(DeploymentInfo deployment, DeploymentInfo other) {
        RollbackInfo rollback = rollback(deployment);
        List<String> said = new ArrayList<>();
        if (isRollback(deployment)) {
            String triggering = rollback.rollbackTriggeringDeploymentId();
            said.add(triggering == null ? "automatic rollback" : "automatic rollback of " + triggering);
        }
        if (deployment.errorInformation() != null) {
            said.add(deployment.errorInformation().message());
        }
        if (deployment.deploymentOverview() != null && word(deployment) == DeploymentStatus.SUCCEEDED) {
            said.add(count(deployment, deployment.deploymentOverview().failed(), "failed"));
            said.add(count(deployment, deployment.deploymentOverview().skipped(), "skipped"));
            said.add(reachedNone(deployment) ? "it reached none of its " + unit(deployment) : null);
        }
        if (!isRollback(deployment) && otherEnd(deployment) != null) {
            said.add("rollback " + otherEnd(deployment)
                    + (other == null || word(other) == null ? " cannot be read" : ": " + other.statusAsString()));
        }
        said.add(rollback.rollbackMessage());
        said.addAll(deployment.deploymentStatusMessages());
        said.add(deployment.additionalDeploymentStatusInfo());
        // Last, since it ends in a command.
        if (waitsForReroute(deployment)) {
            said.add(reroute(deployment));
        } else if (!isRollback(deployment) && other != null && waitsForReroute(other)) {
            said.add("the rollback " + reroute(other));
        }
        String reason = said.stream()
                .filter(text -> text != null && !text.isBlank())
                .distinct()
                .collect(Collectors.joining("; "));
        return reason.isEmpty() ? null : reason;
    }

    /** Returns what a deployment waits for whose replacement targets are ready, and what happens if nobody acts. */
    private static String reroute(DeploymentInfo deployment) {
        var blueGreen = deployment.blueGreenDeploymentConfiguration();
        var option = blueGreen == null ? null : blueGreen.deploymentReadyOption();
        String end = "";
        if (option != null
                && Words.same(DeploymentReadyAction.STOP_DEPLOYMENT.toString(), option.actionOnTimeoutAsString())) {
            end = option.waitTimeInMinutes() == null
                    ? ", or stops in the end"
                    : ", or stops " + option.waitTimeInMinutes() + " min after it was ready";
        }
        return "waits for somebody to reroute traffic to the replacement targets" + end + ": "
                + goOn(deployment).line();
    }

    private static AwsCommand goOn(DeploymentInfo deployment) {
        return AwsCommand.of(
                "deploy",
                "continue-deployment",
                "--deployment-id",
                deployment.deploymentId(),
                "--deployment-wait-type",
                "READY_WAIT");
    }

    /** The lifecycle events, which further calls read, show how far a deployment has come; before it starts it has none. */
    private static Stages stages(DeploymentInfo deployment) {
        if (word(deployment) == null) {
            return Stages.UNKNOWN;
        }
        return switch (word(deployment)) {
            case CREATED, QUEUED -> Stages.of(List.of(), Stages.Traffic.NOT_ALL);
            case IN_PROGRESS, BAKING, READY -> Stages.IN_EXPLANATION;
            case SUCCEEDED, FAILED, STOPPED, UNKNOWN_TO_SDK_VERSION -> Stages.UNKNOWN;
        };
    }

    private static String count(DeploymentInfo deployment, Long targets, String what) {
        String unit = unit(deployment);
        return orZero(targets) == 0
                ? null
                : targets + " " + (targets == 1 ? unit.substring(0, unit.length() - 1) : unit) + " " + what;
    }

    private static String revision(RevisionLocation revision) {
        if (revision == null) {
            return null;
        }
        S3Location s3 = revision.s3Location();
        if (s3 != null) {
            return address(s3) + (s3.version() == null ? "" : "?versionId=" + s3.version());
        }
        GitHubLocation gitHub = revision.gitHubLocation();
        if (gitHub != null) {
            return gitHub.repository() + "@" + gitHub.commitId();
        }
        return sha256(revision);
    }

    private static void revisionNames(Rollout.Builder rollout, RevisionLocation revision) {
        if (revision == null) {
            return;
        }
        S3Location s3 = revision.s3Location();
        if (s3 != null) {
            rollout.revisionName(address(s3))
                    .revisionName(s3.key())
                    .revisionName(s3.version())
                    .revisionName(s3.eTag() == null ? null : s3.eTag().replace("\"", ""));
        }
        if (revision.gitHubLocation() != null) {
            rollout.revisionName(revision.gitHubLocation().commitId());
        }
        rollout.revisionName(sha256(revision));
    }

    private static String address(S3Location s3) {
        return "s3://" + s3.bucket() + "/" + s3.key();
    }

    /** The service keeps the text of an AppSpec file to itself and gives its digest only. */
    private static String sha256(RevisionLocation revision) {
        if (revision.appSpecContent() != null) {
            return revision.appSpecContent().sha256();
        }
        return revision.string() == null ? null : revision.string().sha256();
    }

    private static long orZero(Long count) {
        return count == null ? 0 : count;
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    private static DeploymentStatus word(DeploymentInfo deployment) {
        return NativeStates.named(deployment.statusAsString(), DeploymentStatus.UNKNOWN_TO_SDK_VERSION);
    }

    private static ComputePlatform platform(DeploymentInfo deployment) {
        return NativeStates.named(deployment.computePlatformAsString(), ComputePlatform.UNKNOWN_TO_SDK_VERSION);
    }

    private static DeploymentCreator creator(DeploymentInfo deployment) {
        return NativeStates.named(deployment.creatorAsString(), DeploymentCreator.UNKNOWN_TO_SDK_VERSION);
    }
}
