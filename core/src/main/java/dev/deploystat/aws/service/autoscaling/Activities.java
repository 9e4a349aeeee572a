package dev.deploystat.aws.service.autoscaling;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.RollbackDetails;
import software.amazon.awssdk.services.autoscaling.model.ScalingActivityStatusCode;

/**
 * What a group did during an instance refresh: launches, terminations and updates in place. The service does not say which
 * of them the refresh asked for; what else went on at the time is reported too.
 */
final class Activities {
    /** What the service adds to a description, and says in the status message as well. */
    private static final String STATUS_REASON = "Status Reason:";

    private final Rollout refresh;
    private final List<Activity> newestFirst;

    private Activities(Rollout refresh, List<Activity> newestFirst) {
        this.refresh = refresh;
        this.newestFirst = newestFirst;
    }

    /**
     * Returns the activities of the time of a refresh.
     *
     * @param refresh a refresh that has started
     * @param listed activities as the service lists them: those in progress, then the others by start, newest first; no
     *     more of them are taken than is needed
     */
    static Activities during(Rollout refresh, Stream<Activity> listed) {
        Instant until = refresh.finishedAt() == null ? Instant.MAX : refresh.finishedAt();
        return new Activities(
                refresh,
                listed.takeWhile(activity -> activity.endTime() == null || !isBefore(activity, refresh.startedAt()))
                        .filter(activity -> !isBefore(activity, refresh.startedAt()))
                        .filter(activity -> activity.startTime() == null
                                || !activity.startTime().isAfter(until))
                        .sorted(Newest.first(Activity::startTime))
                        .toList());
    }

    private static boolean isBefore(Activity activity, Instant time) {
        return activity.startTime() != null && activity.startTime().isBefore(time);
    }

    static Status status(ScalingActivityStatusCode value) {
        return switch (value) {
            case PENDING_SPOT_BID_PLACEMENT,
                    WAITING_FOR_SPOT_INSTANCE_REQUEST_ID,
                    WAITING_FOR_SPOT_INSTANCE_ID,
                    WAITING_FOR_INSTANCE_ID,
                    WAITING_FOR_IN_PLACE_UPDATE_TO_START -> Status.PENDING;
            case PRE_IN_SERVICE,
                    IN_PROGRESS,
                    WAITING_FOR_ELB_CONNECTION_DRAINING,
                    WAITING_FOR_CONNECTION_DRAINING,
                    MID_LIFECYCLE_ACTION,
                    WAITING_FOR_INSTANCE_WARMUP,
                    IN_PLACE_UPDATE_IN_PROGRESS,
                    WAITING_FOR_IN_PLACE_UPDATE_TO_FINALIZE -> Status.IN_PROGRESS;
            case SUCCESSFUL -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case CANCELLED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    List<Part> parts() {
        return newestFirst.stream()
                .map(activity -> new Part(
                        "scaling activity",
                        what(activity),
                        activity.activityId(),
                        null,
                        statusOf(activity),
                        activity.statusCodeAsString(),
                        activity.startTime(),
                        activity.endTime(),
                        activity.statusMessage()))
                .toList();
    }

    /**
     * Returns what failed, newest first. A launch that failed may be {@code Cancelled} too, and then has a message (Auto
     * Scaling API, {@code DescribeScalingActivities}): a lifecycle hook gave it up.
     */
    List<Problem> problems() {
        return newestFirst.stream()
                .filter(activity -> statusOf(activity) == Status.FAILED
                        || (statusOf(activity) == Status.STOPPED && activity.statusMessage() != null))
                .map(activity -> new Problem(what(activity), activity.statusCodeAsString(), why(activity)))
                .toList();
    }

    /** Returns what happened, oldest first, and when the refresh turned back. */
    List<Event> events() {
        List<Event> events = newestFirst.stream()
                .map(activity -> new Event(
                        activity.startTime(), what(activity), activity.statusCodeAsString(), activity.cause()))
                .collect(Collectors.toCollection(ArrayList::new));
        refresh.source(InstanceRefresh.class)
                .map(InstanceRefresh::rollbackDetails)
                .filter(rollback -> rollback.rollbackStartTime() != null)
                .map(Activities::turn)
                .ifPresent(events::add);
        events.sort(Newest.first(Event::at));
        Collections.reverse(events);
        return events;
    }

    private static Event turn(RollbackDetails rollback) {
        return new Event(rollback.rollbackStartTime(), null, "rollback", rollback.rollbackReason());
    }

    private static Status statusOf(Activity activity) {
        return code(activity) == null ? Status.UNKNOWN : status(code(activity));
    }

    private static String what(Activity activity) {
        String description = activity.description();
        int reason = description == null || activity.statusMessage() == null ? -1 : description.indexOf(STATUS_REASON);
        if (reason < 0) {
            return description;
        }
        String what = description.substring(0, reason).strip();
        return what.endsWith(".") ? what.substring(0, what.length() - 1) : what;
    }

    private static String why(Activity activity) {
        String why = Stream.of(activity.statusMessage(), activity.cause())
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
        return why.isEmpty() ? null : why;
    }

    private static ScalingActivityStatusCode code(Activity activity) {
        return NativeStates.named(activity.statusCodeAsString(), ScalingActivityStatusCode.UNKNOWN_TO_SDK_VERSION);
    }
}
