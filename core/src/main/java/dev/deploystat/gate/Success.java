package dev.deploystat.gate;

import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import java.time.Duration;
import java.time.Instant;

/** When the awaited deployment passes: it has not gone back, brings what was asked for, and holds as long as was asked. */
final class Success {
    private final Policy policy;
    private final Rollback rollback;
    private final Freshness freshness;
    /** Since when it has passed, or null. */
    private Instant since;

    Success(Policy policy, Rollback rollback, Freshness freshness) {
        this.policy = policy;
        this.rollback = rollback;
        this.freshness = freshness;
    }

    /** Takes note that it does not hold. */
    void interrupt() {
        since = null;
    }

    /**
     * Judges a deployment that has come far enough.
     *
     * @param point the point that it has reached, in a sentence, or null at its end
     */
    Observation of(Reading reading, Rollout rollout, String point, Instant now) {
        if (rollback.hasBegun()) {
            return rollback.ended(reading);
        }
        if (policy.revision() != null && !rollout.brings(policy.revision())) {
            String brought = Freshness.revisionOf(rollout);
            return Observation.failed(reading, "it brought " + brought + ", not " + policy.revision());
        }
        Observation held = held(reading, point == null ? "succeeded" : point, now);
        return held.outcome() == Outcome.PASSED && point == null
                ? new Observation(reading.target(), reading, Outcome.PASSED, freshness.whyOld(rollout))
                : held;
    }

    /** Passes what holds for as long as was asked. */
    Observation held(Reading reading, String why, Instant now) {
        since = since == null ? now : since;
        Duration held = Duration.between(since, now);
        return held.compareTo(policy.stableFor()) < 0
                ? Observation.pending(reading, why + "; must hold for " + Durations.words(policy.stableFor()))
                : new Observation(reading.target(), reading, Outcome.PASSED, why);
    }
}
