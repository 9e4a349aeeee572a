package dev.deploystat.gate;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Looks at targets until the gate is decided about all of them, or, when failing fast, about the first that failed.
 *
 * <p>A target without a deployment id is bound to its latest deployment at the first look, and stays bound: what happens
 * to a later deployment is another deployment's outcome.
 *
 * <p>The targets of one place are read together, see {@link Lane}. Each reading counts from the moment it arrives, and
 * the deadline is kept also while a service does not answer.
 */
public final class Poller {
    /** How long a lane that answers slowly holds up the others; then it goes on beside them. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration WHILE_LOOKING = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(365_000);
    /** How long reasons are asked for after the deadline. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Reader reader;
    private final Clock clock;
    private final Policy policy;
    private final GateListener listener;
    private final Pace pace;
    private Instant start;
    private List<Pursuit> pursuits = List.of();
    private Collection<Lane> lanes = List.of();
    /** Whether the end has come, and what looks still bring does not count. */
    private boolean isOver;
    /** Whether all is told, and reasons come too late. */
    private boolean isTold;

    private Throwable fault;
    private Snapshot end;

    /** Creates a poller; {@code random} gives numbers from 0 to 1 that spread the looks of many processes. */
    public Poller(Reader reader, Clock clock, Policy policy, GateListener listener, DoubleSupplier random) {
        this.reader = reader;
        this.clock = clock;
        this.policy = policy;
        this.listener = listener;
        pace = new Pace(policy.interval(), random);
    }

