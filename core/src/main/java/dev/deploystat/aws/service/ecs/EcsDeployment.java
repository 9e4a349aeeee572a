package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.aws.adapter.Reasons;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DeploymentCircuitBreaker;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookDetail;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStatus;
import software.amazon.awssdk.services.ecs.model.DeploymentStrategy;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentRollbackMonitorsStatus;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;
import software.amazon.awssdk.services.ecs.model.ServiceRevision;
import software.amazon.awssdk.services.ecs.model.ServiceRevisionSummary;
import software.amazon.awssdk.services.ecs.model.ThresholdType;

/** What a service deployment means: a reply in, a rollout out, without a call. */
final class EcsDeployment {
    /** The stages in their order (ECS API). */
    static final List<String> STAGES = List.of(
            "RECONCILE_SERVICE",
            "PRE_SCALE_UP",
            "SCALE_UP",
            "POST_SCALE_UP",
            "TEST_TRAFFIC_SHIFT",
            "POST_TEST_TRAFFIC_SHIFT",
            "PRE_PRODUCTION_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT",
            "POST_PRODUCTION_TRAFFIC_SHIFT",
            "BAKE_TIME",
            "CLEAN_UP");

    private static final int SHIFTED = STAGES.indexOf("POST_PRODUCTION_TRAFFIC_SHIFT");
    private static final double ALL = 100;

    private EcsDeployment() {}

    /** Returns the ARNs of the revisions that deployments go from and to. */
    static Set<String> revisions(Collection<ServiceDeployment> deployments) {
        Set<String> arns = targets(deployments);
        deployments.forEach(
                deployment -> deployment.sourceServiceRevisions().forEach(source -> arns.add(source.arn())));
        return arns;
    }

