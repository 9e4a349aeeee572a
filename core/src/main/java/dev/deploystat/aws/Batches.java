package dev.deploystat.aws;

import java.util.ArrayList;
import java.util.List;

/** Cuts lists into pieces that a call takes. */
final class Batches {
    private Batches() {}

    /** Returns the elements in order, in lists of at most {@code size}. */
    static <T> List<List<T>> of(List<T> elements, int size) {
        List<List<T>> batches = new ArrayList<>();
        for (int start = 0; start < elements.size(); start += size) {
            batches.add(elements.subList(start, Math.min(elements.size(), start + size)));
        }
        return batches;
    }
}
