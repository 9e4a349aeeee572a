package dev.deploystat.gate;

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

    /** Returns the one outcome that stands for all targets. */
    public Outcome outcome() {
        return Outcome.of(observations.stream().map(Observation::outcome).toList());
    }
}
