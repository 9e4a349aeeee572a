package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.greengrassv2.model.Deployment;
import software.amazon.awssdk.services.greengrassv2.model.DeploymentStatus;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;
import software.amazon.awssdk.services.iot.model.Job;
import software.amazon.awssdk.services.iot.model.JobStatus;

/**
 * What a deployment has come to, by its own word and by its job's count of devices: {@code ACTIVE} stays for ever where the
 * job goes on for things to come, and {@code COMPLETED} only means that every device is through, be it with a failure.
 */
final class DeploymentOutcome {
    private static final Set<String> SHOWN_ELSEWHERE =
            Set.of("deploymentId", "deploymentStatus", "creationTimestamp", "revisionId");

    private final GetDeploymentResponse deployment;
    private final Job job;
    private final Deployment newer;
    private final JobCounts counts;
    private final boolean isAborted;
    private final Status status;
    private String reason;

    /**
     * Judges a deployment.
     *
     * @param job its job; null where there is none yet, or none any more
     * @param newer the deployment that took its place at its target, or null
     */
    DeploymentOutcome(GetDeploymentResponse deployment, Job job, Deployment newer) {
        this.deployment = deployment;
        this.job = job;
        this.newer = newer;
        counts = JobCounts.of(job).orElse(null);
        isAborted = counts != null
                && !Boolean.TRUE.equals(job.forceCanceled())
                && job.abortConfig() != null
                && job.abortConfig().criteriaList().stream().anyMatch(counts::reaches);
        status = judge();
    }

    /** Maps the word of a deployment; its job refines that it is {@code ACTIVE} or {@code COMPLETED}. */
    static Status status(DeploymentStatus value) {
        return switch (value) {
            case ACTIVE -> Status.IN_PROGRESS;
            case COMPLETED -> Status.SUCCEEDED;
            case CANCELED, INACTIVE -> Status.STOPPED;
            case FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(JobStatus value) {
        return switch (value) {
            case SCHEDULED -> Status.PENDING;
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case COMPLETED -> Status.SUCCEEDED;
            case CANCELED, DELETION_IN_PROGRESS -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Returns what the deployment's own word says. */
    static Status word(GetDeploymentResponse deployment) {
        return GreengrassV2.status(
                DeploymentStatus.knownValues(), deployment.deploymentStatusAsString(), DeploymentOutcome::status);
    }

    private Status judge() {
        Status word = word(deployment);
        return switch (word) {
            case IN_PROGRESS -> newer == null ? byJob(false) : stopped();
            case SUCCEEDED -> byJob(true);
            case STOPPED -> stopped();
            case PENDING, ROLLING_BACK, FAILED, ROLLED_BACK, ROLLBACK_FAILED, UNKNOWN -> word;
        };
    }

    private Status stopped() {
        if (isAborted) {
            return because("its job was aborted, because too many devices failed", Status.FAILED);
        }
        if (newer != null) {
            return because("a newer deployment took its place: " + newer.deploymentId(), Status.STOPPED);
        }
        String said = job == null
                ? ""
                : Stream.of(job.reasonCode(), job.comment())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(": "));
        return said.isEmpty() ? Status.STOPPED : because(said, Status.STOPPED);
    }

    private Status byJob(boolean isOver) {
        if (job == null) {
            boolean isStillToCome = deployment.iotJobId() == null && !isOver;
            return isStillToCome
                    ? because("it has no job yet", Status.PENDING)
                    : because("its job is gone, so what became of the devices is not known", Status.UNKNOWN);
        }
        Status word = GreengrassV2.status(JobStatus.knownValues(), job.statusAsString(), DeploymentOutcome::status);
        return switch (word) {
            case IN_PROGRESS -> byCounts(isOver);
            case SUCCEEDED -> byCounts(true);
            case STOPPED -> {
                Status stopped = stopped();
                yield reason == null ? because("its job is " + job.statusAsString(), stopped) : stopped;
            }
            case PENDING, ROLLING_BACK, FAILED, ROLLED_BACK, ROLLBACK_FAILED, UNKNOWN ->
                because("its job is " + job.statusAsString(), word);
        };
    }

    private Status byCounts(boolean isOver) {
        if (counts == null) {
            return because("its job does not say what became of all devices", Status.UNKNOWN);
        }
        if (counts.open() > 0) {
            if (counts.queued() > 0) {
                reason = "devices that have not taken it yet: " + counts.queued();
            }
            return counts.hasBegun() || counts.isRollingOut() ? Status.IN_PROGRESS : Status.PENDING;
        }
        if (counts.isRollingOut()) {
            return because("it is still being handed out to devices", Status.IN_PROGRESS);
        }
        if (counts.succeeded() > 0) {
            return isOver ? Status.SUCCEEDED : Status.IN_PROGRESS;
        }
        boolean isEnd = isOver || (counts.missed() > 0 && JobCounts.isContinuous(job));
        if (isEnd) {
            return because("it succeeded on no device", Status.FAILED);
        }
        return counts.missed() > 0 ? Status.IN_PROGRESS : because("no device has been given it yet", Status.PENDING);
    }

    private Status because(String why, Status judged) {
        reason = why;
        return judged;
    }

    private boolean isContinuous() {
        return job != null && JobCounts.isContinuous(job) && !status.isFinal();
    }

    private boolean isPartial() {
        boolean isThrough = counts != null && counts.open() == 0 && !counts.isRollingOut();
        return (status == Status.SUCCEEDED || (status == Status.IN_PROGRESS && isContinuous()))
                && isThrough
                && counts.missed() > 0;
    }

    Rollout.Builder rollout() {
        Rollout.Builder rollout = Rollout.builder(status, deployment.deploymentStatusAsString())
                .id(deployment.deploymentId())
                .flag(Flag.CONTINUOUS, isContinuous())
                .flag(Flag.PARTIAL, isPartial())
                .flag(Flag.SUPERSEDED, status == Status.STOPPED && newer != null)
                .createdAt(deployment.creationTimestamp())
                .reason(reason)
                .account(Arns.account(deployment.targetArn()))
                .source(deployment);
        Revision.of(deployment).describe(rollout);
        if (newer != null) {
            rollout.relation(Relation.Kind.SUPERSEDED_BY, GreengrassV2.INFO.id(), newer.deploymentId());
        }
        if (counts != null) {
            rollout.progress(counts.progress()).problems(counts.failures());
            if (status != Status.STOPPED) {
                rollout.problems(counts.omissions());
            }
        }
        Members.keep(rollout, deployment, SHOWN_ELSEWHERE);
        Optional.ofNullable(job).ifPresent(known -> rollout.updatedAt(known.lastUpdatedAt())
                .finishedAt(status.isFinal() ? known.completedAt() : null)
                .attribute("job", Raw.of(known, Set.of())));
        return rollout;
    }
}
