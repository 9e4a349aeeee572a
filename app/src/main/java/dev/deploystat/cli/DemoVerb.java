package dev.deploystat.cli;

import dev.deploystat.aws.Replay;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The tour: a bundled record of a release, played to the same commands that read AWS. */
final class DemoVerb implements Verb {
    private static final String RECORD = "/dev/deploystat/demo.jsonl";
    private static final String SCRIPT = "/dev/deploystat/demo.txt";
    private static final int PACE_TO_WATCH = 40;

    @Override
    public String summary() {
        return "Shows what deploystat does, with a recorded release and no AWS account.";
    }

    @Override
    public void declare(CommandSpec spec) {
        Option.flag(spec, "Do not play it slowly, even on a terminal.", "--fast");
    }

    @Override
    public List<String> examples() {
        return List.of("deploystat demo", "deploystat demo --fast | less");
    }

    @Override
    public int run(Invocation call) throws InterruptedException {
        Console console = call.console();
        boolean watched = console.outIsTerminal() && !Option.has(call.parsed(), "--fast");
        Playback playback = Playback.of(record(), watched ? PACE_TO_WATCH : 0);
        for (String line : lines(SCRIPT)) {
            if (line.startsWith("$ ")) {
                Console.write(console.out(), line + "\n");
                Console.flush(console.out());
                List<String> args =
                        List.of(line.substring("$ deploystat ".length()).split(" "));
                int exit = new Cli(console, call.adapters(), playback).run(args);
                Console.write(console.out(), "(exit code " + exit + ")\n");
            } else {
                Console.write(console.out(), line + "\n");
            }
            Console.flush(console.out());
        }
        return Exit.OK;
    }

    private static Replay record() {
        try {
            return Replay.read(lines(RECORD).stream());
        } catch (IOException e) {
            throw new IllegalStateException("the bundled record is corrupt", e);
        }
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
