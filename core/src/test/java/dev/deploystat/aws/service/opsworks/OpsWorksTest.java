package dev.deploystat.aws.service.opsworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.AwsSession;
import dev.deploystat.aws.CallErrors;
import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.StoppedTime;
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
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Verdict;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.opsworks.model.Deployment;

class OpsWorksTest extends AgainstLoopback {
    private static final Instant AFTER_THE_END = Instant.parse("2024-05-26T00:00:00Z");
    private static final String WHOLE = """
            {"Deployments":[{"DeploymentId":"d1","StackId":"s1","AppId":"a1","CreatedAt":"2024-03-01T10:00:00+00:00",
             "CompletedAt":"2024-03-01T10:01:05+00:00","Duration":65,"IamUserArn":"arn:aws:iam::111122223333:user/ann",
             "Comment":"release 42","Command":{"Name":"deploy","Args":{"migrate":["true"]}},"Status":"successful",
             "CustomJson":"{\\"password\\":\\"hunter2\\"}","InstanceIds":["i1","i2"]}]}""";

    private final Targets targets = new Targets(new Adapters());

    private List<String> bodies() {
        return aws.requests().stream().map(LoopbackAws.Request::body).toList();
    }

    private static String deployment(String id, String status, String createdAt, String more) {
        return """
            {"DeploymentId":"%s","StackId":"s1","AppId":"a1","CreatedAt":"%s","Command":{"Name":"deploy","Args":{}},
             "Status":"%s"%s}""".formatted(id, createdAt, status, more);
    }

    private static String deployments(String... each) {
        return "{\"Deployments\":[" + String.join(",", each) + "]}";
    }

    private static String command(String id, String instance, String status, String more) {
        return """
            {"CommandId":"%s","InstanceId":"%s","DeploymentId":"d1","CreatedAt":"2024-03-01T10:00:01+00:00",
             "Status":"%s","Type":"deploy"%s}""".formatted(id, instance, status, more);
    }

