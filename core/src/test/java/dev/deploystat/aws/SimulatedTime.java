package dev.deploystat.aws;

import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;

/**
 * Time in which many threads work, but one at a time: when all of them wait, it jumps to where the first goes on. Hours
 * pass in moments, and the same way every time.
 */
final class SimulatedTime implements Clock {
    /** Whoever waits, by when they go on, and then by who came first. */
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(
            Comparator.comparing((Waiting each) -> each.until).thenComparing(each -> each.number));

    private Instant now;
    private long count;

    SimulatedTime(Instant start) {
        now = start;
    }

    private final class Waiting {
        private final Semaphore turn = new Semaphore(0);
        private final long number = count++;
        private Instant until;

        Waiting(Duration duration) {
            until = now.plus(duration);
            waiting.add(this);
        }

        void goOn() throws InterruptedException {
            turn.acquire();
            now = now.isBefore(until) ? until : now;
        }

        /** Goes on now, if it waits. */
        void wake() {
            if (waiting.remove(this)) {
                until = now;
                waiting.add(this);
            }
        }
    }

    private void letOthers() {
        waiting.remove().turn.release();
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Waiting self = new Waiting(duration);
        letOthers();
        self.goOn();
    }

    @Override
    public void together(Duration limit, List<Runnable> works) throws InterruptedException {
        if (works.isEmpty()) {
            return;
        }
        Waiting self = new Waiting(limit);
        int[] left = {works.size()};
        for (Runnable work : works) {
            Waiting start = new Waiting(Duration.ZERO);
            Thread thread = new Thread(() -> {
                try {
                    start.goOn();
                    work.run();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                } finally {
                    if (--left[0] == 0) {
                        self.wake();
                    }
                    letOthers();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        letOthers();
        self.goOn();
    }
}
