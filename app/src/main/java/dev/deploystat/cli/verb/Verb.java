package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Exit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command: what it declares and what it does. */
public interface Verb {
    /** Returns what the command does, in one sentence. */
    public String summary();

    /** Adds the options and parameters of this command alone. */
    public void declare(CommandSpec spec);

    /** Returns which of the shared options it takes: those that it obeys. */
    default Set<OptionGroup> groups() {
        return OptionGroup.all();
    }

    /** Returns complete command lines that show its use. */
    public List<String> examples();

    /** Returns the meaning of its exit codes. */
    default Map<String, String> exits() {
        return Exit.ofAbout();
    }

    /** Returns whether the exit code is a verdict, which a lost output must not change. */
    default boolean decides(ParseResult parsed) {
        return false;
    }

    /** Returns whether it makes sense as a command of the shell that this program has. */
    default boolean runsInShell() {
        return true;
    }

    /** Does it and returns the exit code. */
    public int run(Invocation call) throws InterruptedException;
}
