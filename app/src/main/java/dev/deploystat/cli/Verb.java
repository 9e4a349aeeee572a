package dev.deploystat.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command: what it declares and what it does. */
interface Verb {
    /** Returns what the command does, in one sentence. */
    String summary();

    /** Adds the options and parameters of this command alone. */
    void declare(CommandSpec spec);

    /** Returns complete command lines that show its use. */
    List<String> examples();

    /** Returns the meaning of its exit codes. */
    default Map<String, String> exits() {
        return Exit.ofAbout();
    }

    /** Returns whether the exit code is a verdict, which a lost output must not change. */
    default boolean decides(ParseResult parsed) {
        return false;
    }

    /** Does it and returns the exit code. */
    int run(Invocation call) throws InterruptedException;
}
