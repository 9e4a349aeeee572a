package dev.deploystat.gate;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One target being waited for: what is remembered from look to look, and what a new reading makes of it. It decides the
 * laws of the gate for one target and does no I/O.
 */
final class AwaitedTarget {
    /** How often in a row an answer must be wrong before it is believed: replicas and proxies have bad moments. */
    private static final int BELIEVED = 2;

    /** How long a deployment may stand still before somebody looks why; AWS gives no figure. */
    private static final Duration STUCK = Duration.ofMinutes(3);
    /** The same where a failure that is certain ends the wait. */
    private static final Duration STUCK_EARLY = Duration.ofSeconds(45);

    private static final String WENT_BACK = "already failed; waiting for the rollback to end";
    private static final String DELETED = "deleted while it was waited for";

    private final Target asked;
    private final Policy policy;
    private final Instant start;
    private final Milestone milestone;
    private Target pinned;
    /** The awaited deployment as it was last seen, or null before the first time. */
    private Rollout seen;
    /** The same as it was last seen with an id, or null: some replies leave open which deployment is under way. */
    private Rollout named;

    private Observation last;
    /** What was reported of it last, or null. */
    private Observation reported;

    /** When it moved last. */
    private Instant moved;
    /** When it was last asked why it does not move, or null. */
    private Instant inquired;
    /** What the answer was, or null; it holds until the deployment moves. */
    private Rollout insight;
    /** Whether only explanations say how far it has come, so that nothing is left to ask. */
    private boolean isExplainedAtEachLook;
    /** How long its deployments usually took, or null. */
    private Duration usual;
    /** Whether it was over when it was first seen. */
    private boolean wasOverAtFirst;

    private boolean isExplained;
    /** Whether its time is up, after which no reading counts any more. */
    private boolean isLate;

    private boolean isConfirmed;
    private boolean isSettled;
    /** What stands when nothing more can be learnt about what replaced it. */
    private Observation unlessReplaced;

    private boolean answered;
    private int missingInARow;
    private int garbledInARow;
    private String candidate;
    private Instant passingSince;
    /** Since when it has failed and may be retried, or null. */
    private Instant failedSince;
    /** When a latest deployment that was seen under way was first seen to be over, or null. */
    private Instant overSince;
    /** The revisions that a target without deployment ids had before, as far as was seen or said. */
    private final Set<String> earlier = new HashSet<>();

    private boolean wentBack;
    /** The deployment under way of which it is not known yet whether it is the awaited one, or null. */
    private Rollout unsure;

    AwaitedTarget(Target asked, Policy policy, Instant start) {
        this.asked = asked;
        this.policy = policy;
        this.start = start;
        milestone = Milestone.of(policy.until());
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
            last = idleUnless(checked.as(asked), now);
            isConfirmed = last.outcome() == Outcome.PASSED;
            return;
        }
        if (checked.failed().map(error -> error.kind().isPassing()).orElse(false)) {
            last = pending(last.reading(), "whether what it belongs to is being deleted could not be read yet");
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
                && unlessReplaced == null;
        Duration patience = policy.earlyFail() ? STUCK_EARLY : STUCK;
        return isUnderWay
                && !milestone.isIdle()
                && !isExplainedAtEachLook
                && Duration.between(moved, now).compareTo(patience) >= 0
                && (inquired == null || Duration.between(inquired, now).compareTo(patience) >= 0);
    }

    /** Takes what a further look says of a deployment that does not move. */
    void takeInsight(Reading fuller, Instant now) {
        inquired = now;
        if (isLate) {
            return;
        }
        Rollout known = fuller.found().orElse(null);
        if (known == null || hasMoved(seen, known)) {
            return;
        }
        insight = known;
        seen = known;
        last = judged(Reading.of(asked, known), known, now);
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
        } else {
            last = milestone.isIdle() ? idle(own, rollout, now) : found(own, rollout, reader, now);
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
        if (wentBack || seen == null || !pinned.isPinned()) {
            return false;
        }
        boolean stopped = seen.status() == Status.STOPPED;
        boolean gone = missingInARow >= BELIEVED;
        return last.outcome() == Outcome.SUPERSEDED || (last.outcome() == Outcome.FAILED && (stopped || gone));
    }

