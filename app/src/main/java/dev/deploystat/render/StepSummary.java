package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Reason;
import dev.deploystat.model.Rollout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The end of a wait as a page of Markdown: what a CI system shows beside its log. */
public final class StepSummary {
    /** How many bytes GitHub and Buildkite take; they drop a longer page as a whole. */
    public static final int LIMIT = 1 << 20;

    private static final String CUT = "\nThe rest is left out: a page may have 1 MiB.\n";

    private StepSummary() {}

    /**
     * Returns the page: a headline, a row a target, and why each failed.
     *
     * @param room how many bytes it may take as UTF-8; what does not fit is left out, in whole lines, and that is said
     */
    public static String of(Snapshot end, long room) {
        String page = page(end);
        if (size(page) <= room) {
            return page;
        }
        return room < size(CUT) ? "" : cut(page, room - size(CUT)) + CUT;
    }

    private static String cut(String page, long room) {
        int end = 0;
        for (long left = room; ; ) {
            int next = page.indexOf('\n', end) + 1;
            left -= size(page.substring(end, next));
            if (left < 0) {
                return page.substring(0, end);
            }
            end = next;
        }
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String page(Snapshot end) {
        StringBuilder page = new StringBuilder();
        Sink out = new Sink(page);
        Display look = new Display(false, 0, false, true, end.at());
        out.line("### deploystat: " + Entry.word(end.outcome()));
        out.line("");
        MarkdownGrid table = new MarkdownGrid(out);
        table.header(Column.USUAL.stream().map(Column::word).toList());
        for (Observation seen : end.observations()) {
            table.row(Column.USUAL.stream()
                    .map(column -> cell(column, seen, look))
                    .toList());
        }
        end.observations().stream()
                .filter(seen -> seen.outcome() != Outcome.PASSED)
                .forEach(seen -> problems(out, seen));
        return page.toString();
    }

    private static Cell cell(Column column, Observation seen, Display look) {
        if (column == Column.STATUS) {
            return Cell.of(Sign.of(seen).text(look));
        }
        return column.readable(seen, look);
    }

    private static void problems(Sink out, Observation seen) {
        List<String> lines = Reason.of(
                        seen.reading().found().map(Rollout::problems).orElse(List.of()))
                .stream()
                .map(Reason::sentence)
                .toList();
        if (lines.isEmpty()) {
            return;
        }
        out.line("");
        out.line("**" + MarkdownGrid.escaped(Text.visible(seen.target().toString())) + "**");
        out.line("");
        lines.forEach(line -> out.line("- " + MarkdownGrid.escaped(Text.visible(line))));
    }
}
