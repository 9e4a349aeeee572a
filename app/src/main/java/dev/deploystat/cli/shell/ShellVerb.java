package dev.deploystat.cli.shell;

import dev.deploystat.aws.Adapters;
import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.cli.verb.Invocation;
import dev.deploystat.cli.verb.Verb;
import dev.deploystat.cli.verb.WarmAccess;
import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** A prompt for commands, in one process that stays connected. */
public final class ShellVerb implements Verb {
    private final Runner runner;

    /** Runs one command line with the ways to AWS that are open already. */
    public interface Runner {
        /** Returns the exit code. */
        int run(Console console, Adapters adapters, WarmAccess access, List<String> args);
    }

    public ShellVerb(Runner runner) {
        this.runner = runner;
    }

    @Override
    public String summary() {
        return "Opens a prompt for commands that stays connected between them.";
    }

    @Override
    public void declare(CommandSpec spec) {
        // It has no options of its own.
    }

    @Override
    public Set<OptionGroup> groups() {
        return Set.of();
    }

    @Override
    public List<String> examples() {
        return List.of("deploystat shell", "deploystat shell < commands.txt");
    }

    @Override
    public Map<String, String> exits() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "left at the prompt");
        codes.put("other", "with piped input, the code of the last command");
        return codes;
    }

    @Override
    public boolean runsInShell() {
        return false;
    }

    @Override
    public int run(Invocation call) throws InterruptedException {
        Console console = call.console();
        boolean isTyped = console.inIsTerminal() && console.outIsTerminal();
        try (WarmAccess access = new WarmAccess();
                Input input = isTyped ? TypedInput.open(console.environment()) : new PipedInput(console.in())) {
            int exit = new Shell(
                            input,
                            (surroundings, words) -> runner.run(surroundings, call.adapters(), access, words),
                            console.withIn(InputStream.nullInputStream()))
                    .run();
            return isTyped ? Exit.OK : exit;
        } catch (IOException e) {
            throw Refusal.lost("the commands cannot be read: " + Refusal.reason(e));
        }
    }
}
