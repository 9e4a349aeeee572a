package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import java.util.List;

/** Rows of cells. */
final class TableSheet implements Output.Sheet {
    private final Style style;
    private final Grid grid;
    private final List<Column> shown;

    TableSheet(Style style, Grid grid, List<Column> shown) {
        this.style = style;
        this.grid = grid;
        this.shown = shown;
        grid.header(shown.stream().map(this::heading).toList());
    }

    @Override
    public void add(Observation row) {
        grid.row(shown.stream().map(column -> cell(column, row)).toList());
    }

    private String heading(Column column) {
        if (style.format() == Format.CSV) {
            return column.key();
        }
        return style.format().hasCapitals() ? column.name() : column.word();
    }

    private Cell cell(Column column, Observation row) {
        return switch (style.format()) {
            case CSV, TEXT -> column.exact(row);
            case MARKDOWN ->
                column == Column.STATUS ? Cell.of(Sign.of(row).text(style.look())) : column.readable(row, style.look());
            case TABLE, WIDE, HTML, JSON, JSONL, YAML, NAME -> column.readable(row, style.look());
        };
    }

    @Override
    public void close() {
        grid.end();
    }

    @Override
    public void abandon() {
        close();
    }
}
