package dev.deploystat.aws.adapter;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Cuts lists into pieces that a call takes. */
public final class Batches {
    /** How many calls a service and region gets at the same time; AWS publishes no figure. */
    public static final int AT_THE_SAME_TIME = 4;

    private Batches() {}

    /** Returns the elements in order, in lists of at most {@code size}. */
    public static <T> List<List<T>> of(List<T> elements, int size) {
        List<List<T>> batches = new ArrayList<>();
        for (int start = 0; start < elements.size(); start += size) {
            batches.add(elements.subList(start, Math.min(elements.size(), start + size)));
        }
        return batches;
    }

    /**
     * Returns the elements in order, in as many lists as are worked through at the same time, each of at most {@code
     * size}: for services that read one target a call and share other calls among many.
     */
    public static <T> List<List<T>> spread(List<T> elements, int size) {
        int share = (elements.size() + AT_THE_SAME_TIME - 1) / AT_THE_SAME_TIME;
        return of(elements, Math.max(1, Math.min(size, share)));
    }

    /**
     * Returns what an iterator still holds in lists of at most {@code size}, each taken when it is asked for. No list
     * reaches beyond the first {@code wanted} elements and holds more of them: whoever takes just those has asked for
     * no other.
     *
     * @param wanted how many elements the caller is likely to take, or 0 for all
     */
    public static <T> Stream<List<T>> lazily(Iterator<T> elements, int size, int wanted) {
        AtomicInteger taken = new AtomicInteger();
        return Stream.generate(() -> {
                    int left = wanted - taken.get();
                    int most = left > 0 ? Math.min(size, left) : size;
                    List<T> batch = new ArrayList<>();
                    while (batch.size() < most && elements.hasNext()) {
                        batch.add(elements.next());
                    }
                    taken.addAndGet(batch.size());
                    return batch;
                })
                .takeWhile(batch -> !batch.isEmpty());
    }
}
