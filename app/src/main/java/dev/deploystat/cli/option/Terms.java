package dev.deploystat.cli.option;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the configuration file says of a named target. Options of the command line come before all of it.
 *
 * @param name the name
 * @param at where the file says it, as {@code FILE:LINE:COLUMN}
 * @param profile the profile to read it with, or null
 * @param regions the regions it lies in; empty where others say
 * @param role the ARN of the role to assume for it, or null
 * @param revision finds out the revision it must bring, or null for any
 * @param until how far its deployment must have come, or null
 * @param timeout when to give it up; zero for never, null where others say
 */
public record Terms(
        String name,
        String at,
        String profile,
        List<String> regions,
        String role,
        Supplier<String> revision,
        String until,
        Duration timeout) {

    /** Returns whether they ask something of a gate. */
    public boolean ofGate() {
        return revision != null || until != null || timeout != null;
    }
}
