package dev.deploystat.gate;

import dev.deploystat.model.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Whether the awaited deployment stands still for so long that somebody looks why, and what that look found. */
final class Standstill {
    /** How long a deployment may stand still before somebody looks why; AWS gives no figure. */
    private static final Duration STUCK = Duration.ofMinutes(3);
    /** The same where a failure that is certain ends the wait. */
    private static final Duration STUCK_EARLY = Duration.ofSeconds(45);

    private final Duration patience;
    /** When it moved last. */
    private Instant moved;
    /** When it was last asked why it does not move, or null. */
    private Instant inquired;
    /** What the answer was, or null; it holds until the deployment moves. */
    private Rollout insight;

    Standstill(Policy policy) {
        patience = policy.earlyFail() ? STUCK_EARLY : STUCK;
    }

    /**
     * Takes note of a look.
     *
     * @param was the deployment at the look before, or null
     */
    void look(Rollout was, Rollout is, Instant now) {
        if (was == null || hasMoved(was, is)) {
            moved = now;
            insight = null;
        }
    }

    /** Returns whether it has not moved for a while, and nobody has asked why lately. */
    boolean isLong(Instant now) {
        return Duration.between(moved, now).compareTo(patience) >= 0
                && (inquired == null || Duration.between(inquired, now).compareTo(patience) >= 0);
    }

    /** Takes note that somebody has asked why. */
    void inquire(Instant now) {
        inquired = now;
    }

    /** Takes what was found; it holds until the deployment moves. */
    void explain(Rollout found) {
        insight = OpenParts.said(found);
    }

    /** Returns a deployment with what was found, or as it is. */
    Rollout explained(Rollout rollout) {
        return insight == null
                ? rollout
                : rollout.toBuilder()
                        .problems(insight.problems())
                        .doom(insight.doom())
                        .explaining(rollout.unexplained())
                        .reason(rollout.reason() == null ? insight.reason() : rollout.reason())
                        .build();
    }

    /** Returns whether a deployment has gone on between two looks, or is another one. */
    static boolean hasMoved(Rollout was, Rollout is) {
        return !Objects.equals(was.id(), is.id())
                || was.status() != is.status()
                || !Objects.equals(was.nativeStatus(), is.nativeStatus())
                || !Objects.equals(was.stage(), is.stage())
                || !Objects.equals(was.progress(), is.progress());
    }
}
