package dev.deploystat.cli.complete;

import dev.deploystat.cli.complete.CommandWords.Command;
import dev.deploystat.cli.complete.CommandWords.Option;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what may stand where the user types, from the words before it. */
public final class Completion {
    private static final String HELP = "help";

    private final Values values;

    private final CommandWords root;
    private final List<String> path = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<String> given = new ArrayList<>();
    private CommandWords command;
    private Option pending;
    private boolean optionsEnded;

    /**
     * What was found.
     *
     * @param candidates the words that fit, the likeliest first
     * @param files whether it may also be the name of a file
     */
    public record Answer(List<Candidate> candidates, boolean files) {
        static final Answer NONE = new Answer(List.of(), false);
    }

    private Completion(Values values, CommandWords root) {
        this.values = values;
        this.root = root;
        command = root;
    }

    /**
     * Completes the last of some words, which stand behind the name of the program.
     *
     * @param words at least one, which is empty where nothing is typed yet
     */
    public static Answer of(List<String> words, Values values) throws IOException {
        Optional<CommandWords> root = CommandWords.read(List.of());
        if (root.isEmpty() || words.isEmpty()) {
            return Answer.NONE;
        }
        Completion line = new Completion(values, root.get());
        for (String word : words.subList(0, words.size() - 1)) {
            line.take(word);
        }
        return line.complete(words.get(words.size() - 1));
    }

    private void take(String word) throws IOException {
        if (pending != null) {
            pending = null;
        } else if (word.equals("--") && !optionsEnded) {
            optionsEnded = true;
        } else if (isOption(word)) {
            int equals = word.indexOf('=');
            Optional<Option> option = option(equals < 0 ? word : word.substring(0, equals));
            option.ifPresent(each -> given.addAll(each.names()));
            pending = equals < 0 ? option.filter(Option::takesValue).orElse(null) : null;
        } else if (path.isEmpty() && word.equals(HELP)) {
            given.add(HELP);
        } else {
            Optional<Command> below = command.command(word);
            if (below.isPresent()) {
                path.add(below.get().stands());
                command = CommandWords.read(path).orElse(command);
            } else {
                arguments.add(word);
            }
        }
    }

    private boolean isOption(String word) {
        return word.startsWith("-") && word.length() > 1 && !optionsEnded;
    }

    private Optional<Option> option(String name) {
        return command.option(name).or(() -> root.option(name));
    }

    private Answer complete(String word) throws IOException {
        if (pending != null) {
            return values.of(pending.values(), "", word, this::context);
        }
        // One dash alone is the start of both kinds of names.
        if (isOption(word) || (word.equals("-") && !optionsEnded)) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                return new Answer(options(word), false);
            }
            String name = word.substring(0, equals);
            return option(name)
                    .filter(Option::takesValue)
                    .map(each -> values.of(each.values(), name + "=", word.substring(equals + 1), this::context))
                    .orElse(Answer.NONE);
        }
        if (!command.commands().isEmpty()) {
            // Behind a word that is none of them there is nothing to say.
            return arguments.isEmpty() ? new Answer(commands(word), false) : Answer.NONE;
        }
        boolean isFull = command.arguments().isEmpty() || (!command.takesMany() && !arguments.isEmpty());
        if (given.contains(HELP)) {
            return Answer.NONE;
        }
        if (isFull) {
            return word.isEmpty() ? new Answer(options(word), false) : Answer.NONE;
        }
        return values.of(command.arguments(), "", word, this::context);
    }

    private Values.Context context() {
        return new Values.Context(path, arguments);
    }

    private List<Candidate> commands(String word) {
        List<Candidate> found = new ArrayList<>();
        for (Command each : command.commands()) {
            if (each.name().startsWith(word)) {
                found.add(Candidate.of(each.name(), each.about()));
            }
        }
        if (path.isEmpty() && HELP.startsWith(word) && !given.contains(HELP)) {
            found.add(Candidate.of(HELP, "Shows the help of a command."));
        }
        return found;
    }

    private List<Candidate> options(String word) {
        List<Candidate> found = new ArrayList<>();
        for (Option option : command.options()) {
            if (option.names().stream().anyMatch(given::contains)) {
                continue;
            }
            for (String name : option.names()) {
                boolean isWanted = !word.isEmpty() || name.startsWith("--");
                if (isWanted && name.startsWith(word)) {
                    found.add(Candidate.of(name, option.about()));
                }
            }
        }
        return found;
    }
}
