package dev.deploystat.render;

import java.util.List;

/**
 * Columns that stand at the same place in every row. No cell is ever cut: one that is too wide moves the rest of its row
 * aside or, where the screen has no room for that, to a line of its own.
 */
final class Layout {
    static final String GAP = "  ";
    /** How narrow a column of sentences may be. */
    static final int NARROWEST_TEXT = 24;

    /** How narrow a column of names may be before which a long one stands on a line of its own. */
    static final int NARROWEST_NAMES = 16;

    private final Sink out;
    private final Display look;
    private final int room;
    private final int[] widths;
    private final boolean wrapped;

    /**
     * Prepares rows of columns as wide as given.
     *
     * @param wrapped whether the last column is broken between words where it does not fit
     */
    Layout(Sink out, Display look, int[] widths, boolean wrapped) {
        this.out = out;
        this.look = look;
        this.room = room(look);
        this.widths = widths.clone();
        this.wrapped = wrapped;
    }

    /** Returns how many columns there are to write in; off a terminal there is no end. */
    static int room(Display look) {
        return look.terminal() && look.width() > 0 ? look.width() : Integer.MAX_VALUE;
    }

    /** Returns the widths that the widest cells ask for. */
    static int[] widths(List<List<Cell>> rows) {
        int columns = 0;
        for (List<Cell> row : rows) {
            columns = Math.max(columns, row.size());
        }
        int[] widths = new int[columns];
        for (List<Cell> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], Width.of(text(row.get(i))));
            }
        }
        return widths;
    }

    /** Returns how wide a row of such columns is. */
    static int total(int[] widths) {
        int total = Math.max(0, widths.length - 1) * GAP.length();
        for (int width : widths) {
            total += width;
        }
        return total;
    }

    /** Returns what stands in a cell: a dash where there is nothing to say. */
    static String text(Cell cell) {
        return cell.text() == null || cell.text().isEmpty() ? "-" : cell.text();
    }

    /** Returns a text of a cell in its colour and with its link, where the terminal has them. */
    static String painted(String text, Cell cell, Display look) {
        String painted = cell.tone().paint(text, look);
        return cell.link() == null || !look.terminal() || !look.color()
                ? painted
                : "\u001b]8;;" + cell.link() + "\u001b\\" + painted + "\u001b]8;;\u001b\\";
    }

    void row(List<Cell> cells) {
        StringBuilder line = new StringBuilder();
        int at = 0;
        int column = 0;
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                column += width(i - 1) + GAP.length();
                int beside = at + GAP.length();
                if (beside > column && rest(cells, i) > room - beside) {
                    write(line);
                    at = 0;
                    beside = 0;
                }
                int begin = Math.max(column, beside);
                line.append(" ".repeat(begin - at));
                at = begin;
            }
            Cell cell = cells.get(i);
            String text = text(cell);
            if (wrapped && i == cells.size() - 1 && Width.of(text) > room - at) {
                text = wrap(cell, line, text, at);
            }
            line.append(painted(text, cell, look));
            at += Width.of(text);
        }
        write(line);
    }

    /** Writes all lines of a text but the last one, which is returned. */
    private String wrap(Cell cell, StringBuilder line, String text, int at) {
        List<String> lines = Width.broken(text, 0, "", Math.max(NARROWEST_TEXT, room - at));
        for (String each : lines.subList(0, lines.size() - 1)) {
            line.append(painted(each, cell, look));
            write(line);
            line.append(" ".repeat(at));
        }
        return lines.get(lines.size() - 1);
    }

    private void write(StringBuilder line) {
        out.line(line.toString().stripTrailing());
        line.setLength(0);
    }

    private int width(int column) {
        return column < widths.length ? widths[column] : 0;
    }

    /** Returns how many columns the cells from one on take. */
    private int rest(List<Cell> cells, int from) {
        int last = cells.size() - 1;
        int rest = (last - from) * GAP.length();
        for (int i = from; i <= last; i++) {
            int text = Width.of(text(cells.get(i)));
            rest += i == last ? text : Math.max(text, width(i));
        }
        return rest;
    }
}