    /** Returns the ARNs of the revisions that deployments bring. */
    static Set<String> targets(Collection<ServiceDeployment> deployments) {
        return deployments.stream()
                .map(ServiceDeployment::targetServiceRevision)
                .filter(Objects::nonNull)
                .map(ServiceRevisionSummary::arn)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Maps a service deployment; circuit breaker and alarms refine {@code STOPPED}, see {@link #refined}. */
    static Status status(ServiceDeploymentStatus value) {
        return switch (value) {
            case PENDING -> Status.PENDING;
            case IN_PROGRESS, STOP_REQUESTED -> Status.IN_PROGRESS;
            case STOPPED -> Status.STOPPED;
            case ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS -> Status.ROLLING_BACK;
            case SUCCESSFUL -> Status.SUCCEEDED;
            case ROLLBACK_SUCCESSFUL -> Status.ROLLED_BACK;
            case ROLLBACK_FAILED -> Status.ROLLBACK_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Returns the ARN of a deployment that has one of its own, or null. */
    static String arn(Rollout rollout) {
        return rollout.source(ServiceDeployment.class)
                .map(ServiceDeployment::serviceDeploymentArn)
                .orElse(null);
    }

    /** Maps the word of a list entry. */
    static Status status(String word) {
        return word == null
                ? Status.UNKNOWN
                : status(NativeStates.named(word, ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION));
    }

    /** A circuit breaker or alarm that fires without rollback leaves the deployment {@code STOPPED} (ECS API). */
    private static Status refined(ServiceDeployment deployment) {
        if (word(deployment) == null) {
            return Status.UNKNOWN;
        }
        if (isEarly(deployment)) {
            return Status.IN_PROGRESS;
        }
        Status status = status(word(deployment));
        return status == Status.STOPPED && (breakerFired(deployment) || alarmFired(deployment))
                ? Status.FAILED
                : status;
    }

    private static boolean breakerFired(ServiceDeployment deployment) {
        return deployment.deploymentCircuitBreaker() != null
                && Words.same(
                        ServiceDeploymentRollbackMonitorsStatus.TRIGGERED.toString(),
                        deployment.deploymentCircuitBreaker().statusAsString());
    }

    private static boolean alarmFired(ServiceDeployment deployment) {
        return deployment.alarms() != null
                && Words.same(
                        ServiceDeploymentRollbackMonitorsStatus.TRIGGERED.toString(),
                        deployment.alarms().statusAsString());
    }

    /** Returns a service deployment in our words. */
    static Rollout rollout(
            Connection<EcsClient> ecs, ServiceDeployment deployment, Map<String, ServiceRevision> revisions) {
        ServiceRevisionSummary to = deployment.targetServiceRevision();
        Rollout.Builder rollout = Rollout.builder(refined(deployment), deployment.statusAsString())
                .id(Arns.last(deployment.serviceDeploymentArn()))
                .createdAt(deployment.createdAt())
                .startedAt(deployment.startedAt())
                .updatedAt(deployment.updatedAt())
                .finishedAt(deployment.finishedAt() != null ? deployment.finishedAt() : deployment.stoppedAt())
                .stage(deployment.lifecycleStageAsString())
                .stages(stages(deployment))
                .reason(reason(deployment))
                .flag(Flag.NEEDS_ACTION, pauses(deployment).findAny().isPresent())
                .commands(pauses(deployment).map(hook -> goOn(deployment, hook)).toList())
                .flag(Flag.EARLY, isEarly(deployment))
                .flag(Flag.STOPPING, word(deployment) == ServiceDeploymentStatus.STOP_REQUESTED)
                .account(Arns.account(deployment.serviceDeploymentArn()))
                .consoleUrl(console(ecs, deployment.serviceDeploymentArn()))
                .attribute("serviceDeploymentArn", deployment.serviceDeploymentArn())
                .attribute("serviceArn", deployment.serviceArn())
                .attribute("clusterArn", deployment.clusterArn())
                .attribute("lifecycleStage", deployment.lifecycleStageAsString())
                .attribute("lifecycleHookDetails", Raw.of(deployment.lifecycleHookDetails(), Set.of()))
                .source(deployment);
        if (to != null) {
            describeRevision(rollout, to.arn(), revisions.get(to.arn()));
            if (to.requestedTaskCount() != null && to.runningTaskCount() != null) {
                rollout.progress(Progress.of(to.runningTaskCount(), to.requestedTaskCount(), "tasks"));
            }
            rollout.attribute("targetServiceRevisionArn", to.arn())
                    .attribute("pendingTaskCount", to.pendingTaskCount())
                    .attribute("requestedProductionTrafficWeight", to.requestedProductionTrafficWeight())
                    .attribute("requestedTestTrafficWeight", to.requestedTestTrafficWeight());
        }
        rollout.previousRevision(deployment.sourceServiceRevisions().stream()
                .map(source -> revisionName(source.arn(), revisions.get(source.arn())))
                .filter(Objects::nonNull)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), names -> names.isEmpty() ? null : names)));
        describeRollback(rollout, deployment);
        return rollout.build();
    }

    /** Names what a deployment brings: the task definition where it is known, and its images. */
    static void describeRevision(Rollout.Builder rollout, String arn, ServiceRevision revision) {
        rollout.revision(revisionName(arn, revision)).revisionName(arn).revisionName(Arns.last(arn));
        if (revision != null) {
            rollout.revisionName(revision.taskDefinition());
            revision.containerImages()
                    .forEach(image -> rollout.revisionName(image.image()).revisionName(image.imageDigest()));
            rollout.attribute("taskDefinition", revision.taskDefinition())
                    .attribute(
                            "containerImages",
                            revision.containerImages().stream()
                                    .map(image -> image(image.image(), image.imageDigest()))
                                    .toList());
        }
    }

    /** Returns an image as it can be pulled again. */
    static String image(String image, String digest) {
        return digest == null || image.contains("@") ? image : image + "@" + digest;
    }

    private static void describeRollback(Rollout.Builder rollout, ServiceDeployment deployment) {
        if (deployment.rollback() != null) {
            rollout.attribute("rollbackStartedAt", text(deployment.rollback().startedAt()))
                    .attribute(
                            "rollbackServiceRevisionArn", deployment.rollback().serviceRevisionArn());
        }
        String service = Arns.last(deployment.serviceArn());
        if (breakerFired(deployment)) {
            var breaker = deployment.deploymentCircuitBreaker();
            rollout.problem(
                    service,
                    RollbackMonitors.BREAKER,
                    RollbackMonitors.reached(breaker.failureCount(), breaker.threshold()) + threshold(deployment));
        }
        if (alarmFired(deployment)) {
            RollbackMonitors.alarms(rollout, deployment.alarms().triggeredAlarmNames());
        }
        for (DeploymentLifecycleHookDetail hook : deployment.lifecycleHookDetails()) {
            if (word(hook) == DeploymentLifecycleHookStatus.FAILED
                    || word(hook) == DeploymentLifecycleHookStatus.TIMED_OUT) {
                String what = word(hook) == DeploymentLifecycleHookStatus.FAILED ? "failed" : "timed out";
                String target = hook.targetArn() == null ? "" : " (" + hook.targetArn() + ")";
                rollout.problem(
                        hook.hookId(),
                        "LIFECYCLE_HOOK_" + hook.statusAsString(),
                        "the lifecycle hook " + what + target);
            }
        }
    }

    /** Returns how the threshold came about, in words. */
    private static String threshold(ServiceDeployment deployment) {
        DeploymentCircuitBreaker configured = deployment.deploymentConfiguration() == null
                ? null
                : deployment.deploymentConfiguration().deploymentCircuitBreaker();
        if (configured == null || configured.thresholdConfiguration() == null) {
            return "";
        }
        var by = configured.thresholdConfiguration();
        String words =
                NativeStates.named(by.typeAsString(), ThresholdType.UNKNOWN_TO_SDK_VERSION) == ThresholdType.COUNT
                        ? "a fixed count"
                        : by.value() + " % of the tasks"
                                + (NativeStates.named(by.typeAsString(), ThresholdType.UNKNOWN_TO_SDK_VERSION)
                                                == ThresholdType.BOUNDED_PERCENT
                                        ? ", 3 to 200"
                                        : "");
        return " (" + words + resets(deployment) + ")";
    }

    private static String reason(ServiceDeployment deployment) {
        List<String> said = new ArrayList<>();
        said.add(Reasons.joined(
                deployment.rollback() == null ? null : deployment.rollback().reason(), deployment.statusReason()));
        said.add(
                isEarly(deployment)
                        ? "successful by its early success criteria, but not all is scaled and drained"
                        : null);
        said.add(failuresSoFar(deployment));
        // Last, since it ends in a command.
        pauses(deployment)
                .map(hook ->
                        pause(deployment, hook) + ": " + goOn(deployment, hook).line())
                .forEach(said::add);
        String reason =
                said.stream().filter(text -> text != null && !text.isBlank()).collect(Collectors.joining("; "));
        return reason.isEmpty() ? null : reason;
    }

    /** Under way, the circuit breaker's count is the first sign of trouble, and a healthy task may take it back for ever. */
    private static String failuresSoFar(ServiceDeployment deployment) {
        var breaker = deployment.deploymentCircuitBreaker();
        boolean counts = word(deployment) == ServiceDeploymentStatus.IN_PROGRESS && breaker != null;
        String soFar = counts ? RollbackMonitors.soFar(breaker.failureCount(), breaker.threshold()) : null;
        return soFar == null ? null : soFar + resets(deployment);
    }

    /** A healthy task resets the count unless the configuration says otherwise (ECS API, default true). */
    private static String resets(ServiceDeployment deployment) {
        DeploymentCircuitBreaker configured = deployment.deploymentConfiguration() == null
                ? null
                : deployment.deploymentConfiguration().deploymentCircuitBreaker();
        boolean resets = configured == null || !Boolean.FALSE.equals(configured.resetOnHealthyTask());
        return resets ? ", a healthy task resets the count" : "";
    }

    private static Stream<DeploymentLifecycleHookDetail> pauses(ServiceDeployment deployment) {
        return word(deployment) != ServiceDeploymentStatus.IN_PROGRESS
                ? Stream.empty()
                : deployment.lifecycleHookDetails().stream()
                        .filter(hook -> word(hook) == DeploymentLifecycleHookStatus.AWAITING_ACTION);
    }

    private static String pause(ServiceDeployment deployment, DeploymentLifecycleHookDetail hook) {
        String end = hook.expiresAt() == null
                ? ""
                : ", until " + hook.expiresAt()
                        + (hook.timeoutActionAsString() == null ? "" : ", then " + hook.timeoutActionAsString());
        return "paused at " + deployment.lifecycleStageAsString() + " by the lifecycle hook " + hook.hookId() + end;
    }

    private static AwsCommand goOn(ServiceDeployment deployment, DeploymentLifecycleHookDetail hook) {
        return AwsCommand.of(
                "ecs",
                "continue-service-deployment",
                "--service-deployment-arn",
                String.valueOf(deployment.serviceDeploymentArn()),
                "--hook-id",
                String.valueOf(hook.hookId()),
                "--action",
                "CONTINUE");
    }

    /**
     * Under early success criteria a deployment is successful before it is over: ECS goes on scaling the new revision and
     * draining the old ones (ECS API, {@code earlySuccessCriteria}). What a reply does not count is not over.
     */
    private static boolean isEarly(ServiceDeployment deployment) {
        boolean mayBe = word(deployment) == ServiceDeploymentStatus.SUCCESSFUL
                && deployment.deploymentConfiguration() != null
                && deployment.deploymentConfiguration().earlySuccessCriteria() != null
                && Boolean.TRUE.equals(deployment
                        .deploymentConfiguration()
                        .earlySuccessCriteria()
                        .enable());
        if (!mayBe) {
            return false;
        }
        ServiceRevisionSummary to = deployment.targetServiceRevision();
        boolean scaled = to != null
                && to.runningTaskCount() != null
                && to.requestedTaskCount() != null
                && to.runningTaskCount() >= to.requestedTaskCount();
        boolean drained = deployment.sourceServiceRevisions().stream()
                .allMatch(from -> from.runningTaskCount() == null || from.runningTaskCount() == 0);
        return !scaled || !drained;
    }

    /**
     * A stage is behind once a later one is reached. Only strategies that shift traffic show when all of it is on the new
     * revision; a rolling deployment replaces tasks and its stages say nothing of who gets requests. The weight is asked
     * for, and not measured, so it can deny what the stage says but not replace it.
     */
    private static Stages stages(ServiceDeployment deployment) {
        String name = deployment.lifecycleStageAsString();
        int stage = name == null ? -1 : STAGES.indexOf(name);
        DeploymentStrategy strategy = deployment.deploymentConfiguration() == null
                ? null
                : NativeStates.named(
                        deployment.deploymentConfiguration().strategyAsString(),
                        DeploymentStrategy.UNKNOWN_TO_SDK_VERSION);
        return Stages.of(STAGES.subList(0, stage + 1), traffic(deployment, strategy, stage))
                .at(stage + 1, STAGES.size());
    }

    private static Traffic traffic(ServiceDeployment deployment, DeploymentStrategy strategy, int stage) {
        if (strategy == null) {
            return Traffic.UNKNOWN;
        }
        return switch (strategy) {
            case ROLLING, UNKNOWN_TO_SDK_VERSION -> Traffic.UNKNOWN;
            case BLUE_GREEN, LINEAR, CANARY -> {
                ServiceRevisionSummary to = deployment.targetServiceRevision();
                Double weight = to == null ? null : to.requestedProductionTrafficWeight();
                boolean denied = weight != null && weight < ALL;
                yield stage >= SHIFTED && !denied ? Traffic.ALL : Traffic.NOT_ALL;
            }
        };
    }

    private static String revisionName(String arn, ServiceRevision revision) {
        return revision == null || revision.taskDefinition() == null
                ? Arns.last(arn)
                : Arns.last(revision.taskDefinition());
    }

    static String console(Connection<EcsClient> ecs, String serviceDeploymentArn) {
        String[] pieces = serviceDeploymentArn == null ? new String[0] : serviceDeploymentArn.split("/", -1);
        return pieces.length != 4
                ? null
                : ecs.console("/ecs/v2/clusters/" + pieces[1] + "/services/" + pieces[2] + "/deployments/" + pieces[3]);
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    private static ServiceDeploymentStatus word(ServiceDeployment deployment) {
        return NativeStates.named(deployment.statusAsString(), ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION);
    }

    private static DeploymentLifecycleHookStatus word(DeploymentLifecycleHookDetail hook) {
        return NativeStates.named(hook.statusAsString(), DeploymentLifecycleHookStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
