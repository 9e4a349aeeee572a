package dev.deploystat.cli.run;

import java.io.IOException;
import java.io.Writer;

/**
 * Standard output as one command sees it. A look ends when its output is lost; a gate goes on without it, because a
 * verdict that nobody reads any more is still one that somebody waits for.
 */
public final class CommandOutput extends Writer {
    private final Writer stream;
    private final boolean outlasting;
    private IOException fault;
    private boolean sealed;

    /** Leads to a stream; {@code outlasting} says that the command goes on when that is lost. */
    public CommandOutput(Writer stream, boolean outlasting) {
        this.stream = stream;
        this.outlasting = outlasting;
    }

    /** Returns why the output is lost, or null while it is not. */
    public synchronized IOException fault() {
        return fault;
    }

    /**
     * Has the end written, and drops whatever is written after it.
     *
     * @return false when there already is an end; then nothing is done
     */
    public synchronized boolean end(Runnable words) {
        if (sealed) {
            return false;
        }
        words.run();
        sealed = true;
        return true;
    }

    @Override
    public synchronized void write(char[] text, int from, int length) throws IOException {
        attempt(() -> stream.write(text, from, length));
    }

    @Override
    public synchronized void flush() throws IOException {
        attempt(stream::flush);
    }

    @Override
    public void close() {
        // The process's own stream outlives every command.
    }

    private void attempt(Write write) throws IOException {
        if (fault == null && !sealed) {
            try {
                write.run();
            } catch (IOException e) {
                fault = e;
            }
        }
        if (fault != null && !outlasting) {
            throw fault;
        }
    }

    private interface Write {
        void run() throws IOException;
    }
}
