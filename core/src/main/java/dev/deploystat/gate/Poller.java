package dev.deploystat.gate;

import dev.deploystat.model.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * Looks at targets until the gate is decided about all of them, or, when failing fast, about the first that failed.
 *
 * <p>A target without a deployment id is bound to its latest deployment at the first look, and stays bound: what happens
 * to a later deployment is another deployment's outcome.
 *
 * <p>The targets of one place are read together, see {@link PollGroup}. Each reading counts from the moment it arrives, and
 * the deadline is kept also while a service does not answer.
 */
public final class Poller {
    /** How long a group that answers slowly holds up the others; then it goes on beside them. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration WHILE_LOOKING = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(365_000);
    /** How long reasons are asked for after the deadline. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Clock clock;
    private final Policy policy;
    private final Map<Target, Policy> ownPolicies;
    private final GateListener listener;
    private final Pace pace;
    private final PollRound look;
    private final PollRound lastLook;
    private Instant start;
    private List<AwaitedTarget> awaited = List.of();
    private Collection<PollGroup> groups = List.of();
    private final Set<AwaitedTarget> askedWhy = new HashSet<>();
    /** Whether the end has come, and what looks still bring does not count. */
    private boolean isOver;
    /** Whether all is reported, and reasons come too late. */
    private boolean isReported;

    private Throwable fault;
    private Snapshot end;

    /** Creates a poller; {@code random} gives numbers from 0 to 1 that spread the looks of many processes. */
    public Poller(Reader reader, Clock clock, Policy policy, GateListener listener, DoubleSupplier random) {
        this(reader, clock, policy, Map.of(), listener, random);
    }

    /**
     * Creates a poller for targets of which some have a policy of their own.
     *
     * @param policy what is asked of all others, and how often to look and whether to fail fast
     * @param ownPolicies what is asked of some targets
     */
    public Poller(
            Reader reader,
            Clock clock,
            Policy policy,
            Map<Target, Policy> ownPolicies,
            GateListener listener,
            DoubleSupplier random) {
        this.ownPolicies = Map.copyOf(ownPolicies);
        this.clock = clock;
        this.policy = policy;
        this.listener = listener;
        pace = new Pace(policy.interval(), random);
        look = new PollRound(reader, clock, listener, this, () -> !isOver);
        lastLook = new PollRound(reader, clock, listener, this, () -> !isReported);
    }

    /** Looks once: what is undecided now stays so, and what is not there now is not waited for. */
    public static Snapshot look(Reader reader, Clock clock, List<Target> targets) {
        Map<Target, Observation> seen = read(reader, targets);
        confirm(reader, seen);
        return explained(reader, clock, targets, seen);
    }

    /** Looks once at deployments of a history: what became of them later is no matter. */
    public static Snapshot lookBack(Reader reader, Clock clock, List<Target> targets) {
        return explained(reader, clock, targets, read(reader, targets));
    }

    /** Returns what readings come to when what surrounds the deployments that pass is looked at as well. */
    public static List<Observation> confirmed(Reader reader, List<Reading> readings) {
        Map<Target, Observation> seen = new LinkedHashMap<>();
        readings.forEach(reading -> seen.put(reading.target(), Observation.of(reading)));
        confirm(reader, seen);
        return readings.stream().map(reading -> seen.get(reading.target())).toList();
    }

    private static Map<Target, Observation> read(Reader reader, List<Target> targets) {
        Map<Target, Observation> seen = new LinkedHashMap<>();
        reader.read(targets.stream().distinct().toList(), reading -> {
            seen.put(reading.target(), Observation.of(reading));
            return true;
        });
        return seen;
    }

    private static void confirm(Reader reader, Map<Target, Observation> seen) {
        List<Reading> passing = seen.values().stream()
                .filter(each -> each.outcome() == Outcome.PASSED)
                .map(Observation::reading)
                .toList();
        if (!passing.isEmpty()) {
            reader.confirm(passing, reading -> {
                seen.computeIfPresent(reading.target(), (target, known) -> known.confirmed(reading, Set.of()));
                return true;
            });
        }
    }

    private static Snapshot explained(Reader reader, Clock clock, List<Target> targets, Map<Target, Observation> seen) {
        List<Reading> unexplained = seen.values().stream()
                .filter(Poller::isUnexplained)
                .map(Observation::reading)
                .toList();
        if (!unexplained.isEmpty()) {
            reader.explain(unexplained, reading -> {
                seen.computeIfPresent(reading.target(), (target, known) -> known.withReasons(reading));
                return true;
            });
        }
        return new Snapshot(clock.now(), targets.stream().map(seen::get).toList());
    }

    /** A look spends further calls only on a failure that nothing is said about. */
    private static boolean isUnexplained(Observation seen) {
        Rollout rollout = seen.isFailure() ? seen.reading().found().orElseThrow() : null;
        return rollout != null && rollout.problems().isEmpty() && rollout.reason() == null;
    }

