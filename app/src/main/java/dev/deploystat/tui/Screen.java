package dev.deploystat.tui;

import java.io.IOException;
import java.io.Writer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Attributes;
import org.jline.terminal.KeyEvent;
import org.jline.terminal.KeyParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal while a view fills it. Only what differs from the picture before is written. Whatever ends the view, the
 * terminal is as it was before: {@link #close} may come at any time, from any thread, and more than once. It does not close
 * the terminal.
 */
final class Screen implements AutoCloseable {
    /** A terminal that knows these two shows what is between them at once; others leave them out. */
    private static final String BEGIN_UPDATE = "\u001b[?2026h";

    private static final String END_UPDATE = "\u001b[?2026l";
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final String RESET = "\u001b[0m";
    private static final String CLEAR = "\u001b[2J";
    private static final int ESCAPE = 27;
    /** How long the rest of a key may take that begins with an escape, also over a slow link. */
    private static final long REST_MILLIS = 100;

    /** What some terminals send for Home and End, and what the library knows. */
    private static final Map<String, String> OTHER_NAMES =
            Map.of("\u001b[1~", "\u001b[H", "\u001b[7~", "\u001b[H", "\u001b[4~", "\u001b[F", "\u001b[8~", "\u001b[F");

    private static final int LONGEST_KEY = 16;
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    private final Terminal terminal;
    private final Writer out;
    private final Runnable stop;
    private final Runnable onChange;
    private final Attributes before;
    private final Map<Signal, SignalHandler> handlersBefore = new EnumMap<>(Signal.class);
    private volatile Size size;
    private List<AttributedString> shown = List.of();
    /** The size for which that is shown; null when the screen may hold anything. */
    private Size shownAt;
    /** What was typed behind an escape that is a key of its own. */
    private int pending = -1;

    private boolean entered;
    private boolean closed;

    /**
     * Prepares to fill a terminal, which stays as it is until then.
     *
     * @param out leads to the terminal too
     * @param stop stops the process until it is told to go on
     * @param onChange is notified, by any thread, when all must be drawn anew
     */
    Screen(Terminal terminal, Writer out, Runnable stop, Runnable onChange) {
        this.terminal = terminal;
        this.out = out;
        this.stop = stop;
        this.onChange = onChange;
        before = terminal.getAttributes();
        measure();
    }

    /** Fills the terminal, unless this is closed already. */
    synchronized void open() {
        if (closed) {
            return;
        }
        handle(Signal.WINCH, signal -> {
            measure();
            onChange.run();
        });
        handle(Signal.TSTP, signal -> {
            leave();
            stop.run();
            enterAnew();
        });
        handle(Signal.CONT, signal -> enterAnew());
        enter();
    }

    private void handle(Signal signal, SignalHandler handler) {
        handlersBefore.put(signal, terminal.handle(signal, handler));
    }

    /** Nothing is sure of a terminal that others had meanwhile. */
    private void enterAnew() {
        leave();
        measure();
        enter();
        onChange.run();
    }

    int columns() {
        return size.getColumns();
    }

    int rows() {
        return size.getRows();
    }

    private void measure() {
        Size now = terminal.getSize();
        size = now.getColumns() > 0 && now.getRows() > 0 ? now : Size.of(USUAL_WIDTH, USUAL_HEIGHT);
    }

    private synchronized void enter() {
        if (entered || closed) {
            return;
        }
        entered = true;
        terminal.enterRawMode();
        // Ctrl-C and Ctrl-Z end and stop the process as they do anywhere.
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        terminal.setAttributes(raw);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.writer().write(NO_WRAP);
        terminal.flush();
        shownAt = null;
    }

    /** Gives the terminal back, for a while or for good. */
    private synchronized void leave() {
        if (!entered) {
            return;
        }
        entered = false;
        String restoring = RESET
                + WRAP
                + Curses.tputs(terminal.getStringCapability(Capability.cursor_normal))
                + Curses.tputs(terminal.getStringCapability(Capability.exit_ca_mode));
        try {
            terminal.writer().write(restoring);
            terminal.flush();
            terminal.setAttributes(before);
        } catch (IllegalStateException e) {
            // The process is ending, and the library has closed it already, but for what was drawn.
            write(restoring);
        }
    }

    private void write(String text) {
        try {
            out.write(text);
            out.flush();
        } catch (IOException e) {
            // It is gone, and with it what was to be restored.
        }
    }

    /** Says that something else has written to the terminal: the next picture is drawn whole. */
    synchronized void spoilt() {
        shownAt = null;
    }

    /** Shows a picture of this many columns and rows; one that was made for another size is not shown. */
    synchronized void draw(List<AttributedString> lines, int columns, int rows) {
        if (!entered || columns != columns() || rows != rows()) {
            return;
        }
        boolean isAnew = !size.equals(shownAt);
        String change = Difference.of(isAnew ? List.of() : shown, lines);
        if (isAnew || !change.isEmpty()) {
            terminal.writer().write(BEGIN_UPDATE + (isAnew ? RESET + CLEAR : "") + change + END_UPDATE);
            terminal.flush();
        }
        shown = List.copyOf(lines);
        shownAt = size;
    }

    /**
     * Waits for a key.
     *
     * @return null when none came in time
     * @throws IOException when no key will come any more
     */
    KeyEvent key(long millis) throws IOException {
        NonBlockingReader keys = terminal.reader();
        int first = pending >= 0 ? pending : keys.read(millis);
        pending = -1;
        if (first == NonBlockingReader.EOF) {
            throw new IOException("the terminal is gone");
        }
        if (first < 0) {
            return null;
        }
        StringBuilder typed = new StringBuilder().append((char) first);
        if (first == ESCAPE) {
            int next = keys.read(REST_MILLIS);
            // Some terminals send the arrows in another mode.
            boolean isSequence = next == '[' || next == 'O';
            if (isSequence) {
                typed.append('[');
            } else {
                pending = Math.max(-1, next);
            }
            while (isSequence && typed.length() < LONGEST_KEY) {
                next = keys.read(REST_MILLIS);
                if (next < 0) {
                    break;
                }
                typed.append((char) next);
                isSequence = next < '@' || next > '~';
            }
        }
        return KeyParser.parse(OTHER_NAMES.getOrDefault(typed.toString(), typed.toString()));
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            leave();
            closed = true;
            try {
                handlersBefore.forEach(terminal::handle);
            } catch (IllegalStateException e) {
                // The process is ending, and the library has closed it already.
            }
        }
    }
}
