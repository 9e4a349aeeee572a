package dev.deploystat.cli.shell;

import java.util.List;

/**
 * A word that the shell itself understands.
 *
 * @param about what it does, in one line
 */
record Builtin(String word, String about) {
    private static final List<Builtin> LEAVING =
            List.of(new Builtin("exit", "Leaves the shell."), new Builtin("quit", "Leaves the shell."));

    static List<Builtin> all() {
        return LEAVING;
    }

    static boolean leaves(String word) {
        return LEAVING.stream().anyMatch(builtin -> builtin.word().equals(word));
    }
}
