package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.GateOptions;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.option.TimeOptions;
import dev.deploystat.cli.run.CommandOutput;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.cli.run.Notes;
import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Target;
import dev.deploystat.render.ChangeLines;
import dev.deploystat.render.EventLines;
import dev.deploystat.render.Format;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The gate: waits until every target is decided, and passes only what is certain to have landed. */
public final class WaitVerb implements Verb {
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);

    private final TargetInput input;

    public WaitVerb(TargetInput input) {
        this.input = input;
    }

    @Override
    public String summary() {
        return "Waits until the deployments are decided; succeeds only if all of them landed.";
    }

    @Override
    public void declare(CommandSpec spec) {
        input.declare(spec);
        GateOptions.declare(spec);
        Option.value(spec, "DURATION", "How often to say that it still waits. Default: 60s; 0: never.", "--heartbeat");
        Option.flag(spec, "Print the result only.", "--quiet");
        Reports.declare(spec);
    }

    @Override
    public List<String> examples() {
        String lead = input.lead() + " wait " + input.example();
        return List.of(lead + " --since now --timeout 15m", lead + " --since now -o json --quiet");
    }

    @Override
    public Map<String, String> exits() {
        return Exit.ofGate();
    }

    @Override
    public boolean decides(ParseResult parsed) {
        return true;
    }

    @Override
    public int run(Invocation call) throws InterruptedException {
        // What cannot be shown is refused before the wait, not after it.
        call.output();
        Policy policy = GateOptions.policy(call.parsed(), call.clock().now());
        Reports reports = Reports.of(call.parsed(), call.console(), call.notes());
        WaitPlan plan = WaitPlan.of(call, policy, call.asked(input));
        plan.check(call);
        boolean events = call.options().format() == Format.JSONL;
        CommandOutput out = new CommandOutput(call.console().out(), true);
        EventLines eventLines = events ? new EventLines(out, call.clock()::now) : null;
        boolean quiet = Option.has(call.parsed(), "--quiet");
        GateListener listener = events ? eventLines : quiet ? new Silence() : changeLines(call);
        Poller poller = new Poller(call.fleet(), call.clock(), policy, plan.ownPolicies(), listener, call.spread());
        return new WaitEnd(call, reports, out, eventLines, lastLines(events, quiet)).after(poller, plan.targets());
    }

    /** With {@code --quiet} a pass says nothing but the result; a log has reported what was read. */
    private static BiConsumer<Notes, Snapshot> lastLines(boolean events, boolean quiet) {
        if (quiet) {
            return (notes, end) -> {
                if (end.outcome() != Outcome.PASSED) {
                    EndNotes.ofVerdict(notes, end);
                }
            };
        }
        return events ? EndNotes::ofVerdict : EndNotes::ofLogged;
    }

    private static ChangeLines changeLines(Invocation call) {
        Console console = call.console();
        ParseResult parsed = call.parsed();
        String heartbeat = Option.get(parsed, "--heartbeat");
        CommandOutput log = new CommandOutput(console.err(), true);
        Duration silence = heartbeat == null ? HEARTBEAT : TimeOptions.span("--heartbeat", heartbeat);
        return call.notes().areObjects()
                ? ChangeLines.objects(log, silence)
                : new ChangeLines(
                        log,
                        call.options()
                                .look(
                                        console,
                                        console.errIsTerminal(),
                                        call.clock().now()),
                        silence);
    }

    /** Listens for a wait of which nobody wants to hear before its end. */
    private static final class Silence implements GateListener {
        @Override
        public void observed(Observation seen) {}

        @Override
        public void changed(Observation before, Observation seen) {}

        @Override
        public void delayed(Target target, ReadError error) {}

        @Override
        public void looked(Snapshot snapshot) {}

        @Override
        public void decided(Observation seen) {}
    }
}
