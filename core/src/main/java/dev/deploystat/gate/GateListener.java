package dev.deploystat.gate;

import dev.deploystat.model.ReadError;
import dev.deploystat.model.Target;

/** Is told what happens during a wait, as it happens. */
public interface GateListener {

    /** A target was looked at for the first time. */
    void observed(Observation seen);

    /** A target's status, stage, progress or error is not what it was. */
    void changed(Observation before, Observation seen);

    /** A look failed in a way that waiting may mend; the wait goes on. */
    void delayed(Target target, ReadError error);

    /** A look ended, whether or not anything changed. */
    void looked(Snapshot snapshot);

    /** The gate made up its mind about a target. */
    void decided(Observation seen);
}
