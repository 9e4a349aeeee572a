package dev.deploystat.gate;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleSupplier;

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
        List<Observation> seen =
                reader.read(targets).stream().map(Observation::of).toList();
        return new Snapshot(
                clock.now(),
                seen.stream()
                        .map(each -> isUnexplained(each) ? withReasons(each, reader.explain(each.target())) : each)
                        .toList());
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
        int throttled = 0;
        while (true) {
            boolean slowed = look(pursuits);
            throttled = slowed ? throttled + 1 : 0;
            Duration elapsed = Duration.between(start, clock.now());
            boolean late = policy.timeout() != null && elapsed.compareTo(policy.timeout()) >= 0;
            if (late) {
                undecided(pursuits).forEach(pursuit -> listener.decided(pursuit.timeOut(elapsed)));
            }
            publish(pursuits);
            if (late || undecided(pursuits).isEmpty() || (policy.failFast() && anyFailed(pursuits))) {
                return explained(pursuits);
            }
            Duration pause = pace.next(elapsed, throttled);
            Duration left = policy.timeout() == null ? pause : policy.timeout().minus(elapsed);
            clock.sleep(pause.compareTo(left) < 0 ? pause : left);
        }
    }

    /** Reads all undecided targets once; returns whether any reading was throttled. */
    private boolean look(List<Pursuit> pursuits) {
        List<Pursuit> open = undecided(pursuits);
        List<Reading> readings = reader.read(open.stream().map(Pursuit::next).toList());
        boolean throttled = false;
        List<Pursuit> ended = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            Pursuit pursuit = open.get(i);
            Observation before = pursuit.last();
            Observation seen = pursuit.take(readings.get(i), reader, clock.now());
            throttled |= isThrottled(seen);
            tell(before, seen);
            if (pursuit.isBound() && mayBeReplaced(seen)) {
                ended.add(pursuit);
            }
        }
        checkReplaced(ended);
        open.stream()
                .map(Pursuit::last)
                .filter(seen -> seen.outcome().isDecided())
                .forEach(listener::decided);
        return throttled;
    }

    private void checkReplaced(List<Pursuit> ended) {
        if (ended.isEmpty()) {
            return;
        }
        List<Reading> now = reader.read(ended.stream().map(Pursuit::asked).toList());
        for (int i = 0; i < ended.size(); i++) {
            ended.get(i).replacedBy(now.get(i));
        }
    }

    /** A stop without a cause of its own, and a deployment that is gone, are what a newer deployment leaves behind. */
    private static boolean mayBeReplaced(Observation seen) {
        boolean stopped = seen.reading()
                .found()
                .map(rollout -> rollout.status() == Status.STOPPED)
                .orElse(false);
        boolean gone = seen.reading()
                .failed()
                .map(error -> error.kind() == ErrorKind.NOT_FOUND)
                .orElse(false);
        return seen.outcome() == Outcome.FAILED && (stopped || gone);
    }

    private void tell(Observation before, Observation seen) {
        if (seen.reading().failed().isPresent() && !seen.outcome().isDecided()) {
            ReadError error = seen.reading().failed().get();
            if (error.kind() != ErrorKind.NOT_FOUND) {
                listener.delayed(seen.target(), error);
                return;
            }
        }
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

    /** A failure always comes with its reasons, if a further call is needed for them. */
    private static boolean isUnexplained(Observation seen) {
        return seen.outcome() == Outcome.FAILED
                && seen.reading()
                        .found()
                        .map(rollout -> rollout.problems().isEmpty())
                        .orElse(false);
    }

    private static Observation withReasons(Observation seen, Reading fuller) {
        return fuller.found().isEmpty()
                ? seen
                : new Observation(seen.target(), fuller.as(seen.target()), seen.outcome(), seen.why());
    }

    private Snapshot explained(List<Pursuit> pursuits) {
        latest = new Snapshot(
                clock.now(),
                pursuits.stream()
                        .map(pursuit -> isUnexplained(pursuit.last())
                                ? withReasons(pursuit.last(), reader.explain(pursuit.next()))
                                : pursuit.last())
                        .toList());
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

    private static boolean isThrottled(Observation seen) {
        return seen.reading()
                .failed()
                .map(error -> error.kind() == ErrorKind.THROTTLED)
                .orElse(false);
    }
}
