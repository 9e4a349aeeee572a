package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Part;
import dev.deploystat.model.Status;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.CloudFormationTarget;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTarget;
import software.amazon.awssdk.services.codedeploy.model.ECSTarget;
import software.amazon.awssdk.services.codedeploy.model.ECSTaskSet;
import software.amazon.awssdk.services.codedeploy.model.InstanceTarget;
import software.amazon.awssdk.services.codedeploy.model.LambdaFunctionInfo;
import software.amazon.awssdk.services.codedeploy.model.LambdaTarget;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;
import software.amazon.awssdk.services.codedeploy.model.TargetLabel;
import software.amazon.awssdk.services.codedeploy.model.TargetStatus;

/** One target of a deployment: what the four kinds of target have in common. */
record DeployedTarget(
        String kind,
        String id,
        TargetStatus status,
        String nativeStatus,
        List<LifecycleEvent> events,
        Instant updatedAt,
        TargetLabel label,
        boolean mayHaveAllTraffic,
        String detail) {
    private static final double ALL = 100;
    private static final String INSTANCE = "instance";

    /** Returns empty for a kind of target that this release does not know. */
    static Optional<DeployedTarget> of(DeploymentTarget target) {
        if (target.instanceTarget() != null) {
            return Optional.of(of(target.instanceTarget()));
        }
        if (target.lambdaTarget() != null) {
            return Optional.of(of(target.lambdaTarget()));
        }
        if (target.ecsTarget() != null) {
            return Optional.of(of(target.ecsTarget()));
        }
        return Optional.ofNullable(target.cloudFormationTarget()).map(DeployedTarget::of);
    }

    private static DeployedTarget of(InstanceTarget target) {
        return new DeployedTarget(
                INSTANCE,
                target.targetId(),
                NativeStates.named(target.statusAsString(), TargetStatus.UNKNOWN_TO_SDK_VERSION),
                target.statusAsString(),
                target.lifecycleEvents(),
                target.lastUpdatedAt(),
                NativeStates.named(target.instanceLabelAsString(), TargetLabel.UNKNOWN_TO_SDK_VERSION),
                true,
                target.instanceLabelAsString());
    }

    private static DeployedTarget of(LambdaTarget target) {
        return new DeployedTarget(
                "lambda function",
                target.targetId(),
                NativeStates.named(target.statusAsString(), TargetStatus.UNKNOWN_TO_SDK_VERSION),
                target.statusAsString(),
                target.lifecycleEvents(),
                target.lastUpdatedAt(),
                null,
                target.lambdaFunctionInfo() == null
                        || isWhole(target.lambdaFunctionInfo().targetVersionWeight()),
                traffic(target.lambdaFunctionInfo()));
    }

    private static DeployedTarget of(ECSTarget target) {
        String taskSets =
                target.taskSetsInfo().stream().map(DeployedTarget::traffic).collect(Collectors.joining("; "));
        return new DeployedTarget(
                "ecs service",
                target.targetId(),
                NativeStates.named(target.statusAsString(), TargetStatus.UNKNOWN_TO_SDK_VERSION),
                target.statusAsString(),
                target.lifecycleEvents(),
                target.lastUpdatedAt(),
                null,
                target.taskSetsInfo().stream().allMatch(DeployedTarget::hasItsShare),
                taskSets.isEmpty() ? null : taskSets);
    }

    private static DeployedTarget of(CloudFormationTarget target) {
        String detail = Stream.of(target.resourceType(), percent(target.targetVersionWeight()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        return new DeployedTarget(
                "cloudformation resource",
                target.targetId(),
                NativeStates.named(target.statusAsString(), TargetStatus.UNKNOWN_TO_SDK_VERSION),
                target.statusAsString(),
                target.lifecycleEvents(),
                target.lastUpdatedAt(),
                null,
                isWhole(target.targetVersionWeight()),
                detail.isEmpty() ? null : detail);
    }

    static Status status(TargetStatus value) {
        return switch (value) {
            case PENDING -> Status.PENDING;
            case IN_PROGRESS, READY -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case SKIPPED -> Status.STOPPED;
            case UNKNOWN, UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    boolean isInstance() {
        return kind.equals(INSTANCE);
    }

    /** Returns whether it is an instance that a blue/green deployment replaces. */
    boolean isOriginal() {
        return label == TargetLabel.BLUE;
    }

    boolean takes(String event) {
        return named(event).findAny().isPresent();
    }

    boolean hasPassed(String event) {
        return takes(event)
                && named(event).allMatch(each -> LifecycleEvents.word(each) == LifecycleEventStatus.SUCCEEDED);
    }

    boolean skips(String event) {
        return named(event).allMatch(each -> LifecycleEvents.word(each) == LifecycleEventStatus.SKIPPED);
    }

    /** Returns the first event it has not come through; empty before it begins, and once it is through all or has failed. */
    Optional<CodeDeployTargets.Position> position() {
        boolean isUnderWay = events.stream().anyMatch(event -> event.startTime() != null)
                && events.stream().noneMatch(LifecycleEvents::hasFailed);
        for (int i = 0; isUnderWay && i < events.size(); i++) {
            LifecycleEventStatus word = LifecycleEvents.word(events.get(i));
            boolean isThrough = word == LifecycleEventStatus.SUCCEEDED || word == LifecycleEventStatus.SKIPPED;
            if (!isThrough && events.get(i).lifecycleEventName() != null) {
                return Optional.of(
                        new CodeDeployTargets.Position(events.get(i).lifecycleEventName(), i + 1, events.size()));
            }
        }
        return Optional.empty();
    }

    private Stream<LifecycleEvent> named(String event) {
        return events.stream().filter(each -> event.equals(each.lifecycleEventName()));
    }

    /** The API calls it a percentage, but the weights of Lambda aliases are fractions of 1. */
    private static boolean isWhole(Double weight) {
        return weight == null || weight >= ALL || weight == 1;
    }

    private static boolean hasItsShare(ECSTaskSet set) {
        if (set.trafficWeight() == null) {
            return true;
        }
        return NativeStates.named(set.taskSetLabelAsString(), TargetLabel.UNKNOWN_TO_SDK_VERSION) == TargetLabel.BLUE
                ? set.trafficWeight() == 0
                : set.trafficWeight() >= ALL;
    }

    Part part() {
        Status known = status == null ? Status.UNKNOWN : status(status);
        Instant started = events.stream()
                .map(LifecycleEvent::startTime)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        Instant finished = events.stream()
                .map(LifecycleEvent::endTime)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(updatedAt);
        return new Part(kind, id, null, known, nativeStatus, started, known.isFinal() ? finished : null, detail);
    }

    private static String traffic(LambdaFunctionInfo function) {
        if (function == null) {
            return null;
        }
        String name = Stream.of(function.functionName(), function.functionAlias())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(":"));
        return Stream.of(
                        name,
                        function.currentVersion() == null ? null : "from version " + function.currentVersion(),
                        function.targetVersion() == null ? null : "to version " + function.targetVersion(),
                        percent(function.targetVersionWeight()))
                .filter(text -> text != null && !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String traffic(ECSTaskSet set) {
        String tasks = set.runningCount() == null || set.desiredCount() == null
                ? null
                : set.runningCount() + "/" + set.desiredCount() + " tasks";
        return Stream.of(set.taskSetLabelAsString(), set.identifer(), set.status(), tasks, percent(set.trafficWeight()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    private static String percent(Double weight) {
        return weight == null
                ? null
                : BigDecimal.valueOf(weight).stripTrailingZeros().toPlainString() + "% of traffic";
    }
}
