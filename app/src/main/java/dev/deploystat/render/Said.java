package dev.deploystat.render;

import dev.deploystat.model.Gist;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a page says somewhere, so that it says no message twice. */
final class Said {
    /** A shorter text may stand in another one by chance. */
    private static final int SHORTEST = 12;
    /** What is shorter is a name rather than a message. */
    private static final int SHORTEST_MESSAGE = 30;

    private static final String BETWEEN = ":;,";

    private final List<String> texts = new ArrayList<>();
    private final Set<String> gists = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    /** Takes in what is said; null is nothing. */
    void add(String text) {
        if (text != null && !text.isBlank()) {
            gists.add(Gist.of(text));
            texts.add(text);
        }
    }

    /** Takes in what the page names as broken; null is nothing. */
    void named(String resource) {
        if (resource != null) {
            names.add(resource);
        }
    }

    /** Returns whether the page names something as broken. */
    boolean names(String resource) {
        return names.contains(resource);
    }

    /** Returns whether something that is said has a text in it. */
    boolean says(String text) {
        return texts.stream().anyMatch(known -> known.contains(text));
    }

    /** Returns what a text says that is not said yet, or null when nothing is left of it. */
    String rest(String text) {
        if (text == null || isKnown(Gist.of(text))) {
            return null;
        }
        String rest = text;
        for (String known : texts) {
            if (known.length() >= SHORTEST && rest.contains(known)) {
                rest = withoutLooseEnds(rest.replace(known, ""));
            }
        }
        return rest.isBlank() || isKnown(Gist.of(rest)) ? null : rest;
    }

    /** Returns a text without what only stood between it and the text that is gone. */
    private static String withoutLooseEnds(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && (isBetween(text.charAt(from)) || text.charAt(from) == '.')) {
            from++;
        }
        while (to > from && isBetween(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBetween(char sign) {
        return BETWEEN.indexOf(sign) >= 0 || Character.isWhitespace(sign);
    }

    private boolean isKnown(String gist) {
        return gists.contains(gist)
                || (gist.length() >= SHORTEST_MESSAGE && gists.stream().anyMatch(known -> known.contains(gist)));
    }
}
