package dev.deploystat.cli;

import dev.deploystat.cli.run.Console;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/** The terminal that the process was started on. */
final class OwnTerminal implements Console.Viewer {
    private static final String INTERRUPT = "INT";
    private static final String RESIZED = "WINCH";
    private static final String SUSPENDED = "TSTP";
    private static final String GOES_ON = "CONT";

    /**
     * Gives a text to a program that has this process's terminal. Ctrl-C is for that program meanwhile, and who leaves it
     * early has seen enough.
     */
    @Override
    public boolean show(List<String> command, Map<String, String> additions, String text) {
        ProcessBuilder program = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        program.environment().putAll(additions);
        Object before = Signals.register(INTERRUPT, () -> {});
        try {
            Process viewer = program.start();
            try (Writer in = viewer.outputWriter(StandardCharsets.UTF_8)) {
                in.write(text);
            } catch (IOException e) {
                // It was left before the end.
            }
            viewer.waitFor();
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } finally {
            Signals.unregister(INTERRUPT, before);
        }
    }

    /**
     * Opens it without native code, which newer JVMs warn of. Its signals are passed on here, because the library would take
     * those that end the process too.
     */
    @Override
    public Terminal open() throws IOException {
        // Without native code, each of these would take processes of their own to set the terminal up for.
        System.setProperty(TerminalBuilder.PROP_NON_BLOCKING_READS, "false");
        System.setProperty(TerminalBuilder.PROP_SOFTWARE_SIGNALS, "false");
        Terminal terminal;
        try {
            terminal = TerminalBuilder.builder()
                    .system(true)
                    .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                    .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
                    .dumb(false)
                    .nativeSignals(false)
                    // Else it asks the terminal what it can do, and takes keys typed meanwhile for the answer.
                    .graphemeCluster(false)
                    .build();
        } catch (IllegalStateException e) {
            throw new IOException(e);
        }
        Signals.register(RESIZED, () -> terminal.raise(Signal.WINCH));
        Signals.register(GOES_ON, () -> terminal.raise(Signal.CONT));
        Signals.register(SUSPENDED, () -> terminal.raise(Signal.TSTP));
        return terminal;
    }

    @Override
    public void stop() {
        try {
            new ProcessBuilder(
                            "sh", "-c", "kill -STOP " + ProcessHandle.current().pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // It cannot be stopped, and goes on.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public AutoCloseable onResize(Console.Resized listener) {
        Object before = Signals.register(RESIZED, () -> {
            String[] size = size().split(" ");
            if (size.length == 2) {
                listener.to(Integer.parseInt(size[1]), Integer.parseInt(size[0]));
            }
        });
        return () -> Signals.unregister(RESIZED, before);
    }

    /** Returns rows and columns, or nothing when they cannot be known. */
    private static String size() {
        try {
            Process asked = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return size.matches("[1-9]\\d{0,4} [1-9]\\d{0,4}") ? size : "";
        } catch (IOException e) {
            return "";
        }
    }
}
