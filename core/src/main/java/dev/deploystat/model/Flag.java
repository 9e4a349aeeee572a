package dev.deploystat.model;

/** A fact beside the status that a reader has to know. */
public enum Flag {
    /** A person or another system must act before it goes on: an approval, a reroute, an unexecuted change set. */
    NEEDS_ACTION("needsAction"),
    /** A newer deployment of the same target took its place. */
    SUPERSEDED("superseded"),
    /** The service calls it a success although some members failed. */
    PARTIAL("partial"),
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
