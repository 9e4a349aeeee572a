package dev.deploystat.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The median of some spans of time, and the span that nine of ten do not exceed.
 *
 * @param of how many there are
 */
public record Spread(int of, Duration median, Duration ninetieth) {
    /** Of fewer nobody can say what is usual. */
    private static final int FEWEST = 3;
    /** What is usual changes: older ones do not count. */
    private static final int MOST = 10;

    /** Returns the spread of spans in any order; empty where there is none. */
    public static Optional<Spread> of(List<Duration> spans) {
        if (spans.isEmpty()) {
            return Optional.empty();
        }
        List<Duration> sorted = spans.stream().sorted().toList();
        return Optional.of(new Spread(sorted.size(), rank(sorted, 50), rank(sorted, 90)));
    }

    /** Returns what the next span is likely to be: the median of the last ten. It takes three at least. */
    public static Optional<Duration> usual(List<Duration> newestFirst) {
        return newestFirst.size() < FEWEST
                ? Optional.empty()
                : of(newestFirst.subList(0, Math.min(MOST, newestFirst.size()))).map(Spread::median);
    }

    /** Returns the nearest rank: the smallest span that so many of a hundred are not above. */
    private static Duration rank(List<Duration> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }
}
