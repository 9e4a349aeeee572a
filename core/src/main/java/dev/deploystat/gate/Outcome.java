package dev.deploystat.gate;

import dev.deploystat.model.Verdict;
import java.util.Collection;
import java.util.List;

/** What a gate concludes about one target, or about all of them. */
public enum Outcome {
    /** The awaited deployment is live. */
    PASSED,
    /** It failed, was rolled back, stopped or deleted. */
    FAILED,
    /** A newer deployment took its place before it was decided. */
    SUPERSEDED,
    /** There is no such target, or the awaited deployment did not appear. */
    NOT_FOUND,
    /** The caller is not known or not allowed. */
    UNAUTHORISED,
    /** It could not be read for another reason. */
    UNREADABLE,
    /** The deadline passed while it was still undecided. */
    TIMED_OUT,
    /** Undecided so far. */
    PENDING;

    private static final List<Outcome> GRAVEST_FIRST =
            List.of(FAILED, SUPERSEDED, NOT_FOUND, UNAUTHORISED, UNREADABLE, TIMED_OUT, PENDING, PASSED);

    /** Returns the one outcome that stands for several; of none at all nothing is known, which is never a pass. */
    public static Outcome of(Collection<Outcome> outcomes) {
        return GRAVEST_FIRST.stream().filter(outcomes::contains).findFirst().orElse(NOT_FOUND);
    }

    /** Returns what the outcome is in the three words of a verdict. */
    public Verdict verdict() {
        return switch (this) {
            case PASSED -> Verdict.PASS;
            case TIMED_OUT, PENDING -> Verdict.PENDING;
            case FAILED, SUPERSEDED, NOT_FOUND, UNAUTHORISED, UNREADABLE -> Verdict.FAIL;
        };
    }

    /** Returns whether nothing that may still happen changes it. */
    public boolean isDecided() {
        return this != PENDING;
    }
}
