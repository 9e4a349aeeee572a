package dev.deploystat.cli;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.Fleet;
import dev.deploystat.gate.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.List;

/** Lets the gate read from AWS; neither of the two knows the other. */
final class FleetReader implements Reader {
    private final Fleet fleet;
    private final Adapters adapters;

    FleetReader(Fleet fleet, Adapters adapters) {
        this.fleet = fleet;
        this.adapters = adapters;
    }

    @Override
    public List<Reading> read(List<Target> targets) {
        return fleet.read(targets);
    }

    @Override
    public Reading explain(Target target) {
        return fleet.explain(target);
    }

    @Override
    public Target pin(Target target, Rollout seen) {
        boolean hasIds = adapters.find(target.service()).orElseThrow().pin() != null;
        return hasIds && seen.id() != null ? target.pinnedTo(seen.id()) : target;
    }
}
