package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.aws.adapter.ReceiverFailure;
import dev.deploystat.aws.credentials.Credentials;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Operation;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Spread;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Verdict;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Reads targets of any services, profiles and regions: what is common around the adapters. It keeps one connection per
 * service, profile, role and region and one limiter per service, account and region, has the targets cut into the batches that
 * the services take, and turns failed calls into readings.
 */
public final class Fleet implements Reader, AutoCloseable {
    /** How many deployments in a row are over before it is believed that all older ones are. */
    private static final int LONGEST_QUEUE = 100;

    private final Adapters adapters;
    private final AwsSession session;
    private final Clock clock;
    private final boolean keepRaw;
    private final boolean showSecrets;
    private final Map<Place, Connection<?>> connections = new ConcurrentHashMap<>();
    private final Map<Place, Limiter> limiters = new ConcurrentHashMap<>();
    private final Map<String, CallLog> callLogs = new ConcurrentHashMap<>();
    private final Map<String, Logs> logs = new ConcurrentHashMap<>();
    private final Suggestions suggestions = new Suggestions();
    private final OtherServices others = new OtherServices(this);

    private record Place(String service, String profile, String role, String region) {
        static Place of(Target target) {
            return new Place(target.service(), target.profile(), target.role(), target.region());
        }

        // Written out for a fast start, as in Target.
        @Override
        public boolean equals(Object other) {
            return other instanceof Place that
                    && service.equals(that.service)
                    && Objects.equals(profile, that.profile)
                    && Objects.equals(role, that.role)
                    && Objects.equals(region, that.region);
        }

        @Override
        public int hashCode() {
            return Objects.hash(service, profile, role, region);
        }
    }

    /**
     * Creates a fleet.
     *
     * @param clock what the calls go by; it decides whether a service has ended, too
     * @param keepRaw whether readings keep the service's own reply
     * @param showSecrets whether members are shown that users put secrets into
     */
    public Fleet(Adapters adapters, AwsSession session, Clock clock, boolean keepRaw, boolean showSecrets) {
        this.adapters = adapters;
        this.session = session;
        this.clock = clock;
        this.keepRaw = keepRaw;
        this.showSecrets = showSecrets;
    }

    @Override
    public Target pin(Target target, Rollout seen) {
        boolean hasIds = adapter(target.service()).info().pin() != null;
        return hasIds && seen.id() != null ? target.pinnedTo(seen.id()) : target;
    }

    @Override
    public Optional<Duration> usual(Target target) {
        Connection<?> connection = connections.get(Place.of(target));
        return connection == null
                ? Optional.empty()
                : Spread.usual(connection.memo(target).earlier());
    }

    /** Reads targets; the readings come in the order of the targets, one for each. */
    public List<Reading> read(List<Target> targets) {
        Map<Target, Reading> readings = new LinkedHashMap<>();
        read(targets.stream().distinct().toList(), reading -> {
            readings.put(reading.target(), reading);
            return true;
        });
        return targets.stream().map(readings::get).toList();
    }

    /** What {@code each} throws passes through. */
    @Override
    public void read(List<Target> targets, Predicate<Reading> each) {
        work(
                targets,
                Fleet::batches,
                batch -> readBatch(batch).stream().map(others::answered).toList(),
                each);
    }

    @Override
    public void explain(List<Reading> seen, Predicate<Reading> each) {
        Map<Target, Reading> known = new LinkedHashMap<>();
        seen.forEach(reading -> known.put(reading.target(), reading));
        work(
                List.copyOf(known.keySet()),
                (adapter, members) -> Batches.of(members, 1),
                batch -> List.of(explain(known.get(batch.get(0)), Depth.REASONS)),
                each);
    }

    @Override
    public void confirm(List<Reading> passing, Predicate<Reading> each) {
        Map<Target, Reading> known = new LinkedHashMap<>();
        passing.forEach(reading -> known.put(reading.target(), reading));
        work(
                List.copyOf(known.keySet()),
                Fleet::batches,
                batch -> confirm(batch.stream().map(known::get).toList()),
                each);
    }

