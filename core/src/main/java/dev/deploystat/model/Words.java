package dev.deploystat.model;

import java.util.Locale;

/** Compares the words services use: documentation, waiters and replies disagree on case and separators. */
public final class Words {
    private Words() {}

    /** Returns whether two words are the same but for case, underscores, spaces and hyphens; null is like nothing. */
    public static boolean same(String a, String b) {
        return a != null && b != null && fold(a).equals(fold(b));
    }

    /** Returns the word in lower case without separators. */
    public static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "");
    }
}
