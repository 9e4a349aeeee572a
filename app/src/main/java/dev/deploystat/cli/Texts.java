package dev.deploystat.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Texts that depend on nothing but the program: the help of the whole, the completion scripts and the words they complete.
 * The build writes them into the jar, because printing a file takes a third of the time of building all commands.
 */
final class Texts {
    static final List<List<String>> COMMANDS = List.of(
            List.of("--help"),
            List.of("completion", "bash"),
            List.of("completion", "zsh"),
            List.of("completion", "fish"));

    private Texts() {}

    /** Writes the texts into a folder. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (List<String> command : COMMANDS) {
            Files.writeString(folder.resolve(name(command)), Main.unwatched(command, Map.of("LANG", "C.UTF-8")));
        }
        WordTables.write(folder.resolveSibling("complete").resolve("words"));
    }

    /** Prints the text of a command line; returns false where it has none. */
    static boolean print(List<String> command, OutputStream out) throws IOException {
        if (!COMMANDS.contains(command.equals(List.of("-h")) ? COMMANDS.get(0) : command)) {
            return false;
        }
        try (InputStream text = Texts.class.getResourceAsStream("texts/" + name(command))) {
            if (text == null) {
                return false;
            }
            text.transferTo(out);
            out.flush();
            return true;
        }
    }

    private static String name(List<String> command) {
        return command.size() == 1 ? "help.txt" : command.get(1) + ".txt";
    }
}
