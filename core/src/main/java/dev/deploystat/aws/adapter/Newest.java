package dev.deploystat.aws.adapter;

import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;

/** The order of histories: most of the services promise none. */
public final class Newest {
    private Newest() {}

    /**
     * Returns the order that puts the newest first, and what has no time last. It is written out because the comparators
     * of the JDK's factories are serializable, which keeps them out of start-up archives.
     */
    public static <T> Comparator<T> first(Function<T, Instant> time) {
        return (a, b) -> {
            Instant one = time.apply(a);
            Instant other = time.apply(b);
            if (one == null || other == null) {
                return one == other ? 0 : one == null ? 1 : -1;
            }
            return other.compareTo(one);
        };
    }
}
