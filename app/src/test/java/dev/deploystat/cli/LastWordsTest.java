package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.render.Format;
import dev.deploystat.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What standard error says at the end: never nothing when the code is not 0, and objects alone to who reads objects. */
class LastWordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> COMMANDS = List.of(
            "status", "status --exit-status", "list", "explain", "wait --timeout 2m", "wait --timeout 2m --quiet");

    @TempDir
    Path folder;

    private static Stream<Arguments> runs() {
        return Stream.of(
                        new Tape().listed("d1 SUCCESSFUL").described("d1", "SUCCESSFUL"),
                        new Tape().listed("d1 STOPPED").described("d1", "STOPPED"),
                        new Tape().listed("d1 IN_PROGRESS").described("d1", "IN_PROGRESS"),
                        new Tape().listingFails(400, "ServiceNotFoundException", "Service not found."),
                        new Tape().listingFails(400, "AccessDeniedException", "no"),
                        new Tape().listingFails(400, "InvalidParameterException", "no"),
                        new Tape().listingFails(503, "ServiceUnavailable", "no"),
                        new Tape()
                                .listed("d1 IN_PROGRESS")
                                .described("d1", "IN_PROGRESS")
                                .at(10)
                                .listed("d2 IN_PROGRESS", "d1 STOPPED")
                                .described("d1", "STOPPED")
                                .described("d2", "IN_PROGRESS"))
                .flatMap(tape -> Arrays.stream(Format.values()).map(format -> Arguments.of(tape, format)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void no_run_ends_with_another_code_than_0_in_silence(Tape tape, Format format) throws IOException {
        Path record = tape.in(folder);
        for (String command : COMMANDS) {
            for (String target : List.of("ecs:prod/api", "nonsense", "ecs:prod/api@p1/eu-west-1 ecs:prod/api")) {
                String line = command + " " + target + " -o " + format.word();
                for (CliRun run : List.of(
                        CliRun.replaying(record), CliRun.replaying(record).onTerminal())) {
                    CliRun.Result result = run.run(line);
                    if (result.exit() != 0) {
                        assertThat(result.err()).as(line).isNotBlank();
                    }
                    if (format == Format.JSON || format == Format.JSONL) {
                        for (String said : result.err().lines().toList()) {
                            assertThat(JSON.readTree(said).isObject())
                                    .as(line + ": " + said)
                                    .isTrue();
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void a_target_that_cannot_be_read_has_one_whole_line_and_the_next_step(Format format) throws IOException {
        Path record = new Tape()
                .listingFails(400, "AccessDeniedException", "you are " + "not ".repeat(60) + "allowed")
                .in(folder);
        String why = "denied: you are " + "not ".repeat(60) + "allowed";
        String next = "Ask for ecs:ListServiceDeployments; 'deploystat policy' prints all that is needed.";
        for (String command : COMMANDS) {
            for (CliRun run : List.of(
                    CliRun.replaying(record),
                    CliRun.replaying(record).onTerminal().with("COLUMNS", "40"))) {
                String line = command + " ecs:prod/api -o " + format.word();
                CliRun.Result result = run.run(line);
                assertThat(result.exit()).isEqualTo(4);
                if (format == Format.JSON || format == Format.JSONL) {
                    String last = result.err()
                            .lines()
                            .reduce((first, second) -> second)
                            .orElseThrow();
                    JsonNode error = JSON.readTree(last).get("error");
                    assertThat(error.get("target").asText()).isEqualTo("ecs:prod/api@eu-west-1");
                    assertThat(error.get("kind").asText()).isEqualTo("denied");
                    assertThat(error.get("message").asText()).isEqualTo(why);
                    assertThat(error.get("hint").asText()).isEqualTo(next);
                } else {
                    assertThat(result.err())
                            .as(line)
                            .endsWith("deploystat: ecs:prod/api@eu-west-1: " + why + "\n" + next + "\n");
                }
            }
        }
    }

    @Test
    void a_wait_for_several_targets_ends_in_one_line() {
        try (LoopbackAws aws = new LoopbackAws()) {
            for (String word : List.of("successful", "running")) {
                aws.on("DescribeDeployments")
                        .with("\"StackId\":\"" + word + "\"")
                        .reply("""
                        {"Deployments":[{"DeploymentId":"d-%1$s","StackId":"%1$s","Status":"%1$s",
                         "CreatedAt":"2024-03-01T11:59:00+00:00"}]}""".formatted(word));
                aws.on("DescribeDeployments").with("d-" + word).reply("""
                        {"Deployments":[{"DeploymentId":"d-%1$s","StackId":"%1$s","Status":"%1$s",
                         "CreatedAt":"2024-03-01T11:59:00+00:00"}]}""".formatted(word));
            }
            aws.on("DescribeCommands").reply("{\"Commands\":[]}");
            aws.on("DescribeInstances").reply("{\"Instances\":[]}");
            String line = "wait opsworks:successful opsworks:running --timeout 30s --heartbeat 0";
            assertThat(CliRun.against(aws).run(line).err().lines())
                    .last()
                    .isEqualTo("deploystat: 1 of 2 passed, 1 timed out");
            assertThat(CliRun.against(aws).run(line + " --quiet").err().lines())
                    .last()
                    .isEqualTo("deploystat: 1 of 2 passed, 1 timed out");
            assertThat(CliRun.against(aws).run(line + " -o json").err().lines())
                    .last()
                    .isEqualTo("{\"summary\":{\"verdict\":\"pending\",\"message\":\"1 of 2 passed, 1 timed out\"}}");
        }
    }

    @Test
    void a_quiet_wait_says_nothing_before_its_result() {
        Tape tape = new Tape()
                .listed("d1 IN_PROGRESS")
                .described("d1", "IN_PROGRESS")
                .at(70)
                .described("d1", "ROLLBACK_FAILED");
        assertThat(CliRun.replaying(tape.in(folder)).run("wait ecs:prod/api --quiet -o name"))
                .isEqualTo(new CliRun.Result(1, "ecs:prod/api#d1@eu-west-1\n", """
                        deploystat: ecs:prod/api@eu-west-1: rollback failed: the service gives no reason
                        """));
    }

    @Test
    void the_progress_of_a_wait_is_objects_to_who_reads_objects() {
        Tape tape = new Tape()
                .listed("d1 IN_PROGRESS")
                .described("d1", "IN_PROGRESS")
                .at(10)
                .described("d1", "SUCCESSFUL");
        assertThat(CliRun.replaying(tape.in(folder))
                        .run("wait ecs:prod/api -o json")
                        .err())
                .isEqualTo("""
                {"progress":{"at":"2024-03-01T12:00:00Z","target":"ecs:prod/api@eu-west-1","message":"ecs:prod/api@eu-west-1  in progress"}}
                {"progress":{"at":"2024-03-01T12:00:10Z","target":"ecs:prod/api@eu-west-1","message":"ecs:prod/api@eu-west-1  passed: succeeded"}}
                """);
    }

    private static Stream<Supplier<Error>> errors() {
        return Stream.of(
                StackOverflowError::new,
                () -> new OutOfMemoryError("Java heap space"),
                () -> new ServiceConfigurationError("no provider"),
                () -> new NoClassDefFoundError("dev/deploystat/Gone"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void an_error_of_the_machine_is_a_bug_and_never_a_failed_release(Supplier<Error> error) {
        for (String command : COMMANDS) {
            assertBug(error, CliRun.alone().clock(new Failing(error, false)).run(command + " ecs:prod/api"));
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void an_error_in_a_thread_that_looks_ends_the_wait_as_a_bug(Supplier<Error> error) {
        assertBug(error, CliRun.alone().clock(new Failing(error, true)).run("wait ecs:prod/api"));
    }

    private static void assertBug(Supplier<Error> error, CliRun.Result result) {
        assertThat(result).isEqualTo(new CliRun.Result(70, "", """
                deploystat: deploystat itself failed: %s
                Please report it with the output of --debug and a --record file.
                """.formatted(error.get())));
    }

    /** A clock that breaks, for everybody or in the threads of a look alone. */
    private record Failing(Supplier<Error> error, boolean inALook) implements Clock {
        @Override
        public Instant now() {
            if (!inALook || Thread.currentThread().getName().equals("look")) {
                throw error.get();
            }
            return LoopbackAws.NOW;
        }

        @Override
        public void sleep(Duration duration) {
            // Nobody gets this far.
        }

        @Override
        public void together(Duration limit, List<Runnable> works) throws InterruptedException {
            Clock.system().together(limit, works);
        }
    }
}
