package dev.deploystat.gate;

import dev.deploystat.model.Flag;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** What a gate is asked to decide, and how long it may take. Immutable: every {@code with} returns another one. */
public final class Policy {
    /** Half an hour, failing fast, for the end of whatever deployment is the latest. */
    public static final Policy DEFAULT = new Policy();

    private Duration timeout = Duration.ofMinutes(30);
    private Duration interval;
    private boolean failFast = true;
    private String revision;
    private Instant since;
    private Duration appearTimeout = Duration.ofSeconds(60);
    private Duration stableFor = Duration.ZERO;
    private Set<Flag> allowed = Set.of();
    private Duration retryGrace = Duration.ZERO;
    private String until;
    private boolean failOnNeedsAction;
    private boolean earlyFail;

    private Policy() {}

    private Policy with(Consumer<Policy> change) {
        Policy copy = new Policy();
        copy.timeout = timeout;
        copy.interval = interval;
        copy.failFast = failFast;
        copy.revision = revision;
        copy.since = since;
        copy.appearTimeout = appearTimeout;
        copy.stableFor = stableFor;
        copy.allowed = allowed;
        copy.retryGrace = retryGrace;
        copy.until = until;
        copy.failOnNeedsAction = failOnNeedsAction;
        copy.earlyFail = earlyFail;
        change.accept(copy);
        return copy;
    }

    /** Returns when to give up, counted from the start; null for never. */
    public Duration timeout() {
        return timeout;
    }

    public Policy withTimeout(Duration value) {
        return with(policy -> policy.timeout = value);
    }

    /** Returns the first pause between two looks; null for one that suits. */
    public Duration interval() {
        return interval;
    }

    public Policy withInterval(Duration value) {
        return with(policy -> policy.interval = value);
    }

    /** Returns whether the first failure ends the wait for all. */
    public boolean failFast() {
        return failFast;
    }

    public Policy withFailFast(boolean value) {
        return with(policy -> policy.failFast = value);
    }

    /** Returns the revision that must be live, or null for any. */
    public String revision() {
        return revision;
    }

    public Policy withRevision(String value) {
        return with(policy -> policy.revision = value);
    }

    /** Returns the time before which a deployment is not the awaited one, or null. */
    public Instant since() {
        return since;
    }

    public Policy withSince(Instant value) {
        return with(policy -> policy.since = value);
    }

    /** Returns how long an awaited deployment may take to appear. */
    public Duration appearTimeout() {
        return appearTimeout;
    }

    public Policy withAppearTimeout(Duration value) {
        return with(policy -> policy.appearTimeout = value);
    }

    /** Returns how long a success must hold. */
    public Duration stableFor() {
        return stableFor;
    }

    public Policy withStableFor(Duration value) {
        return with(policy -> policy.stableFor = value);
    }

    /** Returns the flags that do not keep a success from passing: {@code PARTIAL}, {@code EARLY} or both. */
    public Set<Flag> allowed() {
        return allowed;
    }

    /** Lets a success with a flag pass. */
    public Policy withAllowed(Flag flag) {
        EnumSet<Flag> more = EnumSet.of(flag);
        more.addAll(allowed);
        return with(policy -> policy.allowed = Set.copyOf(more));
    }

    /** Returns how long a failure that may be taken up again under the same id counts as pending. */
    public Duration retryGrace() {
        return retryGrace;
    }

    public Policy withRetryGrace(Duration value) {
        return with(policy -> policy.retryGrace = value);
    }

    /** Returns how far a deployment must have come: {@code finished} or null for its end, {@code traffic} for all
     * production traffic, or the service's own name of a point on the way. */
    public String until() {
        return until;
    }

    public Policy withUntil(String value) {
        return with(policy -> policy.until = value);
    }

    /** Returns whether a deployment that waits for somebody to act fails. */
    public boolean failOnNeedsAction() {
        return failOnNeedsAction;
    }

    public Policy withFailOnNeedsAction(boolean value) {
        return with(policy -> policy.failOnNeedsAction = value);
    }

    /** Returns whether a deployment that is certain to fail fails at once. */
    public boolean earlyFail() {
        return earlyFail;
    }

    public Policy withEarlyFail(boolean value) {
        return with(policy -> policy.earlyFail = value);
    }
}
