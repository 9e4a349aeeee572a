package dev.deploystat.render;

import dev.deploystat.data.Plain;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes results in the format that was asked for. Rows are written as they come, and none is kept, except by a query,
 * by {@code --sort-by} and by a page of HTML, which need them all.
 */
public final class Output {
    private final Sink out;
    private final Style style;
    private final Query query;
    private final List<Column> columns;
    private final Column sortBy;

    /** The rows of a result. */
    public interface Sheet extends AutoCloseable {

        /** Takes the next row. */
        void add(Observation row);

        /** Ends the result: it is whole. */
        @Override
        void close();

        /** Gives up: the rows end early, and the result is not made to look as if it were whole. */
        void abandon();
    }

    /**
     * Prepares to write.
     *
     * @throws Refusal when the style asks for what cannot be done
     */
    public Output(Appendable out, Style style) {
        this.out = new Sink(out);
        this.style = style;
        query = style.query() == null ? null : new Query(style.query());
        refuseUnfit(style);
        columns = style.columns().stream().map(Column::named).toList();
        sortBy = style.sortBy() == null ? null : Column.named(style.sortBy().replaceFirst("^-", ""));
    }

    private static void refuseUnfit(Style style) {
        String option = !style.columns().isEmpty() ? "--columns" : style.sortBy() != null ? "--sort-by" : null;
        if (option == null) {
            return;
        }
        if (!style.format().isTabular()) {
            throw Refusal.usage(
                    option + " says nothing about the output format "
                            + style.format().word(),
                    "It is for table, wide, text, csv, markdown and html. For others use --query:"
                            + " 'deployments[].{target: target, status: status}', 'sort_by(deployments, &target)'");
        }
        if (style.query() != null) {
            throw Refusal.usage(
                    option + " and --query do not go together: a query makes its own columns",
                    "Name the columns in the query: --query 'sort_by(deployments, &target)[].{target: target}'");
        }
    }

    /** Starts a result of one row a target; a null verdict makes it the history of one target. */
    public Sheet deployments(Verdict verdict) {
        return sheet(verdict, verdict == null);
    }

    /** Starts a result of many targets without a verdict. */
    public Sheet discovered() {
        return sheet(null, false);
    }

    /** Starts a result of targets that come place by place: on a screen each place has a table of its own. */
    public Sheet byPlace() {
        boolean onScreen = style.look().terminal() && (style.format() == Format.TABLE || style.format() == Format.WIDE);
        return onScreen && query == null && sortBy == null ? new SheetByPlace(out, this::discovered) : discovered();
    }

    /**
     * Writes why each target stands as it does: a page each in the tables' place, else the same as their rows.
     *
     * @param extent how much a page holds
     */
    public void explanation(Snapshot snapshot, ExplanationPage.Extent extent) {
        boolean plain = query == null && columns.isEmpty() && sortBy == null;
        if (style.format() == Format.HTML && plain) {
            out.write(new HtmlExplanation(style, snapshot.observations().size(), extent).page(snapshot));
            out.flush();
            return;
        }
        boolean paged = style.format() == Format.TABLE || style.format() == Format.WIDE;
        if (paged && plain) {
            ExplanationPage page = new ExplanationPage(new Page(out, style.look()), extent);
            snapshot.observations().forEach(page::add);
            out.flush();
            return;
        }
        try (Sheet sheet = deployments(snapshot.outcome().verdict())) {
            snapshot.observations().forEach(sheet::add);
        }
    }

    /** Returns whether the rows of a table say why they are as they are. */
    public boolean showsReasons() {
        return columns.isEmpty() || columns.contains(Column.REASON);
    }

    /** Returns the names of all columns. */
    public static List<String> columnNames() {
        return Arrays.stream(Column.values()).map(Column::word).toList();
    }

    /** Writes plain data: maps with text keys, lists, text, numbers, booleans and null. */
    public void data(Object plain) {
        Object found = Plain.of(plain);
        write(query == null ? found : query.of(found));
    }

