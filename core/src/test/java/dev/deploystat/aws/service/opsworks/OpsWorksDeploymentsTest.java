package dev.deploystat.aws.service.opsworks;

import static dev.deploystat.aws.service.opsworks.OpsWorksReplies.WHOLE;
import static dev.deploystat.aws.service.opsworks.OpsWorksReplies.command;
import static dev.deploystat.aws.service.opsworks.OpsWorksReplies.deployment;
import static dev.deploystat.aws.service.opsworks.OpsWorksReplies.deployments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several deployments of OpsWorks as one answer, and what became of the instances of each. */
class OpsWorksDeploymentsTest extends AgainstLoopback {
    @ParameterizedTest
    @CsvSource({
        "successful,successful,SUCCEEDED,successful",
        "successful,running,IN_PROGRESS,running",
        "running,failed,FAILED,failed",
        "failed,successful,FAILED,failed",
        "successful,brand_new_word,UNKNOWN,brand_new_word",
        "brand_new_word,running,UNKNOWN,brand_new_word",
        "brand_new_word,failed,FAILED,failed"
    })
    void several_deployments_are_as_bad_as_the_worst_of_them(String a, String b, Status status, String nativeStatus) {
        aws.on("DescribeDeployments")
                .reply(deployments(
                        deployment("d1", a, "2024-03-01T10:00:00+00:00", ""),
                        deployment("d2", b, "2024-03-01T10:00:00+00:00", "")));
        Rollout rollout = read("opsworks:deployment/d1,d2");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(nativeStatus);
    }

    @Test
    void several_deployments_are_parts_of_one_answer_and_lose_no_member() {
        aws.on("DescribeDeployments").reply("""
                {"Deployments":[
                 {"DeploymentId":"d2","StackId":"s2","CreatedAt":"2024-03-01T09:00:00+00:00",
                  "CompletedAt":"2024-03-01T09:00:30+00:00","Command":{"Name":"rollback"},"Status":"failed"},%s""".formatted(WHOLE.substring(WHOLE.indexOf("[{") + 1)));

        Rollout rollout = read("opsworks:deployment/d1,d2");

        assertThat(rollout.id()).isEqualTo("d1,d2");
        assertThat(rollout.operation()).isNull();
        assertThat(rollout.initiator()).isNull();
        assertThat(rollout.createdAt()).isEqualTo("2024-03-01T09:00:00Z");
        assertThat(rollout.finishedAt()).isEqualTo("2024-03-01T10:01:05Z");
        assertThat(rollout.progress()).isEqualTo(Progress.of(2, 2, "deployments"));
        assertThat(rollout.reason()).isEqualTo("1 of 2 deployments failed: d2");
        assertThat(rollout.parts())
                .containsExactly(
                        new Part(
                                "deployment",
                                "d1",
                                null,
                                Status.SUCCEEDED,
                                "successful",
                                Instant.parse("2024-03-01T10:00:00Z"),
                                Instant.parse("2024-03-01T10:01:05Z"),
                                "deploy: release 42"),
                        new Part(
                                "deployment",
                                "d2",
                                null,
                                Status.FAILED,
                                "failed",
                                Instant.parse("2024-03-01T09:00:00Z"),
                                Instant.parse("2024-03-01T09:00:30Z"),
                                "rollback"));
        Map<String, Object> first = Map.ofEntries(
                Map.entry("deploymentId", "d1"),
                Map.entry("stackId", "s1"),
                Map.entry("appId", "a1"),
                Map.entry("createdAt", "2024-03-01T10:00:00Z"),
                Map.entry("completedAt", "2024-03-01T10:01:05Z"),
                Map.entry("duration", 65),
                Map.entry("iamUserArn", "arn:aws:iam::111122223333:user/ann"),
                Map.entry("comment", "release 42"),
                Map.entry("commandName", "deploy"),
                Map.entry("commandArgs", Map.of("migrate", List.of("true"))),
                Map.entry("status", "successful"),
                Map.entry("customJson", "{\"password\":\"hunter2\"}"),
                Map.entry("instanceIds", List.of("i1", "i2")));
        assertThat(rollout.attributes())
                .containsOnlyKeys("deployments")
                .extractingByKey("deployments")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(2)
                .first()
                .isEqualTo(first);
        assertThat(rollout.raw()).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(2);
    }

