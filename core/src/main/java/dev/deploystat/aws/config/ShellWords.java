package dev.deploystat.aws.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a line into words as a POSIX shell does, without its expansions: what the AWS CLI does to the names of sections and to
 * a {@code credential_process}, by Python's {@code shlex.split}.
 */
public final class ShellWords {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private int next;

    private ShellWords(String text) {
        this.text = text;
    }

    /** Returns the words, or empty when a quote is not closed or nothing follows the last backslash. */
    public static Optional<List<String>> split(String text) {
        ShellWords line = new ShellWords(text);
        return line.isWhole() ? Optional.of(List.copyOf(line.words)) : Optional.empty();
    }

    private boolean isWhole() {
        while (next < text.length()) {
            if (isBlank(text.charAt(next))) {
                next++;
            } else if (!word()) {
                return false;
            }
        }
        return true;
    }

    private boolean word() {
        StringBuilder word = new StringBuilder();
        while (next < text.length() && !isBlank(text.charAt(next))) {
            char each = text.charAt(next++);
            if (each == '\'' || each == '"') {
                if (!quoted(each, word)) {
                    return false;
                }
            } else if (each == '\\') {
                if (next == text.length()) {
                    return false;
                }
                word.append(text.charAt(next++));
            } else {
                word.append(each);
            }
        }
        words.add(word.toString());
        return true;
    }

    private boolean quoted(char quote, StringBuilder word) {
        while (next < text.length()) {
            char each = text.charAt(next++);
            if (each == quote) {
                return true;
            }
            boolean escapes = each == '\\'
                    && quote == '"'
                    && next < text.length()
                    && (text.charAt(next) == '"' || text.charAt(next) == '\\');
            word.append(escapes ? text.charAt(next++) : each);
        }
        return false;
    }

    private static boolean isBlank(char each) {
        return each == ' ' || each == '\t' || each == '\r' || each == '\n';
    }
}
