package dev.deploystat.gate;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * Looks at targets until the gate is decided about all of them, or, when failing fast, about the first that failed.
 *
 * <p>A target without a deployment id is bound to its latest deployment at the first look, and stays bound: what happens
 * to a later deployment is another deployment's outcome.
 */
public final class Poller {
    private final Reader reader;
    private final Clock clock;
    private final Policy policy;
    private final GateListener listener;
    private final DoubleSupplier random;
    private volatile Snapshot latest;

    /** Creates a poller; {@code random} gives numbers from 0 to 1 that spread the looks of many processes. */
    public Poller(Reader reader, Clock clock, Policy policy, GateListener listener, DoubleSupplier random) {
        this.reader = reader;
        this.clock = clock;
        this.policy = policy;
        this.listener = listener;
        this.random = random;
    }

    /** Looks once: what is undecided now stays so, and what is not there now is not waited for. */
    public static Snapshot look(Reader reader, Clock clock, List<Target> targets) {
        List<Observation> seen = reader.read(targets).stream()
                .map(Observation::of)
                .map(each -> isUnexplained(each) ? explainedBy(reader, each) : each)
                .toList();
        return new Snapshot(clock.now(), seen);
    }

    /** Returns what was known after the last look, or null before the first one ended. Any thread may ask. */
    public Snapshot latest() {
        return latest;
    }

    /**
     * Waits until the gate is decided or the deadline passes.
     *
     * @throws InterruptedException when the waiting is called off; {@link #latest} then tells what was known
     */
    public Snapshot run(List<Target> targets) throws InterruptedException {
        Instant start = clock.now();
        Pace pace = new Pace(policy.interval(), random);
        List<Pursuit> pursuits = targets.stream()
                .map(target -> new Pursuit(target, policy, start))
                .toList();
        int slowed = 0;
        while (true) {
            slowed = look(pursuits) ? slowed + 1 : 0;
            Duration elapsed = Duration.between(start, clock.now());
            boolean late = policy.timeout() != null && elapsed.compareTo(policy.timeout()) >= 0;
            if (late) {
                undecided(pursuits).forEach(pursuit -> listener.decided(pursuit.timeOut(elapsed)));
            }
            publish(pursuits);
            if (late || undecided(pursuits).isEmpty() || (policy.failFast() && anyFailed(pursuits))) {
                return explained(pursuits);
            }
            Duration pause = pace.next(elapsed, slowed);
            Duration left = policy.timeout() == null ? pause : policy.timeout().minus(elapsed);
            clock.sleep(pause.compareTo(left) < 0 ? pause : left);
        }
    }

    /** Reads all undecided targets once; returns whether any call was asked to slow down. */
    private boolean look(List<Pursuit> pursuits) {
        List<Pursuit> open = undecided(pursuits);
        boolean slowed = read(open, Pursuit::next, (pursuit, reading) -> pursuit.take(reading, reader, clock.now()));
        List<Pursuit> ended = open.stream().filter(Pursuit::mayBeReplaced).toList();
        slowed |= read(ended, Pursuit::unpinned, Pursuit::takeLatest);
        open.forEach(this::tell);
        open.stream()
                .map(Pursuit::last)
                .filter(seen -> seen.outcome().isDecided())
                .forEach(listener::decided);
        return slowed;
    }

    private boolean read(
            List<Pursuit> pursuits, Function<Pursuit, Target> target, BiConsumer<Pursuit, Reading> receiver) {
        if (pursuits.isEmpty()) {
            return false;
        }
        List<Reading> readings = reader.read(pursuits.stream().map(target).toList());
        for (int i = 0; i < pursuits.size(); i++) {
            receiver.accept(pursuits.get(i), readings.get(i));
        }
        return readings.stream()
                .flatMap(reading -> reading.failed().stream())
                .map(ReadError::kind)
                .anyMatch(ErrorKind::isPassing);
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

    private void publish(List<Pursuit> pursuits) {
        latest = new Snapshot(clock.now(), pursuits.stream().map(Pursuit::last).toList());
        listener.looked(latest);
    }

    private static boolean isFailure(Observation seen) {
        return seen.outcome() == Outcome.FAILED && seen.reading().found().isPresent();
    }

    /** A look spends further calls only on a failure that nothing is said about. */
    private static boolean isUnexplained(Observation seen) {
        Rollout rollout = isFailure(seen) ? seen.reading().found().get() : null;
        return rollout != null && rollout.problems().isEmpty() && rollout.reason() == null;
    }

    /** Adds the reasons to a failure. What was concluded stays, also when there is something else to be seen by now. */
    private static Observation withReasons(Observation seen, Reading fuller) {
        Rollout known = seen.reading().found().orElseThrow();
        boolean same = fuller.found()
                .map(rollout -> Objects.equals(rollout.id(), known.id())
                        && rollout.status().verdict() == known.status().verdict())
                .orElse(false);
        return same ? new Observation(seen.target(), fuller.as(seen.target()), seen.outcome(), seen.why()) : seen;
    }

    private static Observation explainedBy(Reader reader, Observation seen) {
        Target asked = seen.target();
        Rollout known = seen.reading().found().orElseThrow();
        return withReasons(seen, reader.explain(asked.isPinned() ? asked : reader.pin(asked, known)));
    }

    /** The end of a wait is the time to tell all about what failed. */
    private Snapshot explained(List<Pursuit> pursuits) {
        List<Observation> seen = pursuits.stream()
                .map(Pursuit::last)
                .map(each -> isFailure(each) ? explainedBy(reader, each) : each)
                .toList();
        latest = new Snapshot(clock.now(), seen);
        return latest;
    }

    private static boolean anyFailed(List<Pursuit> pursuits) {
        return pursuits.stream()
                .map(Pursuit::last)
                .anyMatch(seen ->
                        seen.outcome() != Outcome.PASSED && seen.outcome().isDecided());
    }

    private static List<Pursuit> undecided(List<Pursuit> pursuits) {
        return pursuits.stream()
                .filter(pursuit ->
                        pursuit.last() == null || !pursuit.last().outcome().isDecided())
                .toList();
    }
}
