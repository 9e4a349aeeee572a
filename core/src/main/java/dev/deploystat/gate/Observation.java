package dev.deploystat.gate;

import dev.deploystat.model.Reading;
import dev.deploystat.model.Target;

/**
 * What is known of one target at some moment.
 *
 * @param target the target as it was asked for
 * @param reading the last reading, under that target
 * @param outcome what the gate concludes from all readings so far
 * @param why the conclusion in a sentence, or null when the reading speaks for itself
 */
public record Observation(Target target, Reading reading, Outcome outcome, String why) {

    /** Returns what one look says, with nothing more to come. */
    public static Observation of(Reading reading) {
        Outcome outcome = reading.found()
                .map(rollout -> Outcome.of(rollout, false))
                .orElseGet(() -> Outcome.of(reading.failed().orElseThrow()));
        return new Observation(reading.target(), reading, outcome, null);
    }
}