    private Sheet sheet(Verdict verdict, boolean history) {
        Map<String, Object> head = Entry.head(style.look().now(), verdict);
        if (query != null) {
            return new Queried(head);
        }
        return switch (style.format()) {
            case JSON -> new DocumentSheet(Tree.json(out), head);
            case YAML -> new DocumentSheet(Tree.yaml(out), head);
            case JSONL ->
                new Lines() {
                    @Override
                    String line(Observation row) {
                        return Tree.line(Entry.of(row));
                    }
                };
            case NAME ->
                new Lines() {
                    @Override
                    String line(Observation row) {
                        return Text.visible(pinned(row).toString());
                    }
                };
            case HTML -> inOrder(new HtmlRows(out, style, shown(history), verdict, history));
            case TABLE, WIDE, TEXT, CSV, MARKDOWN -> inOrder(table(history));
        };
    }

    private Sheet table(boolean history) {
        boolean forPeople = style.format() == Format.TABLE || style.format() == Format.WIDE;
        return forPeople && style.look().terminal()
                ? new ScreenTable(out, style.look(), shown(history), extent())
                : new TableSheet(style, grid(), shown(history));
    }

    private ScreenTable.Extent extent() {
        if (!columns.isEmpty()) {
            return ScreenTable.Extent.CHOSEN;
        }
        return style.format() == Format.WIDE ? ScreenTable.Extent.WHOLE : ScreenTable.Extent.FITTING;
    }

    private Sheet inOrder(Sheet sheet) {
        return sortBy == null
                ? sheet
                : new SortedSheet(sheet, sortBy, style.sortBy().startsWith("-"));
    }

    private static Target pinned(Observation row) {
        String id = row.reading().found().map(Rollout::id).orElse(null);
        return id == null ? row.target() : row.target().pinnedTo(id);
    }

    private void write(Object plain) {
        switch (style.format()) {
            case JSON -> document(Tree.json(out), plain);
            case YAML -> document(Tree.yaml(out), plain);
            case JSONL -> Rows.elements(plain).forEach(element -> out.line(Tree.line(element)));
            case NAME ->
                Rows.elements(plain).forEach(element -> {
                    Cell name = Cell.of(Rows.name(element));
                    out.line(name.text() == null ? "None" : name.text());
                });
            case TABLE, WIDE, CSV, MARKDOWN, TEXT, HTML -> Rows.fill(grid(), plain, style.format());
        }
        out.flush();
    }

    private static void document(Tree tree, Object plain) {
        tree.value(plain);
        tree.end();
    }

    private Grid grid() {
        return switch (style.format()) {
            case CSV -> new CsvGrid(out);
            case TEXT -> new TextGrid(out);
            case MARKDOWN -> new MarkdownGrid(out);
            case HTML -> new HtmlGrid(out, style);
            case TABLE, WIDE, JSON, JSONL, YAML, NAME -> new TableGrid(out, style.look());
        };
    }

    private List<Column> shown(boolean history) {
        if (!columns.isEmpty()) {
            return columns;
        }
        return switch (style.format()) {
            case CSV -> List.of(Column.values());
            case TEXT -> Column.TEXT;
            case WIDE -> Column.wide(history);
            case TABLE, MARKDOWN, HTML, JSON, JSONL, YAML, NAME -> history ? Column.HISTORY : Column.USUAL;
        };
    }

    /** One line a row, at once. */
    private abstract class Lines implements Sheet {
        abstract String line(Observation row);

        @Override
        public void add(Observation row) {
            out.line(line(row));
            out.flush();
        }

        @Override
        public void close() {
            out.flush();
        }

        @Override
        public void abandon() {
            out.flush();
        }
    }

    /** What a query is asked over: the whole result, which is therefore held in memory. */
    private final class Queried implements Sheet {
        private final Map<String, Object> document;
        private final List<Object> entries = new ArrayList<>();

        Queried(Map<String, Object> head) {
            document = head;
            document.put("deployments", entries);
        }

        @Override
        public void add(Observation row) {
            entries.add(Entry.of(row));
        }

        @Override
        public void close() {
            write(query.of(document));
        }

        @Override
        public void abandon() {
            // An answer about some of the rows would be taken for one about all of them.
        }
    }
}
