package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.DeploymentDoesNotExistException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentNotStartedException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTarget;
import software.amazon.awssdk.services.codedeploy.model.DeploymentType;
import software.amazon.awssdk.services.codedeploy.model.LambdaFunctionInfo;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;

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

    private static final int BATCH = 25;
    private static final Comparator<Instant> TIME = Comparator.nullsLast(Comparator.naturalOrder());

    private final List<DeploymentTarget> replies;
    private final List<DeployedTarget> targets;

    private CodeDeployTargets(List<DeploymentTarget> replies) {
        this.replies = replies;
        targets = replies.stream()
                .flatMap(reply -> DeployedTarget.of(reply).stream())
                .toList();
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

    /**
     * Returns how far a deployment has come. It has reached a lifecycle event when all targets that take it have succeeded
     * in it. In a blue/green deployment the original instances take other events than their replacements; of those that
     * take the same ones, a target that does not list the event yet has not come to it.
     */
    Stages stages(Rollout seen) {
        boolean whole = targets.size() == replies.size()
                && !targets.isEmpty()
                && (seen.progress() == null || targets.size() >= seen.progress().total());
        List<String> reached = whole
                ? targets.stream()
                        .flatMap(target -> target.events().stream())
                        .map(LifecycleEvent::lifecycleEventName)
                        .filter(Objects::nonNull)
                        .distinct()
                        .filter(this::isReached)
                        .toList()
                : List.of();
        Stages stages = Stages.of(reached, whole ? traffic(reached, isBlueGreen(seen)) : Traffic.NOT_ALL);
        return slowest().map(at -> stages.at(at.number(), at.total())).orElse(stages);
    }

    /**
     * Where a target is on its way.
     *
     * @param event the lifecycle event it has not come through yet
     * @param number the number of that event among those the target takes, counted from 1
     * @param total how many it takes
     */
    record Position(String event, int number, int total) {
        private double share() {
            return (double) number / total;
        }
    }

    /** Returns where the target under way is that has come least far; empty when none is under way. */
    Optional<Position> slowest() {
        return targets.stream()
                .flatMap(target -> target.position().stream())
                .min(Comparator.comparingDouble(Position::share));
    }

    private boolean isReached(String event) {
        return Stream.of(true, false)
                .map(original -> targets.stream()
                        .filter(target -> target.isOriginal() == original)
                        .toList())
                .filter(alike -> alike.stream().anyMatch(target -> target.takes(event)))
                .allMatch(alike -> alike.stream().allMatch(target -> target.hasPassed(event)));
    }

    /**
     * Returns how much of the traffic is on what was deployed: all, once the last event that gives it traffic, and for
     * instances also the last one that takes it from the original ones, has succeeded, and no weight says otherwise.
     */
    private Traffic traffic(List<String> reached, boolean blueGreen) {
        boolean instances = targets.stream().allMatch(DeployedTarget::isInstance);
        boolean allowed = reached.contains(ALLOW) && targets.stream().allMatch(DeployedTarget::mayHaveAllTraffic);
        boolean blocked = reached.contains(BLOCK) && targets.stream().anyMatch(DeployedTarget::isOriginal);
        if (allowed && (!instances || !blueGreen || blocked)) {
            return Traffic.ALL;
        }
        // Without a load balancer the event is skipped, or is not there in the first place.
        boolean shown = targets.stream()
                .anyMatch(target -> target.events().isEmpty() || (target.takes(ALLOW) && !target.skips(ALLOW)));
        return shown ? Traffic.NOT_ALL : Traffic.UNKNOWN;
    }

    private boolean isBlueGreen(Rollout seen) {
        boolean said = seen.source(DeploymentInfo.class)
                .map(DeploymentInfo::deploymentStyle)
                .map(style -> Words.same(DeploymentType.BLUE_GREEN.toString(), style.deploymentTypeAsString()))
                .orElse(false);
        return said || targets.stream().anyMatch(DeployedTarget::isOriginal);
    }

    /** Returns each target, followed by its lifecycle events. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (DeployedTarget target : targets) {
            parts.add(target.part());
            target.events().forEach(event -> parts.add(LifecycleEvents.part(target.id(), event)));
        }
        return parts;
    }

    /** Returns why lifecycle events failed, the first failure first: later ones may only follow from it. */
    List<Problem> problems() {
        record Failure(DeployedTarget target, LifecycleEvent event) {}
        return targets.stream()
                .flatMap(target -> target.events().stream().map(event -> new Failure(target, event)))
                .filter(failure -> LifecycleEvents.hasFailed(failure.event()))
                .sorted(Comparator.comparing((Failure failure) -> LifecycleEvents.lastTime(failure.event()), TIME))
                .map(failure -> new Problem(
                        failure.target().id(),
                        LifecycleEvents.errorCode(failure.event()),
                        Stream.of(failure.event().lifecycleEventName(), LifecycleEvents.detail(failure.event()))
                                .filter(Objects::nonNull)
                                .collect(Collectors.joining(": "))))
                .toList();
    }

    /** Returns the ids of the targets on which a lifecycle event failed. */
    Stream<String> failedTargets() {
        return targets.stream()
                .filter(target -> target.events().stream().anyMatch(LifecycleEvents::hasFailed))
                .map(DeployedTarget::id);
    }

    /** Returns the timeline: of the deployment itself, and of each target's lifecycle events. */
    List<Event> events(Rollout rollout) {
        List<Event> events = new ArrayList<>();
        String by = rollout.initiator() == null ? "" : " by " + rollout.initiator();
        events.add(new Event(rollout.createdAt(), null, null, "created" + by));
        events.add(new Event(rollout.startedAt(), null, null, "started"));
        targets.forEach(target -> target.events()
                .forEach(event -> events.add(new Event(
                        LifecycleEvents.lastTime(event),
                        target.id(),
                        event.statusAsString(),
                        event.lifecycleEventName()))));
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

    /**
     * Returns whether something is deployed to, or may be: there are no targets before a deployment starts.
     *
     * @param name a function and its alias, or a cluster and its service, with a colon between them
     */
    boolean mayHold(String name) {
        return replies.isEmpty()
                || targets.size() < replies.size()
                || names().anyMatch(each -> each == null || each.equals(name));
    }

    /** Returns what the targets are called, null for one that does not say so. */
    private Stream<String> names() {
        return replies.stream()
                .map(reply -> reply.lambdaTarget() == null
                        ? DeployedTarget.of(reply).map(DeployedTarget::id).orElse(null)
                        : name(reply.lambdaTarget().lambdaFunctionInfo()));
    }

    private static String name(LambdaFunctionInfo function) {
        return function == null || function.functionName() == null || function.functionAlias() == null
                ? null
                : function.functionName().substring(function.functionName().lastIndexOf(':') + 1) + ":"
                        + function.functionAlias();
    }

    /** Returns the targets as the service gives them. */
    List<Object> raw() {
        return replies.stream()
                .map(reply -> ScriptWords.masked(Raw.of(reply, Set.of())))
                .toList();
    }
}
