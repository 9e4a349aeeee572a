package dev.deploystat.render;

import dev.deploystat.data.Plain;
import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.Event;
import dev.deploystat.model.Gist;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reason;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page that says why a deployment stands as it does: what happened in one sentence, the facts, the reasons with the
 * root cause first, the timeline, the parts, and what to look at next.
 */
final class Explanation {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final String INDENT = "  ";
    private static final int TIME_COLUMNS = 8;
    private static final int LATEST_EVENTS = 50;
    private static final int MANY_PARTS = 60;

    private final Sink out;
    private final Display look;
    private boolean begun;
    private final Map<String, String> facts = new LinkedHashMap<>();

    Explanation(Sink out, Display look) {
        this.out = out;
        this.look = look;
    }

    void add(Observation seen) {
        if (begun) {
            out.line("");
        }
        begun = true;
        headline(seen);
        seen.reading().found().ifPresent(rollout -> {
            facts(seen, rollout);
            why(rollout.problems());
            timeline(rollout.events());
            parts(rollout.parts(), said(rollout));
        });
        seen.reading().failed().ifPresent(this::failure);
        next(seen);
    }

    private void headline(Observation seen) {
        Sign sign = Sign.of(seen);
        String target = Text.visible(seen.target().toString());
        out.line(Tone.HEADING.paint(target, look) + INDENT + sign.tone().paint(sign.plain(look), look));
        String reason = seen.reading().failed().isPresent()
                ? Facts.sentences(seen.why(), seen.reading().failed().get().message())
                : summary(seen.why(), seen.reading().found().orElseThrow());
        if (reason != null) {
            wrapped("", "", Text.visible(reason));
        }
    }

    /** Returns what the gate and the service say in a sentence, without what the reasons below say again. */
    private static String summary(String why, Rollout rollout) {
        boolean repeated = said(rollout).contains(Gist.of(rollout.reason()));
        return Facts.sentences(why, repeated ? null : rollout.reason());
    }

    /** Returns the gists of all that the reasons say. */
    private static Set<String> said(Rollout rollout) {
        return rollout.problems().stream()
                .flatMap(problem ->
                        Stream.of(problem.message(), problem.code() + ": " + problem.message(), problem.sentence()))
                .map(Gist::of)
                .collect(Collectors.toSet());
    }

    private void facts(Observation seen, Rollout rollout) {
        fact("Revision", rollout.revision());
        fact("Before", rollout.previousRevision());
        fact("Deployment", rollout.id());
        fact("Operation", rollout.nativeOperation());
        fact("Initiator", rollout.initiator());
        fact("Native", rollout.nativeStatus());
        fact("Stage", rollout.stage());
        fact("Progress", rollout.progress() == null ? null : Facts.progress(rollout.progress()));
        fact("Created", time(rollout.createdAt()));
        fact("Started", time(rollout.startedAt()));
        fact("Updated", time(rollout.updatedAt()));
        fact("Finished", time(rollout.finishedAt()));
        Duration duration = rollout.duration();
        fact("Duration", duration == null ? null : Durations.words(duration));
        fact("Account", Entry.account(seen));
        attributes(rollout);
        writeFacts();
    }

    /** What only this service says, where it is short enough for a fact and not said already. */
    private void attributes(Rollout rollout) {
        Set<String> said = Stream.of(
                        rollout.id(),
                        rollout.revision(),
                        rollout.previousRevision(),
                        rollout.nativeStatus(),
                        rollout.stage(),
                        rollout.reason(),
                        rollout.consoleUrl())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        rollout.attributes().forEach((name, value) -> {
            boolean scalars = value instanceof Collection<?> list
                    && list.stream().noneMatch(element -> element instanceof Collection || element instanceof Map);
            if (value instanceof Map || (value instanceof Collection && !scalars)) {
                return;
            }
            String text = value instanceof Collection<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                    : Plain.text(value);
            if (!said.contains(text)) {
                fact(name, text);
            }
        });
    }

    private void why(List<Problem> problems) {
        if (problems.isEmpty()) {
            return;
        }
        heading("Why");
        List<Reason> reasons = Reason.of(problems);
        int number = 1;
        for (Reason reason : reasons) {
            String mark = reasons.size() == 1 ? "" : number++ + ". ";
            wrapped(INDENT + mark, INDENT + " ".repeat(mark.length()), Text.visible(reason.sentence()));
        }
    }

