package dev.deploystat.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One attempt to bring a target to a new revision: a deployment. It is named differently because {@code Deployment} is
 * the name of several SDK classes.
 *
 * <p>Every scalar may be null, which means that the service did not say; collections and {@link Stages} are never null.
 */
public final class Rollout {
    private final String id;
    private final Status status;
    private final String nativeStatus;
    private final Set<Flag> flags;
    private final Operation operation;
    private final String nativeOperation;
    private final String revision;
    private final List<String> revisionNames;
    private final String previousRevision;
    private final Instant previousSuccess;
    private final String initiator;
    private final Instant createdAt;
    private final Instant startedAt;
    private final Instant updatedAt;
    private final Instant finishedAt;
    private final boolean resting;
    private final Duration usual;
    private final Progress progress;
    private final String stage;
    private final Stages stages;
    private final String reason;
    private final String doom;
    private final String account;
    private final String consoleUrl;
    private final List<Problem> problems;
    private final Set<Problem> consequences;
    private final List<AwsCommand> commands;
    private final List<AwsCommand> otherCommands;
    private final List<Part> parts;
    private final List<Event> events;
    private final List<LogTail> logs;
    private final List<Change> changes;
    private final Map<String, Object> attributes;
    private final List<Relation> relations;
    private final Object source;
    private final Object raw;
    private final Rollout unexplained;

