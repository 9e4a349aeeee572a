package dev.deploystat.cli.verb;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.Fleet;
import dev.deploystat.cli.complete.TargetHistory;
import dev.deploystat.cli.option.GlobalOptions;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Notes;
import dev.deploystat.cli.run.Pager;
import dev.deploystat.gate.Observation;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.render.Output;
import dev.deploystat.time.Clock;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import picocli.CommandLine.ParseResult;

/** One run of one command: what was asked, and what it takes to answer. */
public final class Invocation implements AutoCloseable {

    private final ParseResult parsed;
    private final Console console;
    private final Notes notes;
    private final Adapters adapters;
    private final GlobalOptions options;
    private final Playback playback;
    private final WarmAccess warm;
    private final Set<Target> named = new LinkedHashSet<>();
    private final Set<Target> met = new LinkedHashSet<>();
    private AwsAccess access;

    /**
     * Starts a run.
     *
     * @param playback the record that answers instead of AWS, or null
     * @param warm what keeps the way to AWS open when the run is over, or null
     */
    public Invocation(
            ParseResult parsed, Console console, Notes notes, Adapters adapters, Playback playback, WarmAccess warm) {
        this.parsed = parsed;
        this.console = console;
        this.notes = notes;
        this.adapters = adapters;
        this.playback = playback;
        this.warm = warm;
        options = GlobalOptions.of(parsed, console);
    }

    public ParseResult parsed() {
        return parsed;
    }

    public Console console() {
        return console;
    }

    /** Returns what takes notes and errors. */
    public Notes notes() {
        return notes;
    }

    public Adapters adapters() {
        return adapters;
    }

    public GlobalOptions options() {
        return options;
    }

    /** Returns the reader of the target grammar. */
    public Targets targets() {
        return new Targets(adapters);
    }

    /** Returns the targets of the command at every profile and region that was named for them. */
    public List<Target> placed(TargetInput input) {
        List<Target> placed = new ArrayList<>();
        for (Target target : input.targets(parsed, console, targets())) {
            for (String profile : options.profiles()) {
                for (String region : options.regions()) {
                    Target there = target.at(
                            target.profile() == null ? profile : null, target.region() == null ? region : null);
                    placed.add(access().place(there));
                }
            }
        }
        return placed.stream().distinct().toList();
    }

    /** Returns a target with its region and profile filled in. */
    public Target place(Target target) {
        return access().place(target);
    }

    /** Returns the region that is set for a profile, null for the one of the session. */
    public Optional<String> region(String profile) {
        return access().region(profile);
    }

    public Fleet fleet() {
        return access().fleet();
    }

    public Clock clock() {
        return access().clock();
    }

    /** Returns what spreads the looks of many processes over time. */
    public DoubleSupplier spread() {
        return access().spread();
    }

    /** Returns a writer of results as of now; refuses what cannot be shown, so that it may be asked for early. */
    public Output output() {
        return output(console.out());
    }

    /** Returns a writer of results as of now that go somewhere else first. */
    public Output output(Writer out) {
        return new Output(out, options.style(console, clock().now()));
    }

    /** Returns what shows a long result page by page, where it is asked for and somebody reads it; a replay goes on by itself. */
    public Optional<Pager> pager() {
        return options.pages() && playback == null ? Pager.of(console) : Optional.empty();
    }

    /** Takes down the targets that were named and could be read, for whoever names one next. */
    void note(List<Observation> seen) {
        for (Observation each : seen) {
            if (each.reading().found().isPresent()) {
                named.add(each.target());
            }
        }
    }

    void note(Target target) {
        named.add(target);
    }

    /** Takes down a target that was found without being named. */
    void noteMet(Target target) {
        met.add(target);
    }

    /** Keeps the targets that were read for completion, once the result is out; a record's are nobody's. */
    public void remember() {
        boolean isReal = playback == null && options.replay() == null;
        if (isReal && !(named.isEmpty() && met.isEmpty())) {
            Optional<TargetHistory> history = TargetHistory.toKeep(console.environment());
            if (history.isPresent()) {
                history.get().add(named, met);
            }
        }
    }

    private AwsAccess access() {
        if (access == null) {
            access = playback != null
                    ? AwsAccess.of(playback, options, adapters)
                    : warm != null
                            ? warm.open(options, console, notes, adapters)
                            : AwsAccess.open(options, console, notes, adapters);
        }
        return access;
    }

    @Override
    public void close() {
        if (access != null && warm != null) {
            warm.release(access);
        } else if (access != null) {
            access.close();
        }
    }
}
