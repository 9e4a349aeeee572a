package dev.deploystat.gate;

import dev.deploystat.model.Flag;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What a gate concludes about one target, or about all of them. */
public enum Outcome {
    /** The awaited deployment is live. */
    PASSED,
    /** It failed, was rolled back, stopped or deleted. */
    FAILED,
    /** A newer deployment took its place before it was decided. */
    SUPERSEDED,
    /** There is no such target, or nothing is deployed there. */
    NOT_FOUND,
    /** The target is there, but the awaited deployment did not appear. */
    NOT_SEEN,
    /** The caller is not known or not allowed. */
    UNAUTHORISED,
    /** It could not be read for another reason. */
    UNREADABLE,
    /** The deadline passed while it was still undecided. */
    TIMED_OUT,
    /** Undecided so far. */
    PENDING;

    private static final List<Outcome> GRAVEST_FIRST =
            List.of(FAILED, SUPERSEDED, NOT_FOUND, NOT_SEEN, UNAUTHORISED, UNREADABLE, TIMED_OUT, PENDING, PASSED);

    /** Returns the one outcome that stands for several; of none at all nothing is known, which is never a pass. */
    public static Outcome of(Collection<Outcome> outcomes) {
        return GRAVEST_FIRST.stream().filter(outcomes::contains).findFirst().orElse(NOT_FOUND);
    }

    /** Returns what one look at a deployment says, with nothing more to come. */
    public static Outcome of(Rollout rollout, Set<Flag> allowed) {
        return switch (rollout.verdict(allowed)) {
            case PASS -> PASSED;
            case PENDING -> PENDING;
            case FAIL ->
                rollout.status() == Status.STOPPED && rollout.flags().contains(Flag.SUPERSEDED) ? SUPERSEDED : FAILED;
        };
    }

    /** Returns what a target that could not be read comes to when nobody tries again. */
    public static Outcome of(ReadError error) {
        return switch (error.kind()) {
            case NOT_FOUND -> NOT_FOUND;
            case CREDENTIALS, DENIED -> UNAUTHORISED;
            case THROTTLED, UNAVAILABLE, UNREACHABLE, RETIRED, INVALID, SERVICE -> UNREADABLE;
        };
    }

    /** Returns what the outcome is in the three words of a verdict. */
    public Verdict verdict() {
        return switch (this) {
            case PASSED -> Verdict.PASS;
            case TIMED_OUT, PENDING -> Verdict.PENDING;
            case FAILED, SUPERSEDED, NOT_FOUND, NOT_SEEN, UNAUTHORISED, UNREADABLE -> Verdict.FAIL;
        };
    }

    /** Returns whether it says that a target could not be read, as opposed to what became of it. */
    public boolean isUnread() {
        return this == NOT_FOUND || this == NOT_SEEN || this == UNAUTHORISED || this == UNREADABLE;
    }

    /** Returns whether nothing that may still happen changes it. */
    public boolean isDecided() {
        return this != PENDING;
    }
}