    /**
     * Reads targets as {@link #read}, and has a success confirmed at once: where what it belongs to is being deleted, it is
     * none.
     *
     * @param unconfirmed is given why a success could not be confirmed, by the threads that read; it stands as it was read
     */
    void readConfirmed(List<Target> targets, Consumer<ReadError> unconfirmed, Predicate<Reading> each) {
        work(
                targets,
                Fleet::batches,
                batch -> confirmed(
                        readBatch(batch).stream().map(others::answered).toList(), unconfirmed),
                each);
    }

    private List<Reading> confirmed(List<Reading> batch, Consumer<ReadError> unconfirmed) {
        List<Reading> passing = batch.stream()
                .filter(reading -> reading.found()
                        .filter(rollout -> rollout.verdict(Set.of()) == Verdict.PASS)
                        .isPresent())
                .toList();
        if (passing.isEmpty()) {
            return batch;
        }
        Map<Target, Reading> checked = new LinkedHashMap<>();
        for (Reading reading : confirm(passing)) {
            reading.failed().ifPresent(unconfirmed);
            reading.found().ifPresent(rollout -> checked.put(reading.target(), reading));
        }
        return batch.stream()
                .map(reading -> checked.getOrDefault(reading.target(), reading))
                .toList();
    }

    private List<Reading> confirm(List<Reading> batch) {
        Map<Target, Rollout> pinned = new LinkedHashMap<>();
        for (Reading reading : batch) {
            Rollout rollout = reading.found().orElseThrow();
            pinned.put(pin(reading.target(), rollout), rollout);
        }
        Target first = batch.get(0).target();
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        Reading failure = guarded(first, () -> {
            withdrawn.putAll(withdrawn(adapter(first.service()), pinned));
            return null;
        });
        ReadError error = failure == null ? null : failure.failed().orElseThrow();
        if (error != null && batch.size() > 1 && isOneTargetsFault(error)) {
            return batch.stream()
                    .flatMap(reading -> confirm(List.of(reading)).stream())
                    .toList();
        }
        return batch.stream()
                .map(reading -> error == null
                        ? reading.map(rollout -> withdrawn.getOrDefault(pin(reading.target(), rollout), rollout))
                        : error.kind() == ErrorKind.NOT_FOUND ? orphaned(reading, error) : failure.as(reading.target()))
                .toList();
    }

    @Override
    public void confirmIdle(List<Reading> over, Predicate<Reading> each) {
        Map<Target, Reading> known = new LinkedHashMap<>();
        over.forEach(reading -> known.put(reading.target(), reading));
        work(
                List.copyOf(known.keySet()),
                Fleet::batches,
                batch -> confirmIdle(batch.stream().map(known::get).toList()),
                each);
    }

    /** Where nothing was ever deployed there is no container to lose what was. */
    private List<Reading> confirmIdle(List<Reading> batch) {
        Map<Target, Reading> deployed = new LinkedHashMap<>();
        List<Reading> checked = new ArrayList<>();
        for (Reading reading : batch) {
            if (reading.found().isPresent()) {
                deployed.put(reading.target(), reading);
            } else {
                checked.add(beside(reading));
            }
        }
        if (!deployed.isEmpty()) {
            confirm(List.copyOf(deployed.values())).stream()
                    .map(reading -> besideUnlessGone(deployed.get(reading.target()), reading))
                    .forEach(checked::add);
        }
        return checked;
    }

    /** What is not live any more is over all the same: only a deletion, and what is at work, keep a target from being idle. */
    private Reading besideUnlessGone(Reading latest, Reading checked) {
        boolean isOver = checked.found()
                .filter(now -> now.status().isFinal() && now.operation() != Operation.DELETE)
                .isPresent();
        return isOver || checked.found().equals(latest.found()) ? beside(latest) : checked;
    }

    /**
     * Returns a deployment that is under way beside the latest, also one of the other service that deploys the target, or
     * the reading as it is where there is none.
     */
    private Reading beside(Reading latest) {
        Target target = latest.target();
        Rollout seen = latest.found().orElse(null);
        if (seen != null && adapter(target.service()).kind(target).isGone(seen)) {
            return Reading.of(target, seen.toBuilder().build());
        }
        Reading own = underWay(target, seen, latest);
        if (seen == null || !own.equals(latest)) {
            return own;
        }
        return seen.related(Relation.Kind.DEPLOYED_BY)
                .filter(deployer -> !deployer.fields().isEmpty())
                .findFirst()
                .map(deployer -> besideAtDeployer(latest, deployer))
                .orElse(latest);
    }

