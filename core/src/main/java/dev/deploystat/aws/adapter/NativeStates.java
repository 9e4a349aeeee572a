package dev.deploystat.aws.adapter;

import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Collects the native statuses of a service and what they are mapped to, from the mapping itself. */
public final class NativeStates {
    private final List<NativeState> rows = new ArrayList<>();

    private NativeStates() {}

    /** Starts with the values of an SDK enum, each of which prints as the service's own word. */
    public static <E> NativeStates of(String what, Collection<E> values, Function<E, Status> mapping) {
        return new NativeStates().and(what, values, mapping);
    }

    /** Starts with a table of the service's own words, where the SDK has no enum. */
    public static NativeStates of(String what, Map<String, Status> table) {
        return new NativeStates().and(what, table);
    }

    /** Returns the value of an SDK enum that a word stands for, whatever its case and separators; empty for any other word. */
    public static <E> Optional<E> named(Collection<E> values, String word) {
        for (E value : values) {
            if (Words.same(value.toString(), word)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the value of an SDK enum that a word stands for, as the SDK's own getter would if it did not mind the
     * spelling.
     *
     * @param word the word as it was sent; null where the reply has none, and so is then what is returned
     * @param unknown what any other word is
     */
    public static <E extends Enum<E>> E named(String word, E unknown) {
        if (word == null) {
            return null;
        }
        for (E value : unknown.getDeclaringClass().getEnumConstants()) {
            if (value != unknown && Words.same(value.toString(), word)) {
                return value;
            }
        }
        return unknown;
    }

    /** Adds the values of another SDK enum; {@code what} says what has such a status. */
    public <E> NativeStates and(String what, Collection<E> values, Function<E, Status> mapping) {
        values.forEach(value -> rows.add(NativeState.of(what, value.toString(), mapping.apply(value))));
        return this;
    }

    /** Adds another table. */
    public NativeStates and(String what, Map<String, Status> table) {
        table.forEach((word, status) -> rows.add(NativeState.of(what, word, status)));
        return this;
    }

    /** Notes when a row does not hold as it stands, because other members of the reply refine it. */
    public NativeStates note(String what, Object word, String note) {
        rows.replaceAll(row -> row.kind().equals(what) && row.word().equals(word.toString())
                ? new NativeState(row.kind(), row.word(), row.status(), note)
                : row);
        return this;
    }

    /** Returns the rows by kind and word. */
    public List<NativeState> rows() {
        return NativeState.sorted(rows);
    }
}
