package dev.deploystat.cli;

import dev.deploystat.aws.Adapters;
import dev.deploystat.cli.option.GlobalOptions;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.option.ServiceOptions;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.option.TypedTargets;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.cli.shell.ShellVerb;
import dev.deploystat.cli.verb.CompletionVerb;
import dev.deploystat.cli.verb.DemoVerb;
import dev.deploystat.cli.verb.DoctorVerb;
import dev.deploystat.cli.verb.ExplainVerb;
import dev.deploystat.cli.verb.ListVerb;
import dev.deploystat.cli.verb.PolicyVerb;
import dev.deploystat.cli.verb.ScanVerb;
import dev.deploystat.cli.verb.SchemaVerb;
import dev.deploystat.cli.verb.ServicesVerb;
import dev.deploystat.cli.verb.StatsVerb;
import dev.deploystat.cli.verb.StatusVerb;
import dev.deploystat.cli.verb.Verb;
import dev.deploystat.cli.verb.WaitVerb;
import dev.deploystat.cli.verb.WatchVerb;
import dev.deploystat.cli.verb.WhereVerb;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.ServiceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The tree of commands. One run builds only the command it runs: building all of them takes many times as long as the
 * rest of the start. Help and completion build the whole tree.
 */
final class CommandTree {
    private static final String HELP = "help";
    private static final String NAME = "deploystat";

    /** The commands that every service has too, for targets named in one way or another. */
    private static final List<String> SERVICE_VERBS = List.of("status", "list", "wait", "watch", "explain");

    /** The commands that stand behind {@code deploystat} alone. */
    private static final List<String> OWN_VERBS =
            List.of("scan", "where", "stats", "doctor", "services", "policy", "schema", "completion", "shell", "demo");

    private final Adapters adapters;
    private Set<String> withValue;

    CommandTree(Adapters adapters) {
        this.adapters = adapters;
    }

    /** One switch and not a lambda each, because every start would pay for all of them. */
    private static Verb verb(String name) {
        return switch (name) {
            case "scan" -> new ScanVerb();
            case "where" -> new WhereVerb();
            case "stats" -> new StatsVerb();
            case "doctor" -> new DoctorVerb(Version::facts);
            case "services" -> new ServicesVerb();
            case "policy" -> new PolicyVerb();
            case "schema" -> new SchemaVerb();
            case "completion" -> new CompletionVerb();
            case "shell" -> new ShellVerb(Cli::warm);
            case "demo" -> new DemoVerb(Cli::replaying);
            default -> verb(name, name.equals("list") ? TypedTargets.one() : TypedTargets.many());
        };
    }

