package dev.deploystat.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word somebody meant. */
public final class Nearest {
    /** Longer words are not compared: it takes time and memory in proportion to the length. */
    private static final int LONGEST_WORD = 200;

    private Nearest() {}

    /** Returns the known word nearest to a misspelt one, or empty when none is near enough to be meant. */
    public static Optional<String> to(String misspelt, Collection<String> known) {
        if (misspelt.length() > LONGEST_WORD) {
            return Optional.empty();
        }
        String word = fold(misspelt);
        int near = Math.max(1, Math.min(3, word.length() / 3 + 1));
        return known.stream()
                .filter(candidate -> distance(word, fold(candidate)) <= near
                        || (word.length() > 2 && fold(candidate).startsWith(word)))
                .min(Comparator.comparingInt((String candidate) -> distance(word, fold(candidate)))
                        // Two letters are swapped more often than one is left out: 'stauts' means 'status', not
                        // 'stats'.
                        .thenComparingInt(candidate -> Math.abs(candidate.length() - word.length()))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /** Returns the number of single-letter edits, a swap of neighbours counting as one. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                cost[i][j] =
                        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