    /** Takes a reading of {@link #unpinned}, after a look that left it open whether a newer deployment took over. */
    void takeLatest(Reading latest) {
        if (isLate) {
            return;
        }
        last = latest.found().isPresent()
                ? comparedWith(latest.found().get())
                : withoutLatest(latest.failed().orElseThrow());
    }

    /** Ends the wait for this target at the deadline. */
    Observation timeOut(Duration waited) {
        isLate = true;
        String span = Durations.words(waited);
        if (wentBack) {
            last = failed(Reading.of(asked, seen), "already failed; the rollback was not over after " + span);
        } else if (unlessReplaced != null) {
            last = unlessReplaced;
        } else {
            boolean unread = last.reading().failed().isPresent() && seen != null;
            String wanting = unread ? lastKnown() : last.why();
            String known = wanting == null ? "" : "; " + wanting;
            last = new Observation(asked, last.reading(), Outcome.TIMED_OUT, "still undecided after " + span + known);
        }
        return last;
    }

    private Observation found(Reading reading, Rollout rollout, Reader reader, Instant now) {
        answered = true;
        garbledInARow = 0;
        if (!pinned.isPinned()) {
            boolean hasIds = reader.pin(asked, rollout).isPinned();
            String back = whyBack(rollout, seen == null && !hasIds ? unsure : seen);
            if (back != null) {
                return noLongerThere(reading, back);
            }
            if (isReplacedBy(rollout)) {
                return replaced(reading, rollout);
            }
            String stale = whyNotAwaited(rollout, hasIds);
            if (stale != null && isLiveMeanwhile(rollout)) {
                readWell();
                return held(reading, policy.revision() + " is live; what is newer waits for somebody to act", now);
            }
            if (stale != null && mayBeAwaited(rollout)) {
                return unsure(reading, rollout, stale);
            }
            if (stale != null) {
                if (seen == null) {
                    earlier.add(rollout.revision());
                }
                return seen == null
                        ? notThere(reading, Outcome.NOT_SEEN, stale, now)
                        : noLongerThere(reading, "it was there, but now " + stale);
            }
            if (mayBeOvertaken(rollout)) {
                candidate = rollout.id();
                return pending(reading, null);
            }
            pinned = reader.pin(asked, rollout);
        }
        missingInARow = 0;
        unlessReplaced = null;
        if (seen != null && rollout.revision() != null && !rollout.revision().equals(seen.revision())) {
            earlier.add(seen.revision());
        }
        wasOverAtFirst = seen == null ? rollout.status().isFinal() : wasOverAtFirst;
        if (seen == null || hasMoved(seen, rollout)) {
            moved = now;
            insight = null;
        }
        usual = seen == null ? reader.usual(asked).orElse(null) : usual;
        Rollout known =
                usual == null ? rollout : rollout.toBuilder().usual(usual).build();
        seen = insight == null
                ? known
                : known.toBuilder()
                        .problems(insight.problems())
                        .doom(insight.doom())
                        .build();
        named = seen.id() == null ? named : seen;
        if (seen.previousRevision() != null) {
            earlier.add(seen.previousRevision());
        }
        return judged(insight == null && usual == null ? reading : Reading.of(asked, seen), seen, now);
    }

    private Observation judged(Reading reading, Rollout rollout, Instant now) {
        return switch (rollout.verdict(policy.allowed())) {
            case PENDING -> {
                failedSince = null;
                yield underWay(reading, rollout, now);
            }
            case PASS -> passing(reading, rollout, now, null);
            case FAIL -> failing(reading, rollout, now);
        };
    }

    /** Decides by its latest deployment whether nothing is at work on the target; how that one ended is no matter. */
    private Observation idle(Reading reading, Rollout rollout, Instant now) {
        answered = true;
        overSince = seen != null && seen.isUnderWay() ? now : overSince;
        seen = rollout;
        Idleness found = Idleness.of(rollout, overSince, policy, now);
        if (found.outcome() != Outcome.PASSED) {
            readWell();
            passingSince = null;
            return new Observation(asked, reading, found.outcome(), found.why());
        }
        return held(reading, found.why(), now);
    }

