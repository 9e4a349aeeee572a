package dev.deploystat.cli.shell;

import dev.deploystat.cli.complete.Completion;
import dev.deploystat.cli.complete.Completion.Answer;
import dev.deploystat.cli.complete.StateFolder;
import dev.deploystat.cli.complete.Values;
import dev.deploystat.cli.run.Console;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;

/** Lines that somebody types, with a prompt, a history and completion. An interrupt ends the command and nothing else. */
final class TypedInput implements Input {
    private static final int LONGEST_HISTORY = 1000;

    private final Terminal terminal;
    private final LineReader reader;

    private TypedInput(Terminal terminal, LineReader reader) {
        this.terminal = terminal;
        this.reader = reader;
    }

    /** Takes the terminal of the process. */
    static TypedInput open(UnaryOperator<String> environment) throws IOException {
        Terminal terminal;
        try {
            terminal = TerminalBuilder.builder()
                    .system(true)
                    // Native code, which it would prefer, newer JVMs warn of.
                    .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
                    .dumb(false)
                    .nativeSignals(true)
                    // Else it asks the terminal what it can do, and takes keys typed meanwhile for the answer.
                    .graphemeCluster(false)
                    .build();
        } catch (IllegalStateException e) {
            throw new IOException(e);
        }
        // What was typed so far stands on the screen, and will stand behind the prompt again.
        terminal.puts(Capability.carriage_return);
        terminal.puts(Capability.clr_eos);
        // An interrupt between two commands is for neither of them.
        terminal.handle(Signal.INT, signal -> {});
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("deploystat")
                .parser(new DefaultParser().eofOnUnclosedQuote(false))
                .completer((reader, line, found) -> found.addAll(candidates(line, environment)))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .option(LineReader.Option.AUTO_MENU, false)
                .option(LineReader.Option.AUTO_FRESH_LINE, false)
                .option(LineReader.Option.BRACKETED_PASTE, !"dumb".equals(environment.apply("TERM")));
        history(environment).ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file)
                .variable(LineReader.HISTORY_SIZE, LONGEST_HISTORY)
                .variable(LineReader.HISTORY_FILE_SIZE, LONGEST_HISTORY));
        return new TypedInput(terminal, builder.build());
    }

    /** Returns the file of the lines typed before, which nobody else may read; empty where there can be none. */
    private static Optional<Path> history(UnaryOperator<String> environment) {
        Optional<Path> file = StateFolder.file("shell-history", environment);
        try {
            if (file.isPresent()) {
                StateFolder.make(file.get().getParent());
                Files.createFile(
                        file.get(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (FileAlreadyExistsException e) {
            // It is there from an earlier shell.
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
        return file;
    }

    private static List<Candidate> candidates(ParsedLine line, UnaryOperator<String> environment) {
        List<String> words = new ArrayList<>(line.words().subList(0, line.wordIndex()));
        words.add(
                line.word().substring(0, Math.min(line.wordCursor(), line.word().length())));
        List<Candidate> found = new ArrayList<>();
        Builtin.all().stream()
                .filter(builtin -> words.size() == 1)
                .forEach(builtin -> found.add(candidate(builtin.word(), builtin.about(), false)));
        try {
            Answer answer = Completion.of(Shell.withoutName(words), new Values(environment));
            answer.candidates().forEach(each -> found.add(candidate(each.word(), each.about(), each.goesOn())));
        } catch (IOException | RuntimeException e) {
            // Whoever types goes on without.
        }
        return found;
    }

    private static Candidate candidate(String word, String about, boolean goesOn) {
        return new Candidate(word, word, null, about.isEmpty() ? null : about, null, null, !goesOn);
    }

    @Override
    public Optional<String> next(int exit) {
        while (true) {
            try {
                return Optional.of(reader.readLine(exit == 0 ? "deploystat> " : "deploystat [" + exit + "]> "));
            } catch (UserInterruptException e) {
                // The line is given up, and the next one is typed.
            } catch (EndOfFileException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public int run(Command command, List<String> words, Console console) throws InterruptedException {
        Size size = terminal.getSize();
        Console here = console.withSize(size.getColumns(), size.getRows())
                .withViewer(new LentTerminal(terminal, console.viewer()));
        try (CancellableRun run = new CancellableRun(here)) {
            Terminal.SignalHandler before = terminal.handle(Signal.INT, signal -> run.cancel());
            try {
                return run.of(command, words);
            } finally {
                terminal.handle(Signal.INT, before);
            }
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
