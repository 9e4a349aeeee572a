package dev.deploystat.cli.verb;

import dev.deploystat.cli.run.CommandOutput;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.cli.run.Notes;
import dev.deploystat.gate.Poller;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Target;
import dev.deploystat.render.EventLines;
import dev.deploystat.render.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What ends a wait, however its progress is shown: the reports, the result, the last lines on standard error and the exit
 * code. There is one end, that of the verdict or that of an interrupt, whichever comes first.
 */
final class WaitEnd {
    private final Invocation call;
    private final Reports reports;
    private final CommandOutput out;
    private final EventLines events;
    private final BiConsumer<Notes, Snapshot> lastLines;

    /**
     * Prepares the end.
     *
     * @param out where the result goes, and the events
     * @param events writes the result behind the events; null where the result is a document of its own
     * @param lastLines writes what standard error has not said yet about a verdict
     */
    WaitEnd(
            Invocation call,
            Reports reports,
            CommandOutput out,
            EventLines events,
            BiConsumer<Notes, Snapshot> lastLines) {
        this.call = call;
        this.reports = reports;
        this.out = out;
        this.events = events;
        this.lastLines = lastLines;
    }

    /** Waits for targets, ends the wait, and returns the exit code. */
    int after(Poller poller, List<Target> targets) throws InterruptedException {
        Instant start = call.clock().now();
        Runnable lastKnown = () -> {
            call.notes().note("interrupted; the last known state:");
            Snapshot latest = poller.latest();
            Snapshot known = latest == null ? Snapshot.unseen(start, targets) : latest;
            show(known);
            report(known, start);
        };
        try (AutoCloseable last = call.console().interrupts().onInterrupt(() -> out.end(lastKnown))) {
            Snapshot end = poller.run(targets);
            call.note(end.observations());
            boolean first = out.end(() -> {
                report(end, start);
                show(end);
                lastLines.accept(call.notes(), end);
            });
            if (!first) {
                throw new InterruptedException("the process is ending");
            }
            return Exit.of(end.outcome());
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("taking back an interrupt does no I/O", e);
        }
    }

    private void report(Snapshot snapshot, Instant start) {
        reports.write(snapshot, Duration.between(start, snapshot.at()));
    }

    private void show(Snapshot snapshot) {
        if (events != null) {
            events.summary(snapshot);
            return;
        }
        try (Output.Sheet sheet = call.output().deployments(snapshot.outcome().verdict())) {
            snapshot.observations().forEach(sheet::add);
        }
        Console.flush(call.console().out());
    }
}
