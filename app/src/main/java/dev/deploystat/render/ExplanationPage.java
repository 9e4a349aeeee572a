package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reason;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page that says why a deployment stands as it does: the root cause whole, what followed from it in one line, what to do
 * next, then the timeline and the parts that failed. The rest is there on demand. No message stands on it twice.
 */
public class ExplanationPage {
    private static final int MOST_CAUSES = 3;

    private final Page page;
    private final Display look;
    private final boolean all;
    private final boolean wholeLogs;
    private final boolean compared;
    private boolean begun;

    /**
     * How much stands on a page.
     *
     * @param all whether to add metadata, attributes, every part and every event
     * @param wholeLogs whether the last words of what died stand there as far as they were read, and not as far as they fit
     * @param compared whether to say what differs from the revision before
     */
    public record Extent(boolean all, boolean wholeLogs, boolean compared) {}

    /** Prepares to write. */
    ExplanationPage(Page page, Extent extent) {
        this.page = page;
        look = page.look();
        all = extent.all();
        wholeLogs = extent.wholeLogs();
        compared = extent.compared();
    }

    void add(Observation seen) {
        if (begun) {
            page.line("");
        }
        begun = true;
        page.begin();
        page.title(seen);
        seen.reading().found().ifPresent(rollout -> explain(seen, rollout));
        seen.reading().failed().ifPresent(error -> explain(seen, error));
    }

    private void explain(Observation seen, ReadError error) {
        paragraph(Facts.sentences(seen.why(), error.message()));
        new Metadata(page).of(error);
        if (error.hint() != null) {
            page.heading("Next");
            page.wrapped(Page.INDENT, Page.INDENT, Text.visible(error.hint()));
        }
    }

    private void explain(Observation seen, Rollout rollout) {
        paragraph(gist(seen.target(), rollout));
        Said said = new Said();
        why(seen, rollout, said);
        NextSteps next = new NextSteps(unlimited());
        int parts = page.least(other -> new PartTree(other, all).write(rollout, said));
        if (!rollout.logs().isEmpty()) {
            int steps = page.least(other -> next.write(other, seen, rollout));
            new LastWords(page, unlimited() || wholeLogs).write(rollout.logs(), said, steps + parts);
        }
        if (compared) {
            new Changes(page).write(rollout);
        }
        next.write(page, seen, rollout);
        rest(seen, rollout, said, parts);
    }

    /**
     * Writes what happened and to which parts, and what else is known.
     *
     * @param parts how many lines the parts take at least
     */
    void rest(Observation seen, Rollout rollout, Said said, int parts) {
        // Where there are last words they say more of the end than the timeline does.
        int moments = rollout.logs().isEmpty() ? Timeline.LEAST : 0;
        new Timeline(page, all).write(rollout.events(), said, moments, parts);
        new PartTree(page, all).write(rollout, said);
        if (all) {
            new Metadata(page).of(seen, rollout);
        }
    }

    private void paragraph(String text) {
        if (text != null && !text.isBlank()) {
            page.wrapped("", "", Text.visible(text));
        }
    }

    /** Returns what was deployed and when, in one sentence. */
    private String gist(Target target, Rollout rollout) {
        boolean isOver = rollout.status().isFinal();
        Duration duration = rollout.duration();
        // An ARN for an id is that of the resource itself.
        boolean isNamed = rollout.id() == null
                || rollout.id().startsWith("arn:")
                || target.toString().contains(rollout.id());
        return Stream.of(
                        isNamed ? null : rollout.id(),
                        rollout.revision() == null ? null : "revision " + rollout.revision(),
                        rollout.previousRevision() == null ? null : "before it " + before(rollout),
                        isOver ? null : rollout.stage(),
                        isOver || rollout.progress() == null ? null : Facts.progress(rollout.progress()),
                        duration == null ? null : "took " + Durations.words(duration),
                        when(rollout))
                .filter(text -> text != null && !text.isBlank())
                .collect(Collectors.joining(", "));
    }

