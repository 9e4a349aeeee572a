package dev.deploystat.gate;

import dev.deploystat.model.Flag;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** Whether a latest deployment is the awaited one: what was true before is no answer. */
final class Freshness {
    private final Target asked;
    private final Policy policy;
    private final Instant start;
    private final EarlierRevisions earlier;
    private String candidate;
    /** The deployment under way of which it is not known yet whether it is the awaited one, or null. */
    private Rollout unsure;
    /** Whether the awaited one was over when it was first seen. */
    private boolean wasOverAtFirst;

    Freshness(Target asked, Policy policy, Instant start, EarlierRevisions earlier) {
        this.asked = asked;
        this.policy = policy;
        this.start = start;
        this.earlier = earlier;
    }

    /**
     * Returns why a deployment is not the awaited one, or null when it is.
     *
     * @param seen the awaited one as it was last seen, or null
     * @param hasIds whether the service names its deployments
     */
    String whyNotAwaited(Rollout rollout, Rollout seen, boolean hasIds) {
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
            return hasBegunMeanwhile(rollout, seen) ? null : unknown + next;
        }
        return begun.isBefore(policy.since())
                ? "the latest deployment began at " + inOrder(begun, policy.since())
                : null;
    }

    /** Returns two times in whole seconds, unless these would be the same. */
    private static String inOrder(Instant begun, Instant since) {
        Instant from = begun.truncatedTo(ChronoUnit.SECONDS);
        Instant to = since.truncatedTo(ChronoUnit.SECONDS);
        return from.equals(to) ? begun + ", before " + since : from + ", before " + to;
    }

    /**
     * Returns whether a target that has neither deployment ids nor times shows by its revision that this is the awaited
     * deployment: it is on its way to the one that is asked for, or an earlier look found another one there. What is over
     * may be the way back of a deployment from before, and so must be asked for by its revision.
     */
    private boolean hasBegunMeanwhile(Rollout rollout, Rollout seen) {
        boolean isAskedFor = policy.revision() != null;
        boolean isUnderWay =
                rollout.status() != Status.UNKNOWN && !rollout.status().isFinal();
        boolean wasAnother = earlier.areAllOtherThan(rollout.revision());
        boolean isTheSame = seen != null && Objects.equals(seen.revision(), rollout.revision());
        return isTheSame || (isAskedFor && isUnderWay) || (wasAnother && (isAskedFor || isUnderWay));
    }

    /** Who brings back an earlier revision leaves a newer deployment behind that nothing is done with any more. */
    boolean isLiveMeanwhile(Rollout latest) {
        return policy.revision() != null
                && policy.since() == null
                && latest.status() == Status.PENDING
                && latest.flags().contains(Flag.NEEDS_ACTION)
                && latest.runs(policy.revision());
    }

    /** Some services say what a deployment brings, or when it began, only in its course. */
    boolean mayBeAwaited(Rollout rollout) {
        boolean isOther = policy.revision() != null && rollout.revision() != null && !rollout.brings(policy.revision());
        Instant begun = begun(rollout);
        boolean isOlder = policy.since() != null && begun != null && begun.isBefore(policy.since());
        boolean wasUnderWay = unsure != null && Objects.equals(unsure.id(), rollout.id());
        boolean hasFailed = rollout.verdict(policy.allowed()) == Verdict.FAIL;
        return !isOther && !isOlder && (!rollout.status().isFinal() || (wasUnderWay && hasFailed));
    }

    /** Waits for a deployment that may be the awaited one to say so; one that fails meanwhile has failed. */
    Observation unsure(Reading reading, Rollout rollout, String stale) {
        unsure = rollout;
        return rollout.verdict(policy.allowed()) == Verdict.FAIL
                ? Observation.failed(reading, "it failed during the wait; " + stale)
                : Observation.pending(reading, "under way; " + stale);
    }

    /** Returns the deployment under way of which it is not known yet whether it is the awaited one, or null. */
    Rollout unsure() {
        return unsure;
    }

    /**
     * A deployment that began before the wait and is already over may be the one before the awaited one, which is not
     * listed yet. It is believed when it is still the latest at the second look.
     */
    boolean mayBeOvertaken(Rollout rollout) {
        Instant begun = begun(rollout);
        boolean mayBe = policy.since() != null
                && rollout.status().isFinal()
                && begun != null
                && begun.isBefore(start)
                && rollout.id() != null
                && !rollout.id().equals(candidate);
        candidate = mayBe ? rollout.id() : candidate;
        return mayBe;
    }

    /** Waits for the awaited deployment to appear, for as long as it may take. */
    Observation notThere(Reading reading, Outcome outcome, String why, Instant now) {
        boolean patient = Duration.between(start, now).compareTo(policy.appearTimeout()) < 0;
        return patient
                ? Observation.pending(reading, "not there yet: " + why)
                : new Observation(
                        asked,
                        reading,
                        outcome,
                        "nothing appeared within " + Durations.words(policy.appearTimeout()) + ": " + why);
    }

    /** Takes note of the awaited deployment as it is first seen. */
    void begin(Rollout first) {
        wasOverAtFirst = first.status().isFinal();
    }

    /** Returns how old a success is that was there before the wait, or null when it came about during the wait. */
    String whyOld(Rollout rollout) {
        boolean isAsked = policy.since() != null || policy.revision() != null || asked.isPinned();
        Instant end = rollout.finishedAt() != null ? rollout.finishedAt() : begun(rollout);
        if (!wasOverAtFirst || isAsked || (end != null && !end.isBefore(start))) {
            return null;
        }
        String age = end == null ? "" : " " + Durations.words(Duration.between(end, start));
        return "it was over" + age + " before the wait began; --since now or --revision waits for a newer one";
    }

    /** Returns what a deployment brings, in words. */
    static String revisionOf(Rollout rollout) {
        return rollout.revision() == null ? "a revision the service does not name" : rollout.revision();
    }

    private static Instant begun(Rollout rollout) {
        if (rollout.createdAt() != null) {
            return rollout.createdAt();
        }
        return rollout.startedAt() != null ? rollout.startedAt() : rollout.updatedAt();
    }
}
