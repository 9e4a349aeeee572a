package dev.deploystat.gate;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to pause between looks: short at first, longer as time goes by, and much longer when a service is in
 * trouble. */
final class Pace {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration SLOWEST = Duration.ofSeconds(15);
    private static final Duration SLOWEST_IN_TROUBLE = Duration.ofMinutes(2);
    private static final int SHARE_OF_ELAPSED = 10;
    private static final double JITTER = 0.2;

    private final Duration first;
    private final DoubleSupplier random;

    /** Starts a pace; {@code random} gives numbers from 0 to 1 that spread the looks of many processes. */
    Pace(Duration first, DoubleSupplier random) {
        this.first = first == null ? FIRST : first;
        this.random = random;
    }

    /**
     * Returns the next pause.
     *
     * @param elapsed the time since the first look
     * @param took how long the last look took: who looks at many targets leaves a service as much rest as work
     * @param refused how many looks in a row met a service that throttled or was down
     */
    Duration next(Duration elapsed, Duration took, int refused) {
        Duration pause = elapsed.dividedBy(SHARE_OF_ELAPSED);
        pause = pause.compareTo(took) < 0 ? took : pause;
        pause = pause.compareTo(SLOWEST) > 0 ? SLOWEST : pause;
        pause = pause.compareTo(first) < 0 ? first : pause;
        for (int i = 0; i < refused && pause.compareTo(SLOWEST_IN_TROUBLE) < 0; i++) {
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(SLOWEST_IN_TROUBLE) > 0 ? SLOWEST_IN_TROUBLE : twice;
        }
        double spread = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        return Duration.ofMillis(Math.max(1, Math.round(pause.toMillis() * spread)));
    }
}
