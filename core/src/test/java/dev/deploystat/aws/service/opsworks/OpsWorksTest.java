package dev.deploystat.aws.service.opsworks;

import static dev.deploystat.aws.service.opsworks.OpsWorksReplies.WHOLE;
import static dev.deploystat.aws.service.opsworks.OpsWorksReplies.command;
import static dev.deploystat.aws.service.opsworks.OpsWorksReplies.deployment;
import static dev.deploystat.aws.service.opsworks.OpsWorksReplies.deployments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.AwsSession;
import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.StoppedTime;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
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
import java.time.Instant;
import java.util.ArrayList;
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
import software.amazon.awssdk.services.opsworks.model.Deployment;

/** How deployments of OpsWorks are asked for, read and listed. */
class OpsWorksTest extends AgainstLoopback {
    private final Targets targets = new Targets(new Adapters());

    private List<String> bodies() {
        return aws.requests().stream().map(LoopbackAws.Request::body).toList();
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
                        tuple(
                                "deployment",
                                "failed",
                                Status.FAILED,
                                "of a stack or app, not by its id: ROLLBACK_FAILED for a rollback"),
                        tuple(
                                "deployment",
                                "running",
                                Status.IN_PROGRESS,
                                "of a stack or app, not by its id: ROLLING_BACK for a rollback, STOPPED for an undeploy"),
                        tuple(
                                "deployment",
                                "successful",
                                Status.SUCCEEDED,
                                "of a stack or app, not by its id: ROLLED_BACK after a rollback, STOPPED after an undeploy"));
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

    @ParameterizedTest
    @CsvSource({
        "rollback,running,ROLLING_BACK", "rollback,successful,ROLLED_BACK", "rollback,failed,ROLLBACK_FAILED",
        "rollback,BRAND_NEW_WORD,UNKNOWN", "undeploy,running,STOPPED", "undeploy,successful,STOPPED",
        "undeploy,failed,FAILED", "undeploy,BRAND_NEW_WORD,UNKNOWN", "restart,successful,SUCCEEDED"
    })
    void the_end_of_a_release_is_no_success_of_its_stack_or_app(String command, String word, Status status) {
        aws.on("DescribeDeployments")
                .reply("{\"Deployments\":[{\"DeploymentId\":\"d1\",\"Status\":\"" + word + "\",\"Command\":{\"Name\":\""
                        + command + "\"}}]}");
        assertThat(read("opsworks:s1").status()).isEqualTo(status);
        assertThat(read("opsworks:app/a1").status()).isEqualTo(status);
        assertThat(history("opsworks:s1", HistoryQuery.newest(0)))
                .extracting(Rollout::status)
                .containsExactly(status);
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

    @Test
    void history_is_newest_first_and_filtered_by_either_word() {
        aws.on("DescribeDeployments")
                .with("{\"StackId\":\"s1\"}")
                .reply(deployments(
                        deployment("d1", "failed", "2024-02-01T10:00:00+00:00", ""),
                        deployment("d3", "successful", "2024-02-03T10:00:00+00:00", ""),
                        deployment("d2", "failed", "2024-02-02T10:00:00+00:00", ""),
                        deployment("d4", "running", "2024-02-04T10:00:00+00:00", "")));
        assertThat(history("opsworks:s1", HistoryQuery.newest(3)))
                .extracting(Rollout::id)
                .containsExactly("d4", "d3", "d2");
        HistoryQuery failedSince =
                new HistoryQuery(Set.of("failed", "IN_PROGRESS"), Instant.parse("2024-02-02T00:00:00Z"), null, 0, null);
        assertThat(history("opsworks:s1", failedSince)).extracting(Rollout::id).containsExactly("d4", "d2");
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
        assertThat(reader.history(target(text), HistoryQuery.newest(0), seen::add))
                .isEmpty();
        return seen.stream()
                .map(rollout -> "" + rollout.attributes() + rollout.raw() + rollout.parts() + rollout.problems()
                        + rollout.events() + rollout.reason())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void a_request_that_the_service_refuses_is_invalid() {
        aws.on("DescribeDeployments").fail(400, "ValidationException", "Please provide one or more parameters");
        assertThat(reading("opsworks:s1").failed().orElseThrow().kind()).isEqualTo(ErrorKind.INVALID);
    }
}
