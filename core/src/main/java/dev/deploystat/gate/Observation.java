package dev.deploystat.gate;

import dev.deploystat.model.Flag;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.Objects;
import java.util.Set;

/**
 * What is known of one target at some moment.
 *
 * @param target the target as it was asked for
 * @param reading the last reading, under that target
 * @param outcome what the gate concludes from all readings so far
 * @param why the conclusion in a sentence, or null when the reading speaks for itself
 */
public record Observation(Target target, Reading reading, Outcome outcome, String why) {
    private static final String UNSEEN = "not seen yet";

    /** Returns what is known of a target before it was looked at. */
    static Observation unseen(Target target) {
        Rollout unknown = Rollout.builder(Status.UNKNOWN, null).build();
        return new Observation(target, Reading.of(target, unknown), Outcome.PENDING, UNSEEN);
    }

    /** Returns whether nobody has looked at it yet. */
    public boolean isUnseen() {
        return UNSEEN.equals(why) && outcome == Outcome.PENDING;
    }

    /** Returns that a target is undecided, and why; null when the reading speaks for itself. */
    static Observation pending(Reading reading, String why) {
        return new Observation(reading.target(), reading, Outcome.PENDING, why);
    }

    /** Returns that a target has failed, and why; null when the reading speaks for itself. */
    static Observation failed(Reading reading, String why) {
        return new Observation(reading.target(), reading, Outcome.FAILED, why);
    }

    /** Returns what one look says, with nothing more to come. */
    public static Observation of(Reading reading) {
        Outcome outcome = reading.found()
                .map(rollout -> Outcome.of(rollout, Set.of()))
                .orElseGet(() -> Outcome.of(reading.failed().orElseThrow()));
        return new Observation(reading.target(), reading, outcome, null);
    }

    /**
     * Returns what a look at the container of a passing deployment makes of it. Where the container could not be seen, the
     * pass stands and says so. A deployment that passes at a milestone is still under way, and so it stays.
     */
    Observation confirmed(Reading checked, Set<Flag> allowed) {
        if (checked.failed().isPresent()) {
            ReadError error = checked.failed().get();
            String gap = "whether what it belongs to is being deleted could not be read: " + error.message()
                    + (error.action() == null ? "" : " (" + error.action() + ")");
            return new Observation(target, reading, outcome, why == null ? gap : why + "; " + gap);
        }
        Outcome known = Outcome.of(checked.found().orElseThrow(), allowed);
        boolean stands = known == Outcome.PASSED
                || (known == Outcome.PENDING && Outcome.of(reading.found().orElseThrow(), allowed) == known);
        return stands ? this : new Observation(target, checked.as(target), known, null);
    }

    /** Returns whether a deployment was seen, and it failed. */
    boolean isFailure() {
        return outcome == Outcome.FAILED && reading.found().isPresent();
    }

    /** Returns whether a deployment was seen, and it was still pending at the deadline. */
    boolean isOverdue() {
        return outcome == Outcome.TIMED_OUT && reading.found().isPresent();
    }

    /**
     * Adds the reasons to a failure, or to what was pending at the deadline, or why they cannot be known. What was
     * concluded stays, also when there is something else to be seen by now.
     */
    public Observation withReasons(Reading fuller) {
        if (fuller.failed().isPresent()) {
            ReadError error = fuller.failed().get();
            Reading gap =
                    reading.map(rollout -> rollout.toBuilder().unread(error).build());
            return new Observation(target, gap, outcome, why);
        }
        Rollout known = reading.found().orElseThrow();
        Rollout explained = fuller.found()
                .filter(rollout -> Objects.equals(rollout.id(), known.id())
                        && rollout.status().verdict() == known.status().verdict())
                .orElse(null);
        if (explained == null) {
            return this;
        }
        boolean silent = outcome == Outcome.FAILED
                && why == null
                && explained.reason() == null
                && explained.problems().isEmpty();
        String said = silent ? Problem.NO_REASON : why;
        boolean isNews = outcome == Outcome.TIMED_OUT && explained.doom() != null && !said.contains(Failure.CERTAIN);
        Reading told = outcome == Outcome.TIMED_OUT ? fuller.map(OpenParts::said) : fuller;
        return new Observation(target, told.as(target), outcome, isNews ? said + "; " + Failure.CERTAIN : said);
    }
}
