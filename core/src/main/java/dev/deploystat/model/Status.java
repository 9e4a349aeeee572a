package dev.deploystat.model;

import java.util.Locale;

/** What became of a deployment, in the nine words that every service's own words are mapped to. */
public enum Status {
    /** Accepted, nothing touched yet. */
    PENDING,
    /** Being applied, baking or cleaning up. */
    IN_PROGRESS,
    /** Going back to the previous revision: already a failure, not yet over. */
    ROLLING_BACK,
    /** The requested revision is live. */
    SUCCEEDED,
    /** Ended without a completed rollback: what is live may be mixed or old. */
    FAILED,
    /** Ended with the previous revision live again. */
    ROLLED_BACK,
    /** The rollback itself failed: somebody has to look. */
    ROLLBACK_FAILED,
    /** Cancelled, replaced or skipped: says nothing about the build. */
    STOPPED,
    /** A word this release does not know, or none at all: never a pass, never an end. */
    UNKNOWN;

    /** Returns what a gate makes of this status alone; flags are judged by {@link Rollout#verdict}. */
    public Verdict verdict() {
        return switch (this) {
            case SUCCEEDED -> Verdict.PASS;
            case PENDING, IN_PROGRESS, UNKNOWN -> Verdict.PENDING;
            case ROLLING_BACK, FAILED, ROLLED_BACK, ROLLBACK_FAILED, STOPPED -> Verdict.FAIL;
        };
    }

    /** Returns whether no further change is expected. {@code ROLLING_BACK} fails a gate but is not final. */
    public boolean isFinal() {
        return switch (this) {
            case SUCCEEDED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, STOPPED -> true;
            case PENDING, IN_PROGRESS, ROLLING_BACK, UNKNOWN -> false;
        };
    }

    /** Returns the status as people read it: {@code rolled back}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
