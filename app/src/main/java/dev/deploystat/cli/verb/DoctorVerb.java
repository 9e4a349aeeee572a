package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.render.Check;
import dev.deploystat.render.Display;
import dev.deploystat.render.Format;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** Looks at all that a run rests on, and says how to mend what is wrong. */
public final class DoctorVerb implements Verb {
    private final Supplier<Map<String, Object>> program;

    /** Creates the command; {@code program} says by name what this program is and runs on. */
    public DoctorVerb(Supplier<Map<String, Object>> program) {
        this.program = program;
    }

    @Override
    public String summary() {
        return "Checks Java, files, region, credentials, clock, network and permissions, and says how to mend each.";
    }

    @Override
    public void declare(CommandSpec spec) {
        Option.value(
                spec,
                "SERVICE[,SERVICE]",
                "Check the permissions for these services. Default: all but those that AWS has ended.",
                "--service");
    }

    @Override
    public Set<OptionGroup> groups() {
        return EnumSet.of(OptionGroup.OUTPUT, OptionGroup.COLOR, OptionGroup.AWS);
    }

    @Override
    public List<String> examples() {
        return List.of("deploystat doctor", "deploystat doctor --service ecs,codedeploy --profile ci -o json");
    }

    @Override
    public Map<String, String> exits() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "all is well");
        codes.put("2", "bad option, or a bad setting");
        codes.put("4", "not authenticated, or a permission is missing");
        codes.put("5", "AWS cannot be reached");
        return codes;
    }

    @Override
    public int run(Invocation call) throws InterruptedException {
        List<ServiceInfo> services = ScanVerb.services(call);
        Checkup checkup = new Checkup(call, program.get());
        checkup.run(services);
        boolean forPeople = !call.options().hasQuery()
                && (call.options().format() == Format.TABLE || call.options().format() == Format.WIDE);
        if (forPeople) {
            Display look = call.options()
                    .look(
                            call.console(),
                            call.console().outIsTerminal(),
                            call.clock().now());
            Check.write(checkup.checks(), call.console().out(), look);
        } else {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("well", checkup.exit() == Exit.OK);
            document.put("checks", checkup.checks().stream().map(Check::data).toList());
            call.output().data(document);
        }
        return checkup.exit();
    }
}