    /** What the other service does not know any more is not at work there. */
    private Reading besideAtDeployer(Reading latest, Target deployer) {
        Reading named = readOne(deployer.pinnedTo(null));
        boolean isGone =
                named.failed().map(error -> error.kind() == ErrorKind.NOT_FOUND).orElse(false);
        if (isGone) {
            return latest;
        }
        return named.found()
                .map(rollout -> rollout.isUnderWay()
                        ? Reading.of(latest.target(), rollout)
                        : underWay(container(deployer, rollout).orElse(deployer), rollout, latest))
                .orElseGet(() -> named.as(latest.target()));
    }

    /** Returns a deployment of a target that is under way, for the target of {@code idle}, else {@code idle} itself. */
    private Reading underWay(Target target, Rollout latest, Reading idle) {
        List<Rollout> open = new ArrayList<>();
        Reading failure = guarded(target, () -> {
            Iterator<Rollout> rollouts = Credentials.renewing(
                    () -> underWay(adapter(target.service()), target, latest).iterator());
            int over = 0;
            while (open.isEmpty() && over < LONGEST_QUEUE && rollouts.hasNext()) {
                Rollout rollout = rollouts.next();
                over = rollout.isUnderWay() ? 0 : over + 1;
                if (rollout.isUnderWay()) {
                    open.add(finished(target, rollout));
                }
            }
            return null;
        });
        Target asked = idle.target();
        return failure != null ? failure.as(asked) : open.isEmpty() ? idle : Reading.of(asked, open.get(0));
    }

    /** What a deployment belongs to is not there any more: whatever it brought does not stay. */
    private static Reading orphaned(Reading reading, ReadError error) {
        return reading.map(rollout -> rollout.toBuilder()
                .status(Status.STOPPED)
                .operation(Operation.DELETE)
                .reason("what it belongs to is not there any more: " + error.message())
                .build());
    }

    /** Reads a target with the reasons for how it stands, and with what else is asked for. */
    public Reading explain(Target target, Depth depth) {
        return explain(others.answered(readOne(target)), depth);
    }

    /** Reads a target with the reasons for how it stands: parts, problems and timeline. */
    public Reading explain(Target target) {
        return explain(target, Depth.REASONS);
    }

    /**
     * Adds what further calls know of a deployment that was read. Where they fail, as for want of a permission, what is
     * known without them is returned, with that failure as its last problem.
     */
    private Reading explain(Reading reading, Depth depth) {
        if (reading.found().isEmpty()) {
            return reading;
        }
        return explainAlone(reading, depth).map(rollout -> others.withCauses(rollout, depth));
    }

    /** Explains a deployment by what its own service knows. */
    Reading explainAlone(Reading reading, Depth depth) {
        Target target = reading.target();
        Rollout seen = reading.found().orElseThrow();
        Reading explained =
                guarded(target, () -> Reading.of(target, finished(target, explain(pin(target, seen), seen))));
        Reading known = orUnread(explained, reading);
        if (depth.logLines() > 0) {
            known = withMore(known, rollout -> rollout.toBuilder()
                    .logs(LogTail.distinct(lastWords(adapter(target.service()), pin(target, seen), rollout, depth)))
                    .build());
        }
        if (depth.changes()) {
            known = withMore(known, rollout -> withLastSuccess(target, rollout));
            known = withMore(known, rollout -> compared(adapter(target.service()), pin(target, seen), rollout));
        }
        return known;
    }

    /** Returns a deployment with the revision before it, and when that last succeeded, where the service keeps deployments. */
    private Rollout withLastSuccess(Target target, Rollout rollout) {
        Adapter<?> adapter = adapter(target.service());
        if (adapter.info().pin() == null || rollout.createdAt() == null) {
            return rollout;
        }
        HistoryQuery query = new HistoryQuery(
                Set.of(Status.SUCCEEDED.name()), null, rollout.createdAt().minusMillis(1), 1, null);
        Target all = container(target, rollout).orElse(target.pinnedTo(null));
        return history(adapter, all, query)
                .filter(query::wants)
                .limit(1)
                .filter(last -> last.revision() != null
                        && (rollout.previousRevision() == null
                                || rollout.previousRevision().equals(last.revision())))
                .findFirst()
                .map(last -> rollout.toBuilder()
                        .previousRevision(last.revision())
                        .previousSuccess(last.finishedAt() == null ? last.updatedAt() : last.finishedAt())
                        .build())
                .orElse(rollout);
    }

