package dev.deploystat.cli.verb;

import dev.deploystat.aws.Depth;
import dev.deploystat.cli.option.GlobalOptions;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.cli.run.Pager;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Poller;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Target;
import dev.deploystat.render.ExplanationPage;
import dev.deploystat.render.Output;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Why a deployment is where it is: the root cause first, then what to do next, then timeline and failed parts. */
public final class ExplainVerb implements Verb {
    private static final String ALL = "--all";
    private static final String LOGS = "--logs";
    private static final String DIFF = "--diff";
    private static final int LOG_LINES = 10;
    private static final int MOST_LOG_LINES = 1000;

    private final TargetInput input;

    public ExplainVerb(TargetInput input) {
        this.input = input;
    }

    @Override
    public String summary() {
        return "Explains a deployment: the root cause, what to do next, what happened and which parts failed.";
    }

    @Override
    public void declare(CommandSpec spec) {
        input.declare(spec);
        Option.flag(spec, "Show all that is known: details, every part and every event.", ALL);
        Option.value(
                spec,
                "N",
                "How many of the last lines of what died are read, where its log is known (default: " + LOG_LINES
                        + ", 0 = none).",
                LOGS);
        Option.flag(spec, "Show what differs between the revision and the one before it.", DIFF);
        GlobalOptions.declarePager(spec);
    }

    @Override
    public List<String> examples() {
        String lead = input.lead() + " explain " + input.example();
        return List.of(lead, lead + " --all", lead + " --diff", lead + " -o json --query 'deployments[].problems'");
    }

    @Override
    public Map<String, String> exits() {
        return Exit.ofLook();
    }

    @Override
    public int run(Invocation call) {
        boolean compared = Option.has(call.parsed(), DIFF);
        Depth depth = new Depth(Option.number(call.parsed(), LOGS, LOG_LINES, 0, MOST_LOG_LINES), compared);
        Optional<Pager> pager = call.pager();
        Output output = pager.map(each -> call.output(each.in())).orElseGet(call::output);
        List<Target> targets = call.placed(input);
        List<Observation> explained = Poller.confirmed(
                call.fleet(),
                targets.stream()
                        .map(target -> call.fleet().explain(target, depth))
                        .toList());
        call.rememberNamed(explained);
        output.explanation(
                new Snapshot(call.clock().now(), explained),
                new ExplanationPage.Extent(
                        Option.has(call.parsed(), ALL), Option.get(call.parsed(), LOGS) != null, compared));
        pager.ifPresent(Pager::show);
        EndNotes.ofUnread(call.notes(), explained);
        return Exit.ofReading(explained);
    }
}
