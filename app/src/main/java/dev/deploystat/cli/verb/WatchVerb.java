package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.GateOptions;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.run.CommandOutput;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Target;
import dev.deploystat.render.Format;
import dev.deploystat.tui.Watch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Terminal;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A wait with a view that fills the screen, until all is over or somebody leaves; without a screen it is a wait with a log. */
public final class WatchVerb implements Verb {
    private final TargetInput input;

    public WatchVerb(TargetInput input) {
        this.input = input;
    }

    @Override
    public String summary() {
        return "Shows deployments on the whole screen until all are over; ? lists its keys, q leaves.";
    }

    @Override
    public void declare(CommandSpec spec) {
        input.declare(spec);
        GateOptions.declare(spec, false);
        WaitProgress.declare(spec);
        Reports.declare(spec);
    }

    @Override
    public List<String> examples() {
        String lead = input.lead() + " watch " + input.example();
        return List.of(lead, lead + " --since now --timeout 15m");
    }

    @Override
    public Map<String, String> exits() {
        Map<String, String> codes = new LinkedHashMap<>();
        Exit.ofGate().forEach((code, meaning) -> {
            if (code.equals(String.valueOf(Exit.TIMED_OUT))) {
                codes.put(String.valueOf(Exit.PENDING), "left while still pending");
            }
            codes.put(code, meaning);
        });
        return codes;
    }

    @Override
    public boolean decides(ParseResult parsed) {
        return true;
    }

    @Override
    public int run(Invocation call) throws InterruptedException {
        if (hasScreen(call)) {
            call.playSlowly();
        }
        // What cannot be shown is refused before the wait, not after it.
        call.output();
        Policy policy = GateOptions.policy(call.parsed(), call.clock().now(), false);
        Reports reports = Reports.of(call.parsed(), call.console(), call.notes());
        WaitPlan plan = WaitPlan.of(call, policy, call.asked(input));
        plan.check(call);
        List<Target> targets = plan.targets();
        CommandOutput out = new CommandOutput(call.console().out(), true);
        Optional<Terminal> terminal = hasScreen(call) ? terminal(call.console()) : Optional.empty();
        if (terminal.isEmpty()) {
            WaitProgress progress = WaitProgress.of(call, policy, out, false);
            Poller poller = new Poller(
                    call.fleet(), call.clock(), policy, plan.ownPolicies(), progress.listener(), call.spread());
            return new WaitEnd(call, reports, out, progress).after(poller, targets);
        }
        Snapshot unseen = Snapshot.unseen(call.clock().now(), targets);
        Console.Viewer viewer = call.console().viewer();
        try (Watch watch = new Watch(
                terminal.get(),
                call.console().out(),
                viewer::stop,
                call.fleet(),
                call.errLook(),
                policy.timeout(),
                unseen)) {
            Poller poller = new Poller(call.fleet(), call.clock(), policy, plan.ownPolicies(), watch, call.spread());
            WaitProgress progress = WaitProgress.filling(call, watch, () -> {
                watch.close();
                release(viewer, terminal.get());
                call.resized(watch.columns(), watch.rows());
            });
            return new WaitEnd(call, reports, out, progress).after(targets, watched(watch, poller, targets, unseen));
        } finally {
            release(viewer, terminal.get());
        }
    }

    private static WaitEnd.Wait watched(Watch watch, Poller poller, List<Target> targets, Snapshot unseen) {
        return new WaitEnd.Wait() {
            @Override
            public Snapshot end() throws InterruptedException {
                try {
                    watch.open();
                    Snapshot end = poller.run(targets);
                    watch.over(end);
                    return end;
                } catch (InterruptedException e) {
                    watch.rethrow();
                    if (!watch.isLeft()) {
                        throw e;
                    }
                    Snapshot known = poller.latest();
                    return known == null ? unseen : known;
                }
            }

            @Override
            public Snapshot latest() {
                return poller.latest();
            }
        };
    }

    /** Returns whether somebody watches both streams on a terminal that can redraw, and nothing but people reads them. */
    private static boolean hasScreen(Invocation call) {
        Console console = call.console();
        return console.outIsTerminal()
                && console.redraws()
                && call.options().format() != Format.JSONL
                && !call.notes().areObjects()
                && !call.options().debug();
    }

    private static void release(Console.Viewer viewer, Terminal terminal) {
        try {
            viewer.release(terminal);
        } catch (IOException e) {
            // It is gone, and with it what was to be given back.
        }
    }

    /** Opens the terminal; there is none where the keys come from somewhere else. */
    private static Optional<Terminal> terminal(Console console) {
        try {
            return Optional.of(console.viewer().open());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
