package dev.deploystat.model;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One reason for a failure, in the service's own words.
 *
 * @param resource what broke, or null when the service does not say
 * @param code the service's code for it, or null
 * @param message the service's text, or null
 */
public record Problem(String resource, String code, String message) {
    /** What stands where a failure comes without a word about it. */
    public static final String NO_REASON = "the service gives no reason";

    private static final int SHORTEST_WORD = 4;
    private static final String GAP = "not everything could be read: ";

    /** Returns what stands in a list of problems for those that could not be read. */
    public static Problem unread(ReadError error) {
        return new Problem(error.action(), error.code(), GAP + error.message());
    }

    /** Returns whether it says no more than that the problems are not all known. */
    public boolean isGap() {
        return message != null && message.startsWith(GAP);
    }

    /** Returns {@code resource: message}, with the code between them where the message does not say it itself. */
    public String sentence() {
        String known = joined(isSaid() ? null : code, message);
        return joined(resource, known.isEmpty() ? NO_REASON : known);
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(part -> part != null && !part.isBlank()).collect(Collectors.joining(": "));
    }

    /** A short code, or a number, stands in a message by chance. */
    private boolean isSaid() {
        if (code == null || message == null) {
            return false;
        }
        String word = letters(code);
        boolean telling = word.length() >= SHORTEST_WORD && word.chars().anyMatch(Character::isLetter);
        return telling && letters(message).contains(word);
    }

    /** Returns a text without case and punctuation: {@code ResourceNotFound} is said by "resource not found". */
    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
