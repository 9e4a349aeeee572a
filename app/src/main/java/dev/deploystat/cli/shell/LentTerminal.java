package dev.deploystat.cli.shell;

import dev.deploystat.cli.run.Console;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Terminal;

/**
 * The terminal of a shell, as its commands may use it: a view that fills it gives it back, and the shell goes on with it. All
 * else is done as in any process.
 */
record LentTerminal(Terminal terminal, Console.Viewer process) implements Console.Viewer {
    @Override
    public boolean show(List<String> command, Map<String, String> additions, String text) {
        return process.show(command, additions, text);
    }

    @Override
    public Terminal open() {
        return terminal;
    }

    @Override
    public void release(Terminal lent) {
        // The next line is typed on it.
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public AutoCloseable onResize(Console.Resized listener) {
        return process.onResize(listener);
    }
}
