package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Reasons;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DaemonCircuitBreaker;
import software.amazon.awssdk.services.ecs.model.DaemonDeployment;
import software.amazon.awssdk.services.ecs.model.DaemonDeploymentCapacityProvider;
import software.amazon.awssdk.services.ecs.model.DaemonDeploymentRevisionDetail;
import software.amazon.awssdk.services.ecs.model.DaemonDeploymentStatus;
import software.amazon.awssdk.services.ecs.model.DaemonDeploymentSummary;
import software.amazon.awssdk.services.ecs.model.DaemonRevision;

/** What a deployment of a daemon means: a reply in, a rollout out, without a call. */
final class DaemonOutcome {
    private static final Set<String> ELSEWHERE =
            Set.of("status", "statusReason", "createdAt", "startedAt", "stoppedAt", "finishedAt");

    private static final String TRIGGERED = "TRIGGERED";

    private DaemonOutcome() {}

    /** Maps a daemon deployment; circuit breaker and alarms refine {@code STOPPED}, the instances {@code SUCCESSFUL}. */
    static Status status(DaemonDeploymentStatus value) {
        return switch (value) {
            case PENDING -> Status.PENDING;
            case IN_PROGRESS, STOP_REQUESTED -> Status.IN_PROGRESS;
            case STOPPED -> Status.STOPPED;
            case ROLLBACK_IN_PROGRESS -> Status.ROLLING_BACK;
            case SUCCESSFUL -> Status.SUCCEEDED;
            case ROLLBACK_SUCCESSFUL -> Status.ROLLED_BACK;
            case ROLLBACK_FAILED -> Status.ROLLBACK_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    private static Status status(String word) {
        return NativeStates.named(DaemonDeploymentStatus.knownValues(), word)
                .map(DaemonOutcome::status)
                .orElse(Status.UNKNOWN);
    }

    /** Returns the ARNs of the revisions that deployments go from and to. */
    static Set<String> revisions(Collection<DaemonDeployment> deployments) {
        return deployments.stream()
                .flatMap(DaemonOutcome::sides)
                .map(DaemonDeploymentRevisionDetail::arn)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns what a list says of a deployment. */
    static Rollout rollout(
            Connection<EcsClient> ecs, DaemonDeploymentSummary summary, Map<String, DaemonRevision> revisions) {
        String arn = summary.targetDaemonRevisionArn();
        Rollout.Builder rollout = Rollout.builder(status(summary.statusAsString()), summary.statusAsString())
                .createdAt(summary.createdAt())
                .startedAt(summary.startedAt())
                .finishedAt(summary.finishedAt() != null ? summary.finishedAt() : summary.stoppedAt())
                .reason(summary.statusReason())
                .source(summary);
        Members.keep(rollout, summary, ELSEWHERE);
        return ofDaemon(ecs, rollout, summary.daemonDeploymentArn(), arn, revisions)
                .build();
    }

    /** Returns a deployment in our words. */
    static Rollout rollout(
            Connection<EcsClient> ecs, DaemonDeployment deployment, Map<String, DaemonRevision> revisions) {
        DaemonDeploymentRevisionDetail to = deployment.targetDaemonRevision();
        Status status = status(deployment.statusAsString());
        boolean fired = breakerFired(deployment) || alarmFired(deployment);
        Rollout.Builder rollout = Rollout.builder(
                        status == Status.STOPPED && fired ? Status.FAILED : status, deployment.statusAsString())
                .createdAt(deployment.createdAt())
                .startedAt(deployment.startedAt())
                .finishedAt(deployment.finishedAt() != null ? deployment.finishedAt() : deployment.stoppedAt())
                .flag(Flag.STOPPING, Words.same("STOP_REQUESTED", deployment.statusAsString()))
                .flag(Flag.PARTIAL, status == Status.SUCCEEDED && left(deployment) > 0)
                .flag(Flag.EARLY, status == Status.SUCCEEDED && running(to) == 0)
                .progress(progress(deployment))
                .reason(reason(deployment, status))
                .previousRevision(deployment.sourceDaemonRevisions().stream()
                        .map(DaemonDeploymentRevisionDetail::arn)
                        .filter(arn -> arn != null && (to == null || !arn.equals(to.arn())))
                        .map(arn -> revisionName(arn, revisions.get(arn)))
                        .collect(Collectors.collectingAndThen(
                                Collectors.joining(", "), names -> names.isEmpty() ? null : names)))
                .source(deployment);
        Members.keep(rollout, deployment, ELSEWHERE);
        if (to != null) {
            to.capacityProviders().forEach(provider -> rollout.part(part(provider, status)));
        }
        String daemon = daemon(deployment);
        if (breakerFired(deployment)) {
            DaemonCircuitBreaker breaker = deployment.circuitBreaker();
            rollout.problem(
                    daemon,
                    RollbackMonitors.BREAKER,
                    RollbackMonitors.reached(breaker.failureCount(), breaker.threshold()));
        }
        if (alarmFired(deployment)) {
            RollbackMonitors.alarms(rollout, deployment.alarms().triggeredAlarmNames());
        }
        return ofDaemon(ecs, rollout, deployment.daemonDeploymentArn(), to == null ? null : to.arn(), revisions)
                .build();
    }

    private static Rollout.Builder ofDaemon(
            Connection<EcsClient> ecs,
            Rollout.Builder rollout,
            String arn,
            String revisionArn,
            Map<String, DaemonRevision> revisions) {
        DaemonRevision revision = revisions.get(revisionArn);
        rollout.id(Arns.last(arn))
                .account(Arns.account(arn))
                .consoleUrl(console(ecs, arn))
                .revision(revisionName(revisionArn, revision))
                .revisionName(revisionArn)
                .revisionName(Arns.last(revisionArn));
        if (revision != null) {
            rollout.revisionName(revision.daemonTaskDefinitionArn())
                    .attribute("daemonTaskDefinitionArn", revision.daemonTaskDefinitionArn())
                    .attribute(
                            "containerImages",
                            revision.containerImages().stream()
                                    .map(image -> EcsDeployment.image(image.image(), image.imageDigest()))
                                    .toList());
            revision.containerImages()
                    .forEach(image -> rollout.revisionName(image.image()).revisionName(image.imageDigest()));
        }
        return rollout;
    }

    private static String revisionName(String arn, DaemonRevision revision) {
        return revision == null || revision.daemonTaskDefinitionArn() == null
                ? Arns.last(arn)
                : Arns.last(revision.daemonTaskDefinitionArn());
    }

    /** Counts the instances that have the new revision against all that a deployment is about, also those of old ones. */
    private static Progress progress(DaemonDeployment deployment) {
        long all = sides(deployment)
                .mapToLong(side -> running(side) + draining(side) + without(side))
                .sum();
        return all == 0 ? null : Progress.of(running(deployment.targetDaemonRevision()), all, "instances");
    }

    /** Returns how many instances are without the new revision: those without the daemon, and those with an old one. */
    private static long left(DaemonDeployment deployment) {
        return without(deployment.targetDaemonRevision()) + runningOld(deployment);
    }

    private static long runningOld(DaemonDeployment deployment) {
        DaemonDeploymentRevisionDetail to = deployment.targetDaemonRevision();
        return deployment.sourceDaemonRevisions().stream()
                .filter(from -> to == null || from.arn() == null || !from.arn().equals(to.arn()))
                .mapToLong(DaemonOutcome::running)
                .sum();
    }

    private static String reason(DaemonDeployment deployment, Status status) {
        List<String> said = new ArrayList<>();
        said.add(Reasons.joined(
                deployment.rollback() == null ? null : deployment.rollback().reason(), deployment.statusReason()));
        DaemonDeploymentRevisionDetail to = deployment.targetDaemonRevision();
        if (status == Status.SUCCEEDED) {
            said.add(
                    running(to) == 0
                            ? "no instance runs the new revision: the capacity providers may have none yet"
                            : null);
            said.add(counted(without(to), "without the daemon"));
            said.add(counted(runningOld(deployment), "with an old revision"));
        }
        DaemonCircuitBreaker breaker = deployment.circuitBreaker();
        if (status == Status.IN_PROGRESS && breaker != null) {
            said.add(RollbackMonitors.soFar(breaker.failureCount(), breaker.threshold()));
        }
        String reason =
                said.stream().filter(text -> text != null && !text.isBlank()).collect(Collectors.joining("; "));
        return reason.isEmpty() ? null : reason;
    }

    private static String counted(long instances, String how) {
        return instances == 0 ? null : instances + (instances == 1 ? " instance is " : " instances are ") + how;
    }

    private static Part part(DaemonDeploymentCapacityProvider provider, Status deployment) {
        int without = orZero(provider.withoutDaemonInstanceCount());
        return new Part(
                "capacity provider",
                Arns.last(provider.arn()),
                null,
                deployment == Status.SUCCEEDED && without > 0 ? Status.FAILED : deployment,
                null,
                null,
                null,
                "instances: " + orZero(provider.runningInstanceCount()) + " with the daemon, "
                        + orZero(provider.drainingInstanceCount()) + " draining, " + without + " without the daemon");
    }

    private static Stream<DaemonDeploymentRevisionDetail> sides(DaemonDeployment deployment) {
        DaemonDeploymentRevisionDetail to = deployment.targetDaemonRevision();
        return Stream.concat(
                Stream.ofNullable(to),
                deployment.sourceDaemonRevisions().stream()
                        .filter(from ->
                                to == null || from.arn() == null || !from.arn().equals(to.arn())));
    }

    private static long running(DaemonDeploymentRevisionDetail side) {
        return side == null
                ? 0
                : count(side, side.totalRunningInstanceCount(), DaemonDeploymentCapacityProvider::runningInstanceCount);
    }

    private static long draining(DaemonDeploymentRevisionDetail side) {
        return count(side, side.totalDrainingInstanceCount(), DaemonDeploymentCapacityProvider::drainingInstanceCount);
    }

    private static long without(DaemonDeploymentRevisionDetail side) {
        return side == null
                ? 0
                : count(
                        side,
                        side.totalWithoutDaemonInstanceCount(),
                        DaemonDeploymentCapacityProvider::withoutDaemonInstanceCount);
    }

    /** A total that is left out is that of the capacity providers. */
    private static long count(
            DaemonDeploymentRevisionDetail side,
            Integer total,
            Function<DaemonDeploymentCapacityProvider, Integer> ofProvider) {
        return total != null
                ? total
                : side.capacityProviders().stream()
                        .map(ofProvider)
                        .mapToLong(DaemonOutcome::orZero)
                        .sum();
    }

    private static boolean breakerFired(DaemonDeployment deployment) {
        return deployment.circuitBreaker() != null
                && Words.same(TRIGGERED, deployment.circuitBreaker().statusAsString());
    }

    private static boolean alarmFired(DaemonDeployment deployment) {
        return deployment.alarms() != null
                && Words.same(TRIGGERED, deployment.alarms().statusAsString());
    }

    /** The reply names the daemon in the ARN of the deployment alone. */
    private static String daemon(DaemonDeployment deployment) {
        String[] pieces = pieces(deployment.daemonDeploymentArn());
        return pieces.length == 4 ? pieces[2] : null;
    }

    private static String console(Connection<EcsClient> ecs, String arn) {
        String[] pieces = pieces(arn);
        return pieces.length < 3 ? null : ecs.console("/ecs/v2/clusters/" + pieces[1]);
    }

    private static String[] pieces(String arn) {
        return arn == null ? new String[0] : arn.split("/", -1);
    }

    private static int orZero(Integer count) {
        return count == null ? 0 : count;
    }
}
