package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Works through batches of targets, a few side by side at each place so that no place waits for another, and hands the
 * readings over one at a time until no more are wanted.
 */
final class Workers {
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final Function<List<Target>, List<Reading>> task;
    private final Predicate<Reading> each;
    private boolean isDone;
    private Throwable fault;

    /**
     * Prepares the work.
     *
     * @param task reads a batch; an exception is a bug and ends the work
     * @param each takes a reading and returns whether it wants more
     */
    Workers(Function<List<Target>, List<Reading>> task, Predicate<Reading> each) {
        this.task = task;
        this.each = each;
    }

    /** Works through the batches of several places; what the task or the receiver throws passes through. */
    void work(Collection<List<List<Target>>> places, Clock clock) {
        List<Runnable> workers = new ArrayList<>();
        for (List<List<Target>> batches : places) {
            Queue<List<Target>> queue = new ArrayDeque<>(batches);
            for (int i = 0; i < Math.min(Batches.AT_THE_SAME_TIME, batches.size()); i++) {
                workers.add(() -> work(queue));
            }
        }
        if (workers.size() == 1) {
            // The common case, a single call, is spared the threads.
            workers.get(0).run();
        } else {
            together(workers, clock);
        }
        rethrow();
    }

    private static void together(List<Runnable> workers, Clock clock) {
        try {
            clock.together(NO_LIMIT, workers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading", e);
        }
    }

    private void work(Queue<List<Target>> queue) {
        try {
            for (List<Target> batch = next(queue); batch != null; batch = next(queue)) {
                handOver(task.apply(batch));
            }
        } catch (RuntimeException | Error e) {
            keep(e);
        }
    }

    private synchronized List<Target> next(Queue<List<Target>> queue) {
        return isDone ? null : queue.poll();
    }

    private synchronized void handOver(List<Reading> readings) {
        for (Reading reading : readings) {
            isDone = isDone || !each.test(reading);
        }
    }

    private synchronized void keep(Throwable e) {
        isDone = true;
        fault = e;
    }

    private synchronized void rethrow() {
        if (fault instanceof RuntimeException bug) {
            throw bug;
        }
        if (fault instanceof Error error) {
            throw error;
        }
    }
}
