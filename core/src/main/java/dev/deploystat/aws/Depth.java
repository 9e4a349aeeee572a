package dev.deploystat.aws;

/**
 * What an explanation is to hold beyond the reasons; each takes further calls.
 *
 * @param logLines how many of the last lines of what died are read; 0 for none
 * @param changes whether the revision is compared with the one before it
 */
public record Depth(int logLines, boolean changes) {
    /** The reasons alone, as a wait asks for them. */
    static final Depth REASONS = new Depth(0, false);
}
