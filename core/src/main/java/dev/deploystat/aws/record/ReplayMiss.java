package dev.deploystat.aws.record;

/** Thrown when a replayed file holds no answer to a request. */
public final class ReplayMiss extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayMiss(String message) {
        super(message);
    }
}
