package dev.deploystat.cli.verb;

import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Notes;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Says on standard error how far a scan is: a line that is rewritten where somebody watches, else a line now and then. */
final class ScanProgress {
    private static final String ERASED = "\r\u001b[K";
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Console console;
    private final Notes notes;
    private final Supplier<Instant> now;
    private final boolean rewrites;
    private final int corners;
    private Instant last;
    private int done;
    private int found;
    private boolean shown;

    /** Prepares to report on a scan of so many corners. */
    ScanProgress(Console console, Notes notes, Supplier<Instant> now, int corners) {
        this.console = console;
        this.notes = notes;
        this.now = now;
        this.corners = corners;
        rewrites = console.errIsTerminal() && !console.isDumb() && !notes.areObjects();
        last = now.get();
    }

    /** Counts a target. */
    void found() {
        found++;
        report();
    }

    /** Counts a corner that is done. */
    void done() {
        done++;
        report();
    }

    /** Makes room for a row of the result. */
    void clear() {
        if (shown) {
            Console.write(console.err(), ERASED);
            Console.flush(console.err());
            shown = false;
        }
    }

    private void report() {
        if (rewrites) {
            Console.write(console.err(), ERASED + words());
            Console.flush(console.err());
            shown = true;
        } else if (Duration.between(last, now.get()).compareTo(SILENCE) >= 0) {
            last = now.get();
            notes.note(words());
        }
    }

    /** The line is short, so that it never takes a second one, which rewriting would leave behind. */
    private String words() {
        return "scanning: " + done + " of " + corners + " done, " + found + " targets";
    }
}
