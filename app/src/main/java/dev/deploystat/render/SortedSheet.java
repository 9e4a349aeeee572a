package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rows in the order of {@code --sort-by}, which are therefore held in memory. */
final class SortedSheet implements Output.Sheet {
    private final Output.Sheet sheet;
    private final Column column;
    private final boolean descends;
    private final List<Keyed> held = new ArrayList<>();

    /** A row that waits for the others. */
    private record Keyed(Object key, Observation row) {}

    SortedSheet(Output.Sheet sheet, Column column, boolean descends) {
        this.sheet = sheet;
        this.column = column;
        this.descends = descends;
    }

    @Override
    public void add(Observation row) {
        held.add(new Keyed(column.sortKey(row), row));
    }

    @Override
    public void close() {
        Comparator<Object> order = column.order(descends);
        held.sort(Comparator.comparing(Keyed::key, order));
        held.forEach(each -> sheet.add(each.row()));
        sheet.close();
    }

    @Override
    public void abandon() {
        close();
    }
}
