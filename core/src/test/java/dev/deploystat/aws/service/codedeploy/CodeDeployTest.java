package dev.deploystat.aws.service.codedeploy;

import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.created;
import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.deployment;
import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.group;
import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.lastAttempted;
import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How deployments of CodeDeploy are found and read, one or many, and listed. */
class CodeDeployTest extends AgainstLoopback {
    private static final long CREATED = 1709287200;
    private static final Instant CREATED_AT = Instant.ofEpochSecond(CREATED);

    private ReadError failure(String text) {
        return fleet.read(List.of(target(text))).get(0).failed().orElseThrow();
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
    void a_success_of_a_group_that_was_deleted_does_not_pass() {
        aws.on("BatchGetDeploymentGroups").reply("{\"deploymentGroupsInfo\":[" + group("prod", "") + "]}");
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", ""), """
                        {"applicationName":"shop","deploymentGroupName":"beta","deploymentId":"d-B2","status":"Succeeded"}"""));
        Map<Target, Status> confirmed = new HashMap<>();
        List<Target> targets = List.of(
                target("codedeploy:shop/prod#d-A1"), target("codedeploy:shop/beta#d-B2"), target("codedeploy:d-B2"));
        fleet.confirm(fleet.read(targets), reading -> {
            confirmed.put(reading.target(), reading.found().map(Rollout::status).orElse(null));
            return true;
        });
        assertThat(targets)
                .extracting(confirmed::get)
                .containsExactly(Status.SUCCEEDED, Status.STOPPED, Status.SUCCEEDED);
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
    void a_history_of_one_page_is_one_list_and_sorted_newest_first() {
        aws.on("ListDeployments").reply("{\"deployments\":[\"d-A1\",\"d-C3\",\"d-B2\",\"d-D4\"]}");
        aws.on("BatchGetDeployments")
                .reply(reply(
                        created("d-A1", "Succeeded", CREATED - 300),
                        created("d-B2", "Failed", CREATED - 100),
                        created("d-C3", "Stopped", CREATED - 200),
                        deployment("d-D4", "Succeeded", "")));
        List<Rollout> rows = history("codedeploy:shop/prod", HistoryQuery.newest(4));
        assertThat(rows).extracting(Rollout::id).containsExactly("d-B2", "d-C3", "d-A1", "d-D4");
        assertThat(aws.operations()).containsExactly("ListDeployments", "BatchGetDeployments");
        assertThat(aws.requests().get(0).body())
                .contains("\"applicationName\":\"shop\"", "\"deploymentGroupName\":\"prod\"")
                .doesNotContain("createTimeRange", "includeOnlyStatuses", "nextToken");
    }

    @Test
    void a_list_that_is_cut_asks_for_the_rollbacks_of_its_own_rows_alone() {
        aws.on("ListDeployments").reply("{\"deployments\":[\"d-A1\",\"d-B2\"]}");
        aws.on("BatchGetDeployments")
                .with("d-A1")
                .reply(reply(
                        deployment(
                                "d-A1",
                                "Failed",
                                "\"createTime\":1709287100,\"rollbackInfo\":{\"rollbackDeploymentId\":\"d-R1\"}"),
                        created("d-B2", "Succeeded", CREATED)));
        List<Rollout> rows = history("codedeploy:shop/prod", HistoryQuery.newest(1));
        assertThat(rows).extracting(Rollout::id).containsExactly("d-B2");
        assertThat(bodies("BatchGetDeployments")).hasSize(1);
    }

    @Test
    void history_stays_inside_the_time_asked_for() {
        aws.on("ListDeployments").reply("{\"deployments\":[]}");
        history(
                "codedeploy:shop/prod",
                new HistoryQuery(
                        Set.of(), Instant.ofEpochSecond(1699000000), Instant.ofEpochSecond(1700000000), 20, null));
        assertThat(bodies("ListDeployments"))
                .extracting(body -> body.replaceAll(".*\"createTimeRange\":(\\{[^}]*}).*", "$1"))
                .containsExactly("{\"start\":1699000000.000,\"end\":1700000000.000}");
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
                new HistoryQuery(Set.of(wanted), Instant.ofEpochSecond(CREATED), null, 20, null));
        String sent = bodies("ListDeployments").get(0).replaceAll(".*\"includeOnlyStatuses\":\\[([^]]*)].*", "$1");
        assertThat(sent.replace("\"", "").split(",")).containsExactlyInAnyOrder(words.split(","));
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN", "BrandNew"})
    void a_word_that_is_not_known_yet_is_not_filtered_away_by_the_service(String wanted) {
        aws.on("ListDeployments").reply("{\"deployments\":[\"d-A1\",\"d-B2\"]}");
        aws.on("BatchGetDeployments")
                .reply(reply(created("d-A1", "BrandNew", CREATED), created("d-B2", "Succeeded", CREATED)));
        HistoryQuery query = new HistoryQuery(Set.of(wanted), Instant.ofEpochSecond(CREATED), null, 20, null);
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
        HistoryQuery query = new HistoryQuery(Set.of("ROLLED_BACK"), CREATED_AT, null, 20, null);
        assertThat(history("codedeploy:shop/prod", query))
                .extracting(Rollout::status)
                .containsExactly(Status.ROLLED_BACK);
    }

    @Test
    void the_history_of_a_deployment_is_the_deployment() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", "")));
        assertThat(history("codedeploy:d-A1", HistoryQuery.newest(20)))
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
                        "logs:FilterLogEvents",
                        "codedeploy:ListApplications",
                        "codedeploy:ListDeploymentGroups");
    }

    private Rollout confirmed(String text) {
        List<Reading> confirmed = new ArrayList<>();
        fleet.confirm(List.of(reading(text)), confirmed::add);
        return confirmed.get(0).found().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"deploymentGroupsInfo\":[{\"deploymentGroupName\":\"prod\"}]} | SUCCEEDED |",
                "{\"deploymentGroupsInfo\":[],\"errorMessage\":\"no prod\"} | STOPPED | the deployment group was deleted"
            })
    void a_deployment_does_not_pass_without_its_group(String groups, Status status, String reason) {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", "")));
        aws.on("BatchGetDeploymentGroups").with("\"prod\"").reply(groups);
        Rollout rollout = confirmed("codedeploy:shop/prod#d-A1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.reason()).isEqualTo(reason);
    }

    @Test
    void a_deployment_does_not_pass_without_its_application() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", "")));
        aws.on("BatchGetDeploymentGroups").fail(400, "ApplicationDoesNotExistException", "No application: shop");
        assertThat(confirmed("codedeploy:shop/prod#d-A1").status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void a_deployment_named_by_its_id_alone_is_of_no_group_that_was_asked_for() {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", "Succeeded", "")));
        assertThat(confirmed("codedeploy:d-A1").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(aws.operations()).containsOnly("BatchGetDeployments");
    }
}
