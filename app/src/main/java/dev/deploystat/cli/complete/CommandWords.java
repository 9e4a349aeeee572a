package dev.deploystat.cli.complete;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words of one command: what may follow it. The build writes them to a file beside this class, of lines with tabs,
 * because building the commands takes many times as long as reading it.
 *
 * @param commands the commands below it
 * @param options its options
 * @param arguments the values of its arguments, see {@link Option#values}; empty where it has none
 * @param takesMany whether it takes more than one argument
 */
public record CommandWords(List<Command> commands, List<Option> options, String arguments, boolean takesMany) {
    /** The command without which there is no other. */
    public static final String ROOT = "deploystat";

    /**
     * A command below another.
     *
     * @param stands the name of the command it stands for: its own, unless it is an alias
     * @param isService whether it is a service, with commands of its own
     */
    public record Command(String name, String stands, boolean isService, String about) {}

    /**
     * An option.
     *
     * @param names its names, the shortest first
     * @param values empty for an option without a value; else what the value may be, divided by bars: words, and kinds of
     *     values that begin with an at sign. A comma in front says that there may be several. A lone {@code *} is any value.
     */
    public record Option(List<String> names, String values, String about) {
        boolean takesValue() {
            return !values.isEmpty();
        }
    }

    /** Returns the name of the file of a command, from the words that lead to it. */
    public static String file(List<String> path) {
        return path.isEmpty() ? ROOT : String.join("-", path);
    }

    /** Returns the lines of the file. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Command each : commands) {
            lines.add(String.join(
                    "\t", each.isService() ? "service" : "command", each.name(), each.stands(), each.about()));
        }
        for (Option each : options) {
            lines.add(String.join("\t", "option", String.join(" ", each.names()), each.values(), each.about()));
        }
        if (!arguments.isEmpty()) {
            lines.add(String.join("\t", takesMany ? "arguments" : "argument", arguments));
        }
        return lines;
    }

    /** Reads the words of the command that some words lead to; empty where there is none. */
    static Optional<CommandWords> read(List<String> path) throws IOException {
        InputStream file = CommandWords.class.getResourceAsStream("words/" + file(path));
        if (file == null) {
            return Optional.empty();
        }
        List<Command> commands = new ArrayList<>();
        List<Option> options = new ArrayList<>();
        String arguments = "";
        boolean takesMany = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split("\t", -1);
                switch (cells[0]) {
                    case "service", "command" ->
                        commands.add(new Command(cells[1], cells[2], cells[0].equals("service"), cells[3]));
                    case "option" -> options.add(new Option(List.of(cells[1].split(" ")), cells[2], cells[3]));
                    default -> {
                        arguments = cells[1];
                        takesMany = cells[0].equals("arguments");
                    }
                }
            }
        }
        return Optional.of(new CommandWords(commands, options, arguments, takesMany));
    }

    Optional<Command> command(String name) {
        return commands.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    Optional<Option> option(String name) {
        return options.stream().filter(each -> each.names().contains(name)).findFirst();
    }
}
