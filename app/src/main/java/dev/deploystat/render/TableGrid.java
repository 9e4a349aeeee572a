package dev.deploystat.render;

import java.util.ArrayList;
import java.util.List;

/**
 * Aligned columns of whole cells. The first rows are held back to find the widths; then rows flow. On a terminal that is
 * too narrow the last column goes on below itself, and where that does not help, a row becomes a card.
 */
final class TableGrid implements Grid {
    static final int HELD_BACK = 200;

    private final Sink out;
    private final Display look;
    private final List<List<Cell>> held = new ArrayList<>();
    private List<String> names;
    private Layout layout;
    private Card card;

    TableGrid(Sink out, Display look) {
        this.out = out;
        this.look = look;
    }

    @Override
    public void header(List<String> columns) {
        names = columns;
        List<Cell> row = new ArrayList<>();
        for (String name : columns) {
            row.add(Cell.of(name).in(Tone.HEADING));
        }
        held.add(row);
    }

    @Override
    public void row(List<Cell> cells) {
        if (layout != null || card != null) {
            write(cells);
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
        if (layout == null && card == null) {
            choose();
            for (List<Cell> row : card == null ? held : held.subList(1, held.size())) {
                write(row);
            }
            held.clear();
        }
    }

    private void choose() {
        int[] widths = Layout.widths(held);
        int excess = Layout.total(widths) - Layout.room(look);
        boolean wrapped = excess > 0 && names != null;
        if (wrapped && !isNarrowed(widths, excess)) {
            card = new Card(out, look);
            return;
        }
        layout = new Layout(out, look, widths, wrapped);
    }

    /** Takes what there is too much from the last column, and then from the first; returns whether that is enough. */
    private boolean isNarrowed(int[] widths, int excess) {
        int last = widths.length - 1;
        if (widths[last] - excess >= Layout.NARROWEST_TEXT) {
            widths[last] -= excess;
            return true;
        }
        int story = Math.min(widths[last], Math.max(Layout.NARROWEST_TEXT, look.width() * 2 / 5));
        int name = widths[0] - (excess - (widths[last] - story));
        if (last == 0 || name < Layout.NARROWEST_NAMES) {
            return false;
        }
        widths[last] = story;
        widths[0] = name;
        return true;
    }

    private void write(List<Cell> cells) {
        if (card != null) {
            card.plain(names, cells);
        } else {
            layout.row(cells);
        }
    }
}
