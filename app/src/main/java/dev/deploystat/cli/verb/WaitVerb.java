package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.GateOptions;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.run.CommandOutput;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The gate: waits until every target is decided, and passes only what is certain to have landed. */
public final class WaitVerb implements Verb {
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
        GateOptions.declare(spec, true);
        WaitProgress.declare(spec);
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
        Policy policy = GateOptions.policy(call.parsed(), call.clock().now(), true);
        Reports reports = Reports.of(call.parsed(), call.console(), call.notes());
        WaitPlan plan = WaitPlan.of(call, policy, call.asked(input));
        plan.check(call);
        CommandOutput out = new CommandOutput(call.console().out(), true);
        WaitProgress progress = WaitProgress.of(call, policy, out, Option.has(call.parsed(), "--quiet"));
        Poller poller =
                new Poller(call.fleet(), call.clock(), policy, plan.ownPolicies(), progress.listener(), call.spread());
        return new WaitEnd(call, reports, out, progress).after(poller, plan.targets());
    }
}
