package dev.deploystat.gate;

import java.time.Duration;

/** Writes spans of time as people say them. */
public final class Durations {
    private Durations() {}

    /** Returns the two largest units that are not zero: {@code 1h 5m}, {@code 30m}, {@code 12s}. */
    public static String words(Duration duration) {
        Duration span = duration.isNegative() ? duration.negated() : duration;
        long days = span.toDays();
        if (days > 0) {
            return pair(days, "d", span.toHoursPart(), "h");
        }
        if (span.toHours() > 0) {
            return pair(span.toHours(), "h", span.toMinutesPart(), "m");
        }
        if (span.toMinutes() > 0) {
            return pair(span.toMinutes(), "m", span.toSecondsPart(), "s");
        }
        return span.toSeconds() + "s";
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
    }
}
