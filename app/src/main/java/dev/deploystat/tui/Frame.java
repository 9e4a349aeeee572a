package dev.deploystat.tui;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Target;
import dev.deploystat.render.Display;
import dev.deploystat.render.ExplanationPage;
import dev.deploystat.render.Format;
import dev.deploystat.render.LiveDetails;
import dev.deploystat.render.LiveRows;
import dev.deploystat.render.Output;
import dev.deploystat.render.Style;
import dev.deploystat.render.Text;
import dev.deploystat.render.Tone;
import dev.deploystat.render.Verdicts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/**
 * One picture of the screen: what is known, as somebody chose to see it, in so many columns and lines. The same things make
 * the same picture.
 */
final class Frame {
    /** A title, the titles of the columns, and the keys. */
    private static final int AROUND = 3;

    private static final int BESIDE_FROM = 110;
    private static final int BELOW_FROM = 14;
    private static final String MARK = "> ";
    private static final String NO_MARK = "  ";
    private static final String DETAIL = "      ";

    private final Display look;
    private final int rows;
    private final Instant start;
    private final Duration timeout;

    /** A line of the list, made when it is shown, and the row it belongs to; null for a heading. */
    private record Item(Target of, Supplier<String> text) {}

    /** The part of the screen that holds the list, and the one that holds the explanation; either may have no room. */
    private record Areas(int listWidth, int listRows, int textWidth, int textRows, boolean beside) {}

    /**
     * Prepares to draw.
     *
     * @param look how the screen looks now: its columns, and the time
     * @param rows its lines
     * @param start when the wait began
     * @param timeout when it is given up, counted from the start; null for never
     */
    Frame(Display look, int rows, Instant start, Duration timeout) {
        this.look = look;
        this.rows = Math.max(1, rows);
        this.start = start;
        this.timeout = timeout;
    }

    /** Returns how many lines the keys for a page go. */
    int page(View view) {
        Areas areas = areas(view);
        return Math.max(1, (view.explaining ? areas.textRows : areas.listRows) - 1);
    }

    /**
     * Returns the lines of the screen from the first to the last, and moves the view to where the chosen row can be seen.
     *
     * @param explained the explanations that are there
     * @param isOver whether all is decided, and the view stays for whoever reads
     */
    List<AttributedString> draw(Snapshot snapshot, View view, Map<Target, Explained> explained, boolean isOver) {
        ViewRows shown = ViewRows.of(snapshot, view);
        Areas areas = areas(view);
        Observation selected = shown.all().isEmpty() ? null : shown.all().get(shown.indexOf(view.selected));
        LiveRows board = LiveRows.of(shown.all(), sized(areas.listWidth - MARK.length()), target -> name(target, view));
        List<AttributedString> list = list(shown, selected, board, view, explained, areas);
        List<AttributedString> body = new ArrayList<>();
        if (view.explaining) {
            List<AttributedString> text = explanation(selected, view, explained, areas);
            if (areas.beside) {
                for (int i = 0; i < areas.listRows; i++) {
                    body.add(beside(list.get(i), text.get(i), areas));
                }
            } else {
                body.addAll(list);
                if (areas.listRows > 0) {
                    body.add(fit(Tone.FAINT.paint(bar().repeat(look.width()), look), look.width()));
                }
                body.addAll(text);
            }
        } else {
            body.addAll(list);
        }
        if (view.helping) {
            help(body);
        }
        List<AttributedString> lines = new ArrayList<>();
        lines.add(fit(Tone.HEADING.paint(title(snapshot, isOver), look), look.width()));
        if (rows >= AROUND) {
            lines.add(fit(Tone.FAINT.paint(areas.listRows == 0 ? "" : NO_MARK + board.titles(), look), look.width()));
        }
        lines.addAll(body);
        while (lines.size() > Math.max(1, rows - 1)) {
            lines.remove(lines.size() - 1);
        }
        if (rows > 1) {
            lines.add(fit(keys(shown, snapshot, view), look.width()));
        }
        return lines;
    }