    private String before(Rollout rollout) {
        return rollout.previousSuccess() == null
                ? rollout.previousRevision()
                : rollout.previousRevision() + " (succeeded " + time(rollout.previousSuccess()) + ")";
    }

    /** Returns the time that says most, and what it is the time of. */
    private String when(Rollout rollout) {
        boolean isOver = rollout.status().isFinal();
        if (isOver && rollout.finishedAt() != null) {
            return "ended " + time(rollout.finishedAt());
        }
        if (isOver && rollout.updatedAt() != null) {
            return "last changed " + time(rollout.updatedAt());
        }
        Instant begun = rollout.startedAt() == null ? rollout.createdAt() : rollout.startedAt();
        return begun == null ? null : "began " + time(begun);
    }

    private String time(Instant at) {
        return look.terminal() ? Facts.age(at, look.now()) : Facts.exact(at);
    }

    private void why(Observation seen, Rollout rollout, Said said) {
        rollout.problems().stream().flatMap(ExplanationPage::texts).forEach(said::add);
        List<Problem> known =
                rollout.problems().stream().filter(problem -> !problem.isGap()).toList();
        List<Reason> causes = Reason.of(known.stream()
                .filter(problem -> !rollout.isConsequence(problem))
                .toList());
        List<Reason> consequences =
                Reason.of(known.stream().filter(rollout::isConsequence).toList());
        boolean isKnown = !all
                && !known.isEmpty()
                && rollout.status().verdict() == Verdict.FAIL
                && !rollout.flags().contains(Flag.NEEDS_ACTION);
        // What a service makes of a failure in a sentence of its own matters where the failure itself is not known.
        String summary = isKnown ? null : said.rest(withoutCommands(rollout));
        said.add(rollout.reason());
        said.add(summary);
        List<String> more = new ArrayList<>();
        Stream.of(seen.why(), summary).filter(text -> text != null).forEach(more::add);
        rollout.problems().stream()
                .filter(Problem::isGap)
                .map(Problem::sentence)
                .forEach(more::add);
        if (known.isEmpty() && more.isEmpty()) {
            if (seen.outcome() != Outcome.FAILED || !rollout.logs().isEmpty()) {
                return;
            }
            more.add(Problem.NO_REASON);
        }
        page.heading("Why");
        int shown = unlimited() ? causes.size() : Math.min(MOST_CAUSES, causes.size());
        for (int i = 0; i < shown; i++) {
            String mark = causes.size() == 1 ? "" : i + 1 + ". ";
            page.sentence(mark, causes.get(i).sentence());
            said.named(causes.get(i).problem().resource());
        }
        if (shown < causes.size()) {
            page.sentence("(" + (causes.size() - shown) + " more: --all)");
        }
        if (all) {
            consequences.forEach(reason -> page.sentence("Above it: " + reason.sentence()));
        } else if (!consequences.isEmpty()) {
            consequences.forEach(reason -> said.named(reason.problem().resource()));
            page.sentence("Above it: " + consequences.stream().map(this::link).collect(Collectors.joining(arrow())));
        }
        more.forEach(text -> page.sentence(text));
    }

    private boolean unlimited() {
        return all || page.isEndless();
    }

    private static Stream<String> texts(Problem problem) {
        return problem.message() == null
                ? Stream.empty()
                : Stream.of(problem.sentence(), problem.code() + ": " + problem.message(), problem.message());
    }

    /** Returns what the service or its adapter says, without the commands that stand below it. */
    private static String withoutCommands(Rollout rollout) {
        String reason = rollout.reason();
        for (AwsCommand command : rollout.commands()) {
            reason = reason == null ? null : reason.replace(": " + command.line(), "");
        }
        return reason;
    }

    /** Returns a reason as a link of the chain: what broke and the service's word for it; all of it where it has no word. */
    private String link(Reason reason) {
        Problem problem = reason.problem();
        if (problem.code() == null) {
            return problem.sentence();
        }
        return problem.resource() == null ? problem.code() : problem.resource() + " (" + problem.code() + ")";
    }

    private String arrow() {
        return look.unicode() ? " → " : " -> ";
    }
}
