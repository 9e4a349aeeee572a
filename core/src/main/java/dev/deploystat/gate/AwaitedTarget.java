package dev.deploystat.gate;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;

/**
 * One target being waited for: what is remembered from look to look, and which law of the gate decides a new reading. Each law
 * has a class of its own: {@link Freshness}, {@link Rollback}, {@link Superseding}, {@link Unreadable}, {@link Success},
 * {@link Failure} and {@link IdleWait}. It does no I/O.
 */
final class AwaitedTarget {
    private final Target asked;
    private final Policy policy;
    private final Instant start;
    private final Milestone milestone;
    private final EarlierRevisions earlier = new EarlierRevisions();
    private final Freshness freshness;
    private final Rollback rollback;
    private final Superseding superseding;
    private final Unreadable unreadable = new Unreadable();
    private final Success success;
    private final Failure failure;
    private final Standstill standstill;
    private final IdleWait idleWait;
    private Target pinned;
    /** The awaited deployment as it was last seen, or null before the first time. */
    private Rollout seen;

    private Observation last;
    /** What was reported of it last, or null. */
    private Observation reported;
    /** Whether only explanations say how far it has come, so that nothing is left to ask. */
    private boolean isExplainedAtEachLook;
    /** How long its deployments usually took, or null. */
    private Duration usual;

    private boolean isExplained;
    /** Whether its time is up, after which no reading counts any more. */
    private boolean isLate;

    private boolean isConfirmed;
    private boolean isSettled;

    AwaitedTarget(Target asked, Policy policy, Instant start) {
        this.asked = asked;
        this.policy = policy;
        this.start = start;
        milestone = Milestone.of(policy.until());
        freshness = new Freshness(asked, policy, start, earlier);
        rollback = new Rollback(policy, earlier);
        superseding = new Superseding(asked, rollback, unreadable);
        success = new Success(policy, rollback, freshness);
        failure = new Failure(policy, rollback);
        standstill = new Standstill(policy);
        idleWait = new IdleWait(policy, unreadable, success);
        pinned = asked;
        last = Observation.unseen(asked);
    }

    Target asked() {
        return asked;
    }

    /** Returns what to read at the next look: the target as asked, or the deployment it was bound to. */
    Target next() {
        return pinned;
    }

    /** Returns what to read to learn which deployment is now the latest. */
    Target unpinned() {
        return asked.pinnedTo(null);
    }

    Observation last() {
        return last;
    }

    /** Returns what was reported of it before, or null, and takes note that what is known now is reported. */
    Observation report() {
        Observation before = reported;
        reported = last;
        return before;
    }

