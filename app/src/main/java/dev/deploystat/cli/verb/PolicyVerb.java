package dev.deploystat.cli.verb;

import dev.deploystat.aws.EnabledRegions;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Use;
import dev.deploystat.render.Display;
import dev.deploystat.render.Format;
import dev.deploystat.render.Output;
import dev.deploystat.render.Style;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints the least an IAM policy must allow. */
public final class PolicyVerb implements Verb {
    private static final Set<Use> GATE = EnumSet.of(Use.READ, Use.EXPLAIN, Use.CONFIRM, Use.IDLE);
    /** A look asks why something failed where nothing is said of it. */
    private static final Set<Use> LOOK = EnumSet.of(Use.READ, Use.EXPLAIN, Use.CONFIRM);
    /** What each command calls AWS for. */
    private static final Map<String, Set<Use>> USES = new TreeMap<>(Map.of(
            "status", LOOK,
            "list", EnumSet.of(Use.READ, Use.HISTORY),
            "wait", GATE,
            "watch", GATE,
            "explain", EnumSet.of(Use.READ, Use.EXPLAIN, Use.CONFIRM, Use.DETAIL),
            "where", LOOK,
            "stats", EnumSet.of(Use.READ, Use.HISTORY),
            "scan", EnumSet.of(Use.READ, Use.CONFIRM, Use.FIND),
            "doctor", EnumSet.complementOf(EnumSet.of(Use.DETAIL))));

    /** Returns the commands that call AWS. */
    public static Set<String> commands() {
        return USES.keySet();
    }

    @Override
    public String summary() {
        return "Prints the IAM policy that allows what deploystat reads, and nothing else.";
    }

    @Override
    public void declare(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("0..*")
                .paramLabel("SERVICE")
                .description("The services to allow. Default: all of them.")
                .build());
        Option.value(
                spec,
                "COMMAND[,COMMAND]",
                "Allow what these commands call. Default: all that look at named targets.",
                "--for");
        Option.flag(spec, "Also allow finding every target of an account.", "--scan");
    }

    @Override
    public Set<OptionGroup> groups() {
        return Set.of(OptionGroup.OUTPUT);
    }

    @Override
    public List<String> examples() {
        return List.of(
                "deploystat policy ecs codedeploy > policy.json", "deploystat policy ecs lambda --for status,wait");
    }

    @Override
    public int run(Invocation call) {
        List<String> names = call.parsed().matchedPositionalValue(0, List.of());
        List<ServiceInfo> services = names.isEmpty()
                ? call.adapters().all()
                : names.stream().map(call.targets()::service).distinct().toList();
        Set<Use> uses = uses(call);
        if (services.size() > 1 && uses.contains(Use.EXPLAIN)) {
            // Why a deployment failed may be for the history of another service to tell.
            uses.add(Use.HISTORY);
        }
        List<Object> statements = new ArrayList<>();
        for (ServiceInfo service : services) {
            String name =
                    Character.toUpperCase(service.id().charAt(0)) + service.id().substring(1);
            statements.add(allow(name, actions(service, uses)));
        }
        if (uses.contains(Use.FIND)) {
            statements.add(allow("Account", List.of(EnabledRegions.ACTION)));
        }
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("Version", "2012-10-17");
        policy.put("Statement", statements);
        // A policy is a JSON document whatever the usual format is, unless another one is asked for.
        Format format = Option.get(call.parsed(), "--output") == null
                ? Format.JSON
                : call.options().format();
        String query = Option.get(call.parsed(), "--query");
        Display plain = call.options().look(call.console(), false, call.clock().now());
        new Output(call.console().out(), new Style(format, query, List.of(), null, plain)).data(policy);
        return Exit.OK;
    }

    private static Map<String, Object> allow(String name, List<String> actions) {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Sid", "Deploystat" + name);
        statement.put("Effect", "Allow");
        statement.put("Action", actions);
        statement.put("Resource", "*");
        return statement;
    }

    private static Set<Use> uses(Invocation call) {
        Set<Use> uses = EnumSet.noneOf(Use.class);
        String commands = Option.get(call.parsed(), "--for");
        if (commands == null) {
            uses.addAll(EnumSet.complementOf(EnumSet.of(Use.FIND)));
        } else {
            for (String command : commands.split(",")) {
                uses.addAll(uses(command.strip()));
            }
        }
        if (Option.has(call.parsed(), "--scan")) {
            uses.addAll(USES.get("scan"));
        }
        return uses;
    }

    private static Set<Use> uses(String command) {
        Set<Use> uses = USES.get(command);
        if (uses == null) {
            String near = Nearest.to(command, USES.keySet())
                    .map(known -> "Did you mean '" + known + "'? ")
                    .orElse("");
            throw Refusal.usage(
                    "'" + command + "' is no command that calls AWS",
                    near + "There are: " + String.join(", ", USES.keySet()) + ".");
        }
        return uses;
    }

    private static List<String> actions(ServiceInfo service, Set<Use> uses) {
        return service.actions().keySet().stream()
                .filter(action -> service.isCalledFor(action, uses))
                .sorted()
                .toList();
    }
}
