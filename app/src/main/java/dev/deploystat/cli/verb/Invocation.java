package dev.deploystat.cli.verb;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.AwsSession;
import dev.deploystat.aws.Fleet;
import dev.deploystat.cli.complete.TargetHistory;
import dev.deploystat.cli.config.Configured;
import dev.deploystat.cli.option.Asked;
import dev.deploystat.cli.option.Configuration;
import dev.deploystat.cli.option.GlobalOptions;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.option.Terms;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Notes;
import dev.deploystat.cli.run.Pager;
import dev.deploystat.gate.Observation;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.render.Display;
import dev.deploystat.render.Format;
import dev.deploystat.render.Output;
import dev.deploystat.time.Clock;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import picocli.CommandLine.ParseResult;

/** One run of one command: what was asked, and what it takes to answer. */
public final class Invocation implements AutoCloseable {

    private static final String NO_FILE = "/dev/null";

    private final ParseResult parsed;
    private volatile Console console;
    private final Notes notes;
    private final Adapters adapters;
    private final GlobalOptions options;
    private final Playback playback;
    private final Configured configuration;
    private final WarmAccess warm;
    private final Map<Target, String> nicknames = new LinkedHashMap<>();
    private final Set<Target> namedTargets = new LinkedHashSet<>();
    private final Set<Target> foundTargets = new LinkedHashSet<>();
    private AwsAccess access;
    private int pace;

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
        this.adapters = adapters;
        this.playback = playback;
        boolean isDemo = playback != null;
        String file = isDemo ? NO_FILE : Option.get(parsed, GlobalOptions.CONFIG);
        configuration = new Configured(file, console, new Targets(adapters));
        this.warm = warm;
        options = GlobalOptions.of(parsed, console, configuration);
        boolean isForProgram = options.format() == Format.JSON || options.format() == Format.JSONL;
        this.notes = isForProgram ? notes.asObjects() : notes;
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

    /** Returns the user's file of names and defaults. */
    public Configuration configuration() {
        return configuration;
    }

    /** Returns the reader of the target grammar. */
    public Targets targets() {
        return new Targets(adapters);
    }

    /** Returns the targets of the command at every profile and region that was named for them. */
    public List<Target> placed(TargetInput input) {
        return asked(input).stream().map(Asked::target).distinct().toList();
    }

    /** Returns the same with what the configuration file says of each. */
    public List<Asked> asked(TargetInput input) {
        return placed(input.targets(parsed, console, targets(), configuration));
    }

    /** Returns the targets of a name of the configuration file, at every profile and region that was named for them. */
    public List<Asked> named(String name) {
        return placed(configuration.named(name));
    }

    private List<Asked> placed(List<Asked> found) {
        List<Asked> placed = new ArrayList<>();
        for (Asked asked : found) {
            Target target = asked.target();
            for (String profile : profiles(asked)) {
                for (String region : regions(asked.terms())) {
                    Target there = target.at(
                            target.profile() == null ? profile : null, target.region() == null ? region : null);
                    Target placedThere = access().place(there);
                    Terms terms = asked.terms();
                    Target assuming = terms == null ? placedThere : placedThere.assuming(terms.role());
                    if (assuming.role() != null) {
                        nicknames.put(assuming, terms.name());
                    }
                    placed.add(new Asked(assuming, terms));
                }
            }
        }
        return placed;
    }

    /** A profile that the file names has to be there; options come before it. */
    private List<String> profiles(Asked asked) {
        Terms terms = asked.terms();
        boolean isOfFile =
                terms != null && terms.profile() != null && options.profiles().get(0) == null;
        if (!isOfFile || asked.target().profile() != null) {
            return options.profiles();
        }
        access().absence(terms.profile()).ifPresent(why -> {
            throw Refusal.file(terms.at() + ": " + why, "'aws configure list-profiles' lists those there are.");
        });
        return List.of(terms.profile());
    }

    private List<String> regions(Terms terms) {
        boolean isOfFile =
                terms != null && !terms.regions().isEmpty() && options.regions().get(0) == null;
        return isOfFile ? terms.regions() : options.regions();
    }

    /** Returns a target with its region and profile filled in. */
    public Target place(Target target) {
        return access().place(target);
    }

    /**
     * Returns what to type for a target that was asked for, or null where there is nothing: only the configuration file says
     * which role is assumed for one, so that it goes by its name there.
     */
    String typed(Target target) {
        return target.role() == null ? target.toString() : nicknames.get(target);
    }

    /** Returns a command that explains what was asked for, by what is typed for each. */
    String explaining(List<String> typed) {
        List<String> words = new ArrayList<>(typed);
        if (typed.stream().anyMatch(nicknames::containsValue)) {
            for (String option : List.of(GlobalOptions.CONFIG, "--profile", "--region")) {
                String value = Option.get(parsed, option);
                if (value != null) {
                    words.addAll(List.of(option, value));
                }
            }
        }
        return "deploystat explain " + ShellCommand.line(words.toArray(String[]::new));
    }

    /** Returns what knows the settings and credentials of the run. */
    public AwsSession session() {
        return access().session();
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

    /** Writes from now on for a terminal of this size. */
    void resized(int columns, int rows) {
        console = console.withSize(columns, rows);
    }

    /** Returns how standard error looks as of now. */
    public Display errLook() {
        return options.look(console, console.errIsTerminal(), clock().now());
    }

    /** Returns what shows a long result page by page, where it is asked for and somebody reads it; a replay goes on by itself. */
    public Optional<Pager> pager() {
        return options.pages() && playback == null
                ? Pager.of(console, () -> access().pager(options.profiles().get(0)))
                : Optional.empty();
    }

    /** Has a record that is replayed take time, for somebody who watches it; to be said before anything is read. */
    public void playSlowly() {
        if (access != null) {
            throw new IllegalStateException("the record plays already");
        }
        pace = DemoVerb.PACE_TO_WATCH;
    }

    /** Remembers the targets that were named and could be read, to offer them for completion. */
    void rememberNamed(List<Observation> seen) {
        for (Observation each : seen) {
            if (each.reading().found().isPresent()) {
                namedTargets.add(each.target());
            }
        }
    }

    void rememberNamed(Target target) {
        namedTargets.add(target);
    }

    /** Remembers a target that was found without being named. */
    void rememberFound(Target target) {
        foundTargets.add(target);
    }

    /** Writes down what is remembered, once the result is out; the targets of a record are nobody's. */
    public void writeHistory() {
        boolean isReal = playback == null && options.replay() == null;
        if (isReal && !(namedTargets.isEmpty() && foundTargets.isEmpty())) {
            Optional<TargetHistory> history = TargetHistory.toKeep(console.environment());
            if (history.isPresent()) {
                history.get().add(namedTargets, foundTargets);
            }
        }
    }

    private AwsAccess access() {
        if (access == null) {
            access = playback != null
                    ? AwsAccess.of(playback, options, adapters)
                    : warm != null
                            ? warm.open(options, console, notes, adapters, pace)
                            : AwsAccess.open(options, console, notes, adapters, pace);
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
