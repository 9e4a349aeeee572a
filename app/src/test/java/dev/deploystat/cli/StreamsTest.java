package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output that cannot be written any more: a reader that went away, and a disk that is full. */
class StreamsTest {
    @TempDir
    Path folder;

    private Path failing() {
        return new Tape()
                .listed("d1 IN_PROGRESS")
                .described("d1", "IN_PROGRESS")
                .at(30)
                .described("d1", "ROLLBACK_FAILED")
                .in(folder);
    }

    private Path passing() {
        return new Tape()
                .listed("d1 IN_PROGRESS")
                .described("d1", "IN_PROGRESS")
                .at(30)
                .described("d1", "SUCCESSFUL")
                .in(folder);
    }

    private Path failed() {
        return new Tape()
                .listed("d1 ROLLBACK_FAILED")
                .described("d1", "ROLLBACK_FAILED")
                .in(folder);
    }

    private static CliRun.Result run(Path record, String line, String fault) {
        StringWriter err = new StringWriter();
        CliRun.Result result =
                CliRun.replaying(record).out(new LostStream(fault)).err(err).run(line);
        return new CliRun.Result(result.exit(), "", err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "wide", "json", "jsonl", "yaml", "text", "csv", "markdown", "name"})
    void a_look_whose_reader_went_away_ends_quietly(String format) {
        for (String command : new String[] {"status", "list", "list --limit 0", "explain"}) {
            assertThat(run(failed(), command + " ecs:prod/api -o " + format, "Broken pipe"))
                    .as(command)
                    .isEqualTo(new CliRun.Result(0, "", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "wide", "json", "jsonl", "yaml", "text", "csv", "markdown", "name"})
    void a_closed_pipe_never_turns_a_failure_into_a_pass(String format) {
        assertThat(run(failing(), "wait ecs:prod/api -o " + format, "Broken pipe")
                        .exit())
                .isEqualTo(1);
        assertThat(run(passing(), "wait ecs:prod/api -o " + format, "Broken pipe")
                        .exit())
                .isEqualTo(0);
        assertThat(run(failed(), "status --exit-status ecs:prod/api -o " + format, "Broken pipe")
                        .exit())
                .isEqualTo(1);
    }

    @Test
    void a_closed_pipe_does_not_end_a_wait() {
        assertThat(run(failing(), "wait ecs:prod/api", "Broken pipe").err()).isEqualTo("""
                2024-03-01T12:00:00Z ecs:prod/api@eu-west-1  in progress
                2024-03-01T12:00:32Z ecs:prod/api@eu-west-1  failed: rollback failed  the service gives no reason
                """);
    }

    @Test
    void a_terminal_that_is_gone_changes_no_exit_code() {
        for (String line : new String[] {"wait ecs:prod/api", "wait ecs:prod/api -o jsonl"}) {
            assertThat(onLostTerminal(passing()).run(line).exit()).as(line).isEqualTo(0);
            assertThat(onLostTerminal(failing()).run(line).exit()).as(line).isEqualTo(1);
        }
        assertThat(onLostTerminal(failed()).run("status ecs:prod/api").exit()).isEqualTo(0);
    }

    private static CliRun onLostTerminal(Path record) {
        return CliRun.replaying(record)
                .onTerminal()
                .out(new LostStream("Input/output error"))
                .err(new LostStream("Input/output error"));
    }

    @Test
    void a_full_disk_is_told_and_is_never_a_pass() {
        String told = """
                deploystat: the output cannot be written: No space left on device
                Check the space on the disk.
                """;
        for (String command : new String[] {"status", "list", "explain", "wait --quiet", "status --exit-status"}) {
            CliRun.Result result = run(
                    new Tape()
                            .listed("d1 SUCCESSFUL")
                            .described("d1", "SUCCESSFUL")
                            .in(folder),
                    command + " ecs:prod/api",
                    "No space left on device");
            assertThat(result).as(command).isEqualTo(new CliRun.Result(5, "", told));
        }
        assertThat(run(failed(), "status --exit-status ecs:prod/api", "No space left on device"))
                .isEqualTo(new CliRun.Result(1, "", """
                        deploystat: ecs:prod/api@eu-west-1: rollback failed: the service gives no reason
                        deploystat: to see why: deploystat explain ecs:prod/api@eu-west-1
                        """ + told));
        assertThat(run(failing(), "wait ecs:prod/api --quiet -o text", "No space left on device"))
                .isEqualTo(new CliRun.Result(1, "", """
                        deploystat: ecs:prod/api@eu-west-1: rollback failed: the service gives no reason
                        """ + told));
    }

    @Test
    void closed_standard_error_changes_no_exit_code() {
        assertThat(CliRun.replaying(failing())
                        .err(new LostStream("Broken pipe"))
                        .run("wait ecs:prod/api")
                        .exit())
                .isEqualTo(1);
        assertThat(CliRun.replaying(passing())
                        .err(new LostStream("Broken pipe"))
                        .run("wait ecs:prod/api")
                        .exit())
                .isEqualTo(0);
        assertThat(CliRun.alone()
                        .err(new LostStream("Broken pipe"))
                        .run("status nonsense")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void help_and_version_end_quietly_too() {
        for (String line : new String[] {"--help", "--version", "ecs list --help", "schema", "completion bash"}) {
            assertThat(CliRun.alone()
                            .out(new LostStream("Broken pipe"))
                            .run(line)
                            .exit())
                    .as(line)
                    .isEqualTo(0);
        }
    }

    /** A stream that takes nothing. */
    private static final class LostStream extends Writer {
        private final String fault;

        LostStream(String fault) {
            this.fault = fault;
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            throw new IOException(fault);
        }

        @Override
        public void flush() throws IOException {
            throw new IOException(fault);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
