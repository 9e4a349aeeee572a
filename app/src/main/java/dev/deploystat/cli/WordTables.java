package dev.deploystat.cli;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.cli.complete.CommandWords;
import dev.deploystat.cli.complete.CommandWords.Command;
import dev.deploystat.cli.complete.Values;
import dev.deploystat.cli.verb.PolicyVerb;
import dev.deploystat.gate.Milestone;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.render.Column;
import dev.deploystat.render.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the tables that completion reads, from the whole tree of commands. */
final class WordTables {
    private static final String ANY = "*";

    private final Adapters adapters;
    private final Map<String, CommandWords> tables = new TreeMap<>();

    private WordTables(Adapters adapters) {
        this.adapters = adapters;
    }

    /** Returns the tables by the names of their files. */
    static Map<String, CommandWords> of(Adapters adapters) {
        WordTables tables = new WordTables(adapters);
        tables.add(List.of(), new CommandTree(adapters).whole());
        for (ServiceInfo service : adapters.all()) {
            tables.addStages(service.id());
        }
        return tables.tables;
    }

    /** Writes the tables into a folder. */
    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, CommandWords> table : of(new Adapters()).entrySet()) {
            Files.write(folder.resolve(table.getKey()), table.getValue().lines());
        }
    }

    private void add(List<String> path, CommandLine command) {
        List<Command> commands = new ArrayList<>();
        for (CommandLine below : command.getCommandSpec().subcommands().values().stream()
                .distinct()
                .toList()) {
            String name = below.getCommandName();
            boolean isService = !below.getSubcommands().isEmpty();
            String about = isService
                    ? adapters.find(name).orElseThrow().title()
                    : text(below.getCommandSpec().usageMessage().description());
            commands.add(new Command(name, name, isService, about));
            for (String alias : below.getCommandSpec().aliases()) {
                commands.add(new Command(alias, name, isService, about));
            }
            List<String> there = Stream.concat(path.stream(), Stream.of(name)).toList();
            add(there, below);
        }
        List<CommandWords.Option> options = command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(option -> new CommandWords.Option(
                        List.of(option.names()), values(path, option), text(option.description())))
                .toList();
        List<PositionalParamSpec> arguments = command.getCommandSpec().positionalParameters();
        tables.put(
                CommandWords.file(path),
                new CommandWords(
                        commands,
                        options,
                        arguments.isEmpty() ? "" : values(path, arguments.get(0)),
                        !arguments.isEmpty() && arguments.get(0).arity().max() > 1));
    }

    /** The stages of a service, as if they were commands of a command that there is not. */
    private void addStages(String service) {
        List<Command> stages = adapters.adapter(service).orElseThrow().milestones().stream()
                .map(name -> new Command(name, name, false, ""))
                .toList();
        if (!stages.isEmpty()) {
            tables.put(CommandWords.file(List.of(service, "stages")), new CommandWords(stages, List.of(), "", false));
        }
    }

    private String values(List<String> path, OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        String name = option.longestName().substring(2);
        boolean isPiece = path.size() > 1
                && adapters.find(path.get(0)).orElseThrow().options().contains(name);
        return isPiece ? "@" + Values.PIECE + name : values(path, (ArgSpec) option);
    }

    /** The label of a value says what it may be: words in small letters, or one of what is named in capitals. */
    private String values(List<String> path, ArgSpec value) {
        String label = value.paramLabel();
        String one = label.replaceFirst("\\[,.*", "");
        String kinds = Arrays.stream(one.split("\\|"))
                .map(word -> word.equals(word.toLowerCase(Locale.ROOT)) ? word : kind(path, word))
                .distinct()
                .collect(Collectors.joining("|"));
        return one.equals(label) ? kinds : "," + kinds;
    }

    private String kind(List<String> path, String word) {
        return switch (word) {
            case "FORMAT" -> words(Arrays.stream(Format.values()).map(Format::word));
            case "NAME" -> words(Column.words().stream());
            case "WHEN" -> "auto|on|off";
            case "SHELL" -> "bash|zsh|fish";
            case "STATUS" -> words(statuses(path));
            case "REGION" -> path.contains("scan") ? "@region|all" : "@region";
            case "STAGE" -> path.size() > 1 ? ofService(path.get(0)) : "@stage";
            case "COMMAND" -> words(PolicyVerb.commands().stream());
            case "[REVISION] GROUP" -> "@group";
            case "PROFILE", "SERVICE", "TARGET", "RESOURCE", "GROUP", "FILE" -> "@" + word.toLowerCase(Locale.ROOT);
            case "DURATION", "JMESPATH", "N", "REVISION", "SECONDS", "TIME", "URL" -> ANY;
            // What a value may be is either known here or open; nobody is to forget it.
            default -> throw new IllegalStateException("no completion is known for " + word + " of " + path);
        };
    }

    private String ofService(String service) {
        return words(Stream.concat(
                Stream.of(Milestone.FINISHED), adapters.adapter(service).orElseThrow().milestones().stream()));
    }

    /** Our own words, and behind them those of the service, which hold too. */
    private Stream<String> statuses(List<String> path) {
        Stream<String> ours =
                Arrays.stream(Status.values()).map(status -> status.name().toLowerCase(Locale.ROOT));
        return path.size() == 1
                ? ours
                : Stream.concat(
                        ours,
                        adapters.adapter(path.get(0)).orElseThrow().states().stream()
                                .map(NativeState::word));
    }

    private static String words(Stream<String> words) {
        return words.distinct().filter(word -> word.matches("[\\w.:-]+")).collect(Collectors.joining("|"));
    }

    private static String text(String[] lines) {
        return String.join(" ", lines).replace('\t', ' ').replace('\n', ' ');
    }
}
