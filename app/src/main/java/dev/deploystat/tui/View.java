package dev.deploystat.tui;

import dev.deploystat.model.Target;
import java.util.HashSet;
import java.util.Set;

/** What somebody has chosen to see. Only {@link Controls} changes it. */
final class View {
    Sort sort = Sort.ASKED;
    boolean reversed;
    Grouping grouping = Grouping.PLACE;
    String filter = "";
    /** Whether the keys that are typed make the filter. */
    boolean filtering;

    /** The row that keys are about; null for the first one. */
    Target selected;

    final Set<Target> expanded = new HashSet<>();
    boolean explaining;
    /** Whether the explanation says all that is known. */
    boolean whole;

    boolean helping;
    /** The first line of the list that is shown, and of the explanation. */
    int top;

    int explanationTop;

    /** In which order rows stand. */
    enum Sort {
        ASKED("as asked"),
        TARGET("target"),
        STATUS("failures first"),
        BEGUN("longest first");

        final String word;

        Sort(String word) {
            this.word = word;
        }

        Sort next() {
            return switch (this) {
                case ASKED -> TARGET;
                case TARGET -> STATUS;
                case STATUS -> BEGUN;
                case BEGUN -> ASKED;
            };
        }
    }

    /** What rows stand together for. */
    enum Grouping {
        PLACE("service and region"),
        STATUS("status"),
        NONE("nothing");

        final String word;

        Grouping(String word) {
            this.word = word;
        }

        Grouping next() {
            return switch (this) {
                case PLACE -> STATUS;
                case STATUS -> NONE;
                case NONE -> PLACE;
            };
        }
    }

    /** Returns whether something lies over the rows that is being read. */
    boolean isReading() {
        return explaining || helping || filtering;
    }
}
