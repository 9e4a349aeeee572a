package dev.deploystat.cli.verb;

import dev.deploystat.aws.EnabledRegions;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.render.Display;
import dev.deploystat.render.Format;
import dev.deploystat.render.Output;
import dev.deploystat.render.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints the least an IAM policy must allow. */
public final class PolicyVerb implements Verb {
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
        Option.flag(spec, "Also allow finding every target of an account.", "--scan");
    }

    @Override
    public Set<OptionGroup> groups() {
        return Set.of(OptionGroup.OUTPUT);
    }

    @Override
    public List<String> examples() {
        return List.of("deploystat policy ecs codedeploy > policy.json");
    }

    @Override
    public int run(Invocation call) {
        List<String> names = call.parsed().matchedPositionalValue(0, List.of());
        List<ServiceInfo> services = names.isEmpty()
                ? call.adapters().all()
                : names.stream().map(call.targets()::service).distinct().toList();
        boolean scan = Option.has(call.parsed(), "--scan");
        List<Object> statements = new ArrayList<>();
        for (ServiceInfo service : services) {
            String name =
                    Character.toUpperCase(service.id().charAt(0)) + service.id().substring(1);
            statements.add(allow(name, actions(service, scan)));
        }
        if (scan) {
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

    private static List<String> actions(ServiceInfo service, boolean scan) {
        return service.actions().keySet().stream()
                .filter(action -> scan || !service.discoveryActions().contains(action))
                .sorted()
                .toList();
    }
}
