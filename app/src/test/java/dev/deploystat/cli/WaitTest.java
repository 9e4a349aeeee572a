package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.time.Clock;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gate as a script and a person see it, in the virtual time of records. */
class WaitTest {
    private static final String BREAKER = """
            ,"deploymentCircuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3}""";

    @TempDir
    Path folder;

    private static Tape begun() {
        return new Tape().listed("d1 IN_PROGRESS").described("d1", "IN_PROGRESS");
    }

    private static Tape progressing() {
        return new Tape()
                .listed("d1 IN_PROGRESS")
                .described("d1", "PENDING")
                .at(5)
                .described("d1", "IN_PROGRESS", """
                        ,"targetServiceRevision":{"requestedTaskCount":4,"runningTaskCount":1}""")
                .at(20)
                .described("d1", "IN_PROGRESS", """
                        ,"targetServiceRevision":{"requestedTaskCount":4,"runningTaskCount":4},"lifecycleStage":"BAKE_TIME\"""")
                .at(200)
                .described("d1", "SUCCESSFUL", ",\"finishedAt\":1709294600");
    }

    private CliRun.Result run(Tape tape, String line) {
        return CliRun.replaying(tape.in(folder)).run(line);
    }

    @Test
    void a_success_is_told_change_by_change_with_signs_of_life_between() {
        assertThat(run(progressing(), "wait ecs:prod/api")).isEqualTo(new CliRun.Result(0, """
                TARGET                  STATUS     REVISION  PROGRESS  CHANGED               REASON
                ecs:prod/api@eu-west-1  succeeded  -         -         2024-03-01T12:03:20Z  -
                """, """
                2024-03-01T12:00:00Z ecs:prod/api@eu-west-1  pending
                2024-03-01T12:00:06Z ecs:prod/api@eu-west-1  in progress  1 of 4 tasks
                2024-03-01T12:00:20Z ecs:prod/api@eu-west-1  in progress  4 of 4 tasks  BAKE_TIME
                2024-03-01T12:01:23Z still waiting for 1 of 1: ecs:prod/api@eu-west-1 in progress 4 of 4 tasks
                2024-03-01T12:02:27Z still waiting for 1 of 1: ecs:prod/api@eu-west-1 in progress 4 of 4 tasks
                2024-03-01T12:03:27Z ecs:prod/api@eu-west-1  passed: succeeded  took 4m 20s
                """));
    }

    private CliRun onTerminal(Tape tape) {
        return CliRun.replaying(tape.in(folder))
                .with("NO_COLOR", "1")
                .with("COLUMNS", "100")
                .onTerminal();
    }

    @Test
    void a_terminal_gets_a_line_that_is_written_anew_and_then_stays() {
        CliRun.Result result = onTerminal(progressing()).run("wait ecs:prod/api");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("""
                region eu-west-1, account 111122223333
                TARGET        STATUS       CHANGED
                ecs:prod/api  ✓ succeeded  7s ago
                """);
        assertThat(result.err())
                .contains(
                        "● ecs:prod/api@eu-west-1  in progress  BAKE_TIME 10/11  ██████████ 100%  4 of 4 tasks  4m 1s");
        assertThat(new ShownScreen(100, 24).write(result.err()).text())
                .isEqualTo("✓ ecs:prod/api@eu-west-1  passed: succeeded  took 4m 20s\n");
    }

    @ParameterizedTest
    @CsvSource({"CI,true", "TERM,dumb"})
    void a_terminal_that_keeps_a_log_or_cannot_redraw_gets_signs_and_times_of_day(String name, String value) {
        CliRun.Result result = onTerminal(progressing())
                .with(name, value)
                .with("LANG", "C.UTF-8")
                .run("wait ecs:prod/api --heartbeat 0");
        assertThat(result.err()).startsWith("times are UTC\n12:00:00 ").doesNotContain("\u001b");
        assertThat(result.err().lines()).hasSize(5);
    }

