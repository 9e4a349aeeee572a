package dev.deploystat.aws.service.codedeploy;

import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.deployment;
import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.group;
import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.lastAttempted;
import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a deployment of CodeDeploy came to: its status, the other half of a rollback, its revision and the reason. */
class CodeDeployOutcomeTest extends AgainstLoopback {
    private static final String WAITS = "waits for somebody to reroute traffic to the replacement targets";
    private static final String REROUTE =
            "aws deploy continue-deployment --deployment-id %s --deployment-wait-type READY_WAIT";

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

    @ParameterizedTest
    @CsvSource({"2, 2 instances skipped; it reached none of its instances", "0, it reached none of its instances"})
    void a_success_that_reached_nothing_is_partial(int skipped, String reason) {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", """
                "computePlatform":"Server","deploymentOverview":{"Succeeded":0,"Skipped":%d,"Failed":0}""".formatted(skipped))));
        Rollout rollout = read("codedeploy:d-A1");
        assertThat(rollout.flags()).containsExactly(Flag.PARTIAL);
        assertThat(rollout.reason()).isEqualTo(reason);
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
        assertThat(rollout.reason()).isEqualTo("agent silent; will roll back; step one; step two; more");
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
}
