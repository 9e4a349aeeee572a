package dev.deploystat.cli.verb;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.cli.option.GlobalOptions;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Notes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The ways to AWS that stay open between the commands of one process, with their credentials and connections. */
public final class WarmAccess implements AutoCloseable {
    /** What a way remembers of targets grows, and is not to outlive what it was learnt from. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Map<Asked, Way> ways = new HashMap<>();

    /** What the commands that share a way agree on. */
    private record Asked(AwsOptions aws, boolean raw, boolean secrets) {}

    private record Way(AwsAccess access, Instant since) {}

    /**
     * Returns the way that options ask for; it is opened where none is open.
     *
     * @param pace how much faster than life a record plays, 0 for at once
     */
    synchronized AwsAccess open(GlobalOptions options, Console console, Notes notes, Adapters adapters, int pace) {
        boolean isOwn = options.record() != null || options.replay() != null || options.debug();
        if (isOwn) {
            return AwsAccess.open(options, console, notes, adapters, pace);
        }
        Asked asked = new Asked(options.aws(), options.raw(), options.showsCustomJson());
        Instant now = console.clock().now();
        Way known = ways.get(asked);
        if (known != null && known.since().plus(LONGEST).isBefore(now)) {
            ways.remove(asked).access().close();
            known = null;
        }
        if (known == null) {
            known = new Way(AwsAccess.open(options, console, notes, adapters, 0), now);
            ways.put(asked, known);
        }
        return known.access();
    }

    /** Ends a command's use of a way: one that no other command can share is closed. */
    synchronized void release(AwsAccess access) {
        if (ways.values().stream().noneMatch(way -> way.access() == access)) {
            access.close();
        }
    }

    @Override
    public synchronized void close() {
        ways.values().forEach(way -> way.access().close());
        ways.clear();
    }
}
