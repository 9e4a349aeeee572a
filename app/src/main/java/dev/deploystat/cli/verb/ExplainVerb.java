package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Target;
import dev.deploystat.render.Output;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Why a deployment is where it is: root cause first, then timeline and parts. */
public final class ExplainVerb implements Verb {
    private final TargetInput input;

    public ExplainVerb(TargetInput input) {
        this.input = input;
    }

    @Override
    public String summary() {
        return "Explains a deployment: root cause first, then its timeline and parts.";
    }

    @Override
    public void declare(CommandSpec spec) {
        input.declare(spec);
    }

    @Override
    public List<String> examples() {
        String lead = input.lead() + " explain " + input.example();
        return List.of(lead, lead + " -o json --query 'deployments[].problems'");
    }

    @Override
    public Map<String, String> exits() {
        return Exit.ofLook();
    }

    @Override
    public int run(Invocation call) {
        Output output = call.output();
        List<Target> targets = call.placed(input);
        List<Observation> explained = targets.stream()
                .map(target -> Observation.of(call.fleet().explain(target)))
                .toList();
        output.explanation(new Snapshot(call.clock().now(), explained));
        EndNotes.ofUnread(call.notes(), explained);
        return Exit.ofReading(explained);
    }
}
