package dev.deploystat.aws.adapter;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Reads the times that some services send as text. */
public final class WireTimes {
    private static final int SECONDS_DIGITS = 10;
    private static final DateTimeFormatter COLONLESS_OFFSET = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("Z")
            .toFormatter(Locale.ROOT);

    private WireTimes() {}

    /**
     * Reads epoch milliseconds, epoch seconds (ten digits or fewer), or ISO-8601 with any offset.
     *
     * @return the time; null for null, for an empty text and for what is no time
     */
    public static Instant parse(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            if (text.matches("\\d{1,16}")) {
                long number = Long.parseLong(text);
                return text.length() <= SECONDS_DIGITS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
            }
            return text.matches(".*[+-]\\d{4}$")
                    ? OffsetDateTime.parse(text, COLONLESS_OFFSET).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
