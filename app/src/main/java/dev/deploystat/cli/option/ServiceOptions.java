package dev.deploystat.cli.option;

import dev.deploystat.cli.run.Console;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.model.TargetForm;
import dev.deploystat.model.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** A target by the option names of the service's own API, generated from what the adapter declares. */
public final class ServiceOptions implements TargetInput {
    private static final List<Map.Entry<String, String>> WORDS = List.of(
            Map.entry("api", "API"),
            Map.entry("rest", "REST"),
            Map.entry("fargate", "Fargate"),
            Map.entry("auto scaling", "Auto Scaling"),
            Map.entry("express service", "Express service"),
            Map.entry("nodegroup", "node group"),
            Map.entry("addon", "add-on"));

    private final ServiceInfo service;
    private final boolean many;

    /**
     * Prepares the options of a service.
     *
     * @param many whether several resources may be named
     */
    public ServiceOptions(ServiceInfo service, boolean many) {
        this.service = service;
        this.many = many;
    }

    @Override
    public void declare(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity(many ? "0..*" : "0..1")
                .paramLabel("RESOURCE")
                .description(
                        "The target as it is written behind '" + service.id() + ":', in place of the options below.")
                .build());
        for (String name : service.options()) {
            boolean list = name.endsWith("-ids");
            OptionSpec.Builder option = OptionSpec.builder("--" + name)
                    .arity(list ? "1..*" : "1")
                    .paramLabel(name.toUpperCase(Locale.ROOT).replace('-', '_'))
                    .description(about(name));
            if (list) {
                option.type(List.class).auxiliaryTypes(String.class);
            } else {
                option.type(String.class);
            }
            spec.addOption(option.build());
        }
    }

    @Override
    public List<Asked> targets(ParseResult parsed, Console console, Targets grammar, Configuration configuration) {
        Map<String, String> pieces = new LinkedHashMap<>();
        for (String name : service.options()) {
            Object value = parsed.matchedOptionValue("--" + name, (Object) null);
            if (value instanceof List<?> list) {
                pieces.put(name, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
            } else if (value != null) {
                pieces.put(name, value.toString());
            }
        }
        List<String> resources = parsed.matchedPositionalValue(0, List.of());
        if (!resources.isEmpty()) {
            if (!pieces.isEmpty()) {
                throw Refusal.usage(
                        "'" + resources.get(0) + "' and --"
                                + pieces.keySet().iterator().next() + " both say which target is meant",
                        "Give one or the other.");
            }
            if (!many) {
                TypedTargets.refuseSeveral(resources);
            }
            return resources.stream()
                    .map(resource -> Asked.typed(target(resource, grammar)))
                    .toList();
        }
        boolean names = service.forms().stream().anyMatch(form -> form.fields().equals(pieces.keySet()));
        if (pieces.isEmpty()) {
            throw nothingGiven(parsed.commandSpec().qualifiedName());
        }
        String pin = names || service.pin() == null ? null : pieces.remove(service.pin());
        return List.of(Asked.typed(Targets.of(service, pieces, pin)));
    }

    private Refusal nothingGiven(String command) {
        List<String> forms = service.commonFormsFirst().stream()
                .map(TargetForm::display)
                .distinct()
                .toList();
        return Refusal.usage(
                "no target given: " + service.title() + " takes " + String.join(", ", forms),
                "Write for example: " + command + " " + forms.get(0) + ", or: " + command + " " + example());
    }

    /** Reads a resource of the service; whoever writes the service before it, or an ARN, means the same. */
    private Target target(String resource, Targets grammar) {
        boolean isWhole = resource.startsWith("arn:")
                || Stream.concat(Stream.of(service.id()), service.aliases().stream())
                        .anyMatch(name -> resource.startsWith(name + ":"));
        Target target = grammar.parse(isWhole ? resource : service.id() + ":" + resource);
        if (!target.service().equals(service.id())) {
            throw Refusal.usage(
                    "'" + resource + "' is not of " + service.title(), "It is of '" + target.service() + "'.");
        }
        return target;
    }

    @Override
    public String example() {
        return service.commonFormsFirst().get(0).fields().stream()
                .map(name -> "--" + name + " " + name.toUpperCase(Locale.ROOT).replace('-', '_'))
                .collect(Collectors.joining(" "));
    }

    @Override
    public String lead() {
        return "deploystat " + service.id();
    }

    /** Returns what a value names, in the words of the option's own name. */
    private String about(String name) {
        if (name.equals(service.pin())) {
            return "The " + named(name) + "; without it, the latest one.";
        }
        String usual = service.forms().stream()
                .map(form -> form.defaultOf(name))
                .flatMap(Optional::stream)
                .findFirst()
                .map(value -> " Default: " + value + ".")
                .orElse("");
        return "The " + named(name) + "." + usual;
    }

    private static String named(String name) {
        for (String kind : List.of("name", "ids", "id", "arn")) {
            if (name.endsWith("-" + kind)) {
                String owner = spelt(name.substring(0, name.length() - kind.length() - 1));
                return (kind.equals("arn") ? "ARN" : kind) + " of the " + owner + (kind.equals("ids") ? "s" : "");
            }
        }
        return spelt(name);
    }

    /** Returns the words of an option's name as AWS writes them in a sentence. */
    private static String spelt(String name) {
        String words = name.replace('-', ' ');
        for (Map.Entry<String, String> word : WORDS) {
            words = words.replaceAll("\\b" + word.getKey() + "\\b", word.getValue());
        }
        return words;
    }
}
