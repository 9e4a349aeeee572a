package dev.deploystat.gate;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One look: asks for readings, hands them to the pursuits they are for, asks again where the first answer leaves something
 * open, and tells the listener. Pursuits and listener are touched under a lock only, since readings come from any thread.
 */
final class PollRound {
    private final Reader reader;
    private final Clock clock;
    private final GateListener listener;
    private final Object lock;
    private final BooleanSupplier isWanted;

    /**
     * Prepares a look.
     *
     * @param lock what guards the pursuits and the listener
     * @param isWanted whether readings still count; asked under the lock
     */
    PollRound(Reader reader, Clock clock, GateListener listener, Object lock, BooleanSupplier isWanted) {
        this.reader = reader;
        this.clock = clock;
        this.listener = listener;
        this.lock = lock;
        this.isWanted = isWanted;
    }

    /** Reads pursuits once; returns whether any call was asked to slow down. */
    boolean take(List<AwaitedTarget> open) {
        Map<AwaitedTarget, Reading> behind = new LinkedHashMap<>();
        boolean slowed = read(open, AwaitedTarget::next, (pursuit, reading) -> {
            if (pursuit.needsExplanation(reading)) {
                behind.put(pursuit, reading);
            } else {
                take(pursuit, reading);
            }
        });
        slowed |= explain(behind, this::take);
        confirm(open);
        List<AwaitedTarget> ended = those(open, AwaitedTarget::mayBeReplaced);
        slowed |= read(ended, AwaitedTarget::unpinned, (pursuit, reading) -> {
            pursuit.takeLatest(reading);
            if (!pursuit.wantsReasons()) {
                tell(pursuit);
            }
        });
        inquire(open);
        explain(open);
        return slowed;
    }

    /** Has a look taken at what contains the deployments that are about to pass. */
    private void confirm(List<AwaitedTarget> among) {
        Map<AwaitedTarget, Reading> passing = new LinkedHashMap<>();
        those(among, AwaitedTarget::needsConfirmation)
                .forEach(pursuit -> passing.put(pursuit, pursuit.last().reading()));
        ask(passing, reader::confirm, (pursuit, reading) -> {
            pursuit.confirm(reading);
            if (!pursuit.wantsReasons()) {
                tell(pursuit);
            }
        });
    }

    /** Asks why deployments do not move. */
    private void inquire(List<AwaitedTarget> among) {
        Instant now = clock.now();
        Map<AwaitedTarget, Reading> stuck = new LinkedHashMap<>();
        those(among, pursuit -> pursuit.isStuck(now))
                .forEach(pursuit -> stuck.put(pursuit, pursuit.last().reading()));
        explain(stuck, (pursuit, reading) -> {
            pursuit.takeInsight(reading, now);
            if (!pursuit.wantsReasons()) {
                tell(pursuit);
            }
        });
    }

    /** Asks for the reasons of what failed, and tells of it. */
    void explain(List<AwaitedTarget> among) {
        Map<AwaitedTarget, Reading> failed = new LinkedHashMap<>();
        those(among, AwaitedTarget::wantsReasons)
                .forEach(pursuit -> failed.put(pursuit, pursuit.last().reading()));
        explain(failed, (pursuit, reading) -> {
            pursuit.explain(reading);
            tell(pursuit);
        });
    }

    private List<AwaitedTarget> those(List<AwaitedTarget> among, Predicate<AwaitedTarget> condition) {
        synchronized (lock) {
            return among.stream().filter(condition).toList();
        }
    }

    /** What a further call may still change is told after that. */
    private void take(AwaitedTarget pursuit, Reading reading) {
        pursuit.take(reading, reader, clock.now());
        if (!pursuit.needsConfirmation() && !pursuit.mayBeReplaced() && !pursuit.wantsReasons()) {
            tell(pursuit);
        }
    }

    private boolean read(
            List<AwaitedTarget> asking,
            Function<AwaitedTarget, Target> target,
            BiConsumer<AwaitedTarget, Reading> receiver) {
        Map<Target, List<AwaitedTarget>> receivers = new LinkedHashMap<>();
        asking.forEach(pursuit -> receivers
                .computeIfAbsent(target.apply(pursuit), each -> new ArrayList<>())
                .add(pursuit));
        return ask(receivers, each -> reader.read(List.copyOf(receivers.keySet()), each), receiver);
    }

    private boolean explain(Map<AwaitedTarget, Reading> seen, BiConsumer<AwaitedTarget, Reading> receiver) {
        return ask(seen, reader::explain, receiver);
    }

    /** Asks a further question about what was seen. */
    private boolean ask(
            Map<AwaitedTarget, Reading> seen,
            BiConsumer<List<Reading>, Predicate<Reading>> question,
            BiConsumer<AwaitedTarget, Reading> receiver) {
        Map<Target, Reading> readings = new LinkedHashMap<>();
        Map<Target, List<AwaitedTarget>> receivers = new LinkedHashMap<>();
        seen.forEach((pursuit, reading) -> {
            readings.put(reading.target(), reading);
            receivers
                    .computeIfAbsent(reading.target(), each -> new ArrayList<>())
                    .add(pursuit);
        });
        return ask(receivers, each -> question.accept(List.copyOf(readings.values()), each), receiver);
    }

    /** Hands each pursuit its reading, for as long as they are wanted; returns whether any was asked to slow down. */
    private boolean ask(
            Map<Target, List<AwaitedTarget>> receivers,
            Consumer<Predicate<Reading>> question,
            BiConsumer<AwaitedTarget, Reading> receiver) {
        if (receivers.isEmpty()) {
            return false;
        }
        List<ErrorKind> failures = new ArrayList<>();
        question.accept(reading -> {
            synchronized (lock) {
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

    private void tell(AwaitedTarget pursuit) {
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

    /** Tells of a decision that is not told yet. */
    void settle(AwaitedTarget pursuit) {
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
                && Objects.equals(was.reason(), is.reason())
                && was.problems().equals(is.problems());
    }
}
