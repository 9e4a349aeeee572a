package dev.deploystat.cli.shell;

import dev.deploystat.cli.run.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Lines that a program writes, or a file holds. An interrupt ends the process, as that of any script. */
final class PipedInput implements Input {
    private final BufferedReader lines;

    PipedInput(InputStream in) {
        lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> next(int exit) throws IOException {
        return Optional.ofNullable(lines.readLine());
    }

    @Override
    public int run(Command command, List<String> words, Console console) {
        return command.run(console, words);
    }

    @Override
    public void close() {
        // The process's own stream outlives every command.
    }
}
