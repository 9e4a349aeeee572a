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
 * One look: asks for readings, hands each to the targets it is for, asks again where the first answer leaves something open,
 * and notifies the listener. Targets and listener are touched under a lock only, since readings come from any thread.
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
     * @param lock what guards the targets and the listener
     * @param isWanted whether readings still count; asked under the lock
     */
    PollRound(Reader reader, Clock clock, GateListener listener, Object lock, BooleanSupplier isWanted) {
        this.reader = reader;
        this.clock = clock;
        this.listener = listener;
        this.lock = lock;
        this.isWanted = isWanted;
    }

    /** Reads targets once; returns whether any call was asked to slow down. */
    boolean take(List<AwaitedTarget> open) {
        Map<AwaitedTarget, Reading> behind = new LinkedHashMap<>();
        boolean slowed = read(open, AwaitedTarget::next, (target, reading) -> {
            if (target.needsExplanation(reading)) {
                behind.put(target, reading);
            } else {
                take(target, reading);
            }
        });
        slowed |= explain(behind, this::take);
        slowed |= confirm(open);
        List<AwaitedTarget> ended = those(open, AwaitedTarget::mayBeReplaced);
        slowed |= read(ended, AwaitedTarget::unpinned, (target, reading) -> {
            target.takeLatest(reading);
            if (!target.wantsReasons()) {
                report(target);
            }
        });
        inquire(open);
        explain(open);
        return slowed;
    }

    /** Has a look taken at what surrounds the deployments that are about to pass; returns whether it was slowed down. */
    private boolean confirm(List<AwaitedTarget> among) {
        Map<AwaitedTarget, Reading> passing = new LinkedHashMap<>();
        Map<AwaitedTarget, Reading> idle = new LinkedHashMap<>();
        those(among, AwaitedTarget::needsConfirmation).forEach(target -> (target.isToBeIdle() ? idle : passing)
                .put(target, target.last().reading()));
        confirm(passing, reader::confirm);
        return confirm(idle, reader::confirmIdle);
    }

    private boolean confirm(
            Map<AwaitedTarget, Reading> passing, BiConsumer<List<Reading>, Predicate<Reading>> question) {
        return ask(passing, question, (target, reading) -> {
            target.confirm(reading, clock.now());
            if (!target.wantsReasons()) {
                report(target);
            }
        });
    }

    /** Asks why deployments do not move. */
    private void inquire(List<AwaitedTarget> among) {
        Instant now = clock.now();
        Map<AwaitedTarget, Reading> stuck = new LinkedHashMap<>();
        those(among, target -> target.isStuck(now))
                .forEach(target -> stuck.put(target, target.last().reading()));
        explain(stuck, (target, reading) -> {
            target.takeInsight(reading, now);
            if (!target.wantsReasons()) {
                report(target);
            }
        });
    }

    /** Asks for the reasons of what failed, and reports it. */
    void explain(List<AwaitedTarget> among) {
        Map<AwaitedTarget, Reading> failed = new LinkedHashMap<>();
        those(among, AwaitedTarget::wantsReasons)
                .forEach(target -> failed.put(target, target.last().reading()));
        explain(failed, (target, reading) -> {
            target.explain(reading);
            report(target);
        });
    }

    private List<AwaitedTarget> those(List<AwaitedTarget> among, Predicate<AwaitedTarget> condition) {
        synchronized (lock) {
            return among.stream().filter(condition).toList();
        }
    }

    /** What a further call may still change is reported after that. */
    private void take(AwaitedTarget target, Reading reading) {
        target.take(reading, reader, clock.now());
        if (!target.needsConfirmation() && !target.mayBeReplaced() && !target.wantsReasons()) {
            report(target);
        }
    }

    private boolean read(
            List<AwaitedTarget> asking,
            Function<AwaitedTarget, Target> asked,
            BiConsumer<AwaitedTarget, Reading> receiver) {
        Map<Target, List<AwaitedTarget>> receivers = new LinkedHashMap<>();
        asking.forEach(target -> receivers
                .computeIfAbsent(asked.apply(target), each -> new ArrayList<>())
                .add(target));
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
        seen.forEach((target, reading) -> {
            readings.put(reading.target(), reading);
            receivers
                    .computeIfAbsent(reading.target(), each -> new ArrayList<>())
                    .add(target);
        });
        return ask(receivers, each -> question.accept(List.copyOf(readings.values()), each), receiver);
    }

    /** Hands each target its reading, for as long as they are wanted; returns whether any was asked to slow down. */
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
                receivers.get(reading.target()).forEach(target -> receiver.accept(target, reading));
                return true;
            }
        });
        return failures.stream().anyMatch(ErrorKind::isPassing);
    }

    private void report(AwaitedTarget target) {
        Observation seen = target.last();
        if (target.isDelayed()) {
            listener.delayed(seen.target(), seen.reading().failed().orElseThrow());
            return;
        }
        Observation before = target.report();
        if (before == null) {
            listener.observed(seen);
        } else if (!sameToTheEye(before, seen)) {
            listener.changed(before, seen);
        }
        settle(target);
    }

    /** Reports a decision that is not reported yet. */
    void settle(AwaitedTarget target) {
        if (target.last().outcome().isDecided() && !target.isSettled()) {
            target.settle();
            listener.decided(target.last());
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