    private void timeline(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        Set<LocalDate> days = events.stream()
                .map(Event::at)
                .filter(Objects::nonNull)
                .map(at -> at.atZone(look.zone()).toLocalDate())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        boolean oneDay = look.terminal() && days.size() == 1;
        heading(oneDay ? "Timeline, " + days.iterator().next() + " " + look.zoneName() : "Timeline");
        int left = look.terminal() ? Math.max(0, events.size() - LATEST_EVENTS) : 0;
        if (left > 0) {
            out.line(INDENT + "(" + left + " earlier ones: --output yaml)");
        }
        for (Event event : events.subList(left, events.size())) {
            String at = event.at() == null ? "-" : !look.terminal() ? exact(event.at()) : clock(oneDay, event.at());
            String text = Stream.of(event.resource(), event.nativeStatus(), event.message())
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(INDENT));
            String before = INDENT + Width.pad(at, oneDay ? TIME_COLUMNS : 0) + INDENT;
            wrapped(before, " ".repeat(before.length()), Text.visible(text));
        }
    }

    private String clock(boolean oneDay, Instant at) {
        return (oneDay ? TIME : DAY_AND_TIME).format(at.atZone(look.zone()));
    }

    private void parts(List<Part> all, Set<String> said) {
        if (all.isEmpty()) {
            return;
        }
        heading("Parts");
        boolean many = look.terminal() && all.size() > MANY_PARTS;
        List<Part> left = new ArrayList<>(
                many
                        ? all.stream()
                                .filter(part -> part.status() != Status.SUCCEEDED)
                                .toList()
                        : all);
        Set<String> ids = left.stream().map(Part::id).collect(Collectors.toSet());
        List<Part> roots = left.stream()
                .filter(part -> part.parentId() == null || !ids.contains(part.parentId()))
                .toList();
        roots.forEach(root -> branch(root, left, said, INDENT));
        // Parts that are each other's parents hang below no root.
        while (!left.isEmpty()) {
            branch(left.get(0), left, said, INDENT);
        }
        if (many) {
            long hidden = all.stream()
                    .filter(part -> part.status() == Status.SUCCEEDED)
                    .count();
            out.line(INDENT + "(" + hidden + " that succeeded: --output yaml)");
        }
    }

    /**
     * Writes a part and those that belong to it; every part is written once, whoever claims to be its parent, and without a
     * detail that the reasons above already say.
     */
    private void branch(Part part, List<Part> left, Set<String> said, String indent) {
        if (!left.remove(part)) {
            return;
        }
        Sign sign = Sign.of(part.status());
        String name = Text.visible(
                Stream.of(part.kind(), part.name()).filter(Objects::nonNull).collect(Collectors.joining(" ")));
        String word = part.nativeStatus() == null ? "" : " (" + Text.visible(part.nativeStatus()) + ")";
        out.line(indent + name + INDENT + sign.tone().paint(sign.plain(look), look) + word + span(part));
        if (part.detail() != null && !said.contains(Gist.of(part.detail()))) {
            wrapped(indent + INDENT, indent + INDENT, Text.visible(part.detail()));
        }
        List<Part> members = left.stream()
                .filter(other -> other.parentId() != null && other.parentId().equals(part.id()))
                .toList();
        members.forEach(member -> branch(member, left, said, indent + INDENT));
    }

    private static String span(Part part) {
        if (part.startedAt() == null || part.finishedAt() == null) {
            return "";
        }
        return ", " + Durations.words(Duration.between(part.startedAt(), part.finishedAt()));
    }

    private void failure(ReadError error) {
        fact("Kind", error.kind().word());
        fact("Code", error.code());
        fact("Call", error.action());
        fact("Request id", error.requestId());
        writeFacts();
    }

    private void next(Observation seen) {
        List<String> steps = new ArrayList<>();
        seen.reading().failed().map(ReadError::hint).ifPresent(steps::add);
        seen.reading().found().ifPresent(rollout -> {
            Target target = seen.target();
            rollout.relations().forEach(relation -> steps.add(command("explain", relation.target())));
            if (seen.outcome() == Outcome.PENDING) {
                steps.add(command("wait", target));
            }
            if (seen.outcome() != Outcome.PASSED && rollout.consoleUrl() != null) {
                steps.add(rollout.consoleUrl());
            }
        });
        if (!steps.isEmpty()) {
            heading("Next");
            steps.forEach(step -> wrapped(INDENT, INDENT, Text.visible(step)));
        }
    }

    private static String command(String verb, Target target) {
        return ShellCommand.line("deploystat", verb, target.toString());
    }

    private void heading(String text) {
        out.line("");
        out.line(Tone.HEADING.paint(text, look));
    }

    private void fact(String label, String value) {
        if (value == null || value.isBlank()) {
            return;
        }
        facts.put(Text.visible(label), Text.visible(value));
    }

    private void writeFacts() {
        if (facts.isEmpty()) {
            return;
        }
        out.line("");
        int label = facts.keySet().stream().mapToInt(Width::of).max().orElse(0);
        facts.forEach((name, value) ->
                wrapped(INDENT + Width.pad(name, label) + INDENT, INDENT + " ".repeat(label) + INDENT, value));
        facts.clear();
    }

    private String time(Instant at) {
        if (at == null) {
            return null;
        }
        return look.terminal()
                ? DAY_AND_TIME.format(at.atZone(look.zone())) + " " + look.zoneName() + " (" + Facts.age(at, look.now())
                        + ")"
                : exact(at);
    }

    private static String exact(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Writes text that is broken between words to fit a terminal; off it a line is a line. */
    private void wrapped(String before, String indent, String text) {
        if (!look.terminal() || look.width() <= 0) {
            out.line(before + text);
            return;
        }
        Width.broken(before + text, before.length(), indent, look.width()).forEach(out::line);
    }
}
