package dev.deploystat.cli.option;

import dev.deploystat.cli.run.Console;
import dev.deploystat.model.Targets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** How a command learns its targets: typed in the target grammar, or by a service's own option names. */
public interface TargetInput {
    public void declare(CommandSpec spec);

    /**
     * Returns the targets as written, without region and profile of the session.
     *
     * @param grammar reads targets in the target grammar
     * @param configuration knows what names stand for
     */
    List<Asked> targets(ParseResult parsed, Console console, Targets grammar, Configuration configuration);

    /** Returns a way to write one, for the examples: {@code ecs:prod/api} or {@code --cluster prod --service api}. */
    public String example();

    /** Returns the words that lead to the verb: {@code deploystat} or {@code deploystat ecs}. */
    public String lead();
}
