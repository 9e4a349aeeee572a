package dev.deploystat.cli.verb;

import dev.deploystat.cli.config.ConfigSchema;
import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.model.Refusal;
import dev.deploystat.render.Schema;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints the JSON Schema of the output, or of the configuration file. */
public final class SchemaVerb implements Verb {
    private static final String OUTPUT = "output";
    private static final String CONFIG = "config";

    @Override
    public String summary() {
        return "Prints the JSON Schema that every '-o json' document follows, or that of the configuration file.";
    }

    @Override
    public void declare(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .type(String.class)
                .arity("0..1")
                .paramLabel("output|config")
                .description("Which schema. Default: output.")
                .build());
    }

    @Override
    public Set<OptionGroup> groups() {
        return Set.of();
    }

    @Override
    public List<String> examples() {
        return List.of("deploystat schema > deploystat.schema.json", "deploystat schema config > config.schema.json");
    }

    @Override
    public int run(Invocation call) {
        String which = call.parsed().matchedPositionalValue(0, OUTPUT);
        if (!which.equals(OUTPUT) && !which.equals(CONFIG)) {
            throw Refusal.usage("there is no schema of '" + which + "'", "There are: output, config.");
        }
        Console.write(call.console().out(), which.equals(CONFIG) ? ConfigSchema.json() : Schema.json());
        return Exit.OK;
    }
}
