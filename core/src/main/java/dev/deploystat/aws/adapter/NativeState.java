package dev.deploystat.aws.adapter;

import dev.deploystat.model.Status;
import java.util.Comparator;
import java.util.List;

/**
 * One row of a service's mapping.
 *
 * @param kind what has the status: {@code deployment}, {@code stack}, {@code change set}
 * @param word the service's own word
 * @param status our word for it
 * @param note when the row does not hold as it stands; empty otherwise
 */
public record NativeState(String kind, String word, Status status, String note) {

    /** Returns a row that always holds. */
    public static NativeState of(String kind, String word, Status status) {
        return new NativeState(kind, word, status, "");
    }

    /** Returns rows by kind and word, as documentation shows them. */
    public static List<NativeState> sorted(List<NativeState> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(NativeState::kind).thenComparing(NativeState::word))
                .toList();
    }
}
