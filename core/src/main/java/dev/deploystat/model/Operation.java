package dev.deploystat.model;

/** What a deployment does to its target, as far as a gate or a reader has to know. The service's own word stands beside it. */
public enum Operation {
    /** Brings a target into being. */
    CREATE,
    /** Brings a target to another revision or configuration. */
    UPDATE,
    /** Takes a target away. */
    DELETE,
    /** Brings an earlier revision back. */
    ROLLBACK,
    /** Takes existing resources into a target's care. */
    IMPORT,
    /** Takes away what was deployed and leaves the target. */
    RESET,
    /** Anything else, such as a command or a maintenance by the service. */
    OTHER
}
