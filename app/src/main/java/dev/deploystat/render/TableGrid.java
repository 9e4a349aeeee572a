package dev.deploystat.render;

import java.util.ArrayList;
import java.util.List;

/**
 * Aligned columns. The first rows are held back to find the widths; then rows flow. On a terminal a row is cut to fit;
 * off it nothing is ever cut, and a later row that is wider than the first ones moves its own cells aside.
 */
final class TableGrid implements Grid {
    static final int HELD_BACK = 200;
    private static final String GAP = "  ";
    private static final int NARROW_LAST = 16;
    private static final int NARROWEST = 6;

    private final Sink out;
    private final Display look;
    private final int kept;
    private final List<List<Cell>> held = new ArrayList<>();
    private int[] widths;

    /**
     * Starts a table.
     *
     * @param kept the index of the column that is cut last, or -1
     */
    TableGrid(Sink out, Display look, int kept) {
        this.out = out;
        this.look = look;
        this.kept = kept;
    }

    @Override
    public void header(List<String> names) {
        held.add(names.stream().map(name -> Cell.of(name).in(Tone.HEADING)).toList());
    }

    @Override
    public void row(List<Cell> cells) {
        if (widths != null) {
            line(cells);
            return;
        }
        held.add(cells);
        if (held.size() > HELD_BACK) {
            release();
        }
    }

    @Override
    public void end() {
        release();
        out.flush();
    }

    private void release() {
        if (widths == null) {
            widths = widths();
            held.forEach(this::line);
            held.clear();
        }
    }

    private int[] widths() {
        int columns = held.stream().mapToInt(List::size).max().orElse(0);
        int[] found = new int[columns];
        for (List<Cell> row : held) {
            for (int i = 0; i < row.size(); i++) {
                found[i] = Math.max(found[i], Width.of(text(row.get(i))));
            }
        }
        if (isCut()) {
            fit(found, look.width() - GAP.length() * (columns - 1));
        }
        return found;
    }

    /** Narrows the last column first, which is a story that its beginning sums up, then whatever is widest. */
    private void fit(int[] widths, int room) {
        int sum = 0;
        for (int width : widths) {
            sum += width;
        }
        int last = widths.length - 1;
        while (sum > room && last >= 0) {
            int widest = last;
            if (widths[last] <= NARROW_LAST) {
                for (int i = 0; i < widths.length; i++) {
                    widest = i != kept && widths[i] > widths[widest] ? i : widest;
                }
            }
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
            sum--;
        }
    }

    private void line(List<Cell> cells) {
        StringBuilder line = new StringBuilder();
        int room = isCut() ? look.width() : Integer.MAX_VALUE;
        for (int i = 0; i < cells.size() && room > 0; i++) {
            Cell cell = cells.get(i);
            int width = i < widths.length ? widths[i] : NARROWEST;
            String text = isCut() ? Width.cut(text(cell), Math.min(width, room), look.unicode()) : text(cell);
            line.append(linked(cell.tone().paint(text, look), cell.link()));
            if (i < cells.size() - 1) {
                String padding = Width.pad(text, width).substring(text.length());
                line.append(padding).append(GAP);
                room -= Width.of(text) + padding.length() + GAP.length();
            }
        }
        out.line(line.toString().stripTrailing());
    }

    private boolean isCut() {
        return look.terminal() && look.width() > 0;
    }

    private String linked(String text, String url) {
        return url == null || !look.terminal() || !look.color()
                ? text
                : "\u001b]8;;" + url + "\u001b\\" + text + "\u001b]8;;\u001b\\";
    }

    private static String text(Cell cell) {
        return cell.text() == null || cell.text().isEmpty() ? "-" : cell.text();
    }
}
