package dev.deploystat.aws;

import dev.deploystat.gate.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A time that stands still while works are done side by side. */
record StoppedTime(Instant now) implements Time {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public void pause(Duration duration) {}

    @Override
    public void together(List<Runnable> works) throws InterruptedException {
        Clock.system().together(PATIENCE, works);
    }
}
