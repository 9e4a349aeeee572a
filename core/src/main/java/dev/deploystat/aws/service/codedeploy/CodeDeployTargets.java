package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.model.Event;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.CloudFormationTarget;
import software.amazon.awssdk.services.codedeploy.model.DeploymentDoesNotExistException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentNotStartedException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTarget;
import software.amazon.awssdk.services.codedeploy.model.DeploymentType;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.ECSTarget;
import software.amazon.awssdk.services.codedeploy.model.ECSTaskSet;
import software.amazon.awssdk.services.codedeploy.model.InstanceTarget;
import software.amazon.awssdk.services.codedeploy.model.LambdaFunctionInfo;
import software.amazon.awssdk.services.codedeploy.model.LambdaTarget;
import software.amazon.awssdk.services.codedeploy.model.LifecycleErrorCode;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;
import software.amazon.awssdk.services.codedeploy.model.TargetLabel;
import software.amazon.awssdk.services.codedeploy.model.TargetStatus;

/** The targets of one CodeDeploy deployment and their lifecycle events: where it is, and what broke. */
final class CodeDeployTargets {
    private static final String ALLOW = "AllowTraffic";
    private static final String BLOCK = "BlockTraffic";

    /** The lifecycle events of all platforms, in the order of the AppSpec reference. */
    static final List<String> EVENTS = List.of(
            "Start",
            "BeforeBlockTraffic",
            BLOCK,
            "AfterBlockTraffic",
            "ApplicationStop",
            "DownloadBundle",
            "BeforeInstall",
            "Install",
            "AfterInstall",
            "ApplicationStart",
            "ValidateService",
            "TestTraffic",
            "AllowTestTraffic",
            "AfterAllowTestTraffic",
            "BeforeAllowTraffic",
            ALLOW,
            "AfterAllowTraffic",
            "End");

    static final String EVENT = "lifecycle event";
    private static final int BATCH = 25;
    private static final int LOG_LINES = 3;
    private static final String LOG = "logTail";
    private static final String INSTANCE = "instance";
    private static final Comparator<Instant> TIME = Comparator.nullsLast(Comparator.naturalOrder());

    private final List<DeploymentTarget> replies;
    private final List<Member> members;

    private CodeDeployTargets(List<DeploymentTarget> replies) {
        this.replies = replies;
        members = replies.stream().flatMap(reply -> Member.of(reply).stream()).toList();
    }

