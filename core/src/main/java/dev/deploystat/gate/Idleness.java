package dev.deploystat.gate;

import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;

/**
 * What a latest deployment says about whether its target is idle: passed when it is over, however it ended.
 *
 * @param outcome passed, pending or failed
 * @param why the conclusion in a sentence, or null when the deployment speaks for itself
 */
record Idleness(Outcome outcome, String why) {
    static final String NEVER_DEPLOYED = "idle: nothing was ever deployed";

    /** How long after a failure the record of its rollback may be wanting; AWS gives no figure. */
    private static final Duration UNTIL_ROLLBACK = Duration.ofSeconds(30);

    private static final String GONE = "it is being deleted";
    private static final String EARLY =
            "the service calls it over before its work is, and shows nothing of that end;" + " --allow-early passes it";

    /**
     * Judges a latest deployment.
     *
     * @param over when it was first seen to be over, or null where it always was
     */
    static Idleness of(Rollout latest, Instant over, Policy policy, Instant now) {
        if (policy.failOnNeedsAction() && latest.flags().contains(Flag.NEEDS_ACTION)) {
            return new Idleness(
                    Outcome.FAILED, "needs action" + (latest.reason() == null ? "" : ": " + latest.reason()));
        }
        boolean isDeletion = latest.operation() == Operation.DELETE;
        if (latest.isUnderWay() || latest.flags().contains(Flag.NEEDS_ACTION)) {
            return isDeletion ? new Idleness(Outcome.FAILED, GONE) : new Idleness(Outcome.PENDING, null);
        }
        if (latest.flags().contains(Flag.EARLY) && !policy.allowed().contains(Flag.EARLY)) {
            return new Idleness(Outcome.FAILED, EARLY);
        }
        Instant end = latest.finishedAt() == null ? over : latest.finishedAt();
        boolean mayGoBack = latest.status() == Status.FAILED || latest.status() == Status.STOPPED;
        if (mayGoBack && end != null && Duration.between(end, now).compareTo(UNTIL_ROLLBACK) < 0) {
            return new Idleness(Outcome.PENDING, "it " + end(latest) + " just now; a rollback may begin");
        }
        boolean passed = latest.verdict(policy.allowed()) == Verdict.PASS
                || !latest.status().isFinal();
        return new Idleness(Outcome.PASSED, passed ? "idle" : "idle: the last deployment is over; it " + end(latest));
    }

    private static String end(Rollout latest) {
        return switch (latest.status()) {
            case STOPPED -> "was stopped";
            case ROLLED_BACK -> "was rolled back";
            case ROLLBACK_FAILED -> "failed, and so did its rollback";
            case SUCCEEDED, FAILED, PENDING, IN_PROGRESS, ROLLING_BACK, UNKNOWN -> partial(latest);
        };
    }

    private static String partial(Rollout latest) {
        return latest.status() == Status.FAILED ? "failed" : "failed in parts";
    }
}
