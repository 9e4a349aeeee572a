package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Spread;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Reads targets of any services, profiles and regions: the way in to all that is common around the adapters. It has targets
 * cut into the batches that the services take, and those worked through side by side; each question about a batch is answered
 * by a class of its own.
 */
public final class Fleet implements Reader, AutoCloseable {
    private final AwsSession session;
    private final Clock clock;
    private final Connections connections;
    private final Calls calls;
    private final Enrichment enrichment;
    private final BatchReader reader;
    private final OtherServices others;

    /**
     * Creates a fleet.
     *
     * @param clock what the calls go by; it decides whether a service has ended, too
     * @param keepRaw whether readings keep the service's own reply
     * @param showSecrets whether members are shown that users put secrets into
     */
    public Fleet(Adapters adapters, AwsSession session, Clock clock, boolean keepRaw, boolean showSecrets) {
        this.session = session;
        this.clock = clock;
        connections = new Connections(session, clock);
        calls = new Calls(adapters, connections, clock);
        enrichment = new Enrichment(adapters, session.endpoint(), keepRaw, showSecrets);
        reader = new BatchReader(calls, connections, enrichment);
        others = new OtherServices(calls, reader);
    }

    @Override
    public Target pin(Target target, Rollout seen) {
        return calls.pin(target, seen);
    }

    @Override
    public Optional<Duration> usual(Target target) {
        return connections
                .known(target)
                .flatMap(connection -> Spread.usual(connection.memo(target).earlier()));
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
                BatchReader::batches,
                batch -> reader.read(batch).stream().map(others::answered).toList(),
                each);
    }

    @Override
    public void explain(List<Reading> seen, Predicate<Reading> each) {
        Map<Target, Reading> known = byTarget(seen);
        work(
                List.copyOf(known.keySet()),
                (adapter, members) -> Batches.of(members, 1),
                batch -> List.of(explain(known.get(batch.get(0)), Depth.REASONS)),
                each);
    }

    @Override
    public void confirm(List<Reading> passing, Predicate<Reading> each) {
        ask(passing, new Confirmation(calls)::of, each);
    }

    @Override
    public void confirmIdle(List<Reading> over, Predicate<Reading> each) {
        ask(over, new IdleCheck(calls, enrichment, reader)::of, each);
    }

    /**
     * Reads targets as {@link #read}, and has a success confirmed at once: where what it belongs to is being deleted, it is
     * none.
     *
     * @param unconfirmed is given why a success could not be confirmed, by the threads that read; it stands as it was read
     */
    void readConfirmed(List<Target> targets, Consumer<ReadError> unconfirmed, Predicate<Reading> each) {
        Confirmation confirmation = new Confirmation(calls);
        work(
                targets,
                BatchReader::batches,
                batch -> confirmation.ofSuccesses(
                        reader.read(batch).stream().map(others::answered).toList(), unconfirmed),
                each);
    }

    /** Has a further question asked about batches of what was read. */
    private void ask(List<Reading> seen, UnaryOperator<List<Reading>> question, Predicate<Reading> each) {
        Map<Target, Reading> known = byTarget(seen);
        work(
                List.copyOf(known.keySet()),
                BatchReader::batches,
                batch -> question.apply(batch.stream().map(known::get).toList()),
                each);
    }

    private static Map<Target, Reading> byTarget(List<Reading> readings) {
        Map<Target, Reading> known = new LinkedHashMap<>();
        readings.forEach(reading -> known.put(reading.target(), reading));
        return known;
    }

    /** Reads a target with the reasons for how it stands, and with what else is asked for. */
    public Reading explain(Target target, Depth depth) {
        return explain(others.answered(reader.read(target)), depth);
    }

    /** Reads a target with the reasons for how it stands: parts, problems and timeline. */
    public Reading explain(Target target) {
        return explain(target, Depth.REASONS);
    }

    /** Adds what further calls know of a deployment, to its own service and to the others that did its work. */
    private Reading explain(Reading reading, Depth depth) {
        if (reading.found().isEmpty()) {
            return reading;
        }
        Explanation explanation = new Explanation(calls, connections, enrichment, depth);
        Causes causes = new Causes(reader, new History(calls, enrichment), explanation);
        return explanation.of(reading).map(causes::addedTo);
    }

    /**
     * Hands over the deployments of a target that a query asks for, newest first, as they arrive. What {@code each}
     * throws passes through.
     *
     * @return why the history ends early, or empty when it is whole
     */
    public Optional<ReadError> history(Target target, HistoryQuery query, Consumer<Rollout> each) {
        return new History(calls, enrichment).of(target, query, each);
    }

    /**
     * Returns the names of the stages that a deployment of a target goes through, or empty where the service has them and
     * they cannot be read.
     */
    public Optional<List<String>> milestones(Target target) {
        List<String> names = new ArrayList<>();
        Reading failure = calls.guarded(target, () -> {
            names.addAll(milestones(calls.adapter(target), target));
            return null;
        });
        return failure == null ? Optional.of(names) : Optional.empty();
    }

    private <C> List<String> milestones(Adapter<C> adapter, Target target) {
        return adapter.kind(target).milestones(calls.connection(adapter, target), target);
    }

    /**
     * Hands over every target of a service at a place, as they are found. One kind of targets that cannot be listed does not
     * hide the others.
     *
     * @param anywhere any target of the service there
     * @return why some are missing; empty when all were found
     */
    public List<ReadError> discover(Target anywhere, Consumer<Target> each) {
        return new Discovery(calls).at(anywhere, Long.MAX_VALUE, each);
    }

    /** Hands over the first target of each kind that a service has at a place. */
    public List<ReadError> sample(Target anywhere, Consumer<Target> each) {
        return new Discovery(calls).at(anywhere, 1, each);
    }

    /** Keeps from now on which calls of a service are allowed; has to come before the first one. */
    public CallLog log(String service) {
        return connections.log(calls.adapter(service).info());
    }

    /**
     * Hands over whom AWS takes the caller for.
     *
     * @param anywhere any target read with the caller's credentials
     * @return why it is not known, or empty
     */
    public Optional<ReadError> caller(Target anywhere, Consumer<Caller> each) {
        Reading outcome = calls.guarded(Caller.INFO, anywhere, () -> {
            each.accept(Caller.of(
                    connections.unlimited(anywhere),
                    session.signer(anywhere.profile(), anywhere.region()),
                    session.origin(anywhere.profile(), anywhere.region()),
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
        Reading outcome = calls.guarded(EnabledRegions.INFO, anywhere, () -> {
            EnabledRegions.of(connections.unlimited(anywhere)).forEach(each);
            return null;
        });
        return outcome == null ? Optional.empty() : outcome.failed();
    }

    @Override
    public void close() {
        connections.close();
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
        places.forEach((place, members) -> batches.add(cut.apply(calls.adapter(place.service()), members)));
        new Workers(task, each).work(batches, clock);
    }
}