    private Areas areas(View view) {
        int body = Math.max(0, rows - AROUND);
        if (!view.explaining) {
            return new Areas(look.width(), body, 0, 0, false);
        }
        if (look.width() >= BESIDE_FROM) {
            int list = look.width() * 2 / 5;
            return new Areas(list, body, look.width() - list - 3, body, true);
        }
        int list = body + AROUND >= BELOW_FROM ? Math.max(3, body / 3) : 0;
        return new Areas(look.width(), list, look.width(), list == 0 ? body : body - list - 1, false);
    }

    private Display sized(int width) {
        return look.withWidth(Math.max(1, width));
    }

    /** A heading of the place says region and profile for all rows below it. */
    private static String name(Target target, View view) {
        boolean isPlaced = view.grouping == View.Grouping.PLACE;
        return isPlaced
                ? new Target(
                                target.service(),
                                target.resource(),
                                target.fields(),
                                target.deployment(),
                                null,
                                null,
                                null)
                        .toString()
                : target.toString();
    }

    private String title(Snapshot snapshot, boolean isOver) {
        Duration gone = Duration.ofSeconds(Duration.between(start, look.now()).toSeconds());
        String left = timeout == null || gone.compareTo(timeout) >= 0
                ? ""
                : ", " + Durations.words(timeout.minus(gone)) + " left";
        String end = isOver ? "over; q ends" : Durations.words(gone) + " gone" + left;
        return Verdicts.tally(snapshot) + "  " + end;
    }

    private String keys(ViewRows shown, Snapshot snapshot, View view) {
        if (view.filtering) {
            return "/" + Text.visible(view.filter) + (look.unicode() ? "▏" : "_");
        }
        List<String> said = new ArrayList<>();
        if (!view.filter.isEmpty()) {
            said.add("filter " + Text.visible(view.filter) + " (" + shown.all().size() + " of "
                    + snapshot.observations().size() + ")");
        }
        if (view.sort != View.Sort.ASKED || view.reversed) {
            said.add("order: " + view.sort.word + (view.reversed ? ", turned round" : ""));
        }
        said.add("? help  q leave  Enter expand  e explain  / filter  s sort  g group");
        return Tone.FAINT.paint(String.join("  ", said), look);
    }

    private List<AttributedString> list(
            ViewRows shown,
            Observation selected,
            LiveRows board,
            View view,
            Map<Target, Explained> explained,
            Areas areas) {
        List<Item> items = new ArrayList<>();
        int from = 0;
        int to = 0;
        for (Map.Entry<String, List<Observation>> group : shown.groups().entrySet()) {
            if (!group.getKey().isEmpty()) {
                int size = group.getValue().size();
                items.add(new Item(
                        null, () -> Tone.HEADING.paint(Text.visible(group.getKey()) + "  (" + size + ")", look)));
            }
            for (Observation row : group.getValue()) {
                boolean isSelected = row.target().equals(selected.target());
                from = isSelected ? items.size() : from;
                items.add(
                        new Item(row.target(), () -> isSelected ? chosen(board.line(row)) : NO_MARK + board.line(row)));
                if (view.expanded.contains(row.target())) {
                    LiveDetails.of(fullest(row, explained), sized(areas.listWidth - DETAIL.length()))
                            .forEach(line -> items.add(new Item(row.target(), () -> DETAIL + line)));
                }
                to = isSelected ? items.size() - 1 : to;
            }
        }
        if (items.isEmpty()) {
            items.add(new Item(null, () -> "no row has '" + Text.visible(view.filter) + "'; Esc shows all"));
        }
        boolean isFirst = from == 1 && items.get(0).of == null;
        view.top = top(view.top, isFirst ? 0 : from, to, items.size(), areas.listRows);
        List<AttributedString> lines = new ArrayList<>();
        for (int i = view.top; lines.size() < areas.listRows; i++) {
            lines.add(i < items.size() ? fit(items.get(i).text.get(), areas.listWidth) : AttributedString.EMPTY);
        }
        return lines;
    }

