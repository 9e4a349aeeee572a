package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command as a user's shell runs it: from some folder, with an environment that holds what is named and no more. */
final class ShellRun {
    /** Only bounds a hang: no machine is so loaded that a test takes this long. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/usr/bin:/bin"));
    private Path folder = Path.of("/");

    /** What a command printed, and its exit code. */
    record Result(int exit, String out, String err) {}

    private ShellRun(List<String> command) {
        this.command.addAll(command);
    }

    static ShellRun of(Object... command) {
        return new ShellRun(Arrays.stream(command).map(Object::toString).toList());
    }

    ShellRun in(Path folder) {
        this.folder = folder;
        return this;
    }

    ShellRun with(String name, Object value) {
        environment.put(name, value.toString());
        return this;
    }

    /** Has a shell's script run the command, which it knows as {@code "$@"}. */
    ShellRun through(String script) {
        command.addAll(0, List.of("sh", "-c", script, "sh"));
        return this;
    }

    /** Lets the command lead a group of processes, as a terminal's shell does for what is in front. */
    ShellRun inGroupOfItsOwn() {
        command.add(0, "setsid");
        return this;
    }

    Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** Runs the command until nobody holds its output open any more. */
    Result run() throws Exception {
        return result(start());
    }

    /** Reads in a thread of its own: a pool of few threads would leave one of two streams to fill up. */
    private static Future<String> reading(InputStream stream) {
        FutureTask<String> text = new FutureTask<>(() -> text(stream));
        Thread reader = new Thread(text, "reader");
        reader.setDaemon(true);
        reader.start();
        return text;
    }

    static Result result(Process process) throws Exception {
        Future<String> out = reading(process.getInputStream());
        Future<String> err = reading(process.getErrorStream());
        try {
            assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .as("it ends")
                    .isTrue();
            return new Result(
                    process.exitValue(),
                    out.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
                    err.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Waits for something that another process does. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    static Path script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Copies a file, or a folder with what is in it; ages and permissions stay. */
    static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = file.equals(from) ? to : to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