    /** Returns what is known by now, or null before the wait began. Any thread may ask. */
    public synchronized Snapshot latest() {
        return end != null || start == null ? end : snapshot();
    }

    /**
     * Waits until the gate is decided or the deadline passes.
     *
     * @throws InterruptedException when the waiting is called off; {@link #latest} then returns what was known
     */
    public Snapshot run(List<Target> targets) throws InterruptedException {
        begin(targets);
        while (true) {
            clock.together(PATIENCE, looks());
            if (isDecided()) {
                return end();
            }
            clock.sleep(least(least(pause(), left()), rhythm()));
        }
    }

    private synchronized void begin(List<Target> targets) {
        start = clock.now();
        awaited = targets.stream()
                .map(target -> new AwaitedTarget(target, ownPolicies.getOrDefault(target, policy), start))
                .toList();
        groups = PollGroup.of(awaited, start);
    }

    /** Begins the looks that are due. */
    private synchronized List<Runnable> looks() {
        Instant now = clock.now();
        List<Runnable> looks = new ArrayList<>();
        for (PollGroup group : groups) {
            if (!group.isLooking()
                    && (group.isDue(now) || group.isLast(now))
                    && !group.open().isEmpty()) {
                group.begin();
                looks.add(() -> look(group));
            }
        }
        List<AwaitedTarget> overdue = overdue().toList();
        if (!overdue.isEmpty()) {
            askedWhy.addAll(overdue);
            looks.add(() -> explain(look, overdue));
        }
        return looks;
    }

    /** Returns what was given up while others are waited for, and nobody has asked why yet. */
    private Stream<AwaitedTarget> overdue() {
        return awaited.stream()
                .filter(target -> target.isOver() && target.wantsReasons() && !askedWhy.contains(target));
    }

    private synchronized Duration pause() {
        if (overdue().findAny().isPresent()) {
            return Duration.ZERO;
        }
        Instant now = clock.now();
        return groups.stream()
                .filter(group -> group.isLooking() || !group.open().isEmpty())
                .map(group -> group.isLooking() ? WHILE_LOOKING : group.restLeft(now))
                .reduce(FOR_EVER, Poller::least);
    }

    private Duration rhythm() {
        Duration asked = listener.rhythm();
        return asked == null ? FOR_EVER : asked;
    }

    /** Returns how long it is until the next deadline of a target that is undecided. */
    private synchronized Duration left() {
        Instant now = clock.now();
        return groups.stream()
                .flatMap(group -> group.open().stream())
                .map(target -> target.left(now))
                .filter(Objects::nonNull)
                .reduce(FOR_EVER, Poller::least);
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Reads the undecided targets of a group once. A fault of ours is kept for whoever waits. */
    private void look(PollGroup group) {
        try {
            Instant begun = clock.now();
            boolean slowed = look.take(undecided(group));
            end(group, begun, slowed);
        } catch (RuntimeException | Error e) {
            keep(e);
        }
    }

    private synchronized List<AwaitedTarget> undecided(PollGroup group) {
        return group.open();
    }

    private synchronized void keep(Throwable e) {
        fault = e;
        isOver = true;
    }

    private synchronized void end(PollGroup group, Instant begun, boolean slowed) {
        group.end(pace, start, begun, clock.now(), slowed);
    }

    /** Shows what is known, and returns whether that is the end. */
    private synchronized boolean isDecided() {
        rethrow();
        Instant now = clock.now();
        groups.stream()
                .flatMap(group -> group.open().stream())
                .filter(target -> Duration.ZERO.equals(target.left(now)))
                .forEach(target -> {
                    target.timeOut(Duration.between(start, now));
                    if (!target.wantsReasons()) {
                        look.settle(target);
                    }
                });
        Stream<AwaitedTarget> over = awaited.stream().filter(AwaitedTarget::isOver);
        isOver = awaited.stream().allMatch(AwaitedTarget::isOver)
                || (policy.failFast() && over.anyMatch(target -> target.last().outcome() != Outcome.PASSED));
        if (!isOver) {
            listener.looked(snapshot());
        }
        return isOver;
    }

    private void rethrow() {
        if (fault instanceof RuntimeException bug) {
            throw bug;
        }
        if (fault instanceof Error error) {
            throw error;
        }
    }

    /** What was decided by the deadline, or while another failed, has its reasons asked for too. */
    private Snapshot end() throws InterruptedException {
        if (awaited.stream().anyMatch(AwaitedTarget::wantsReasons)) {
            clock.together(GRACE, List.of(() -> explain(lastLook, awaited)));
        }
        synchronized (this) {
            isReported = true;
            rethrow();
            awaited.forEach(lastLook::settle);
            end = snapshot();
            listener.looked(end);
            return end;
        }
    }

    private void explain(PollRound round, List<AwaitedTarget> overdue) {
        try {
            round.explain(overdue);
        } catch (RuntimeException | Error e) {
            keep(e);
        }
    }

    private Snapshot snapshot() {
        return new Snapshot(
                clock.now(), awaited.stream().map(AwaitedTarget::last).toList());
    }
}