    /** Returns what is known of a row; the explanation of a stage before says more than none. */
    private static Observation fullest(Observation row, Map<Target, Explained> explained) {
        Explained known = explained.get(row.target());
        return known != null && known.isOfDeployment(row) ? known.answer() : row;
    }

    /** The chosen row is marked, and stands out where there are colours. */
    private String chosen(String line) {
        return look.color() ? "\u001b[7m" + MARK + AttributedString.stripAnsi(line) + "\u001b[0m" : MARK + line;
    }

    /** Returns the first line to show, so that all of the chosen row is seen or, where that is too long, its beginning. */
    private static int top(int before, int from, int to, int lines, int room) {
        int top = Math.min(before, from);
        if (to >= top + room) {
            top = Math.min(from, to - room + 1);
        }
        return Math.max(0, Math.min(top, Math.max(0, lines - room)));
    }

    private List<AttributedString> explanation(
            Observation selected, View view, Map<Target, Explained> all, Areas areas) {
        List<AttributedString> text = new ArrayList<>();
        Explained explained = selected == null ? null : all.get(selected.target());
        if (explained != null && explained.isOfDeployment(selected)) {
            StringBuilder page = new StringBuilder();
            Style style = new Style(Format.TABLE, null, List.of(), null, sized(areas.textWidth));
            new Output(page, style)
                    .explanation(
                            new Snapshot(look.now(), List.of(explained.answer())),
                            new ExplanationPage.Extent(view.whole, view.whole, false));
            page.toString().lines().forEach(line -> text.addAll(whole(line, areas.textWidth)));
        } else if (selected != null) {
            text.addAll(whole(
                    "asking why " + Text.visible(selected.target().toString()) + " stands as it does ...",
                    areas.textWidth));
        }
        view.explanationTop = Math.max(0, Math.min(view.explanationTop, text.size() - areas.textRows));
        List<AttributedString> lines = new ArrayList<>();
        for (int i = view.explanationTop; lines.size() < areas.textRows; i++) {
            lines.add(i < text.size() ? text.get(i) : AttributedString.EMPTY);
        }
        int below = text.size() - view.explanationTop - areas.textRows;
        if (below > 0 && !lines.isEmpty()) {
            String more = "(" + (below + 1) + " more lines: PgDn)";
            lines.set(lines.size() - 1, fit(Tone.FAINT.paint(more, look), areas.textWidth));
        }
        return lines;
    }

    /** Returns all of a line that a page has left whole, such as an address, on as many lines as that takes. */
    private static List<AttributedString> whole(String painted, int width) {
        return AttributedString.fromAnsi(painted).columnSplitLength(Math.max(1, width));
    }

    private AttributedString beside(AttributedString left, AttributedString right, Areas areas) {
        return new AttributedStringBuilder()
                .append(left)
                .append(" ".repeat(Math.max(0, areas.listWidth - left.columnLength())))
                .append(AttributedString.fromAnsi(Tone.FAINT.paint(look.unicode() ? " ┃ " : " | ", look)))
                .append(right)
                .toAttributedString();
    }

    private void help(List<AttributedString> body) {
        int first = Math.max(0, (body.size() - Controls.HELP.size() - 2) / 2);
        List<String> box = new ArrayList<>();
        box.add(bar().repeat(look.width()));
        Controls.HELP.forEach(line -> box.add("  " + line));
        box.add(bar().repeat(look.width()));
        for (int i = 0; i < box.size() && first + i < body.size(); i++) {
            body.set(first + i, fit(box.get(i), look.width()));
        }
    }

    private String bar() {
        return look.unicode() ? "━" : "-";
    }

    private static AttributedString fit(String painted, int width) {
        AttributedString line = AttributedString.fromAnsi(painted);
        return line.columnLength() <= width ? line : line.columnSubSequence(0, Math.max(0, width));
    }
}
