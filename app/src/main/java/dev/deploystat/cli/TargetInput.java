package dev.deploystat.cli;

import dev.deploystat.model.Target;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** How a command learns its targets: typed in the target grammar, or by a service's own option names. */
interface TargetInput {
    void declare(CommandSpec spec);

    /** Returns the targets as written, without region and profile of the session. */
    List<Target> targets(Invocation call);

    /** Returns a way to write one, for the examples: {@code ecs:prod/api} or {@code --cluster prod --service api}. */
    String example();

    /** Returns the words that lead to the verb: {@code deploystat} or {@code deploystat ecs}. */
    String lead();
}
