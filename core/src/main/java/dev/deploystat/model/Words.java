package dev.deploystat.model;

import java.util.Locale;

/** Compares the words services use: documentation, waiters and replies disagree on case and separators. */
public final class Words {
    private Words() {}

    /** Returns whether two words are the same but for case, underscores, blanks and hyphens; null is like nothing. */
    public static boolean same(String a, String b) {
        return a != null && b != null && fold(a).equals(fold(b));
    }

    /** Returns the word in lower case without separators. */
    public static String fold(String word) {
        StringBuilder folded = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char letter = word.charAt(i);
            if (letter != '_' && letter != '-' && !Character.isWhitespace(letter)) {
                folded.append(letter);
            }
        }
        return folded.toString().toLowerCase(Locale.ROOT);
    }
}