    private void readWell() {
        garbledInARow = 0;
        missingInARow = 0;
    }

    /** Returns that it is idle, unless a further look found something at work beside its latest deployment. */
    private Observation idleUnless(Reading checked, Instant now) {
        Rollout other = checked.found().orElse(null);
        if (other == null) {
            passingSince = null;
            return missed(checked, checked.failed().orElseThrow(), now);
        }
        readWell();
        if (other.equals(seen)) {
            return last;
        }
        passingSince = null;
        return other.status().isFinal()
                ? failed(checked, null)
                : pending(
                        last.reading(),
                        "also under way: " + other.id() + ", " + other.status().words());
    }

    /**
     * Returns that a target which is its own deployment went back to a revision from before, or null when it did not, or was
     * awaited to. A target with deployment ids is compared with its latest deployment instead.
     */
    private String whyBack(Rollout rollout, Rollout before) {
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
     * Returns whether a target that cannot be bound to a deployment shows one that came after the awaited one: what comes of
     * that is no answer about the one before.
     */
    private boolean isReplacedBy(Rollout latest) {
        return isLaterThanNamed(latest) || bringsAThird(latest);
    }

    private boolean isLaterThanNamed(Rollout latest) {
        if (named == null || latest.id() == null || latest.id().equals(named.id())) {
            return false;
        }
        Instant was = named.createdAt() == null ? named.startedAt() : named.createdAt();
        Instant is = latest.createdAt() == null ? latest.startedAt() : latest.createdAt();
        return was != null && is != null && is.isAfter(was);
    }

    /**
     * Returns whether it brings neither what the awaited one was to bring nor what was there before. As long as the awaited
     * one goes by the revision before, nobody knows what it is to bring; nor where its reply does not even name it.
     */
    private boolean bringsAThird(Rollout latest) {
        boolean isUnderWay = seen != null && !seen.status().isFinal() && seen.revision() != null;
        boolean isNamed = isUnderWay
                && (seen.previousRevision() == null
                        ? seen.id() != null
                        : !seen.revision().equals(seen.previousRevision()));
        return isNamed && latest.revision() != null && !seen.brings(latest.revision());
    }

    /** One look is not enough to tell a newer deployment from a bad moment of the service, unless a time tells. */
    private Observation replaced(Reading reading, Rollout latest) {
        if (wentBack) {
            return failed(Reading.of(asked, seen), "already failed; then a newer deployment took its place");
        }
        if (isLaterThanNamed(latest)) {
            return supersededBy(latest, "the newer deployment " + latest.id());
        }
        missingInARow++;
        return missingInARow < BELIEVED ? pending(reading, null) : supersededBy(latest, latest.revision());
    }

    private Observation underWay(Reading reading, Rollout rollout, Instant now) {
        if (!wentBack && milestone.isReachedBy(rollout)) {
            return passing(reading, rollout, now, "it has reached '" + policy.until() + "' and goes on");
        }
        passingSince = null;
        if (policy.failOnNeedsAction() && rollout.flags().contains(Flag.NEEDS_ACTION)) {
            return failed(reading, "needs action" + (rollout.reason() == null ? "" : ": " + rollout.reason()));
        }
        if (rollout.doom() != null) {
            return policy.earlyFail()
                    ? failed(reading, "certain to fail: " + rollout.doom())
                    : pending(reading, "certain to fail, --early-fail would end the wait: " + rollout.doom());
        }
        return pending(reading, wentBack ? WENT_BACK : milestone.whyOnlyAtTheEnd(rollout));
    }

    private Observation passing(Reading reading, Rollout rollout, Instant now, String why) {
        if (wentBack) {
            return failed(reading, "it was rolled back; what is live again is what was there before");
        }
        if (policy.revision() != null && !rollout.brings(policy.revision())) {
            return failed(reading, "it brought " + revisionOf(rollout) + ", not " + policy.revision());
        }
        Observation held = held(reading, why == null ? "succeeded" : why, now);
        return held.outcome() == Outcome.PASSED
                ? new Observation(asked, reading, Outcome.PASSED, why == null ? whyOld(rollout) : why)
                : held;
    }

    private Observation held(Reading reading, String why, Instant now) {
        passingSince = passingSince == null ? now : passingSince;
        Duration held = Duration.between(passingSince, now);
        return held.compareTo(policy.stableFor()) < 0
                ? pending(reading, why + "; must hold for " + Durations.words(policy.stableFor()))
                : new Observation(asked, reading, Outcome.PASSED, why);
    }

    /** Returns how old a success is that was there before the wait, or null when it came about during the wait. */
    private String whyOld(Rollout rollout) {
        boolean isAsked = policy.since() != null || policy.revision() != null || asked.isPinned();
        Instant end = rollout.finishedAt() != null ? rollout.finishedAt() : begun(rollout);
        if (!wasOverAtFirst || isAsked || (end != null && !end.isBefore(start))) {
            return null;
        }
        String age = end == null ? "" : " " + Durations.words(Duration.between(end, start));
        return "it was over" + age + " before the wait began; --since now or --revision waits for a newer one";
    }

    private static boolean hasMoved(Rollout was, Rollout is) {
        return !Objects.equals(was.id(), is.id())
                || was.status() != is.status()
                || !Objects.equals(was.nativeStatus(), is.nativeStatus())
                || !Objects.equals(was.stage(), is.stage())
                || !Objects.equals(was.progress(), is.progress());
    }

    private Observation failing(Reading reading, Rollout rollout, Instant now) {
        passingSince = null;
        if (rollout.flags().contains(Flag.RETRYABLE)) {
            failedSince = failedSince == null ? now : failedSince;
            if (Duration.between(failedSince, now).compareTo(policy.retryGrace()) < 0) {
                return pending(reading, "failed; waiting for it to be retried");
            }
        }
        boolean over = rollout.status().isFinal() || rollout.flags().contains(Flag.CONTINUOUS);
        wentBack |= !over;
        if (!over && !policy.failFast()) {
            return pending(reading, WENT_BACK);
        }
        if (!wentBack && Outcome.of(rollout, policy.allowed()) == Outcome.SUPERSEDED) {
            return new Observation(asked, reading, Outcome.SUPERSEDED, "replaced by a newer deployment");
        }
        return failed(reading, rollout.status().verdict() == Verdict.FAIL ? null : "some members failed");
    }

    private Observation missed(Reading reading, ReadError error, Instant now) {
        answered |= error.kind() != ErrorKind.UNREACHABLE;
        boolean isUntouched = milestone.isIdle() && error.isNeverDeployed();
        if (!isUntouched) {
            garbledInARow = error.kind() == ErrorKind.SERVICE ? garbledInARow + 1 : 0;
        }
        return switch (error.kind()) {
            case THROTTLED, UNAVAILABLE -> pending(reading, null);
            case UNREACHABLE -> answered ? pending(reading, null) : unread(reading, Outcome.UNREADABLE);
            case SERVICE -> garbledInARow < BELIEVED ? pending(reading, null) : unread(reading, Outcome.UNREADABLE);
            case RETIRED, INVALID -> unread(reading, Outcome.UNREADABLE);
            case CREDENTIALS, DENIED -> unread(reading, Outcome.UNAUTHORISED);
            case NOT_FOUND -> isUntouched ? held(reading, Idleness.NEVER_DEPLOYED, now) : absent(reading, error, now);
        };
    }

    private Observation absent(Reading reading, ReadError error, Instant now) {
        if (seen != null) {
            return noLongerThere(reading, DELETED);
        }
        return milestone.isIdle()
                ? notToBeSeen(reading, error.message())
                : notThere(reading, Outcome.NOT_FOUND, error.message(), now);
    }

    /** Whatever is not there will not appear by itself: two looks are enough. */
    private Observation notToBeSeen(Reading reading, String why) {
        missingInARow++;
        return missingInARow < BELIEVED
                ? pending(reading, null)
                : new Observation(asked, reading, Outcome.NOT_FOUND, why);
    }

    /** The awaited deployment was there and is not any more; said twice, it is true. */
    private Observation noLongerThere(Reading reading, String why) {
        missingInARow++;
        return missingInARow < BELIEVED ? pending(reading, null) : failed(reading, why);
    }

    private Observation comparedWith(Rollout latest) {
        boolean older = latest.createdAt() != null
                && seen.createdAt() != null
                && latest.createdAt().isBefore(seen.createdAt());
        if (latest.id() == null || latest.id().equals(seen.id()) || older) {
            return last;
        }
        if (isItsRollback(latest)) {
            return failed(Reading.of(asked, seen), "rolled back by the deployment " + latest.id());
        }
        if (isWayBack(latest)) {
            String why = "replaced by the deployment " + latest.id() + ", which brings back " + latest.revision();
            return failed(Reading.of(asked, seen), why);
        }
        if (latest.operation() == Operation.DELETE) {
            return failed(last.reading(), DELETED);
        }
        return supersededBy(latest, "the newer deployment " + latest.id());
    }

    /** Only a target that is bound to a deployment can be read at another one. */
    private Observation supersededBy(Rollout latest, String what) {
        Rollout.Builder replaced = seen.toBuilder().flag(Flag.SUPERSEDED);
        if (pinned.isPinned()) {
            replaced.relation(
                    new Relation(Relation.Kind.SUPERSEDED_BY, unpinned().pinnedTo(latest.id())));
        }
        boolean isSaid =
                latest.id() != null && seen.reason() != null && seen.reason().contains(latest.id());
        String why = isSaid ? null : "replaced by " + what;
        return new Observation(asked, Reading.of(asked, replaced.build()), Outcome.SUPERSEDED, why);
    }

    /** A rollback that does not say of what is taken for the one of the deployment that stopped. */
    private boolean isItsRollback(Rollout latest) {
        List<Relation> rollsBack = latest.relations().stream()
                .filter(relation -> relation.kind() == Relation.Kind.ROLLS_BACK)
                .toList();
        return rollsBack.isEmpty()
                ? last.outcome() == Outcome.FAILED && latest.operation() == Operation.ROLLBACK
                : rollsBack.stream().anyMatch(relation -> relation.names(seen.id()));
    }

    /** Who deploys again what was there before rolls back, by whatever means. */
    private boolean isWayBack(Rollout latest) {
        return latest.revision() != null
                && latest.revision().equals(seen.previousRevision())
                && !latest.revision().equals(seen.revision());
    }

    private Observation withoutLatest(ReadError error) {
        return switch (error.kind()) {
            case NOT_FOUND -> failed(last.reading(), DELETED);
            case THROTTLED, UNAVAILABLE, UNREACHABLE -> {
                unlessReplaced = uncompared(error);
                yield pending(last.reading(), "ended; whether a newer deployment replaced it is not known yet");
            }
            case CREDENTIALS, DENIED, RETIRED, INVALID, SERVICE -> uncompared(error);
        };
    }

    /** Returns what is known without a look at the latest deployment, and that this look is wanting. */
    private Observation uncompared(ReadError error) {
        String known = last.why() == null ? "" : last.why() + "; ";
        String unknown = last.outcome() == Outcome.SUPERSEDED ? "which one" : "whether a newer deployment replaced it";
        String call = error.action() == null ? "" : " (" + error.action() + ")";
        return new Observation(
                asked,
                last.reading(),
                last.outcome(),
                known + unknown + " could not be read: " + error.message() + call);
    }

    private Observation notThere(Reading reading, Outcome outcome, String why, Instant now) {
        boolean patient = Duration.between(start, now).compareTo(policy.appearTimeout()) < 0;
        return patient
                ? pending(reading, "not there yet: " + why)
                : new Observation(
                        asked,
                        reading,
                        outcome,
                        "nothing appeared within " + Durations.words(policy.appearTimeout()) + ": " + why);
    }

    /** Returns why a deployment is not the awaited one, or null when it is: what was true before is no answer. */
    private String whyNotAwaited(Rollout rollout, boolean hasIds) {
        if (policy.revision() != null && !rollout.brings(policy.revision())) {
            return "the latest deployment brings " + revisionOf(rollout) + ", not " + policy.revision();
        }
        if (policy.since() == null) {
            return null;
        }
        Instant begun = begun(rollout);
        if (begun == null) {
            String unknown = "the service does not say when the latest deployment began";
            if (hasIds) {
                return unknown;
            }
            String next = policy.revision() == null ? "; --revision tells the awaited one from others" : "";
            return hasBegunMeanwhile(rollout) ? null : unknown + next;
        }
        return begun.isBefore(policy.since())
                ? "the latest deployment began at " + begun + ", before " + policy.since()
                : null;
    }

    /**
     * Returns whether a target that has neither deployment ids nor times shows by its revision that this is the awaited
     * deployment: it is on its way to the one that is asked for, or an earlier look found another one there. What is over
     * may be the way back of a deployment from before, and so must be asked for by its revision.
     */
    private boolean hasBegunMeanwhile(Rollout rollout) {
        String revision = rollout.revision();
        boolean isAskedFor = policy.revision() != null;
        boolean isUnderWay =
                rollout.status() != Status.UNKNOWN && !rollout.status().isFinal();
        boolean wasAnother =
                revision != null && !earlier.isEmpty() && !earlier.contains(null) && !earlier.contains(revision);
        boolean isTheSame = seen != null && Objects.equals(seen.revision(), revision);
        return isTheSame || (isAskedFor && isUnderWay) || (wasAnother && (isAskedFor || isUnderWay));
    }

    /** Who brings back an earlier revision leaves a newer deployment behind that nothing is done with any more. */
    private boolean isLiveMeanwhile(Rollout latest) {
        return policy.revision() != null
                && policy.since() == null
                && latest.status() == Status.PENDING
                && latest.flags().contains(Flag.NEEDS_ACTION)
                && latest.runs(policy.revision());
    }

    /** Some services say what a deployment brings, or when it began, only in its course. */
    private boolean mayBeAwaited(Rollout rollout) {
        boolean isOther = policy.revision() != null && rollout.revision() != null && !rollout.brings(policy.revision());
        Instant begun = begun(rollout);
        boolean isOlder = policy.since() != null && begun != null && begun.isBefore(policy.since());
        boolean wasUnderWay = unsure != null && Objects.equals(unsure.id(), rollout.id());
        boolean hasFailed = rollout.verdict(policy.allowed()) == Verdict.FAIL;
        return !isOther && !isOlder && (!rollout.status().isFinal() || (wasUnderWay && hasFailed));
    }

    private Observation unsure(Reading reading, Rollout rollout, String stale) {
        unsure = rollout;
        return rollout.verdict(policy.allowed()) == Verdict.FAIL
                ? failed(reading, "it failed during the wait; " + stale)
                : pending(reading, "under way; " + stale);
    }

    /**
     * A deployment that began before the wait and is already over may be the one before the awaited one, which is not
     * listed yet. It is believed when it is still the latest at the second look.
     */
    private boolean mayBeOvertaken(Rollout rollout) {
        Instant begun = begun(rollout);
        return policy.since() != null
                && rollout.status().isFinal()
                && begun != null
                && begun.isBefore(start)
                && rollout.id() != null
                && !rollout.id().equals(candidate);
    }

    private static Instant begun(Rollout rollout) {
        if (rollout.createdAt() != null) {
            return rollout.createdAt();
        }
        return rollout.startedAt() != null ? rollout.startedAt() : rollout.updatedAt();
    }

    private Observation pending(Reading reading, String why) {
        return new Observation(asked, reading, Outcome.PENDING, why);
    }

    private Observation failed(Reading reading, String why) {
        return new Observation(asked, reading, Outcome.FAILED, why);
    }

    /** What cannot be read any more stays the failure that it was seen to be. */
    private Observation unread(Reading reading, Outcome outcome) {
        if (wentBack) {
            return failed(Reading.of(asked, seen), "already failed; the end of the rollback could not be read");
        }
        return unlessReplaced != null ? unlessReplaced : new Observation(asked, reading, outcome, lastKnown());
    }

    private static String revisionOf(Rollout rollout) {
        return rollout.revision() == null ? "a revision the service does not name" : rollout.revision();
    }

    /** Returns what was last known of a target that can no longer be read. */
    private String lastKnown() {
        return seen == null ? null : "last seen " + seen.status().words();
    }
}
