package dev.deploystat.render;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A table of a page. On a narrow screen each of its rows is a card, with the names of the columns beside the cells. */
final class HtmlTable implements Grid {
    private static final String CLASS = "class";
    private static final String ROLE = "role";
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

    private final Html html;
    private final String caption;
    private List<String> names = List.of();
    private boolean begun;

    /** Prepares a table; the caption says to those who cannot see it what it holds. */
    HtmlTable(Html html, String caption) {
        this.html = html;
        this.caption = caption;
    }

    @Override
    public void header(List<String> columns) {
        begin();
        names = columns;
        html.open("thead", ROLE, "rowgroup").open("tr", ROLE, "row");
        columns.forEach(name -> html.element("th", name, "scope", "col", ROLE, "columnheader"));
        html.close().closeLine();
    }

    // A style sheet that shows rows as blocks takes their roles away, unless the page names them.
    private void begin() {
        begun = true;
        html.open("div", CLASS, "wide")
                .open("table", ROLE, "table", "aria-label", caption)
                .breakLine();
    }

    @Override
    public void row(List<Cell> cells) {
        if (!begun) {
            begin();
        }
        html.open("tr", ROLE, "row");
        for (int i = 0; i < cells.size(); i++) {
            cell(cells.get(i), i < names.size() ? names.get(i) : null);
        }
        html.closeLine();
    }

    private void cell(Cell cell, String name) {
        String kind = cell.text() == null ? "nothing" : cell.tone() == Tone.PLAIN ? null : Html.style(cell.tone());
        html.open("td", ROLE, "cell", "data-name", name, CLASS, kind);
        String text = cell.text() == null ? "-" : cell.text();
        if (cell.link() != null) {
            link(html, cell.link(), text);
        } else if (TIME.matcher(text).matches()) {
            html.time(text);
        } else {
            html.text(text);
        }
        html.close();
    }

    /** Writes a link that tells the place it leads to nothing of this page. */
    static void link(Html html, String url, String text) {
        html.element("a", text, "href", url, "rel", "noopener noreferrer");
    }

    /** Returns the name of a column as it stands above it. */
    static String title(Column column) {
        String word = column.word();
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** Writes a whole table without the columns in which nothing stands. */
    void filled(List<String> columns, List<List<Cell>> rows) {
        List<Integer> shown = IntStream.range(0, columns.size())
                .filter(i -> rows.stream().anyMatch(row -> row.get(i).text() != null))
                .boxed()
                .toList();
        header(shown.stream().map(columns::get).toList());
        rows.forEach(row -> row(shown.stream().map(row::get).toList()));
        end();
    }

    @Override
    public void end() {
        if (begun) {
            html.close().closeLine();
        }
    }
}
