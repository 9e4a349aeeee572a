package dev.deploystat.aws;

import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A time that stands still while works are done side by side. */
public record StoppedTime(Instant now) implements Clock {
    /** Only bounds a hang. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public void sleep(Duration duration) {}

    @Override
    public void together(Duration limit, List<Runnable> works) throws InterruptedException {
        Clock.system().together(PATIENCE, works);
    }
}
