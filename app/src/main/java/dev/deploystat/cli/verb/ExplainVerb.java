package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.cli.run.Pager;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Target;
import dev.deploystat.render.Output;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Why a deployment is where it is: the root cause first, then what to do next, then timeline and failed parts. */
public final class ExplainVerb implements Verb {
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
        Option.flag(spec, "Show all that is known: details, every part and every event.", "--all");
    }

    @Override
    public List<String> examples() {
        String lead = input.lead() + " explain " + input.example();
        return List.of(lead, lead + " --all", lead + " -o json --query 'deployments[].problems'");
    }

    @Override
    public Map<String, String> exits() {
        return Exit.ofLook();
    }

    @Override
    public int run(Invocation call) {
        Optional<Pager> pager = call.pager();
        Output output = pager.map(each -> call.output(each.in())).orElseGet(call::output);
        List<Target> targets = call.placed(input);
        List<Observation> explained = targets.stream()
                .map(target -> Observation.of(call.fleet().explain(target)))
                .toList();
        call.note(explained);
        output.explanation(new Snapshot(call.clock().now(), explained), Option.has(call.parsed(), "--all"));
        pager.ifPresent(Pager::show);
        EndNotes.ofUnread(call.notes(), explained);
        return Exit.ofReading(explained);
    }
}
