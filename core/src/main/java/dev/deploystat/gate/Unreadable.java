package dev.deploystat.gate;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;

/**
 * What a look that failed proves: which errors lengthen the wait, which end it, and how often a target must be missing
 * before that is believed.
 */
final class Unreadable {
    static final String DELETED = "deleted while it was waited for";

    /** How often in a row an answer must be wrong before it is believed: replicas and proxies have bad moments. */
    private static final int BELIEVED = 2;

    private boolean isReached;
    private int missingInARow;
    private int garbledInARow;

    /** Takes note that the service answers. */
    void reached() {
        isReached = true;
    }

    /** Takes note that an answer made sense. */
    void madeSense() {
        garbledInARow = 0;
    }

    /** Takes note that what was awaited is there. */
    void there() {
        missingInARow = 0;
    }

    /** Takes note that an answer made sense, whatever it shows. */
    void readWell() {
        madeSense();
        there();
    }

    /** Takes note that what was awaited is missing, and returns whether that is believed. */
    boolean isMissing() {
        missingInARow++;
        return isGone();
    }

    /** Returns whether what was awaited was missing for so many looks that it is believed. */
    boolean isGone() {
        return missingInARow >= BELIEVED;
    }

    /** Returns what a failed call comes to: pending, one of the outcomes of what cannot be read, or not found. */
    Outcome outcome(ReadError error) {
        isReached |= error.kind() != ErrorKind.UNREACHABLE;
        garbledInARow = error.kind() == ErrorKind.SERVICE ? garbledInARow + 1 : 0;
        return switch (error.kind()) {
            case THROTTLED, UNAVAILABLE -> Outcome.PENDING;
            case UNREACHABLE -> isReached ? Outcome.PENDING : Outcome.UNREADABLE;
            case SERVICE -> garbledInARow < BELIEVED ? Outcome.PENDING : Outcome.UNREADABLE;
            case RETIRED, INVALID -> Outcome.UNREADABLE;
            case CREDENTIALS, DENIED -> Outcome.UNAUTHORISED;
            case NOT_FOUND -> Outcome.NOT_FOUND;
        };
    }
}
