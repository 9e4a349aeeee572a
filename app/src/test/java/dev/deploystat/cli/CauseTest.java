package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.render.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks that may not read a secret: the cause is in every line that a person or a program sees of the failure. */
class CauseTest {
    private static final String CAUSE =
            "3 tasks: TaskFailedToStart: ResourceInitializationError: unable to pull secrets or"
                    + " registry auth: execution resource retrieval failed: AccessDeniedException: User:"
                    + " arn:aws:sts::111122223333:assumed-role/orders-execution/0a1b2c3d4e5f60718293a4b5c6d7e8f1 is not authorized"
                    + " to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111122223333:parameter/orders/db status"
                    + " code: 400, request id: 5b7c1d9e-1111-4222-8333-000000000001 (and 1 more)";

    @TempDir
    Path folder;

    private Path record() {
        Tape tape = new Tape().listed("d1 ROLLBACK_SUCCESSFUL").described("d1", "ROLLBACK_SUCCESSFUL", """
                        ,"statusReason":"The deployment was rolled back.",\
                        "deploymentCircuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3}""");
        StringBuilder tasks = new StringBuilder();
        for (int task = 1; task <= 3; task++) {
            tasks.append(task == 1 ? "" : ",").append("""
                    {"taskArn":"arn:aws:ecs:eu-west-1:111122223333:task/prod/0a1b2c3d4e5f60718293a4b5c6d7e8f%1$d",\
                    "createdAt":%2$d,"lastStatus":"STOPPED","stopCode":"TaskFailedToStart","stoppedReason":\
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval \
                    failed: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/orders-execution/\
                    0a1b2c3d4e5f60718293a4b5c6d7e8f%1$d is not authorized to perform: ssm:GetParameters on resource: \
                    arn:aws:ssm:eu-west-1:111122223333:parameter/orders/db status code: 400, request id: \
                    5b7c1d9e-1111-4222-8333-00000000000%1$d"}""".formatted(task, Tape.BEGUN + task));
        }
        return tape.ecs("DescribeServices", "{\"cluster\":\"prod\",\"services\":[\"api\"]}", 200, "{\"services\":[]}")
                .ecs(
                        "ListTasks",
                        "{\"cluster\":\"prod\",\"serviceName\":\"api\",\"desiredStatus\":\"STOPPED\",\"maxResults\":100}",
                        200,
                        "{\"taskArns\":[\"t1\",\"t2\",\"t3\"]}")
                .ecs(
                        "DescribeTasks",
                        "{\"cluster\":\"prod\",\"tasks\":[\"t1\",\"t2\",\"t3\"]}",
                        200,
                        "{\"tasks\":[" + tasks + "]}")
                .in(folder);
    }

    private CliRun run() {
        return CliRun.replaying(record());
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"NAME"},
            mode = EnumSource.Mode.EXCLUDE)
    void every_format_has_the_cause_of_a_failure(Format format) {
        CliRun.Result result = run().run("wait ecs:prod/api -o " + format.word());
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains(CAUSE);
        assertThat(result.err()).contains(CAUSE);
    }

    @Test
    void the_last_line_of_the_log_ends_with_it() {
        assertThat(run().run("wait ecs:prod/api -o name").err()).isEqualTo("""
                2024-03-01T12:00:00Z ecs:prod/api@eu-west-1  failed: rolled back  %s
                """.formatted(CAUSE));
    }

    @Test
    void ci_systems_get_it() throws IOException {
        Path junit = folder.resolve("junit.xml");
        Path summary = folder.resolve("summary.md");
        CliRun.Result result = run().with("GITHUB_ACTIONS", "true")
                .run("wait ecs:prod/api --quiet --junit " + junit + " --summary " + summary);
        assertThat(result.err())
                .contains("::error title=deploystat ecs%3Aprod/api@eu-west-1::rolled back: " + CAUSE + "\n");
        assertThat(Files.readString(junit)).contains("message=\"rolled back: " + CAUSE + "\"");
        assertThat(Files.readString(summary)).contains(CAUSE);
    }

    @Test
    void an_explanation_says_it_once_with_how_many_tasks_it_stopped() {
        String page = run().run("explain ecs:prod/api").out();
        assertThat(page.split("ssm:GetParameters", -1)).as(page).hasSize(2);
        assertThat(page).contains("3 tasks", "request id: 5b7c1d9e-1111-4222-8333-000000000001\n");
    }

    @Test
    void a_status_leads_to_the_reasons_that_it_did_not_ask_for() {
        assertThat(run().run("status ecs:prod/api --columns target,reason")).isEqualTo(new CliRun.Result(0, """
                TARGET                  REASON
                ecs:prod/api@eu-west-1  DEPLOYMENT_CIRCUIT_BREAKER: 3 task failures reached the threshold of 3
                """, """
                deploystat: to see why: deploystat explain ecs:prod/api@eu-west-1
                """));
    }

    @Test
    void a_failure_of_many_targets_names_some_of_them_in_one_command() {
        StringBuilder targets = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            targets.append(" ecs:prod/api@p").append(i).append("/eu-west-1");
        }
        assertThat(run().run("status -o name" + targets).err())
                .isEqualTo("deploystat: to see why: deploystat explain ecs:prod/api@p0/eu-west-1"
                        + " ecs:prod/api@p1/eu-west-1 ecs:prod/api@p2/eu-west-1 ecs:prod/api@p3/eu-west-1"
                        + " ecs:prod/api@p4/eu-west-1 (and 2 more)\n");
    }
}