    @Test
    void a_failure_says_why_where_no_table_on_the_same_terminal_does() {
        Tape tape = begun().at(10).described("d1", "STOPPED", BREAKER);
        String why = """
                Why ecs:prod/api@eu-west-1
                  DEPLOYMENT_CIRCUIT_BREAKER: 3 task failures reached the threshold of 3
                """;
        CliRun.Result json = onTerminal(tape).run("wait ecs:prod/api -o yaml");
        assertThat(new ShownScreen(100, 24).write(json.err()).text())
                .isEqualTo("✗ ecs:prod/api@eu-west-1  failed\n" + why);
        CliRun.Result table = onTerminal(tape).run("wait ecs:prod/api");
        assertThat(table.err()).doesNotContain("Why");
        assertThat(table.out())
                .contains("\n  DEPLOYMENT_CIRCUIT_BREAKER: 3 task failures reached the threshold of 3\n");
        assertThat(onTerminal(tape)
                        .run("wait ecs:prod/api --columns target,status")
                        .err())
                .endsWith(why);
        assertThat(onTerminal(tape)
                        .run("wait ecs:prod/api --columns target,reason")
                        .err())
                .doesNotContain("Why");
    }

    @Test
    void quiet_prints_the_result_alone() {
        assertThat(run(progressing(), "wait ecs:prod/api --quiet -o text"))
                .isEqualTo(new CliRun.Result(
                        0,
                        "ecs:prod/api@eu-west-1\tSUCCEEDED\tpass\td1\tNone\t2024-03-01T12:03:20Z\tNone\tNone\n",
                        ""));
    }

    @Test
    void a_document_is_dated_when_the_wait_ended() {
        assertThat(run(progressing(), "wait ecs:prod/api --quiet -o json --query generatedAt")
                        .out())
                .isEqualTo("\"2024-03-01T12:03:27Z\"\n");
    }

    @Test
    void a_failure_comes_with_its_reason() {
        Tape tape = begun().at(10).described("d1", "STOPPED", BREAKER);
        assertThat(run(tape, "wait ecs:prod/api")).isEqualTo(new CliRun.Result(1, """
                TARGET                  STATUS  REVISION  PROGRESS  CHANGED               REASON
                ecs:prod/api@eu-west-1  failed  -         -         2024-03-01T11:59:00Z  DEPLOYMENT_CIRCUIT_BREAKER: 3 task failures reached the threshold of 3
                """, """
                2024-03-01T12:00:00Z ecs:prod/api@eu-west-1  in progress
                2024-03-01T12:00:10Z ecs:prod/api@eu-west-1  failed  DEPLOYMENT_CIRCUIT_BREAKER: 3 task failures reached the threshold of 3
                """));
    }

    private static Tape rollingBack() {
        return begun().at(30)
                .described("d1", "ROLLBACK_IN_PROGRESS", ",\"rollback\":{\"reason\":\"alarm b\"}")
                .at(60)
                .described("d1", "ROLLBACK_SUCCESSFUL", ",\"rollback\":{\"reason\":\"alarm b\"}");
    }

    @Test
    void a_rollback_fails_when_it_begins() {
        assertThat(run(rollingBack(), "wait ecs:prod/api")).isEqualTo(new CliRun.Result(1, """
                TARGET                  STATUS        REVISION  PROGRESS  CHANGED               REASON
                ecs:prod/api@eu-west-1  rolling back  -         -         2024-03-01T11:59:00Z  alarm b
                """, """
                2024-03-01T12:00:00Z ecs:prod/api@eu-west-1  in progress
                2024-03-01T12:00:32Z ecs:prod/api@eu-west-1  failed: rolling back  alarm b
                """));
    }

    @Test
    void a_patient_wait_sees_the_rollback_through_and_still_fails() {
        assertThat(run(rollingBack(), "wait ecs:prod/api --no-fail-fast")).isEqualTo(new CliRun.Result(1, """
                TARGET                  STATUS       REVISION  PROGRESS  CHANGED               REASON
                ecs:prod/api@eu-west-1  rolled back  -         -         2024-03-01T11:59:00Z  alarm b
                """, """
                2024-03-01T12:00:00Z ecs:prod/api@eu-west-1  in progress
                2024-03-01T12:00:32Z ecs:prod/api@eu-west-1  rolling back  already failed; waiting for the rollback to end. alarm b
                2024-03-01T12:01:02Z ecs:prod/api@eu-west-1  failed: rolled back  alarm b
                """));
    }

