package dev.deploystat.model;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes commands that people may copy into a shell. What is put in is untrusted: names come from replies. */
public final class ShellCommand {
    private static final String PLAIN = "[A-Za-z0-9_%+=:,./@][A-Za-z0-9_%+=:,./@#-]*|--?[a-z][a-z-]*";

    private ShellCommand() {}

    /** Returns words as one line that a POSIX shell reads as these words; none of them is expanded. */
    public static String line(String... words) {
        return Stream.of(words).map(ShellCommand::quoted).collect(Collectors.joining(" "));
    }

    /** Returns a word as a POSIX shell reads it back. */
    public static String quoted(String word) {
        return word.matches(PLAIN)
                ? word
                : "'" + word.replaceAll("\\p{Cntrl}", "?").replace("'", "'\\''") + "'";
    }
}
