package dev.deploystat.render;

import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A wait as JSON Lines: the version of the format, then one event a line, each written at once. */
public final class EventLines implements GateListener {
    private final Sink out;
    private final Supplier<Instant> now;
    private final Set<Target> delayed = new HashSet<>();
    private final Map<Target, Set<Problem>> reported = new HashMap<>();
    private boolean begun;

    public EventLines(Appendable out, Supplier<Instant> now) {
        this.out = new Sink(out);
        this.now = now;
    }

    @Override
    public void observed(Observation seen) {
        write(deployment("observed", seen));
        writeProblems(seen);
    }

    @Override
    public void changed(Observation before, Observation seen) {
        Map<String, Object> event = deployment("changed", seen);
        Map<String, Object> was = Entry.of(before);
        was.keySet().retainAll(List.of("id", "status", "nativeStatus", "stage", "progress", "reason", "error"));
        event.put("before", was);
        write(event);
        writeProblems(seen);
    }

    @Override
    public void delayed(Target target, ReadError error) {
        if (delayed.add(target)) {
            Map<String, Object> event = event("throttled", target);
            event.put("error", Entry.error(error));
            write(event);
        }
    }

    @Override
    public void looked(Snapshot snapshot) {
        snapshot.observations().stream()
                .filter(seen -> seen.reading().found().isPresent())
                .forEach(seen -> delayed.remove(seen.target()));
    }

    @Override
    public void decided(Observation seen) {
        writeProblems(seen);
        write(deployment("finished", seen));
    }

    /** Writes the last line: the verdict and every deployment as it was last known. */
    public void summary(Snapshot snapshot) {
        snapshot.observations().forEach(this::writeProblems);
        Map<String, Object> event = event("summary");
        event.put("verdict", snapshot.outcome().verdict().word());
        event.put("outcome", Entry.word(snapshot.outcome()));
        event.put("deployments", snapshot.observations().stream().map(Entry::of).toList());
        write(event);
    }

    private void writeProblems(Observation seen) {
        Set<Problem> known = reported.computeIfAbsent(seen.target(), target -> new HashSet<>());
        seen.reading().found().ifPresent(rollout -> rollout.problems().stream()
                .filter(known::add)
                .forEach(problem -> {
                    Map<String, Object> event = event("problem", seen.target());
                    event.put("problem", Entry.problem(problem));
                    write(event);
                }));
    }

    private Map<String, Object> deployment(String name, Observation seen) {
        Map<String, Object> event = event(name, seen.target());
        event.put("deployment", Entry.of(seen));
        return event;
    }

    private Map<String, Object> event(String name, Target target) {
        Map<String, Object> event = event(name);
        event.put("target", target.toString());
        return event;
    }

    private Map<String, Object> event(String name) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", name);
        event.put("at", Entry.time(now.get()));
        return event;
    }

    private void write(Map<String, Object> event) {
        if (!begun) {
            begun = true;
            Map<String, Object> version = event("version");
            version.put("formatVersion", Entry.FORMAT_VERSION);
            out.line(Tree.line(version));
        }
        out.line(Tree.line(event));
        out.flush();
    }
}
