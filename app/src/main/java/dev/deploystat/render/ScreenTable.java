package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Rollout;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The table of deployments for a terminal. Nothing is cut: what all rows share stands once above them, columns that say
 * nothing or have no room are left out, and why a deployment stands as it does is written below its row. A screen too narrow
 * for columns gets a card a row. The first rows are held back to find all that; then rows flow.
 */
final class ScreenTable implements Output.Sheet {
    private static final int CARDS_BELOW = 60;
    /** What gets the room that is left, the most telling first. */
    private static final List<Column> BY_ROOM =
            List.of(Column.REVISION, Column.CHANGED, Column.CREATED, Column.PROGRESS, Column.DURATION);

    /** What a card says without a name before it. */
    private static final List<Column> SPEAKING = List.of(Column.STATUS, Column.PROGRESS);

    private final Sink out;
    private final Display look;
    private final Extent extent;
    private final List<Column> columns = new ArrayList<>();
    private final List<Column> sentences = new ArrayList<>();
    private final List<Observation> held = new ArrayList<>();
    private final Set<String> ended = new LinkedHashSet<>();
    private boolean begun;
    private boolean shortened;
    private SharedPlace place;
    private Layout layout;
    private Card card;

    /** Which of its columns a table keeps. */
    enum Extent {
        /** Those that say something and have room. */
        FITTING,
        /** Those that say something. */
        WHOLE,
        /** All, because somebody named them. */
        CHOSEN
    }

    ScreenTable(Sink out, Display look, List<Column> shown, Extent extent) {
        this.out = out;
        this.look = look;
        this.extent = extent;
        for (Column column : shown) {
            boolean isSentence = column == Column.REASON || column == Column.CAUSE;
            (isSentence ? sentences : columns).add(column);
        }
    }

    @Override
    public void add(Observation row) {
        if (begun) {
            write(row);
            return;
        }
        held.add(row);
        if (held.size() >= TableGrid.HELD_BACK) {
            begin();
        }
    }

    @Override
    public void close() {
        if (!begun) {
            begin();
        }
        if (!ended.isEmpty()) {
            String note = String.join(", ", ended) + (ended.size() == 1 ? " is" : " are")
                    + " retired; 'deploystat services "
                    + (ended.size() == 1 ? ended.iterator().next() : "SERVICE") + "' says what to use instead";
            wrapped("", note, Tone.FAINT);
        }
        out.flush();
    }

    @Override
    public void abandon() {
        close();
    }

    private void begin() {
        begun = true;
        place = SharedPlace.of(held);
        String above = extent == Extent.CHOSEN && !columns.contains(Column.TARGET) ? null : place.line();
        if (above != null) {
            wrapped("", above, Tone.FAINT);
        }
        if (extent != Extent.CHOSEN && !held.isEmpty()) {
            columns.removeIf(this::saysNothing);
        }
        int[] widths = widths();
        boolean isNarrow = Layout.room(look) < CARDS_BELOW;
        if (!isNarrow && excess(widths) > 0 && extent == Extent.FITTING) {
            shortened = true;
            widths = fitted();
        }
        if (isNarrow || excess(widths) > 0) {
            card = new Card(out, look);
        } else {
            layout = new Layout(out, look, widths, false);
            header();
        }
        held.forEach(this::write);
        held.clear();
    }

    private boolean saysNothing(Column column) {
        if (column == Column.TARGET || column == Column.STATUS) {
            return false;
        }
        if (extent == Extent.WHOLE && place.says(column)) {
            return true;
        }
        for (Observation row : held) {
            if (cell(column, row).text() != null) {
                return false;
            }
        }
        return true;
    }

    /** Leaves out what has no room; where even the rest has none, a name may stand on a line before its row. */
    private int[] fitted() {
        List<Column> all = List.copyOf(columns);
        columns.removeAll(BY_ROOM);
        int[] widths = widths();
        int excess = excess(widths);
        if (excess > 0) {
            widths[0] = Math.max(Layout.NARROWEST_NAMES, widths[0] - excess);
            return widths;
        }
        for (Column column : BY_ROOM) {
            List<Column> without = List.copyOf(columns);
            if (all.contains(column)) {
                columns.clear();
                columns.addAll(all);
                columns.removeIf(each -> each != column && !without.contains(each));
            }
            int[] wider = widths();
            if (excess(wider) > 0) {
                columns.clear();
                columns.addAll(without);
            } else {
                widths = wider;
            }
        }
        return widths;
    }

    private int excess(int[] widths) {
        return Layout.total(widths) - Layout.room(look);
    }

    private int[] widths() {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(names());
        for (Observation row : held) {
            rows.add(cells(row));
        }
        return Layout.widths(rows);
    }

    private List<Cell> names() {
        List<Cell> names = new ArrayList<>();
        for (Column column : columns) {
            names.add(Cell.of(column.name()).in(Tone.HEADING));
        }
        return names;
    }

    private void header() {
        if (!columns.isEmpty()) {
            layout.row(names());
        }
    }

    private void write(Observation row) {
        List<Cell> cells = cells(row);
        if (card != null && !cells.isEmpty()) {
            card.titled(cells.get(0).in(Tone.HEADING), labels(), cells.subList(1, cells.size()));
        } else if (!cells.isEmpty()) {
            layout.row(cells);
        }
        addSentences(row);
        if (row.reading().found().filter(ScreenTable::isRetired).isPresent()) {
            ended.add(row.target().service());
        }
    }

    private static boolean isRetired(Rollout rollout) {
        return rollout.flags().contains(Flag.RETIRED);
    }

    /** Returns what stands before the cells of a card, below its title. */
    private List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (Column column : columns.subList(1, columns.size())) {
            labels.add(SPEAKING.contains(column) ? null : column.word());
        }
        return labels;
    }

    private List<Cell> cells(Observation row) {
        List<Cell> cells = new ArrayList<>();
        for (Column column : columns) {
            cells.add(cell(column, row));
        }
        return cells;
    }

    private Cell cell(Column column, Observation row) {
        Cell cell = column.readable(row, look);
        return switch (column) {
            case TARGET -> Cell.of(place.without(row.target())).to(cell.link());
            case REVISION -> shortened ? Cell.of(Facts.shortened(cell.text())) : cell;
            default -> cell;
        };
    }

    /** Writes below a row why it stands as it does, unless its status has said all of it. */
    private void addSentences(Observation row) {
        String before = Sign.of(row).words();
        for (Column column : sentences) {
            String text = column.readable(row, look).text();
            if (text != null && !text.toLowerCase(Locale.ROOT).equals(before)) {
                wrapped(columns.isEmpty() ? "" : Card.INDENT, text, Tone.PLAIN);
                before = text.toLowerCase(Locale.ROOT);
            }
        }
    }

    private void wrapped(String indent, String text, Tone tone) {
        for (String line : Width.broken(indent + text, indent.length(), indent, Layout.room(look))) {
            out.line(indent + tone.paint(line.substring(indent.length()), look));
        }
    }
}
