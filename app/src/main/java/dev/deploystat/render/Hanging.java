package dev.deploystat.render;

import java.util.ArrayList;
import java.util.List;

/** Fits lines of columns to a terminal: what is too long goes on, between words, below where its last column begins. */
public final class Hanging {
    private static final String BELOW = "      ";

    private Hanging() {}

    /** Returns lines as they fit a terminal; off one they stay as they are. */
    public static String fit(String lines, Display look) {
        if (!look.terminal()) {
            return lines;
        }
        List<String> fitting = new ArrayList<>();
        for (String line : lines.split("\n", -1)) {
            fitting.addAll(fitting(line, Layout.room(look)));
        }
        return String.join("\n", fitting);
    }

    private static List<String> fitting(String line, int room) {
        if (Width.of(line) <= room) {
            return List.of(line);
        }
        int gap = line.lastIndexOf(Layout.GAP);
        int column = gap < 0 ? 0 : gap + Layout.GAP.length();
        if (room - column >= Layout.NARROWEST_TEXT || column <= BELOW.length()) {
            return Width.broken(line, column, " ".repeat(column), room);
        }
        List<String> lines = new ArrayList<>();
        lines.add(line.substring(0, column).stripTrailing());
        lines.addAll(Width.broken(BELOW + line.substring(column), BELOW.length(), BELOW, room));
        return lines;
    }
}
