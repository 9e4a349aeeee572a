package dev.deploystat.tui;

import java.util.List;
import org.jline.utils.AttributedString;

/**
 * What makes of one picture on a terminal the next one: every line that differs is written at its place, from the first
 * column that differs to the last one. Nothing relies on where the terminal's cursor is, or on lines that wrap; so a
 * character that a terminal draws wider than it should spoils its own line at most.
 */
final class Difference {
    private static final String END_OF_LINE = "\u001b[K";
    /** Characters that every terminal draws one column wide, besides those of Latin scripts. */
    private static final String SURE = "●◌✓✗■↺█░━┃…→▏";

    private static final int LATIN_END = 0x300;

    private Difference() {}

    /**
     * Returns what is to be written; empty where nothing differs.
     *
     * @param before the lines that are shown, the first ones of the screen
     * @param after the lines to be shown
     */
    static String of(List<AttributedString> before, List<AttributedString> after) {
        StringBuilder written = new StringBuilder();
        int lines = Math.max(before.size(), after.size());
        for (int row = 0; row < lines; row++) {
            AttributedString was = row < before.size() ? before.get(row) : AttributedString.EMPTY;
            AttributedString is = row < after.size() ? after.get(row) : AttributedString.EMPTY;
            if (!was.equals(is)) {
                line(written, row, was, is);
            }
        }
        return written.toString();
    }

    private static void line(StringBuilder written, int row, AttributedString was, AttributedString is) {
        int from = 0;
        int shorter = Math.min(was.length(), is.length());
        while (from < shorter && isSame(was, from, is, from) && isSure(is.charAt(from))) {
            from++;
        }
        int to = is.length();
        boolean isAligned = was.length() == is.length() && isSure(was, from) && isSure(is, from);
        while (isAligned && to > from && isSame(was, to - 1, is, to - 1)) {
            to--;
        }
        written.append("\u001b[").append(row + 1).append(';').append(from + 1).append('H');
        written.append(is.subSequence(from, to).toAnsi());
        if (!isAligned) {
            written.append(END_OF_LINE);
        }
    }

    private static boolean isSame(AttributedString a, int at, AttributedString b, int there) {
        return a.charAt(at) == b.charAt(there) && a.styleAt(at).equals(b.styleAt(there));
    }

    private static boolean isSure(AttributedString line, int from) {
        for (int i = from; i < line.length(); i++) {
            if (!isSure(line.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSure(char unit) {
        return unit < LATIN_END || SURE.indexOf(unit) >= 0;
    }
}
