package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.render.Schema;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** Prints the JSON Schema of the output. */
public final class SchemaVerb implements Verb {
    @Override
    public String summary() {
        return "Prints the JSON Schema that every '-o json' document follows.";
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
        return List.of("deploystat schema > deploystat.schema.json");
    }

    @Override
    public int run(Invocation call) {
        Console.write(call.console().out(), Schema.json());
        return Exit.OK;
    }
}
