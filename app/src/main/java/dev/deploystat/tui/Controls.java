package dev.deploystat.tui;

import dev.deploystat.gate.Observation;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.KeyEvent;

/** What each key does to a view. */
final class Controls {
    /** What the help says, a key and its use a line. */
    static final List<String> HELP = List.of(
            "Up Down j k      choose a row",
            "PgUp PgDn        a screen up or down, explanations too",
            "Home End         the first or last row",
            "Enter            show parts and events, or hide them",
            "e                explain the row, or close the explanation",
            "a                explain with all that is known",
            "/                filter by target, status or reason",
            "s S              next order of rows; turn it round",
            "g                next grouping: by place, by status, none",
            "Esc              close what is open, then end the filter",
            "?                this help",
            "q                leave");

    private final View view;

    Controls(View view) {
        this.view = view;
    }

    /**
     * Does what a key says.
     *
     * @param rows the rows as they are shown
     * @param page how many lines of the list, or of the explanation, are shown
     * @return false when somebody wants to leave
     */
    boolean press(KeyEvent key, ViewRows rows, int page) {
        if (view.filtering) {
            filter(key);
            return true;
        }
        switch (key.getType()) {
            case Arrow -> arrow(key, rows, page);
            case Special -> special(key, rows, page);
            case Character -> {
                // Who stops and starts the output with Ctrl-S and Ctrl-Q means neither the order nor to leave.
                return key.hasModifier(KeyEvent.Modifier.Control) || character(key.getCharacter(), rows, page);
            }
            default -> {
                // Other keys do nothing here.
            }
        }
        return true;
    }

    private void filter(KeyEvent key) {
        if (key.getType() == KeyEvent.Type.Character && !key.hasModifier(KeyEvent.Modifier.Control)) {
            view.filter += key.getCharacter();
        } else if (key.getType() == KeyEvent.Type.Special) {
            switch (key.getSpecial()) {
                case Enter -> view.filtering = false;
                case Escape -> {
                    view.filtering = false;
                    view.filter = "";
                }
                case Backspace -> {
                    int length = view.filter.length();
                    view.filter = view.filter.substring(0, Math.max(0, length - 1));
                }
                default -> {
                    // Other keys do nothing here.
                }
            }
        }
        view.top = 0;
    }

    private void arrow(KeyEvent key, ViewRows rows, int page) {
        switch (key.getArrow()) {
            case Up -> move(rows, -1);
            case Down -> move(rows, 1);
            case Left -> scroll(rows, -page);
            case Right -> scroll(rows, page);
        }
    }

    private void special(KeyEvent key, ViewRows rows, int page) {
        switch (key.getSpecial()) {
            case Enter -> expand(rows);
            case PageUp -> scroll(rows, -page);
            case PageDown -> scroll(rows, page);
            case Home -> move(rows, -rows.all().size());
            case End -> move(rows, rows.all().size());
            case Escape -> close();
            default -> {
                // Other keys do nothing here.
            }
        }
    }

    private boolean character(char key, ViewRows rows, int page) {
        switch (key) {
            case 'q' -> {
                return false;
            }
            case 'j' -> move(rows, 1);
            case 'k' -> move(rows, -1);
            case ' ' -> scroll(rows, page);
            case 'e' -> explain(false);
            case 'a' -> explain(true);
            case '/' -> view.filtering = true;
            case 's' -> view.sort = view.sort.next();
            case 'S' -> view.reversed = !view.reversed;
            case 'g' -> view.grouping = view.grouping.next();
            case '?' -> view.helping = !view.helping;
            default -> {
                // Other keys do nothing here.
            }
        }
        return true;
    }

    private void explain(boolean whole) {
        view.explaining = !view.explaining || view.whole != whole;
        view.whole = whole;
        view.explanationTop = 0;
    }

    private void close() {
        if (view.helping) {
            view.helping = false;
        } else if (view.explaining) {
            view.explaining = false;
        } else {
            view.filter = "";
        }
    }

    private void expand(ViewRows rows) {
        selected(rows).ifPresent(target -> {
            if (!view.expanded.remove(target)) {
                view.expanded.add(target);
            }
        });
    }

    private Optional<Target> selected(ViewRows rows) {
        return rows.all().isEmpty()
                ? Optional.empty()
                : Optional.of(rows.all().get(rows.indexOf(view.selected)).target());
    }

    private void move(ViewRows rows, int by) {
        List<Observation> all = rows.all();
        if (!all.isEmpty()) {
            int index = Math.max(0, Math.min(all.size() - 1, rows.indexOf(view.selected) + by));
            view.selected = all.get(index).target();
            view.explanationTop = 0;
        }
    }

    private void scroll(ViewRows rows, int by) {
        if (view.explaining) {
            view.explanationTop = Math.max(0, view.explanationTop + by);
        } else {
            move(rows, by);
        }
    }
}
