package dev.deploystat.aws;

import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Target;

/** Lets a gate report to nobody, for tests of how it ends. */
public final class Silence implements GateListener {
    @Override
    public void looked(Snapshot snapshot) {}

    @Override
    public void observed(Observation first) {}

    @Override
    public void changed(Observation before, Observation now) {}

    @Override
    public void delayed(Target target, ReadError error) {}

    @Override
    public void decided(Observation seen) {}
}
