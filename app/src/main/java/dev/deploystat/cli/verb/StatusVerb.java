package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Poller;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Target;
import dev.deploystat.render.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One look at each target's current deployment. */
public final class StatusVerb implements Verb {
    private final TargetInput input;

    public StatusVerb(TargetInput input) {
        this.input = input;
    }

    @Override
    public String summary() {
        return "Takes one look at each target's current deployment.";
    }

    @Override
    public void declare(CommandSpec spec) {
        input.declare(spec);
        Option.flag(spec, "Let the exit code say what became of the deployments.", "--exit-status");
    }

    @Override
    public List<String> examples() {
        String lead = input.lead() + " status " + input.example();
        return List.of(lead, lead + " -o json", lead + " --exit-status || echo 'not there yet'");
    }

    @Override
    public Map<String, String> exits() {
        Map<String, String> codes = new LinkedHashMap<>(Exit.ofLook());
        codes.put("1, 6, 8", "with --exit-status: failed, superseded, pending");
        return codes;
    }

    @Override
    public boolean decides(ParseResult parsed) {
        return Option.has(parsed, "--exit-status");
    }

    @Override
    public int run(Invocation call) {
        Output output = call.output();
        List<Target> targets = call.placed(input);
        Snapshot snapshot = Poller.look(call.fleet(), call.clock(), targets);
        call.rememberNamed(snapshot.observations());
        try (Output.Sheet sheet = output.deployments(snapshot.outcome().verdict())) {
            snapshot.observations().forEach(sheet::add);
        }
        if (decides(call.parsed())) {
            EndNotes.ofVerdict(call, snapshot);
        } else {
            EndNotes.ofUnread(call.notes(), snapshot.observations());
        }
        EndNotes.leadToReasons(call, snapshot);
        return decides(call.parsed()) ? Exit.of(snapshot.outcome()) : Exit.ofReading(snapshot.observations());
    }
}
