package dev.deploystat.render;

import java.util.List;
import java.util.stream.Collectors;

/** Values between tabs without a header, as the AWS CLI writes text; {@code None} stands where there is nothing. */
final class TextGrid implements Grid {
    private final Sink out;

    TextGrid(Sink out) {
        this.out = out;
    }

    @Override
    public void header(List<String> names) {}

    @Override
    public void row(List<Cell> cells) {
        out.line(cells.stream()
                .map(cell -> cell.text() == null ? "None" : cell.text())
                .collect(Collectors.joining("\t")));
    }

    @Override
    public void end() {
        out.flush();
    }
}
