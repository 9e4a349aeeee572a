package dev.deploystat.tui;

import dev.deploystat.gate.Observation;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Asks why rows stand as they do, beside the drawing: one question at a time, and of those that came meanwhile the last one
 * only. It keeps the last few answers.
 */
final class Explainer {
    private static final int KEPT = 8;

    private final Reader reader;
    private final Runnable onAnswer;
    private final Consumer<Throwable> onFault;
    private final Map<Target, Explained> known = new LinkedHashMap<>();
    private Observation next;
    private boolean asking;
    private boolean closed;

    /** Prepares to ask; the listeners are notified by the thread that asks. */
    Explainer(Reader reader, Runnable onAnswer, Consumer<Throwable> onFault) {
        this.reader = reader;
        this.onAnswer = onAnswer;
        this.onFault = onFault;
    }

    /** Has a row asked about, unless what is known of it is known of the row as it is now. */
    synchronized void ask(Observation row) {
        Explained before = known.get(row.target());
        if (before != null && before.isOf(row)) {
            return;
        }
        if (row.reading().found().isEmpty() || isExplained(row)) {
            keep(new Explained(row, row));
            return;
        }
        next = row;
        if (!asking && !closed) {
            asking = true;
            Thread thread = new Thread(this::run, "explanation");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** The wait has asked about what has failed, unless it could not; later there is less to be found out. */
    private static boolean isExplained(Observation row) {
        Rollout rollout = row.reading().found().orElseThrow();
        return row.outcome().isDecided()
                && rollout.isExplained()
                && rollout.problems().stream().noneMatch(Problem::isGap);
    }

    /** Returns what is known. */
    synchronized Map<Target, Explained> known() {
        return Map.copyOf(known);
    }

    synchronized void close() {
        closed = true;
    }

    private void run() {
        try {
            for (Observation row = take(); row != null; row = take()) {
                keep(new Explained(row, answer(row)));
                onAnswer.run();
            }
        } catch (RuntimeException | Error e) {
            onFault.accept(e);
        }
    }

    private Observation answer(Observation row) {
        AtomicReference<Observation> answer = new AtomicReference<>(row);
        reader.explain(List.of(row.reading()), reading -> {
            answer.set(row.withReasons(reading));
            return true;
        });
        return answer.get();
    }

    private synchronized void keep(Explained answer) {
        known.remove(answer.row().target());
        known.put(answer.row().target(), answer);
        while (known.size() > KEPT) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private synchronized Observation take() {
        Observation row = closed ? null : next;
        next = null;
        asking = row != null;
        return row;
    }
}