    /** Returns what is known with what further calls add to it. */
    private Reading withMore(Reading known, UnaryOperator<Rollout> more) {
        Rollout rollout = known.found().orElseThrow();
        return orUnread(guarded(known.target(), () -> Reading.of(known.target(), more.apply(rollout))), known);
    }

    /** Returns a reading, or where it failed what was known before, with that failure as the last problem. */
    private static Reading orUnread(Reading reading, Reading known) {
        return reading.failed()
                .map(error ->
                        known.map(rollout -> rollout.toBuilder().unread(error).build()))
                .orElse(reading);
    }

    /**
     * Hands over the deployments of a target that a query asks for, newest first, as they arrive. What {@code each}
     * throws passes through.
     *
     * @return why the history ends early, or empty when it is whole
     */
    public Optional<ReadError> history(Target target, HistoryQuery query, Consumer<Rollout> each) {
        Reading outcome = guarded(target, () -> {
            var wanted = history(adapter(target.service()), target, query).filter(query::wants);
            (query.limit() == 0 ? wanted : wanted.limit(query.limit()))
                    .forEach(rollout -> ReceiverFailure.deliver(finished(target, rollout), each));
            return null;
        });
        return outcome == null ? Optional.empty() : outcome.failed().map(error -> filledIn(target, error));
    }

    /**
     * Returns the names of the stages that a deployment of a target goes through, or empty where the service has them and
     * they cannot be read.
     */
    public Optional<List<String>> milestones(Target target) {
        List<String> names = new ArrayList<>();
        Reading failure = guarded(target, () -> {
            names.addAll(milestones(adapter(target.service()), target));
            return null;
        });
        return failure == null ? Optional.of(names) : Optional.empty();
    }

    /**
     * Hands over every target of a service at a place, as they are found. One kind of targets that cannot be listed does not
     * hide the others.
     *
     * @param anywhere any target of the service there
     * @return why some are missing; empty when all were found
     */
    public List<ReadError> discover(Target anywhere, Consumer<Target> each) {
        return discover(adapter(anywhere.service()), anywhere, Long.MAX_VALUE, each);
    }

    /** Hands over the first target of each kind that a service has at a place. */
    public List<ReadError> sample(Target anywhere, Consumer<Target> each) {
        return discover(adapter(anywhere.service()), anywhere, 1, each);
    }

    /** Keeps from now on which calls of a service are allowed; has to come before the first one. */
    public CallLog log(String service) {
        return callLogs.computeIfAbsent(service, id -> new CallLog(adapter(id).info()));
    }

    /**
     * Hands over whom AWS takes the caller for.
     *
     * @param anywhere any target read with the caller's credentials
     * @return why it is not known, or empty
     */
    public Optional<ReadError> caller(Target anywhere, Consumer<Caller> each) {
        Reading outcome = guarded(Caller.INFO, anywhere, () -> {
            String profile = anywhere.profile();
            String region = anywhere.region();
            each.accept(Caller.of(
                    session.clients(profile, null, region, this::unlimited),
                    session.signer(profile, region),
                    clock.now()));
            return null;
        });
        return outcome == null ? Optional.empty() : outcome.failed();
    }

    /**
     * Hands over the regions that an account has enabled.
     *
     * @param anywhere any target read with the account's credentials; its region decides which partition is asked
     * @return why they are not known, or empty
     */
    public Optional<ReadError> regions(Target anywhere, Consumer<String> each) {
        Reading outcome = guarded(EnabledRegions.INFO, anywhere, () -> {
            EnabledRegions.of(session.clients(anywhere.profile(), null, anywhere.region(), this::unlimited))
                    .forEach(each);
            return null;
        });
        return outcome == null ? Optional.empty() : outcome.failed();
    }

    @Override
    public void close() {
        connections.values().forEach(Connection::close);
        // A reference to the method would load the class in every run.
        for (Logs read : logs.values()) {
            read.close();
        }
        session.close();
    }

