package dev.deploystat.cli;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.Fleet;
import dev.deploystat.gate.Clock;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.render.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import picocli.CommandLine.ParseResult;

/** One run of one command: what was asked, and what it takes to answer. */
final class Invocation implements AutoCloseable {

    private final ParseResult parsed;
    private final Console console;
    private final Adapters adapters;
    private final GlobalOptions options;
    private final Playback playback;
    private Reach reach;

    Invocation(ParseResult parsed, Console console, Adapters adapters, Playback playback) {
        this.parsed = parsed;
        this.console = console;
        this.adapters = adapters;
        this.playback = playback;
        options = GlobalOptions.of(parsed, console);
    }

    ParseResult parsed() {
        return parsed;
    }

    Console console() {
        return console;
    }

    Adapters adapters() {
        return adapters;
    }

    GlobalOptions options() {
        return options;
    }

    /** Returns the reader of the target grammar. */
    Targets targets() {
        return new Targets(adapters);
    }

    /** Returns the targets of the command at every profile and region that was named for them. */
    List<Target> placed(TargetInput input) {
        List<Target> placed = new ArrayList<>();
        for (Target target : input.targets(this)) {
            for (String profile : options.profiles()) {
                for (String region : options.regions()) {
                    Target there = target.at(
                            target.profile() == null ? profile : null, target.region() == null ? region : null);
                    placed.add(fleet().place(there));
                }
            }
        }
        return placed.stream().distinct().toList();
    }

    Fleet fleet() {
        return reach().fleet();
    }

    Clock clock() {
        return reach().clock();
    }

    /** Returns what spreads the looks of many processes over time. */
    DoubleSupplier spread() {
        return reach().spread();
    }

    /** Returns a writer of results as of now; refuses what cannot be shown, so that it may be asked for early. */
    Output output() {
        return new Output(console.out(), options.style(console, clock().now()));
    }

    private Reach reach() {
        if (reach == null) {
            reach = playback != null ? Reach.of(playback, options, adapters) : Reach.open(options, console, adapters);
        }
        return reach;
    }

    @Override
    public void close() {
        if (reach != null) {
            reach.close();
        }
    }
}
