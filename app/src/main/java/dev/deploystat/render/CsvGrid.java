package dev.deploystat.render;

import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values as in RFC 4180, with text that a spreadsheet would run as a formula made harmless. */
final class CsvGrid implements Grid {
    private static final String FORMULA = "=+-@＝＋－＠";

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
        String text = cell.literal() && isFormula(cell.text()) ? "'" + cell.text() : cell.text();
        return isPlain(text) ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static boolean isFormula(String text) {
        String stripped = text.stripLeading();
        return !stripped.isEmpty() && FORMULA.indexOf(stripped.charAt(0)) >= 0;
    }

    /** Returns whether text needs no quotes: single blanks between its words are the only space in it. */
    private static boolean isPlain(String text) {
        char before = ' ';
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            boolean divides = unit == '"' || unit == ',' || (Character.isWhitespace(unit) && unit != ' ');
            if (divides || (unit == ' ' && before == ' ')) {
                return false;
            }
            before = unit;
        }
        return true;
    }
}