    /** Asks for the targets of a deployment; it has none before it starts. */
    static CodeDeployTargets of(Connection<CodeDeployClient> codeDeploy, String deploymentId) {
        List<DeploymentTarget> replies = new ArrayList<>();
        try {
            List<String> ids = Pages.of(
                            token -> codeDeploy.client().listDeploymentTargets(request -> request.deploymentId(
                                            deploymentId)
                                    .nextToken(token)),
                            reply -> reply.targetIds(),
                            reply -> reply.nextToken())
                    .toList();
            for (List<String> batch : Batches.of(ids, BATCH)) {
                replies.addAll(codeDeploy
                        .client()
                        .batchGetDeploymentTargets(
                                request -> request.deploymentId(deploymentId).targetIds(batch))
                        .deploymentTargets());
            }
        } catch (DeploymentNotStartedException | DeploymentDoesNotExistException e) {
            // The answers for one that has not begun, and for the other end of a rollback that is no longer kept.
            return new CodeDeployTargets(List.of());
        }
        return new CodeDeployTargets(replies);
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

    static Status status(LifecycleEventStatus value) {
        return switch (value) {
            case PENDING -> Status.PENDING;
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case SKIPPED -> Status.STOPPED;
            case UNKNOWN, UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /**
     * Returns how far a deployment has come. It has reached a lifecycle event when all targets that take it have succeeded
     * in it. In a blue/green deployment the original instances take other events than their replacements; of those that
     * take the same ones, a target that does not list the event yet has not come to it.
     */
    Stages stages(Rollout seen) {
        boolean whole = members.size() == replies.size()
                && !members.isEmpty()
                && (seen.progress() == null || members.size() >= seen.progress().total());
        List<String> reached = whole
                ? members.stream()
                        .flatMap(member -> member.events().stream())
                        .map(LifecycleEvent::lifecycleEventName)
                        .filter(Objects::nonNull)
                        .distinct()
                        .filter(this::isReached)
                        .toList()
                : List.of();
        return Stages.of(reached, whole ? traffic(reached, isBlueGreen(seen)) : Traffic.NOT_ALL);
    }

    private boolean isReached(String event) {
        return Stream.of(true, false)
                .map(original -> members.stream()
                        .filter(member -> member.isOriginal() == original)
                        .toList())
                .filter(alike -> alike.stream().anyMatch(member -> member.takes(event)))
                .allMatch(alike -> alike.stream().allMatch(member -> member.hasPassed(event)));
    }

    /**
     * Returns how much of the traffic is on what was deployed: all, once the last event that gives it traffic, and for
     * instances also the last one that takes it from the original ones, has succeeded, and no weight says otherwise.
     */
    private Traffic traffic(List<String> reached, boolean blueGreen) {
        boolean instances = members.stream().allMatch(Member::isInstance);
        boolean allowed = reached.contains(ALLOW) && members.stream().allMatch(Member::mayHaveAllTraffic);
        boolean blocked = reached.contains(BLOCK) && members.stream().anyMatch(Member::isOriginal);
        if (allowed && (!instances || !blueGreen || blocked)) {
            return Traffic.ALL;
        }
        // Without a load balancer the event is skipped, or is not there in the first place.
        boolean shown = members.stream()
                .anyMatch(member -> member.events().isEmpty() || (member.takes(ALLOW) && !member.skips(ALLOW)));
        return shown ? Traffic.NOT_ALL : Traffic.UNKNOWN;
    }

    private boolean isBlueGreen(Rollout seen) {
        boolean said = seen.source(DeploymentInfo.class)
                .map(DeploymentInfo::deploymentStyle)
                .map(style -> Words.same(DeploymentType.BLUE_GREEN.toString(), style.deploymentTypeAsString()))
                .orElse(false);
        return said || members.stream().anyMatch(Member::isOriginal);
    }

    /** Returns each target, followed by its lifecycle events. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Member member : members) {
            parts.add(member.part());
            member.events().forEach(event -> parts.add(part(member, event)));
        }
        return parts;
    }

    /** Returns why lifecycle events failed, the first failure first: later ones may only follow from it. */
    List<Problem> problems() {
        record Failure(Member member, LifecycleEvent event) {}
        return members.stream()
                .flatMap(member -> member.events().stream().map(event -> new Failure(member, event)))
                .filter(failure -> hasFailed(failure.event()))
                .sorted(Comparator.comparing((Failure failure) -> lastTime(failure.event()), TIME))
                .map(failure -> new Problem(
                        failure.member().id(),
                        errorCode(failure.event()),
                        Stream.of(failure.event().lifecycleEventName(), detail(failure.event()))
                                .filter(Objects::nonNull)
                                .collect(Collectors.joining(": "))))
                .toList();
    }

    /** Returns the ids of the targets on which a lifecycle event failed. */
    Stream<String> failedTargets() {
        return members.stream()
                .filter(member -> member.events().stream().anyMatch(CodeDeployTargets::hasFailed))
                .map(Member::id);
    }

    /** Returns the timeline: of the deployment itself, and of each target's lifecycle events. */
    List<Event> events(Rollout rollout) {
        List<Event> events = new ArrayList<>();
        String by = rollout.initiator() == null ? "" : " by " + rollout.initiator();
        events.add(new Event(rollout.createdAt(), null, null, "created" + by));
        events.add(new Event(rollout.startedAt(), null, null, "started"));
        members.forEach(member -> member.events()
                .forEach(event -> events.add(
                        new Event(lastTime(event), member.id(), event.statusAsString(), event.lifecycleEventName()))));
        Instant completeTime = rollout.source(DeploymentInfo.class)
                .map(DeploymentInfo::completeTime)
                .orElse(null);
        if (completeTime == null || completeTime.equals(rollout.finishedAt())) {
            events.add(new Event(rollout.finishedAt(), null, rollout.nativeStatus(), "finished"));
        } else {
            // A deployment that was rolled back is over when its rollback is.
            events.add(new Event(completeTime, null, rollout.nativeStatus(), "finished"));
            events.add(new Event(rollout.finishedAt(), null, null, "rollback finished"));
        }
        return events.stream()
                .filter(event -> event.at() != null)
                .sorted(Comparator.comparing(Event::at))
                .toList();
    }

    /** Returns the targets as the service gives them. */
    List<Object> raw() {
        return replies.stream().map(reply -> masked(Raw.of(reply, Set.of()))).toList();
    }

    /** Scripts write what they like: what looks like a secret in it is masked. */
    private static Object masked(Object plain) {
        if (plain instanceof List<?> list) {
            return list.stream().map(CodeDeployTargets::masked).toList();
        }
        if (!(plain instanceof Map<?, ?> map)) {
            return plain;
        }
        Map<Object, Object> masked = new LinkedHashMap<>();
        map.forEach((name, value) -> masked.put(
                name, LOG.equals(name) && value instanceof String log ? String.join("\n", lines(log)) : masked(value)));
        return masked;
    }

    /** Returns what scripts that failed wrote last, as {@link #raw} holds it. */
    static List<LogTail> lastWords(Object raw, int most) {
        List<LogTail> tails = new ArrayList<>();
        for (Map<?, ?> reply : maps(raw)) {
            // A target is told in a member of its own kind.
            for (Map<?, ?> member : maps(List.copyOf(reply.values()))) {
                for (Map<?, ?> event : maps(member.get("lifecycleEvents"))) {
                    boolean failed = LifecycleEventStatus.FAILED.toString().equals(event.get("status"));
                    if (failed
                            && event.get("diagnostics") instanceof Map<?, ?> diagnostics
                            && diagnostics.get(LOG) instanceof String log) {
                        String resource = event.get("lifecycleEventName") + " on " + member.get("targetId");
                        Object script = diagnostics.get("scriptName");
                        tails.add(LogTail.of(resource, script == null ? null : script.toString(), List.of(log), most));
                    }
                }
            }
        }
        return tails;
    }

    static List<Map<?, ?>> maps(Object plain) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (plain instanceof List<?> list) {
            list.forEach(each -> {
                if (each instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            });
        }
        return maps;
    }

    private static List<String> lines(String log) {
        return LogTail.of("", null, List.of(log), Integer.MAX_VALUE).lines();
    }

    private static Part part(Member member, LifecycleEvent event) {
        return new Part(
                EVENT,
                event.lifecycleEventName(),
                member.id(),
                word(event) == null ? Status.UNKNOWN : status(word(event)),
                event.statusAsString(),
                event.startTime(),
                event.endTime(),
                detail(event));
    }

    private static boolean hasFailed(LifecycleEvent event) {
        boolean over = word(event) == LifecycleEventStatus.SUCCEEDED || word(event) == LifecycleEventStatus.SKIPPED;
        return word(event) == LifecycleEventStatus.FAILED || (!over && errorCode(event) != null);
    }

    /** Returns the code of what went wrong; an event that went well carries a code too. */
    private static String errorCode(LifecycleEvent event) {
        Diagnostics diagnostics = event.diagnostics();
        return diagnostics == null || Words.same(LifecycleErrorCode.SUCCESS.toString(), diagnostics.errorCodeAsString())
                ? null
                : diagnostics.errorCodeAsString();
    }

    private static String detail(LifecycleEvent event) {
        Diagnostics diagnostics = event.diagnostics();
        if (diagnostics == null) {
            return null;
        }
        String detail = Stream.of(diagnostics.scriptName(), diagnostics.message(), lastLines(diagnostics.logTail()))
                .filter(text -> text != null && !text.isBlank())
                .collect(Collectors.joining(": "));
        return detail.isEmpty() ? null : detail;
    }

    private static String lastLines(String log) {
        if (log == null) {
            return null;
        }
        List<String> lines = lines(log).stream().map(String::strip).toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    private static Instant lastTime(LifecycleEvent event) {
        return event.endTime() == null ? event.startTime() : event.endTime();
    }

    /** What the four kinds of target have in common. */
    private record Member(
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

        /** Returns empty for a kind of target that this release does not know. */
        static Optional<Member> of(DeploymentTarget target) {
            if (target.instanceTarget() != null) {
                return Optional.of(of(target.instanceTarget()));
            }
            if (target.lambdaTarget() != null) {
                return Optional.of(of(target.lambdaTarget()));
            }
            if (target.ecsTarget() != null) {
                return Optional.of(of(target.ecsTarget()));
            }
            return Optional.ofNullable(target.cloudFormationTarget()).map(Member::of);
        }

        private static Member of(InstanceTarget target) {
            return new Member(
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

        private static Member of(LambdaTarget target) {
            return new Member(
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

        private static Member of(ECSTarget target) {
            String taskSets =
                    target.taskSetsInfo().stream().map(Member::traffic).collect(Collectors.joining("; "));
            return new Member(
                    "ecs service",
                    target.targetId(),
                    NativeStates.named(target.statusAsString(), TargetStatus.UNKNOWN_TO_SDK_VERSION),
                    target.statusAsString(),
                    target.lifecycleEvents(),
                    target.lastUpdatedAt(),
                    null,
                    target.taskSetsInfo().stream().allMatch(Member::hasItsShare),
                    taskSets.isEmpty() ? null : taskSets);
        }

        private static Member of(CloudFormationTarget target) {
            String detail = Stream.of(target.resourceType(), percent(target.targetVersionWeight()))
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(", "));
            return new Member(
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
            return takes(event) && named(event).allMatch(each -> word(each) == LifecycleEventStatus.SUCCEEDED);
        }

        boolean skips(String event) {
            return named(event).allMatch(each -> word(each) == LifecycleEventStatus.SKIPPED);
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
            return NativeStates.named(set.taskSetLabelAsString(), TargetLabel.UNKNOWN_TO_SDK_VERSION)
                            == TargetLabel.BLUE
                    ? set.trafficWeight() == 0
                    : set.trafficWeight() >= ALL;
        }

        Part part() {
            Status known = status == null ? Status.UNKNOWN : CodeDeployTargets.status(status);
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
            return Stream.of(
                            set.taskSetLabelAsString(),
                            set.identifer(),
                            set.status(),
                            tasks,
                            percent(set.trafficWeight()))
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(", "));
        }

        private static String percent(Double weight) {
            return weight == null
                    ? null
                    : BigDecimal.valueOf(weight).stripTrailingZeros().toPlainString() + "% of traffic";
        }
    }

    private static LifecycleEventStatus word(LifecycleEvent event) {
        return NativeStates.named(event.statusAsString(), LifecycleEventStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
