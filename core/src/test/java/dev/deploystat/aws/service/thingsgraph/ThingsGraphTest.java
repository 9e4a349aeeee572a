package dev.deploystat.aws.service.thingsgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThingsGraphTest extends AgainstLoopback {
    private static final String UPLOAD = "thingsgraph:f6294f1e-b109-4bbe-9073-f451a2dda2da";
    private static final String ID = "urn:tdm:eu-west-1/111122223333/default:Deployment:Room218";
    private static final String INSTANCE = "thingsgraph:instance/" + ID;
    private static final String ARN = "arn:aws:iotthingsgraph:eu-west-1:111122223333:Deployment/default/Room218";

    private void onInstance(String status, String more) {
        aws.on("GetSystemInstance").reply("""
                {"description":{"summary":{"id":"%s","arn":"%s","status":"%s","target":"CLOUD",
                 "createdAt":1559249315.208%s}}}""".formatted(ID, ARN, status, more));
    }

    @ParameterizedTest
    @CsvSource({
        "IN_PROGRESS,IN_PROGRESS",
        "SUCCEEDED,SUCCEEDED",
        "FAILED,FAILED",
        "'succeeded ',SUCCEEDED",
        "BRAND_NEW_WORD,UNKNOWN"
    })
    void every_native_status_of_an_upload_is_mapped_and_kept(String word, Status status) {
        aws.on("GetUploadStatus").reply("{\"uploadStatus\":\"" + word + "\"}");
        Rollout rollout = read(UPLOAD);
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
    }

    @Test
    void every_field_of_an_upload_is_read() {
        aws.on("GetUploadStatus")
                .with("\"uploadId\":\"f6294f1e-b109-4bbe-9073-f451a2dda2da\"")
                .reply("""
                {"uploadId":"f6294f1e-b109-4bbe-9073-f451a2dda2da","uploadStatus":"FAILED",
                 "namespaceArn":"arn:aws:iotthingsgraph:eu-west-1:111122223333:namespace/default",
                 "namespaceName":"eu-west-1/111122223333/default","namespaceVersion":5,"createdDate":1559247540.656,
                 "failureReason":["type Camera is unknown","state Idle is used twice","third"]}""");

        Rollout rollout = read(UPLOAD);

        assertThat(rollout.id()).isEqualTo("f6294f1e-b109-4bbe-9073-f451a2dda2da");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2019-05-30T20:19:00.656Z"));
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.reason()).isEqualTo("type Camera is unknown; state Idle is used twice; third");
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("eu-west-1/111122223333/default", null, "type Camera is unknown"),
                        new Problem("eu-west-1/111122223333/default", null, "state Idle is used twice"),
                        new Problem("eu-west-1/111122223333/default", null, "third"));
        assertThat(rollout.revision()).isEqualTo("5");
        assertThat(rollout.brings("5")).isTrue();
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.flags()).containsExactly(Flag.RETIRED);
        assertThat(rollout.attributes())
                .containsExactly(
                        Map.entry("namespaceArn", "arn:aws:iotthingsgraph:eu-west-1:111122223333:namespace/default"),
                        Map.entry("namespaceName", "eu-west-1/111122223333/default"),
                        Map.entry("namespaceVersion", 5L));
        assertThat(rollout.raw())
                .isEqualTo(Map.of(
                        "uploadId",
                        "f6294f1e-b109-4bbe-9073-f451a2dda2da",
                        "uploadStatus",
                        "FAILED",
                        "namespaceArn",
                        "arn:aws:iotthingsgraph:eu-west-1:111122223333:namespace/default",
                        "namespaceName",
                        "eu-west-1/111122223333/default",
                        "namespaceVersion",
                        5L,
                        "createdDate",
                        "2019-05-30T20:19:00.656Z",
                        "failureReason",
                        List.of("type Camera is unknown", "state Idle is used twice", "third")));
    }

    @Test
    void an_empty_answer_is_never_a_pass() {
        aws.on("GetUploadStatus").reply("{}");
        aws.on("GetSystemInstance").reply("{}");
        Rollout upload = read("thingsgraph:u-1");
        assertThat(upload.id()).isEqualTo("u-1");
        assertThat(upload.status()).isEqualTo(Status.UNKNOWN);
        assertThat(upload.nativeStatus()).isNull();
        assertThat(upload.reason()).isNull();
        assertThat(upload.attributes()).isEmpty();
        Rollout instance = read(INSTANCE);
        assertThat(instance.id()).isEqualTo(ID);
        assertThat(instance.status()).isEqualTo(Status.UNKNOWN);
        assertThat(instance.nativeStatus()).isNull();
        assertThat(instance.attributes()).isEmpty();
    }

    @Test
    void the_history_and_explanation_of_an_upload_are_itself() {
        aws.on("GetUploadStatus").reply("{\"uploadId\":\"u-1\",\"uploadStatus\":\"SUCCEEDED\"}");
        List<Rollout> rows = new ArrayList<>();
        assertThat(fleet.history(target("thingsgraph:u-1"), HistoryQuery.newest(0), rows::add))
                .isEmpty();
        assertThat(rows).extracting(Rollout::id).containsExactly("u-1");
        assertThat(fleet.explain(target("thingsgraph:u-1"))
                        .found()
                        .orElseThrow()
                        .status())
                .isEqualTo(Status.SUCCEEDED);
        assertThat(aws.operations()).containsExactly("GetUploadStatus", "GetUploadStatus");
    }

    @ParameterizedTest
    @CsvSource({"thingsgraph:u-1,GetUploadStatus", INSTANCE + ",GetSystemInstance"})
    void what_is_not_there_is_not_found(String text, String operation) {
        aws.on(operation).fail(400, "ResourceNotFoundException", "not there");
        var error = fleet.read(List.of(target(text))).get(0).failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.action()).isEqualTo("iotthingsgraph:" + operation);
    }

    @Test
    void a_bad_request_is_refused_and_not_missing() {
        aws.on("GetUploadStatus").fail(400, "InvalidRequestException", "bad id");
        assertThat(fleet.read(List.of(target(UPLOAD)))
                        .get(0)
                        .failed()
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.INVALID);
    }

    @Test
    void targets_are_uploads_or_system_instances() {
        assertThat(target(UPLOAD).fields().keySet()).containsExactly("upload-id");
        assertThat(target(INSTANCE).fields()).containsExactly(Map.entry("system-instance-id", ID));
        assertThat(target(INSTANCE).toString()).isEqualTo(INSTANCE + "@eu-west-1");
        assertThatThrownBy(() -> target("thingsgraph:" + "u".repeat(41))).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> target("thingsgraph:instance/")).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_DEPLOYED,PENDING,",
        "BOOTSTRAP,IN_PROGRESS,",
        "DEPLOY_IN_PROGRESS,IN_PROGRESS,",
        "DEPLOYED_IN_TARGET,SUCCEEDED,",
        "UNDEPLOY_IN_PROGRESS,IN_PROGRESS,DELETE",
        "FAILED,FAILED,",
        "PENDING_DELETE,IN_PROGRESS,DELETE",
        "DELETED_IN_TARGET,STOPPED,DELETE",
        "'Deployed In Target ',SUCCEEDED,",
        "BRAND_NEW_WORD,UNKNOWN,"
    })
    void every_native_status_of_a_system_instance_is_mapped_and_kept(String word, Status status, String operation) {
        onInstance(word, "");
        Rollout rollout = read(INSTANCE);
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.nativeOperation()).isEqualTo(operation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",\"updatedAt\":1559249315.208|PENDING|",
                ",\"updatedAt\":1559249999.0|STOPPED|DELETE",
                ",\"greengrassGroupVersionId\":\"v-1\"|STOPPED|DELETE"
            })
    void an_instance_that_was_undeployed_is_told_from_one_that_never_was_deployed(
            String more, Status status, String operation) {
        onInstance("NOT_DEPLOYED", more);
        Rollout rollout = read(INSTANCE);
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeOperation()).isEqualTo(operation);
    }

    @Test
    void the_table_of_states_holds_every_word_of_all_kinds() {
        assertThat(new ThingsGraph().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .containsExactly(
                        "flow execution ABORTED STOPPED",
                        "flow execution FAILED FAILED",
                        "flow execution RUNNING IN_PROGRESS",
                        "flow execution SUCCEEDED SUCCEEDED",
                        "system instance BOOTSTRAP IN_PROGRESS",
                        "system instance DELETED_IN_TARGET STOPPED",
                        "system instance DEPLOYED_IN_TARGET SUCCEEDED",
                        "system instance DEPLOY_IN_PROGRESS IN_PROGRESS",
                        "system instance FAILED FAILED",
                        "system instance NOT_DEPLOYED PENDING",
                        "system instance PENDING_DELETE IN_PROGRESS",
                        "system instance UNDEPLOY_IN_PROGRESS IN_PROGRESS",
                        "upload FAILED FAILED",
                        "upload IN_PROGRESS IN_PROGRESS",
                        "upload SUCCEEDED SUCCEEDED");
    }

    @Test
    void every_field_of_a_system_instance_is_read() {
        aws.on("GetSystemInstance").with("\"id\":\"" + ID + "\"").reply("""
                {"description":{"summary":{"id":"%s","arn":"%s","status":"DEPLOYED_IN_TARGET","target":"GREENGRASS",
                 "greengrassGroupName":"Factory","greengrassGroupId":"g-1","greengrassGroupVersionId":"v-1",
                 "createdAt":1559249315.208,"updatedAt":1559249776.254},
                 "definition":{"language":"GRAPHQL","text":"query Room218"},"s3BucketName":"bucket",
                 "metricsConfiguration":{"cloudMetricEnabled":true,"metricRuleRoleArn":"role/m"},
                 "validatedNamespaceVersion":5,"flowActionsRoleArn":"role/f",
                 "validatedDependencyRevisions":[{"id":"urn:a","revisionNumber":3}]}}""".formatted(ID, ARN));

        Rollout rollout = read(INSTANCE);

        assertThat(rollout.id()).isEqualTo(ID);
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.revision()).isEqualTo("v-1");
        assertThat(rollout.brings("v-1")).isTrue();
        assertThat(rollout.brings("5")).isTrue();
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2019-05-30T20:48:35.208Z"));
        assertThat(rollout.updatedAt()).isEqualTo(Instant.parse("2019-05-30T20:56:16.254Z"));
        assertThat(rollout.finishedAt()).isEqualTo(rollout.updatedAt());
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.attributes())
                .containsEntry("arn", ARN)
                .containsEntry("target", "GREENGRASS")
                .containsEntry("greengrassGroupName", "Factory")
                .containsEntry("greengrassGroupId", "g-1")
                .containsEntry("greengrassGroupVersionId", "v-1")
                .containsEntry("s3BucketName", "bucket")
                .containsEntry("flowActionsRoleArn", "role/f")
                .containsEntry("validatedNamespaceVersion", 5L)
                .containsEntry("validatedDependencyRevisions", List.of(Map.of("id", "urn:a", "revisionNumber", 3L)))
                .containsEntry(
                        "metricsConfiguration", Map.of("cloudMetricEnabled", true, "metricRuleRoleArn", "role/m"))
                .containsEntry("definition", Map.of("language", "GRAPHQL", "text", "query Room218"))
                .hasSize(11);
    }

    @Test
    void a_system_instance_of_the_cloud_has_the_namespace_version_as_its_revision() {
        aws.on("GetSystemInstance").reply("""
                {"description":{"summary":{"status":"DEPLOYED_IN_TARGET"},"validatedNamespaceVersion":5}}""");
        assertThat(read(INSTANCE).revision()).isEqualTo("5");
    }

    @Test
    void what_a_system_instance_under_way_comes_to_is_open() {
        aws.on("GetSystemInstance").reply("""
                {"description":{"summary":{"status":"DEPLOY_IN_PROGRESS","updatedAt":1559249776.254,
                 "greengrassGroupVersionId":"gv-1"},"validatedNamespaceVersion":5}}""");
        Rollout rollout = read(INSTANCE);
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.revisionNames()).containsExactly("gv-1", "5");
        assertThat(rollout.updatedAt()).isNotNull();
        assertThat(rollout.finishedAt()).isNull();
    }

    @Test
    void discovery_lists_the_system_instances_of_all_pages() {
        aws.on("SearchSystemInstances")
                .with("\"maxResults\":250")
                .reply("{\"summaries\":[{\"id\":\"" + ID + "\"}],\"nextToken\":\"t\"}");
        aws.on("SearchSystemInstances")
                .with("\"nextToken\":\"t\"")
                .reply("{\"summaries\":[{\"id\":\"urn:tdm:default:Deployment:b\"}]}");
        List<String> found = new ArrayList<>();
        assertThat(fleet.discover(target("thingsgraph:any"), target -> found.add(target.toString())))
                .isEmpty();
        assertThat(found)
                .containsExactly(
                        INSTANCE + "@eu-west-1", "thingsgraph:instance/urn:tdm:default:Deployment:b@eu-west-1");
    }

    @Test
    void an_explanation_tells_the_flow_executions_and_why_they_failed() {
        onInstance("FAILED", "");
        aws.on("SearchFlowExecutions")
                .with("\"systemInstanceId\":\"" + ID + "\"")
                .reply("{\"summaries\":[" + execution("f-1", "SUCCEEDED", 1559247500) + ","
                        + execution("f-2", "FAILED", 1559247600) + "],\"nextToken\":\"t\"}");
        aws.on("SearchFlowExecutions")
                .with("\"nextToken\":\"t\"")
                .reply("{\"summaries\":[" + execution("f-3", "RUNNING", 1559247700) + ","
                        + execution("f-4", "ABORTED", 1559247400) + "," + execution("f-5", "BRAND_NEW", 1559247300)
                        + "]}");
        aws.on("ListFlowExecutionMessages")
                .with("\"flowExecutionId\":\"f-2\"")
                .reply("{\"messages\":[" + message("EXECUTION_FAILED", 1559247640, "gave up") + ","
                        + message("EXECUTION_STARTED", 1559247610, "started") + "],\"nextToken\":\"u\"}");
        aws.on("ListFlowExecutionMessages")
                .with("\"nextToken\":\"u\"")
                .reply("{\"messages\":[" + message("THING_ACTION_TASK_FAILED", 1559247620, "camera is offline") + ","
                        + message("STEP_FAILED", 1559247630, "step 1") + ","
                        + message("ACTIVITY_FAILED", 1559247625, "activity 1") + ","
                        + message("BRAND_NEW", 1559247650, "huh") + "]}");

        Rollout rollout = fleet.explain(target(INSTANCE)).found().orElseThrow();

        assertThat(rollout.parts()).extracting(Part::name).containsExactly("f-3", "f-2", "f-1", "f-4", "f-5");
        assertThat(rollout.parts())
                .extracting(Part::status)
                .containsExactly(Status.IN_PROGRESS, Status.FAILED, Status.SUCCEEDED, Status.STOPPED, Status.UNKNOWN);
        assertThat(rollout.parts())
                .element(1)
                .isEqualTo(new Part(
                        "flow execution",
                        "f-2",
                        null,
                        Status.FAILED,
                        "FAILED",
                        Instant.ofEpochSecond(1559247600),
                        Instant.ofEpochSecond(1559247660),
                        "urn:flow"));
        assertThat(rollout.parts().get(0).finishedAt()).isNull();
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("f-2", "THING_ACTION_TASK_FAILED", "camera is offline"),
                        new Problem("f-2", "ACTIVITY_FAILED", "activity 1"),
                        new Problem("f-2", "STEP_FAILED", "step 1"),
                        new Problem("f-2", "EXECUTION_FAILED", "gave up"));
        assertThat(rollout.events())
                .extracting(Event::message)
                .containsExactly("started", "camera is offline", "activity 1", "step 1", "gave up", "huh");
        assertThat(rollout.events())
                .first()
                .isEqualTo(new Event(Instant.ofEpochSecond(1559247610), "f-2", "EXECUTION_STARTED", "started"));
    }

    @Test
    void an_explanation_asks_about_the_newest_failed_executions_only() {
        onInstance("FAILED", "");
        StringBuilder executions = new StringBuilder();
        for (int i = 10; i < 25; i++) {
            executions.append(i == 10 ? "" : ",").append(execution("f-" + i, "FAILED", 1559247000 + i));
        }
        aws.on("SearchFlowExecutions").reply("{\"summaries\":[" + executions + "]}");
        aws.on("ListFlowExecutionMessages").reply("{\"messages\":[]}");
        Rollout rollout = fleet.explain(target(INSTANCE)).found().orElseThrow();
        assertThat(rollout.parts()).hasSize(15);
        List<LoopbackAws.Request> asked = aws.requests().stream()
                .filter(request -> request.operation().equals("ListFlowExecutionMessages"))
                .toList();
        assertThat(asked).hasSize(10);
        assertThat(asked.get(0).body()).contains("f-24").contains("\"maxResults\":250");
        assertThat(asked.get(9).body()).contains("f-15");
    }

    private static String execution(String id, String status, long createdAt) {
        return """
            {"flowExecutionId":"%s","status":"%s","systemInstanceId":"%s","flowTemplateId":"urn:flow",
             "createdAt":%d,"updatedAt":%d}""".formatted(id, status, ID, createdAt, createdAt + 60);
    }

    private static String message(String eventType, long timestamp, String payload) {
        return """
            {"messageId":"m","eventType":"%s","timestamp":%d,"payload":"%s"}""".formatted(eventType, timestamp, payload);
    }

    private Rollout confirmed(String text) {
        List<Reading> confirmed = new ArrayList<>();
        fleet.confirm(List.of(reading(text)), confirmed::add);
        return confirmed.get(0).found().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"IN_PROGRESS,STOPPED", "SUCCEEDED,SUCCEEDED", "FAILED,SUCCEEDED"})
    void an_upload_does_not_pass_while_its_namespace_is_being_deleted(String deletion, Status status) {
        aws.on("GetUploadStatus").reply("{\"uploadId\":\"u-1\",\"uploadStatus\":\"SUCCEEDED\"}");
        aws.on("GetNamespaceDeletionStatus").reply("{\"status\":\"" + deletion + "\"}");
        assertThat(confirmed("thingsgraph:u-1").status()).isEqualTo(status);
    }

    @Test
    void a_system_instance_that_passes_is_not_asked_for_again() {
        onInstance("DEPLOYED_IN_TARGET", "");
        assertThat(confirmed(INSTANCE).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(aws.operations()).containsExactly("GetSystemInstance");
    }
}
