package dev.deploystat.cli;

import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.Time;
import dev.deploystat.gate.Clock;
import dev.deploystat.gate.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Lets the gate read from AWS, and AWS go by the gate's clock; neither of the two knows the other. */
final class FleetReader implements Reader {
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final Fleet fleet;

    FleetReader(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Returns a clock as calls go by it. */
    static Time time(Clock clock) {
        return new Time() {
            @Override
            public Instant now() {
                return clock.now();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                clock.sleep(duration);
            }

            @Override
            public void together(List<Runnable> works) throws InterruptedException {
                clock.together(FOR_EVER, works);
            }
        };
    }

    @Override
    public void read(List<Target> targets, Predicate<Reading> each) {
        fleet.read(targets, each);
    }

    @Override
    public void explain(List<Reading> seen, Predicate<Reading> each) {
        fleet.explain(seen, each);
    }

    @Override
    public Target pin(Target target, Rollout seen) {
        return fleet.pin(target, seen);
    }
}
