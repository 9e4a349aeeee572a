package dev.deploystat.gate;

import dev.deploystat.model.Target;
import java.time.Instant;
import java.util.List;

/**
 * What is known of all targets at one moment: what renderers show and exit codes follow from.
 *
 * @param at the moment
 * @param observations one for each target, in the order they were asked for
 */
public record Snapshot(Instant at, List<Observation> observations) {

    public Snapshot {
        observations = List.copyOf(observations);
    }

    /** Returns what is known before anything was seen. */
    public static Snapshot unseen(Instant at, List<Target> targets) {
        return new Snapshot(at, targets.stream().map(Observation::unseen).toList());
    }

    /** Returns the one outcome that stands for all targets. */
    public Outcome outcome() {
        return Outcome.of(observations.stream().map(Observation::outcome).toList());
    }
}
