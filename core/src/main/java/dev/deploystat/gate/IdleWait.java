package dev.deploystat.gate;

import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import java.time.Instant;

/** Whether nothing is at work on a target, from look to look; how its latest deployment ended is no matter. */
final class IdleWait {
    private final Policy policy;
    private final Unreadable unreadable;
    private final Success success;
    /** When a latest deployment that was seen under way was first seen to be over, or null. */
    private Instant overSince;

    IdleWait(Policy policy, Unreadable unreadable, Success success) {
        this.policy = policy;
        this.unreadable = unreadable;
        this.success = success;
    }

    /**
     * Judges a latest deployment.
     *
     * @param was the latest deployment at the look before, or null
     */
    Observation of(Reading reading, Rollout was, Rollout latest, Instant now) {
        unreadable.reached();
        overSince = was != null && was.isUnderWay() ? now : overSince;
        Idleness found = Idleness.of(latest, overSince, policy, now);
        if (found.outcome() != Outcome.PASSED) {
            unreadable.readWell();
            success.interrupt();
            return new Observation(reading.target(), reading, found.outcome(), found.why());
        }
        return success.held(reading, found.why(), now);
    }

    /** Judges a target that is there, and to which nothing was ever deployed. */
    Observation neverDeployed(Reading reading, Instant now) {
        unreadable.reached();
        return success.held(reading, Idleness.NEVER_DEPLOYED, now);
    }

    /**
     * Judges what a further look found at work beside the latest deployment.
     *
     * @param idle what stands when that look found the latest deployment itself
     */
    Observation beside(Reading checked, Rollout other, Rollout latest, Observation idle) {
        unreadable.readWell();
        if (other.equals(latest)) {
            return idle;
        }
        success.interrupt();
        String reason = other.reason() == null ? "" : ", " + other.reason();
        return other.status().isFinal()
                ? Observation.failed(checked, null)
                : Observation.pending(
                        idle.reading(),
                        "also under way: " + other.id() + ", " + other.status().words() + reason);
    }
}
