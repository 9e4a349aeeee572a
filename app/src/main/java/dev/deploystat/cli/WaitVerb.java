package dev.deploystat.cli;

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
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The gate: waits until every target is decided, and passes only what is certain to have landed. */
final class WaitVerb implements Verb {
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);

    private final TargetInput input;

    WaitVerb(TargetInput input) {
        this.input = input;
    }

    @Override
    public String summary() {
        return "Waits until the deployments are decided; succeeds only if all of them landed.";
    }

    @Override
    public void declare(CommandSpec spec) {
        input.declare(spec);
        Option.value(spec, "DURATION", "When to give up. Default: 30m; 0: never.", "--timeout");
        Option.value(spec, "DURATION", "First pause between two looks. Default: 2s, growing to 30s.", "--interval");
        Option.flag(spec, "End at the first failure. The default.", "--fail-fast");
        Option.flag(spec, "Wait for all to end, also for rollbacks.", "--no-fail-fast");
        Option.value(
                spec, "REVISION", "Pass only this revision; older deployments count as not there yet.", "--revision");
        Option.value(
                spec,
                "TIME|DURATION|now",
                "Deployments that began before count as not there yet; 'now' allows 30s for the command before.",
                "--since");
        Option.value(spec, "DURATION", "How long it may take to appear. Default: 60s.", "--appear-timeout");
        Option.value(spec, "DURATION", "How long a success must hold. Default: 0s.", "--stable-for");
        Option.flag(spec, "Let a success with failed members pass.", "--allow-partial");
        Option.value(spec, "DURATION", "How often to say that it still waits. Default: 60s; 0: never.", "--heartbeat");
        Option.flag(spec, "Print the result only.", "--quiet");
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
        Policy policy = policy(call);
        List<Target> targets = call.placed(input);
        boolean events = call.options().format() == Format.JSONL;
        EventLines eventLines = events ? new EventLines(call.console().out(), call.clock()::now) : null;
        GateListener listener = events ? eventLines : changeLines(call);
        Poller poller = new Poller(
                new FleetReader(call.fleet(), call.adapters()), call.clock(), policy, listener, call.spread());
        Snapshot end;
        try (AutoCloseable last = call.console().interrupts().onInterrupt(() -> interrupted(call, poller))) {
            end = poller.run(targets);
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("taking back an interrupt does no I/O", e);
        }
        if (events) {
            eventLines.summary(end);
        } else {
            show(call.output(), end);
        }
        return Exit.of(end.outcome());
    }

    private static void show(Output output, Snapshot snapshot) {
        try (Output.Sheet sheet = output.deployments(snapshot.outcome().verdict())) {
            snapshot.observations().forEach(sheet::add);
        }
    }

    private static void interrupted(Invocation call, Poller poller) {
        call.console().note("deploystat: interrupted; the last known state:");
        Snapshot known = poller.latest();
        if (known != null) {
            show(call.output(), known);
        }
        Console.flush(call.console().out());
    }

    private static ChangeLines changeLines(Invocation call) {
        Console console = call.console();
        ParseResult parsed = call.parsed();
        String heartbeat = Option.get(parsed, "--heartbeat");
        return new ChangeLines(
                new Outlet(console.err(), true),
                call.options()
                        .look(console, console.errIsTerminal(), call.clock().now()),
                heartbeat == null ? HEARTBEAT : Times.span("--heartbeat", heartbeat),
                Option.has(parsed, "--quiet"));
    }

    private static Policy policy(Invocation call) {
        ParseResult parsed = call.parsed();
        boolean fast = Option.has(parsed, "--fail-fast");
        boolean patient = Option.has(parsed, "--no-fail-fast");
        if (fast && patient) {
            throw Refusal.usage("--fail-fast and --no-fail-fast exclude each other", "Failing fast is the default.");
        }
        Policy policy = Policy.DEFAULT
                .withFailFast(!patient)
                .withRevision(Option.get(parsed, "--revision"))
                .withAllowPartial(Option.has(parsed, "--allow-partial"));
        String timeout = Option.get(parsed, "--timeout");
        if (timeout != null) {
            Duration span = Times.span("--timeout", timeout);
            policy = policy.withTimeout(span.isZero() ? null : span);
        }
        String interval = Option.get(parsed, "--interval");
        if (interval != null) {
            Duration span = Times.span("--interval", interval);
            if (span.isZero()) {
                throw Refusal.usage("--interval cannot be 0", "AWS throttles whoever asks without pause.");
            }
            policy = policy.withInterval(span);
        }
        String since = Option.get(parsed, "--since");
        if (since != null) {
            policy = policy.withSince(Times.point("--since", since, call.clock().now()));
        }
        String appear = Option.get(parsed, "--appear-timeout");
        if (appear != null) {
            policy = policy.withAppearTimeout(Times.span("--appear-timeout", appear));
        }
        String stable = Option.get(parsed, "--stable-for");
        return stable == null ? policy : policy.withStableFor(Times.span("--stable-for", stable));
    }
}
