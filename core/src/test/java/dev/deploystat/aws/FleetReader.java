package dev.deploystat.aws;

import dev.deploystat.gate.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.function.Predicate;

/** Lets a gate under test read through a fleet. */
class FleetReader implements Reader {
    private final Fleet fleet;

    FleetReader(Fleet fleet) {
        this.fleet = fleet;
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