    private void work(
            List<Target> targets,
            BiFunction<Adapter<?>, List<Target>, List<List<Target>>> cut,
            Function<List<Target>, List<Reading>> task,
            Predicate<Reading> each) {
        Map<Place, List<Target>> places = new LinkedHashMap<>();
        targets.forEach(target -> places.computeIfAbsent(Place.of(target), place -> new ArrayList<>())
                .add(target));
        List<List<List<Target>>> batches = new ArrayList<>();
        places.forEach((place, members) -> batches.add(cut.apply(adapter(place.service()), members)));
        new Workers(task, each).work(batches, clock);
    }

    /** Reads a target by what its own service knows. */
    Reading readOne(Target target) {
        return readBatch(List.of(target)).get(0);
    }

    /** Returns the target whose latest deployment may be a newer one than a deployment, if the service has such. */
    Optional<Target> container(Target target, Rollout deployment) {
        return adapter(target.service()).kind(target).container(deployment).map(container -> container
                .at(target.profile(), target.region())
                .assuming(target.role()));
    }

    private List<Reading> readBatch(List<Target> batch) {
        Target first = batch.get(0);
        Map<Target, Reading> readings = new LinkedHashMap<>();
        Reading failure = guarded(first, () -> {
            read(adapter(first.service()), batch).forEach(reading -> readings.put(reading.target(), reading));
            return null;
        });
        if (failure != null
                && batch.size() > 1
                && isOneTargetsFault(failure.failed().orElseThrow())) {
            return batch.stream().map(this::readOne).toList();
        }
        return batch.stream()
                .map(target -> {
                    if (failure != null) {
                        return known(failure.as(target));
                    }
                    Reading reading = readings.get(target);
                    return known(reading == null ? absent(target) : reading.map(rollout -> finished(target, rollout)));
                })
                .toList();
    }

    /**
     * What was remembered of a target that is not there any more does not hold for one that is made anew. Of one that is not
     * there the resources beside it are looked up, once, to say which one may have been meant.
     */
    private Reading known(Reading reading) {
        boolean isGone = reading.failed()
                .map(error -> error.kind() == ErrorKind.NOT_FOUND)
                .orElse(false);
        Target target = reading.target();
        Connection<?> connection = isGone ? connections.get(Place.of(target)) : null;
        if (connection == null) {
            return reading;
        }
        connection.forget(target);
        ReadError error = filledIn(target, reading.failed().orElseThrow());
        String suggestion =
                target.isPinned() ? "" : suggestions.of(target, each -> neighbours(adapter(each.service()), each));
        return Reading.failed(target, suggestion.isEmpty() ? error : error.hintedFirst(suggestion));
    }

    private ReadError filledIn(Target target, ReadError error) {
        return Suggestions.filledIn(adapter(target.service()).info(), target, error);
    }

