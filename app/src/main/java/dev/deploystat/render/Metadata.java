package dev.deploystat.render;

import dev.deploystat.data.Plain;
import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Observation;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What else is known of a deployment: names beside values. */
final class Metadata {
    private final Page page;
    private final Map<String, String> facts = new LinkedHashMap<>();

    Metadata(Page page) {
        this.page = page;
    }

    /** Writes what a target that could not be read answered with. */
    void of(ReadError error) {
        fact("Kind", error.kind().word());
        fact("Code", error.code());
        fact("Call", error.action());
        fact("Request id", error.requestId());
        if (!facts.isEmpty()) {
            page.line("");
        }
        write();
    }

    /** Writes what is known of a deployment besides its reasons, events and parts. */
    void of(Observation seen, Rollout rollout) {
        facts(seen, rollout);
        if (!facts.isEmpty()) {
            page.heading("Details");
        }
        write();
    }

    /** Returns the same as names and values. */
    Map<String, String> facts(Observation seen, Rollout rollout) {
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
        return facts;
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

    private String time(Instant at) {
        return at == null ? null : Timeline.readable(at, page.look());
    }

    private void fact(String label, String value) {
        if (value != null && !value.isBlank()) {
            facts.put(Text.visible(label), Text.visible(value));
        }
    }

    private void write() {
        int label = facts.keySet().stream().mapToInt(Width::of).max().orElse(0);
        facts.forEach((name, value) -> page.wrapped(
                Page.INDENT + Width.pad(name, label) + Page.INDENT,
                Page.INDENT + " ".repeat(label) + Page.INDENT,
                value));
        facts.clear();
    }
}