    @Test
    void a_newer_deployment_supersedes() {
        Tape tape = begun().at(10)
                .listed("d2 IN_PROGRESS", "d1 STOPPED")
                .described("d1", "STOPPED")
                .described("d2", "IN_PROGRESS");
        assertThat(run(tape, "wait ecs:prod/api")).isEqualTo(new CliRun.Result(6, """
                TARGET                  STATUS               REVISION  PROGRESS  CHANGED               REASON
                ecs:prod/api@eu-west-1  stopped, superseded  -         -         2024-03-01T11:59:00Z  replaced by the newer deployment d2
                """, """
                2024-03-01T12:00:00Z ecs:prod/api@eu-west-1  in progress
                2024-03-01T12:00:10Z ecs:prod/api@eu-west-1  superseded: stopped  replaced by the newer deployment d2
                """));
    }

    @Test
    void the_deadline_is_kept_to_the_second() {
        assertThat(run(begun(), "wait ecs:prod/api --timeout 90s --heartbeat 0"))
                .isEqualTo(new CliRun.Result(124, """
                TARGET                  STATUS                  REVISION  PROGRESS  CHANGED               REASON
                ecs:prod/api@eu-west-1  in progress, timed out  -         -         2024-03-01T11:59:00Z  still undecided after 1m 30s
                """, """
                2024-03-01T12:00:00Z ecs:prod/api@eu-west-1  in progress
                2024-03-01T12:01:30Z ecs:prod/api@eu-west-1  timed out: in progress  still undecided after 1m 30s
                """));
    }

    @Test
    void throttling_lengthens_the_wait_and_is_told_once() {
        Tape tape = begun().at(3);
        // More than the SDK itself tries again.
        for (int i = 0; i < 5; i++) {
            tape.describingFails("d1", 400, "ThrottlingException", "Rate exceeded");
        }
        tape.at(60).described("d1", "SUCCESSFUL");
        CliRun.Result result = run(tape, "wait ecs:prod/api --heartbeat 0");
        assertThat(result.exit()).isEqualTo(0);
        assertThat(result.err())
                .startsWith("""
                2024-03-01T12:00:00Z ecs:prod/api@eu-west-1  in progress
                2024-03-01T12:00:04Z ecs:prod/api@eu-west-1  throttled, trying again  Rate exceeded
                """)
                .endsWith("ecs:prod/api@eu-west-1  passed: succeeded\n")
                .hasLineCount(3);
    }

    @Test
    void a_permission_lost_in_the_middle_ends_it_at_once() {
        Tape tape = begun().at(10).describingFails("d1", 400, "AccessDeniedException", "no");
        assertThat(run(tape, "wait ecs:prod/api")).isEqualTo(new CliRun.Result(4, """
                TARGET                  STATUS    REVISION  PROGRESS  CHANGED  REASON
                ecs:prod/api@eu-west-1  ! denied  -         -         -        last seen in progress. no. Ask for ecs:DescribeServiceDeployments; 'deploystat policy' prints all that is needed.
                """, """
                2024-03-01T12:00:00Z ecs:prod/api@eu-west-1  in progress
                2024-03-01T12:00:10Z ecs:prod/api@eu-west-1  denied  last seen in progress. no. Ask for ecs:DescribeServiceDeployments; 'deploystat policy' prints all that is needed.
                deploystat: ecs:prod/api@eu-west-1: denied: last seen in progress. no
                Ask for ecs:DescribeServiceDeployments; 'deploystat policy' prints all that is needed.
                """));
    }

