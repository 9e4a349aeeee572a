package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What to do about a deployment: advice, the commands that show more or let it go on, and its page in the console. */
final class NextSteps {
    private static final int MOST_COMMANDS = 2;

    private final boolean all;

    NextSteps(boolean all) {
        this.all = all;
    }

    void write(Page page, Observation seen, Rollout rollout) {
        Target target = seen.target();
        boolean passed = seen.outcome() == Outcome.PASSED;
        Optional<String> advice = passed ? Optional.empty() : Advice.on(rollout);
        List<List<String>> commands = new ArrayList<>();
        Stream<AwsCommand> others = all ? rollout.otherCommands().stream() : Stream.empty();
        Stream.concat(rollout.commands().stream(), others)
                .map(AwsCommand::shellWords)
                .distinct()
                .forEach(commands::add);
        List<List<String>> relations = rollout.relations().stream()
                .map(relation -> ours("explain", relation.target()))
                .toList();
        // The first of each kind comes before the second of any.
        commands.addAll(Math.min(1, commands.size()), relations);
        int most = all ? commands.size() : Math.min(MOST_COMMANDS, commands.size());
        List<List<String>> shown = new ArrayList<>(commands.subList(0, most));
        if (seen.outcome() == Outcome.PENDING) {
            shown.add(ours("wait", target));
        }
        boolean linked = !passed && rollout.consoleUrl() != null;
        if (advice.isEmpty() && shown.isEmpty() && !linked) {
            return;
        }
        page.heading("Next");
        advice.ifPresent(page::sentence);
        shown.forEach(words -> page.command(words.stream().map(Text::visible).toList()));
        if (most < commands.size()) {
            page.sentence("(" + (commands.size() - most) + " more: --all)");
        }
        if (linked) {
            page.link(rollout.consoleUrl());
        }
    }

    private static List<String> ours(String verb, Target target) {
        return Stream.of("deploystat", verb, target.toString())
                .map(ShellCommand::quoted)
                .toList();
    }
}