    /** Looks once: what is undecided now stays so, and what is not there now is not waited for. */
    public static Snapshot look(Reader reader, Clock clock, List<Target> targets) {
        Map<Target, Observation> seen = new LinkedHashMap<>();
        reader.read(targets.stream().distinct().toList(), reading -> {
            seen.put(reading.target(), Observation.of(reading));
            return true;
        });
        Map<Target, Target> unexplained = new LinkedHashMap<>();
        seen.values().stream()
                .filter(Poller::isUnexplained)
                .forEach(each -> unexplained.put(each.deployment(reader), each.target()));
        if (!unexplained.isEmpty()) {
            reader.explain(List.copyOf(unexplained.keySet()), reading -> {
                seen.computeIfPresent(unexplained.get(reading.target()), (target, known) -> known.withReasons(reading));
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
     * @throws InterruptedException when the waiting is called off; {@link #latest} then tells what was known
     */
    public Snapshot run(List<Target> targets) throws InterruptedException {
        begin(targets);
        while (true) {
            clock.together(PATIENCE, looks());
            if (isDecided()) {
                return end();
            }
            clock.sleep(least(pause(), left()));
        }
    }

    private synchronized void begin(List<Target> targets) {
        start = clock.now();
        pursuits = targets.stream()
                .map(target -> new Pursuit(target, policy, start))
                .toList();
        lanes = Lane.of(pursuits, start);
    }

    /** Begins the looks that are due. */
    private synchronized List<Runnable> looks() {
        Instant now = clock.now();
        boolean isLast = left().isZero();
        List<Runnable> looks = new ArrayList<>();
        for (Lane lane : lanes) {
            if (!lane.isLooking() && (isLast || lane.isDue(now)) && !lane.open().isEmpty()) {
                lane.begin();
                looks.add(() -> look(lane));
            }
        }
        return looks;
    }

    private synchronized Duration pause() {
        Instant now = clock.now();
        return lanes.stream()
                .filter(lane -> lane.isLooking() || !lane.open().isEmpty())
                .map(lane -> lane.isLooking() ? WHILE_LOOKING : lane.restLeft(now))
                .reduce(FOR_EVER, Poller::least);
    }

    private Duration left() {
        if (policy.timeout() == null) {
            return FOR_EVER;
        }
        Duration left = policy.timeout().minus(Duration.between(start, clock.now()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Reads the undecided targets of a lane once. A fault of ours is kept for whoever waits. */
    private void look(Lane lane) {
        Instant begun = clock.now();
        boolean slowed = false;
        try {
            slowed = take(lane);
        } catch (RuntimeException | Error e) {
            keep(e);
        } finally {
            end(lane, begun, slowed);
        }
    }

    private synchronized void keep(Throwable e) {
        fault = e;
    }

    private synchronized void end(Lane lane, Instant begun, boolean slowed) {
        lane.end(pace, start, begun, clock.now(), slowed);
    }

    /** Returns whether any call was asked to slow down. */
    private boolean take(Lane lane) {
        List<Pursuit> open = undecided(lane);
        List<Pursuit> behind = new ArrayList<>();
        boolean slowed = ask(reader::read, open, Pursuit::next, this::isWanted, (pursuit, reading) -> {
            if (pursuit.wantsSteps(reading)) {
                behind.add(pursuit);
            } else {
                pursuit.take(reading, reader, clock.now());
                tellUnlessMore(pursuit);
            }
        });
        slowed |= ask(reader::explain, behind, Pursuit::next, this::isWanted, (pursuit, reading) -> {
            pursuit.take(reading, reader, clock.now());
            tellUnlessMore(pursuit);
        });
        List<Pursuit> ended = filtered(open, Pursuit::mayBeReplaced);
        slowed |= ask(reader::read, ended, Pursuit::unpinned, this::isWanted, (pursuit, reading) -> {
            pursuit.takeLatest(reading);
            if (!pursuit.wantsReasons()) {
                tell(pursuit);
            }
        });
        explain(open, this::isWanted);
        return slowed;
    }

    /** Asks for the reasons of what failed, and tells of it. */
    private void explain(List<Pursuit> among, BooleanSupplier isWanted) {
        List<Pursuit> failed = filtered(among, Pursuit::wantsReasons);
        ask(reader::explain, failed, pursuit -> pursuit.failed(reader), isWanted, (pursuit, reading) -> {
            pursuit.explain(reading);
            tell(pursuit);
        });
    }

    private synchronized boolean isWanted() {
        return !isOver;
    }

    private synchronized List<Pursuit> undecided(Lane lane) {
        return lane.open();
    }

    private synchronized List<Pursuit> filtered(List<Pursuit> among, Predicate<Pursuit> condition) {
        return among.stream().filter(condition).toList();
    }

    /** A way to ask for readings, as {@link Reader} has two. */
    private interface Question {
        void ask(List<Target> targets, Predicate<Reading> each);
    }

    /** Hands each pursuit its reading, for as long as they are wanted; returns whether any was asked to slow down. */
    private boolean ask(
            Question question,
            List<Pursuit> asking,
            Function<Pursuit, Target> target,
            BooleanSupplier isWanted,
            BiConsumer<Pursuit, Reading> receiver) {
        Map<Target, List<Pursuit>> receivers = new LinkedHashMap<>();
        asking.forEach(pursuit -> receivers
                .computeIfAbsent(target.apply(pursuit), each -> new ArrayList<>())
                .add(pursuit));
        if (receivers.isEmpty()) {
            return false;
        }
        List<ErrorKind> failures = new ArrayList<>();
        question.ask(List.copyOf(receivers.keySet()), reading -> {
            synchronized (this) {
                if (!isWanted.getAsBoolean()) {
                    return false;
                }
                reading.failed().map(ReadError::kind).ifPresent(failures::add);
                receivers.get(reading.target()).forEach(pursuit -> receiver.accept(pursuit, reading));
                return true;
            }
        });
        return failures.stream().anyMatch(ErrorKind::isPassing);
    }

    /** What a further call may still change is told after that. */
    private void tellUnlessMore(Pursuit pursuit) {
        if (!pursuit.mayBeReplaced() && !pursuit.wantsReasons()) {
            tell(pursuit);
        }
    }

    private void tell(Pursuit pursuit) {
        Observation seen = pursuit.last();
        if (pursuit.isDelayed()) {
            listener.delayed(seen.target(), seen.reading().failed().orElseThrow());
            return;
        }
        Observation before = pursuit.tell();
        if (before == null) {
            listener.observed(seen);
        } else if (!sameToTheEye(before, seen)) {
            listener.changed(before, seen);
        }
        settle(pursuit);
    }

    private void settle(Pursuit pursuit) {
        if (pursuit.last().outcome().isDecided() && !pursuit.isSettled()) {
            pursuit.settle();
            listener.decided(pursuit.last());
        }
    }

    private static boolean sameToTheEye(Observation a, Observation b) {
        Rollout was = a.reading().found().orElse(null);
        Rollout is = b.reading().found().orElse(null);
        if (was == null || is == null) {
            return was == is && Objects.equals(a.why(), b.why());
        }
        return Objects.equals(was.id(), is.id())
                && was.status() == is.status()
                && Objects.equals(was.nativeStatus(), is.nativeStatus())
                && Objects.equals(was.stage(), is.stage())
                && Objects.equals(was.progress(), is.progress())
                && was.flags().equals(is.flags())
                && Objects.equals(was.reason(), is.reason());
    }

    /** Shows what is known, and returns whether that is the end. */
    private synchronized boolean isDecided() {
        rethrow();
        Duration elapsed = Duration.between(start, clock.now());
        boolean late = left().isZero();
        if (late) {
            lanes.stream().flatMap(lane -> lane.open().stream()).forEach(pursuit -> pursuit.timeOut(elapsed));
        }
        Stream<Pursuit> settled = pursuits.stream().filter(Pursuit::isSettled);
        isOver = late
                || pursuits.stream().allMatch(Pursuit::isSettled)
                || (policy.failFast()
                        && settled.anyMatch(pursuit -> pursuit.last().outcome() != Outcome.PASSED));
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
        if (!filtered(pursuits, Pursuit::wantsReasons).isEmpty()) {
            clock.together(GRACE, List.of(this::explainLast));
        }
        synchronized (this) {
            isTold = true;
            rethrow();
            pursuits.forEach(this::settle);
            end = snapshot();
            listener.looked(end);
            return end;
        }
    }

    private void explainLast() {
        try {
            explain(pursuits, () -> !isTold);
        } catch (RuntimeException | Error e) {
            keep(e);
        }
    }

    private Snapshot snapshot() {
        return new Snapshot(clock.now(), pursuits.stream().map(Pursuit::last).toList());
    }
}
