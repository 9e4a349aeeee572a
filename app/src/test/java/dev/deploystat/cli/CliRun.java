package dev.deploystat.cli;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.cli.run.Console;
import dev.deploystat.time.Clock;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the program in process, with surroundings of its own, and keeps all that it says. */
final class CliRun {
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY", "example-secret",
            "AWS_REGION", "eu-west-1",
            // A failed call is the answer of the test; the SDK's own second attempts are not this program's.
            "AWS_MAX_ATTEMPTS", "1",
            "HOME", "/nonexistent",
            "DEPLOYSTAT_HISTORY", "off",
            "LANG", "C.UTF-8"));
    private final List<String> always = new ArrayList<>();
    private final List<Runnable> interrupts = new ArrayList<>();
    private InputStream in = InputStream.nullInputStream();
    private Clock clock = Clock.virtual(LoopbackAws.NOW, 0);
    private boolean outIsTerminal;
    private boolean errIsTerminal;
    private Console.Viewer viewer = (command, additions, text) -> false;
    private Writer out = new StringWriter();
    private Writer err = new StringWriter();

    private CliRun() {}

    /** What a run came to. */
    record Result(int exit, String out, String err) {}

    /** Returns a run that must not reach AWS. */
    static CliRun alone() {
        return new CliRun();
    }

    /** Returns a run against a server. */
    static CliRun against(LoopbackAws aws) {
        CliRun run = new CliRun();
        run.always.addAll(List.of("--endpoint-url", aws.endpoint().toString()));
        return run;
    }

    /** Returns a run against a record. */
    static CliRun replaying(Path record) {
        CliRun run = new CliRun();
        run.always.addAll(List.of("--replay", record.toString()));
        return run;
    }

    /** Sets an environment variable; null takes it away. */
    CliRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    CliRun stdin(String text) {
        in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    CliRun clock(Clock other) {
        clock = other;
        return this;
    }

    /** Puts somebody in front of both streams. */
    CliRun onTerminal() {
        outIsTerminal = true;
        errIsTerminal = true;
        return this;
    }

    /** Sets what shows texts that are longer than the screen. */
    CliRun viewer(Console.Viewer other) {
        viewer = other;
        return this;
    }

    CliRun out(Writer other) {
        out = other;
        return this;
    }

    CliRun err(Writer other) {
        err = other;
        return this;
    }

    /** Ends the process from outside, as far as the command notices: what it registered for that is run. */
    void interrupt() {
        List.copyOf(interrupts).forEach(Runnable::run);
    }

    /** Returns whether a command is at work that wants to know of an interrupt. */
    boolean isInterruptible() {
        return !interrupts.isEmpty();
    }

    /** Runs a command line whose words are divided by blanks. */
    Result run(String line) {
        return run(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    Result run(List<String> words) {
        List<String> args = new ArrayList<>(words);
        args.addAll(always);
        Console console = new Console(
                out, err, in, environment::get, outIsTerminal, errIsTerminal, 0, 0, clock, this::onInterrupt, viewer);
        int exit = new Cli(console, new Adapters()).run(args);
        return new Result(exit, out.toString(), err.toString());
    }

    private AutoCloseable onInterrupt(Runnable last) {
        interrupts.add(last);
        return () -> interrupts.remove(last);
    }
}
