package dev.deploystat.gate;

import dev.deploystat.model.Flag;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;

/**
 * When the awaited deployment fails: at its end, unless it may be retried; and before its end where somebody has to act or it
 * is certain to fail, if that was asked for.
 */
final class Failure {
    /** What is said of a deployment that is under way and will not pass. */
    static final String CERTAIN = "certain to fail";

    private final Policy policy;
    private final Rollback rollback;
    /** Since when it has failed and may be retried, or null. */
    private Instant since;

    Failure(Policy policy, Rollback rollback) {
        this.policy = policy;
        this.rollback = rollback;
    }

    /** Takes note that it is under way, perhaps again. */
    void goesOn() {
        since = null;
    }

    /**
     * Judges a deployment that is under way.
     *
     * @param why what is to be said of the wait, or null
     */
    Observation early(Reading reading, Rollout rollout, String why) {
        if (policy.failOnNeedsAction() && rollout.flags().contains(Flag.NEEDS_ACTION)) {
            return Observation.failed(
                    reading, "needs action" + (rollout.reason() == null ? "" : ": " + rollout.reason()));
        }
        if (rollout.doom() != null) {
            return policy.earlyFail()
                    ? Observation.failed(reading, CERTAIN + ": " + rollout.doom())
                    : Observation.pending(reading, CERTAIN + ", --early-fail would end the wait: " + rollout.doom());
        }
        return rollback.hasBegun() ? rollback.awaited(reading) : Observation.pending(reading, why);
    }

    /** Judges a deployment that has failed. One that is not over goes back. */
    Observation of(Reading reading, Rollout rollout, Instant now) {
        if (rollout.flags().contains(Flag.RETRYABLE)) {
            since = since == null ? now : since;
            if (Duration.between(since, now).compareTo(policy.retryGrace()) < 0) {
                return Observation.pending(reading, "failed; waiting for it to be retried");
            }
        }
        if (!rollout.status().isFinal() && !rollout.flags().contains(Flag.CONTINUOUS)) {
            rollback.begin();
            if (!policy.failFast()) {
                return rollback.awaited(reading);
            }
        }
        if (!rollback.hasBegun() && Outcome.of(rollout, policy.allowed()) == Outcome.SUPERSEDED) {
            return new Observation(reading.target(), reading, Outcome.SUPERSEDED, "replaced by a newer deployment");
        }
        return Observation.failed(reading, rollout.status().verdict() == Verdict.FAIL ? null : "some members failed");
    }
}
