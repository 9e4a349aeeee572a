package dev.deploystat.gate;

import java.time.Duration;

/** Writes spans of time as people say them. */
public final class Durations {
    private Durations() {}

    /** Returns the two largest units that are not zero, or a part of a second: {@code 1h 5m}, {@code 12s}, {@code 500ms}. */
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
        boolean isPart = span.toSeconds() == 0 && span.toMillis() > 0;
        return isPart ? span.toMillis() + "ms" : span.toSeconds() + "s";
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
    }
}
