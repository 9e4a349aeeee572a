package dev.deploystat.render;

import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A table of GitHub's Markdown; text cannot format, link or leave its cell. */
final class MarkdownGrid implements Grid {
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*\\[\\]<>|~&]|(?<!\\w)_|_(?!\\w)");

    private final Sink out;
    private boolean begun;

    MarkdownGrid(Sink out) {
        this.out = out;
    }

    @Override
    public void header(List<String> names) {
        begun = true;
        line(names.stream().map(name -> cell(Cell.of(name))).toList());
        line(Collections.nCopies(names.size(), "---"));
    }

    @Override
    public void row(List<Cell> cells) {
        if (!begun) {
            header(Collections.nCopies(cells.size(), ""));
        }
        line(cells.stream().map(MarkdownGrid::cell).toList());
    }

    @Override
    public void end() {
        out.flush();
    }

    private void line(List<String> cells) {
        out.line(cells.stream().collect(Collectors.joining(" | ", "| ", " |")));
    }

    private static String cell(Cell cell) {
        String text = cell.text() == null ? "" : escaped(cell.text());
        return cell.link() == null ? text : "[" + text + "](" + cell.link() + ")";
    }

    static String escaped(String text) {
        return SPECIAL.matcher(text).replaceAll("\\\\$0");
    }
}
