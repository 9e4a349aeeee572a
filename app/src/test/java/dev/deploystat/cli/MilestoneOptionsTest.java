package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --until} and {@code --on-needs-action}, from the command line to the exit code. */
class MilestoneOptionsTest {
    private static final String WAITS = "waits for somebody to reroute traffic to the replacement targets,"
            + " or stops 60 min after it was ready: aws deploy continue-deployment --deployment-id d-A1"
            + " --deployment-wait-type READY_WAIT";
    private static final String CONCLUSION = "needs action: " + WAITS;

    @TempDir
    Path folder;

    private final LoopbackAws aws = new LoopbackAws();

    @AfterEach
    void close() {
        aws.close();
    }

    private void deployment(String members) {
        aws.on("BatchGetDeployments").reply("{\"deploymentsInfo\":[{\"deploymentId\":\"d-A1\"," + members + "}]}");
    }

    private void targets(String status) {
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"f\"]}");
        aws.on("BatchGetDeploymentTargets").reply("""
                {"deploymentTargets":[{"lambdaTarget":{"targetId":"f","status":"InProgress","lifecycleEvents":[
                 {"lifecycleEventName":"AllowTraffic","status":"%s"}]}}]}""".formatted(status));
    }

    private void waitsForReroute() {
        deployment("""
                "status":"Ready","blueGreenDeploymentConfiguration":{"deploymentReadyOption":
                 {"actionOnTimeout":"STOP_DEPLOYMENT","waitTimeInMinutes":60}}""");
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"traffic", "AllowTraffic"})
    void a_wait_ends_where_it_was_asked_to(String until) {
        deployment("\"status\":\"InProgress\"");
        targets("InProgress");
        targets("Succeeded");

        CliRun.Result result = CliRun.against(aws).run("wait codedeploy:d-A1 --until " + until);

        String reached = "it has reached '" + until + "' and goes on";
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("""
                TARGET                     STATUS       REVISION  PROGRESS  CHANGED  REASON
                codedeploy:d-A1@eu-west-1  in progress  -         -         -        %s
                """.formatted(reached));
        assertThat(result.err().lines())
                .hasSize(2)
                .last()
                .asString()
                .endsWith(" codedeploy:d-A1@eu-west-1  passed: in progress  " + reached);
    }

    @ParameterizedTest
    @CsvSource({
        "codedeploy:d-A1,AlowTraffic,AllowTraffic",
        "codedeploy:d-A1,trafic,traffic",
        "ecs:prod/api,BAKE_TIMES,BAKE_TIME",
        "ecs:prod/api,finish,finished"
    })
    void a_misspelt_milestone_is_refused_before_anybody_is_asked(String target, String until, String meant) {
        CliRun.Result result = CliRun.alone().run("wait " + target + " --until " + until);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualTo("deploystat: --until is '" + until + "', to which no deployment of "
                        + target.substring(0, target.indexOf(':')) + " comes\nDid you mean '" + meant
                        + "'? It takes finished, traffic, idle, and what 'deploystat services "
                        + target.substring(0, target.indexOf(':')) + "' lists as milestones.\n");
    }

    @Test
    void a_service_without_stages_takes_the_common_milestones_only() {
        assertThat(CliRun.alone().run("wait opsworks:deployment/1 --until BAKE_TIME"))
                .isEqualTo(new CliRun.Result(2, "", """
                        deploystat: --until is 'BAKE_TIME', to which no deployment of opsworks comes
                        It takes: finished, traffic, idle.
                        """));
    }

    @Test
    void a_milestone_of_one_of_several_services_is_taken() {
        deployment("\"status\":\"Succeeded\"");
        aws.on("ListServiceDeployments").fail(400, "ClusterNotFoundException", "no such cluster");

        assertThat(CliRun.against(aws)
                        .run("wait codedeploy:d-A1 ecs:prod/api --until bake-time --appear-timeout 1s")
                        .exit())
                .isEqualTo(3);
    }

    @Test
    void the_milestones_of_a_service_are_listed() {
        assertThat(CliRun.alone().run("services ecs").out())
                .contains("\nMilestones\n  RECONCILE_SERVICE\n", "\n  BAKE_TIME\n  CLEAN_UP\n  'wait --until' takes ");
        assertThat(CliRun.alone().run("services opsworks").out()).doesNotContain("Milestones");
        assertThat(CliRun.alone()
                        .run("services codedeploy -o json --query milestones[15]")
                        .out())
                .isEqualTo("\"AllowTraffic\"\n");
    }

    @Test
    void a_look_shows_who_must_act() {
        waitsForReroute();

        assertThat(CliRun.against(aws).run("status codedeploy:d-A1").out())
                .contains("in progress, needs action")
                .contains(WAITS + "\n");
        assertThat(CliRun.against(aws)
                        .with("NO_COLOR", "1")
                        .onTerminal()
                        .run("explain codedeploy:d-A1")
                        .out())
                .contains("continue-deployment")
                .doesNotContain("\u001b[3");
        assertThat(CliRun.against(aws)
                        .run("status codedeploy:d-A1 -o text --query deployments[0].[flags[0],reason]")
                        .out())
                .isEqualTo("needsAction\t" + WAITS + "\n");
    }

    @Test
    void a_wait_that_nobody_attends_fails_with_what_had_to_be_done_in_every_report() throws IOException {
        waitsForReroute();
        Path junit = folder.resolve("junit.xml");
        Path summary = folder.resolve("summary.md");

        CliRun.Result result = CliRun.against(aws)
                .run("wait codedeploy:d-A1 --on-needs-action fail --github on --junit " + junit + " --summary "
                        + summary);

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains(CONCLUSION + "\n");
        assertThat(result.err())
                .contains("codedeploy:d-A1@eu-west-1  failed: in progress, needs action  " + CONCLUSION + "\n")
                .contains("::error title=deploystat codedeploy%3Ad-A1@eu-west-1::")
                .contains(CONCLUSION + "\n");
        assertThat(Files.readString(junit)).contains(CONCLUSION);
        assertThat(Files.readString(summary)).contains(CONCLUSION);
    }

    @Test
    void a_wait_that_somebody_attends_shows_what_it_waits_for() {
        deployment("\"status\":\"Ready\"");
        deployment("\"status\":\"Succeeded\"");

        CliRun.Result result = CliRun.against(aws).run("wait codedeploy:d-A1");

        assertThat(result.exit()).isZero();
        assertThat(result.err())
                .contains("in progress, needs action  waits for somebody to reroute traffic")
                .contains("passed: succeeded\n");
    }
}
