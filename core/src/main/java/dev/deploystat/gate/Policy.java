package dev.deploystat.gate;

import java.time.Duration;
import java.time.Instant;

/**
 * What a gate is asked to decide, and how long it may take.
 *
 * @param timeout when to give up, counted from the start; null for never
 * @param interval the first pause between two looks; null for one that suits
 * @param failFast whether the first failure ends the wait for all
 * @param revision the revision that must be live, or null for any
 * @param since the time before which a deployment is not the awaited one, or null
 * @param appearTimeout how long an awaited deployment may take to appear
 * @param stableFor how long a success must hold
 * @param allowPartial whether a success with failed members passes
 * @param until how far a deployment must have come: {@code finished} or null for its end, {@code traffic} for all production
 *     traffic, or the service's own name of a stage, step or lifecycle event
 * @param failOnNeedsAction whether a deployment that waits for somebody to act fails
 */
public record Policy(
        Duration timeout,
        Duration interval,
        boolean failFast,
        String revision,
        Instant since,
        Duration appearTimeout,
        Duration stableFor,
        boolean allowPartial,
        String until,
        boolean failOnNeedsAction) {

    /** Half an hour, failing fast, for the end of whatever deployment is the latest. */
    public static final Policy DEFAULT = new Policy(
            Duration.ofMinutes(30), null, true, null, null, Duration.ofSeconds(60), Duration.ZERO, false, null, false);

    public Policy withTimeout(Duration value) {
        return new Policy(
                value,
                interval,
                failFast,
                revision,
                since,
                appearTimeout,
                stableFor,
                allowPartial,
                until,
                failOnNeedsAction);
    }

    public Policy withInterval(Duration value) {
        return new Policy(
                timeout,
                value,
                failFast,
                revision,
                since,
                appearTimeout,
                stableFor,
                allowPartial,
                until,
                failOnNeedsAction);
    }

    public Policy withFailFast(boolean value) {
        return new Policy(
                timeout,
                interval,
                value,
                revision,
                since,
                appearTimeout,
                stableFor,
                allowPartial,
                until,
                failOnNeedsAction);
    }

    public Policy withRevision(String value) {
        return new Policy(
                timeout,
                interval,
                failFast,
                value,
                since,
                appearTimeout,
                stableFor,
                allowPartial,
                until,
                failOnNeedsAction);
    }

    public Policy withSince(Instant value) {
        return new Policy(
                timeout,
                interval,
                failFast,
                revision,
                value,
                appearTimeout,
                stableFor,
                allowPartial,
                until,
                failOnNeedsAction);
    }

    public Policy withAppearTimeout(Duration value) {
        return new Policy(
                timeout, interval, failFast, revision, since, value, stableFor, allowPartial, until, failOnNeedsAction);
    }

    public Policy withStableFor(Duration value) {
        return new Policy(
                timeout,
                interval,
                failFast,
                revision,
                since,
                appearTimeout,
                value,
                allowPartial,
                until,
                failOnNeedsAction);
    }

    public Policy withAllowPartial(boolean value) {
        return new Policy(
                timeout,
                interval,
                failFast,
                revision,
                since,
                appearTimeout,
                stableFor,
                value,
                until,
                failOnNeedsAction);
    }

    public Policy withUntil(String value) {
        return new Policy(
                timeout,
                interval,
                failFast,
                revision,
                since,
                appearTimeout,
                stableFor,
                allowPartial,
                value,
                failOnNeedsAction);
    }

    public Policy withFailOnNeedsAction(boolean value) {
        return new Policy(
                timeout, interval, failFast, revision, since, appearTimeout, stableFor, allowPartial, until, value);
    }
}
