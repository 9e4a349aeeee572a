package dev.deploystat.gate;

import dev.deploystat.model.ReadError;
import dev.deploystat.model.Target;
import java.time.Duration;

/** Is notified of what happens during a wait, as it happens: one thing at a time, but not always from the same thread. */
public interface GateListener {

    /** A target was looked at for the first time. */
    void observed(Observation seen);

    /** A target's status, stage, progress or error is not what it was. */
    void changed(Observation before, Observation seen);

    /** A look failed in a way that waiting may mend; the wait goes on. */
    void delayed(Target target, ReadError error);

    /** Looks ended, or take long, whether or not anything changed: what was reported since can be shown. */
    void looked(Snapshot snapshot);

    /** Returns how long it is content with hearing nothing between two looks; null for as long as nothing happens. */
    default Duration rhythm() {
        return null;
    }

    /** The gate made up its mind about a target. */
    void decided(Observation seen);
}
