package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.GateOptions;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.option.TimeOptions;
import dev.deploystat.cli.run.CommandOutput;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Target;
import dev.deploystat.render.ChangeLines;
import dev.deploystat.render.EventLines;
import dev.deploystat.render.Format;
import dev.deploystat.render.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
        return List.of(lead, lead + " --since now --timeout 15m", lead + " -o json --quiet");
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
        Reports reports = Reports.of(call.parsed(), call.console());
        List<Target> targets = call.placed(input);
        GateOptions.checkUntil(policy, targets, call.adapters(), call.fleet());
        boolean events = call.options().format() == Format.JSONL;
        CommandOutput out = new CommandOutput(call.console().out(), true);
        EventLines eventLines = events ? new EventLines(out, call.clock()::now) : null;
        GateListener listener = events ? eventLines : changeLines(call);
        Poller poller = new Poller(call.fleet(), call.clock(), policy, listener, call.spread());
        Instant start = call.clock().now();
        Runnable lastKnown = () -> {
            call.console().note("deploystat: interrupted; the last known state:");
            Snapshot latest = poller.latest();
            Snapshot known = latest == null ? Snapshot.unseen(start, targets) : latest;
            show(call, known, eventLines);
            reports.write(known, Duration.between(start, known.at()));
        };
        try (AutoCloseable last = call.console().interrupts().onInterrupt(() -> out.end(lastKnown))) {
            Snapshot end = poller.run(targets);
            boolean first = out.end(() -> {
                reports.write(end, Duration.between(start, end.at()));
                show(call, end, eventLines);
            });
            if (!first) {
                throw new InterruptedException("the process is ending");
            }
            return Exit.of(end.outcome());
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("taking back an interrupt does no I/O", e);
        }
    }

    private static void show(Invocation call, Snapshot snapshot, EventLines events) {
        if (events != null) {
            events.summary(snapshot);
            return;
        }
        try (Output.Sheet sheet = call.output().deployments(snapshot.outcome().verdict())) {
            snapshot.observations().forEach(sheet::add);
        }
        Console.flush(call.console().out());
    }

    private static ChangeLines changeLines(Invocation call) {
        Console console = call.console();
        ParseResult parsed = call.parsed();
        String heartbeat = Option.get(parsed, "--heartbeat");
        return new ChangeLines(
                new CommandOutput(console.err(), true),
                call.options()
                        .look(console, console.errIsTerminal(), call.clock().now()),
                heartbeat == null ? HEARTBEAT : TimeOptions.span("--heartbeat", heartbeat),
                Option.has(parsed, "--quiet"));
    }
}
