package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of one row a deployment, which are held until all are there: what is said above them depends on them. A history has
 * its picture above the rows, and so have several targets.
 */
final class HtmlRows implements Output.Sheet {
    private final Sink out;
    private final Style style;
    private final Display look;
    private final List<Column> columns;
    private final Verdict verdict;
    private final boolean history;
    private final List<Observation> rows = new ArrayList<>();

    /**
     * Prepares a page.
     *
     * @param verdict what a gate makes of all rows, or null where no gate looks at them
     * @param history whether the rows are those of one target, newest first
     */
    HtmlRows(Sink out, Style style, List<Column> columns, Verdict verdict, boolean history) {
        this.out = out;
        this.style = style;
        look = HtmlDocument.look(style);
        this.columns = columns;
        this.verdict = verdict;
        this.history = history;
    }

    @Override
    public void add(Observation row) {
        rows.add(row);
    }

    @Override
    public void close() {
        write(true);
    }

    @Override
    public void abandon() {
        write(false);
    }

    private void write(boolean whole) {
        HtmlDocument page = new HtmlDocument(style);
        Html html = page.html();
        boolean single = rows.size() == 1 && !history;
        page.begin(title(), single ? Sign.of(rows.get(0)) : null);
        SharedPlace place = SharedPlace.of(rows);
        if (!whole) {
            html.element("p", "The list is not complete.", "class", "bad").breakLine();
        }
        if (place.line() != null) {
            html.element("p", place.line()).breakLine();
        }
        if (history) {
            new HistoryPicture(html, look.now()).draw(rows);
        } else {
            TimelinePicture picture = TimelinePicture.of(rows, look.now());
            if (picture.isComparing()) {
                picture.draw(html);
            }
        }
        if (!rows.isEmpty()) {
            new HtmlTable(html, title())
                    .filled(
                            columns.stream().map(HtmlTable::title).toList(),
                            rows.stream()
                                    .map(row -> columns.stream()
                                            .map(column -> cell(column, row))
                                            .toList())
                                    .toList());
        }
        out.write(page.end());
        out.flush();
    }

    private String title() {
        if (rows.isEmpty()) {
            return "No deployments";
        }
        if (history) {
            return "Deployments of " + rows.get(0).target().pinnedTo(null);
        }
        if (rows.size() == 1) {
            return rows.get(0).target().toString();
        }
        return verdict == null ? rows.size() + " deployments" : Verdicts.tally(new Snapshot(look.now(), rows));
    }

    private Cell cell(Column column, Observation row) {
        return switch (column) {
            case STATUS -> {
                Sign sign = Sign.of(row);
                yield Cell.of(HtmlDocument.text(sign)).in(sign.tone());
            }
            case CONSOLE -> {
                Cell cell = column.exact(row);
                yield cell.to(Facts.link(cell.text()));
            }
            default -> column.readable(row, look);
        };
    }
}
