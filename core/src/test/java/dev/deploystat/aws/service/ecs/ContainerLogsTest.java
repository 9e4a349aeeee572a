package dev.deploystat.aws.service.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.model.Change;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What containers wrote last, and what their task definition changed, over the wire. */
class ContainerLogsTest extends AgainstLoopback {
    private static final String TARGET = "ecs:prod/api#d1";
    private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:";
    private static final String AWSLOGS = """
            {"logDriver":"awslogs","options":{"awslogs-group":"/ecs/api","awslogs-region":"eu-west-1",
             "awslogs-stream-prefix":"app"}}""";

    private void onDeployment(String status, String... tasks) {
        aws.on("ListServiceDeployments").reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%sservice-deployment/prod/api/d1","createdAt":1709287200,
                 "status":"%s"}]}""".formatted(ARN, status));
        aws.on("DescribeServiceDeployments").reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%1$sservice-deployment/prod/api/d1","createdAt":1709287200,
                 "targetServiceRevision":{"arn":"%1$sservice-revision/prod/api/2"},
                 "sourceServiceRevisions":[{"arn":"%1$sservice-revision/prod/api/1"}],"status":"%2$s"}],"failures":[]}""".formatted(ARN, status));
        aws.on("DescribeServiceRevisions").reply("""
                {"serviceRevisions":[
                 {"serviceRevisionArn":"%1$sservice-revision/prod/api/2","taskDefinition":"%1$stask-definition/api:42",
                  "containerImages":[{"containerName":"api","image":"shop/api:live","imageDigest":"sha256:bb"}]},
                 {"serviceRevisionArn":"%1$sservice-revision/prod/api/1","taskDefinition":"%1$stask-definition/api:41",
                  "containerImages":[{"containerName":"api","image":"shop/api:live","imageDigest":"sha256:aa"}]}],
                 "failures":[]}""".formatted(ARN));
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListTasks").reply(tasks.length == 0 ? "{\"taskArns\":[]}" : "{\"taskArns\":[\"t\"]}");
        if (tasks.length > 0) {
            aws.on("DescribeTasks").reply("{\"tasks\":[" + String.join(",", tasks) + "]}");
        }
    }

    private static String task(String id, String stopCode, String containers) {
        return """
                {"taskArn":"%1$stask/prod/%2$s","taskDefinitionArn":"%1$stask-definition/api:42","createdAt":1709287210,
                 "stopCode":"%3$s","stoppedReason":"why","containers":[%4$s]}""".formatted(ARN, id, stopCode, containers);
    }

    private static String crashed(String id) {
        return task(
                id,
                "EssentialContainerExited",
                "{\"name\":\"api\",\"exitCode\":1},{\"name\":\"proxy\",\"exitCode\":0}");
    }

    private void onDefinition(String log) {
        aws.on("DescribeTaskDefinition").with("api:42").reply("""
                {"taskDefinition":{"containerDefinitions":[{"name":"api","logConfiguration":%s},{"name":"proxy"}]}}""".formatted(log));
    }

    private LoopbackAws.Rule onLog(String stream) {
        return aws.on("GetLogEvents").with("\"logStreamName\":\"" + stream + "\"");
    }

    private static String events(String... messages) {
        return "{\"events\":["
                + String.join(
                        ",",
                        List.of(messages).stream()
                                .map(text -> "{\"message\":\"" + text + "\"}")
                                .toList()) + "]}";
    }

    @Test
    void a_container_that_failed_has_its_last_lines_read_from_the_end_of_its_stream() {
        onDeployment("ROLLBACK_SUCCESSFUL", crashed("a1"));
        onDefinition(AWSLOGS);
        onLog("app/api/a1").reply(events("starting", "token=abc refused"));

        Rollout rollout = explain(TARGET, 7, false);

        assertThat(rollout.logs())
                .containsExactly(new LogTail(
                        "container api of task a1",
                        "/ecs/api app/api/a1",
                        1,
                        List.of("starting", "token=*** refused")));
        assertThat(bodies("GetLogEvents"))
                .containsExactly(
                        "{\"logGroupName\":\"/ecs/api\",\"logStreamName\":\"app/api/a1\",\"limit\":7,\"startFromHead\":false}");
        assertThat(rollout.problems()).noneMatch(Problem::isGap);
    }

    @Test
    void tasks_that_said_the_same_are_one_tail_of_at_most_three() {
        onDeployment("IN_PROGRESS", crashed("a1"), crashed("a2"), crashed("a3"), crashed("a4"));
        aws.on("DescribeTasks")
                .with("\"a1\",\"a2\",\"a3\"]")
                .reply("{\"tasks\":[" + String.join(",", crashed("a1"), crashed("a2"), crashed("a3")) + "]}");
        onDefinition(AWSLOGS);
        onLog("app/api/a1").reply(events("no db"));
        onLog("app/api/a2").reply(events("no db"));
        onLog("app/api/a3").reply(events("no disk"));
        assertThat(explain(TARGET, 10, false).logs()).extracting(LogTail::times).containsExactly(2, 1);
    }

    @Test
    void without_the_permission_there_is_one_note_that_names_the_action_and_one_call() {
        onDeployment("ROLLBACK_SUCCESSFUL", crashed("a1"), crashed("a2"));
        onDefinition(AWSLOGS);
        aws.on("GetLogEvents").fail(400, "AccessDeniedException", "no");
        for (int run = 0; run < 2; run++) {
            Rollout rollout = explain(TARGET, 10, false);
            assertThat(rollout.logs()).isEmpty();
            assertThat(rollout.problems().stream().filter(Problem::isGap).toList())
                    .singleElement()
                    .satisfies(gap -> assertThat(gap.resource()).isEqualTo("logs:GetLogEvents"));
        }
        assertThat(bodies("GetLogEvents")).hasSize(1);
    }

    @Test
    void a_stream_that_was_never_written_is_no_news() {
        onDeployment("ROLLBACK_SUCCESSFUL", crashed("a1"));
        onDefinition(AWSLOGS);
        aws.on("GetLogEvents").fail(400, "ResourceNotFoundException", "The specified log stream does not exist.");
        Rollout rollout = explain(TARGET, 10, false);
        assertThat(rollout.logs()).isEmpty();
        assertThat(rollout.problems()).noneMatch(Problem::isGap);
    }

    @Test
    void a_group_of_another_region_is_read_there_and_a_stream_without_prefix_by_the_containers_id() {
        onDeployment(
                "ROLLBACK_SUCCESSFUL",
                task("a1", "EssentialContainerExited", "{\"name\":\"api\",\"exitCode\":1,\"runtimeId\":\"r-1\"}"));
        onDefinition(
                "{\"logDriver\":\"awslogs\",\"options\":{\"awslogs-group\":\"g\",\"awslogs-region\":\"us-east-1\"}}");
        onLog("r-1").reply(events("x"));
        assertThat(explain(TARGET, 10, false).logs())
                .extracting(LogTail::source)
                .containsExactly("g r-1");
        assertThat(aws.requests().stream().filter(request -> request.operation().equals("GetLogEvents")))
                .allSatisfy(request -> assertThat(request.authorization()).contains("/us-east-1/logs/"));
    }

    @Test
    void what_never_started_or_logs_elsewhere_is_not_asked_for() {
        onDeployment(
                "ROLLBACK_SUCCESSFUL",
                task("a1", "TaskFailedToStart", "{\"name\":\"api\",\"reason\":\"CannotPullContainerError\"}"),
                crashed("a2"));
        onDefinition("{\"logDriver\":\"awsfirelens\"}");
        assertThat(explain(TARGET, 10, false).logs()).isEmpty();
    }

    @Test
    void a_success_and_a_reader_of_no_lines_take_no_call_more() {
        onDeployment("SUCCESSFUL", crashed("a1"));
        assertThat(explain(TARGET, 10, false).logs()).isEmpty();
        assertThat(explain(TARGET, 0, false).logs()).isEmpty();
        assertThat(bodies("DescribeTasks")).hasSize(2);
    }

    @Test
    void what_the_task_definitions_differ_in_is_said_and_no_value_of_a_variable() {
        onDeployment("SUCCESSFUL");
        aws.on("DescribeTaskDefinition").with("api:41").reply("""
                {"taskDefinition":{"cpu":"256","memory":"512","taskRoleArn":"role/a","containerDefinitions":[
                 {"name":"api","image":"shop/api:live","command":["serve"],"environment":[{"name":"A","value":"hidden-1"},
                  {"name":"B","value":"hidden-2"},{"name":"SAME","value":"hidden-3"}],
                  "secrets":[{"name":"KEY","valueFrom":"arn:hidden-4"}],"portMappings":[{"containerPort":80,"protocol":"tcp"}],
                  "healthCheck":{"command":["CMD","curl","localhost"],"interval":30}},{"name":"old","image":"x"}]}}""");
        aws.on("DescribeTaskDefinition").with("api:42").reply("""
                {"taskDefinition":{"cpu":"256","memory":"1024","taskRoleArn":"role/a","containerDefinitions":[
                 {"name":"api","image":"shop/api:live","command":["serve","--password","hidden-5"],"environment":[
                  {"name":"A","value":"hidden-6"},{"name":"C","value":"hidden-7"},{"name":"SAME","value":"hidden-3"}],
                  "secrets":[{"name":"KEY","valueFrom":"arn:hidden-8"}],"portMappings":[{"containerPort":8080,"protocol":"tcp"}],
                  "healthCheck":{"command":["CMD","curl","localhost"],"interval":10}}]}}""");

        List<Change> changes = explain(TARGET, 10, true).changes();

        String of = "container api: ";
        assertThat(changes)
                .containsExactly(
                        Change.of(of + "command", "serve", "serve --password ***"),
                        Change.of(of + "ports", "80/tcp", "8080/tcp"),
                        Change.of(of + "health check interval", "30", "10"),
                        Change.hidden(of + "environment A", Change.How.CHANGED),
                        Change.hidden(of + "environment C", Change.How.ADDED),
                        Change.hidden(of + "secret KEY", Change.How.CHANGED),
                        Change.of("memory", "512", "1024"),
                        Change.of(of + "image digest", "sha256:aa", "sha256:bb"),
                        Change.hidden(of + "environment B", Change.How.REMOVED),
                        Change.of("container old: image", "x", null));
        assertThat(changes.toString()).doesNotContain("hidden-");
    }

    @Test
    void the_revision_before_comes_with_the_time_of_its_last_success() {
        aws.on("ListServiceDeployments").with("SUCCESSFUL").reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%1$sservice-deployment/prod/api/d0","createdAt":1709200000,
                 "finishedAt":1709200600,"status":"SUCCESSFUL",
                 "targetServiceRevisionArn":"%1$sservice-revision/prod/api/1"}]}""".formatted(ARN));
        onDeployment("ROLLBACK_SUCCESSFUL");
        aws.on("DescribeTaskDefinition").reply("{\"taskDefinition\":{}}");
        Rollout rollout = explain(TARGET, 0, true);
        assertThat(rollout.previousRevision()).isEqualTo("api:41");
        assertThat(rollout.previousSuccess()).isEqualTo(Instant.ofEpochSecond(1709200600));
        assertThat(explain(TARGET, 0, false).previousSuccess()).isNull();
    }

    @Test
    void without_the_permission_to_compare_there_is_a_note() {
        onDeployment("SUCCESSFUL");
        aws.on("DescribeTaskDefinition").fail(400, "AccessDeniedException", "no");
        assertThat(explain(TARGET, 10, true).problems()).singleElement().satisfies(gap -> assertThat(gap.resource())
                .isEqualTo("ecs:DescribeTaskDefinition"));
    }
}
