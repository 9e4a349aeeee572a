package dev.deploystat.gate;

import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.List;

/** Where readings come from. */
public interface Reader {

    /** Reads targets: one reading for each, in their order. What cannot be read is a reading too, never an exception. */
    List<Reading> read(List<Target> targets);

    /** Reads one target with everything that is known about it, at the price of further calls. */
    Reading explain(Target target);

    /** Returns the target bound to the deployment that was seen, or as it is where a service has no deployment ids. */
    Target pin(Target target, Rollout seen);
}
