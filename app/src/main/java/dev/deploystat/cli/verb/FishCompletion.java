package dev.deploystat.cli.verb;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Writes completion for fish, which picocli does not. */
public final class FishCompletion {
    private FishCompletion() {}

    public static String of(CommandLine root) {
        StringBuilder script = new StringBuilder("complete -c deploystat -f\n");
        Map<String, CommandLine> commands = new TreeMap<>(root.getSubcommands());
        String words = String.join(" ", commands.keySet());
        commands.forEach((name, command) -> {
            line(script, "not __fish_seen_subcommand_from " + words, "-a " + name, summary(command));
            Map<String, CommandLine> verbs = new TreeMap<>(command.getSubcommands());
            String verbWords = String.join(" ", verbs.keySet());
            verbs.forEach((verbName, verb) -> {
                String there = "__fish_seen_subcommand_from " + name;
                line(
                        script,
                        there + "; and not __fish_seen_subcommand_from " + verbWords,
                        "-a " + verbName,
                        summary(verb));
                options(script, there + "; and __fish_seen_subcommand_from " + verbName, verb);
            });
            if (verbs.isEmpty()) {
                options(script, "__fish_seen_subcommand_from " + name, command);
            }
        });
        return script.toString();
    }

    private static void options(StringBuilder script, String condition, CommandLine command) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            StringBuilder names = new StringBuilder();
            for (String name : option.names()) {
                names.append(name.startsWith("--") ? "-l " : "-s ")
                        .append(name.replaceFirst("^--?", ""))
                        .append(' ');
            }
            line(
                    script,
                    condition,
                    names + (option.arity().max() > 0 ? "-r" : ""),
                    String.join(" ", option.description()));
        }
    }

    private static void line(StringBuilder script, String condition, String what, String about) {
        script.append("complete -c deploystat -n '")
                .append(condition)
                .append("' ")
                .append(what.strip())
                .append(" -d '")
                .append(about.replace("\\", "\\\\").replace("'", "\\'"))
                .append("'\n");
    }

    private static String summary(CommandLine command) {
        return String.join(" ", command.getCommandSpec().usageMessage().description());
    }
}