    @Test
    void several_deployments_share_what_they_have_in_common_and_are_over_when_all_are() {
        String who = ",\"IamUserArn\":\"arn:aws:iam::111122223333:user/ann\"";
        aws.on("DescribeDeployments")
                .reply(deployments(
                        deployment(
                                "d1",
                                "successful",
                                "2024-03-01T10:00:00+00:00",
                                who + ",\"CompletedAt\":\"2024-03-01T10:01:00+00:00\""),
                        deployment("d2", "running", "2024-03-01T10:00:00+00:00", who)));
        Rollout rollout = read("opsworks:deployment/d1,d2");
        assertThat(rollout.nativeOperation()).isEqualTo("DEPLOY");
        assertThat(rollout.initiator()).isEqualTo("arn:aws:iam::111122223333:user/ann");
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.progress()).isEqualTo(Progress.of(1, 2, "deployments"));
        assertThat(rollout.reason()).isNull();
    }

    @Test
    void several_deployments_can_be_pinned_again_by_the_id_they_have_together() {
        aws.on("DescribeDeployments")
                .reply(deployments(
                        deployment("d1", "successful", "2024-03-01T10:00:00+00:00", ""),
                        deployment("d2", "successful", "2024-03-01T10:00:00+00:00", "")));
        Target asked = target("opsworks:deployment/d2,d1,d2");
        Rollout rollout = fleet.read(List.of(asked)).get(0).found().orElseThrow();
        assertThat(rollout.id()).isEqualTo("d2,d1");
        Target pinned = asked.pinnedTo(rollout.id());
        assertThat(fleet.read(List.of(pinned)).get(0).found().orElseThrow().id())
                .isEqualTo("d2,d1");
        assertThat(target(pinned.toString())).isEqualTo(pinned);
    }

    @Test
    void one_of_several_deployments_that_the_reply_leaves_out_is_never_a_pass() {
        aws.on("DescribeDeployments")
                .reply(deployments(deployment("d1", "successful", "2024-03-01T10:00:00+00:00", "")));
        ReadError error = reading("opsworks:deployment/d1,d2").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("AWS OpsWorks Stacks has no deployment d2");
    }

    @Test
    void several_deployments_are_rows_of_their_own_in_a_history() {
        aws.on("DescribeDeployments")
                .with("{\"DeploymentIds\":[\"d1\",\"d2\"]}")
                .reply(deployments(
                        deployment("d1", "failed", "2024-02-01T10:00:00+00:00", ""),
                        deployment("d2", "successful", "2024-02-02T10:00:00+00:00", "")));
        assertThat(history("opsworks:deployment/d1,d2", HistoryQuery.newest(0)))
                .extracting(Rollout::id, Rollout::status)
                .containsExactly(tuple("d2", Status.SUCCEEDED), tuple("d1", Status.FAILED));
    }

    @Test
    void an_explanation_tells_what_became_of_every_instance() {
        aws.on("DescribeDeployments")
                .reply(
                        deployments(
                                deployment(
                                        "d1",
                                        "failed",
                                        "2024-03-01T10:00:00+00:00",
                                        ",\"CompletedAt\":\"2024-03-01T10:02:00+00:00\",\"InstanceIds\":[\"i1\",\"i2\",\"i3\",\"i4\"]")));
        aws.on("DescribeInstances").with("{\"StackId\":\"s1\"}").reply("""
                {"Instances":[{"InstanceId":"i1","Hostname":"web1","Status":"online"},
                 {"InstanceId":"i2","Hostname":"web2"},{"InstanceId":"i4","Hostname":"web4","Status":"setup_failed"}]}""");
        aws.on("DescribeCommands").with("{\"DeploymentId\":\"d1\"}").reply("""
                {"Commands":[%s,%s,%s]}""".formatted(
                        command("c3", "i3", "failed", """
                                ,"CompletedAt":"2024-03-01T10:01:30+00:00","ExitCode":137"""),
                        command("c2", "i2", "failed", """
                                ,"AcknowledgedAt":"2024-03-01T10:00:05+00:00","CompletedAt":"2024-03-01T10:01:00+00:00",
                                "ExitCode":1,"LogUrl":"https://logs/c2.gz\""""),
                        command("c1", "i1", "pending", "")));

        Rollout rollout = explain("opsworks:app/a1");

        assertThat(rollout.parts())
                .containsExactly(
                        new Part(
                                "instance",
                                "i3",
                                null,
                                Status.FAILED,
                                "failed",
                                null,
                                Instant.parse("2024-03-01T10:01:30Z"),
                                "exit code 137"),
                        new Part(
                                "instance",
                                "i2",
                                null,
                                Status.FAILED,
                                "failed",
                                Instant.parse("2024-03-01T10:00:05Z"),
                                Instant.parse("2024-03-01T10:01:00Z"),
                                "web2, exit code 1, log https://logs/c2.gz"),
                        new Part("instance", "i1", null, Status.PENDING, "pending", null, null, "web1 (online)"),
                        new Part(
                                "instance",
                                "i4",
                                null,
                                Status.UNKNOWN,
                                null,
                                null,
                                null,
                                "web4 (setup_failed), no command"));
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("i2", "failed", "web2, deploy command failed, exit code 1, log https://logs/c2.gz"),
                        new Problem("i3", "failed", "deploy command failed, exit code 137"));
        assertThat(rollout.progress()).isEqualTo(Progress.of(2, 4, "instances"));
        assertThat(rollout.events())
                .contains(
                        new Event(Instant.parse("2024-03-01T10:00:05Z"), "i2", null, "deploy command c2 acknowledged"),
                        new Event(
                                Instant.parse("2024-03-01T10:01:00Z"),
                                "i2",
                                "failed",
                                "deploy command c2 completed, exit code 1"))
                .isSortedAccordingTo(Comparator.comparing(Event::at))
                .startsWith(new Event(Instant.parse("2024-03-01T10:00:00Z"), null, null, "deployment created"))
                .endsWith(new Event(Instant.parse("2024-03-01T10:02:00Z"), null, "failed", "deployment completed"))
                .hasSize(8);
    }

    @Test
    void a_success_with_a_failed_command_is_explained_as_partial() {
        aws.on("DescribeDeployments").reply("{\"Deployments\":[{\"DeploymentId\":\"d1\",\"Status\":\"successful\"}]}");
        aws.on("DescribeCommands").reply("{\"Commands\":[{\"CommandId\":\"c1\",\"Status\":\"failed\"}]}");
        Rollout rollout = explain("opsworks:deployment/d1");
        assertThat(rollout.flags()).contains(Flag.PARTIAL);
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(rollout.problems()).containsExactly(new Problem("c1", "failed", "command failed"));
    }

    @Test
    void an_explanation_of_several_deployments_puts_instances_under_their_deployment() {
        aws.on("DescribeDeployments")
                .reply(deployments(
                        deployment("d1", "successful", "2024-03-01T10:00:00+00:00", ",\"InstanceIds\":[\"i1\"]"),
                        deployment("d2", "running", "2024-03-01T10:00:00+00:00", ",\"InstanceIds\":[\"i1\"]")));
        aws.on("DescribeInstances").reply("{\"Instances\":[]}");
        aws.on("DescribeCommands").with("d1").reply("{\"Commands\":[" + command("c1", "i1", "successful", "") + "]}");
        aws.on("DescribeCommands").with("d2").reply("{\"Commands\":[" + command("c2", "i1", "pending", "") + "]}");

        Rollout rollout = explain("opsworks:deployment/d1,d2");

        assertThat(rollout.parts())
                .extracting(Part::kind, Part::name, Part::parentId, Part::status)
                .containsExactly(
                        tuple("deployment", "d1", null, Status.SUCCEEDED),
                        tuple("deployment", "d2", null, Status.IN_PROGRESS),
                        tuple("instance", "i1", "d1", Status.SUCCEEDED),
                        tuple("instance", "i1", "d2", Status.PENDING));
        assertThat(rollout.progress()).isEqualTo(Progress.of(1, 2, "deployments"));
        assertThat(rollout.events()).extracting(Event::resource).contains("d1", "d2", "i1");
        assertThat(rollout.problems()).isEmpty();
        assertThat(aws.operations())
                .containsExactly(
                        "DescribeDeployments",
                        "DescribeDeployments",
                        "DescribeInstances",
                        "DescribeCommands",
                        "DescribeCommands");
    }
}
