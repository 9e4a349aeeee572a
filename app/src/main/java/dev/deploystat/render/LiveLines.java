package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The progress of a wait on a terminal: a line for each target under way, written anew in its place, and one below them that
 * counts. What is decided moves above them and stays. Only as many lines are live as the screen has room for.
 */
public final class LiveLines implements GateListener {
    private static final Duration RHYTHM = Duration.ofSeconds(1);
    private static final String END_OF_LINE = "\u001b[K";
    private static final String END_OF_SCREEN = "\u001b[J";
    /** The line that counts, and the one the cursor waits on. */
    private static final int BELOW = 2;

    private final Sink out;
    private final Instant start;
    private final Duration timeout;
    private final List<Observation> decided = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<Target> delayed = new HashSet<>();
    private List<String> drawn = List.of();
    private Display look;
    private int rows;
    private Snapshot last;
    private boolean resized;
    private boolean closing;
    private boolean closed;

    /**
     * Starts with nothing drawn.
     *
     * @param rows how many lines the screen has
     * @param timeout when the wait is given up, counted from its start; null for never
     */
    public LiveLines(Appendable out, Display look, int rows, Duration timeout) {
        this.out = new Sink(out);
        this.look = look;
        this.rows = rows;
        this.start = look.now();
        this.timeout = timeout;
    }

    @Override
    public Duration rhythm() {
        return RHYTHM;
    }

    @Override
    public void observed(Observation seen) {}

    @Override
    public void changed(Observation before, Observation seen) {}

    @Override
    public synchronized void delayed(Target target, ReadError error) {
        if (delayed.add(target)) {
            Sign sign = Sign.of(error.kind());
            notes.add(sign.tone().paint(sign.symbol(look), look) + " " + Text.visible(target.toString()) + "  "
                    + sign.tone().paint(sign.words() + ", trying again", look) + "  "
                    + Text.visible(error.message() == null ? "" : error.message()));
        }
    }

    @Override
    public synchronized void decided(Observation seen) {
        decided.add(seen);
    }

    @Override
    public synchronized void looked(Snapshot snapshot) {
        for (Observation seen : snapshot.observations()) {
            if (seen.reading().found().isPresent()) {
                delayed.remove(seen.target());
            }
        }
        last = snapshot;
        draw();
    }

    /** Takes another size of the screen, and draws anew for it. */
    public synchronized void resize(int columns, int lines) {
        look = look.withWidth(columns);
        rows = lines;
        resized = true;
        draw();
    }

    /** Ends the drawing: what is there stays, and the next line is free. */
    public synchronized void close() {
        closing = true;
        draw();
        if (!drawn.isEmpty()) {
            out.write("\r" + END_OF_SCREEN);
            out.flush();
        }
        closed = true;
    }

    private void draw() {
        if (closed || last == null) {
            return;
        }
        look = look.at(last.at());
        List<String> staying = new ArrayList<>(notes);
        decided.forEach(seen -> staying.add(ChangeLines.decision(seen, look)));
        notes.clear();
        decided.clear();
        List<String> live = live();
        StringBuilder frame = new StringBuilder();
        int taken = taken();
        if (taken > 0) {
            frame.append("\u001b[").append(taken).append('A');
        }
        frame.append('\r');
        boolean isAnew = resized || !staying.isEmpty();
        if (resized) {
            frame.append(END_OF_SCREEN);
        }
        for (String line : staying) {
            Width.broken(line, 0, Card.INDENT, look.width())
                    .forEach(each -> frame.append(each).append(END_OF_LINE).append('\n'));
        }
        for (int i = 0; i < live.size(); i++) {
            boolean isThere = !isAnew && i < drawn.size() && drawn.get(i).equals(live.get(i));
            frame.append(isThere ? "\n" : live.get(i) + END_OF_LINE + "\n");
        }
        if (isAnew || live.size() < drawn.size()) {
            frame.append(END_OF_SCREEN);
        }
        if (isAnew || !live.equals(drawn)) {
            out.write(frame);
            out.flush();
        }
        drawn = live;
        resized = false;
    }

    /** Returns how many lines of the screen hold what is drawn: a terminal that became narrower has broken it. */
    private int taken() {
        int width = Math.max(1, look.width());
        return drawn.stream()
                .mapToInt(line -> Math.max(1, (Width.shown(line) + width - 1) / width))
                .sum();
    }

    private List<String> live() {
        List<Observation> all = last.observations();
        List<Observation> open =
                all.stream().filter(seen -> !seen.outcome().isDecided()).toList();
        List<String> lines = new ArrayList<>();
        if (open.isEmpty()) {
            return lines;
        }
        List<Observation> shown = open.subList(0, Math.min(open.size(), Math.max(1, rows - BELOW)));
        // A line as wide as the screen would leave the cursor beyond its end.
        Display inner = look.withWidth(Math.max(1, look.width() - 1));
        LiveRows board = LiveRows.of(shown, inner, Target::toString);
        shown.forEach(seen -> lines.add(board.line(seen)));
        if (closing) {
            return lines;
        }
        String more = shown.size() < open.size() ? "and " + (open.size() - shown.size()) + " more; " : "";
        String text = more + count(all, open.size()) + times();
        lines.add(Tone.FAINT.paint(Width.cut(text, inner.width(), look.unicode()), look));
        return lines;
    }

    private static String count(List<Observation> all, int open) {
        if (all.size() == 1) {
            return "waiting";
        }
        long passed =
                all.stream().filter(seen -> seen.outcome() == Outcome.PASSED).count();
        long others = all.size() - open - passed;
        return "waiting for " + open + " of " + all.size() + (passed == 0 ? "" : ", " + passed + " passed")
                + (others == 0 ? "" : ", " + others + " did not");
    }

    private String times() {
        Duration gone = Duration.ofSeconds(Duration.between(start, look.now()).toSeconds());
        String left = timeout == null || gone.compareTo(timeout) >= 0
                ? ""
                : ", " + Durations.words(timeout.minus(gone)) + " left";
        return "; " + Durations.words(gone) + " gone" + left;
    }
}