    /** Returns how long it may still take; zero when its time is up, null when it may take for ever. */
    Duration left(Instant now) {
        if (policy.timeout() == null) {
            return null;
        }
        Duration left = policy.timeout().minus(Duration.between(start, now));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Returns whether nothing more is to be learnt but the reasons. */
    boolean isOver() {
        return isSettled || isLate;
    }

    /** Returns whether its decision is reported, after which nothing more happens to it. */
    boolean isSettled() {
        return isSettled;
    }

    /** Takes note that its decision is reported. */
    void settle() {
        isSettled = true;
    }

    /**
     * Returns whether a reading of {@link #next} leaves open how far the awaited deployment has come, because the service
     * reports its steps to further calls only.
     */
    boolean needsExplanation(Reading reading) {
        isExplainedAtEachLook =
                reading.found().map(milestone::isInExplanationOf).orElse(isExplainedAtEachLook);
        return reading.found().isPresent() && isExplainedAtEachLook;
    }

    /** Returns whether it is about to pass, and what contains its deployment is still to be looked at. */
    boolean needsConfirmation() {
        return last.outcome() == Outcome.PASSED
                && !isConfirmed
                && (milestone.isIdle() || last.reading().found().isPresent());
    }

    /** Returns whether it is to be idle, so that what else is at work on it is to be looked at, too. */
    boolean isToBeIdle() {
        return milestone.isIdle();
    }

    /** Takes what a look at the container of its deployment, and at what else is at work there, found. */
    void confirm(Reading checked, Instant now) {
        if (isLate) {
            return;
        }
        if (milestone.isIdle()) {
            last = beside(checked.as(asked), now);
            isConfirmed = last.outcome() == Outcome.PASSED;
            return;
        }
        if (checked.failed().map(error -> error.kind().isPassing()).orElse(false)) {
            last = Observation.pending(
                    last.reading(), "whether what it belongs to is being deleted could not be read yet");
            return;
        }
        last = last.confirmed(checked, policy.allowed());
        isConfirmed = last.outcome().isDecided();
    }

    /** Returns whether it failed, or was still pending at the deadline, and nobody has asked for the reasons yet. */
    boolean wantsReasons() {
        return !isExplained && (last.isFailure() || last.isOverdue());
    }

    /** Returns whether it has not moved for a while, and nobody has asked why lately. */
    boolean isStuck(Instant now) {
        boolean isUnderWay = last.outcome() == Outcome.PENDING
                && last.reading().found().isPresent()
                && seen != null
                && superseding.unlessReplaced() == null;
        return isUnderWay && !milestone.isIdle() && !isExplainedAtEachLook && standstill.isLong(now);
    }

    /** Takes what a further look says of a deployment that does not move. */
    void takeInsight(Reading fuller, Instant now) {
        standstill.inquire(now);
        if (isLate) {
            return;
        }
        Rollout known = fuller.found().orElse(null);
        if (known == null || Standstill.hasMoved(seen, known)) {
            return;
        }
        standstill.explain(known);
        seen = known;
        last = judged(now);
    }

    /** Takes the reasons of a failure. */
    void explain(Reading fuller) {
        isExplained = true;
        last = last.withReasons(fuller);
    }

    /** Takes a reading of {@link #next}. */
    void take(Reading reading, Reader reader, Instant now) {
        if (isLate) {
            return;
        }
        Reading own = reading.as(asked);
        Rollout rollout = own.found().orElse(null);
        if (rollout == null) {
            last = missed(own, own.failed().orElseThrow(), now);
        } else if (milestone.isIdle()) {
            last = idleWait.of(own, seen, rollout, now);
            seen = rollout;
        } else {
            last = found(own, rollout, reader, now);
        }
    }

    /** Returns whether the last look failed in a way that says nothing of the deployment yet. */
    boolean isDelayed() {
        return last.outcome() == Outcome.PENDING
                && last.reading()
                        .failed()
                        .map(error -> seen != null || error.kind() != ErrorKind.NOT_FOUND)
                        .orElse(false);
    }

    /** Returns whether it ended as deployments do that a newer one replaces: stopped without a cause, or gone. */
    boolean mayBeReplaced() {
        return seen != null && pinned.isPinned() && superseding.mayBeReplaced(last, seen);
    }

    /** Takes a reading of {@link #unpinned}, after a look that left it open whether a newer deployment took over. */
    void takeLatest(Reading latest) {
        if (isLate) {
            return;
        }
        last = latest.found().isPresent()
                ? superseding.comparedWith(latest.found().get(), last, seen)
                : superseding.withoutLatest(latest.failed().orElseThrow(), last);
    }

    /** Ends the wait for this target at the deadline. */
    Observation timeOut(Duration waited) {
        isLate = true;
        String span = Durations.words(waited);
        if (rollback.hasBegun()) {
            last = rollback.unended(Reading.of(asked, seen), "the rollback was not over after " + span);
        } else if (superseding.unlessReplaced() != null) {
            last = superseding.unlessReplaced();
        } else {
            boolean unread = last.reading().failed().isPresent() && seen != null;
            String wanting = unread ? lastKnown() : isDoomed() ? Failure.CERTAIN : last.why();
            String known = wanting == null ? "" : "; " + wanting;
            last = new Observation(asked, last.reading(), Outcome.TIMED_OUT, "still undecided after " + span + known);
        }
        return last;
    }

    private boolean isDoomed() {
        return last.reading().found().map(Rollout::doom).isPresent();
    }

    private Observation found(Reading reading, Rollout rollout, Reader reader, Instant now) {
        unreadable.reached();
        unreadable.madeSense();
        if (!pinned.isPinned()) {
            Observation other = unlessAwaited(reading, rollout, reader, now);
            if (other != null) {
                return other;
            }
            pinned = reader.pin(asked, rollout);
        }
        unreadable.there();
        if (seen == null) {
            freshness.begin(rollout);
            usual = reader.usual(asked).orElse(null);
        }
        earlier.addBefore(seen, rollout);
        standstill.look(seen, rollout, now);
        seen = standstill.explained(
                usual == null ? rollout : rollout.toBuilder().usual(usual).build());
        superseding.see(seen);
        return judged(now);
    }

    /** Returns what a look comes to whose latest deployment is not the awaited one, or null when it is. */
    private Observation unlessAwaited(Reading reading, Rollout rollout, Reader reader, Instant now) {
        boolean hasIds = reader.pin(asked, rollout).isPinned();
        String back = rollback.whyBack(rollout, seen == null && !hasIds ? freshness.unsure() : seen);
        if (back != null) {
            return noLongerThere(reading, back);
        }
        if (superseding.isReplacedBy(rollout, seen)) {
            return superseding.replacedBy(rollout, reading, seen);
        }
        String stale = freshness.whyNotAwaited(rollout, seen, hasIds);
        if (stale == null) {
            return freshness.mayBeOvertaken(rollout) ? Observation.pending(reading, null) : null;
        }
        if (freshness.isLiveMeanwhile(rollout)) {
            unreadable.readWell();
            String live = policy.revision() + " is live; what is newer waits for somebody to act";
            return success.held(reading, live, now);
        }
        if (freshness.mayBeAwaited(rollout)) {
            return freshness.unsure(reading, rollout, stale);
        }
        if (seen != null) {
            return noLongerThere(reading, "it was there, but now " + stale);
        }
        earlier.addOf(rollout);
        return freshness.notThere(reading, Outcome.NOT_SEEN, stale, now);
    }

    /** Has the laws decide about the awaited deployment as it was last seen. */
    private Observation judged(Instant now) {
        Reading reading = Reading.of(asked, seen);
        return switch (seen.verdict(policy.allowed())) {
            case PASS -> success.of(reading, seen, null, now);
            case PENDING -> {
                failure.goesOn();
                if (!rollback.hasBegun() && milestone.isReachedBy(seen)) {
                    yield success.of(reading, seen, "it has reached '" + policy.until() + "' and goes on", now);
                }
                success.interrupt();
                yield failure.early(reading, seen, milestone.whyOnlyAtTheEnd(seen));
            }
            case FAIL -> {
                success.interrupt();
                yield failure.of(reading, seen, now);
            }
        };
    }

    /** Takes what a further look found beside an idle target's latest deployment. */
    private Observation beside(Reading checked, Instant now) {
        if (checked.failed().isPresent()) {
            success.interrupt();
            return missed(checked, checked.failed().get(), now);
        }
        return idleWait.beside(checked, checked.found().orElseThrow(), seen, last);
    }

    private Observation missed(Reading reading, ReadError error, Instant now) {
        if (milestone.isIdle() && error.isNeverDeployed()) {
            return idleWait.neverDeployed(reading, now);
        }
        Outcome outcome = unreadable.outcome(error);
        if (outcome == Outcome.PENDING) {
            return Observation.pending(reading, null);
        }
        return outcome == Outcome.NOT_FOUND ? absent(reading, error, now) : unread(reading, outcome);
    }

    private Observation absent(Reading reading, ReadError error, Instant now) {
        if (seen != null) {
            return noLongerThere(reading, Unreadable.DELETED);
        }
        return milestone.isIdle()
                ? notToBeSeen(reading, error.message())
                : freshness.notThere(reading, Outcome.NOT_FOUND, error.message(), now);
    }

    /** Whatever is not there will not appear by itself: two looks are enough. */
    private Observation notToBeSeen(Reading reading, String why) {
        return unreadable.isMissing()
                ? new Observation(asked, reading, Outcome.NOT_FOUND, why)
                : Observation.pending(reading, null);
    }

    /** The awaited deployment was there and is not any more; said twice, it is true. */
    private Observation noLongerThere(Reading reading, String why) {
        return unreadable.isMissing() ? Observation.failed(reading, why) : Observation.pending(reading, null);
    }

    /** What cannot be read any more stays the failure that it was seen to be. */
    private Observation unread(Reading reading, Outcome outcome) {
        if (rollback.hasBegun()) {
            return rollback.unended(Reading.of(asked, seen), "the end of the rollback could not be read");
        }
        Observation known = superseding.unlessReplaced();
        return known != null ? known : new Observation(asked, reading, outcome, lastKnown());
    }

    /** Returns what was last known of a target that can no longer be read. */
    private String lastKnown() {
        return seen == null ? null : "last seen " + seen.status().words();
    }
}
