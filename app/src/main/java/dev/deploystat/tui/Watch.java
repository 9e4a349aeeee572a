package dev.deploystat.tui;

import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Target;
import dev.deploystat.render.Display;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jline.terminal.KeyEvent;
import org.jline.terminal.Terminal;

/**
 * The view of a wait that fills the screen. One thread of its own draws and takes keys, so that a slow link holds up no
 * look: what changes meanwhile is in the next picture.
 */
public final class Watch implements GateListener, AutoCloseable {
    private static final Duration RHYTHM = Duration.ofSeconds(1);
    /** How soon a change is drawn. */
    private static final long PATIENCE_MILLIS = 50;
    /** Bounds a hang: a key is waited for no longer than the patience, and what follows an escape not much longer. */
    private static final long LAST_KEY_MILLIS = 2_000;

    private final View view = new View();
    private final Controls controls = new Controls(view);
    private final Screen screen;
    private final Explainer explainer;
    private final Display look;
    private final Instant start;
    private final Duration timeout;
    private final Thread waiting = Thread.currentThread();
    private final Thread drawing = new Thread(this::run, "screen");
    private volatile Snapshot latest;
    private volatile boolean dirty = true;
    private volatile boolean isClosed;
    private boolean isWaiting = true;
    private boolean isOver;
    private boolean isLeft;
    private Throwable fault;

    /**
     * Prepares a view that will fill a terminal, on behalf of the thread that will wait.
     *
     * @param out leads to the terminal too, also when the process is ending
     * @param stop stops the process until it is told to go on
     * @param reader explains rows
     * @param look how the screen looks, and when the wait begins
     * @param timeout when the wait is given up, counted from its start; null for never
     * @param unseen what is known at the start
     */
    public Watch(
            Terminal terminal,
            Writer out,
            Runnable stop,
            Reader reader,
            Display look,
            Duration timeout,
            Snapshot unseen) {
        this.look = look;
        this.start = look.now();
        this.timeout = timeout;
        latest = unseen;
        explainer = new Explainer(reader, () -> dirty = true, this::fail);
        screen = new Screen(terminal, out, stop, () -> dirty = true);
        drawing.setDaemon(true);
    }

    /** Fills the terminal. What may interrupt the wait must be able to {@link #close} the view by then. */
    public void open() {
        screen.open();
        drawing.start();
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
    public void delayed(Target target, ReadError error) {}

    @Override
    public void decided(Observation seen) {}

    @Override
    public void looked(Snapshot snapshot) {
        latest = snapshot;
        dirty = true;
    }

    /** Returns how wide the terminal is by now. */
    public int columns() {
        return screen.columns();
    }

    /** Returns how many lines the terminal has by now. */
    public int rows() {
        return screen.rows();
    }

    /** Returns whether somebody left before the end. */
    public synchronized boolean isLeft() {
        return isLeft;
    }

    /**
     * Takes the end of the wait, and returns when nobody reads an explanation or the help any more.
     *
     * @throws InterruptedException when the waiting is called off
     */
    public synchronized void over(Snapshot end) throws InterruptedException {
        isWaiting = false;
        looked(end);
        isOver = true;
        while (!isLeft && !isClosed && view.isReading()) {
            wait();
        }
        rethrow();
    }

    /** Fails as the drawing has failed. */
    public synchronized void rethrow() {
        if (fault instanceof RuntimeException bug) {
            throw bug;
        }
        if (fault instanceof Error error) {
            throw error;
        }
    }

    /** Gives the terminal back, and with it the keys: those that are pressed from now on are for others. */
    @Override
    public void close() {
        isClosed = true;
        explainer.close();
        screen.close();
        synchronized (this) {
            notifyAll();
        }
        try {
            drawing.join(LAST_KEY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isClosed) {
                if (dirty) {
                    dirty = false;
                    draw();
                }
                KeyEvent key = screen.key(PATIENCE_MILLIS);
                if (key != null) {
                    press(key);
                }
            }
        } catch (IOException e) {
            // Nobody is there any more to press a key; the wait goes on to its end.
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** What goes wrong once all is closed says nothing. */
    private synchronized void fail(Throwable e) {
        if (!isClosed) {
            fault = e;
            leave();
        }
    }

    private synchronized void draw() {
        Snapshot snapshot = latest;
        int columns = screen.columns();
        int rows = screen.rows();
        // A line as wide as the screen would leave the cursor beyond its end.
        Frame frame = frame(columns - 1, rows, snapshot.at());
        screen.draw(frame.draw(snapshot, view, explained(snapshot), isOver), columns, rows);
    }

    private Frame frame(int columns, int rows, Instant now) {
        Display then = look.withWidth(columns).at(now);
        return new Frame(then, rows, start, timeout);
    }

    /** What is expanded shows what an explanation knows, too; the chosen row is asked about. */
    private Map<Target, Explained> explained(Snapshot snapshot) {
        ViewRows shown = ViewRows.of(snapshot, view);
        if (!shown.all().isEmpty()) {
            Observation row = shown.all().get(shown.indexOf(view.selected));
            if (view.explaining || view.expanded.contains(row.target())) {
                explainer.ask(row);
            }
        }
        return explainer.known();
    }

    private synchronized void press(KeyEvent key) {
        if (key.getType() == KeyEvent.Type.Character
                && key.getCharacter() == 'l'
                && key.hasModifier(KeyEvent.Modifier.Control)) {
            screen.spoilt();
        }
        Snapshot snapshot = latest;
        int page = frame(screen.columns() - 1, screen.rows(), snapshot.at()).page(view);
        if (!controls.press(key, ViewRows.of(snapshot, view), page)) {
            leave();
        }
        dirty = true;
        notifyAll();
    }

    private void leave() {
        isLeft = true;
        if (isWaiting) {
            waiting.interrupt();
        }
        notifyAll();
    }
}
