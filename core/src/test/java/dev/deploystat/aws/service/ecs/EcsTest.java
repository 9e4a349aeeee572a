package dev.deploystat.aws.service.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcsTest extends AgainstLoopback {
    private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/";
    private static final String REVISION = "arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/api/";

    private static String brief(String id, String status, long createdAt) {
        return """
            {"serviceDeploymentArn":"%s%s","serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/prod/api",
             "clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/prod","createdAt":%d,"startedAt":%d,
             "finishedAt":%d,"targetServiceRevisionArn":"%s77","status":"%s","statusReason":"because"}""".formatted(ARN, id, createdAt, createdAt + 1, createdAt + 61, REVISION, status);
    }

    private static String deployment(String status, String more) {
        return """
            {"serviceDeployments":[{"serviceDeploymentArn":"%sd1","clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/prod",
             "serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/prod/api","createdAt":1709287200,
             "targetServiceRevision":{"arn":"%s77","requestedTaskCount":4,"runningTaskCount":3,"pendingTaskCount":1},
             "sourceServiceRevisions":[{"arn":"%s76"}],"status":"%s"%s}],"failures":[]}""".formatted(ARN, REVISION, REVISION, status, more);
    }

    private void onRevisions() {
        aws.on("DescribeServiceRevisions").reply("""
                {"serviceRevisions":[
                 {"serviceRevisionArn":"%s77","taskDefinition":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:12",
                  "containerImages":[{"containerName":"web","image":"repo/web:1.2",
                   "imageDigest":"sha256:aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"}]},
                 {"serviceRevisionArn":"%s76","taskDefinition":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:11"}],
                 "failures":[]}""".formatted(REVISION, REVISION));
    }

    @Test
    void revisions_that_may_not_be_read_are_asked_for_once_in_a_list() {
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":["
                        + IntStream.range(0, 45)
                                .mapToObj(number -> brief("d" + number, "SUCCESSFUL", 1709200000 + number))
                                .collect(Collectors.joining(","))
                        + "]}");
        aws.on("DescribeServiceRevisions").fail(400, "AccessDeniedException", "no");
        assertThat(history("ecs:prod/api", HistoryQuery.newest(45))).hasSize(45).allMatch(rollout -> "77"
                .equals(rollout.revision()));
        assertThat(aws.operations()).containsExactly("ListServiceDeployments", "DescribeServiceRevisions");
    }

    @Test
    void history_sends_every_parameter_and_reads_pages_newest_first() {
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":[" + brief("d1", "SUCCESSFUL", 1709200000) + "],\"nextToken\":\"t\"}");
        aws.on("ListServiceDeployments")
                .with("\"nextToken\":\"t\"")
                .reply("{\"serviceDeployments\":[" + brief("d2", "ROLLBACK_SUCCESSFUL", 1709200500) + "]}");
        onRevisions();
        HistoryQuery query = new HistoryQuery(
                Set.of("SUCCEEDED", "ROLLBACK_SUCCESSFUL"),
                Instant.ofEpochSecond(1709100000),
                Instant.ofEpochSecond(1709300000),
                0,
                50);

        List<Rollout> rows = history("ecs:prod/api", query);

        assertThat(rows).extracting(Rollout::id).containsExactly("d2", "d1");
        assertThat(rows).extracting(Rollout::status).containsExactly(Status.ROLLED_BACK, Status.SUCCEEDED);
        assertThat(rows.get(0).finishedAt()).isEqualTo(Instant.ofEpochSecond(1709200561));
        assertThat(rows.get(0).reason()).isEqualTo("because");
        assertThat(rows.get(0).account()).isEqualTo("111122223333");
        assertThat(rows.get(0).attributes())
                .containsEntry("targetServiceRevisionArn", REVISION + "77")
                .containsKeys("serviceDeploymentArn", "serviceArn", "clusterArn");
        assertThat(aws.requests().get(0).body())
                .contains("\"service\":\"api\"", "\"cluster\":\"prod\"", "\"maxResults\":50", "\"createdAt\":{")
                .contains("\"before\":1709300000", "\"after\":1709100000")
                .contains("SUCCESSFUL", "ROLLBACK_SUCCESSFUL")
                .doesNotContain("IN_PROGRESS");
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,PENDING",
        "IN_PROGRESS,IN_PROGRESS",
        "STOP_REQUESTED,IN_PROGRESS",
        "STOPPED,STOPPED",
        "ROLLBACK_REQUESTED,ROLLING_BACK",
        "ROLLBACK_IN_PROGRESS,ROLLING_BACK",
        "SUCCESSFUL,SUCCEEDED",
        "ROLLBACK_SUCCESSFUL,ROLLED_BACK",
        "ROLLBACK_FAILED,ROLLBACK_FAILED",
        "BRAND_NEW_WORD,UNKNOWN"
    })
    void every_native_status_is_mapped_and_kept(String word, Status status) {
        aws.on("DescribeServiceDeployments").reply(deployment(word, ""));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
    }

    @Test
    void the_latest_deployment_is_read_with_its_revision_progress_and_stage() {
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":[" + brief("d0", "SUCCESSFUL", 1709000000) + ","
                        + brief("d1", "IN_PROGRESS", 1709287200) + "]}");
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", ",\"lifecycleStage\":\"BAKE_TIME\""));
        onRevisions();

        Rollout rollout = read("ecs:prod/api");

        assertThat(rollout.id()).isEqualTo("d1");
        assertThat(rollout.revision()).isEqualTo("web:12");
        assertThat(rollout.previousRevision()).isEqualTo("web:11");
        assertThat(rollout.progress()).isEqualTo(Progress.of(3, 4, "tasks"));
        assertThat(rollout.stage()).isEqualTo("BAKE_TIME");
        assertThat(rollout.stages().at()).isEqualTo(10);
        assertThat(rollout.stages().total()).isEqualTo(11);
        assertThat(rollout.brings("web:12")).isTrue();
        assertThat(rollout.brings("repo/web:1.2")).isTrue();
        assertThat(rollout.brings("aaaaaaaabbbb")).isTrue();
        assertThat(rollout.brings("web:1")).isFalse();
        assertThat(rollout.consoleUrl())
                .isEqualTo(
                        "https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api/deployments/d1?region=eu-west-1");
    }

    @Test
    void a_circuit_breaker_without_rollback_is_a_failure_and_not_a_stop() {
        aws.on("DescribeServiceDeployments")
                .reply(deployment(
                        "STOPPED",
                        ",\"deploymentCircuitBreaker\":{\"status\":\"TRIGGERED\",\"failureCount\":3,\"threshold\":3}"));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.problems()).singleElement().satisfies(problem -> assertThat(problem.message())
                .isEqualTo("3 task failures reached the threshold of 3"));
    }

    @Test
    void an_alarm_names_itself_as_the_problem() {
        aws.on("DescribeServiceDeployments").reply(deployment("ROLLBACK_SUCCESSFUL", """
                ,"alarms":{"status":"TRIGGERED","alarmNames":["a","b"],"triggeredAlarmNames":["b"]},
                "statusReason":"three tasks died","rollback":{"reason":"alarm b","startedAt":1709287300,"serviceRevisionArn":"x/76"}"""));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.reason()).isEqualTo("alarm b; three tasks died");
        assertThat(rollout.problems()).extracting("resource").containsExactly("b");
    }

    @Test
    void an_unread_failure_is_never_taken_for_found() {
        aws.on("DescribeServiceDeployments")
                .reply("{\"serviceDeployments\":[],\"failures\":[{\"arn\":\"" + ARN + "d1\",\"reason\":\"MISSING\"}]}");
        Reading reading = fleet.read(List.of(target(ARN + "d1"))).get(0);
        assertThat(reading.found()).isEmpty();
        assertThat(reading.failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_service_of_another_controller_answers_for_itself() {
        aws.on("ListServiceDeployments").fail(400, "UnsupportedFeatureException", "not for this controller");
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/prod/api",
                 "clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/prod","status":"ACTIVE","deployments":[
                 {"id":"ecs-svc/2","status":"PRIMARY","taskDefinition":"x/web:12","desiredCount":2,"runningCount":2,
                  "pendingCount":0,"rolloutState":"FAILED","rolloutStateReason":"circuit breaker","createdAt":1709287200},
                 {"id":"ecs-svc/1","status":"ACTIVE","taskDefinition":"x/web:11","desiredCount":2,"runningCount":2,
                  "rolloutState":"COMPLETED","createdAt":1709000000}]}]}""");
        Rollout rollout = read("ecs:prod/api");
        assertThat(rollout.id()).isEqualTo("ecs-svc/2");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.revision()).isEqualTo("web:12");
        assertThat(rollout.previousRevision()).isEqualTo("web:11");
        assertThat(read("ecs:prod/api#ecs-svc/1").status()).isEqualTo(Status.STOPPED);
    }

    @ParameterizedTest
    @CsvSource({
        "Succeeded,SUCCEEDED",
        "InProgress,IN_PROGRESS",
        "Failed,FAILED",
        "Baking,IN_PROGRESS",
        "NewWord,UNKNOWN"
    })
    void the_deployment_of_codedeploy_answers_for_a_service_that_it_deploys(String word, Status status) {
        onCodeDeployService();
        onCodeDeployDeployment("d-ABC", word);
        if (status.isFinal()) {
            onLatestOfGroup("d-ABC");
        }
        Rollout rollout = read("ecs:prod/api");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.id()).isEqualTo("ecs-svc/9");
        assertThat(rollout.revision()).isEqualTo("web:12");
        assertThat(rollout.createdAt()).isEqualTo(Instant.ofEpochSecond(1709287100));
        assertThat(rollout.reason()).contains("too few were healthy");
    }

    @Test
    void a_service_of_codedeploy_without_the_permission_to_ask_it_is_denied() {
        onCodeDeployService();
        aws.on("BatchGetDeployments").fail(400, "AccessDeniedException", "not authorized");
        assertThat(fleet.read(List.of(target("ecs:prod/api")))
                        .get(0)
                        .failed()
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.DENIED);
    }

    /** The task set of what was rolled back is gone; the one that is left names the success before. */
    @ParameterizedTest
    @CsvSource({"Failed,FAILED", "Stopped,STOPPED", "InProgress,IN_PROGRESS", "Created,PENDING", "Succeeded,SUCCEEDED"})
    void the_latest_deployment_of_the_group_answers_when_the_task_set_names_an_older_one(String word, Status status) {
        onCodeDeployService();
        onCodeDeployDeployment("d-ABC", "Succeeded");
        onCodeDeployDeployment("d-NEW", word);
        onLatestOfGroup("d-NEW");
        Rollout rollout = read("ecs:prod/api");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.id()).as("the task set is not of that deployment").isNull();
        assertThat(rollout.revision()).as("nor is its revision").isNull();
        assertThat(rollout.previousRevision()).isEqualTo("web:12");
        assertThat(rollout.relations())
                .extracting(relation -> relation.target().toString())
                .containsExactly("codedeploy:shop/api#d-NEW@eu-west-1");
    }

    @Test
    void a_task_set_that_is_named_is_answered_by_the_deployment_that_it_names() {
        onTaskSetOfCodeDeploy();
        onCodeDeployDeployment("d-ABC", "Succeeded");
        Rollout rollout = read("ecs:prod/api#ecs-svc/9");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.id()).isEqualTo("ecs-svc/9");
    }

    @Test
    void an_answer_stands_with_a_note_where_the_latest_of_the_group_may_not_be_read() {
        onCodeDeployService();
        onCodeDeployDeployment("d-ABC", "Succeeded");
        aws.on("BatchGetDeploymentGroups").fail(400, "AccessDeniedException", "not authorized");
        Rollout rollout = read("ecs:prod/api");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.problems()).singleElement().satisfies(problem -> assertThat(problem.message())
                .contains("not everything could be read"));
    }

    @Test
    void an_answer_does_not_stand_where_the_latest_of_the_group_cannot_be_read() {
        onCodeDeployService();
        onCodeDeployDeployment("d-ABC", "Succeeded");
        aws.on("BatchGetDeploymentGroups").fail(400, "InvalidApplicationNameException", "no");
        assertThat(fleet.read(List.of(target("ecs:prod/api"))).get(0).found()).isEmpty();
    }

    private void onCodeDeployDeployment(String id, String word) {
        aws.on("BatchGetDeployments").with(id).reply("""
                {"deploymentsInfo":[{"deploymentId":"%s","applicationName":"shop","deploymentGroupName":"api",
                 "computePlatform":"ECS","status":"%s","createTime":1709287100,"creator":"user",
                 "errorInformation":{"code":"HEALTH_CONSTRAINTS","message":"too few were healthy"}}]}""".formatted(id, word));
    }

    private void onLatestOfGroup(String id) {
        aws.on("BatchGetDeploymentGroups").reply("""
                {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"api",
                 "lastAttemptedDeployment":{"deploymentId":"%s"}}]}""".formatted(id));
    }

    private void onCodeDeployService() {
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[]}");
        onTaskSetOfCodeDeploy();
    }

    private void onTaskSetOfCodeDeploy() {
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","serviceArn":"arn:aws:ecs:eu-west-1:1:service/prod/api","status":"ACTIVE",
                 "clusterArn":"arn:aws:ecs:eu-west-1:1:cluster/prod","deploymentController":{"type":"CODE_DEPLOY"},
                 "taskSets":[{"id":"ecs-svc/9","status":"PRIMARY","stabilityStatus":"STEADY_STATE","externalId":"d-ABC",
                 "taskDefinition":"x/web:12","computedDesiredCount":2,"runningCount":2,"createdAt":1709287200}]}]}""");
    }

    @Test
    void one_missing_service_does_not_hide_the_others() {
        aws.on("ListServiceDeployments")
                .with("\"service\":\"gone\"")
                .fail(400, "ServiceNotFoundException", "Service not found.");
        aws.on("ListServices").with("\"cluster\":\"prod\"").reply("""
                {"serviceArns":["arn:aws:ecs:eu-west-1:1:service/prod/gong","arn:aws:ecs:eu-west-1:1:service/prod/api"]}""");
        aws.on("ListServiceDeployments")
                .with("\"service\":\"api\"")
                .reply("{\"serviceDeployments\":[" + brief("d1", "SUCCESSFUL", 1709287200) + "]}");
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onRevisions();
        List<Reading> readings = fleet.read(List.of(target("ecs:prod/gone"), target("ecs:prod/api")));
        assertThat(readings.get(0).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(readings.get(0).failed().orElseThrow().hint()).startsWith("Did you mean ecs:prod/gong?");
        assertThat(readings.get(1).found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource({"ServiceNotFoundException, Service not found.", "ClusterNotFoundException, Cluster not found."})
    void a_name_alone_that_is_no_service_of_the_default_cluster_is_told_the_form(String code, String said) {
        aws.on("ListServiceDeployments").with("\"cluster\":\"default\"").fail(400, code, said);
        aws.on("ListServices").with("\"cluster\":\"default\"").reply("{\"serviceArns\":[]}");
        String hint = "'prod' alone is a service of the cluster 'default'; otherwise write ecs:CLUSTER/SERVICE."
                + " Check the name, the region and the account.";
        assertThat(reading("ecs:prod").failed().orElseThrow().hint()).isEqualTo(hint);
        assertThat(fleet.history(target("ecs:prod"), HistoryQuery.newest(5), row -> {})
                        .orElseThrow()
                        .hint())
                .isEqualTo(hint);
        aws.on("ListServiceDeployments").with("\"cluster\":\"test\"").fail(400, code, said);
        aws.on("ListServices").with("\"cluster\":\"test\"").reply("{\"serviceArns\":[]}");
        assertThat(reading("ecs:test/prod").failed().orElseThrow().hint()).doesNotContain("alone");
    }

    @Test
    void an_explanation_tells_events_and_why_tasks_stopped() {
        aws.on("DescribeServiceDeployments")
                .reply(deployment(
                        "ROLLBACK_IN_PROGRESS",
                        ",\"deploymentCircuitBreaker\":{\"status\":\"TRIGGERED\",\"failureCount\":3,\"threshold\":3}"));
        onRevisions();
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","status":"ACTIVE","events":[
                 {"id":"e2","createdAt":1709287260,"message":"(service api) was unable to place a task"},
                 {"id":"e1","createdAt":1709280000,"message":"before"}]}]}""");
        aws.on("ListTasks").with("STOPPED").reply("{\"taskArns\":[\"a/1\",\"a/2\",\"a/3\"]}");
        aws.on("DescribeTasks").reply("""
                {"tasks":[%s,%s,{"taskArn":"a/3","taskDefinitionArn":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:11",
                 "createdAt":1709287210,"stoppedReason":"Scaling"}]}""".formatted(crashed("1"), crashed("2")));

        Rollout rollout = fleet.explain(target(ARN + "d1")).found().orElseThrow();

        assertThat(rollout.events()).extracting("message").containsExactly("(service api) was unable to place a task");
        assertThat(rollout.parts()).extracting("name").containsExactly("1", "2");
        assertThat(rollout.parts()).extracting("status").containsOnly(Status.FAILED);
        assertThat(rollout.problems()).first().satisfies(problem -> {
            assertThat(problem.resource()).isEqualTo("2 tasks");
            assertThat(problem.code()).isEqualTo("EssentialContainerExited");
            assertThat(problem.message())
                    .isEqualTo("Essential container in task exited; web exited with 137: OutOfMemoryError");
        });
        assertThat(rollout.problems()).extracting("code").endsWith("DEPLOYMENT_CIRCUIT_BREAKER");
    }

    @Test
    void tasks_that_stopped_alike_are_one_reason_whatever_ids_it_names() {
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", ""));
        onRevisions();
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListTasks").reply("{\"taskArns\":[\"a/1\",\"a/2\",\"a/3\",\"a/4\"]}");
        aws.on("DescribeTasks").reply("""
                {"tasks":[%s,%s,%s,%s]}""".formatted(
                unpulled("1", "10.0.3.17"), unpulled("2", "10.0.4.9"), crashed("3"), unpulled("4", "10.0.3.2")));
        assertThat(explain(ARN + "d1").problems())
                .containsExactly(
                        new Problem(
                                "3 tasks",
                                "TaskFailedToStart",
                                "CannotPullContainerError: dial tcp 10.0.3.17:443: i/o timeout"),
                        new Problem(
                                "1 task",
                                "EssentialContainerExited",
                                "Essential container in task exited; web exited with 137: OutOfMemoryError"));
    }

    private static String unpulled(String id, String address) {
        return """
            {"taskArn":"a/%s","createdAt":1709287210,"stopCode":"TaskFailedToStart",
             "stoppedReason":"CannotPullContainerError: dial tcp %s:443: i/o timeout"}""".formatted(id, address);
    }

    private static String crashed(String id) {
        return """
            {"taskArn":"a/%s","taskDefinitionArn":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:12",
             "createdAt":1709287210,"startedAt":1709287215,"stoppedAt":1709287240,"lastStatus":"STOPPED",
             "stopCode":"EssentialContainerExited","stoppedReason":"Essential container in task exited",
             "containers":[{"name":"web","exitCode":137,"reason":"OutOfMemoryError"}]}""".formatted(id);
    }

    @Test
    void a_pause_says_its_hook_how_long_it_lasts_what_happens_then_and_the_command() {
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", """
                ,"lifecycleStage":"POST_TEST_TRAFFIC_SHIFT","statusReason":"Waiting.","lifecycleHookDetails":[
                 {"hookId":"hook-7","targetType":"PAUSE","status":"AWAITING_ACTION","expiresAt":1709373600,
                  "timeoutAction":"ROLLBACK"},
                 {"hookId":"hook-1","targetType":"AWS_LAMBDA","status":"SUCCEEDED"}]"""));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(rollout.reason())
                .isEqualTo("Waiting.; paused at POST_TEST_TRAFFIC_SHIFT by the lifecycle hook hook-7, until"
                        + " 2024-03-02T10:00:00Z, then ROLLBACK: aws ecs continue-service-deployment"
                        + " --service-deployment-arn " + ARN + "d1 --hook-id hook-7 --action CONTINUE");
    }

    @Test
    void a_hook_without_a_function_that_does_not_wait_is_no_pause() {
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", """
                ,"lifecycleStage":"POST_TEST_TRAFFIC_SHIFT",
                "deploymentConfiguration":{"lifecycleHooks":[{"lifecycleStages":["POST_TEST_TRAFFIC_SHIFT"]}]}"""));
        onRevisions();
        assertThat(read(ARN + "d1").flags()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"FAILED, the lifecycle hook failed", "TIMED_OUT, the lifecycle hook timed out"})
    void a_hook_that_went_wrong_is_a_problem(String word, String message) {
        aws.on("DescribeServiceDeployments").reply(deployment("ROLLBACK_IN_PROGRESS", """
                ,"lifecycleHookDetails":[{"hookId":"hook-7","targetType":"AWS_LAMBDA","status":"%s",
                 "targetArn":"arn:aws:lambda:eu-west-1:111122223333:function:smoke"}]""".formatted(word)));
        onRevisions();
        assertThat(read(ARN + "d1").problems())
                .containsExactly(new Problem(
                        "hook-7",
                        "LIFECYCLE_HOOK_" + word,
                        message + " (arn:aws:lambda:eu-west-1:111122223333:function:smoke)"));
    }

    @ParameterizedTest
    @CsvSource({
        "4, 4, 0, SUCCEEDED, false",
        "3, 4, 0, IN_PROGRESS, true",
        "4, 4, 2, IN_PROGRESS, true",
        "'', '', 0, IN_PROGRESS, true"
    })
    void an_early_success_is_in_progress_until_all_is_scaled_and_drained(
            String running, String requested, int old, Status status, boolean early) {
        String counts =
                running.isEmpty() ? "" : ",\"runningTaskCount\":" + running + ",\"requestedTaskCount\":" + requested;
        aws.on("DescribeServiceDeployments").reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%sd1","status":"SUCCESSFUL","createdAt":1709287200,
                 "deploymentConfiguration":{"earlySuccessCriteria":{"enable":true,"healthyPercent":50}},
                 "sourceServiceRevisions":[{"arn":"%s76","runningTaskCount":%d}],
                 "targetServiceRevision":{"arn":"%s77"%s}}]}""".formatted(ARN, REVISION, old, REVISION, counts));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo("SUCCESSFUL");
        assertThat(rollout.flags().contains(Flag.EARLY)).isEqualTo(early);
        assertThat(rollout.verdict(Set.of(Flag.EARLY))).isEqualTo(Verdict.PASS);
    }

    @Test
    void the_count_of_the_circuit_breaker_is_said_before_it_fires_and_how_its_threshold_came_about_after() {
        String breaker = """
                ,"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true,"rollback":true,
                 "thresholdConfiguration":{"type":"BOUNDED_PERCENT","value":50}}},
                "deploymentCircuitBreaker":{"status":"%s","failureCount":%d,"threshold":3}""";
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", breaker.formatted("MONITORING", 2)));
        aws.on("DescribeServiceDeployments")
                .reply(deployment("ROLLBACK_SUCCESSFUL", breaker.formatted("TRIGGERED", 3)));
        onRevisions();
        assertThat(read(ARN + "d1").reason())
                .endsWith("2 of 3 task failures until the circuit breaker fires, a healthy task resets the count");
        assertThat(read(ARN + "d1").problems())
                .extracting(Problem::message)
                .containsExactly("3 task failures reached the threshold of 3 (50 % of the tasks, 3 to 200, a healthy"
                        + " task resets the count)");
    }

    @Test
    void an_unhealthy_host_is_said_to_be_the_platforms_fault() {
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", ""));
        onRevisions();
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListTasks").reply("{\"taskArns\":[\"a/1\"]}");
        aws.on("DescribeTasks").reply("""
                {"tasks":[{"taskArn":"a/1","createdAt":1709287210,"lastStatus":"STOPPED",
                 "stopCode":"InfrastructureHealth","stoppedReason":"host unhealthy"}]}""");
        assertThat(explain(ARN + "d1").problems())
                .containsExactly(new Problem(
                        "1 task",
                        "InfrastructureHealth",
                        "the platform's fault, not that of the build; host unhealthy"));
    }

    @ParameterizedTest
    @CsvSource({
        "DRAINING, the service is being deleted",
        "draining, the service is being deleted",
        "INACTIVE, the service was deleted"
    })
    void a_success_of_a_service_that_is_being_deleted_does_not_pass(String word, String why) {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onRevisions();
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","serviceArn":"a/api","status":"%s"}]}""".formatted(word));
        Reading checked = confirm(ARN + "d1");
        assertThat(checked.found().orElseThrow().verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(checked.found().orElseThrow().reason()).startsWith(why);
    }

    @ParameterizedTest
    @CsvSource({"IN_PROGRESS, ROLLING_BACK", "COMPLETED, ROLLED_BACK", "FAILED, ROLLBACK_FAILED"})
    void what_a_service_goes_back_to_is_no_release(String word, Status status) {
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[]}");
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","serviceArn":"a/api","status":"ACTIVE","deployments":[
                 {"id":"ecs-svc/2","status":"PRIMARY","rolloutState":"%s",
                  "rolloutStateReason":"ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1."}]}]}""".formatted(word));
        assertThat(read("ecs:prod/api").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"ACTIVE, SUCCEEDED", "SUSPENDED, UNKNOWN"})
    void a_success_of_a_service_in_a_state_that_nobody_knows_waits(String word, Status status) {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onRevisions();
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","serviceArn":"a/api","status":"%s"}]}""".formatted(word));
        assertThat(confirm(ARN + "d1").found().orElseThrow().status()).isEqualTo(status);
    }

    @Test
    void a_success_of_a_service_that_is_missing_does_not_pass() {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onRevisions();
        aws.on("DescribeServices").reply("""
                {"services":[],"failures":[{"arn":"arn:aws:ecs:eu-west-1:111122223333:service/api","reason":"MISSING"}]}""");
        Rollout checked = confirm(ARN + "d1").found().orElseThrow();
        assertThat(checked.verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(checked.reason()).isEqualTo("the service was deleted (its status is MISSING)");
    }

    private Reading confirm(String text) {
        List<Reading> checked = new ArrayList<>();
        fleet.confirm(List.of(reading(text)), checked::add);
        return checked.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "PRIMARY, STEADY_STATE, SUCCEEDED",
        "ACTIVE, STEADY_STATE, IN_PROGRESS",
        "DRAINING, STEADY_STATE, STOPPED",
        "PRIMARY, STABILIZING, IN_PROGRESS"
    })
    void only_a_primary_task_set_of_another_controller_passes(String role, String word, Status status) {
        aws.on("ListServiceDeployments").fail(400, "UnsupportedFeatureException", "no");
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","serviceArn":"a/api","status":"ACTIVE",
                 "deploymentController":{"type":"EXTERNAL"},"taskSets":[{"id":"ecs-svc/1","status":"%s",
                 "stabilityStatus":"%s","createdAt":1709287200}]}]}""".formatted(role, word));
        assertThat(read("ecs:prod/api").status()).isEqualTo(status);
    }

    @Test
    void a_deadline_says_what_the_events_of_a_service_say_that_makes_no_task() {
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", ""));
        onRevisions();
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","status":"ACTIVE","events":[
                 {"id":"1","createdAt":1709287260,"message":"(service api) was unable to place a task because port 80 is in use."},
                 {"id":"2","createdAt":1709287230,"message":"(service api) has started 1 tasks."}]}]}""");
        aws.on("ListTasks").reply("{\"taskArns\":[]}");
        assertThat(explain(ARN + "d1").problems())
                .containsExactly(new Problem(
                        "api", "SERVICE_EVENT", "(service api) was unable to place a task because port 80 is in use."));
    }

    @Test
    void three_tasks_that_stop_alike_while_none_runs_are_a_certain_failure() {
        aws.on("DescribeServiceDeployments")
                .reply(deployment("IN_PROGRESS", "").replace("\"runningTaskCount\":3", "\"runningTaskCount\":0"));
        onRevisions();
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListTasks").reply("{\"taskArns\":[\"a/1\",\"a/2\",\"a/3\"]}");
        aws.on("DescribeTasks").reply("{\"tasks\":[" + crashed("1") + "," + crashed("2") + "," + crashed("3") + "]}");
        assertThat(explain(ARN + "d1").doom()).startsWith("every new task stops alike: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "1|TaskFailedToStart|CannotPullContainerError: repo/web:12: not found|an image cannot be pulled: CannotPullContainerError: repo/web:12: not found",
                "1|TaskFailedToStart|CannotPullContainerError: 429 Too Many Requests: toomanyrequests|-",
                "2|TaskFailedToStart|CannotPullContainerError: dial tcp 10.0.3.17:443: i/o timeout|-",
                "3|TaskFailedToStart|CannotPullContainerError: dial tcp 10.0.3.17:443: i/o timeout|every new task stops alike: CannotPullContainerError: dial tcp 10.0.3.17:443: i/o timeout",
                "3|ServiceSchedulerInitiated|Task failed container health checks|every new task stops alike: Task failed container health checks",
                "3|ServiceSchedulerInitiated|Scaling activity initiated by (deployment ecs-svc/1)|-",
                "3|SpotInterruption|Your Spot Task was interrupted.|-",
                "3|UserInitiated|stopped by hand|-",
                "3|TerminationNotice|a notice|-",
                "3|InfrastructureHealth|an unhealthy host|-",
                "3|NewWord|something|-",
            })
    void only_what_the_next_task_would_die_of_too_is_a_certain_failure(
            int count, String code, String reason, String doom) {
        aws.on("DescribeServiceDeployments")
                .reply(deployment("IN_PROGRESS", "").replace("\"runningTaskCount\":3", "\"runningTaskCount\":0"));
        onRevisions();
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListTasks").reply("{\"taskArns\":[\"a/1\"]}");
        aws.on("DescribeTasks")
                .reply("{\"tasks\":["
                        + IntStream.range(0, count)
                                .mapToObj(number -> stopped(String.valueOf(number), code, reason))
                                .collect(Collectors.joining(","))
                        + "]}");
        assertThat(explain(ARN + "d1").doom()).isEqualTo(doom);
    }

    private static String stopped(String id, String code, String reason) {
        return """
            {"taskArn":"a/%s","createdAt":1709287210,"stopCode":"%s","stoppedReason":"%s"}""".formatted(id, code, reason);
    }

    @Test
    void an_image_that_only_the_container_names_cannot_be_pulled_either() {
        aws.on("DescribeServiceDeployments")
                .reply(deployment("IN_PROGRESS", "").replace("\"runningTaskCount\":3", "\"runningTaskCount\":0"));
        onRevisions();
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListTasks").reply("{\"taskArns\":[\"a/1\"]}");
        aws.on("DescribeTasks").reply("""
                {"tasks":[{"taskArn":"a/1","createdAt":1709287210,"stopCode":"EssentialContainerExited","stoppedReason":"Essential container in task exited",
                 "containers":[{"name":"web","reason":"CannotPullContainerError: manifest unknown"}]}]}""");
        assertThat(explain(ARN + "d1").doom())
                .startsWith("an image cannot be pulled: ")
                .contains("manifest unknown");
    }

    @Test
    void the_health_check_that_failed_is_one_reason_with_the_tasks_that_were_stopped_for_it() {
        String group = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef";
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", ""));
        onRevisions();
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","status":"ACTIVE","events":[
                 {"id":"1","createdAt":1709287260,"message":"(service api) (port 8080) is unhealthy in (target-group %s) due to (reason Health checks failed with these codes: [502])"},
                 {"id":"3","createdAt":1709287251,"message":"(service api) is unable to consistently start tasks successfully."},
                 {"id":"2","createdAt":1709287250,"message":"(service api) operations are being throttled on elasticloadbalancing. Will try again later."}]}]}""".formatted(group));
        aws.on("ListTasks").reply("{\"taskArns\":[\"a/1\"]}");
        aws.on("DescribeTasks")
                .reply("{\"tasks\":["
                        + stopped(
                                "1",
                                "ServiceSchedulerInitiated",
                                "Task failed ELB health checks in (target-group " + group + ")")
                        + "]}");
        assertThat(explain(ARN + "d1").problems())
                .extracting(Problem::resource, Problem::message)
                .containsExactly(
                        tuple(
                                "1 task",
                                "Task failed ELB health checks in (target-group " + group
                                        + ") due to (reason Health checks failed with these codes: [502])"),
                        tuple(
                                "api",
                                "(service api) operations are being throttled on elasticloadbalancing. Will try again later."));
    }

    @Test
    void a_service_without_a_task_set_is_there_and_was_never_deployed_to() {
        aws.on("ListServiceDeployments").fail(400, "UnsupportedFeatureException", "no");
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","serviceArn":"a/api","status":"ACTIVE",
                 "deploymentController":{"type":"EXTERNAL"},"taskSets":[]}]}""");
        ReadError error = reading("ecs:prod/api").failed().orElseThrow();
        assertThat(error.isNeverDeployed()).isTrue();
        assertThat(error.message()).isEqualTo("service api has no deployment yet");
    }

    @Test
    void a_service_that_wants_no_task_says_why_it_does_not_pass() {
        aws.on("ListServiceDeployments").fail(400, "UnsupportedFeatureException", "no");
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"api","serviceArn":"a/api","status":"ACTIVE","deployments":[
                 {"id":"ecs-svc/1","status":"PRIMARY","desiredCount":0,"runningCount":0,"pendingCount":0,"createdAt":1709287200}]}]}""");
        Rollout rollout = read("ecs:prod/api");
        assertThat(rollout.status()).isEqualTo(Status.PENDING);
        assertThat(rollout.reason()).contains("its desired count is 0");
    }

    private List<Target> pinned(int count, String id) {
        return IntStream.range(0, count)
                .mapToObj(number -> target("ecs:" + (number % 2 == 0 ? "prod" : "test") + "/s" + number)
                        .pinnedTo(id + number))
                .toList();
    }

    @Test
    void pinned_service_deployments_cost_a_call_for_every_twenty() {
        aws.on("DescribeServiceDeployments").reply("{\"serviceDeployments\":[],\"failures\":[]}");

        fleet.read(pinned(45, "arn:aws:ecs:eu-west-1:111122223333:service-deployment/c/s/d"));

        assertThat(aws.operations()).containsExactlyElementsOf(Collections.nCopies(3, "DescribeServiceDeployments"));
    }

    @Test
    void services_without_service_deployments_cost_a_call_for_every_ten_of_a_cluster() {
        aws.on("DescribeServices").reply("{\"services\":[],\"failures\":[]}");

        fleet.read(pinned(50, "ecs-svc/"));

        assertThat(aws.operations()).containsExactlyElementsOf(Collections.nCopies(6, "DescribeServices"));
        assertThat(aws.requests())
                .allMatch(request ->
                        request.body().contains("prod") != request.body().contains("test"));
    }

    @Test
    void the_deployment_that_was_found_latest_is_not_looked_up_again() {
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"" + ARN + "d1\",\"createdAt\":1}]}");
        aws.on("DescribeServiceDeployments")
                .reply("{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"" + ARN
                        + "d1\",\"status\":\"PENDING\"}]}");

        assertThat(read("ecs:prod/api").id()).isEqualTo("d1");
        assertThat(read("ecs:prod/api#d1").id()).isEqualTo("d1");

        assertThat(aws.operations())
                .containsExactly("ListServiceDeployments", "DescribeServiceDeployments", "DescribeServiceDeployments");
    }
}
