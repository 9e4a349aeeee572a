package dev.deploystat.cli.shell;

import dev.deploystat.cli.run.Console;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where the lines of a shell come from. */
interface Input extends AutoCloseable {
    /**
     * Returns the next line; empty at the end.
     *
     * @param exit the exit code of the command before
     */
    Optional<String> next(int exit) throws IOException;

    /** Runs a command while no line is read, and returns its exit code. */
    int run(Command command, List<String> words, Console console) throws InterruptedException;

    @Override
    void close() throws IOException;

    /** What runs a command line. */
    interface Command {
        /** Returns the exit code. */
        int run(Console console, List<String> words);
    }
}