    private Rollout(Builder from) {
        id = from.id;
        status = from.status;
        nativeStatus = from.nativeStatus;
        flags = Collections.unmodifiableSet(EnumSet.copyOf(from.flags));
        operation = from.operation;
        nativeOperation = from.nativeOperation;
        revision = from.revision;
        revisionNames = List.copyOf(from.revisionNames);
        previousRevision = from.previousRevision;
        previousSuccess = from.previousSuccess;
        initiator = from.initiator;
        createdAt = from.createdAt;
        startedAt = from.startedAt;
        updatedAt = from.updatedAt;
        finishedAt = from.finishedAt;
        resting = from.resting;
        usual = from.usual;
        progress = from.progress;
        stage = from.stage;
        stages = from.stages;
        reason = from.reason;
        doom = from.doom;
        account = from.account;
        consoleUrl = from.consoleUrl;
        problems = from.problems.stream().distinct().toList();
        consequences = Set.copyOf(from.consequences);
        commands = List.copyOf(from.commands);
        otherCommands = List.copyOf(from.otherCommands);
        parts = List.copyOf(from.parts);
        events = List.copyOf(from.events);
        logs = List.copyOf(from.logs);
        changes = List.copyOf(from.changes);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(from.attributes));
        relations = List.copyOf(from.relations);
        source = from.source;
        raw = from.raw;
        unexplained = from.unexplained;
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
        copy.nativeOperation = nativeOperation;
        copy.revision = revision;
        copy.revisionNames.addAll(revisionNames);
        copy.previousRevision = previousRevision;
        copy.previousSuccess = previousSuccess;
        copy.initiator = initiator;
        copy.createdAt = createdAt;
        copy.startedAt = startedAt;
        copy.updatedAt = updatedAt;
        copy.finishedAt = finishedAt;
        copy.resting = resting;
        copy.usual = usual;
        copy.progress = progress;
        copy.stage = stage;
        copy.stages = stages;
        copy.reason = reason;
        copy.doom = doom;
        copy.account = account;
        copy.consoleUrl = consoleUrl;
        copy.problems.addAll(problems);
        copy.consequences.addAll(consequences);
        copy.commands.addAll(commands);
        copy.otherCommands.addAll(otherCommands);
        copy.parts.addAll(parts);
        copy.events.addAll(events);
        copy.logs.addAll(logs);
        copy.changes.addAll(changes);
        copy.attributes.putAll(attributes);
        copy.relations.addAll(relations);
        copy.source = source;
        copy.raw = raw;
        copy.unexplained = unexplained;
        return copy;
    }

    /**
     * Returns what a gate makes of this deployment.
     *
     * @param allowed the flags that do not keep a success from passing
     */
    public Verdict verdict(Set<Flag> allowed) {
        boolean isEarly = flags.contains(Flag.EARLY);
        boolean succeeded = status == Status.SUCCEEDED || isEnough() || (isEarly && allowed.contains(Flag.EARLY));
        if (!succeeded) {
            return status.verdict();
        }
        boolean isPartial = flags.contains(Flag.PARTIAL) && !allowed.contains(Flag.PARTIAL);
        return isPartial || (isEarly && !allowed.contains(Flag.EARLY)) ? Verdict.FAIL : Verdict.PASS;
    }

    /** Returns whether something is at work: it is not over, at rest, nor through with all the members there are. */
    public boolean isUnderWay() {
        return !status.isFinal() && !resting && !isEnough();
    }

    /** Returns whether a deployment that never ends, as it goes on for members to come, is through with all there are. */
    private boolean isEnough() {
        return status == Status.IN_PROGRESS
                && flags.contains(Flag.CONTINUOUS)
                && progress != null
                && progress.total() > 0
                && progress.done() >= progress.total();
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
        if (verdict(Set.of()) == Verdict.PASS) {
            return null;
        }
        List<Problem> known =
                problems.stream().filter(problem -> !problem.isGap()).toList();
        if (!known.isEmpty()) {
            return Reason.line(Reason.of(known));
        }
        boolean failed = verdict(Set.of()) == Verdict.FAIL;
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

    /**
     * Returns the revision that its target runs, as far as one can say: what it brings when it has succeeded, what was there
     * before while it is on its way or was rolled back, and null after any other end.
     */
    public String live() {
        return switch (status) {
            case SUCCEEDED -> revision;
            case PENDING, IN_PROGRESS, ROLLING_BACK, ROLLED_BACK -> previousRevision;
            case FAILED, ROLLBACK_FAILED, STOPPED, UNKNOWN -> null;
        };
    }

    /** Returns whether its target runs the revision that a caller names, see {@link #brings}. */
    public boolean runs(String expected) {
        return status == Status.SUCCEEDED
                ? brings(expected)
                : live() != null && !expected.isBlank() && namesRevision(live(), expected);
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

    /** Returns what it does to its target, or null where the service does not say. */
    public Operation operation() {
        return operation;
    }

    /** Returns the service's word for what it does; where it has none, ours; null where nothing says. */
    public String nativeOperation() {
        return nativeOperation;
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

    /** Returns when the revision from before last succeeded; only a comparison asks for it. */
    public Instant previousSuccess() {
        return previousSuccess;
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

    /** Returns how long deployments of its target usually took before, or null where that is not known. */
    public Duration usual() {
        return usual;
    }

    public Progress progress() {
        return progress;
    }

    /** Returns the native stage it is in, such as an ECS lifecycle stage. */
    public String stage() {
        return stage;
    }

    /** Returns how far it has come, as far as the service reports. */
    public Stages stages() {
        return stages;
    }

    public String reason() {
        return reason;
    }

    /** Returns why it is certain to fail though it is still under way, in a sentence; null when it is not. */
    public String doom() {
        return doom;
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

    /** Returns whether a problem only follows from one before it. */
    public boolean isConsequence(Problem problem) {
        return consequences.contains(problem);
    }

    /** Returns the calls of the AWS CLI that show more, or that let it go on; what matters most first. */
    public List<AwsCommand> commands() {
        return commands;
    }

    /** Returns the calls that show all of it, where {@link #commands} are those that lead to what matters in it. */
    public List<AwsCommand> otherCommands() {
        return otherCommands;
    }

    public List<Part> parts() {
        return parts;
    }

    /** Returns the timeline, oldest first; filled by an explanation only. */
    public List<Event> events() {
        return events;
    }

    /** Returns the last lines of what died; filled by an explanation that was asked for them. */
    public List<LogTail> logs() {
        return logs;
    }

    /** Returns what differs from the revision before; filled by an explanation that was asked for it. */
    public List<Change> changes() {
        return changes;
    }

    /** Returns what only this service says, by the API's member names in lower camel case; values are text, numbers, lists or maps. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    /** Returns the other deployments it has to do with. */
    public List<Relation> relations() {
        return relations;
    }

    /** Returns the other deployments of one kind. */
    public Stream<Target> related(Relation.Kind kind) {
        return relations.stream().filter(relation -> relation.kind() == kind).map(Relation::target);
    }

    /**
     * Returns the reply that the adapter read this deployment from, for the adapter's own use when it explains the
     * deployment; empty where it is of another type. It is never shown.
     */
    public <T> Optional<T> source(Class<T> type) {
        return type.isInstance(source) ? Optional.of(type.cast(source)) : Optional.empty();
    }

    /** Returns the deployment as it was read, before an explanation added to it; itself where none has. */
    public Rollout unexplained() {
        return unexplained == null ? this : unexplained;
    }

    /** Returns whether an explanation has added what it knows. */
    public boolean isExplained() {
        return unexplained != null;
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
        private Operation operation;
        private String nativeOperation;
        private String revision;
        private final List<String> revisionNames = new ArrayList<>();
        private String previousRevision;
        private Instant previousSuccess;
        private String initiator;
        private Instant createdAt;
        private Instant startedAt;
        private Instant updatedAt;
        private Instant finishedAt;
        private boolean resting;
        private Duration usual;
        private Progress progress;
        private String stage;
        private Stages stages = Stages.UNKNOWN;
        private String reason;
        private String doom;
        private String account;
        private String consoleUrl;
        private final List<Problem> problems = new ArrayList<>();
        private final Set<Problem> consequences = new LinkedHashSet<>();
        private final List<AwsCommand> commands = new ArrayList<>();
        private final List<AwsCommand> otherCommands = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();
        private final List<Event> events = new ArrayList<>();
        private final List<LogTail> logs = new ArrayList<>();
        private final List<Change> changes = new ArrayList<>();
        private final Map<String, Object> attributes = new LinkedHashMap<>();
        private final List<Relation> relations = new ArrayList<>();
        private Object source;
        private Object raw;
        private Rollout unexplained;

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

        /** Takes a flag back. */
        public Builder lower(Flag value) {
            flags.remove(value);
            return this;
        }

        /** Raises a flag where a condition holds. */
        public Builder flag(Flag value, boolean raised) {
            return raised ? flag(value) : this;
        }

        public Builder operation(Operation value) {
            return operation(value, value == null ? null : value.name());
        }

        /** Sets what it does, with the service's own word for it. */
        public Builder operation(Operation value, String nativeWord) {
            operation = value;
            nativeOperation = nativeWord;
            return this;
        }

        /** Adds another deployment it has to do with, once. */
        public Builder relation(Relation value) {
            if (!relations.contains(value)) {
                relations.add(value);
            }
            return this;
        }

        /** Adds a resource of any service, where there is one, see {@link Relation#to}. */
        public Builder relation(Relation.Kind kind, String service, String resource) {
            return resource == null ? this : relation(Relation.to(kind, service, resource));
        }

        /** Replaces all relations. */
        public Builder relations(List<Relation> values) {
            relations.clear();
            relations.addAll(values);
            return this;
        }

        /** Keeps the reply that the deployment was read from, see {@link Rollout#source}. */
        public Builder source(Object value) {
            source = value;
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

        /** Sets when the revision from before last succeeded. */
        public Builder previousSuccess(Instant value) {
            previousSuccess = value;
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

        /** Says that nothing is at work although it is not over: there is nothing that somebody wants to run. */
        public Builder resting(boolean value) {
            resting = value;
            return this;
        }

        public Builder usual(Duration usual) {
            this.usual = usual;
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

        public Builder stages(Stages value) {
            stages = value;
            return this;
        }

        public Builder reason(String value) {
            reason = value;
            return this;
        }

        /** Says why it is certain to fail though it is still under way. */
        public Builder doom(String value) {
            doom = value;
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
            if (!values.isEmpty()) {
                consequences.addAll(problems);
            }
            problems.addAll(0, values);
            return this;
        }

        /** Says that problems only follow from those before them. */
        public Builder consequences(Collection<Problem> values) {
            consequences.addAll(values);
            return this;
        }

        /** Adds a call of the AWS CLI, once: a service, an operation and its options. One with a null in it is left out. */
        public Builder command(String... words) {
            return Stream.of(words).anyMatch(Objects::isNull) ? this : command(AwsCommand.of(words));
        }

        /** Adds a call of the AWS CLI, once. */
        public Builder command(AwsCommand value) {
            if (!commands.contains(value)) {
                commands.add(value);
            }
            return this;
        }

        /** Replaces all calls of the AWS CLI. */
        public Builder commands(List<AwsCommand> values) {
            commands.clear();
            commands.addAll(values);
            return this;
        }

        /** Replaces the calls that show all of it. */
        public Builder otherCommands(List<AwsCommand> values) {
            otherCommands.clear();
            otherCommands.addAll(values);
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

        public Builder logs(List<LogTail> values) {
            logs.addAll(values);
            return this;
        }

        public Builder changes(List<Change> values) {
            changes.addAll(values);
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

        /** Keeps the deployment as it was read, so that another explanation does not begin with this one. */
        public Builder explaining(Rollout read) {
            unexplained = read;
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
