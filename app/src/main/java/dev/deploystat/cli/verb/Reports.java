package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Notes;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Refusal;
import dev.deploystat.render.GitHub;
import dev.deploystat.render.JUnitReport;
import dev.deploystat.render.StepSummary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What a wait leaves behind for CI systems, beside its output and exit code. */
public final class Reports {
    private final Console console;
    private final Notes notes;
    private final String junit;
    private final String summary;
    private final boolean github;

    private Reports(Console console, Notes notes, String junit, String summary, boolean github) {
        this.console = console;
        this.notes = notes;
        this.junit = junit;
        this.summary = summary;
        this.github = github;
    }

    public static void declare(CommandSpec spec) {
        Option.value(spec, "FILE", "Write the end as JUnit XML, a test case a target.", "--junit");
        Option.value(spec, "FILE", "Add the end to a file as a page of Markdown.", "--summary");
        Option.value(
                spec,
                "WHEN",
                "Annotations, step summary and outputs of GitHub Actions: auto, on or off. Default: auto.",
                "--github");
    }

    public static Reports of(ParseResult parsed, Console console, Notes notes) {
        String github = Option.oneOf(parsed, "--github", "auto", "on", "off");
        boolean there = "true".equals(console.variable("GITHUB_ACTIONS"));
        boolean auto = github == null || github.equals("auto");
        boolean wanted = auto ? there : github.equals("on");
        return new Reports(console, notes, Option.get(parsed, "--junit"), Option.get(parsed, "--summary"), wanted);
    }

    /**
     * Writes them.
     *
     * @param waited how long the wait took
     */
    public void write(Snapshot end, Duration waited) {
        if (junit != null) {
            written(junit, file -> Files.writeString(file, JUnitReport.of(end, waited)));
        }
        if (summary != null) {
            written(summary, file -> addPage(file, end));
        }
        if (github) {
            // The runner obeys whole lines alone, so they stand between the objects of a run for a program, too.
            Console.write(console.err(), GitHub.annotations(end));
            Console.flush(console.err());
            given("GITHUB_STEP_SUMMARY", file -> addPage(file, end));
            given("GITHUB_OUTPUT", file -> add(file, GitHub.outputs(end, "deploystat-" + UUID.randomUUID())));
        }
    }

    private void given(String variable, Report report) {
        if (console.variable(variable) != null) {
            written(console.variable(variable), report);
        }
    }

    private interface Report {
        void writeTo(Path file) throws IOException;
    }

    /** A report that cannot be written is reported, and changes nothing about the verdict. */
    private void written(String name, Report report) {
        try {
            report.writeTo(Path.of(name));
        } catch (IOException e) {
            notes.error(
                    "report",
                    "the report '" + name + "' cannot be written: " + Refusal.reasonNotWritten(e),
                    "Name a file that can be.");
        }
    }

    private static void addPage(Path file, Snapshot end) throws IOException {
        long taken = Files.exists(file) ? Files.size(file) + 1 : 0;
        add(file, StepSummary.of(end, StepSummary.LIMIT - taken));
    }

    /** Adds lines to what others have written, be their last one ended or not. */
    private static void add(Path file, String lines) throws IOException {
        boolean readable = Files.isRegularFile(file) && Files.isReadable(file);
        String before = readable && breaksOff(file) ? "\n" : "";
        Files.writeString(file, before + lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static boolean breaksOff(Path file) throws IOException {
        try (SeekableByteChannel bytes = Files.newByteChannel(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            bytes.position(Math.max(0, bytes.size() - 1));
            return bytes.read(last) == 1 && last.get(0) != '\n';
        }
    }
}
