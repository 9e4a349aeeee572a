package dev.deploystat.model;

/** A fact beside the status that a reader has to know. */
public enum Flag {
    /** A person or another system must act before it goes on: an approval, a reroute, an unexecuted change set. */
    NEEDS_ACTION("needsAction"),
    /** A newer deployment of the same target took its place. */
    SUPERSEDED("superseded"),
    /** The service calls it a success although some members failed. */
    PARTIAL("partial"),
    /**
     * The service calls it a success before its work is over. In progress, it will be seen to end; succeeded, nothing
     * that the service reports later shows that end.
     */
    EARLY("early"),
    /** It goes on for members to come and never ends by itself; it is enough that all there are have succeeded. */
    CONTINUOUS("continuous"),
    /** Somebody stops it; it is still in progress. */
    STOPPING("stopping"),
    /** It failed, and the service may take it up again under the same id. */
    RETRYABLE("retryable"),
    /** Finished, yet what is live reports ill health. */
    UNHEALTHY("unhealthy"),
    /** The service itself says that this answer may lag. */
    STALE("stale"),
    /** The service has ended or is ending. */
    RETIRED("retired");

    private final String word;

    Flag(String word) {
        this.word = word;
    }

    /** Returns the word used in output. */
    public String word() {
        return word;
    }
}
