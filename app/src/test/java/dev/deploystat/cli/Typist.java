package dev.deploystat.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Somebody who sits at a terminal of 80 by 24, types, and reads what comes. */
final class Typist implements AutoCloseable {
    static final String CTRL_C = "\u0003";
    static final String CTRL_D = "\u0004";
    static final String CTRL_P = "\u0010";

    private final Process terminal;
    private final OutputStream keys;
    private final StringBuilder screen = new StringBuilder();
    private int read;

    /** Starts a command at a terminal. */
    Typist(List<String> command, Map<String, String> environment) throws IOException {
        StringBuilder line = new StringBuilder("stty rows 24 cols 80; exec");
        command.forEach(word -> line.append(" '").append(word).append('\''));
        ProcessBuilder builder = new ProcessBuilder("script", "-qfec", line.toString(), "/dev/null");
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        "/usr/bin:/bin",
                        "TERM",
                        "xterm",
                        "NO_COLOR",
                        "1",
                        "LANG",
                        "C.UTF-8",
                        "SHELL",
                        "/bin/sh"));
        builder.environment().putAll(environment);
        terminal = builder.redirectErrorStream(true).start();
        keys = terminal.getOutputStream();
        Thread eyes = new Thread(this::look, "eyes");
        eyes.setDaemon(true);
        eyes.start();
    }

    /** Returns whether this machine has what makes a terminal. */
    static boolean isHere() {
        return Files.isExecutable(Path.of("/usr/bin/script"));
    }

    private void look() {
        try (Reader shown = new InputStreamReader(terminal.getInputStream(), StandardCharsets.UTF_8)) {
            for (int each = shown.read(); each >= 0; each = shown.read()) {
                synchronized (screen) {
                    screen.append((char) each);
                }
            }
        } catch (IOException e) {
            // The terminal is gone.
        }
    }

    Typist type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
        return this;
    }

    /** Waits until something is shown behind what was awaited before; returns what came until then. */
    String await(String text) throws Exception {
        ShellRun.until("'" + text + "' is shown", () -> at(text) >= 0 || !terminal.isAlive());
        synchronized (screen) {
            int found = screen.indexOf(text, read);
            if (found < 0) {
                throw new AssertionError("'" + text + "' is not shown:\n" + screen.substring(read));
            }
            String until = screen.substring(read, found);
            read = found + text.length();
            return until;
        }
    }

    private int at(String text) {
        synchronized (screen) {
            return screen.indexOf(text, read);
        }
    }

    /** Ends the command as somebody else's {@code kill} does. */
    void terminate() {
        ProcessHandle java = terminal.descendants()
                .filter(each -> each.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
        if (!java.destroy()) {
            throw new AssertionError("it cannot be ended");
        }
    }

    /** Waits for the end of the command, and returns its exit code. */
    int end() throws Exception {
        ShellRun.until("the command ends", () -> !terminal.isAlive());
        return terminal.exitValue();
    }

    @Override
    public void close() {
        terminal.descendants().forEach(ProcessHandle::destroyForcibly);
        terminal.destroyForcibly();
    }
}
