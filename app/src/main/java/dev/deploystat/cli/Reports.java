package dev.deploystat.cli;

import dev.deploystat.gate.Snapshot;
import dev.deploystat.render.GitHub;
import dev.deploystat.render.JUnitReport;
import dev.deploystat.render.StepSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What a wait leaves behind for CI systems, beside its output and exit code. */
final class Reports {
    private final Console console;
    private final String junit;
    private final String summary;
    private final boolean github;

    private Reports(Console console, String junit, String summary, boolean github) {
        this.console = console;
        this.junit = junit;
        this.summary = summary;
        this.github = github;
    }

    static void declare(CommandSpec spec) {
        Option.value(spec, "FILE", "Write the end as JUnit XML, a test case a target.", "--junit");
        Option.value(spec, "FILE", "Add the end to a file as a page of Markdown.", "--summary");
        Option.value(
                spec,
                "WHEN",
                "Annotations, step summary and outputs of GitHub Actions: auto, on or off. Default: auto.",
                "--github");
    }

    static Reports of(ParseResult parsed, Console console) {
        String github = Option.oneOf(parsed, "--github", "auto", "on", "off");
        boolean there = "true".equals(console.variable("GITHUB_ACTIONS"));
        boolean auto = github == null || github.equals("auto");
        boolean wanted = auto ? there : github.equals("on");
        return new Reports(console, Option.get(parsed, "--junit"), Option.get(parsed, "--summary"), wanted);
    }

    /**
     * Writes them.
     *
     * @param waited how long the wait took
     */
    void write(Snapshot end, Duration waited) {
        if (junit != null) {
            file(junit, JUnitReport.of(end, waited), StandardOpenOption.TRUNCATE_EXISTING);
        }
        if (summary != null) {
            file(summary, StepSummary.of(end), StandardOpenOption.APPEND);
        }
        if (github) {
            Console.write(console.err(), GitHub.annotations(end));
            Console.flush(console.err());
            given("GITHUB_STEP_SUMMARY", StepSummary.of(end));
            given("GITHUB_OUTPUT", GitHub.outputs(end, "deploystat-" + UUID.randomUUID()));
        }
    }

    private void given(String variable, String text) {
        if (console.variable(variable) != null) {
            file(console.variable(variable), text, StandardOpenOption.APPEND);
        }
    }

    /** A report that cannot be written is told, and changes nothing about the verdict. */
    private void file(String name, String text, StandardOpenOption how) {
        try {
            Files.writeString(
                    Path.of(name),
                    text,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    how);
        } catch (IOException e) {
            console.note("deploystat: the report '" + name + "' cannot be written: " + e.getMessage());
        }
    }
}
