package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.model.Target;
import java.util.Objects;
import java.util.function.Supplier;

/** A table for the rows of each place, as long as they come together. */
final class SheetByPlace implements Output.Sheet {
    private final Sink out;
    private final Supplier<Output.Sheet> tables;
    private Output.Sheet table;
    private Target first;

    /** Prepares it; {@code tables} gives the table of a place. */
    SheetByPlace(Sink out, Supplier<Output.Sheet> tables) {
        this.out = out;
        this.tables = tables;
    }

    @Override
    public void add(Observation row) {
        Target target = row.target();
        boolean isThere = first != null
                && Objects.equals(first.profile(), target.profile())
                && Objects.equals(first.role(), target.role())
                && Objects.equals(first.region(), target.region());
        if (!isThere) {
            if (table != null) {
                table.close();
                out.line("");
            }
            table = tables.get();
            first = target;
        }
        table.add(row);
    }

    @Override
    public void close() {
        if (table != null) {
            table.close();
        }
    }

    @Override
    public void abandon() {
        close();
    }
}