    /** The answer stands, whatever becomes of this call: it may not be permitted, or not be in a record. */
    private <C> List<String> neighbours(Adapter<C> adapter, Target target) {
        try {
            return adapter.kind(target).neighbours(connection(adapter, target), target);
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    /** One target that a call refuses must not hide the others of its batch: they are then read one by one. */
    private static boolean isOneTargetsFault(ReadError error) {
        return switch (error.kind()) {
            case NOT_FOUND, DENIED, INVALID, SERVICE -> true;
            case CREDENTIALS, THROTTLED, UNAVAILABLE, UNREACHABLE, RETIRED -> false;
        };
    }

    private Reading absent(Target target) {
        String title = adapter(target.service()).info().title();
        String what = target.isPinned() ? "deployment " + target.deployment() + " of " : "deployment of ";
        return Reading.failed(
                target,
                ReadError.notFound(
                        title + " has no " + what + target.resource(), "Check the name, the region and the account."));
    }

    /** Runs calls for a target; returns the failed reading when they fail, else what they return. */
    private Reading guarded(Target target, Supplier<Reading> calls) {
        return guarded(adapter(target.service()).info(), target, calls);
    }

    private Reading guarded(ServiceInfo service, Target target, Supplier<Reading> calls) {
        try {
            return calls.get();
        } catch (RuntimeException e) {
            ReceiverFailure undelivered = ErrorCodes.find(e, ReceiverFailure.class);
            if (undelivered != null) {
                throw undelivered.reason();
            }
            LocalDate today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
            ReadError error = CallErrors.of(e, service, target.region(), today).orElseThrow(() -> e);
            return Reading.failed(target, error);
        }
    }

    /**
     * Returns the rollout as it leaves this class: the account and the end of the service filled in, raw only if wanted,
     * and hidden members covered.
     */
    private Rollout finished(Target target, Rollout rollout) {
        ServiceInfo service = adapter(target.service()).info();
        Set<String> hidden = showSecrets ? Set.of() : service.secrets();
        Rollout.Builder finished = rollout.toBuilder()
                .raw(keepRaw ? Raw.of(rollout.source(Object.class).orElse(null), hidden) : null)
                .relations(rollout.relations().stream()
                        .map(relation -> complete(relation, target))
                        .toList())
                .commands(placed(rollout.commands(), target))
                .otherCommands(placed(rollout.otherCommands(), target))
                .flag(Flag.RETIRED, service.endOfLife() != null);
        Raw.attributes(rollout.attributes(), hidden).forEach(finished::attribute);
        if (rollout.account() == null) {
            finished.account(target.account());
        }
        return finished.build();
    }

    private List<AwsCommand> placed(List<AwsCommand> commands, Target target) {
        return commands.stream()
                .map(command -> command.at(target.profile(), target.region()).through(session.endpoint()))
                .toList();
    }

    /** Returns a relation with the fields and the place of its target, which the adapter of another service cannot know. */
    private Relation complete(Relation relation, Target from) {
        Target target = relation.target();
        if (!target.fields().isEmpty()) {
            return relation;
        }
        try {
            Target parsed = new Targets(adapters).parse(target.service() + ":" + target.resource());
            return new Relation(
                    relation.kind(),
                    parsed.at(from.profile(), parsed.region() == null ? from.region() : null)
                            .assuming(from.role()));
        } catch (Refusal e) {
            // What a reply names need not be of a form that can be read; it is shown as it is.
            return relation;
        }
    }

    private Adapter<?> adapter(String service) {
        return adapters.adapter(service).orElseThrow(() -> new IllegalStateException("no service " + service));
    }

    private Rollout explain(Target target, Rollout seen) {
        return explain(adapter(target.service()), target, seen);
    }

    private <C> Rollout explain(Adapter<C> adapter, Target target, Rollout seen) {
        Kind<C> kind = adapter.kind(target);
        Rollout explained = Credentials.renewing(() -> kind.explain(connection(adapter, target), target, seen));
        Rollout.Builder all = Rollout.builder(explained.status(), null);
        kind.commands(target, explained, all);
        List<AwsCommand> commands = all.build().commands();
        // A call that leads to what broke is worth more than those that show all of it.
        return explained.commands().isEmpty()
                ? explained.toBuilder().commands(commands).build()
                : explained.toBuilder().otherCommands(commands).build();
    }

    private <C> List<Reading> read(Adapter<C> adapter, List<Target> batch) {
        return Credentials.renewing(() -> read(adapter, connection(adapter, batch.get(0)), batch));
    }

    /** Binds the targets of a batch to their latest deployments where they name none, and reads all of them together. */
    private static <C> List<Reading> read(Adapter<C> adapter, Connection<C> connection, List<Target> batch) {
        Kind<C> kind = adapter.kind(batch.get(0));
        List<Reading> readings = new ArrayList<>();
        Map<Target, Target> pinned = new LinkedHashMap<>();
        List<Target> open = new ArrayList<>();
        for (Target target : batch) {
            if (target.isPinned() || adapter.info().pin() == null) {
                pinned.put(target, target);
            } else {
                open.add(target);
            }
        }
        if (!open.isEmpty()) {
            for (Latest latest : kind.latest(connection, open)) {
                if (latest.reading() == null) {
                    pinned.put(latest.target(), latest.pinned());
                } else {
                    readings.add(latest.reading());
                }
            }
        }
        if (!pinned.isEmpty()) {
            Map<Target, Reading> found = new LinkedHashMap<>();
            kind.read(connection, pinned.values().stream().distinct().toList())
                    .forEach(reading -> found.put(reading.target(), reading));
            pinned.forEach((target, read) -> {
                if (found.containsKey(read)) {
                    readings.add(found.get(read).as(target));
                }
            });
        }
        return readings;
    }

    private static <C> List<List<Target>> batches(Adapter<C> adapter, List<Target> targets) {
        Map<Kind<C>, List<Target>> kinds = new LinkedHashMap<>();
        targets.forEach(target -> kinds.computeIfAbsent(adapter.kind(target), kind -> new ArrayList<>())
                .add(target));
        List<List<Target>> batches = new ArrayList<>();
        kinds.forEach((kind, members) -> batches.addAll(kind.batches(members)));
        return batches;
    }

    private <C> Stream<Rollout> history(Adapter<C> adapter, Target target, HistoryQuery query) {
        return adapter.kind(target).history(connection(adapter, target), target, query);
    }

    private <C> Stream<Rollout> underWay(Adapter<C> adapter, Target target, Rollout latest) {
        return adapter.kind(target).underWay(connection(adapter, target), target, latest);
    }

    private <C> List<LogTail> lastWords(Adapter<C> adapter, Target target, Rollout explained, Depth depth) {
        Logs read = logs.computeIfAbsent(
                target.profile() + " " + target.role() + " " + depth.logLines(),
                caller -> new Logs(region -> logClients(target, region), depth.logLines()));
        return adapter.kind(target).lastWords(connection(adapter, target), read, target, explained);
    }

    private Clients logClients(Target target, String region) {
        String account = session.account(target.profile(), target.role(), region);
        return session.clients(
                target.profile(),
                target.role(),
                region,
                sdkService -> limiter(Logs.RATES, new Place(sdkService, account, null, region)),
                callLogs.get(target.service()));
    }

    private <C> Rollout compared(Adapter<C> adapter, Target target, Rollout explained) {
        return adapter.kind(target).compared(connection(adapter, target), target, explained);
    }

    private <C> Map<Target, Rollout> withdrawn(Adapter<C> adapter, Map<Target, Rollout> passing) {
        Target first = passing.keySet().iterator().next();
        return Credentials.renewing(() -> adapter.kind(first).withdrawn(connection(adapter, first), passing));
    }

    private <C> List<String> milestones(Adapter<C> adapter, Target target) {
        return adapter.kind(target).milestones(connection(adapter, target), target);
    }

    private <C> List<ReadError> discover(Adapter<C> adapter, Target anywhere, long most, Consumer<Target> each) {
        List<ReadError> errors = new ArrayList<>();
        for (Kind<C> kind : adapter.kinds()) {
            Reading outcome = guarded(anywhere, () -> {
                kind.discover(connection(adapter, anywhere))
                        .limit(most)
                        .map(found ->
                                found.at(anywhere.profile(), anywhere.region()).assuming(anywhere.role()))
                        .forEach(found -> ReceiverFailure.deliver(found, each));
                return null;
            });
            if (outcome != null) {
                ReadError error = outcome.failed().orElseThrow();
                errors.add(error);
                if (!isOneTargetsFault(error)) {
                    return errors;
                }
            }
        }
        return errors;
    }

    @SuppressWarnings("unchecked") // A place names one service, whose adapter made the connection.
    private <C> Connection<C> connection(Adapter<C> adapter, Target target) {
        Objects.requireNonNull(target.region(), "a target is placed before it is read");
        Place place = Place.of(target);
        Connection<?> known = connections.get(place);
        if (known == null) {
            // Before the map is locked: finding out about the account may take a call.
            String account = session.account(place.profile(), place.role(), place.region());
            known = connections.computeIfAbsent(
                    place,
                    there -> new Connection<>(
                            adapter.connect(session.clients(
                                    there.profile(),
                                    there.role(),
                                    there.region(),
                                    sdkService -> limiter(
                                            adapter.rates(), new Place(sdkService, account, null, there.region())),
                                    callLogs.get(there.service()))),
                            there.region()));
        }
        return (Connection<C>) known;
    }

    private Limiter unlimited(String sdkService) {
        return new Limiter(List.of(), clock);
    }

    /** Returns the limiter of an SDK service in an account and region, which profiles and adapters share. */
    private Limiter limiter(List<Rate> published, Place shared) {
        return limiters.computeIfAbsent(shared, each -> new Limiter(session.rates(published, each.service()), clock));
    }
}
