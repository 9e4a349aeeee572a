package dev.deploystat.cli.shell;

import dev.deploystat.cli.run.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

/**
 * One command of a shell, which may be cancelled. It is not waited for then: a call that nobody answers could hold it up for
 * a minute. It says its last words, and nothing that it writes later is shown.
 */
final class CancellableRun implements AutoCloseable {
    private static final int INTERRUPTED = 130;

    private final Console console;
    private final Stream out;
    private final Stream err;
    private final List<Runnable> lastWords = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private Thread worker;
    private boolean isCancelled;

    /** Prepares a command. */
    CancellableRun(Console surroundings) {
        out = new Stream(surroundings.out());
        err = new Stream(surroundings.err());
        console = new Console(
                out,
                err,
                InputStream.nullInputStream(),
                surroundings.environment(),
                surroundings.outIsTerminal(),
                surroundings.errIsTerminal(),
                surroundings.columns(),
                surroundings.rows(),
                surroundings.clock(),
                last -> onInterrupt(last, surroundings),
                surroundings.viewer());
    }

    /** What ends the process ends the command, too. One that was cancelled already has said its last words. */
    private synchronized AutoCloseable onInterrupt(Runnable last, Console surroundings) {
        if (isCancelled) {
            last.run();
            return () -> {};
        }
        AutoCloseable ofProcess = surroundings.interrupts().onInterrupt(last);
        lastWords.add(last);
        return () -> {
            lastWords.remove(last);
            ofProcess.close();
        };
    }

    /** Runs the command and returns its exit code, or the one of an interrupt as soon as it is cancelled. */
    int of(Input.Command command, List<String> words) throws InterruptedException {
        synchronized (this) {
            worker = new Thread(
                    () -> {
                        try {
                            end.complete(command.run(console, words));
                        } catch (RuntimeException | Error e) {
                            end.completeExceptionally(e);
                        }
                    },
                    "command");
            worker.setDaemon(true);
            worker.start();
        }
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("commands turn what ends them into an exit code", e.getCause());
        }
    }

    /** Cancels the command; once is enough. */
    synchronized void cancel() {
        if (isCancelled || worker == null || end.isDone()) {
            return;
        }
        isCancelled = true;
        lastWords.forEach(Runnable::run);
        close();
        end.complete(INTERRUPTED);
        worker.interrupt();
    }

    @Override
    public void close() {
        out.cut();
        err.cut();
    }

    /** A stream of the process until it is cut. */
    private static final class Stream extends Writer {
        private final Writer process;
        private boolean isCut;

        Stream(Writer process) {
            this.process = process;
        }

        @Override
        public synchronized void write(char[] text, int from, int length) throws IOException {
            if (!isCut) {
                process.write(text, from, length);
            }
        }

        @Override
        public synchronized void flush() throws IOException {
            if (!isCut) {
                process.flush();
            }
        }

        synchronized void cut() {
            isCut = true;
        }

        @Override
        public void close() {
            // The process's own stream outlives every command.
        }
    }
}
