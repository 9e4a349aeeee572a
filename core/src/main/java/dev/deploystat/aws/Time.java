package dev.deploystat.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The time that a run goes by, and what it does with it. */
public interface Time {

    Instant now();

    /**
     * Lets time pass before a call.
     *
     * @throws InterruptedException when the call is called off
     */
    void pause(Duration duration) throws InterruptedException;

    /**
     * Does works side by side, and returns when all are done.
     *
     * @throws InterruptedException when they are called off
     */
    void together(List<Runnable> works) throws InterruptedException;
}
