package dev.deploystat.cli.verb;

import dev.deploystat.cli.run.CommandOutput;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Poller;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Target;
import dev.deploystat.render.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What ends a wait, however its progress is shown: the reports, the result, the last lines on standard error and the exit
 * code. There is one end, that of the verdict or that of an interrupt, whichever comes first.
 */
final class WaitEnd {
    private final Invocation call;
    private final Reports reports;
    private final CommandOutput out;
    private final WaitProgress progress;

    /**
     * Prepares the end.
     *
     * @param out where the result goes, and the events
     * @param progress how the progress is shown until then
     */
    WaitEnd(Invocation call, Reports reports, CommandOutput out, WaitProgress progress) {
        this.call = call;
        this.reports = reports;
        this.out = out;
        this.progress = progress;
    }

    /** What is waited for. */
    interface Wait {
        /** Waits until all is decided. */
        Snapshot end() throws InterruptedException;

        /** Returns what is known by now, or null when nothing is. */
        Snapshot latest();
    }

    /** Waits for targets, ends the wait, and returns the exit code. */
    int after(Poller poller, List<Target> targets) throws InterruptedException {
        return after(targets, new Wait() {
            @Override
            public Snapshot end() throws InterruptedException {
                return poller.run(targets);
            }

            @Override
            public Snapshot latest() {
                return poller.latest();
            }
        });
    }

    /** Ends a wait for targets when it is over, and returns the exit code. */
    int after(List<Target> targets, Wait wait) throws InterruptedException {
        Instant start = call.clock().now();
        Runnable lastKnown = () -> {
            progress.close();
            call.notes().note("interrupted; the last known state:");
            Snapshot latest = wait.latest();
            Snapshot known = latest == null ? Snapshot.unseen(start, targets) : latest;
            show(known);
            report(known, start);
        };
        try (AutoCloseable last = call.console().interrupts().onInterrupt(() -> out.end(lastKnown))) {
            Snapshot end = wait.end();
            call.rememberNamed(end.observations());
            boolean first = out.end(() -> {
                progress.close();
                report(end, start);
                show(end);
                progress.lastLines(end);
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
        if (progress.events().isPresent()) {
            progress.events().get().summary(snapshot);
            return;
        }
        try (Output.Sheet sheet = call.output().deployments(snapshot.outcome().verdict())) {
            snapshot.observations().forEach(sheet::add);
        }
        Console.flush(call.console().out());
    }
}
