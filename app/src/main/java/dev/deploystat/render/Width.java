package dev.deploystat.render;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jline.utils.WCWidth;

/** Measures and wraps text by the columns it takes on a terminal, where an ideograph or an emoji takes two. */
final class Width {
    private static final char ESCAPE = '\u001b';
    private static final Pattern COLOUR = Pattern.compile(ESCAPE + "\\[[0-9;]*m");

    /**
     * How many characters of what is drawn as one are looked at together. From Java 20 on the whole rest of a text would be
     * looked at for each of its characters.
     */
    private static final int LONGEST_CLUSTER = 64;

    /** What no line begins with. */
    private static final String CLOSING = "、。，．・：；？！）］｝」』】〉》〕ー…,.:;!?)]}'\"/";

    private Width() {}

    /** Returns how many columns a visible text takes. */
    static int of(String text) {
        if (isAscii(text)) {
            return text.length();
        }
        int columns = 0;
        for (int i = 0; i < text.length(); i += clusterLength(text, i)) {
            columns += Math.max(0, WCWidth.wcwidthForGraphemeCluster(from(text, i), 0));
        }
        return columns;
    }

    /** Returns the text, ended by the mark of a cut where it takes more columns than there are. */
    static String cut(String text, int columns, boolean unicode) {
        if (of(text) <= columns) {
            return text;
        }
        String mark = unicode ? "…" : "...";
        int room = columns - of(mark);
        if (room <= 0) {
            return mark.substring(0, Math.max(0, Math.min(columns, mark.length())));
        }
        int end = 0;
        for (int taken = 0; end < text.length(); end += clusterLength(text, end)) {
            taken += of(text.substring(end, end + clusterLength(text, end)));
            if (taken > room) {
                break;
            }
        }
        return text.substring(0, end) + mark;
    }

    /** Returns the text with spaces after it until it takes as many columns. */
    static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    /**
     * Returns the text as lines that are broken between words, or beside an ideograph; a word that is too long stays whole.
     *
     * @param kept the length of its beginning that is not broken
     * @param indent what the lines after the first one begin with
     */
    static List<String> broken(String text, int kept, String indent, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(text.substring(0, kept));
        int taken = shown(line.toString());
        boolean empty = true;
        // The blanks at which a line was broken are no part of the next one.
        boolean fresh = false;
        for (String word : text.substring(kept).split(" ", -1)) {
            String gap = empty || fresh ? "" : " ";
            for (String piece : pieces(word)) {
                int width = shown(piece);
                if (!empty && taken + gap.length() + width > columns) {
                    lines.add(line.toString().stripTrailing());
                    line.setLength(0);
                    line.append(indent);
                    taken = of(indent);
                    gap = "";
                    fresh = true;
                }
                line.append(gap).append(piece);
                taken += gap.length() + width;
                empty = false;
                fresh &= piece.isEmpty();
                gap = "";
            }
        }
        lines.add(line.toString());
        return lines;
    }

    /** Returns the pieces of a word that may stand on lines of their own: scripts of ideographs have no blanks. */
    private static List<String> pieces(String word) {
        if (isAscii(word)) {
            return List.of(word);
        }
        List<String> pieces = new ArrayList<>();
        int begin = 0;
        boolean afterWide = false;
        for (int i = 0; i < word.length(); ) {
            int length = clusterLength(word, i);
            boolean wide = of(word.substring(i, i + length)) > 1;
            if (i > begin && (wide || afterWide) && CLOSING.indexOf(word.charAt(i)) < 0) {
                pieces.add(word.substring(begin, i));
                begin = i;
            }
            afterWide = wide;
            i += length;
        }
        pieces.add(word.substring(begin));
        return pieces;
    }

    /** Returns how many columns a text takes that may be coloured. */
    static int shown(String text) {
        return of(text.indexOf(ESCAPE) < 0 ? text : COLOUR.matcher(text).replaceAll(""));
    }

    /** The tables of widths are loaded only when a text needs them: most need none. */
    private static boolean isAscii(String text) {
        return text.chars().allMatch(unit -> unit < 0x7f);
    }

    private static int clusterLength(String text, int at) {
        return text.charAt(at) < 0x7f && (at + 1 == text.length() || text.charAt(at + 1) < 0x7f)
                ? 1
                : Math.max(1, WCWidth.charCountForGraphemeCluster(from(text, at), 0));
    }

    private static String from(String text, int at) {
        int end = Math.min(text.length(), at + LONGEST_CLUSTER);
        boolean isWithinPair = end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(at, isWithinPair ? end - 1 : end);
    }
}
