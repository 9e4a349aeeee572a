package dev.deploystat.model;

import java.util.regex.Pattern;

/**
 * Takes the ids out of a text. Two reasons whose gists are equal say the same of different tasks, instances or requests.
 *
 * <p>Ids are UUIDs, ARNs, times, IP addresses, long hexadecimal or decimal numbers, and long words of letters and digits as
 * AWS makes them. Every alternative of the pattern begins at the start of a word and never goes back, so that a text of any
 * length takes time in proportion to it.
 */
public final class Gist {
    private static final String WORD_START = "(?<![0-9A-Za-z])(?=[0-9A-Za-z])";
    private static final String WORD_END = "(?![0-9A-Za-z])";
    private static final Pattern ID = Pattern.compile(WORD_START
            + "(?:"
            // A UUID.
            + "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}" + WORD_END
            // An ARN, up to what ends it in a sentence.
            + "|arn:[^\\s,;\"'()\\[\\]{}<>]++"
            // A date, with the time of day or without, and the time of day alone.
            + "|\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9}+)?+)?+(?:Z|[+-]\\d\\d:?\\d\\d)?+)?+"
            + WORD_END
            + "|\\d\\d?:\\d\\d:\\d\\d(?:[.,]\\d{1,9}+)?+Z?" + WORD_END
            // An IP address, with a port or without.
            + "|\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d{1,5})?" + WORD_END
            + "|(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}" + WORD_END
            // A long number, decimal or hexadecimal.
            + "|(?=[A-Fa-f]*+\\d)[0-9A-Fa-f]{8,}+" + WORD_END
            // The kind of id that CodeDeploy has, and other long words with several digits in them.
            + "|(?=[A-Z]*+\\d[A-Z]*+\\d)[0-9A-Z]{9,}+" + WORD_END
            + "|(?=(?:[A-Za-z]*+\\d){3})[0-9A-Za-z]{16,}+" + WORD_END
            + ")");

    private Gist() {}

    /** Returns a text with every id replaced by the same sign; null for null. */
    public static String of(String text) {
        return text == null ? null : ID.matcher(text).replaceAll("#");
    }
}
