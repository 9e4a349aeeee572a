package dev.deploystat.aws.service.codedeploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeDeployTest extends AgainstLoopback {
    private static final String WAITS = "waits for somebody to reroute traffic to the replacement targets";
    private static final String REROUTE =
            "aws deploy continue-deployment --deployment-id %s --deployment-wait-type READY_WAIT";

    private static final long CREATED = 1709287200;
    private static final Instant CREATED_AT = Instant.ofEpochSecond(CREATED);

    private ReadError failure(String text) {
        return fleet.read(List.of(target(text))).get(0).failed().orElseThrow();
    }

    private List<String> bodies(String operation) {
        return aws.requests().stream()
                .filter(request -> request.operation().equals(operation))
                .map(LoopbackAws.Request::body)
                .toList();
    }

    private static String deployment(String id, String status, String more) {
        return """
            {"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"%s","status":"%s"%s}""".formatted(id, status, more.isEmpty() ? "" : "," + more);
    }

    private static String created(String id, String status, long at) {
        return deployment(id, status, "\"createTime\":" + at);
    }

    private static String reply(String... deployments) {
        return "{\"deploymentsInfo\":[" + String.join(",", deployments) + "]}";
    }

    private static String group(String name, String more) {
        return "{\"applicationName\":\"shop\",\"deploymentGroupName\":\"" + name + "\"" + more + "}";
    }

    private static String lastAttempted(String id) {
        return ",\"lastAttemptedDeployment\":{\"deploymentId\":\"" + id + "\",\"status\":\"InProgress\"}";
    }

    @ParameterizedTest
    @CsvSource({
        "Created,PENDING",
        "Queued,PENDING",
        "InProgress,IN_PROGRESS",
        "Baking,IN_PROGRESS",
        "Ready,IN_PROGRESS",
        "Succeeded,SUCCEEDED",
        "Failed,FAILED",
        "Stopped,STOPPED",
        "BrandNew,UNKNOWN"
    })
    void every_native_status_is_mapped_and_kept(String word, Status status) {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", word, "\"creator\":\"user\"")));
        Rollout rollout = read("codedeploy:d-A1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({
        "Created,ROLLING_BACK",
        "Queued,ROLLING_BACK",
        "InProgress,ROLLING_BACK",
        "Baking,ROLLING_BACK",
        "Ready,ROLLING_BACK",
        "Succeeded,ROLLED_BACK",
        "Failed,ROLLBACK_FAILED",
        "Stopped,ROLLBACK_FAILED",
        "BrandNew,UNKNOWN"
    })
    void an_automatic_rollback_is_never_a_pass(String word, Status status) {
        for (String creator : List.of("codeDeployRollback", "CloudFormationRollback")) {
            try (LoopbackAws own = new LoopbackAws()) {
                own.on("BatchGetDeployments").reply(reply(deployment("d-A1", word, "\"creator\":\"" + creator + "\"")));
                Rollout rollout = own.fleet()
                        .read(List.of(target("codedeploy:d-A1")))
                        .get(0)
                        .found()
                        .orElseThrow();
                assertThat(rollout.status()).isEqualTo(status);
                assertThat(rollout.nativeStatus()).isEqualTo(word);
                assertThat(rollout.nativeOperation()).isEqualTo("ROLLBACK");
                assertThat(rollout.reason()).isEqualTo(expectedReason(word));
            }
        }
    }

    private static String expectedReason(String word) {
        return word.equals("Ready")
                ? "automatic rollback; " + WAITS + ": " + REROUTE.formatted("d-A1")
                : "automatic rollback";
    }

    @Test
    void the_mapping_lists_every_word_of_every_kind() {
        Map<String, List<String>> words = new CodeDeploy()
                .states().stream()
                        .collect(Collectors.groupingBy(
                                NativeState::kind, Collectors.mapping(NativeState::word, Collectors.toList())));
        assertThat(words)
                .containsOnlyKeys("deployment", "automatic rollback", "target", "lifecycle event")
                .allSatisfy((kind, each) -> assertThat(each).doesNotHaveDuplicates());
        assertThat(words.get("deployment"))
                .containsExactlyInAnyOrder(
                        "Created", "Queued", "InProgress", "Baking", "Ready", "Succeeded", "Failed", "Stopped");
        assertThat(words.get("automatic rollback")).hasSameElementsAs(words.get("deployment"));
        assertThat(words.get("target"))
                .containsExactlyInAnyOrder(
                        "Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Unknown", "Ready");
        assertThat(words.get("lifecycle event"))
                .containsExactlyInAnyOrder("Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Unknown");
    }

    @Test
    void a_group_whose_latest_deployment_is_a_successful_rollback_was_rolled_back() {
        aws.on("BatchGetDeploymentGroups")
                .reply("{\"deploymentGroupsInfo\":[" + group("prod", lastAttempted("d-R1")) + "]}");
        aws.on("BatchGetDeployments").with("d-R1").reply(reply(deployment("d-R1", "Succeeded", """
                        "creator":"codeDeployRollback","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-A1",
                         "rollbackMessage":"Rolled back."},
                        "revision":{"revisionType":"GitHub","gitHubLocation":{"repository":"o/r","commitId":"0ld"}}""")));
        aws.on("BatchGetDeployments").with("d-A1").reply(reply(deployment("d-A1", "Failed", """
                        "errorInformation":{"code":"HEALTH_CONSTRAINTS","message":"too many failed"},
                        "revision":{"revisionType":"GitHub","gitHubLocation":{"repository":"o/r","commitId":"n3w"}}""")));

        Rollout rollout = read("codedeploy:shop/prod");

        assertThat(rollout.id()).isEqualTo("d-R1");
        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.verdict(Set.of(Flag.PARTIAL))).isEqualTo(Verdict.FAIL);
        assertThat(rollout.reason()).isEqualTo("automatic rollback of d-A1; Rolled back.");
        assertThat(rollout.problems()).containsExactly(new Problem("d-A1", "HEALTH_CONSTRAINTS", "too many failed"));
        assertThat(rollout.revision()).isEqualTo("o/r@0ld");
        assertThat(rollout.brings("n3w")).isTrue();
        assertThat(rollout.attributes())
                .containsEntry("rollbackTriggeringDeploymentId", "d-A1")
                .containsEntry("rollbackMessage", "Rolled back.")
                .containsKey("deploymentGroupInfo");
    }

    @ParameterizedTest
    @CsvSource({
        "Created,ROLLING_BACK",
        "InProgress,ROLLING_BACK",
        "Succeeded,ROLLED_BACK",
        "Failed,ROLLBACK_FAILED",
        "Stopped,ROLLBACK_FAILED",
        "BrandNew,FAILED"
    })
    void a_failed_deployment_is_followed_to_its_rollback(String rollback, Status status) {
        aws.on("BatchGetDeployments").with("d-A1").reply(reply(deployment("d-A1", "Failed", """
                        "completeTime":1709287260,"rollbackInfo":{"rollbackDeploymentId":"d-R1"},
                        "errorInformation":{"code":"TIMEOUT","message":"too slow"}""")));
        aws.on("BatchGetDeployments").with("d-R1").reply(reply(deployment("d-R1", rollback, """
                        "completeTime":1709287300,"creator":"codeDeployRollback",
                        "errorInformation":{"code":"NO_INSTANCES","message":"none left"}""")));

        Rollout rollout = read("codedeploy:shop/prod#d-A1");

        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.id()).isEqualTo("d-A1");
        assertThat(rollout.nativeStatus()).isEqualTo("Failed");
        assertThat(rollout.reason()).isEqualTo("too slow; rollback d-R1: " + rollback);
        assertThat(rollout.finishedAt()).isEqualTo(Instant.ofEpochSecond(1709287300));
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("d-A1", "TIMEOUT", "too slow"), new Problem("d-R1", "NO_INSTANCES", "none left"));
        assertThat(rollout.attributes())
                .containsEntry("rollbackDeploymentId", "d-R1")
                .containsEntry("completeTime", "2024-03-01T10:01:00Z");
    }

    @Test
    void a_stopped_deployment_is_followed_to_its_rollback_too() {
        aws.on("BatchGetDeployments")
                .reply(reply(
                        deployment("d-A1", "Stopped", "\"rollbackInfo\":{\"rollbackDeploymentId\":\"d-R1\"}"),
                        deployment("d-R1", "InProgress", "\"creator\":\"codeDeployRollback\"")));
        List<Reading> readings = fleet.read(List.of(target("codedeploy:d-A1"), target("codedeploy:d-R1")));
        assertThat(readings)
                .extracting(reading -> reading.found().orElseThrow().status())
                .containsExactly(Status.ROLLING_BACK, Status.ROLLING_BACK);
        assertThat(aws.operations()).containsExactly("BatchGetDeployments");
    }

    @Test
    void a_rollback_that_cannot_be_read_leaves_the_failure_a_failure() {
        aws.on("BatchGetDeployments")
                .with("d-A1")
                .reply(reply(deployment("d-A1", "Failed", "\"rollbackInfo\":{\"rollbackDeploymentId\":\"d-R1\"}")));
        aws.on("BatchGetDeployments").with("d-R1").reply(reply());
        Rollout rollout = read("codedeploy:d-A1");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.reason()).isEqualTo("rollback d-R1 cannot be read");
        assertThat(rollout.attributes()).containsEntry("rollbackDeploymentId", "d-R1");
    }

    @Test
    void a_failure_that_names_itself_as_the_trigger_is_no_rollback() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Failed", """
                "creator":"user","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-A1"}""")));
        assertThat(read("codedeploy:d-A1").status()).isEqualTo(Status.FAILED);
        assertThat(aws.operations()).containsExactly("BatchGetDeployments");
    }

    @Test
    void a_rollback_by_stop_and_roll_back_is_known_by_its_trigger_whoever_started_it() {
        aws.on("BatchGetDeployments").with("d-R1").reply(reply(deployment("d-R1", "Succeeded", """
                "creator":"user","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-A1"}""")));
        aws.on("BatchGetDeployments").with("d-A1").reply(reply());
        assertThat(read("codedeploy:d-R1").status()).isEqualTo(Status.ROLLED_BACK);
    }

    @Test
    void a_user_who_deploys_an_old_revision_succeeds() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", """
                "creator":"user","revision":{"revisionType":"GitHub",
                 "gitHubLocation":{"repository":"o/r","commitId":"0ld"}},
                "previousRevision":{"revisionType":"GitHub","gitHubLocation":{"repository":"o/r","commitId":"n3w"}},
                "rollbackInfo":{"rollbackMessage":""}""")));
        Rollout rollout = read("codedeploy:d-A1");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.operation()).isNull();
        assertThat(rollout.previousRevision()).isEqualTo("o/r@n3w");
    }

    @Test
    void an_alarm_that_stops_a_deployment_fails_it_and_a_person_only_stops_it() {
        aws.on("BatchGetDeployments")
                .reply(reply(
                        deployment("d-A1", "Stopped", "\"errorInformation\":{\"code\":\"ALARM_ACTIVE\"}"),
                        deployment("d-B2", "Stopped", "\"errorInformation\":{\"code\":\"MANUAL_STOP\"}")));
        List<Reading> readings = fleet.read(List.of(target("codedeploy:d-A1"), target("codedeploy:d-B2")));
        assertThat(readings)
                .extracting(reading -> reading.found().orElseThrow().status())
                .containsExactly(Status.FAILED, Status.STOPPED);
    }

    @Test
    void a_replacement_fleet_that_is_ready_waits_for_the_reroute() {
        aws.on("BatchGetDeployments")
                .reply(reply(
                        deployment("d-A1", "Ready", ""),
                        deployment("d-B2", "Ready", "\"instanceTerminationWaitTimeStarted\":true")));
        List<Reading> readings = fleet.read(List.of(target("codedeploy:d-A1"), target("codedeploy:d-B2")));
        Rollout waits = readings.get(0).found().orElseThrow();
        Rollout rerouted = readings.get(1).found().orElseThrow();
        assertThat(waits.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(waits.reason()).isEqualTo(WAITS + ": " + REROUTE.formatted("d-A1"));
        assertThat(rerouted.flags()).isEmpty();
        assertThat(rerouted.reason()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"actionOnTimeout\":\"STOP_DEPLOYMENT\",\"waitTimeInMinutes\":60', ', or stops 60 min after it was ready'",
        "'\"actionOnTimeout\":\"STOP_DEPLOYMENT\"', ', or stops in the end'",
        "'\"actionOnTimeout\":\"CONTINUE_DEPLOYMENT\"', ''"
    })
    void who_waits_for_the_reroute_is_told_what_happens_without_it(String option, String end) {
        aws.on("BatchGetDeployments")
                .reply(reply(deployment(
                        "d-A1",
                        "Ready",
                        "\"blueGreenDeploymentConfiguration\":{\"deploymentReadyOption\":{" + option + "}}")));
        assertThat(read("codedeploy:d-A1").reason()).isEqualTo(WAITS + end + ": " + REROUTE.formatted("d-A1"));
    }

    @Test
    void a_rollback_that_waits_for_the_reroute_is_told_with_its_own_id() {
        aws.on("BatchGetDeployments").with("d-A1").reply(reply(deployment("d-A1", "Failed", """
                "rollbackInfo":{"rollbackDeploymentId":"d-R1"}""")));
        aws.on("BatchGetDeployments").with("d-R1").reply(reply(deployment("d-R1", "Ready", """
                "creator":"codeDeployRollback","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-A1"}""")));
        Rollout rollout = read("codedeploy:d-A1");
        assertThat(rollout.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(rollout.reason())
                .isEqualTo("rollback d-R1: Ready; the rollback " + WAITS + ": " + REROUTE.formatted("d-R1"));
    }

    @Test
    void a_success_with_failed_instances_is_partial() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", """
                "computePlatform":"Server","deploymentOverview":{"Succeeded":3,"Failed":1}""")));
        Rollout rollout = read("codedeploy:d-A1");
        assertThat(rollout.flags()).containsExactly(Flag.PARTIAL);
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(rollout.reason()).isEqualTo("1 instance failed");
        assertThat(rollout.progress()).isEqualTo(Progress.of(3, 4, "instances"));
    }

    @Test
    void skipped_targets_are_not_done_and_are_told() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", """
                "deploymentOverview":{"Succeeded":3,"Skipped":2,"Failed":0}""")));
        Rollout rollout = read("codedeploy:d-A1");
        assertThat(rollout.flags()).isEmpty();
        assertThat(rollout.progress()).isEqualTo(Progress.of(3, 5, "targets"));
        assertThat(rollout.reason()).isEqualTo("2 targets skipped");
    }

    @Test
    void every_field_of_a_deployment_is_kept() {
        aws.on("BatchGetDeployments").reply(reply("""
                {"applicationName":"shop","deploymentGroupName":"prod","deploymentConfigName":"CodeDeployDefault.OneAtATime",
                 "deploymentId":"d-A1","status":"InProgress","createTime":1709287200.5,"startTime":1709287201,
                 "completeTime":1709287260,"creator":"autoscaling","description":"spring release",
                 "previousRevision":{"revisionType":"S3","s3Location":{"bucket":"b","key":"app-1.zip","bundleType":"zip"}},
                 "revision":{"revisionType":"S3","s3Location":{"bucket":"b","key":"app-2.zip","bundleType":"zip",
                  "version":"v7","eTag":"\\"5d41402abc4b2a76b9719d911017c592\\""}},
                 "errorInformation":{"code":"AGENT_ISSUE","message":"agent silent"},
                 "deploymentOverview":{"Pending":1,"InProgress":2,"Succeeded":3,"Failed":4,"Skipped":5,"Ready":6},
                 "ignoreApplicationStopFailures":true,
                 "autoRollbackConfiguration":{"enabled":true,"events":["DEPLOYMENT_FAILURE"]},
                 "updateOutdatedInstancesOnly":false,
                 "rollbackInfo":{"rollbackDeploymentId":"d-R1","rollbackMessage":"will roll back"},
                 "deploymentStyle":{"deploymentType":"BLUE_GREEN","deploymentOption":"WITH_TRAFFIC_CONTROL"},
                 "targetInstances":{"tagFilters":[{"Key":"k","Value":"v","Type":"KEY_AND_VALUE"}],
                  "autoScalingGroups":["asg"],"ec2TagSet":{"ec2TagSetList":[[{"Key":"k","Value":"v","Type":"KEY_ONLY"}]]}},
                 "instanceTerminationWaitTimeStarted":true,
                 "blueGreenDeploymentConfiguration":{
                  "terminateBlueInstancesOnDeploymentSuccess":{"action":"TERMINATE","terminationWaitTimeInMinutes":5},
                  "deploymentReadyOption":{"actionOnTimeout":"STOP_DEPLOYMENT","waitTimeInMinutes":60},
                  "greenFleetProvisioningOption":{"action":"COPY_AUTO_SCALING_GROUP"}},
                 "loadBalancerInfo":{"elbInfoList":[{"name":"elb"}],"targetGroupInfoList":[{"name":"tg"}],
                  "targetGroupPairInfoList":[{"targetGroups":[{"name":"tg"}],
                   "prodTrafficRoute":{"listenerArns":["arn:l"]},"testTrafficRoute":{"listenerArns":["arn:t"]}}]},
                 "additionalDeploymentStatusInfo":"more","fileExistsBehavior":"OVERWRITE",
                 "deploymentStatusMessages":["step one","step two"],"computePlatform":"Server","externalId":"cfn-1",
                 "relatedDeployments":{"autoUpdateOutdatedInstancesRootDeploymentId":"d-ROOT",
                  "autoUpdateOutdatedInstancesDeploymentIds":["d-X"]},
                 "overrideAlarmConfiguration":{"enabled":true,"ignorePollAlarmFailure":false,"alarms":[{"name":"a"}]}}"""));

        Rollout rollout = read("codedeploy:d-A1");

        assertThat(rollout.id()).isEqualTo("d-A1");
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2024-03-01T10:00:00.500Z"));
        assertThat(rollout.startedAt()).isEqualTo(Instant.parse("2024-03-01T10:00:01Z"));
        assertThat(rollout.finishedAt()).isEqualTo(Instant.parse("2024-03-01T10:01:00Z"));
        assertThat(rollout.initiator()).isEqualTo("autoscaling");
        assertThat(rollout.revision()).isEqualTo("s3://b/app-2.zip?versionId=v7");
        assertThat(rollout.revisionNames())
                .containsExactly("s3://b/app-2.zip", "app-2.zip", "v7", "5d41402abc4b2a76b9719d911017c592");
        assertThat(rollout.previousRevision()).isEqualTo("s3://b/app-1.zip");
        assertThat(rollout.progress()).isEqualTo(Progress.of(3, 21, "instances"));
        assertThat(rollout.reason()).isEqualTo("agent silent; will roll back; step one; step two");
        assertThat(rollout.problems()).containsExactly(new Problem("d-A1", "AGENT_ISSUE", "agent silent"));
        assertThat(rollout.consoleUrl())
                .isEqualTo(
                        "https://eu-west-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-A1?region=eu-west-1");
        assertThat(rollout.raw()).isInstanceOf(Map.class);
        assertThat(rollout.attributes())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("applicationName", "shop"),
                        Map.entry("deploymentGroupName", "prod"),
                        Map.entry("deploymentConfigName", "CodeDeployDefault.OneAtATime"),
                        Map.entry("description", "spring release"),
                        Map.entry(
                                "previousRevision",
                                Map.of(
                                        "revisionType",
                                        "S3",
                                        "s3Location",
                                        Map.of("bucket", "b", "key", "app-1.zip", "bundleType", "zip"))),
                        Map.entry(
                                "revision",
                                Map.of(
                                        "revisionType",
                                        "S3",
                                        "s3Location",
                                        Map.of(
                                                "bucket",
                                                "b",
                                                "key",
                                                "app-2.zip",
                                                "bundleType",
                                                "zip",
                                                "version",
                                                "v7",
                                                "eTag",
                                                "\"5d41402abc4b2a76b9719d911017c592\""))),
                        Map.entry("errorInformation", Map.of("code", "AGENT_ISSUE", "message", "agent silent")),
                        Map.entry(
                                "deploymentOverview",
                                Map.of(
                                        "Pending",
                                        1L,
                                        "InProgress",
                                        2L,
                                        "Succeeded",
                                        3L,
                                        "Failed",
                                        4L,
                                        "Skipped",
                                        5L,
                                        "Ready",
                                        6L)),
                        Map.entry("ignoreApplicationStopFailures", true),
                        Map.entry(
                                "autoRollbackConfiguration",
                                Map.of("enabled", true, "events", List.of("DEPLOYMENT_FAILURE"))),
                        Map.entry("updateOutdatedInstancesOnly", false),
                        Map.entry("rollbackDeploymentId", "d-R1"),
                        Map.entry("rollbackMessage", "will roll back"),
                        Map.entry(
                                "deploymentStyle",
                                Map.of("deploymentType", "BLUE_GREEN", "deploymentOption", "WITH_TRAFFIC_CONTROL")),
                        Map.entry(
                                "targetInstances",
                                Map.of(
                                        "tagFilters",
                                                List.of(Map.of("Key", "k", "Value", "v", "Type", "KEY_AND_VALUE")),
                                        "autoScalingGroups", List.of("asg"),
                                        "ec2TagSet",
                                                Map.of(
                                                        "ec2TagSetList",
                                                        List.of(List.of(Map.of(
                                                                "Key", "k", "Value", "v", "Type", "KEY_ONLY")))))),
                        Map.entry("instanceTerminationWaitTimeStarted", true),
                        Map.entry(
                                "blueGreenDeploymentConfiguration",
                                Map.of(
                                        "terminateBlueInstancesOnDeploymentSuccess",
                                        Map.of("action", "TERMINATE", "terminationWaitTimeInMinutes", 5),
                                        "deploymentReadyOption",
                                        Map.of("actionOnTimeout", "STOP_DEPLOYMENT", "waitTimeInMinutes", 60),
                                        "greenFleetProvisioningOption",
                                        Map.of("action", "COPY_AUTO_SCALING_GROUP"))),
                        Map.entry(
                                "loadBalancerInfo",
                                Map.of(
                                        "elbInfoList", List.of(Map.of("name", "elb")),
                                        "targetGroupInfoList", List.of(Map.of("name", "tg")),
                                        "targetGroupPairInfoList",
                                                List.of(Map.of(
                                                        "targetGroups", List.of(Map.of("name", "tg")),
                                                        "prodTrafficRoute", Map.of("listenerArns", List.of("arn:l")),
                                                        "testTrafficRoute",
                                                                Map.of("listenerArns", List.of("arn:t")))))),
                        Map.entry("additionalDeploymentStatusInfo", "more"),
                        Map.entry("fileExistsBehavior", "OVERWRITE"),
                        Map.entry("deploymentStatusMessages", List.of("step one", "step two")),
                        Map.entry("computePlatform", "Server"),
                        Map.entry("externalId", "cfn-1"),
                        Map.entry(
                                "relatedDeployments",
                                Map.of(
                                        "autoUpdateOutdatedInstancesRootDeploymentId",
                                        "d-ROOT",
                                        "autoUpdateOutdatedInstancesDeploymentIds",
                                        List.of("d-X"))),
                        Map.entry(
                                "overrideAlarmConfiguration",
                                Map.of(
                                        "enabled",
                                        true,
                                        "ignorePollAlarmFailure",
                                        false,
                                        "alarms",
                                        List.of(Map.of("name", "a"))))));
    }

    @Test
    void a_deployment_of_which_nothing_is_said_is_unknown() {
        aws.on("BatchGetDeployments").reply("{\"deploymentsInfo\":[{\"deploymentId\":\"d-A1\"}]}");
        Rollout rollout = read("codedeploy:shop/prod#d-A1");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.nativeStatus()).isNull();
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.progress()).isNull();
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.attributes()).isEmpty();
    }

    @Test
    void revisions_are_named_by_every_name_they_have() {
        String digest = "5e".repeat(32);
        aws.on("BatchGetDeployments")
                .reply(reply(
                        deployment("d-A1", "Succeeded", """
                                "revision":{"revisionType":"GitHub","gitHubLocation":{"repository":"o/r",
                                 "commitId":"0123456789abcdef0123456789abcdef01234567"}}"""),
                        deployment("d-B2", "Succeeded", """
                                "revision":{"revisionType":"AppSpecContent","appSpecContent":{"sha256":"%s"}}""".formatted(digest)),
                        deployment("d-C3", "Succeeded", """
                                "revision":{"revisionType":"String","string":{"content":"x","sha256":"%s"}}""".formatted(digest)),
                        deployment("d-D4", "Succeeded", "\"revision\":{\"revisionType\":\"S3\"}")));
        List<Rollout> rollouts = fleet
                .read(List.of(
                        target("codedeploy:d-A1"),
                        target("codedeploy:d-B2"),
                        target("codedeploy:d-C3"),
                        target("codedeploy:d-D4")))
                .stream()
                .map(reading -> reading.found().orElseThrow())
                .toList();
        assertThat(rollouts)
                .extracting(Rollout::revision)
                .containsExactly("o/r@0123456789abcdef0123456789abcdef01234567", digest, digest, null);
        assertThat(rollouts.get(0).brings("0123456")).isTrue();
        assertThat(rollouts.get(0).brings("1234567")).isFalse();
        assertThat(rollouts.get(1).brings("5e5e5e5e")).isTrue();
        assertThat(rollouts.get(2).brings("sha256:" + digest)).isTrue();
    }

    @Test
    void a_version_a_key_and_an_etag_name_an_object() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", """
                "revision":{"revisionType":"S3","s3Location":{"bucket":"b","key":"k/app.zip","version":"v7","eTag":"e1"}}""")));
        Rollout rollout = read("codedeploy:d-A1");
        assertThat(List.of("v7", "k/app.zip", "app.zip", "e1", "s3://b/k/app.zip", "s3://b/k/app.zip?versionId=v7"))
                .allMatch(rollout::brings);
        assertThat(rollout.brings("v8")).isFalse();
    }

    @Test
    void pinned_targets_are_read_in_batches_of_25_and_nothing_else_is_asked() {
        aws.on("BatchGetDeployments")
                .reply(reply(IntStream.range(0, 25)
                        .mapToObj(number -> deployment("d-N" + number, "InProgress", ""))
                        .toArray(String[]::new)));
        List<Target> targets = IntStream.range(0, 25)
                .mapToObj(number -> target("codedeploy:shop/prod#d-N" + number))
                .toList();
        assertThat(fleet.read(targets)).allMatch(reading -> reading.found().isPresent());
        fleet.read(targets);
        assertThat(aws.operations()).containsExactly("BatchGetDeployments", "BatchGetDeployments");
        assertThat(aws.requests().get(0).body()).contains("\"d-N0\"", "\"d-N24\"");
    }

    @Test
    void a_rollback_that_is_over_is_not_asked_for_again_and_one_under_way_is() {
        aws.on("BatchGetDeployments")
                .with("d-A1")
                .reply(reply(deployment("d-A1", "Failed", "\"rollbackInfo\":{\"rollbackDeploymentId\":\"d-R1\"}")));
        aws.on("BatchGetDeployments").with("d-R1").reply(reply(deployment("d-R1", "InProgress", "")));
        aws.on("BatchGetDeployments").with("d-R1").reply(reply(deployment("d-R1", "Succeeded", "")));
        assertThat(read("codedeploy:d-A1").status()).isEqualTo(Status.ROLLING_BACK);
        assertThat(read("codedeploy:d-A1").status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(read("codedeploy:d-A1").status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(aws.operations()).hasSize(5);
    }

    @Test
    void the_latest_deployments_of_groups_cost_one_call_an_application_and_one_for_the_deployments() {
        aws.on("BatchGetDeploymentGroups")
                .reply("{\"deploymentGroupsInfo\":[" + group("beta", lastAttempted("d-B2")) + ","
                        + group("prod", lastAttempted("d-A1")) + "]}");
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", ""), """
                        {"applicationName":"shop","deploymentGroupName":"beta","deploymentId":"d-B2","status":"Failed"}"""));
        List<Reading> readings = fleet.read(List.of(target("deploy:shop/prod"), target("deploy:shop/beta")));
        assertThat(readings)
                .extracting(reading -> reading.found().orElseThrow().id())
                .containsExactly("d-A1", "d-B2");
        assertThat(aws.operations()).containsExactly("BatchGetDeploymentGroups", "BatchGetDeployments");
        assertThat(aws.requests().get(0).body())
                .contains("\"applicationName\":\"shop\"", "\"deploymentGroupNames\":[\"prod\",\"beta\"]");
    }

    @Test
    void an_arn_names_a_group() {
        Target target = target("arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/prod");
        assertThat(target.fields())
                .containsOnly(Map.entry("application-name", "shop"), Map.entry("deployment-group-name", "prod"));
        assertThat(target.account()).isEqualTo("111122223333");
    }

    @Test
    void a_group_to_which_nothing_was_deployed_says_so() {
        aws.on("BatchGetDeploymentGroups").reply("{\"deploymentGroupsInfo\":[" + group("prod", "") + "]}");
        ReadError error = failure("codedeploy:shop/prod");
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("nothing was ever deployed to deployment group prod of shop");
    }

    @Test
    void a_misspelt_group_is_not_found_and_does_not_hide_the_others() {
        aws.on("BatchGetDeploymentGroups")
                .reply("{\"deploymentGroupsInfo\":[" + group("prod", lastAttempted("d-A1"))
                        + "],\"errorMessage\":\"prdo does not exist\"}");
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", "")));
        List<Reading> readings = fleet.read(List.of(target("codedeploy:shop/prdo"), target("codedeploy:shop/prod")));
        ReadError error = readings.get(0).failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("application shop has no deployment group prdo: prdo does not exist");
        assertThat(readings.get(1).found()).isPresent();
    }

    @Test
    void a_misspelt_application_is_not_found_and_does_not_hide_the_others() {
        aws.on("BatchGetDeploymentGroups")
                .with("\"applicationName\":\"shpo\"")
                .fail(400, "ApplicationDoesNotExistException", "No application found for name: shpo");
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", "")));
        List<Reading> readings = fleet.read(List.of(target("codedeploy:shpo/prod"), target("codedeploy:d-A1")));
        assertThat(readings.get(0).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(readings.get(0).failed().orElseThrow().action()).isEqualTo("codedeploy:BatchGetDeploymentGroups");
        assertThat(readings.get(1).found()).isPresent();
    }

    @Test
    void a_deployment_the_service_leaves_out_is_not_found() {
        aws.on("BatchGetDeployments").reply(reply());
        assertThat(failure("codedeploy:d-A1").kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_malformed_id_is_invalid() {
        aws.on("BatchGetDeployments").fail(400, "InvalidDeploymentIdException", "bad id");
        assertThat(failure("codedeploy:shop/prod#x").kind()).isEqualTo(ErrorKind.INVALID);
    }

    @Test
    void a_deployment_of_another_group_is_no_answer() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", "")));
        assertThat(failure("codedeploy:shop/beta#d-A1").kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure("codedeploy:store/prod#d-A1").kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure("codedeploy:d-B2#d-A1").kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_deployment_can_be_pinned_to_itself() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", "")));
        assertThat(read("codedeploy:d-A1#d-A1").id()).isEqualTo("d-A1");
    }

    @Test
    void history_reads_all_pages_of_a_window_and_sorts_them_newest_first() {
        aws.on("ListDeployments").reply("{\"deployments\":[\"d-A1\",\"d-C3\"],\"nextToken\":\"t\"}");
        aws.on("ListDeployments").with("\"nextToken\":\"t\"").reply("{\"deployments\":[\"d-B2\",\"d-D4\"]}");
        aws.on("BatchGetDeployments")
                .reply(reply(
                        created("d-A1", "Succeeded", CREATED - 300),
                        created("d-B2", "Failed", CREATED - 100),
                        created("d-C3", "Stopped", CREATED - 200),
                        deployment("d-D4", "Succeeded", "")));
        List<Rollout> rows = history("codedeploy:shop/prod", HistoryQuery.newest(4, LoopbackAws.NOW));
        assertThat(rows).extracting(Rollout::id).containsExactly("d-B2", "d-C3", "d-A1", "d-D4");
        assertThat(aws.operations()).containsExactly("ListDeployments", "ListDeployments", "BatchGetDeployments");
        assertThat(aws.requests().get(0).body())
                .contains("\"applicationName\":\"shop\"", "\"deploymentGroupName\":\"prod\"")
                .contains("\"createTimeRange\":{\"start\":1708646400.000}")
                .doesNotContain("includeOnlyStatuses", "nextToken");
    }

    @Test
    void history_looks_further_back_only_until_the_limit_is_met() {
        aws.on("ListDeployments").with("{\"start\":1708646400.000}").reply("{\"deployments\":[\"d-A1\"]}");
        aws.on("ListDeployments")
                .with("{\"start\":1706659200.000,\"end\":1708646401.000}")
                .reply("{\"deployments\":[\"d-A1\",\"d-B2\"]}");
        aws.on("BatchGetDeployments").with("d-A1").reply(reply(created("d-A1", "Succeeded", 1708646400)));
        aws.on("BatchGetDeployments").with("d-B2").reply(reply(created("d-B2", "Succeeded", 1707000000)));
        List<Rollout> rows = history("codedeploy:shop/prod", HistoryQuery.newest(2, LoopbackAws.NOW));
        assertThat(rows).extracting(Rollout::id).containsExactly("d-A1", "d-B2");
        assertThat(bodies("ListDeployments")).hasSize(2);
        assertThat(bodies("BatchGetDeployments")).hasSize(2).last().asString().doesNotContain("d-A1");
    }

    @Test
    void a_whole_history_reaches_back_to_the_beginning() {
        aws.on("ListDeployments").reply("{\"deployments\":[]}");
        assertThat(history("codedeploy:shop/prod", HistoryQuery.newest(0, LoopbackAws.NOW)))
                .isEmpty();
        assertThat(bodies("ListDeployments"))
                .extracting(body -> body.replaceAll(".*\"createTimeRange\":(\\{[^}]*}).*", "$1"))
                .containsExactly(
                        "{\"start\":1708646400.000}",
                        "{\"start\":1706659200.000,\"end\":1708646401.000}",
                        "{\"start\":1693699200.000,\"end\":1706659201.000}",
                        "{\"end\":1693699201.000}");
    }

    @Test
    void history_stays_inside_the_time_asked_for() {
        aws.on("ListDeployments").reply("{\"deployments\":[]}");
        history(
                "codedeploy:shop/prod",
                new HistoryQuery(
                        Set.of(),
                        Instant.ofEpochSecond(1699000000),
                        Instant.ofEpochSecond(1700000000),
                        20,
                        null,
                        LoopbackAws.NOW));
        assertThat(bodies("ListDeployments"))
                .extracting(body -> body.replaceAll(".*\"createTimeRange\":(\\{[^}]*}).*", "$1"))
                .containsExactly(
                        "{\"start\":1699315200.000,\"end\":1700000000.000}",
                        "{\"start\":1699000000.000,\"end\":1699315201.000}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PENDING | Created,Failed,Queued,Stopped",
                "SUCCEEDED | Failed,Stopped,Succeeded",
                "FAILED | Failed,Stopped",
                "ROLLED_BACK | Failed,Stopped,Succeeded",
                "ROLLING_BACK | Baking,Created,Failed,InProgress,Queued,Ready,Stopped",
                "ROLLBACK_FAILED | Failed,Stopped",
                "in-progress | Baking,Failed,InProgress,Ready,Stopped",
                "Baking | Baking,Failed,Stopped"
            })
    void the_service_filters_by_every_word_a_wanted_status_may_stand_behind(String wanted, String words) {
        aws.on("ListDeployments").reply("{\"deployments\":[]}");
        history(
                "codedeploy:shop/prod",
                new HistoryQuery(Set.of(wanted), Instant.ofEpochSecond(CREATED), null, 20, null, LoopbackAws.NOW));
        String sent = bodies("ListDeployments").get(0).replaceAll(".*\"includeOnlyStatuses\":\\[([^]]*)].*", "$1");
        assertThat(sent.replace("\"", "").split(",")).containsExactlyInAnyOrder(words.split(","));
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN", "BrandNew"})
    void a_word_that_is_not_known_yet_is_not_filtered_away_by_the_service(String wanted) {
        aws.on("ListDeployments").reply("{\"deployments\":[\"d-A1\",\"d-B2\"]}");
        aws.on("BatchGetDeployments")
                .reply(reply(created("d-A1", "BrandNew", CREATED), created("d-B2", "Succeeded", CREATED)));
        HistoryQuery query =
                new HistoryQuery(Set.of(wanted), Instant.ofEpochSecond(CREATED), null, 20, null, LoopbackAws.NOW);
        assertThat(history("codedeploy:shop/prod", query))
                .extracting(Rollout::id)
                .containsExactly("d-A1");
        assertThat(bodies("ListDeployments").get(0)).doesNotContain("includeOnlyStatuses");
    }

    @Test
    void a_rolled_back_deployment_is_listed_as_rolled_back() {
        aws.on("ListDeployments").reply("{\"deployments\":[\"d-A1\"]}");
        aws.on("BatchGetDeployments").with("d-A1").reply(reply(deployment("d-A1", "Failed", """
                "createTime":1709287200,"rollbackInfo":{"rollbackDeploymentId":"d-R1"}""")));
        aws.on("BatchGetDeployments").with("d-R1").reply(reply(deployment("d-R1", "Succeeded", "")));
        HistoryQuery query = new HistoryQuery(Set.of("ROLLED_BACK"), CREATED_AT, null, 20, null, LoopbackAws.NOW);
        assertThat(history("codedeploy:shop/prod", query))
                .extracting(Rollout::status)
                .containsExactly(Status.ROLLED_BACK);
    }

    @Test
    void the_history_of_a_deployment_is_the_deployment() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", "")));
        assertThat(history("codedeploy:d-A1", HistoryQuery.newest(20, LoopbackAws.NOW)))
                .extracting(Rollout::id)
                .containsExactly("d-A1");
    }

    @Test
    void targets_are_found_over_all_pages() {
        aws.on("ListApplications").reply("{\"applications\":[\"shop\"],\"nextToken\":\"a\"}");
        aws.on("ListApplications").with("\"nextToken\":\"a\"").reply("{\"applications\":[\"mail@home\"]}");
        aws.on("ListDeploymentGroups")
                .with("\"applicationName\":\"shop\"")
                .reply("{\"deploymentGroups\":[\"prod\"],\"nextToken\":\"g\"}");
        aws.on("ListDeploymentGroups").with("\"nextToken\":\"g\"").reply("{\"deploymentGroups\":[\"beta\"]}");
        aws.on("ListDeploymentGroups").with("mail@home").reply("{\"deploymentGroups\":[\"prod\"]}");
        List<Target> found = new ArrayList<>();
        assertThat(fleet.discover(target("codedeploy:x/y"), found::add)).isEmpty();
        assertThat(found)
                .extracting(Target::toString)
                .containsExactly(
                        "codedeploy:shop/prod@eu-west-1",
                        "codedeploy:shop/beta@eu-west-1",
                        "codedeploy:mail%40home/prod@eu-west-1");
    }

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
    void every_call_has_its_permission_and_the_options_are_the_apis_own() {
        assertThat(new CodeDeploy().info().options())
                .containsExactly("deployment-id", "application-name", "deployment-group-name");
        assertThat(new CodeDeploy().info().actions().keySet())
                .containsExactlyInAnyOrder(
                        "codedeploy:BatchGetDeployments",
                        "codedeploy:BatchGetDeploymentGroups",
                        "codedeploy:ListDeployments",
                        "codedeploy:ListDeploymentTargets",
                        "codedeploy:BatchGetDeploymentTargets",
                        "codedeploy:ListApplications",
                        "codedeploy:ListDeploymentGroups");
    }
}
