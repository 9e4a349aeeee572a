package dev.deploystat.aws.adapter;

import dev.deploystat.model.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a revision consists of, by name, so that two of them can be compared. Values that are hidden never leave it. */
public final class RevisionContents {
    private final Map<String, Value> values = new LinkedHashMap<>();

    private record Value(String text, boolean hidden) {}

    /** Adds a value that may be shown; null, empty text and empty lists are left out. */
    public RevisionContents shown(String name, Object value) {
        return add(name, value, false);
    }

    /** Adds a value that is compared and never shown. */
    public RevisionContents hidden(String name, Object value) {
        return add(name, value, true);
    }

    /** Adds, for each name, a value that is compared and never shown. */
    public RevisionContents hidden(String what, Map<String, ?> valuesByName) {
        valuesByName.forEach((name, value) -> hidden(what + " " + name, String.valueOf(value)));
        return this;
    }

    private RevisionContents add(String name, Object value, boolean hidden) {
        String text = value instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(" "))
                : value == null ? "" : value.toString();
        // A hidden value may be empty: the name is there all the same.
        if (hidden || !text.isEmpty()) {
            values.put(name, new Value(text, hidden));
        }
        return this;
    }

    /** Returns what differs, in the order of the later one, then what it no longer has. */
    public static List<Change> between(RevisionContents before, RevisionContents after) {
        Set<String> names = new LinkedHashSet<>(after.values.keySet());
        names.addAll(before.values.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            Value was = before.values.get(name);
            Value is = after.values.get(name);
            boolean hidden = (was != null && was.hidden) || (is != null && is.hidden);
            if (is != null && is.equals(was)) {
                continue;
            }
            changes.add(
                    hidden
                            ? Change.hidden(name, Change.how(was, is))
                            : Change.of(name, was == null ? null : was.text, is == null ? null : is.text));
        }
        return changes;
    }
}
