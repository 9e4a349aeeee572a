package dev.deploystat.model;

/** What an action of a service is called for. */
public enum Use {
    /** To read where a target's deployment stands: every command that looks at targets. */
    READ,
    /** To list the deployments of the past. */
    HISTORY,
    /** To say why. */
    EXPLAIN,
    /** To show last words, and what a revision changed. */
    DETAIL,
    /** To see, before a gate passes, whether what was deployed to is being deleted. */
    CONFIRM,
    /** To see, before a deployment, whether anything else is at work on a target. */
    IDLE,
    /** To find the targets of an account. */
    FIND
}
