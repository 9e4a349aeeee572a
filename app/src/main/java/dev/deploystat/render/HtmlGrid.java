package dev.deploystat.render;

import java.util.List;

/** A page that holds plain data, such as the result of a query. */
final class HtmlGrid implements Grid {
    private final Sink out;
    private final HtmlDocument page;
    private final HtmlTable table;

    HtmlGrid(Sink out, Style style) {
        this.out = out;
        page = new HtmlDocument(style);
        page.begin("Result", null);
        table = new HtmlTable(page.html(), "Result");
    }

    @Override
    public void header(List<String> names) {
        table.header(names);
    }

    @Override
    public void row(List<Cell> cells) {
        table.row(cells);
    }

    @Override
    public void end() {
        table.end();
        out.write(page.end());
        out.flush();
    }
}
