package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.model.Refusal;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints the completion script of a shell. */
public final class CompletionVerb implements Verb {
    private final Supplier<CommandLine> tree;

    /** Creates the command; {@code tree} builds the whole tree of commands. */
    public CompletionVerb(Supplier<CommandLine> tree) {
        this.tree = tree;
    }

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
    public int run(Invocation call) {
        String shell = call.parsed().matchedPositionalValue(0, "");
        String script =
                switch (shell) {
                    case "bash", "zsh" -> AutoComplete.bash("deploystat", tree.get());
                    case "fish" -> FishCompletion.of(tree.get());
                    default ->
                        throw Refusal.usage(
                                shell.isEmpty() ? "no shell given" : "there is no completion for '" + shell + "'",
                                "There are: bash, zsh, fish.");
                };
        Console.write(call.console().out(), script);
        return Exit.OK;
    }
}
