package dev.deploystat.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One attempt to bring a target to a new revision: a deployment. It is named differently because {@code Deployment} is
 * the name of several SDK classes.
 *
 * <p>Every scalar may be null, which means that the service did not say; collections and {@link Headway} are never null.
 */
public final class Rollout {
    private final String id;
    private final Status status;
    private final String nativeStatus;
    private final Set<Flag> flags;
    private final String operation;
    private final String revision;
    private final List<String> revisionNames;
    private final String previousRevision;
    private final String initiator;
    private final Instant createdAt;
    private final Instant startedAt;
    private final Instant updatedAt;
    private final Instant finishedAt;
    private final Progress progress;
    private final String stage;
    private final Headway headway;
    private final String reason;
    private final String account;
    private final String consoleUrl;
    private final List<Problem> problems;
    private final List<Part> parts;
    private final List<Event> events;
    private final Map<String, Object> attributes;
    private final Object raw;

    private Rollout(Builder from) {
        id = from.id;
        status = from.status;
        nativeStatus = from.nativeStatus;
        flags = Collections.unmodifiableSet(EnumSet.copyOf(from.flags));
        operation = from.operation;
        revision = from.revision;
        revisionNames = List.copyOf(from.revisionNames);
        previousRevision = from.previousRevision;
        initiator = from.initiator;
        createdAt = from.createdAt;
        startedAt = from.startedAt;
        updatedAt = from.updatedAt;
        finishedAt = from.finishedAt;
        progress = from.progress;
        stage = from.stage;
        headway = from.headway;
        reason = from.reason;
        account = from.account;
        consoleUrl = from.consoleUrl;
        problems = List.copyOf(from.problems);
        parts = List.copyOf(from.parts);
        events = List.copyOf(from.events);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(from.attributes));
        raw = from.raw;
    }

    /** Starts a rollout from what every service gives: a status in our words beside the service's own word. */
    public static Builder builder(Status status, String nativeStatus) {
        return new Builder(status, nativeStatus);
    }

    /** Starts a copy of this rollout. */
    public Builder toBuilder() {
        Builder copy = new Builder(status, nativeStatus);
        copy.id = id;
        copy.flags.addAll(flags);
        copy.operation = operation;
        copy.revision = revision;
        copy.revisionNames.addAll(revisionNames);
        copy.previousRevision = previousRevision;
        copy.initiator = initiator;
        copy.createdAt = createdAt;
        copy.startedAt = startedAt;
        copy.updatedAt = updatedAt;
        copy.finishedAt = finishedAt;
        copy.progress = progress;
        copy.stage = stage;
        copy.headway = headway;
        copy.reason = reason;
        copy.account = account;
        copy.consoleUrl = consoleUrl;
        copy.problems.addAll(problems);
        copy.parts.addAll(parts);
        copy.events.addAll(events);
        copy.attributes.putAll(attributes);
        copy.raw = raw;
        return copy;
    }

    /**
     * Returns what a gate makes of this deployment.
     *
     * @param allowPartial whether a success with failed members passes
     */
    public Verdict verdict(boolean allowPartial) {
        if (flags.contains(Flag.PARTIAL) && status == Status.SUCCEEDED && !allowPartial) {
            return Verdict.FAIL;
        }
        return status.verdict();
    }

    /** Returns how long it took, or null while either end of it is unknown. Services' clocks may differ: never negative. */
    public Duration duration() {
        Instant from = startedAt != null ? startedAt : createdAt;
        if (from == null || finishedAt == null) {
            return null;
        }
        Duration between = Duration.between(from, finishedAt);
        return between.isNegative() ? Duration.ZERO : between;
    }

    /**
     * Returns what one line says of a failure: the first problem and how many more there are, or the service's own
     * sentence where no problem is known. A deployment that is still open has a cause as soon as there is a problem.
     *
     * @return null where it did not fail, and where nothing is known
     */
    public String cause() {
        if (verdict(false) == Verdict.PASS) {
            return null;
        }
        List<Problem> known =
                problems.stream().filter(problem -> !problem.isGap()).toList();
        if (!known.isEmpty()) {
            return Reason.line(Reason.of(known));
        }
        boolean failed = verdict(false) == Verdict.FAIL;
        return failed && reason != null ? reason : Reason.line(Reason.of(problems));
    }

    /**
     * Returns whether this deployment brings the revision that a caller names. A name matches in full, or as the last
     * element of an ARN ({@code web:7}), or as a digest or commit id cut to seven or more characters. A blank name, as an
     * unset variable of a script leaves it, names nothing.
     */
    public boolean brings(String expected) {
        if (expected.isBlank()) {
            return false;
        }
        List<String> names = new ArrayList<>(revisionNames);
        if (revision != null) {
            names.add(revision);
        }
        return names.stream().anyMatch(name -> namesRevision(name, expected));
    }

    private static boolean namesRevision(String name, String expected) {
        if (name.equals(expected) || name.endsWith("/" + expected)) {
            return true;
        }
        String plain = name.startsWith("sha256:") ? name.substring("sha256:".length()) : name;
        String cut = expected.startsWith("sha256:") ? expected.substring("sha256:".length()) : expected;
        return cut.matches("[0-9a-f]{7,64}") && plain.matches("[0-9a-f]{40,64}") && plain.startsWith(cut);
    }

    /** Returns the deployment's id in the service, or null where the service has none. */
    public String id() {
        return id;
    }

    public Status status() {
        return status;
    }

    /** Returns the service's own word, verbatim. */
    public String nativeStatus() {
        return nativeStatus;
    }

    public Set<Flag> flags() {
        return flags;
    }

    /** Returns what was done: {@code CREATE}, {@code UPDATE}, {@code DELETE}, {@code ROLLBACK}, or the service's word. */
    public String operation() {
        return operation;
    }

    public String revision() {
        return revision;
    }

    /** Returns the other names under which the same revision is known, such as image references and digests. */
    public List<String> revisionNames() {
        return revisionNames;
    }

    public String previousRevision() {
        return previousRevision;
    }

    public String initiator() {
        return initiator;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public Instant finishedAt() {
        return finishedAt;
    }

    public Progress progress() {
        return progress;
    }

    /** Returns the native stage it is in, such as an ECS lifecycle stage. */
    public String stage() {
        return stage;
    }

    /** Returns how far it has come, as far as the service tells. */
    public Headway headway() {
        return headway;
    }

    public String reason() {
        return reason;
    }

    public String account() {
        return account;
    }

    public String consoleUrl() {
        return consoleUrl;
    }

    /** Returns the reasons for a failure, root cause first. */
    public List<Problem> problems() {
        return problems;
    }

    public List<Part> parts() {
        return parts;
    }

    /** Returns the timeline, oldest first; filled by an explanation only. */
    public List<Event> events() {
        return events;
    }

    /** Returns what only this service says, by the API's member names in lower camel case; values are text, numbers, lists or maps. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    /** Returns the service's own reply as maps, lists and scalars, or null when it was not kept. */
    public Object raw() {
        return raw;
    }

    /** Collects the members of a rollout; every setter takes null for what the service did not say. */
    public static final class Builder {
        private Status status;
        private String nativeStatus;
        private String id;
        private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
        private String operation;
        private String revision;
        private final List<String> revisionNames = new ArrayList<>();
        private String previousRevision;
        private String initiator;
        private Instant createdAt;
        private Instant startedAt;
        private Instant updatedAt;
        private Instant finishedAt;
        private Progress progress;
        private String stage;
        private Headway headway = Headway.UNTOLD;
        private String reason;
        private String account;
        private String consoleUrl;
        private final List<Problem> problems = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();
        private final List<Event> events = new ArrayList<>();
        private final Map<String, Object> attributes = new LinkedHashMap<>();
        private Object raw;

        private Builder(Status status, String nativeStatus) {
            this.status = status;
            this.nativeStatus = nativeStatus;
        }

        public Builder status(Status value) {
            status = value;
            return this;
        }

        public Builder nativeStatus(String value) {
            nativeStatus = value;
            return this;
        }

        public Builder id(String value) {
            id = value;
            return this;
        }

        /** Raises a flag. */
        public Builder flag(Flag value) {
            flags.add(value);
            return this;
        }

        /** Raises a flag where a condition holds. */
        public Builder flag(Flag value, boolean raised) {
            return raised ? flag(value) : this;
        }

        public Builder operation(String value) {
            operation = value;
            return this;
        }

        public Builder revision(String value) {
            revision = value;
            return this;
        }

        /** Adds another name of the same revision. */
        public Builder revisionName(String value) {
            if (value != null) {
                revisionNames.add(value);
            }
            return this;
        }

        public Builder previousRevision(String value) {
            previousRevision = value;
            return this;
        }

        public Builder initiator(String value) {
            initiator = value;
            return this;
        }

        public Builder createdAt(Instant value) {
            createdAt = value;
            return this;
        }

        public Builder startedAt(Instant value) {
            startedAt = value;
            return this;
        }

        public Builder updatedAt(Instant value) {
            updatedAt = value;
            return this;
        }

        public Builder finishedAt(Instant value) {
            finishedAt = value;
            return this;
        }

        public Builder progress(Progress value) {
            progress = value;
            return this;
        }

        public Builder stage(String value) {
            stage = value;
            return this;
        }

        public Builder headway(Headway value) {
            headway = value;
            return this;
        }

        public Builder reason(String value) {
            reason = value;
            return this;
        }

        public Builder account(String value) {
            account = value;
            return this;
        }

        public Builder consoleUrl(String value) {
            consoleUrl = value;
            return this;
        }

        /** Adds a reason for a failure; the root cause is added first. */
        public Builder problem(String resource, String code, String message) {
            problems.add(new Problem(resource, code, message));
            return this;
        }

        /** Adds, as the last problem, that the rest is not known and why. */
        public Builder unread(ReadError error) {
            problems.add(Problem.unread(error));
            return this;
        }

        public Builder problems(List<Problem> values) {
            problems.addAll(values);
            return this;
        }

        /** Puts reasons in front of those already there, which follow from them. */
        public Builder rootCauses(List<Problem> values) {
            problems.addAll(0, values);
            return this;
        }

        public Builder part(Part value) {
            parts.add(value);
            return this;
        }

        public Builder parts(List<Part> values) {
            parts.addAll(values);
            return this;
        }

        public Builder events(List<Event> values) {
            events.addAll(values);
            return this;
        }

        /** Keeps something only this service says, under the API's own member name; null and empty lists are left out. */
        public Builder attribute(String name, Object value) {
            boolean empty = value == null
                    || (value instanceof List<?> list && list.isEmpty())
                    || (value instanceof Map<?, ?> map && map.isEmpty());
            if (!empty) {
                attributes.put(name, value);
            }
            return this;
        }

        public Builder raw(Object value) {
            raw = value;
            return this;
        }

        public Rollout build() {
            return new Rollout(this);
        }
    }
}
