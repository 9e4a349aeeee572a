package dev.deploystat.render;

import dev.deploystat.data.Plain;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.Change;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The plain data of the output: what {@code docs/json.md} and the schema describe. Every key is always there and in the
 * same order; what a service does not say is null, lists are never null, times are RFC 3339 in
 * UTC, in whole seconds. Only {@code raw} is
 * left out where there is none.
 */
public final class Entry {
    /** The version of the output: an addition raises the minor number, any other change the major. */
    public static final String FORMAT_VERSION = "1.2";

    /** What a target has that could not be read. */
    private static final Rollout NOTHING = Rollout.builder(Status.UNKNOWN, null).build();

    private Entry() {}

    /** Returns one entry of {@code deployments}. */
    public static Map<String, Object> of(Observation seen) {
        Target target = seen.target();
        Rollout rollout = rollout(seen);
        Duration duration = rollout.duration();
        Progress progress = rollout.progress();
        ReadError error = seen.reading().failed().orElse(null);
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("target", target.toString());
        entry.put("service", target.service());
        entry.put("profile", target.profile());
        entry.put("role", target.role());
        entry.put("account", account(seen));
        entry.put("region", target.region());
        entry.put("id", id(seen));
        entry.put("status", rollout == NOTHING ? null : rollout.status().name());
        entry.put("nativeStatus", rollout.nativeStatus());
        entry.put("verdict", seen.outcome().verdict().word());
        entry.put("outcome", word(seen.outcome()));
        entry.put("conclusion", seen.why());
        entry.put("flags", rollout.flags().stream().map(Flag::word).toList());
        entry.put("operation", rollout.nativeOperation());
        entry.put("revision", rollout.revision());
        entry.put("previousRevision", rollout.previousRevision());
        entry.put("previousSucceededAt", time(rollout.previousSuccess()));
        entry.put("initiator", rollout.initiator());
        entry.put("createdAt", time(rollout.createdAt()));
        entry.put("startedAt", time(rollout.startedAt()));
        entry.put("updatedAt", time(rollout.updatedAt()));
        entry.put("finishedAt", time(rollout.finishedAt()));
        entry.put("durationSeconds", duration == null ? null : duration.toSeconds());
        entry.put("progress", progress == null ? null : progress(progress));
        entry.put("stage", rollout.stage());
        entry.put("reason", rollout.reason());
        entry.put("cause", rollout.cause());
        entry.put("relations", each(rollout.relations(), Entry::relation));
        entry.put("problems", each(rollout.problems(), Entry::problem));
        entry.put("parts", parts(rollout.parts()));
        entry.put("events", each(rollout.events(), Entry::event));
        entry.put("logs", each(rollout.logs(), Entry::log));
        entry.put("changes", each(rollout.changes(), Entry::change));
        entry.put("attributes", Plain.of(rollout.attributes()));
        entry.put("consoleUrl", rollout.consoleUrl());
        entry.put("error", error == null ? null : error(error));
        if (rollout.raw() != null) {
            entry.put("raw", Plain.of(rollout.raw()));
        }
        return entry;
    }

    /** Returns what was read; where nothing was, what knows nothing but its status, which then says nothing. */
    static Rollout rollout(Observation seen) {
        return seen.reading().found().orElse(NOTHING);
    }

    /** Returns what stands before {@code deployments} in a document; a null verdict is that of a history. */
    static Map<String, Object> head(Instant generatedAt, Verdict verdict) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("formatVersion", FORMAT_VERSION);
        head.put("generatedAt", time(generatedAt));
        head.put("verdict", verdict == null ? null : verdict.word());
        return head;
    }

    /** Returns the word of an outcome: {@code not-found}. */
    static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String account(Observation seen) {
        String known = rollout(seen).account();
        return known == null ? seen.target().account() : known;
    }

    /** Returns the deployment that was seen, else the one that was asked for. */
    static String id(Observation seen) {
        String known = rollout(seen).id();
        return known == null ? seen.target().deployment() : known;
    }

    static Map<String, Object> problem(Problem problem) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("resource", problem.resource());
        plain.put("code", problem.code());
        plain.put("message", problem.message());
        return plain;
    }

    static Map<String, Object> error(ReadError error) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("kind", error.kind().word());
        plain.put("code", error.code());
        plain.put("message", error.message());
        plain.put("requestId", error.requestId());
        plain.put("action", error.action());
        plain.put("hint", error.hint());
        return plain;
    }

    static String time(Instant at) {
        return at == null ? null : Facts.exact(at);
    }

    private static Map<String, Object> progress(Progress progress) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("done", progress.done());
        plain.put("total", progress.total());
        plain.put("unit", progress.unit());
        plain.put("percent", progress.percent());
        return plain;
    }

    private static Map<String, Object> relation(Relation relation) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("kind", relation.kind().word());
        plain.put("target", relation.target().toString());
        return plain;
    }

    private static List<Map<String, Object>> parts(List<Part> parts) {
        Map<String, String> names = new HashMap<>();
        parts.forEach(part -> names.put(part.id(), part.name()));
        return parts.stream()
                .map(part -> part(part, names.getOrDefault(part.parentId(), part.parentId())))
                .toList();
    }

    private static Map<String, Object> part(Part part, String parent) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("kind", part.kind());
        plain.put("name", part.name());
        plain.put("id", part.id());
        plain.put("parent", parent);
        plain.put("parentId", part.parentId());
        plain.put("status", part.status().name());
        plain.put("nativeStatus", part.nativeStatus());
        plain.put("startedAt", time(part.startedAt()));
        plain.put("finishedAt", time(part.finishedAt()));
        plain.put("detail", part.detail());
        return plain;
    }

    private static Map<String, Object> event(Event event) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("at", time(event.at()));
        plain.put("resource", event.resource());
        plain.put("nativeStatus", event.nativeStatus());
        plain.put("message", event.message());
        return plain;
    }

    private static Map<String, Object> log(LogTail tail) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("resource", tail.resource());
        plain.put("source", tail.source());
        plain.put("times", tail.times());
        plain.put("lines", tail.lines());
        return plain;
    }

    private static Map<String, Object> change(Change change) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("name", change.name());
        plain.put("how", change.how().name().toLowerCase(Locale.ROOT));
        plain.put("before", change.before());
        plain.put("after", change.after());
        return plain;
    }

    private static <T> List<Map<String, Object>> each(List<T> members, Function<T, Map<String, Object>> plain) {
        return members.stream().map(plain).toList();
    }
}
