package dev.deploystat.render;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** Where times stand on a line, in per cent of its length, and which of them are named. */
final class TimeAxis {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;
    /** The distances between named times, in seconds; each is small enough for one of them to be in every span. */
    private static final long[] STEPS = {
        1,
        2,
        5,
        10,
        15,
        30,
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        15 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        3 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY,
        2 * DAY,
        4 * DAY,
        7 * DAY,
        14 * DAY,
        30 * DAY,
        90 * DAY,
        180 * DAY,
        YEAR,
        2 * YEAR,
        5 * YEAR,
        10 * YEAR,
        20 * YEAR,
        50 * YEAR
    };

    private static final int MOST_TIMES = 4;
    /** A name with a date is longer. */
    private static final int MOST_DATES = 2;
    /** What is left free at either end, so that a mark there is whole. */
    private static final double MARGIN = 1;

    private final Instant from;
    private final Duration span;
    private final long step;

    TimeAxis(Instant from, Instant to) {
        this.from = from;
        Duration between = Duration.between(from, to);
        span = between.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : between;
        int most = isLong() ? MOST_DATES : MOST_TIMES;
        step = LongStream.of(STEPS)
                .filter(each -> span.toSeconds() / each <= most)
                .findFirst()
                .orElse(STEPS[STEPS.length - 1]);
    }

    private boolean isLong() {
        return span.toSeconds() > DAY;
    }

    /** Returns where a time stands, between 0 and 100. */
    double place(Instant at) {
        double share = (double) Duration.between(from, at).toMillis() / span.toMillis();
        return MARGIN + (100 - 2 * MARGIN) * Math.min(1, Math.max(0, share));
    }

    /** Returns a place as it stands in a picture. */
    static String percent(double place) {
        return String.format(Locale.ROOT, "%.2f%%", place);
    }

    /** Returns the times that are named: round ones. */
    List<Instant> ticks() {
        List<Instant> ticks = new ArrayList<>();
        long last = from.plus(span).getEpochSecond();
        long first = Math.floorDiv(from.getEpochSecond() + step - 1, step) * step;
        for (long at = first; at <= last; at += step) {
            ticks.add(Instant.ofEpochSecond(at));
        }
        return ticks;
    }

    /** Returns the name of a time, as exact as the distance to the next one. */
    String name(Instant tick) {
        String pattern = step >= DAY ? "yyyy-MM-dd" : isLong() ? "MM-dd HH:mm" : step >= MINUTE ? "HH:mm" : "HH:mm:ss";
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(tick);
    }
}