    private static Verb verb(String name, TargetInput input) {
        return switch (name) {
            case "status" -> new StatusVerb(input);
            case "list" -> new ListVerb(input);
            case "wait" -> new WaitVerb(input);
            case "watch" -> new WatchVerb(input);
            case "explain" -> new ExplainVerb(input);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /**
     * A command found on the command line.
     *
     * @param line the parser of that command alone, under its full name
     * @param verb what it does
     * @param rest the arguments without the words that led to it
     */
    record Found(CommandLine line, Verb verb, List<String> rest) {
        /** Returns whether its help is asked for, and not that it runs. */
        boolean asksHelp() {
            return CommandTree.asksHelp(rest);
        }
    }

    /** Finds the command that arguments name; empty when they name only a group, or nothing. */
    Optional<Found> find(List<String> args) {
        List<String> rest = new ArrayList<>(args);
        String first = takeWord(rest);
        if (first == null || first.equals(HELP)) {
            return Optional.empty();
        }
        if (SERVICE_VERBS.contains(first) || OWN_VERBS.contains(first)) {
            return Optional.of(found(NAME + " " + first, verb(first), rest));
        }
        ServiceInfo service = adapters.find(first).orElseThrow(() -> unknown(first));
        String second = takeWord(rest);
        if (second == null) {
            return Optional.empty();
        }
        if (!SERVICE_VERBS.contains(second)) {
            throw unknown(first, second);
        }
        return Optional.of(found(
                NAME + " " + service.id() + " " + second,
                verb(second, new ServiceOptions(service, !second.equals("list"))),
                rest));
    }

    /** Returns whether arguments name no command at all. */
    boolean isEmpty(List<String> args) {
        return takeWord(new ArrayList<>(args)) == null;
    }

    /** Returns whether arguments that name no command ask for help. */
    boolean isHelpAskedFor(List<String> args) {
        return asksHelp(args) || HELP.equals(takeWord(new ArrayList<>(args)));
    }

    private static boolean asksHelp(List<String> args) {
        return args.contains("--help") || args.contains("-h");
    }

    /** Returns what help is asked about: a command, the service's commands, or all of them. */
    CommandLine group(List<String> args) {
        List<String> rest = new ArrayList<>(args);
        String first = takeWord(rest);
        if (HELP.equals(first)) {
            first = takeWord(rest);
        }
        CommandLine all = whole();
        if (first == null) {
            return all;
        }
        CommandLine group = all.getSubcommands().get(first);
        if (group == null) {
            throw unknown(first);
        }
        String second = takeWord(rest);
        if (second == null || group.getSubcommands().isEmpty()) {
            return group;
        }
        CommandLine command = group.getSubcommands().get(second);
        if (command == null) {
            throw unknown(first, second);
        }
        return command;
    }

    /** Returns the whole tree, for help and completion. */
    CommandLine whole() {
        CommandLine root = bare("deploystat");
        CommandSpec spec = root.getCommandSpec();
        spec.usageMessage()
                .description("Says whether a release landed: is it done, did it work, and if not, why?")
                .sortOptions(false)
                .customSynopsis("deploystat COMMAND [OPTIONS] [TARGET...]")
                .footer(rootFooter());
        Option.flag(spec, "Show the version.", "-V", "--version");
        GlobalOptions.declare(spec, OptionGroup.all(), true);
        SERVICE_VERBS.forEach(name -> spec.addSubcommand(name, spec(verb(name), true)));
        OWN_VERBS.forEach(name -> spec.addSubcommand(name, spec(verb(name), true)));
        for (ServiceInfo service : adapters.all()) {
            CommandSpec group = bare(service.id()).getCommandSpec();
            group.usageMessage()
                    .description(service.title() + ": " + service.about())
                    .sortOptions(false)
                    .customSynopsis("deploystat " + service.id() + " COMMAND [OPTIONS]")
                    .footer(groupFooter(service));
            group.aliases(service.aliases().toArray(String[]::new));
            Option.flag(group, "Show this help.", "-h", "--help");
            SERVICE_VERBS.forEach(name -> group.addSubcommand(
                    name, spec(verb(name, new ServiceOptions(service, !name.equals("list"))), true)));
            spec.addSubcommand(service.id(), group);
        }
        return root;
    }

    /** Returns every word that may follow {@code deploystat}. */
    List<String> words() {
        List<String> words = new ArrayList<>(SERVICE_VERBS);
        words.addAll(OWN_VERBS);
        words.add(HELP);
        adapters.all().forEach(service -> {
            words.add(service.id());
            words.addAll(service.aliases());
        });
        return words;
    }

    private static Found found(String name, Verb verb, List<String> rest) {
        return new Found(new CommandLine(spec(verb, asksHelp(rest)).name(name)), verb, rest);
    }

    private static CommandSpec spec(Verb verb, boolean isForHelp) {
        CommandSpec spec = CommandSpec.create();
        verb.declare(spec);
        GlobalOptions.declare(spec, verb.groups(), isForHelp);
        if (isForHelp) {
            spec.usageMessage()
                    .description(verb.summary())
                    .sortOptions(false)
                    .abbreviateSynopsis(true)
                    .footer(footer(verb.examples(), verb.exits()));
        }
        return spec;
    }

    private String[] groupFooter(ServiceInfo service) {
        TargetInput input = new ServiceOptions(service, false);
        return footer(
                SERVICE_VERBS.stream()
                        .map(name -> input.lead() + " " + name + " " + input.example())
                        .toList(),
                Exit.ofAll());
    }

    private String[] rootFooter() {
        List<String> lines = new ArrayList<>(List.of(
                "",
                "Targets are SERVICE:RESOURCE[#DEPLOYMENT][@[PROFILE/]REGION], ARNs, or names in",
                "deploystat.yaml.",
                "'deploystat services' lists the forms, 'deploystat COMMAND --help' says more."));
        lines.addAll(List.of(footer(
                List.of(
                        "deploystat demo                           a tour that needs no AWS account",
                        "deploystat status ecs:prod/api            one look",
                        "deploystat wait ecs:prod/api --since now  gate a release",
                        "deploystat explain codedeploy:d-ABC123    why it failed"),
                Exit.ofAll())));
        return lines.toArray(String[]::new);
    }

    private static String[] footer(List<String> examples, Map<String, String> exits) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Examples:");
        examples.forEach(example -> lines.add("  " + example));
        lines.add("");
        lines.add("Exit codes:");
        int width = exits.keySet().stream().mapToInt(String::length).max().orElse(0);
        exits.forEach((code, meaning) -> lines.add("  " + code + " ".repeat(width - code.length() + 2) + meaning));
        return lines.toArray(String[]::new);
    }

    private static CommandLine bare(String name) {
        return new CommandLine(CommandSpec.create().name(name));
    }

    private Refusal unknown(String word) {
        String near = Nearest.to(word.toLowerCase(Locale.ROOT), words())
                .map(known -> "Did you mean '" + known + "'? ")
                .orElse("");
        String target = word.indexOf(':') > 0 ? "To look at a target: deploystat status " + word + ". " : "";
        return Refusal.usage(
                "'" + word + "' is not a command of deploystat", near + target + "'deploystat --help' lists them.");
    }

    private Refusal unknown(String service, String word) {
        String near = Nearest.to(word, SERVICE_VERBS)
                .map(known -> "Did you mean '" + known + "'? ")
                .orElse("");
        return Refusal.usage(
                "'deploystat " + service + "' has no command '" + word + "'",
                near + "There are: " + String.join(", ", SERVICE_VERBS) + ".");
    }

    /**
     * Takes the next word that is no option, nor the value of a global one, out of the arguments. The options are looked at
     * only where one stands in front of the word, which most command lines do without.
     */
    private String takeWord(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("-") || arg.equals("-")) {
                return args.remove(i);
            }
            if (withValue == null) {
                withValue = GlobalOptions.withValue();
            }
            if (withValue.contains(arg)) {
                i++;
            }
        }
        return null;
    }
}