    @Test
    void every_member_of_a_deployment_is_read() {
        aws.on("DescribeDeployments").reply(WHOLE);

        Rollout rollout = read("opsworks:deployment/d1");

        assertThat(rollout.id()).isEqualTo("d1");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.nativeStatus()).isEqualTo("successful");
        assertThat(rollout.nativeOperation()).isEqualTo("DEPLOY");
        assertThat(rollout.initiator()).isEqualTo("arn:aws:iam::111122223333:user/ann");
        assertThat(rollout.createdAt()).isEqualTo("2024-03-01T10:00:00Z");
        assertThat(rollout.finishedAt()).isEqualTo("2024-03-01T10:01:05Z");
        assertThat(rollout.attributes())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "stackId", "s1",
                        "appId", "a1",
                        "commandName", "deploy",
                        "commandArgs", Map.of("migrate", List.of("true")),
                        "comment", "release 42",
                        "customJson", "{\"password\":\"hunter2\"}",
                        "duration", 65,
                        "instanceIds", List.of("i1", "i2")));
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.progress()).isNull();
        assertThat(rollout.consoleUrl()).isNull();
        assertThat(rollout.flags()).containsExactly(Flag.RETIRED);
    }

    @Test
    void the_raw_reply_has_every_member_that_the_api_has() {
        aws.on("DescribeDeployments").reply(WHOLE);
        Set<String> members = Deployment.builder().build().sdkFieldNameToField().keySet();
        assertThat(members).hasSize(12);
        assertThat(read("opsworks:deployment/d1").raw())
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsOnlyKeys(members);
    }

    @Test
    void a_deployment_without_optional_members_is_read() {
        aws.on("DescribeDeployments").reply("{\"Deployments\":[{\"DeploymentId\":\"d1\"}]}");
        Rollout rollout = read("opsworks:s1#d1");
        assertThat(rollout.id()).isEqualTo("d1");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.nativeStatus()).isNull();
        assertThat(rollout.operation()).isNull();
        assertThat(rollout.createdAt()).isNull();
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.attributes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "running,IN_PROGRESS,PENDING",
        "successful,SUCCEEDED,PASS",
        "failed,FAILED,FAIL",
        "Successful,SUCCEEDED,PASS",
        "skipped,UNKNOWN,PENDING",
        "brand_new_word,UNKNOWN,PENDING"
    })
    void every_status_of_a_deployment_is_mapped_and_kept(String word, Status status, Verdict verdict) {
        aws.on("DescribeDeployments").reply(deployments(deployment("d1", word, "2024-03-01T10:00:00+00:00", "")));
        Rollout rollout = read("opsworks:deployment/d1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.verdict(Set.of())).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "pending,PENDING",
        "successful,SUCCEEDED",
        "failed,FAILED",
        "skipped,STOPPED",
        "running,UNKNOWN",
        "brand_new_word,UNKNOWN"
    })
    void every_status_of_a_command_is_mapped_and_kept(String word, Status status) {
        aws.on("DescribeDeployments").reply(deployments(deployment("d1", "running", "2024-03-01T10:00:00+00:00", "")));
        aws.on("DescribeInstances").reply("{\"Instances\":[]}");
        aws.on("DescribeCommands").reply("{\"Commands\":[" + command("c1", "i1", word, "") + "]}");
        assertThat(explain("opsworks:deployment/d1").parts()).singleElement().satisfies(part -> {
            assertThat(part.status()).isEqualTo(status);
            assertThat(part.nativeStatus()).isEqualTo(word);
        });
    }

    @Test
    void the_list_of_states_is_the_whole_mapping() {
        assertThat(new OpsWorks().states())
                .extracting(NativeState::kind, NativeState::word, NativeState::status, NativeState::note)
                .containsExactly(
                        tuple("command", "failed", Status.FAILED, ""),
                        tuple("command", "pending", Status.PENDING, ""),
                        tuple("command", "skipped", Status.STOPPED, ""),
                        tuple("command", "successful", Status.SUCCEEDED, ""),
                        tuple("deployment", "failed", Status.FAILED, ""),
                        tuple("deployment", "running", Status.IN_PROGRESS, ""),
                        tuple("deployment", "successful", Status.SUCCEEDED, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "install_dependencies",
                "update_dependencies",
                "update_custom_cookbooks",
                "execute_recipes",
                "configure",
                "setup",
                "deploy",
                "rollback",
                "start",
                "stop",
                "restart",
                "undeploy",
                "brand_new_word"
            })
    void the_command_is_the_operation(String word) {
        aws.on("DescribeDeployments")
                .reply("{\"Deployments\":[{\"DeploymentId\":\"d1\",\"Status\":\"failed\",\"Command\":{\"Name\":\""
                        + word + "\"}}]}");
        Rollout rollout = read("opsworks:deployment/d1");
        assertThat(rollout.nativeOperation()).isEqualTo(word.toUpperCase(Locale.ROOT));
        assertThat(rollout.attributes()).containsEntry("commandName", word);
    }

    @Test
    void a_rollback_that_was_asked_for_and_succeeded_is_a_success_and_says_what_it_was() {
        aws.on("DescribeDeployments")
                .reply(
                        "{\"Deployments\":[{\"DeploymentId\":\"d1\",\"Status\":\"successful\",\"Command\":{\"Name\":\"rollback\"}}]}");
        Rollout rollout = read("opsworks:deployment/d1");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.nativeOperation()).isEqualTo("ROLLBACK");
    }

    @Test
    void an_update_of_the_operating_system_brings_the_version_it_names() {
        aws.on("DescribeDeployments").reply("""
                {"Deployments":[{"DeploymentId":"d1","Status":"running","Command":{"Name":"update_dependencies",
                 "Args":{"upgrade_os_to":["Amazon Linux 2016.09"],"allow_reboot":["true"]}}}]}""");
        Rollout rollout = read("opsworks:deployment/d1");
        assertThat(rollout.revision()).isEqualTo("Amazon Linux 2016.09");
        assertThat(rollout.brings("Amazon Linux 2016.09")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "opsworks:s1|{\"StackId\":\"s1\"}",
                "opsworks:app/a1|{\"AppId\":\"a1\"}",
                "opsworks:deployment/d1|{\"DeploymentIds\":[\"d1\"]}",
                "opsworks:deployment/d1,d2|{\"DeploymentIds\":[\"d1\",\"d2\"]}",
                "opsworks:s1#d1|{\"DeploymentIds\":[\"d1\"]}",
                "opsworks:app/a1#d1|{\"DeploymentIds\":[\"d1\"]}",
                "opsworks:deployment/d1,d2#d2|{\"DeploymentIds\":[\"d2\"]}",
                "arn:aws:opsworks:eu-west-1:111122223333:stack/s1/|{\"StackId\":\"s1\"}",
            })
    void every_call_names_stack_or_app_or_deployments_and_never_two_of_them(String text, String body) {
        aws.on("DescribeDeployments")
                .reply(deployments(
                        deployment("d1", "running", "2024-03-01T10:00:00+00:00", ""),
                        deployment("d2", "running", "2024-03-01T10:00:00+00:00", "")));
        read(text);
        assertThat(bodies()).containsExactly(body);
    }

    @Test
    void the_service_takes_exactly_one_of_stack_app_and_deployments() {
        ServiceInfo info = new OpsWorks().info();
        assertThat(info.options()).containsExactly("stack-id", "app-id", "deployment-ids", "deployment-id");
        assertThat(Targets.of(info, Map.of("deployment-ids", "d1,d2"), null)).hasToString("opsworks:deployment/d1,d2");
        assertThatThrownBy(() -> Targets.of(info, Map.of("stack-id", "s1", "app-id", "a1"), null))
                .isInstanceOfSatisfying(Refusal.class, bad -> assertThat(bad.hint())
                        .isEqualTo("Give exactly one of: --stack-id; --app-id; --deployment-ids"));
        assertThatThrownBy(() -> Targets.of(info, Map.of(), null)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deployment/",
                "deployment/d1,",
                "deployment/,d1",
                "deployment/d1,,d2",
                "app/",
                "layer/l1",
                "s1,s2"
            })
    void what_names_nothing_is_no_target(String resource) {
        assertThatThrownBy(() -> targets.parse("opsworks:" + resource)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opsworks:s1", "opsworks:app/a1"})
    void the_latest_deployment_is_the_one_created_last_whatever_the_order_and_the_offset(String text) {
        aws.on("DescribeDeployments")
                .reply(deployments(
                        deployment("undated", "failed", "no time", ""),
                        deployment("old", "failed", "2024-03-01T10:00:00+00:00", ""),
                        deployment("new", "running", "2024-03-01T09:30:00-01:00", ""),
                        deployment("tie", "failed", "2024-03-01T10:30:00+00:00", "")));
        assertThat(read(text).id()).isEqualTo("new");
    }

    @Test
    void nothing_deployed_is_not_found() {
        aws.on("DescribeDeployments").reply("{\"Deployments\":[]}");
        ReadError error = reading("opsworks:app/a1").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("AWS OpsWorks Stacks has no deployment of app/a1");
    }

    @Test
    void deployments_named_by_id_are_read_25_in_a_call() {
        List<Target> many = IntStream.rangeClosed(1, 30)
                .mapToObj(number -> target("opsworks:s1#d" + number))
                .toList();
        String all = IntStream.rangeClosed(1, 30)
                .mapToObj(number -> deployment("d" + number, "running", "2024-03-01T10:00:00+00:00", ""))
                .collect(Collectors.joining(","));
        aws.on("DescribeDeployments").reply(deployments(all));

        List<Reading> readings = fleet.read(many);

        assertThat(readings)
                .extracting(reading -> reading.found().orElseThrow().id())
                .containsExactlyElementsOf(many.stream().map(Target::deployment).toList());
        assertThat(bodies()).hasSize(2).anySatisfy(body -> assertThat(body.split("\"d\\d+\"", -1))
                .hasSize(26));
    }

    @Test
    void one_target_of_many_deployments_asks_for_25_in_a_call_too() {
        List<String> ids =
                IntStream.rangeClosed(1, 30).mapToObj(number -> "d" + number).toList();
        aws.on("DescribeDeployments")
                .reply(deployments(ids.stream()
                        .map(id -> deployment(id, "running", "2024-03-01T10:00:00+00:00", ""))
                        .collect(Collectors.joining(","))));
        assertThat(read("opsworks:deployment/" + String.join(",", ids)).progress())
                .isEqualTo(Progress.of(0, 30, "deployments"));
        assertThat(bodies())
                .extracting(body -> body.split("\"d\\d+\"", -1).length - 1)
                .containsExactly(25, 5);
    }

    @Test
    void an_unknown_deployment_does_not_hide_the_others_of_its_call() {
        aws.on("DescribeDeployments")
                .with("gone")
                .fail(400, "ResourceNotFoundException", "Unable to find deployment with ID gone");
        aws.on("DescribeDeployments")
                .with("[\"d1\"]")
                .reply(deployments(deployment("d1", "successful", "2024-03-01T10:00:00+00:00", "")));

        List<Reading> readings =
                fleet.read(List.of(target("opsworks:deployment/d1"), target("opsworks:deployment/gone")));

        assertThat(readings.get(0).found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
        assertThat(readings.get(1).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(bodies())
                .containsExactly(
                        "{\"DeploymentIds\":[\"d1\",\"gone\"]}",
                        "{\"DeploymentIds\":[\"d1\"]}",
                        "{\"DeploymentIds\":[\"gone\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"opsworks:other#d1", "opsworks:app/other#d1"})
    void a_deployment_of_another_stack_or_app_is_never_the_answer(String text) {
        aws.on("DescribeDeployments").reply(WHOLE);
        assertThat(reading(text).failed().orElseThrow()).satisfies(error -> {
            assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
            assertThat(error.message()).startsWith("AWS OpsWorks Stacks has no deployment d1 of ");
        });
    }

    @Test
    void a_pin_outside_the_deployments_of_a_target_is_never_the_answer() {
        aws.on("DescribeDeployments").reply(WHOLE);
        assertThat(reading("opsworks:deployment/d2,d3#d1")
                        .failed()
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_pin_that_holds_no_id_asks_for_nothing() {
        assertThat(reading("opsworks:s1#,").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(aws.requests()).isEmpty();
    }

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
    void history_is_newest_first_and_filtered_by_either_word() {
        aws.on("DescribeDeployments")
                .with("{\"StackId\":\"s1\"}")
                .reply(deployments(
                        deployment("d1", "failed", "2024-02-01T10:00:00+00:00", ""),
                        deployment("d3", "successful", "2024-02-03T10:00:00+00:00", ""),
                        deployment("d2", "failed", "2024-02-02T10:00:00+00:00", ""),
                        deployment("d4", "running", "2024-02-04T10:00:00+00:00", "")));
        assertThat(history("opsworks:s1", HistoryQuery.newest(3, LoopbackAws.NOW)))
                .extracting(Rollout::id)
                .containsExactly("d4", "d3", "d2");
        HistoryQuery failedSince = new HistoryQuery(
                Set.of("failed", "IN_PROGRESS"), Instant.parse("2024-02-02T00:00:00Z"), null, 0, null, LoopbackAws.NOW);
        assertThat(history("opsworks:s1", failedSince)).extracting(Rollout::id).containsExactly("d4", "d2");
    }

    @Test
    void several_deployments_are_rows_of_their_own_in_a_history() {
        aws.on("DescribeDeployments")
                .with("{\"DeploymentIds\":[\"d1\",\"d2\"]}")
                .reply(deployments(
                        deployment("d1", "failed", "2024-02-01T10:00:00+00:00", ""),
                        deployment("d2", "successful", "2024-02-02T10:00:00+00:00", "")));
        assertThat(history("opsworks:deployment/d1,d2", HistoryQuery.newest(0, LoopbackAws.NOW)))
                .extracting(Rollout::id, Rollout::status)
                .containsExactly(tuple("d2", Status.SUCCEEDED), tuple("d1", Status.FAILED));
    }

    @Test
    void stacks_and_their_apps_are_discovered() {
        aws.on("DescribeStacks").reply("{\"Stacks\":[{\"StackId\":\"s1\"},{\"StackId\":\"s2\"}]}");
        aws.on("DescribeApps").with("s1").reply("{\"Apps\":[{\"AppId\":\"a1\"},{\"AppId\":\"a2\"}]}");
        aws.on("DescribeApps").with("s2").reply("{\"Apps\":[]}");
        List<String> found = new ArrayList<>();
        assertThat(fleet.discover(target("opsworks:any"), each -> found.add(each.toString())))
                .isEmpty();
        assertThat(found)
                .containsExactly(
                        "opsworks:s1@eu-west-1",
                        "opsworks:app/a1@eu-west-1",
                        "opsworks:app/a2@eu-west-1",
                        "opsworks:s2@eu-west-1");
        assertThat(bodies()).containsExactly("{}", "{\"StackId\":\"s1\"}", "{\"StackId\":\"s2\"}");
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

    @ParameterizedTest
    @ValueSource(strings = {"opsworks:s1", "opsworks:deployment/d1", "opsworks:deployment/d1,d2"})
    void custom_json_is_covered_in_every_place_unless_asked_for(String text) {
        String second =
                WHOLE.substring(WHOLE.indexOf("[{") + 1, WHOLE.lastIndexOf(']')).replace("d1", "d2");
        aws.on("DescribeDeployments").reply(WHOLE.replace("]}]}", "]}," + second + "]}"));
        aws.on("DescribeInstances").reply("{\"Instances\":[]}");
        aws.on("DescribeCommands").reply("{\"Commands\":[]}");
        assertThat(everything(fleet, text)).contains("hunter2").doesNotContain("(hidden)");
        try (Fleet discreet = new Fleet(
                new Adapters(), AwsSession.live(aws.options()), new StoppedTime(LoopbackAws.NOW), true, false)) {
            assertThat(everything(discreet, text))
                    .doesNotContain("hunter2")
                    .contains("customJson=(hidden)", "CustomJson=(hidden)", "release 42");
        }
    }

    private String everything(Fleet reader, String text) {
        List<Rollout> seen = new ArrayList<>();
        seen.add(reader.read(List.of(target(text))).get(0).found().orElseThrow());
        seen.add(reader.explain(target(text)).found().orElseThrow());
        assertThat(reader.history(target(text), HistoryQuery.newest(0, LoopbackAws.NOW), seen::add))
                .isEmpty();
        return seen.stream()
                .map(rollout -> "" + rollout.attributes() + rollout.raw() + rollout.parts() + rollout.problems()
                        + rollout.events() + rollout.reason())
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 410})
    void after_its_end_a_web_page_instead_of_an_answer_says_that_the_service_is_gone(int status) {
        aws.on("DescribeDeployments").fail(status, "<html><body>gone</body></html>");
        assertRetired(AFTER_THE_END);
    }

    @Test
    void after_its_end_a_success_that_is_a_web_page_says_that_the_service_is_gone() {
        aws.on("DescribeDeployments").fail(200, "<html><body>OpsWorks has retired</body></html>");
        assertRetired(AFTER_THE_END);
    }

    @Test
    void after_its_end_a_denial_says_that_the_service_is_gone() {
        aws.on("DescribeDeployments").fail(403, "AccessDeniedException", "not authorized");
        assertRetired(AFTER_THE_END);
    }

    private void assertRetired(Instant now) {
        try (Fleet late = aws.fleet(now)) {
            ReadError error = late.read(List.of(target("opsworks:deployment/d1")))
                    .get(0)
                    .failed()
                    .orElseThrow();
            assertThat(error.kind()).isEqualTo(ErrorKind.RETIRED);
            assertThat(error.message())
                    .startsWith(
                            "AWS OpsWorks Stacks ended on 2024-05-26 and no longer serves requests. Original error: ");
            assertThat(error.hint()).contains("AWS Systems Manager");
            assertThat(error.action()).isEqualTo("opsworks:DescribeDeployments");
        }
    }

    @Test
    void after_its_end_a_host_that_does_not_resolve_says_that_the_service_is_gone() {
        SdkClientException failure = SdkClientException.builder()
                .message("Received an UnknownHostException when attempting to interact with a service.")
                .cause(new UnknownHostException("opsworks.eu-west-1.amazonaws.com"))
                .build();
        ServiceInfo info = new OpsWorks().info();
        assertThat(CallErrors.of(failure, info, "eu-west-1", LocalDate.of(2024, 5, 26))
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.RETIRED);
        assertThat(CallErrors.of(failure, info, "eu-west-1", LocalDate.of(2024, 5, 25))
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-05-25T23:59:59Z", "2026-01-01T00:00:00Z"})
    void a_deployment_that_the_service_does_not_know_is_not_found_before_and_after_its_end(Instant now) {
        aws.on("DescribeDeployments").fail(400, "ResourceNotFoundException", "Unable to find deployment with ID d1");
        try (Fleet reader = aws.fleet(now)) {
            ReadError error = reader.read(List.of(target("opsworks:deployment/d1")))
                    .get(0)
                    .failed()
                    .orElseThrow();
            assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
            assertThat(error.code()).isEqualTo("ResourceNotFoundException");
            assertThat(error.message()).isEqualTo("Unable to find deployment with ID d1");
        }
    }

    @Test
    void a_request_that_the_service_refuses_is_invalid() {
        aws.on("DescribeDeployments").fail(400, "ValidationException", "Please provide one or more parameters");
        assertThat(reading("opsworks:s1").failed().orElseThrow().kind()).isEqualTo(ErrorKind.INVALID);
    }

    @Test
    void before_its_end_a_denial_is_a_denial() {
        aws.on("DescribeDeployments").fail(403, "AccessDeniedException", "not authorized");
        assertThat(reading("opsworks:s1").failed().orElseThrow().kind()).isEqualTo(ErrorKind.DENIED);
    }
}
