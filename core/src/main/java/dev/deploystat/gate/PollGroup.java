package dev.deploystat.gate;

import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The targets of one service, profile and region. They share what the service allows, so they are looked at together and
 * slow down together, and the others do not wait for them.
 */
final class PollGroup {
    private final List<AwaitedTarget> awaited;
    private Instant due;
    private boolean isLooking;
    private int refused;

    private PollGroup(List<AwaitedTarget> awaited, Instant due) {
        this.awaited = awaited;
        this.due = due;
    }

    /** Returns the groups of targets, all due at one time. */
    static Collection<PollGroup> of(List<AwaitedTarget> awaited, Instant due) {
        Map<List<String>, List<AwaitedTarget>> places = awaited.stream()
                .collect(Collectors.groupingBy(
                        target -> place(target.asked()), LinkedHashMap::new, Collectors.toList()));
        return places.values().stream()
                .map(members -> new PollGroup(members, due))
                .toList();
    }

    private static List<String> place(Target target) {
        return List.of(
                target.service(),
                String.valueOf(target.profile()),
                String.valueOf(target.role()),
                String.valueOf(target.region()));
    }

    /** Returns what is not decided yet. */
    List<AwaitedTarget> open() {
        return awaited.stream()
                .filter(target -> !target.last().outcome().isDecided())
                .toList();
    }

    /** Returns whether it is time for a look. */
    boolean isDue(Instant now) {
        return !now.isBefore(due);
    }

    /** Returns whether the time of one of its targets is up, so that this look at it is the last. */
    boolean isLast(Instant now) {
        return open().stream().anyMatch(target -> Duration.ZERO.equals(target.left(now)));
    }

    /** Returns how long it is until the next look; zero when it is due. */
    Duration restLeft(Instant now) {
        return isDue(now) ? Duration.ZERO : Duration.between(now, due);
    }

    /** Returns whether a look at it is being taken. */
    boolean isLooking() {
        return isLooking;
    }

    void begin() {
        isLooking = true;
    }

    /**
     * Ends a look.
     *
     * @param slowed whether a call was asked to slow down
     */
    void end(Pace pace, Instant start, Instant begun, Instant now, boolean slowed) {
        refused = slowed ? refused + 1 : 0;
        due = now.plus(pace.next(Duration.between(start, now), Duration.between(begun, now), refused));
        isLooking = false;
    }
}
