package dev.deploystat.cli.option;

import dev.deploystat.model.Refusal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads spans and points of time as users write them. */
public final class TimeOptions {
    private static final Pattern SPAN = Pattern.compile(
            "(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,6})(?:s|$))?(?:(\\d{1,9})ms)?");
    /** How long before "now" a release may have begun: the command that started it ran before this one. */
    private static final Duration JUST_BEFORE = Duration.ofSeconds(30);

    private TimeOptions() {}

    /** Reads {@code 500ms}, {@code 90s}, {@code 30m}, {@code 1h30m}, {@code 2d} or a plain number of seconds. */
    public static Duration span(String option, String text) {
        Matcher match = SPAN.matcher(text);
        if (text.isEmpty() || !match.matches()) {
            throw Refusal.usage(
                    option + " takes a duration, not '" + text + "'",
                    "Write for example 500ms, 90s, 30m, 1h30m or 2d.");
        }
        return Duration.ofDays(number(match.group(1)))
                .plusHours(number(match.group(2)))
                .plusMinutes(number(match.group(3)))
                .plusSeconds(number(match.group(4)))
                .plusMillis(number(match.group(5)));
    }

    /** Reads an RFC 3339 time, a date (UTC), {@code now}, or how long ago. */
    public static Instant point(String option, String text, Instant now) {
        if (text.equals("now")) {
            return now.minus(JUST_BEFORE);
        }
        if (SPAN.matcher(text).matches()) {
            return now.minus(span(option, text));
        }
        try {
            return text.length() == "2026-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.usage(
                    option + " takes a time, not '" + text + "'",
                    "Write an RFC 3339 time (2026-01-31T12:00:00Z), a date, 'now', or how long ago (2h).");
        }
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
