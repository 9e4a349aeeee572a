package dev.deploystat.aws.service.appconfig;

import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.model.Event;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.appconfig.model.ActionInvocation;
import software.amazon.awssdk.services.appconfig.model.DeploymentEvent;
import software.amazon.awssdk.services.appconfig.model.DeploymentEventType;
import software.amazon.awssdk.services.appconfig.model.DeploymentState;
import software.amazon.awssdk.services.appconfig.model.DeploymentSummary;
import software.amazon.awssdk.services.appconfig.model.EnvironmentState;
import software.amazon.awssdk.services.appconfig.model.GetDeploymentResponse;
import software.amazon.awssdk.services.appconfig.model.TriggeredBy;

/** What a deployment of a configuration says of itself, in our words. */
final class ConfigDeployment {
    /** The states on the way to the end, in their order. */
    static final List<String> WAY = Stream.of(
                    DeploymentState.VALIDATING, DeploymentState.DEPLOYING, DeploymentState.BAKING)
            .map(DeploymentState::toString)
            .toList();

    private static final int ALL = 100;
    private static final Set<String> SHOWN_ELSEWHERE =
            Set.of("deploymentNumber", "state", "eventLog", "percentageComplete", "startedAt", "completedAt");

    private ConfigDeployment() {}

    static Status status(DeploymentState value) {
        return switch (value) {
            case VALIDATING -> Status.PENDING;
            case DEPLOYING, BAKING -> Status.IN_PROGRESS;
            case COMPLETE -> Status.SUCCEEDED;
            case ROLLING_BACK -> Status.ROLLING_BACK;
            case ROLLED_BACK, REVERTED -> Status.ROLLED_BACK;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Maps an environment, which keeps the word of its last deployment, whichever configuration profile that was of. */
    static Status status(EnvironmentState value) {
        return switch (value) {
            case READY_FOR_DEPLOYMENT -> Status.SUCCEEDED;
            case DEPLOYING -> Status.IN_PROGRESS;
            case ROLLING_BACK -> Status.ROLLING_BACK;
            case ROLLED_BACK, REVERTED -> Status.ROLLED_BACK;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Returns whether an environment's word allows for a deployment in it to have been taken back. */
    static boolean mayHaveGoneBack(String environmentState) {
        return NativeStates.named(EnvironmentState.knownValues(), environmentState)
                .map(ConfigDeployment::status)
                .map(status -> status != Status.SUCCEEDED && status != Status.IN_PROGRESS)
                .orElse(true);
    }

    private static DeploymentState state(GetDeploymentResponse deployment) {
        return NativeStates.named(DeploymentState.knownValues(), deployment.stateAsString())
                .orElse(DeploymentState.UNKNOWN_TO_SDK_VERSION);
    }

    /** An entry of the event log is never undone: what it says was taken back is not on its way any more. */
    private static Status refined(GetDeploymentResponse deployment) {
        Status status = status(state(deployment));
        if (status == Status.UNKNOWN || status.verdict() == Verdict.FAIL) {
            return status;
        }
        boolean isBack = newest(deployment, DeploymentEventType.ROLLBACK_COMPLETED)
                .or(() -> newest(deployment, DeploymentEventType.REVERT_COMPLETED))
                .isPresent();
        boolean goesBack =
                newest(deployment, DeploymentEventType.ROLLBACK_STARTED).isPresent();
        return isBack ? Status.ROLLED_BACK : goesBack ? Status.ROLLING_BACK : status;
    }

    /** Returns whether a complete deployment went by the strategy of another one, in the same profile. */
    static boolean isAlike(DeploymentSummary complete, DeploymentSummary other) {
        return NativeStates.named(complete.stateAsString(), DeploymentState.UNKNOWN_TO_SDK_VERSION)
                        == DeploymentState.COMPLETE
                && Objects.equals(complete.configurationName(), other.configurationName())
                && Objects.equals(complete.deploymentDurationInMinutes(), other.deploymentDurationInMinutes())
                && Objects.equals(complete.finalBakeTimeInMinutes(), other.finalBakeTimeInMinutes());
    }

    /** Returns an entry of the list of deployments, which has no event log and no id of the configuration profile. */
    static Rollout rollout(Destination destination, DeploymentSummary entry) {
        GetDeploymentResponse deployment = GetDeploymentResponse.builder()
                .deploymentNumber(entry.deploymentNumber())
                .configurationName(entry.configurationName())
                .configurationVersion(entry.configurationVersion())
                .versionLabel(entry.versionLabel())
                .deploymentDurationInMinutes(entry.deploymentDurationInMinutes())
                .growthType(entry.growthTypeAsString())
                .growthFactor(entry.growthFactor())
                .finalBakeTimeInMinutes(entry.finalBakeTimeInMinutes())
                .state(entry.stateAsString())
                .percentageComplete(entry.percentageComplete())
                .startedAt(entry.startedAt())
                .completedAt(entry.completedAt())
                .build();
        return rollout(destination, entry.deploymentNumber(), deployment).toBuilder()
                .source(entry)
                .build();
    }

    static Rollout rollout(Destination destination, int number, GetDeploymentResponse deployment) {
        Status status = refined(deployment);
        Rollout.Builder rollout = Rollout.builder(status, deployment.stateAsString())
                .id(Integer.toString(number))
                .initiator(newest(deployment, DeploymentEventType.DEPLOYMENT_STARTED)
                        .map(DeploymentEvent::triggeredByAsString)
                        .orElse(null))
                .startedAt(deployment.startedAt())
                .updatedAt(log(deployment).stream()
                        .map(DeploymentEvent::occurredAt)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null))
                .finishedAt(finishedAt(deployment, status))
                .progress(progress(deployment))
                .stage(reached(deployment) == 0 ? null : WAY.get(reached(deployment) - 1))
                .stages(stages(deployment))
                .reason(reason(deployment))
                .attribute("applicationId", destination.application())
                .attribute("environmentId", destination.environment())
                .source(deployment);
        if (status.verdict() == Verdict.FAIL) {
            rollout.problems(problems(deployment));
        }
        describeRevision(rollout, destination, deployment);
        Members.keep(rollout, deployment, SHOWN_ELSEWHERE);
        return rollout.build();
    }

    /**
     * Each configuration profile counts its versions itself, so a version means something with the name of its profile only.
     * Alone it is a name where there is no other profile it could be of.
     */
    private static void describeRevision(
            Rollout.Builder rollout, Destination destination, GetDeploymentResponse deployment) {
        String name = deployment.configurationName();
        String id = deployment.configurationProfileId();
        String version = deployment.configurationVersion();
        String label = deployment.versionLabel();
        if (version != null && (name != null || id != null)) {
            rollout.revision((name == null ? id : name) + ":" + version);
        }
        for (String word : Stream.of(version, label).filter(Objects::nonNull).toList()) {
            Stream.of(name, id).filter(Objects::nonNull).forEach(profile -> rollout.revisionName(profile + ":" + word));
            if (destination.isOfTheProfile(id, name)) {
                rollout.revisionName(word);
            }
        }
    }

    /** Returns the share that AppConfig gives: of clients, or of entities where the flag is set for these. */
    private static Progress progress(GetDeploymentResponse deployment) {
        Float percent = deployment.percentageComplete();
        return percent == null
                ? null
                : new Progress(0, 0, "targets", (int) Math.max(0, Math.min(ALL, Math.floor(percent))));
    }

    /** AppConfig says to how many targets a version is available; when each of them fetches it, nobody knows. */
    private static Stages stages(GetDeploymentResponse deployment) {
        int reached = reached(deployment);
        Float percent = deployment.percentageComplete();
        boolean bakes = state(deployment) == DeploymentState.BAKING;
        Traffic traffic = reached == 0 || (bakes && percent == null)
                ? Traffic.UNKNOWN
                : bakes && percent >= ALL ? Traffic.ALL : Traffic.NOT_ALL;
        boolean neverBakes = Integer.valueOf(0).equals(deployment.finalBakeTimeInMinutes());
        return Stages.of(WAY.subList(0, reached), traffic)
                .at(reached, neverBakes && !bakes ? WAY.size() - 1 : WAY.size());
    }

    /** Returns how far it is on its way, counted from 1, or 0 where it is not on it. */
    private static int reached(GetDeploymentResponse deployment) {
        return WAY.indexOf(state(deployment).toString()) + 1;
    }

    private static Instant finishedAt(GetDeploymentResponse deployment, Status status) {
        if (deployment.completedAt() != null || !status.isFinal()) {
            return deployment.completedAt();
        }
        return newest(deployment, DeploymentEventType.ROLLBACK_COMPLETED)
                .map(DeploymentEvent::occurredAt)
                .orElse(null);
    }

    private static String reason(GetDeploymentResponse deployment) {
        Integer minutes = deployment.finalBakeTimeInMinutes();
        return switch (state(deployment)) {
            case BAKING ->
                minutes == null || minutes == 0
                        ? null
                        : "available; an alarm within " + minutes + " minutes takes it back";
            case REVERTED -> "reverted after it was complete";
            case VALIDATING, DEPLOYING, COMPLETE, ROLLING_BACK, ROLLED_BACK, UNKNOWN_TO_SDK_VERSION -> null;
        };
    }

    /** Returns why it was taken back. The actions of extensions come first where neither a user nor an alarm has done it. */
    private static List<Problem> problems(GetDeploymentResponse deployment) {
        Optional<DeploymentEvent> revert = newest(deployment, DeploymentEventType.REVERT_COMPLETED);
        Optional<DeploymentEvent> rollback = newest(deployment, DeploymentEventType.ROLLBACK_STARTED)
                .or(() -> newest(deployment, DeploymentEventType.ROLLBACK_COMPLETED));
        List<Problem> problems = new ArrayList<>();
        revert.or(() -> rollback).ifPresent(event -> {
            TriggeredBy by = by(event);
            if (by != TriggeredBy.USER && by != TriggeredBy.CLOUDWATCH_ALARM) {
                oldestFirst(deployment).stream()
                        .flatMap(each -> actions(each).filter(ConfigDeployment::hasFailed))
                        .map(action -> new Problem(name(action), action.errorCode(), action.errorMessage()))
                        .forEach(problems::add);
            }
            String what = joined(": ", takenBack(event, revert.isPresent()), event.description());
            problems.add(new Problem(null, event.triggeredByAsString(), what));
        });
        return problems;
    }

    private static TriggeredBy by(DeploymentEvent event) {
        return NativeStates.named(TriggeredBy.knownValues(), event.triggeredByAsString())
                .orElse(TriggeredBy.UNKNOWN_TO_SDK_VERSION);
    }

    private static String takenBack(DeploymentEvent event, boolean isRevert) {
        String what = isRevert ? "reverted after it was complete" : "rolled back";
        return switch (by(event)) {
            case USER -> (isRevert ? what : "stopped") + " by a user";
            case APPCONFIG -> what + " by AppConfig";
            case CLOUDWATCH_ALARM -> what + " for a CloudWatch alarm";
            case INTERNAL_ERROR -> what + " after an internal error of AppConfig";
            case UNKNOWN_TO_SDK_VERSION -> what;
        };
    }

    /** Returns a success as it stands when what it belongs to is not there any more. */
    static Rollout deleted(Rollout passing, String what) {
        return passing.toBuilder()
                .status(Status.STOPPED)
                .operation(Operation.DELETE)
                .reason(what + " was deleted")
                .build();
    }

    /** Adds the event log, oldest first, and the actions of extensions as parts. */
    static Rollout explained(Rollout seen, GetDeploymentResponse deployment) {
        Rollout.Builder explained = seen.toBuilder();
        List<Event> events = new ArrayList<>();
        for (DeploymentEvent event : oldestFirst(deployment)) {
            String message = joined(": ", event.triggeredByAsString(), event.description());
            events.add(new Event(event.occurredAt(), null, event.eventTypeAsString(), message));
            actions(event).map(action -> part(event, action)).forEach(explained::part);
        }
        return explained.events(events).build();
    }

    private static Part part(DeploymentEvent event, ActionInvocation action) {
        String id = joined(" ", event.eventTypeAsString(), name(action), action.invocationId());
        Instant at = event.occurredAt();
        Status status = hasFailed(action) ? Status.FAILED : Status.SUCCEEDED;
        String detail = action.errorMessage() == null ? action.uri() : action.errorMessage();
        return new Part("extension action", name(action), id, null, status, action.errorCode(), at, null, detail);
    }

    private static boolean hasFailed(ActionInvocation action) {
        return action.errorCode() != null || action.errorMessage() != null;
    }

    private static String name(ActionInvocation action) {
        return action.actionName() == null ? action.extensionIdentifier() : action.actionName();
    }

    /** Returns what there is of some words, or null where there is none. */
    private static String joined(String between, String... words) {
        String all = Stream.of(words).filter(Objects::nonNull).collect(Collectors.joining(between));
        return all.isEmpty() ? null : all;
    }

    private static Stream<ActionInvocation> actions(DeploymentEvent event) {
        return event.actionInvocations().stream().filter(Objects::nonNull);
    }

    private static Optional<DeploymentEvent> newest(GetDeploymentResponse deployment, DeploymentEventType type) {
        return log(deployment).stream()
                .filter(event -> Words.same(type.toString(), event.eventTypeAsString()))
                .findFirst();
    }

    /** Returns the event log, newest first. */
    private static List<DeploymentEvent> log(GetDeploymentResponse deployment) {
        return deployment.eventLog().stream()
                .filter(Objects::nonNull)
                .sorted(Newest.first(DeploymentEvent::occurredAt))
                .toList();
    }

    private static List<DeploymentEvent> oldestFirst(GetDeploymentResponse deployment) {
        List<DeploymentEvent> log = new ArrayList<>(log(deployment));
        Collections.reverse(log);
        return log;
    }
}
