package dev.deploystat.cli.verb;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.record.Replay;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.render.Display;
import dev.deploystat.render.Tone;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The tour: a bundled record of a release, played to the same commands that read AWS.
 *
 * <p>The script is shown as it stands. A line that begins with {@code $ deploystat} is a command, which may go on after a
 * backslash and quote words, as in a shell. One clock runs through all of them.
 */
public final class DemoVerb implements Verb {
    private static final String RECORD = "/dev/deploystat/demo.jsonl";
    private static final String SCRIPT = "/dev/deploystat/demo.txt";
    private static final String PROMPT = "$ deploystat ";
    private static final String GOES_ON = " \\";
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    /** How much faster than life it plays on a terminal. */
    public static final int PACE_TO_WATCH = 25;

    private final Runner runner;

    /** Runs one command line against a record that is playing. */
    public interface Runner {
        /** Returns the exit code. */
        int run(Console console, Adapters adapters, Playback playback, List<String> args);
    }

    public DemoVerb(Runner runner) {
        this.runner = runner;
    }

    @Override
    public String summary() {
        return "Shows what deploystat does, with a recorded release and no AWS account.";
    }

    @Override
    public void declare(CommandSpec spec) {
        Option.flag(spec, "Do not play it slowly, even on a terminal.", "--fast");
    }

    @Override
    public Set<OptionGroup> groups() {
        return Set.of(OptionGroup.COLOR);
    }

    @Override
    public List<String> examples() {
        return List.of("deploystat demo", "deploystat demo --fast | less");
    }

    @Override
    public int run(Invocation call) {
        Console console = call.console();
        boolean watched = console.outIsTerminal() && !Option.has(call.parsed(), "--fast");
        Playback playback = Playback.of(record(call.adapters()), watched ? PACE_TO_WATCH : 0);
        Display look = call.options()
                .look(console, console.outIsTerminal(), playback.clock().now());
        return play(console, call.adapters(), playback, look);
    }

    /** Plays the script over a record; returns the exit code of the first command that fails by a bug of ours, else 0. */
    public int play(Console console, Adapters adapters, Playback playback, Display look) {
        StringBuilder command = new StringBuilder();
        for (String line : lines(SCRIPT)) {
            boolean typed = !command.isEmpty() || line.startsWith(PROMPT);
            Console.write(console.out(), (typed ? Tone.HEADING.paint(line, look) : line) + "\n");
            if (!typed) {
                continue;
            }
            boolean goesOn = line.endsWith(GOES_ON);
            command.append(goesOn ? line.substring(0, line.length() - GOES_ON.length()) : line);
            if (goesOn) {
                continue;
            }
            Console.flush(console.out());
            int exit = runner.run(console, adapters, playback, words(command.substring(PROMPT.length())));
            command.setLength(0);
            Console.write(console.out(), Tone.FAINT.paint("(exit code " + exit + ")", look) + "\n");
            if (exit == Exit.BUG) {
                return exit;
            }
        }
        Console.flush(console.out());
        return Exit.OK;
    }

    /** Reads the bundled record. */
    public static Replay record(Adapters adapters) {
        try {
            return Replay.read(lines(RECORD).stream(), adapters.secrets());
        } catch (IOException e) {
            throw new IllegalStateException("the bundled record is corrupt", e);
        }
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(Stream.of(word.group(1), word.group(2), word.group(3))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow());
        }
        return words;
    }

    private static List<String> lines(String resource) {
        try (InputStream stream = DemoVerb.class.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException("the bundled " + resource + " is missing", e);
        }
    }
}
