package dev.deploystat.gate;

import dev.deploystat.model.Problem;
import dev.deploystat.model.Reason;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Spread;
import dev.deploystat.model.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the deployments of a target went, as far as its history reaches. They may come in any order and lack their times:
 * what is not known of one is left out of that figure alone.
 */
public final class TrackRecord {
    /** How a deployment counts: each in one way. */
    public enum End {
        SUCCEEDED,
        FAILED,
        ROLLED_BACK,
        STOPPED,
        SUPERSEDED,
        OPEN,
        UNKNOWN
    }

    private static final Duration WEEK = Duration.ofDays(7);
    /** Of a shorter time nobody can say how many a week there are. */
    private static final Duration SHORTEST = Duration.ofDays(1);

    private final Map<End, Integer> counts = new EnumMap<>(End.class);
    private final List<Duration> successes = new ArrayList<>();
    private final List<Over> over = new ArrayList<>();
    private final List<Problem> reasons = new ArrayList<>();
    private int total;
    private Instant first;
    private Instant last;

    /** A deployment that is over, and when. */
    private record Over(Instant at, boolean isGood) {}

    /** Takes in a deployment of the history. */
    public void add(Rollout rollout) {
        End end = end(rollout);
        total++;
        counts.merge(end, 1, Integer::sum);
        Instant begun = rollout.startedAt() == null ? rollout.createdAt() : rollout.startedAt();
        if (begun != null) {
            first = first == null || begun.isBefore(first) ? begun : first;
            last = last == null || begun.isAfter(last) ? begun : last;
        }
        Instant at = rollout.finishedAt() == null ? begun : rollout.finishedAt();
        boolean isBad = end == End.FAILED || end == End.ROLLED_BACK;
        if (at != null && (isBad || end == End.SUCCEEDED)) {
            over.add(new Over(at, !isBad));
        }
        if (isBad) {
            reason(rollout).ifPresent(problem -> reasons.add(problem));
        }
        if (end == End.SUCCEEDED && rollout.duration() != null) {
            successes.add(rollout.duration());
        }
    }

    /** Returns the root cause of a failure, as far as the history gives one. */
    private static Optional<Problem> reason(Rollout rollout) {
        return rollout.problems().stream()
                .filter(problem -> !problem.isGap())
                .findFirst()
                .or(() -> Optional.ofNullable(rollout.reason()).map(said -> new Problem(null, null, said)));
    }

    private static End end(Rollout rollout) {
        if (rollout.status() == Status.UNKNOWN) {
            return End.UNKNOWN;
        }
        return switch (Outcome.of(rollout, Set.of())) {
            case PASSED -> End.SUCCEEDED;
            case SUPERSEDED -> End.SUPERSEDED;
            case FAILED ->
                switch (rollout.status()) {
                    case ROLLING_BACK, ROLLED_BACK, ROLLBACK_FAILED -> End.ROLLED_BACK;
                    case STOPPED -> End.STOPPED;
                    case PENDING, IN_PROGRESS, SUCCEEDED, FAILED, UNKNOWN -> End.FAILED;
                };
            case PENDING, NOT_FOUND, NOT_SEEN, UNAUTHORISED, UNREADABLE, TIMED_OUT -> End.OPEN;
        };
    }

    public int total() {
        return total;
    }

    public int count(End end) {
        return counts.getOrDefault(end, 0);
    }

    /** Returns when the oldest deployment began, or empty where no time is known. */
    public Optional<Instant> first() {
        return Optional.ofNullable(first);
    }

    /** Returns when the newest deployment began, or empty where no time is known. */
    public Optional<Instant> last() {
        return Optional.ofNullable(last);
    }

    /** Returns how many there are a week, from the first to the last; empty where that is less than a day. */
    public Optional<Double> perWeek() {
        if (first == null || Duration.between(first, last).compareTo(SHORTEST) < 0) {
            return Optional.empty();
        }
        double weeks = (double) Duration.between(first, last).toSeconds() / WEEK.toSeconds();
        return Optional.of((total - 1) / weeks);
    }

    /** Returns how long those took that succeeded; empty where no duration is known. */
    public Optional<Spread> durations() {
        return Spread.of(successes);
    }

    /** Returns how long it took from a failure to the next success; what failed in a row counts once, from its first. */
    public Optional<Spread> recoveries() {
        List<Duration> recoveries = new ArrayList<>();
        Instant broken = null;
        for (Over each : over.stream().sorted(Comparator.comparing(Over::at)).toList()) {
            if (!each.isGood()) {
                broken = broken == null ? each.at() : broken;
            } else if (broken != null) {
                recoveries.add(Duration.between(broken, each.at()));
                broken = null;
            }
        }
        return Spread.of(recoveries);
    }

    /**
     * Returns why deployments failed or were rolled back, the most frequent reason first: those that the history itself gives,
     * each with the number of deployments that it ended.
     */
    public List<Reason> reasons() {
        return Reason.of(reasons).stream()
                .sorted(Comparator.comparingInt(Reason::count).reversed())
                .toList();
    }
}
