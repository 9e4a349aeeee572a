package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints the completion script of a shell. */
public final class CompletionVerb implements Verb {
    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    @Override
    public String summary() {
        return "Prints the completion script of a shell.";
    }

    @Override
    public void declare(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .type(String.class)
                .arity("0..1")
                .paramLabel("SHELL")
                .description("bash, zsh or fish.")
                .build());
    }

    @Override
    public Set<OptionGroup> groups() {
        return Set.of();
    }

    @Override
    public List<String> examples() {
        return List.of(
                "source <(deploystat completion bash)",
                "source <(deploystat completion zsh)",
                "deploystat completion fish | source");
    }

    @Override
    public boolean runsInShell() {
        return false;
    }

    @Override
    public int run(Invocation call) {
        String shell = call.parsed().matchedPositionalValue(0, "");
        if (!SHELLS.contains(shell)) {
            throw Refusal.usage(
                    shell.isEmpty() ? "no shell given" : "there is no completion for '" + shell + "'",
                    "There are: " + String.join(", ", SHELLS) + ".");
        }
        Console.write(call.console().out(), script(shell));
        return Exit.OK;
    }

    private static String script(String shell) {
        try (InputStream script = CompletionVerb.class.getResourceAsStream("completion." + shell)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the bundled script for " + shell + " is missing", e);
        }
    }
}
