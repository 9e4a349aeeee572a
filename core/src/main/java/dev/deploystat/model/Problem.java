package dev.deploystat.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One reason for a failure, in the service's own words.
 *
 * @param resource what broke, or null when the service does not say
 * @param code the service's code for it, or null
 * @param message the service's text, or null
 */
public record Problem(String resource, String code, String message) {
    private static final int SHORTEST_WORD = 4;
    /** How near the next word of a code is to the one before, in a message that spells it out. */
    private static final int NEAR = 3;
    /** A message begins with what happened. */
    private static final int LOOKED_AT = 200;

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
        return Stream.of(resource, isSaid() ? null : code, message)
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(": "));
    }

    /** A short code, or a number, stands in a message by chance. */
    private boolean isSaid() {
        if (code == null || message == null) {
            return false;
        }
        String word = letters(code);
        boolean telling = word.length() >= SHORTEST_WORD && word.chars().anyMatch(Character::isLetter);
        return telling && (letters(message).contains(word) || isSpeltOut());
    }

    /** Returns whether the message has the words of the code, one soon after the other: "container in task exited". */
    private boolean isSpeltOut() {
        List<String> spelt = words(code.replaceAll("(?<=[a-z])(?=[A-Z])", " "));
        List<String> said = words(message.substring(0, Math.min(LOOKED_AT, message.length())));
        return IntStream.range(0, said.size()).anyMatch(begin -> areSaid(spelt, said.subList(begin, said.size())));
    }

    private static boolean areSaid(List<String> spelt, List<String> said) {
        int at = 0;
        for (String word : spelt) {
            int next = said.subList(at, Math.min(said.size(), at + NEAR)).indexOf(word);
            if (next < 0) {
                return false;
            }
            at += next + 1;
        }
        return true;
    }

    private static List<String> words(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
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