    @Test
    void what_was_there_before_is_no_answer_about_the_release() {
        Tape tape = new Tape().listed("d1 SUCCESSFUL").described("d1", "SUCCESSFUL");
        CliRun.Result result = run(tape, "wait ecs:prod/api --since now --appear-timeout 20s");
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).isEqualTo("""
                TARGET                  STATUS      REVISION  PROGRESS  CHANGED               REASON
                ecs:prod/api@eu-west-1  ! not seen  -         -         2024-03-01T11:59:00Z  nothing appeared within 20s: the latest deployment began at 2024-03-01T11:59:00Z, before 2024-03-01T11:59:30Z
                """);
    }

    @Test
    void json_lines_are_events_one_a_line() {
        Tape tape = begun().at(10).described("d1", "STOPPED", BREAKER);
        CliRun.Result result = run(tape, "wait ecs:prod/api -o jsonl");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("""
                {"error":{"target":"ecs:prod/api@eu-west-1","kind":"failed",\
                "message":"failed: DEPLOYMENT_CIRCUIT_BREAKER: 3 task failures reached the threshold of 3",\
                "hint":"deploystat explain ecs:prod/api@eu-west-1"}}
                """);
        List<String> lines = result.out().lines().toList();
        assertThat(lines.get(0)).isEqualTo("""
                {"event":"version","at":"2024-03-01T12:00:00Z","formatVersion":"1.2"}""");
        assertThat(lines.get(3)).isEqualTo("""
                {"event":"problem","at":"2024-03-01T12:00:10Z","target":"ecs:prod/api@eu-west-1","problem":\
                {"resource":null,"code":"DEPLOYMENT_CIRCUIT_BREAKER","message":"3 task failures reached the threshold of 3"}}""");
        assertThat(lines)
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .containsExactly(
                        "{\"event\":\"version\"",
                        "{\"event\":\"observed\"",
                        "{\"event\":\"changed\"",
                        "{\"event\":\"problem\"",
                        "{\"event\":\"finished\"",
                        "{\"event\":\"summary\"");
        assertThat(lines.get(5)).contains("\"verdict\":\"fail\",\"outcome\":\"failed\"");
    }

    @Test
    void a_replay_is_the_same_every_time() {
        Path record = progressing().in(folder);
        assertThat(CliRun.replaying(record).run("wait ecs:prod/api"))
                .isEqualTo(CliRun.replaying(record).run("wait ecs:prod/api"));
    }

    @Test
    void an_interrupt_prints_the_last_known_state_and_leaves_the_reports() throws IOException {
        Path report = folder.resolve("junit.xml");
        try (LoopbackAws aws = new LoopbackAws()) {
            aws.on("DescribeDeployments").reply("""
                    {"Deployments":[{"DeploymentId":"dep1","StackId":"s1","Status":"running",
                     "CreatedAt":"2024-03-01T11:59:00+00:00"}]}""");
            aws.on("DescribeCommands").reply("{\"Commands\":[]}");
            aws.on("DescribeInstances").reply("{\"Instances\":[]}");
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            CliRun run = CliRun.against(aws).out(out).err(err);
            run.clock(new EndingClock(run)).run("wait opsworks:s1 --timeout 1m --heartbeat 0 --junit " + report);
            assertThat(Files.readString(report)).contains("opsworks:s1@eu-west-1", "<skipped ");
            assertThat(out.toString()).startsWith("""
                    TARGET                 STATUS                REVISION  PROGRESS  CHANGED               REASON
                    opsworks:s1@eu-west-1  in progress, retired  -         -         2024-03-01T11:59:00Z  -
                    """);
            assertThat(err.toString()).startsWith("""
                    2024-03-01T12:00:00Z opsworks:s1@eu-west-1  in progress, retired
                    deploystat: interrupted; the last known state:
                    """);
            assertThat(run.isInterruptible()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "table|opsworks:s1@eu-west-1  unknown  -         -         -        not seen yet",
                "json|\"status\": \"UNKNOWN\"",
                "yaml|status: UNKNOWN",
                "jsonl|\"event\":\"summary\"",
                "jsonl|\"conclusion\":\"not seen yet\""
            })
    void an_interrupt_before_the_first_answer_says_that_nothing_is_known(String format, String said) {
        try (LoopbackAws aws = new LoopbackAws()) {
            CliRun run = CliRun.against(aws);
            aws.on("DescribeDeployments").meanwhile(run::interrupt).fail(400, "AccessDeniedException", "no");
            CliRun.Result result = run.run("wait opsworks:s1 --quiet -o " + format);
            assertThat(result.out()).contains(said);
            assertThat(result.out().split("generatedAt|\"event\":\"summary\"|TARGET", -1))
                    .as("one result")
                    .hasSize(2);
            assertThat(result.out()).doesNotContain("denied");
        }
    }

    /** A clock under which the process is interrupted at the first pause. */
    private static final class EndingClock implements Clock {
        private final CliRun run;
        private final Clock virtual = Clock.virtual(LoopbackAws.NOW, 0);
        private boolean interrupted;

        EndingClock(CliRun run) {
            this.run = run;
        }

        @Override
        public Instant now() {
            return virtual.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            if (!interrupted) {
                interrupted = true;
                assertThat(run.isInterruptible()).isTrue();
                run.interrupt();
            }
            virtual.sleep(duration);
        }
    }
}
