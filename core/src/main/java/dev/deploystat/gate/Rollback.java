package dev.deploystat.gate;

import dev.deploystat.model.Operation;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import java.util.List;

/** Whether the awaited deployment goes back, by whatever means: a failure from the beginning, whatever comes after. */
final class Rollback {
    private static final String FAILED = "already failed; ";

    private final Policy policy;
    private final EarlierRevisions earlier;
    private boolean hasBegun;

    Rollback(Policy policy, EarlierRevisions earlier) {
        this.policy = policy;
        this.earlier = earlier;
    }

    /** Takes note that the deployment fails and is not over. */
    void begin() {
        hasBegun = true;
    }

    /** Returns whether the deployment was seen to go back. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** Waits for the end of a rollback that has begun. */
    Observation awaited(Reading reading) {
        return Observation.pending(reading, FAILED + "waiting for the rollback to end");
    }

    /** Ends the wait for a rollback that has begun, in a way that shows nothing of its own end. */
    Observation unended(Reading seen, String how) {
        return Observation.failed(seen, FAILED + how);
    }

    /** What succeeds after a rollback has begun is the rollback. */
    Observation ended(Reading reading) {
        return Observation.failed(reading, "it was rolled back; what is live again is what was there before");
    }

    /**
     * Returns that a target which is its own deployment went back to a revision from before, or null when it did not, or was
     * awaited to. A target with deployment ids is compared with its latest deployment instead.
     */
    String whyBack(Rollout rollout, Rollout before) {
        if (before == null || rollout.revision() == null || rollout.revision().equals(before.revision())) {
            return null;
        }
        boolean isAskedFor = policy.revision() != null && rollout.brings(policy.revision());
        boolean wasThere =
                earlier.contains(rollout.revision()) || rollout.revision().equals(before.previousRevision());
        return wasThere && !isAskedFor && before.revision() != null
                ? "it brought " + before.revision() + " and went back to " + rollout.revision()
                : null;
    }

    /**
     * Returns that a newer deployment takes back the awaited one, or null when it does not.
     *
     * @param ended what the awaited one came to by itself
     */
    String whyTakenBack(Rollout latest, Rollout seen, Outcome ended) {
        if (isRollbackOf(seen, latest, ended)) {
            return "rolled back by the deployment " + latest.id();
        }
        return isWayBack(seen, latest)
                ? "replaced by the deployment " + latest.id() + ", which brings back " + latest.revision()
                : null;
    }

    /** A rollback that does not say of what is taken for the one of the deployment that stopped. */
    private static boolean isRollbackOf(Rollout seen, Rollout latest, Outcome ended) {
        List<Relation> rollsBack = latest.relations().stream()
                .filter(relation -> relation.kind() == Relation.Kind.ROLLS_BACK)
                .toList();
        return rollsBack.isEmpty()
                ? ended == Outcome.FAILED && latest.operation() == Operation.ROLLBACK
                : rollsBack.stream().anyMatch(relation -> relation.names(seen.id()));
    }

    /** Who deploys again what was there before rolls back, by whatever means. */
    private static boolean isWayBack(Rollout seen, Rollout latest) {
        return latest.revision() != null
                && latest.revision().equals(seen.previousRevision())
                && !latest.revision().equals(seen.revision());
    }
}
