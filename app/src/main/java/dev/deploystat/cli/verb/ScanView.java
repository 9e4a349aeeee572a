package dev.deploystat.cli.verb;

import dev.deploystat.aws.Corner;
import dev.deploystat.aws.Scan;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Target;
import dev.deploystat.render.Output;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Shows what a scan finds, as it is found. An interrupt may end it at any time, from a thread of its own. */
final class ScanView implements Scan.Listener {
    private final Invocation call;
    private final Output.Sheet sheet;
    private final ScanFilter wanted;
    private final ScanProgress progress;
    private final Findings findings = new Findings();
    private final Set<Outcome> shown = EnumSet.noneOf(Outcome.class);
    private boolean ended;

    /** Prepares to show what is found in so many corners. */
    ScanView(Invocation call, Output.Sheet sheet, ScanFilter wanted, int corners) {
        this.call = call;
        this.sheet = sheet;
        this.wanted = wanted;
        progress = new ScanProgress(call.console(), call.notes(), call.clock()::now, corners);
    }

    @Override
    public synchronized boolean read(Reading reading) {
        Observation seen = Observation.of(reading);
        Target target = seen.target();
        findings.add(new Corner(target.service(), target.profile(), target.role(), target.region()), seen);
        progress.found();
        if (reading.found().isPresent()) {
            call.rememberFound(target);
        }
        return wanted.wants(seen);
    }

    /** Tables for people leave out what could not be read: it is said below them, once for all alike. */
    @Override
    public synchronized void show(Reading reading) {
        boolean isRow = reading.found().isPresent() || call.options().format().isForPrograms();
        if (isRow && !ended) {
            Observation seen = Observation.of(reading);
            shown.add(seen.outcome());
            progress.clear();
            sheet.add(seen);
        }
    }

    @Override
    public synchronized void unconfirmed(Corner corner, ReadError error) {
        findings.addUnconfirmed(corner, error);
    }

    @Override
    public synchronized void done(Corner corner, List<ReadError> errors) {
        findings.add(corner, errors);
        progress.done();
    }

    /** Ends the result. */
    synchronized void end(String closing) {
        ended = true;
        progress.clear();
        sheet.close();
        Console.flush(call.console().out());
        findings.report(call.notes(), closing);
    }

    /** Does something while nothing more is shown. */
    synchronized boolean exclusively(BooleanSupplier last) {
        return last.getAsBoolean();
    }

    /** Returns the exit code: that of what could not be read, and, if wanted, of what became of what was shown. */
    synchronized int exit(boolean byStatus) {
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        outcomes.addAll(findings.unread());
        if (byStatus) {
            outcomes.addAll(shown);
        }
        return outcomes.isEmpty() ? Exit.OK : Exit.of(Outcome.of(outcomes));
    }
}
