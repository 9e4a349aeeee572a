package dev.deploystat.cli;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints the completion script of a shell. */
final class CompletionVerb implements Verb {
    private final CommandTree tree;

    CompletionVerb(CommandTree tree) {
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
                    case "bash", "zsh" -> AutoComplete.bash("deploystat", tree.whole());
                    case "fish" -> FishCompletion.of(tree.whole());
                    default ->
                        throw Refusal.usage(
                                shell.isEmpty() ? "no shell given" : "there is no completion for '" + shell + "'",
                                "There are: bash, zsh, fish.");
                };
        Console.write(call.console().out(), script);
        return Exit.OK;
    }
}
