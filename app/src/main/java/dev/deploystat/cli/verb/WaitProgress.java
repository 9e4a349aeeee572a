package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.TimeOptions;
import dev.deploystat.cli.run.CommandOutput;
import dev.deploystat.cli.run.Console;
import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Target;
import dev.deploystat.render.ChangeLines;
import dev.deploystat.render.EventLines;
import dev.deploystat.render.Format;
import dev.deploystat.render.LiveLines;
import dev.deploystat.render.Verdicts;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** How a wait shows its progress, and what is left to say on standard error at its end. */
final class WaitProgress {
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);

    private final GateListener listener;
    private final EventLines events;
    private final AutoCloseable drawing;
    private final Consumer<Snapshot> lastLines;

    private WaitProgress(
            GateListener listener, EventLines events, AutoCloseable drawing, Consumer<Snapshot> lastLines) {
        this.listener = listener;
        this.events = events;
        this.drawing = drawing;
        this.lastLines = lastLines;
    }

    static void declare(CommandSpec spec) {
        Option.value(spec, "DURATION", "How often to say that it still waits. Default: 60s; 0: never.", "--heartbeat");
    }

    /**
     * Returns what suits whoever reads: events for {@code -o jsonl}, nothing before the end where that is asked for, lines
     * that are drawn anew for somebody at a terminal, and a log for all others.
     *
     * @param out where events go
     */
    static WaitProgress of(Invocation call, Policy policy, CommandOutput out, boolean quiet) {
        if (call.options().format() == Format.JSONL) {
            EventLines events = new EventLines(out, call.clock()::now);
            return new WaitProgress(events, events, () -> {}, end -> EndNotes.ofVerdict(call, end));
        }
        if (quiet) {
            // A pass says nothing but the result.
            return new WaitProgress(new Silence(), null, () -> {}, end -> {
                if (end.outcome() != Outcome.PASSED) {
                    EndNotes.ofVerdict(call, end);
                }
            });
        }
        boolean isForPeople = !call.notes().areObjects() && !call.options().debug();
        return isForPeople && call.console().redraws() ? drawn(call, policy) : logged(call);
    }

    /** Returns the progress in a view that fills the screen and is closed before the end is written. */
    static WaitProgress filling(Invocation call, GateListener listener, AutoCloseable screen) {
        return new WaitProgress(listener, null, screen, end -> drawnLastLines(call, end));
    }

    private static WaitProgress logged(Invocation call) {
        Console console = call.console();
        String heartbeat = Option.get(call.parsed(), "--heartbeat");
        Duration silence = heartbeat == null ? HEARTBEAT : TimeOptions.span("--heartbeat", heartbeat);
        CommandOutput log = new CommandOutput(console.err(), true);
        ChangeLines lines = call.notes().areObjects()
                ? ChangeLines.objects(log, silence)
                : new ChangeLines(log, call.errLook(), silence);
        return new WaitProgress(lines, null, () -> {}, end -> EndNotes.ofLogged(call.notes(), end));
    }

    private static WaitProgress drawn(Invocation call, Policy policy) {
        Console console = call.console();
        LiveLines lines = new LiveLines(
                new CommandOutput(console.err(), true), call.errLook(), console.height(), policy.timeout());
        Console.Resized listener = (columns, rows) -> {
            lines.resize(columns, rows);
            call.resized(columns, rows);
        };
        AutoCloseable resizing =
                console.variable("COLUMNS") == null ? console.viewer().onResize(listener) : () -> {};
        AutoCloseable drawing = () -> {
            lines.close();
            resizing.close();
        };
        return new WaitProgress(lines, null, drawing, end -> drawnLastLines(call, end));
    }

    /** What was drawn has shown no reason; a table on the same terminal says it below its row. */
    private static void drawnLastLines(Invocation call, Snapshot end) {
        EndNotes.ofLogged(call.notes(), end);
        Console console = call.console();
        Format format = call.options().format();
        boolean isTable = (format == Format.TABLE || format == Format.WIDE)
                && !call.options().hasQuery();
        if (!(console.outIsTerminal() && isTable && call.output().showsReasons())) {
            Console.write(console.err(), Verdicts.why(end, call.errLook()));
            Console.flush(console.err());
        }
    }

    GateListener listener() {
        return listener;
    }

    /** Returns what writes the result behind the events; empty where the result is a document of its own. */
    Optional<EventLines> events() {
        return Optional.ofNullable(events);
    }

    /** Ends what is drawn on the terminal, so that the end can be written. */
    void close() {
        try {
            drawing.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a drawing ends without I/O of its own", e);
        }
    }

    /** Writes what standard error has not said yet about a verdict. */
    void lastLines(Snapshot end) {
        lastLines.accept(end);
    }

    /** Listens for a wait of which nobody wants to hear before its end. */
    private static final class Silence implements GateListener {
        @Override
        public void observed(Observation seen) {}

        @Override
        public void changed(Observation before, Observation seen) {}

        @Override
        public void delayed(Target target, ReadError error) {}

        @Override
        public void looked(Snapshot snapshot) {}

        @Override
        public void decided(Observation seen) {}
    }
}
