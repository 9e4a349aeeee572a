package dev.deploystat.render;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Comma-separated values as in RFC 4180, with text that a spreadsheet would run as a formula made harmless. */
final class CsvGrid implements Grid {
    private static final Pattern FORMULA = Pattern.compile("\\s*[=+\\-@＝＋－＠].*", Pattern.DOTALL);
    private static final Pattern PLAIN = Pattern.compile("[^\",\\s]*([^\",\\s] ?)*");

    private final Sink out;

    CsvGrid(Sink out) {
        this.out = out;
    }

    @Override
    public void header(List<String> names) {
        row(names.stream().map(Cell::of).toList());
    }

    @Override
    public void row(List<Cell> cells) {
        out.write(cells.stream().map(CsvGrid::value).collect(Collectors.joining(",")) + "\r\n");
    }

    @Override
    public void end() {
        out.flush();
    }

    private static String value(Cell cell) {
        if (cell.text() == null) {
            return "";
        }
        String text = cell.literal() && FORMULA.matcher(cell.text()).matches() ? "'" + cell.text() : cell.text();
        return PLAIN.matcher(text).matches() ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
