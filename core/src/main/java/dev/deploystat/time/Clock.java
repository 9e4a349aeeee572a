package dev.deploystat.time;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Knows the time and lets it pass. */
public interface Clock {

    Instant now();

    /** Returns the time zone that people at this clock live in. */
    default ZoneId zone() {
        return ZoneOffset.UTC;
    }

    /**
     * Lets time pass.
     *
     * @throws InterruptedException when the waiting is called off
     */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * Does works until all are done, but waits for them no longer than the limit: what is not done by then goes on by
     * itself. Where they take no time, as here, they are done one after another.
     *
     * @throws InterruptedException when the waiting is called off
     */
    default void together(Duration limit, List<Runnable> works) throws InterruptedException {
        works.forEach(Runnable::run);
    }

    /** Returns the clock of the machine. */
    static Clock system() {
        return new Clock() {
            @Override
            public Instant now() {
                return Instant.now().truncatedTo(ChronoUnit.MILLIS);
            }

            @Override
            public ZoneId zone() {
                return ZoneId.systemDefault().normalized();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                Thread.sleep(duration.toMillis());
            }

            @Override
            public void together(Duration limit, List<Runnable> works) throws InterruptedException {
                CountDownLatch running = new CountDownLatch(works.size());
                for (Runnable work : works) {
                    Thread thread = new Thread(
                            () -> {
                                try {
                                    work.run();
                                } finally {
                                    running.countDown();
                                }
                            },
                            "look");
                    thread.setDaemon(true);
                    thread.start();
                }
                // Whether all are done shows in what they leave behind.
                var unused = running.await(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
        };
    }

    /**
     * Returns a clock that moves only when somebody sleeps, for records played back and for tests.
     *
     * @param start the time it shows first
     * @param pace how much faster it runs than the machine's; 0 to pass the time in no time
     */
    static Clock virtual(Instant start, int pace) {
        return new Clock() {
            private Instant now = start;

            @Override
            public synchronized Instant now() {
                return now;
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                if (pace > 0) {
                    Thread.sleep(duration.dividedBy(pace).toMillis());
                }
                synchronized (this) {
                    now = now.plus(duration);
                }
            }
        };
    }
}
