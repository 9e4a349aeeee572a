package dev.deploystat.cli.shell;

import dev.deploystat.aws.config.ShellWords;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.cli.run.Notes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Runs the lines of an input one after the other. */
final class Shell {
    private static final String NAME = "deploystat";

    private final Input input;
    private final Input.Command command;
    private final Console console;

    Shell(Input input, Input.Command command, Console console) {
        this.input = input;
        this.command = command;
        this.console = console;
    }

    /** Runs all lines, and returns the exit code of the last command. */
    int run() throws IOException, InterruptedException {
        int exit = Exit.OK;
        for (Optional<String> line = input.next(exit); line.isPresent(); line = input.next(exit)) {
            String text = withoutComment(line.get());
            Optional<List<String>> split = ShellWords.split(text);
            if (split.isEmpty()) {
                Notes.of(List.of(), console)
                        .error("usage", "a quote is not closed: " + text, "Close it, and type the line again.");
                exit = Exit.USAGE;
                continue;
            }
            List<String> words = withoutName(split.get());
            if (words.size() == 1 && Builtin.leaves(words.get(0))) {
                break;
            }
            if (!split.get().isEmpty()) {
                exit = input.run(command, words, console);
            }
        }
        return exit;
    }

    /** Who copies a line from a document copies the name of the program with it. */
    static List<String> withoutName(List<String> words) {
        return words.size() > 1 && words.get(0).equals(NAME) ? words.subList(1, words.size()) : words;
    }

    /** As in a shell, a comment begins where a word could: the sign within a target names a deployment. */
    private static String withoutComment(String line) {
        char quote = 0;
        boolean isStart = true;
        for (int i = 0; i < line.length(); i++) {
            char each = line.charAt(i);
            if (quote == 0 && isStart && each == '#') {
                return line.substring(0, i);
            }
            if (each == '\\' && quote != '\'') {
                i++;
            } else if (quote == 0 && (each == '\'' || each == '"')) {
                quote = each;
            } else if (each == quote) {
                quote = 0;
            }
            isStart = quote == 0 && Character.isWhitespace(each);
        }
        return line;
    }
}
