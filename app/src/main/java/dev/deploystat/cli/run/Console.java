package dev.deploystat.cli.run;

import dev.deploystat.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jline.terminal.Terminal;

/**
 * Everything of the process that a command may touch: what it prints to, reads from and learns from its surroundings.
 *
 * @param out takes the result and nothing else
 * @param err takes progress, notes and errors
 * @param in what is piped in
 * @param environment the environment variables
 * @param outIsTerminal whether somebody watches {@code out}
 * @param errIsTerminal whether somebody watches {@code err}
 * @param columns the width of the terminal, or 0 when it is not known
 * @param rows the height of the terminal, or 0 when it is not known
 * @param clock the time
 * @param interrupts what is notified when the process is ended from outside
 * @param viewer what else can be done with the terminal
 * @param inIsTerminal whether somebody types {@code in}
 */
public record Console(
        Writer out,
        Writer err,
        InputStream in,
        UnaryOperator<String> environment,
        boolean outIsTerminal,
        boolean errIsTerminal,
        int columns,
        int rows,
        Clock clock,
        Interrupts interrupts,
        Viewer viewer,
        boolean inIsTerminal) {

    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    /** Surroundings where nobody types. */
    public Console(
            Writer out,
            Writer err,
            InputStream in,
            UnaryOperator<String> environment,
            boolean outIsTerminal,
            boolean errIsTerminal,
            int columns,
            int rows,
            Clock clock,
            Interrupts interrupts,
            Viewer viewer) {
        this(out, err, in, environment, outIsTerminal, errIsTerminal, columns, rows, clock, interrupts, viewer, false);
    }

    /** Runs something when the process is interrupted or terminated while a command is at work. */
    public interface Interrupts {
        /** Registers what to do last; closing takes it back. */
        AutoCloseable onInterrupt(Runnable last);
    }

    /** What can be done with the terminal of the process, beside writing to its streams. */
    public interface Viewer {
        /**
         * Runs the program until whoever reads ends it.
         *
         * @param additions environment variables that the program has beside those of this process
         * @return false when there is no such program; then nothing is shown
         */
        boolean show(List<String> command, Map<String, String> additions, String text);

        /**
         * Opens the terminal for a view that fills it and takes keys.
         *
         * @throws IOException when that cannot be done
         */
        default Terminal open() throws IOException {
            throw new IOException("there is no terminal");
        }

        /**
         * Takes back a terminal that it opened; once is enough.
         *
         * @throws IOException when the terminal is gone
         */
        default void release(Terminal terminal) throws IOException {
            terminal.close();
        }

        /** Stops the process until it is told to go on, as Ctrl-Z does where nobody takes it. */
        default void stop() {}

        /** Has a listener notified of the columns and rows of the terminal whenever they change; closing takes it back. */
        default AutoCloseable onResize(Resized listener) {
            return () -> {};
        }
    }

    /** Is notified of a new size of the terminal. */
    public interface Resized {
        void to(int columns, int rows);
    }

    public String variable(String name) {
        String value = environment.apply(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Returns the width to write for: {@code COLUMNS} if set, else the terminal's, else 80. */
    public int width() {
        return size("COLUMNS", columns, USUAL_WIDTH);
    }

    /** Returns how many lines a screen holds: {@code LINES} if set, else the terminal's, else 24. */
    public int height() {
        return size("LINES", rows, USUAL_HEIGHT);
    }

    private int size(String name, int actual, int usual) {
        String given = variable(name);
        if (given != null && given.matches("[1-9][0-9]{0,4}")) {
            return Integer.parseInt(given);
        }
        return actual > 0 ? actual : usual;
    }

    /** Returns whether to write in colour where nobody said so: on a terminal that can, unless the user objects. */
    public boolean wantsColor(boolean terminal) {
        String forced = variable("CLICOLOR_FORCE");
        if (variable("NO_COLOR") != null) {
            return false;
        }
        if (forced != null && !forced.equals("0")) {
            return true;
        }
        return terminal && !isDumb() && !"0".equals(variable("CLICOLOR"));
    }

    /** Returns whether the terminal says that it has more than the 16 colours of every terminal. */
    public boolean hasManyColors() {
        String terminal = variable("TERM");
        return variable("COLORTERM") != null
                || (terminal != null && (terminal.contains("256color") || terminal.contains("direct")));
    }

    /** Returns whether symbols beyond ASCII can be shown. */
    public boolean isUnicode() {
        String locale = variable("LC_ALL");
        locale = locale == null ? variable("LC_CTYPE") : locale;
        locale = locale == null ? variable("LANG") : locale;
        String upper = locale == null ? "" : locale.toUpperCase(Locale.ROOT);
        return !isDumb() && (upper.contains("UTF-8") || upper.contains("UTF8"));
    }

    /**
     * Returns whether lines on standard error may be written anew in their places: somebody watches them on a terminal that
     * can do it. A CI job may have a terminal, but keeps what is written to it as a log.
     */
    public boolean redraws() {
        return errIsTerminal && !isDumb() && variable("CI") == null;
    }

    /** Returns whether the terminal takes text and nothing else. */
    public boolean isDumb() {
        return "dumb".equals(variable("TERM"));
    }

    /** Returns the same surroundings with another standard output. */
    public Console withOut(Writer other) {
        return new Console(
                other,
                err,
                in,
                environment,
                outIsTerminal,
                errIsTerminal,
                columns,
                rows,
                clock,
                interrupts,
                viewer,
                inIsTerminal);
    }

    /** Returns the same surroundings with a terminal of another size. */
    public Console withSize(int newColumns, int newRows) {
        return new Console(
                out,
                err,
                in,
                environment,
                outIsTerminal,
                errIsTerminal,
                newColumns,
                newRows,
                clock,
                interrupts,
                viewer,
                inIsTerminal);
    }

    /** Returns the same surroundings with a terminal that is opened in another way. */
    public Console withViewer(Viewer other) {
        return new Console(
                out,
                err,
                in,
                environment,
                outIsTerminal,
                errIsTerminal,
                columns,
                rows,
                clock,
                interrupts,
                other,
                inIsTerminal);
    }

    /** Returns the same surroundings with another standard input, which nobody types. */
    public Console withIn(InputStream other) {
        return new Console(
                out, err, other, environment, outIsTerminal, errIsTerminal, columns, rows, clock, interrupts, viewer);
    }

    /** Writes a line of progress, a note or an error. */
    public void note(String line) {
        try {
            err.write(line + "\n");
            err.flush();
        } catch (IOException e) {
            // There is nowhere left to report it, and the exit code must not suffer.
        }
    }

    public static void write(Writer stream, String text) {
        try {
            stream.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void flush(Writer stream) {
        try {
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
