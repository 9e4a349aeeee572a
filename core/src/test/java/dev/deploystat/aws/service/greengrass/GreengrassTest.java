package dev.deploystat.aws.service.greengrass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GreengrassTest extends AgainstLoopback {
    private static final String ARN = "arn:aws:greengrass:eu-west-1:111122223333:/greengrass/";
    private static final String LIST = "GET /greengrass/groups/g-1/deployments";
    private static final String BULK = "GET /greengrass/bulk/deployments/b-1/status";
    private static final String REPORTS = "GET /greengrass/bulk/deployments/b-1/detailed-reports";

    private static String statusOf(String deployment) {
        return LIST + "/" + deployment + "/status";
    }

    private static String deployment(String id, String createdAt) {
        return """
            {"DeploymentId":"%s","DeploymentArn":"%sgroups/g-1/deployments/%s","DeploymentType":"NewDeployment",
             "GroupArn":"%sgroups/g-1/versions/v-%s","CreatedAt":"%s"}""".formatted(id, ARN, id, ARN, id, createdAt);
    }

    private void onDeployment(String status) {
        aws.on(LIST).reply("{\"Deployments\":[" + deployment("d-1", "2019-06-18T17:04:32.702Z") + "]}");
        aws.on(statusOf("d-1")).reply(status);
    }

    private void onBulk(String status, int invalid, int processed) {
        aws.on(BULK).reply("""
                {"BulkDeploymentStatus":"%s","CreatedAt":"2019-06-25T16:11:33.265Z",
                 "BulkDeploymentMetrics":{"InvalidInputRecords":%d,"RecordsProcessed":%d,"RetryAttempts":2}}""".formatted(status, invalid, processed));
    }

    private void onReports(String... statuses) {
        StringBuilder reports = new StringBuilder();
        for (int i = 0; i < statuses.length; i++) {
            reports.append(i == 0 ? "" : ",").append(report(i + 1, statuses[i], ""));
        }
        aws.on(REPORTS).reply("{\"Deployments\":[" + reports + "]}");
    }

    private static String report(int number, String status, String more) {
        return """
            {"DeploymentId":"d-%1$d","DeploymentArn":"%2$sgroups/g-%1$d/deployments/d-%1$d","DeploymentType":"NewDeployment",
             "GroupArn":"%2$sgroups/g-%1$d/versions/v-%1$d","CreatedAt":"2020-01-21T21:34:16.501Z",
             "DeploymentStatus":"%3$s"%4$s}""".formatted(number, ARN, status, more);
    }

    @ParameterizedTest
    @CsvSource({
        "Building,PENDING",
        "InProgress,IN_PROGRESS",
        "IN_PROGRESS,IN_PROGRESS",
        "Success,SUCCEEDED",
        "Failure,FAILED",
        "Succeeded,UNKNOWN",
        "BrandNewWord,UNKNOWN"
    })
    void every_native_status_is_mapped_and_kept(String word, Status status) {
        onDeployment("{\"DeploymentStatus\":\"" + word + "\"}");
        Rollout rollout = read("greengrass:g-1#d-1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
    }

    @Test
    void the_table_of_states_holds_every_word_of_both_kinds() {
        assertThat(new Greengrass().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .containsExactly(
                        "bulk deployment Completed SUCCEEDED",
                        "bulk deployment Failed FAILED",
                        "bulk deployment Initializing PENDING",
                        "bulk deployment Running IN_PROGRESS",
                        "bulk deployment Stopped STOPPED",
                        "bulk deployment Stopping IN_PROGRESS",
                        "deployment Building PENDING",
                        "deployment Failure FAILED",
                        "deployment InProgress IN_PROGRESS",
                        "deployment Success SUCCEEDED");
    }

    @Test
    void an_empty_answer_is_never_a_pass() {
        onDeployment("{}");
        Rollout rollout = read("greengrass:g-1#d-1");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.nativeStatus()).isNull();
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.attributes()).containsEntry("deploymentType", "NewDeployment");
    }

    @Test
    void every_field_of_a_pinned_deployment_is_read() {
        onDeployment("""
                {"DeploymentStatus":"Failure","DeploymentType":"Redeployment","UpdatedAt":"2019-06-18T17:04:44.761Z",
                 "ErrorMessage":"The deployment failed on the core.","ErrorDetails":[
                 {"DetailedErrorCode":"303","DetailedErrorMessage":"limit reached"},
                 {"DetailedErrorCode":"304","DetailedErrorMessage":"no such certificate"}]}""");

        Rollout rollout = read("gg1:g-1#d-1");

        assertThat(rollout.id()).isEqualTo("d-1");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.nativeStatus()).isEqualTo("Failure");
        assertThat(rollout.nativeOperation()).isEqualTo("Redeployment");
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2019-06-18T17:04:32.702Z"));
        assertThat(rollout.updatedAt()).isEqualTo(Instant.parse("2019-06-18T17:04:44.761Z"));
        assertThat(rollout.finishedAt()).isEqualTo(rollout.updatedAt());
        assertThat(rollout.reason()).isEqualTo("The deployment failed on the core.");
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem(null, "303", "limit reached"), new Problem(null, "304", "no such certificate"));
        assertThat(rollout.revision()).isEqualTo("v-d-1");
        assertThat(rollout.brings("v-d-1")).isTrue();
        assertThat(rollout.brings(ARN + "groups/g-1/versions/v-d-1")).isTrue();
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.flags()).containsExactly(Flag.RETIRED);
        assertThat(rollout.progress()).isNull();
        assertThat(rollout.attributes())
                .containsExactly(
                        Map.entry("deploymentArn", ARN + "groups/g-1/deployments/d-1"),
                        Map.entry("deploymentType", "Redeployment"),
                        Map.entry("groupArn", ARN + "groups/g-1/versions/v-d-1"));
        assertThat(rollout.raw())
                .isEqualTo(Map.of(
                        "DeploymentStatus", "Failure",
                        "DeploymentType", "Redeployment",
                        "UpdatedAt", "2019-06-18T17:04:44.761Z",
                        "ErrorMessage", "The deployment failed on the core.",
                        "ErrorDetails",
                                List.of(
                                        Map.of("DetailedErrorCode", "303", "DetailedErrorMessage", "limit reached"),
                                        Map.of(
                                                "DetailedErrorCode",
                                                "304",
                                                "DetailedErrorMessage",
                                                "no such certificate"))));
        assertThat(aws.operations()).containsExactly(statusOf("d-1"), LIST);
    }

    @Test
    void times_in_epoch_milliseconds_are_read_too() {
        aws.on(LIST).reply("{\"Deployments\":[" + deployment("d-1", "1560877472702") + "]}");
        aws.on(statusOf("d-1")).reply("{\"DeploymentStatus\":\"Success\",\"UpdatedAt\":\"1560877484761\"}");
        Rollout rollout = read("greengrass:g-1#d-1");
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2019-06-18T17:04:32.702Z"));
        assertThat(rollout.finishedAt()).isEqualTo(Instant.parse("2019-06-18T17:04:44.761Z"));
    }

    @Test
    void a_time_that_cannot_be_read_is_shown_as_it_came() {
        aws.on(LIST).reply("{\"Deployments\":[" + deployment("d-1", "yesterday") + "]}");
        aws.on(statusOf("d-1")).reply("{\"DeploymentStatus\":\"Success\",\"UpdatedAt\":\"today\"}");
        Rollout rollout = read("greengrass:g-1#d-1");
        assertThat(rollout.createdAt()).isNull();
        assertThat(rollout.attributes()).containsEntry("createdAt", "yesterday").containsEntry("updatedAt", "today");
    }

    @Test
    void a_deployment_in_progress_has_no_end() {
        onDeployment("{\"DeploymentStatus\":\"InProgress\",\"UpdatedAt\":\"2019-06-18T17:04:44.761Z\"}");
        Rollout rollout = read("greengrass:g-1#d-1");
        assertThat(rollout.updatedAt()).isNotNull();
        assertThat(rollout.finishedAt()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "NewDeployment,NewDeployment,v-d-1",
        "Redeployment,Redeployment,v-d-1",
        "ResetDeployment,RESET,",
        "ForceResetDeployment,RESET,",
        "BrandNewType,BrandNewType,v-d-1"
    })
    void a_reset_never_passes_for_the_group_version_it_takes_away(String type, String operation, String revision) {
        onDeployment("{\"DeploymentStatus\":\"Success\",\"DeploymentType\":\"" + type + "\"}");
        Rollout rollout = read("greengrass:g-1#d-1");
        assertThat(rollout.nativeOperation()).isEqualTo(operation);
        assertThat(rollout.revision()).isEqualTo(revision);
        assertThat(rollout.brings("v-d-1")).isEqualTo(revision != null);
        assertThat(rollout.attributes()).containsEntry("deploymentType", type);
    }

    @ParameterizedTest
    @CsvSource({"Building,STOPPED", "InProgress,STOPPED", "Success,STOPPED", "Failure,FAILED", "BrandNewWord,UNKNOWN"})
    void a_reset_is_no_success_of_its_group(String word, Status status) {
        aws.on(LIST)
                .reply("{\"Deployments\":[{\"DeploymentId\":\"d-1\",\"DeploymentType\":\"ForceResetDeployment\"}]}");
        aws.on(statusOf("d-1")).reply("{\"DeploymentStatus\":\"" + word + "\"}");
        assertThat(read("greengrass:g-1").status()).isEqualTo(status);
    }

    @Test
    void the_latest_deployment_is_the_newest_of_all_pages() {
        aws.on(LIST)
                .reply("{\"Deployments\":[" + deployment("d-1", "2019-06-18T17:00:00Z")
                        + ",{\"DeploymentId\":\"d-0\"}],\"NextToken\":\"t\"}");
        aws.on(LIST)
                .with("NextToken=t")
                .reply("{\"Deployments\":[" + deployment("d-3", "1560880800000") + ","
                        + deployment("d-2", "2019-06-18T17:30:00Z") + "],\"NextToken\":\"null\"}");
        aws.on(statusOf("d-3")).reply("{\"DeploymentStatus\":\"Building\"}");

        assertThat(read("greengrass:g-1").id()).isEqualTo("d-3");

        assertThat(aws.operations()).containsExactly(LIST, LIST, statusOf("d-3"));
        assertThat(aws.requests().get(0).query()).isEqualTo("MaxResults=250");
    }

    @Test
    void polling_costs_one_call_once_the_deployment_is_known() {
        onDeployment("{\"DeploymentStatus\":\"InProgress\"}");
        String id = read("greengrass:g-1").id();
        for (int poll = 0; poll < 3; poll++) {
            assertThat(read("greengrass:g-1#" + id).revision()).isEqualTo("v-d-1");
        }
        assertThat(aws.operations())
                .containsExactly(LIST, statusOf("d-1"), statusOf("d-1"), statusOf("d-1"), statusOf("d-1"));
    }

    @Test
    void a_deployment_that_the_list_lacks_is_still_read() {
        aws.on(LIST).reply("{\"Deployments\":[]}");
        aws.on(statusOf("d-1")).reply("{\"DeploymentStatus\":\"Success\",\"DeploymentType\":\"NewDeployment\"}");
        Rollout rollout = read("greengrass:g-1#d-1");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.createdAt()).isNull();
    }

    @Test
    void a_group_without_deployments_was_never_deployed_to() {
        aws.on(LIST).reply("{\"Deployments\":[]}");
        ReadError error = reading("greengrass:g-1").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.isNeverDeployed()).isTrue();
        assertThat(history("greengrass:g-1", HistoryQuery.newest(0))).isEmpty();
    }

    @Test
    void a_reply_without_its_list_does_not_say_that_there_are_no_deployments() {
        aws.on(LIST).reply("{}");
        assertThat(reading("greengrass:g-1").failed().orElseThrow().kind()).isEqualTo(ErrorKind.SERVICE);
    }

    @ParameterizedTest
    @CsvSource({
        "404,IdNotFoundException,The group ID g-1 is not found.",
        "404,VersionNotFoundException,The version is not found.",
        "400,InvalidInputException,Deployment 'd-1' does not exist."
    })
    void the_not_found_codes_that_the_model_does_not_declare_are_known(int status, String code, String message) {
        aws.on(statusOf("d-1")).fail(status, code, message);
        var error = reading("greengrass:g-1#d-1").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.action()).isEqualTo("greengrass:GetDeploymentStatus");
    }

    @Test
    void a_bad_request_is_no_not_found() {
        aws.on(statusOf("d-1")).fail(400, "BadRequestException", "malformed id");
        assertThat(reading("greengrass:g-1#d-1").failed().orElseThrow().kind()).isEqualTo(ErrorKind.INVALID);
    }

    @Test
    void history_is_newest_first_and_asks_for_a_status_only_where_one_is_taken() {
        aws.on(LIST)
                .with("MaxResults=7")
                .reply("{\"Deployments\":[" + deployment("d-1", "2019-06-18T17:00:00Z") + ","
                        + deployment("d-3", "2019-06-18T19:00:00Z") + "," + deployment("d-4", "2019-06-18T20:00:00Z")
                        + "," + deployment("d-2", "2019-06-18T18:00:00Z") + "]}");
        aws.on(statusOf("d-3")).reply("{\"DeploymentStatus\":\"Failure\"}");
        aws.on(statusOf("d-2")).reply("{\"DeploymentStatus\":\"Success\"}");
        HistoryQuery query = new HistoryQuery(Set.of(), null, Instant.parse("2019-06-18T19:30:00Z"), 2, 7);

        List<Rollout> rows = history("greengrass:g-1", query);

        assertThat(rows).extracting(Rollout::id).containsExactly("d-3", "d-2");
        assertThat(rows).extracting(Rollout::status).containsExactly(Status.FAILED, Status.SUCCEEDED);
        assertThat(rows).extracting(Rollout::revision).containsExactly("v-d-3", "v-d-2");
        assertThat(aws.operations()).containsExactly(LIST, statusOf("d-3"), statusOf("d-2"));
    }

    @Test
    void history_leaves_out_what_is_too_old_without_asking() {
        aws.on(LIST)
                .reply("{\"Deployments\":[" + deployment("d-1", "2019-06-18T17:00:00Z") + ","
                        + deployment("d-2", "2019-06-18T18:00:00Z") + "]}");
        aws.on(statusOf("d-2")).reply("{\"DeploymentStatus\":\"Success\"}");
        HistoryQuery query =
                new HistoryQuery(Set.of("succeeded"), Instant.parse("2019-06-18T17:30:00Z"), null, 0, null);
        assertThat(history("greengrass:g-1", query)).extracting(Rollout::id).containsExactly("d-2");
        assertThat(aws.operations()).containsExactly(LIST, statusOf("d-2"));
    }

    @Test
    void arns_name_groups_deployments_and_bulk_deployments() {
        assertThat(target(ARN + "groups/g-1").fields()).containsExactly(Map.entry("group-id", "g-1"));
        Target deployment = target(ARN + "groups/g-1/deployments/111122223333:d-1");
        assertThat(deployment.field("group-id")).isEqualTo("g-1");
        assertThat(deployment.deployment()).isEqualTo("111122223333:d-1");
        assertThat(deployment.account()).isEqualTo("111122223333");
        assertThat(target(ARN + "bulk/deployments/b-1").fields())
                .containsExactly(Map.entry("bulk-deployment-id", "b-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"groups/g-1/versions/v-1", "definition/cores/c-1"})
    void an_arn_of_something_else_is_refused_and_never_taken_for_the_group(String resource) {
        assertThatThrownBy(() -> target(ARN + resource))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not the ARN of something deploystat reads");
    }

    @Test
    void discovery_lists_groups_and_bulk_deployments_of_all_pages() {
        aws.on("GET /greengrass/groups").reply("{\"Groups\":[{\"Id\":\"g-1\"}],\"NextToken\":\"t\"}");
        aws.on("GET /greengrass/groups").with("NextToken=t").reply("{\"Groups\":[{\"Id\":\"g-2\"}]}");
        aws.on("GET /greengrass/bulk/deployments")
                .with("MaxResults=250")
                .reply("{\"BulkDeployments\":[{\"BulkDeploymentId\":\"b-1\"}],\"NextToken\":\"u\"}");
        aws.on("GET /greengrass/bulk/deployments")
                .with("NextToken=u")
                .reply("{\"BulkDeployments\":[{\"BulkDeploymentId\":\"b-2\"}]}");
        List<String> found = new ArrayList<>();
        assertThat(fleet.discover(target("greengrass:any"), target -> found.add(target.resource())))
                .isEmpty();
        assertThat(found).containsExactly("g-1", "g-2", "bulk/b-1", "bulk/b-2");
    }

    @Test
    void an_explanation_tells_the_group_its_version_and_the_timeline() {
        onDeployment("""
                {"DeploymentStatus":"Failure","DeploymentType":"NewDeployment","UpdatedAt":"2019-06-18T17:04:44.761Z",
                 "ErrorMessage":"it broke","ErrorDetails":[{"DetailedErrorCode":"303"}]}""");
        aws.on("GET /greengrass/groups/g-1")
                .reply("{\"Id\":\"g-1\",\"Name\":\"Factory\",\"LatestVersion\":\"v-9\",\"tags\":{\"a\":\"b\"}}");
        aws.on("GET /greengrass/groups/g-1/versions/v-d-1")
                .reply("{\"Id\":\"g-1\",\"Version\":\"v-d-1\",\"Definition\":{\"CoreDefinitionVersionArn\":\"core\"}}");

        Rollout rollout = fleet.explain(target("greengrass:g-1")).found().orElseThrow();

        assertThat(rollout.attributes())
                .containsEntry(
                        "group",
                        Map.of("Id", "g-1", "Name", "Factory", "LatestVersion", "v-9", "tags", Map.of("a", "b")))
                .containsEntry(
                        "groupVersion",
                        Map.of(
                                "Id",
                                "g-1",
                                "Version",
                                "v-d-1",
                                "Definition",
                                Map.of("CoreDefinitionVersionArn", "core")));
        assertThat(rollout.events())
                .containsExactly(
                        new Event(rollout.createdAt(), "g-1", "NewDeployment", null),
                        new Event(rollout.updatedAt(), "g-1", "Failure", "it broke"));
        assertThat(rollout.problems()).containsExactly(new Problem(null, "303", null));
    }

    @Test
    void an_explanation_of_a_reset_asks_for_no_version() {
        onDeployment("{\"DeploymentStatus\":\"Success\",\"DeploymentType\":\"ForceResetDeployment\"}");
        aws.on("GET /greengrass/groups/g-1").reply("{\"Name\":\"Factory\"}");
        Rollout rollout = fleet.explain(target("greengrass:g-1#d-1")).found().orElseThrow();
        assertThat(rollout.attributes()).containsKey("group").doesNotContainKey("groupVersion");
        assertThat(rollout.events()).extracting(Event::nativeStatus).containsExactly("ForceResetDeployment");
    }

    @ParameterizedTest
    @CsvSource({
        "Initializing,PENDING",
        "Running,IN_PROGRESS",
        "Stopping,IN_PROGRESS",
        "Stopped,STOPPED",
        "Failed,FAILED",
        "'RUNNING ',IN_PROGRESS",
        "BrandNewWord,UNKNOWN"
    })
    void every_native_status_of_a_bulk_deployment_is_mapped_with_one_call(String word, Status status) {
        onBulk(word, 0, 3);
        Rollout rollout = read("greengrass:bulk/b-1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.progress()).isEqualTo(new Progress(3, 0, "records", null));
        assertThat(aws.operations()).containsExactly(BULK);
    }

    @ParameterizedTest
    @CsvSource({
        "0,2,Success Success,SUCCEEDED,false",
        "1,3,Success Success,FAILED,true",
        "0,2,Success Failure,FAILED,true",
        "0,3,Success Failure InProgress,FAILED,true",
        "0,2,Failure Failure,FAILED,false",
        "1,1,,FAILED,false",
        "0,0,,FAILED,false",
        "0,2,Success InProgress,IN_PROGRESS,false",
        "0,2,Success Building,IN_PROGRESS,false",
        "0,2,Success BrandNewWord,UNKNOWN,false",
        "0,3,Success Success,UNKNOWN,false",
        "0,1,,UNKNOWN,false"
    })
    void completed_is_a_success_only_if_every_record_led_to_one(
            int invalid, int processed, String reports, Status status, boolean partial) {
        onBulk("Completed", invalid, processed);
        onReports(reports == null ? new String[0] : reports.split(" ", -1));
        Rollout rollout = read("greengrass:bulk/b-1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo("Completed");
        assertThat(rollout.flags().contains(Flag.PARTIAL)).isEqualTo(partial);
    }

    @Test
    void counts_that_are_missing_are_not_zero() {
        aws.on(BULK).reply("{\"BulkDeploymentStatus\":\"Completed\"}");
        onReports("Success");
        Rollout rollout = read("greengrass:bulk/b-1");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.progress()).isNull();
    }

    @Test
    void every_field_of_a_bulk_deployment_and_its_reports_is_read() {
        aws.on(BULK).reply("""
                {"BulkDeploymentStatus":"Completed","CreatedAt":"2019-06-25T16:11:33.265Z","ErrorMessage":"some failed",
                 "ErrorDetails":[{"DetailedErrorCode":"1","DetailedErrorMessage":"input"}],"tags":{"team":"iot"},
                 "BulkDeploymentMetrics":{"InvalidInputRecords":1,"RecordsProcessed":4,"RetryAttempts":2}}""");
        aws.on(REPORTS).reply("{\"Deployments\":[" + report(1, "Success", "") + "],\"NextToken\":\"t\"}");
        aws.on(REPORTS)
                .with("NextToken=t")
                .reply("{\"Deployments\":["
                        + report(2, "Failure", """
                        ,"ErrorMessage":"core said no","ErrorDetails":[
                         {"DetailedErrorCode":"303","DetailedErrorMessage":"limit"},{"DetailedErrorCode":"304"}]""")
                        + "," + report(3, "Failure", ",\"ErrorMessage\":\"offline\"")
                        + ",{\"DeploymentId\":\"d-4\",\"DeploymentStatus\":\"Failure\"}],\"NextToken\":\"null\"}");

        Rollout rollout = read("greengrass:bulk/b-1#b-1");

        assertThat(rollout.id()).isEqualTo("b-1");
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2019-06-25T16:11:33.265Z"));
        assertThat(rollout.reason()).isEqualTo("some failed");
        assertThat(rollout.progress()).isEqualTo(Progress.of(4, 4, "records"));
        assertThat(rollout.attributes())
                .containsEntry("tags", Map.of("team", "iot"))
                .containsEntry(
                        "bulkDeploymentMetrics",
                        Map.of("InvalidInputRecords", 1, "RecordsProcessed", 4, "RetryAttempts", 2));
        assertThat((List<?>) rollout.attributes().get("deployments"))
                .hasSize(4)
                .first()
                .isEqualTo(Map.of(
                        "DeploymentId", "d-1",
                        "DeploymentArn", ARN + "groups/g-1/deployments/d-1",
                        "DeploymentType", "NewDeployment",
                        "GroupArn", ARN + "groups/g-1/versions/v-1",
                        "CreatedAt", "2020-01-21T21:34:16.501Z",
                        "DeploymentStatus", "Success"));
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem(null, "1", "input"),
                        new Problem(null, "InvalidInputRecords", "invalid input records: 1"),
                        new Problem("g-2", "303", "limit"),
                        new Problem("g-2", "304", null),
                        new Problem("g-3", "Failure", "offline"),
                        new Problem("d-4", "Failure", null));
        assertThat(rollout.parts()).extracting("name").containsExactly("g-1", "g-2", "g-3", "d-4");
        assertThat(rollout.parts()).extracting("kind").containsOnly("group");
        assertThat(rollout.parts())
                .extracting("status")
                .containsExactly(Status.SUCCEEDED, Status.FAILED, Status.FAILED, Status.FAILED);
        assertThat(rollout.parts()).element(1).satisfies(part -> {
            assertThat(part.startedAt()).isEqualTo(Instant.parse("2020-01-21T21:34:16.501Z"));
            assertThat(part.nativeStatus()).isEqualTo("Failure");
            assertThat(part.detail())
                    .isEqualTo("NewDeployment, deployment d-2, version v-2; core said no; 303: limit; 304");
        });
        assertThat(aws.requests().get(1).query()).isEqualTo("MaxResults=250");
        assertThat(fleet.explain(target("greengrass:bulk/b-1"))
                        .found()
                        .orElseThrow()
                        .parts())
                .as("reports are told once")
                .hasSize(4);
    }

    @Test
    void an_explanation_of_a_bulk_deployment_under_way_adds_its_reports() {
        onBulk("Running", 0, 2);
        onReports("Success", "Failure");
        Rollout rollout = fleet.explain(target("greengrass:bulk/b-1")).found().orElseThrow();
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.parts()).extracting("name").containsExactly("g-1", "g-2");
        assertThat(rollout.problems()).containsExactly(new Problem("g-2", "Failure", null));
    }

    @Test
    void the_history_of_a_bulk_deployment_is_itself() {
        onBulk("Running", 0, 2);
        assertThat(history("greengrass:bulk/b-1", HistoryQuery.newest(0)))
                .extracting(Rollout::id)
                .containsExactly("b-1");
    }

    @Test
    void a_bulk_deployment_pinned_to_another_id_is_not_found() {
        assertThat(reading("greengrass:bulk/b-1#d-1").failed().orElseThrow().kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_bulk_deployment_that_is_not_there_is_not_found() {
        aws.on(BULK).fail(404, "IdNotFoundException", "no bulk deployment b-1");
        assertThat(reading("greengrass:bulk/b-1").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }
}
