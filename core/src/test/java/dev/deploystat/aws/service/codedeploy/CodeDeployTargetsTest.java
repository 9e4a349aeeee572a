package dev.deploystat.aws.service.codedeploy;

import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.deployment;
import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.Depth;
import dev.deploystat.aws.Fleet;
import dev.deploystat.model.Change;
import dev.deploystat.model.Event;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the targets of a deployment of CodeDeploy show of it, each through its lifecycle events. */
class CodeDeployTargetsTest extends AgainstLoopback {
    private static final long CREATED = 1709287200;
    private static final Instant CREATED_AT = Instant.ofEpochSecond(CREATED);

    @Test
    void an_explanation_tells_the_lifecycle_events_and_why_the_first_one_failed() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Failed", """
                "creator":"user","createTime":1709287200,"startTime":1709287201,"completeTime":1709287300,
                "errorInformation":{"code":"HEALTH_CONSTRAINTS","message":"too many failed"}""")));
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"i-1\"],\"nextToken\":\"t\"}");
        aws.on("ListDeploymentTargets").with("\"nextToken\":\"t\"").reply("{\"targetIds\":[\"i-2\"]}");
        aws.on("BatchGetDeploymentTargets")
                .reply("""
                {"deploymentTargets":[%s,%s]}""".formatted(instance("i-1", 1709287280, "late"), instance("i-2", 1709287240, "early")));

        Rollout rollout = fleet.explain(target("codedeploy:d-A1")).found().orElseThrow();

        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("i-2", "ScriptFailed", "AfterInstall: bin/start.sh: early: two | three | four"),
                        new Problem("i-1", "ScriptFailed", "AfterInstall: bin/start.sh: late: two | three | four"),
                        new Problem("d-A1", "HEALTH_CONSTRAINTS", "too many failed"));
        assertThat(rollout.parts().subList(0, 4))
                .containsExactly(
                        new Part(
                                "instance",
                                "i-1",
                                null,
                                Status.FAILED,
                                "Failed",
                                Instant.ofEpochSecond(1709287210),
                                Instant.ofEpochSecond(1709287280),
                                "Green"),
                        new Part(
                                "lifecycle event",
                                "BeforeInstall",
                                "i-1",
                                Status.SUCCEEDED,
                                "Succeeded",
                                Instant.ofEpochSecond(1709287210),
                                Instant.ofEpochSecond(1709287220),
                                "Succeeded"),
                        new Part(
                                "lifecycle event",
                                "AfterInstall",
                                "i-1",
                                Status.FAILED,
                                "Failed",
                                Instant.ofEpochSecond(1709287220),
                                Instant.ofEpochSecond(1709287280),
                                "bin/start.sh: late: two | three | four"),
                        new Part(
                                "lifecycle event",
                                "ApplicationStart",
                                "i-1",
                                Status.STOPPED,
                                "Skipped",
                                null,
                                null,
                                null));
        assertThat(rollout.events())
                .containsExactly(
                        new Event(CREATED_AT, null, null, "created by user"),
                        new Event(CREATED_AT.plusSeconds(1), null, null, "started"),
                        new Event(CREATED_AT.plusSeconds(20), "i-1", "Succeeded", "BeforeInstall"),
                        new Event(CREATED_AT.plusSeconds(20), "i-2", "Succeeded", "BeforeInstall"),
                        new Event(CREATED_AT.plusSeconds(40), "i-2", "Failed", "AfterInstall"),
                        new Event(CREATED_AT.plusSeconds(80), "i-1", "Failed", "AfterInstall"),
                        new Event(CREATED_AT.plusSeconds(100), null, "Failed", "finished"));
        assertThat(bodies("BatchGetDeploymentTargets"))
                .singleElement()
                .asString()
                .contains("\"deploymentId\":\"d-A1\"", "\"targetIds\":[\"i-1\",\"i-2\"]");
        assertThat(rollout.attributes().get("deploymentTargets"))
                .asString()
                .contains("deploymentTargetType=InstanceTarget", "deploymentId=d-A1", "targetArn=arn:i-1")
                .contains("lastUpdatedAt=2024-03-01T10:01:30Z", "logTail=one");
    }

    /** Events of two instances, by the first letters of their states; a dash is an instance without any. */
    @ParameterizedTest
    @CsvSource({
        "SSIP, SIPP, InProgress, Install 2/4",
        "SSIP, SKPP, InProgress, AfterInstall 3/4",
        "SSSS, SSSI, InProgress, ApplicationStart 4/4",
        "SSIP, PPPP, InProgress, AfterInstall 3/4",
        "SSIP, -, InProgress, AfterInstall 3/4",
        "SSIP, SFPP, InProgress, AfterInstall 3/4",
        "SSSS, SSSS, InProgress, ",
        "PPPP, -, InProgress, ",
        "SSFK, SSSI, Failed, "
    })
    void the_stage_is_the_event_of_the_instance_that_has_come_least_far(
            String one, String other, String status, String stage) {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", status, "\"createTime\":1709287200")));
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"i-1\",\"i-2\"]}");
        aws.on("BatchGetDeploymentTargets")
                .reply("{\"deploymentTargets\":[%s,%s]}".formatted(underWay("i-1", one), underWay("i-2", other)));

        Rollout rollout = explain("codedeploy:d-A1");

        String said = rollout.stage() == null
                ? null
                : rollout.stage() + " " + rollout.stages().at() + "/"
                        + rollout.stages().total();
        assertThat(said).isEqualTo(stage);
        // A look without these calls does not say it.
        assertThat(read("codedeploy:d-A1").stage()).isNull();
    }

    private static String underWay(String id, String states) {
        List<String> names = List.of("BeforeInstall", "Install", "AfterInstall", "ApplicationStart");
        String events = IntStream.range(0, states.equals("-") ? 0 : states.length())
                .mapToObj(i -> {
                    char state = states.charAt(i);
                    String word = state == 'S'
                            ? "Succeeded"
                            : state == 'I'
                                    ? "InProgress"
                                    : state == 'F' ? "Failed" : state == 'K' ? "Skipped" : "Pending";
                    String begun = state == 'P' ? "" : ",\"startTime\":1709287210";
                    return "{\"lifecycleEventName\":\"%s\",\"status\":\"%s\"%s}".formatted(names.get(i), word, begun);
                })
                .collect(Collectors.joining(","));
        return """
            {"deploymentTargetType":"InstanceTarget","instanceTarget":{"targetId":"%s","lifecycleEvents":[%s]}}""".formatted(id, events);
    }

    private static String instance(String id, long failedAt, String message) {
        return """
            {"deploymentTargetType":"InstanceTarget","instanceTarget":{"deploymentId":"d-A1","targetId":"%s",
             "targetArn":"arn:%s","status":"Failed","lastUpdatedAt":1709287290,"instanceLabel":"Green","lifecycleEvents":[
             {"lifecycleEventName":"BeforeInstall","startTime":1709287210,"endTime":1709287220,"status":"Succeeded",
              "diagnostics":{"errorCode":"Success","scriptName":"","message":"Succeeded","logTail":""}},
             {"lifecycleEventName":"AfterInstall","startTime":1709287220,"endTime":%d,"status":"Failed","diagnostics":
              {"errorCode":"ScriptFailed","scriptName":"bin/start.sh","message":"%s","logTail":"one\\ntwo\\n\\nthree\\nfour\\n"}},
             {"lifecycleEventName":"ApplicationStart","status":"Skipped"}]}}""".formatted(id, id, failedAt, message);
    }

    @Test
    void targets_of_every_kind_are_told() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "InProgress", "")));
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"fn:live\",\"web:api\",\"stack\",\"new\"]}");
        aws.on("BatchGetDeploymentTargets").reply("""
                {"deploymentTargets":[
                 {"deploymentTargetType":"LambdaTarget","lambdaTarget":{"deploymentId":"d-A1","targetId":"fn:live",
                  "targetArn":"arn:fn","status":"InProgress","lastUpdatedAt":1709287290,"lifecycleEvents":[
                   {"lifecycleEventName":"AllowTraffic","startTime":1709287210,"status":"InProgress"}],
                  "lambdaFunctionInfo":{"functionName":"fn","functionAlias":"live","currentVersion":"3",
                   "targetVersion":"4","targetVersionWeight":12.5}}},
                 {"deploymentTargetType":"ECSTarget","ecsTarget":{"deploymentId":"d-A1","targetId":"web:api",
                  "targetArn":"arn:svc","status":"Succeeded","lastUpdatedAt":1709287290,"taskSetsInfo":[
                   {"identifer":"ecs-svc/1","desiredCount":2,"pendingCount":0,"runningCount":2,"status":"PRIMARY",
                    "trafficWeight":100.0,"targetGroup":{"name":"tg"},"taskSetLabel":"Green"}]}},
                 {"deploymentTargetType":"CloudFormationTarget","cloudFormationTarget":{"deploymentId":"d-A1",
                  "targetId":"stack","status":"Unknown","lastUpdatedAt":1709287290,"resourceType":"AWS::Lambda::Alias",
                  "targetVersionWeight":50.0}},
                 {"deploymentTargetType":"BrandNewTarget"}]}""");

        Rollout rollout = fleet.explain(target("codedeploy:d-A1")).found().orElseThrow();

        assertThat(rollout.parts())
                .containsExactly(
                        new Part(
                                "lambda function",
                                "fn:live",
                                null,
                                Status.IN_PROGRESS,
                                "InProgress",
                                Instant.ofEpochSecond(1709287210),
                                null,
                                "fn:live, from version 3, to version 4, 12.5% of traffic"),
                        new Part(
                                "lifecycle event",
                                "AllowTraffic",
                                "fn:live",
                                Status.IN_PROGRESS,
                                "InProgress",
                                Instant.ofEpochSecond(1709287210),
                                null,
                                null),
                        new Part(
                                "ecs service",
                                "web:api",
                                null,
                                Status.SUCCEEDED,
                                "Succeeded",
                                null,
                                Instant.ofEpochSecond(1709287290),
                                "Green, ecs-svc/1, PRIMARY, 2/2 tasks, 100% of traffic"),
                        new Part(
                                "cloudformation resource",
                                "stack",
                                null,
                                Status.UNKNOWN,
                                "Unknown",
                                null,
                                null,
                                "AWS::Lambda::Alias, 50% of traffic"));
        assertThat(rollout.problems()).isEmpty();
        assertThat(rollout.attributes().get("deploymentTargets"))
                .asString()
                .contains("targetGroup={name=tg}", "pendingCount=0", "BrandNewTarget");
    }

    @ParameterizedTest
    @CsvSource({
        "Pending,PENDING",
        "InProgress,IN_PROGRESS",
        "Succeeded,SUCCEEDED",
        "Failed,FAILED",
        "Skipped,STOPPED",
        "Unknown,UNKNOWN",
        "Ready,IN_PROGRESS",
        "BrandNew,UNKNOWN"
    })
    void every_status_of_a_target_and_its_lifecycle_events_is_mapped(String word, Status status) {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "InProgress", "")));
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"i-1\"]}");
        aws.on("BatchGetDeploymentTargets").reply("""
                {"deploymentTargets":[{"instanceTarget":{"targetId":"i-1","status":"%s","lifecycleEvents":[
                 {"lifecycleEventName":"Install","status":"%s"}]}}]}""".formatted(word, word));
        List<Part> parts =
                fleet.explain(target("codedeploy:d-A1")).found().orElseThrow().parts();
        assertThat(parts).extracting(Part::nativeStatus).containsExactly(word, word);
        // Lifecycle events are never ready.
        Status event = word.equals("Ready") ? Status.UNKNOWN : status;
        assertThat(parts).extracting(Part::status).containsExactly(status, event);
    }

    @Test
    void a_deployment_that_has_not_started_has_no_targets_yet() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Queued", "")));
        aws.on("ListDeploymentTargets").fail(400, "DeploymentNotStartedException", "not started");
        Rollout rollout = fleet.explain(target("codedeploy:d-A1")).found().orElseThrow();
        assertThat(rollout.status()).isEqualTo(Status.PENDING);
        assertThat(rollout.parts()).isEmpty();
    }

    @Test
    void targets_are_asked_for_in_batches_of_25() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "InProgress", "")));
        aws.on("ListDeploymentTargets")
                .reply(IntStream.range(0, 26)
                        .mapToObj(number -> "\"i-" + number + "\"")
                        .collect(Collectors.joining(",", "{\"targetIds\":[", "]}")));
        aws.on("BatchGetDeploymentTargets").reply("{\"deploymentTargets\":[]}");
        fleet.explain(target("codedeploy:d-A1"));
        assertThat(bodies("BatchGetDeploymentTargets"))
                .hasSize(2)
                .last()
                .asString()
                .contains("[\"i-25\"]");
    }

    @Test
    void a_rollback_is_explained_by_what_broke_in_the_deployment_it_rolls_back() {
        aws.on("BatchGetDeployments").with("d-R1").reply(reply(deployment("d-R1", "Succeeded", """
                "creator":"codeDeployRollback","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-A1"}""")));
        aws.on("BatchGetDeployments").with("d-A1").reply(reply(deployment("d-A1", "Failed", """
                "errorInformation":{"code":"HEALTH_CONSTRAINTS","message":"too many failed"}""")));
        aws.on("ListDeploymentTargets").with("d-A1").reply("{\"targetIds\":[\"i-1\"]}");
        aws.on("ListDeploymentTargets").with("d-R1").reply("{\"targetIds\":[]}");
        aws.on("BatchGetDeploymentTargets")
                .with("d-A1")
                .reply("{\"deploymentTargets\":[" + instance("i-1", 1709287280, "broken") + "]}");
        Rollout rollout = fleet.explain(target("codedeploy:d-R1")).found().orElseThrow();
        assertThat(rollout.problems()).extracting(Problem::resource).containsExactly("i-1", "d-A1");
        assertThat(rollout.parts()).isEmpty();
    }

    @Test
    void a_rollback_of_what_is_no_longer_kept_is_explained_without_it() {
        aws.on("BatchGetDeployments").with("d-R1").reply(reply(deployment("d-R1", "Succeeded", """
                "creator":"codeDeployRollback","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-A1"}""")));
        aws.on("BatchGetDeployments").with("d-A1").reply(reply());
        aws.on("ListDeploymentTargets").with("d-A1").fail(400, "DeploymentDoesNotExistException", "gone");
        aws.on("ListDeploymentTargets").with("d-R1").reply("{\"targetIds\":[]}");
        Rollout rollout = fleet.explain(target("codedeploy:d-R1")).found().orElseThrow();
        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.problems()).isEmpty();
    }

    @Test
    void a_failed_rollback_is_explained_after_the_failure_it_followed() {
        aws.on("BatchGetDeployments").with("d-A1").reply(reply(deployment("d-A1", "Failed", """
                "completeTime":1709287260,"rollbackInfo":{"rollbackDeploymentId":"d-R1"},
                "errorInformation":{"code":"TIMEOUT","message":"too slow"}""")));
        aws.on("BatchGetDeployments").with("d-R1").reply(reply(deployment("d-R1", "Failed", """
                "completeTime":1709287300""")));
        aws.on("ListDeploymentTargets").with("d-A1").reply("{\"targetIds\":[\"i-1\"]}");
        aws.on("ListDeploymentTargets").with("d-R1").reply("{\"targetIds\":[\"i-1\"]}");
        aws.on("BatchGetDeploymentTargets")
                .with("d-A1")
                .reply("{\"deploymentTargets\":[" + instance("i-1", 1709287240, "forth") + "]}");
        aws.on("BatchGetDeploymentTargets")
                .with("d-R1")
                .reply("{\"deploymentTargets\":[" + instance("i-1", 1709287290, "back") + "]}");
        Rollout rollout = fleet.explain(target("codedeploy:d-A1")).found().orElseThrow();
        assertThat(rollout.problems())
                .extracting(Problem::message)
                .containsExactly(
                        "AfterInstall: bin/start.sh: forth: two | three | four",
                        "too slow",
                        "AfterInstall: bin/start.sh: back: two | three | four");
        assertThat(rollout.events())
                .contains(
                        new Event(Instant.ofEpochSecond(1709287260), null, "Failed", "finished"),
                        new Event(Instant.ofEpochSecond(1709287300), null, null, "rollback finished"));
    }

    @Test
    void what_scripts_wrote_last_is_lines_once_for_all_that_wrote_the_same_and_without_secrets() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Failed", "\"createTime\":1709287200")));
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"i-1\",\"i-2\"]}");
        aws.on("BatchGetDeploymentTargets").reply("""
                {"deploymentTargets":[%s,%s]}""".formatted(wrote("i-1"), wrote("i-2")));

        Rollout rollout = explain("codedeploy:d-A1", 3, false);

        assertThat(rollout.logs())
                .containsExactly(new LogTail(
                        "AfterInstall on i-1", "bin/start.sh", 2, List.of("b", "password=***", "    at c")));
        try (Fleet another = aws.fleet()) {
            Reading whole = another.explain(target("codedeploy:d-A1"), new Depth(50, false));
            assertThat(whole.found().orElseThrow().logs().get(0).lines()).hasSize(4);
        }
        // Neither what is said of parts and problems, nor the members that are kept, has the secret.
        assertThat(rollout.parts() + " " + rollout.problems() + " " + rollout.attributes())
                .contains("password=***")
                .doesNotContain("hunter2");
    }

    private static String wrote(String id) {
        return """
                {"deploymentTargetType":"InstanceTarget","instanceTarget":{"targetId":"%s","status":"Failed","lifecycleEvents":[
                 {"lifecycleEventName":"AfterInstall","status":"Failed","diagnostics":{"errorCode":"ScriptFailed",
                 "scriptName":"bin/start.sh","logTail":"a\\nb\\npassword=hunter2\\n\\tat c\\n"}}]}}""".formatted(id);
    }

    @Test
    void what_changed_is_the_revision() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", """
                "createTime":1709287200,
                "revision":{"revisionType":"S3","s3Location":{"bucket":"acme","key":"shop-2.zip"}},
                "previousRevision":{"revisionType":"S3","s3Location":{"bucket":"acme","key":"shop-1.zip"}}""")));
        aws.on("ListDeployments").reply("{\"deployments\":[]}");
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[]}");
        assertThat(explain("codedeploy:d-A1", 0, true).changes())
                .containsExactly(Change.of("revision", "s3://acme/shop-1.zip", "s3://acme/shop-2.zip"));
    }
}
