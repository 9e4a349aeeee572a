package dev.deploystat.aws.service.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.AwsSession;
import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.Silence;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import dev.deploystat.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SageMakerTest extends AgainstLoopback {
    private static final String ENDPOINT = "DescribeEndpoint";
    private static final String COMPONENT = "DescribeInferenceComponent";
    private static final String COMPONENTS = "ListInferenceComponents";
    private static final String ARN = "arn:aws:sagemaker:eu-west-1:111122223333:";
    private static final String PENDING = """
            ,"PendingDeploymentSummary":{"EndpointConfigName":"cfg-2","StartTime":1709294400}""";
    private static final String ALARMS = """
            ,"LastDeploymentConfig":{"BlueGreenUpdatePolicy":{"TrafficRoutingConfiguration":{"Type":"CANARY",
             "WaitIntervalInSeconds":600}},"AutoRollbackConfiguration":{"Alarms":[{"AlarmName":"5xx"}]}}""";

    private void onEndpoint(String word, String more) {
        aws.on(ENDPOINT).reply("""
                {"EndpointName":"shop","EndpointArn":"%sendpoint/shop","EndpointStatus":"%s","EndpointConfigName":"cfg-1"%s}""".formatted(ARN, word, more));
    }

    private void onComponents(String... namesAndWords) {
        aws.on(COMPONENTS).ifAsked().reply("{\"InferenceComponents\":[" + components(namesAndWords) + "]}");
    }

    private static String components(String... namesAndWords) {
        List<String> rows = new ArrayList<>();
        for (String each : namesAndWords) {
            String[] pieces = each.split("=");
            rows.add("""
                    {"InferenceComponentName":"%s","EndpointName":"shop","InferenceComponentStatus":"%s"}""".formatted(pieces[0], pieces[1]));
        }
        return String.join(",", rows);
    }

    private void onComponent(String word, String more) {
        aws.on(COMPONENT).reply("""
                {"InferenceComponentName":"llm","EndpointName":"shop","InferenceComponentStatus":"%s"%s}""".formatted(word, more));
    }

    private static String copies(Integer current, Integer desired) {
        return ",\"RuntimeConfig\":{\"CurrentCopyCount\":" + current + ",\"DesiredCopyCount\":" + desired + "}";
    }

    private static String variants(String member, String... variants) {
        return ",\"" + member + "\":[" + String.join(",", variants) + "]";
    }

    private static String variant(String name, int current, int desired, String more) {
        return """
                {"VariantName":"%s","CurrentInstanceCount":%d,"DesiredInstanceCount":%d%s}""".formatted(name, current, desired, more);
    }

    private static String being(String word) {
        return ",\"VariantStatus\":[{\"Status\":\"" + word + "\"}]";
    }

    @Test
    void a_variant_of_an_endpoint_that_failed_says_what_it_says() {
        onEndpoint("Failed", variants("ProductionVariants", variant("a", 0, 1, """
                ,"VariantStatus":[{"Status":"Creating","StatusMessage":"no image"}]""")));
        assertThat(read("sagemaker:shop").problems()).containsExactly(new Problem("a", "Creating", "no image"));
    }

    private Rollout confirmed(String text) {
        Reading passing = reading(text);
        assertThat(passing.found().orElseThrow().verdict(Set.of())).isEqualTo(Verdict.PASS);
        List<Reading> confirmed = new ArrayList<>();
        fleet.confirm(List.of(passing), confirmed::add);
        return confirmed.get(0).found().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "Creating,IN_PROGRESS,CREATE",
        "Updating,IN_PROGRESS,UPDATE",
        "SystemUpdating,IN_PROGRESS,OTHER",
        "RollingBack,ROLLING_BACK,ROLLBACK",
        "InService,SUCCEEDED,",
        "UpdateRollbackFailed,ROLLBACK_FAILED,",
        "Failed,FAILED,",
        "OutOfService,FAILED,",
        "Deleting,STOPPED,DELETE",
        "in_service,SUCCEEDED,",
        "ROLLING BACK,ROLLING_BACK,ROLLBACK",
        "'Out-Of-Service ',FAILED,",
        "BrandNewWord,UNKNOWN,"
    })
    void every_native_status_of_an_endpoint_is_mapped_and_kept(String word, Status status, Operation operation) {
        onEndpoint(word, "");
        onComponents();
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.verdict(Set.of())).isEqualTo(status.verdict());
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.operation()).isEqualTo(operation);
        assertThat(rollout.nativeOperation()).isEqualTo(operation == null ? null : word);
    }

    @ParameterizedTest
    @CsvSource({
        "Creating,IN_PROGRESS,CREATE",
        "Updating,IN_PROGRESS,UPDATE",
        "InService,SUCCEEDED,",
        "Failed,FAILED,",
        "Deleting,STOPPED,DELETE",
        "IN_SERVICE,SUCCEEDED,",
        "BrandNewWord,UNKNOWN,"
    })
    void every_native_status_of_an_inference_component_is_mapped_and_kept(
            String word, Status status, Operation operation) {
        onComponent(word, copies(2, 2));
        Rollout rollout = read("sagemaker:shop/component/llm");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.verdict(Set.of())).isEqualTo(status.verdict());
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.operation()).isEqualTo(operation);
    }

    @ParameterizedTest
    @CsvSource({
        "Creating,IN_PROGRESS,IN_PROGRESS",
        "Updating,IN_PROGRESS,IN_PROGRESS",
        "ActivatingTraffic,IN_PROGRESS,IN_PROGRESS",
        "Baking,IN_PROGRESS,IN_PROGRESS",
        "activating_traffic,IN_PROGRESS,IN_PROGRESS",
        "Deleting,STOPPED,SUCCEEDED",
        "BrandNewWord,UNKNOWN,UNKNOWN"
    })
    void an_endpoint_in_service_has_not_passed_while_a_variant_is_under_way(String word, Status own, Status status) {
        onEndpoint("InService", variants("ProductionVariants", variant("main", 2, 2, being(word))));
        onComponents();
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.stage()).isEqualTo(word);
        assertThat(rollout.parts()).extracting(Part::status).containsExactly(own);
        assertThat(rollout.reason())
                .isEqualTo(status == Status.SUCCEEDED ? null : "in service, and variant main is not there yet");
    }

    @Test
    void the_table_of_states_holds_every_word_of_all_kinds() {
        assertThat(new SageMaker().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .containsExactly(
                        "endpoint Creating IN_PROGRESS",
                        "endpoint Deleting STOPPED",
                        "endpoint Failed FAILED",
                        "endpoint InService SUCCEEDED",
                        "endpoint OutOfService FAILED",
                        "endpoint RollingBack ROLLING_BACK",
                        "endpoint SystemUpdating IN_PROGRESS",
                        "endpoint UpdateRollbackFailed ROLLBACK_FAILED",
                        "endpoint Updating IN_PROGRESS",
                        "inference component Creating IN_PROGRESS",
                        "inference component Deleting STOPPED",
                        "inference component Failed FAILED",
                        "inference component InService SUCCEEDED",
                        "inference component Updating IN_PROGRESS",
                        "variant ActivatingTraffic IN_PROGRESS",
                        "variant Baking IN_PROGRESS",
                        "variant Creating IN_PROGRESS",
                        "variant Deleting STOPPED",
                        "variant Updating IN_PROGRESS");
    }

    @Test
    void an_endpoint_that_is_in_service_after_a_failed_update_was_rolled_back() {
        onEndpoint("InService", ",\"FailureReason\":\"The container did not pass the ping health check.\"" + ALARMS);
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.verdict(Set.of(Flag.PARTIAL, Flag.EARLY))).isEqualTo(Verdict.FAIL);
        assertThat(rollout.revision()).as("what it runs").isEqualTo("cfg-1");
        assertThat(rollout.reason())
                .isEqualTo("the last change failed, and the endpoint is in service with cfg-1;"
                        + " The container did not pass the ping health check.");
        assertThat(rollout.problems())
                .containsExactly(new Problem("shop", null, "The container did not pass the ping health check."));
        assertThat(aws.operations()).containsExactly(ENDPOINT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void an_empty_failure_reason_is_none(String reason) {
        onEndpoint("InService", ",\"FailureReason\":\"" + reason + "\"");
        onComponents();
        assertThat(read("sagemaker:shop").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void how_an_update_was_to_go_says_nothing_of_how_it_went() {
        onEndpoint("InService", ALARMS);
        onComponents();
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.attributes().get("lastDeploymentConfig").toString()).contains("CANARY", "5xx");
    }

    @Test
    void an_endpoint_brings_the_pending_configuration_and_had_the_one_it_is_called_by() {
        onEndpoint("Updating", PENDING);
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.revision()).isEqualTo("cfg-2");
        assertThat(rollout.previousRevision()).isEqualTo("cfg-1");
        assertThat(rollout.brings("cfg-1")).isFalse();
        assertThat(rollout.startedAt()).isEqualTo(LoopbackAws.NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Updating", "SystemUpdating"})
    void what_an_endpoint_that_changes_without_a_pending_configuration_comes_to_is_open(String word) {
        onEndpoint(word, "");
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.brings("cfg-1")).isTrue();
        assertThat(rollout.previousRevision()).isEqualTo("cfg-1");
        assertThat(rollout.startedAt()).isNull();
    }

    @Test
    void an_endpoint_in_service_with_a_pending_deployment_has_not_passed() {
        onEndpoint("InService", PENDING);
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.revision()).isEqualTo("cfg-2");
        assertThat(rollout.reason()).isEqualTo("in service, and a deployment is pending");
        assertThat(aws.operations()).containsExactly(ENDPOINT);
    }

    @ParameterizedTest
    @CsvSource({"0,2,IN_PROGRESS", "1,2,IN_PROGRESS", "2,2,SUCCEEDED", "3,2,SUCCEEDED", "0,0,SUCCEEDED"})
    void an_endpoint_in_service_has_not_passed_while_instances_are_missing(int current, int desired, Status status) {
        onEndpoint(
                "InService",
                variants("ProductionVariants", variant("a", 1, 1, ""), variant("b", current, desired, "")));
        onComponents();
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.progress()).isEqualTo(Progress.of(1 + current, 1 + desired, "instances"));
        assertThat(rollout.parts()).extracting(Part::status).containsExactly(Status.SUCCEEDED, status);
    }

    @Test
    void a_shadow_variant_neither_counts_nor_keeps_an_endpoint_from_passing() {
        onEndpoint(
                "InService",
                variants("ProductionVariants", variant("main", 2, 2, ""))
                        + variants("ShadowProductionVariants", variant("main", 0, 4, being("Creating"))));
        onComponents();
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.progress()).isEqualTo(Progress.of(2, 2, "instances"));
        assertThat(rollout.stage()).isNull();
        assertThat(rollout.parts())
                .extracting(Part::id, Part::status)
                .containsExactly(
                        tuple("variant/main", Status.SUCCEEDED), tuple("shadow variant/main", Status.IN_PROGRESS));
    }

    @Test
    void the_image_of_a_shadow_variant_is_no_revision() {
        onEndpoint("InService", variants("ShadowProductionVariants", """
                        {"VariantName":"s","DeployedImages":[{"SpecifiedImage":"repo/shop:new"}]}"""));
        onComponents();
        assertThat(read("sagemaker:shop").brings("repo/shop:new")).isFalse();
    }

    @Test
    void every_field_of_an_endpoint_under_way_is_read() {
        String digest = "sha256:" + "a".repeat(64);
        onEndpoint("Updating", """
                ,"CreationTime":1709287200.5,"LastModifiedTime":1709294460,"FailureReason":"old"
                ,"DataCaptureConfig":{"EnableCapture":true},"PendingDeploymentSummary":{"EndpointConfigName":"cfg-2",
                 "StartTime":1709294400,"ProductionVariants":[{"VariantName":"main","CurrentInstanceCount":1,
                 "DesiredInstanceCount":3,"CurrentWeight":0.5,"VariantStatus":[{"Status":"Baking",
                 "StatusMessage":"watching 2 alarms","StartTime":1709294430}],"DeployedImages":[{"SpecifiedImage":
                 "repo/shop:2","ResolvedImage":"repo/shop@%s"}]},{"VariantName":"tiny"}],
                 "ShadowProductionVariants":[{"VariantName":"shade"}]}
                ,"ProductionVariants":[{"VariantName":"main","CurrentInstanceCount":2,"DesiredInstanceCount":2,
                 "DeployedImages":[{"SpecifiedImage":"repo/shop:1"}]}]""".formatted(digest));

        Rollout rollout = read("sagemaker:shop");

        assertThat(rollout.id()).isEqualTo("shop");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.revision()).isEqualTo("cfg-2");
        assertThat(rollout.revisionNames()).containsExactly("repo/shop:2", "repo/shop@" + digest, digest);
        assertThat(rollout.previousRevision()).isEqualTo("cfg-1");
        assertThat(rollout.initiator()).isNull();
        assertThat(rollout.createdAt()).isNull();
        assertThat(rollout.startedAt()).isEqualTo(LoopbackAws.NOW);
        assertThat(rollout.updatedAt()).isEqualTo(LoopbackAws.NOW.plusSeconds(60));
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.progress()).isEqualTo(Progress.of(1, 3, "instances"));
        assertThat(rollout.stage()).isEqualTo("Baking");
        assertThat(rollout.reason()).isEqualTo("old");
        assertThat(rollout.problems())
                .as("of an update that has not failed yet")
                .isEmpty();
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.relations()).isEmpty();
        assertThat(rollout.consoleUrl())
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/sagemaker/home?region=eu-west-1#/endpoints/shop");
        assertThat(rollout.parts())
                .containsExactly(
                        new Part(
                                "pending variant",
                                "main",
                                "pending variant/main",
                                null,
                                Status.IN_PROGRESS,
                                "Baking",
                                LoopbackAws.NOW.plusSeconds(30),
                                null,
                                "1 of 3 instances; weight 0.5; watching 2 alarms"),
                        new Part(
                                "pending variant",
                                "tiny",
                                "pending variant/tiny",
                                null,
                                Status.IN_PROGRESS,
                                null,
                                null,
                                null,
                                null),
                        new Part(
                                "pending shadow variant",
                                "shade",
                                "pending shadow variant/shade",
                                null,
                                Status.IN_PROGRESS,
                                null,
                                null,
                                null,
                                null),
                        new Part(
                                "variant",
                                "main",
                                "variant/main",
                                null,
                                Status.IN_PROGRESS,
                                null,
                                null,
                                null,
                                "2 of 2 instances"));
        assertThat(rollout.attributes())
                .containsEntry("endpointArn", ARN + "endpoint/shop")
                .containsEntry("creationTime", "2024-03-01T10:00:00.500Z")
                .containsEntry("failureReason", "old")
                .containsEntry("dataCaptureConfig", Map.of("enableCapture", true))
                .containsKeys("pendingDeploymentSummary", "productionVariants");
        assertThat(rollout.raw()).isInstanceOf(Map.class);
        assertThat(bodies(ENDPOINT)).containsExactly("{\"EndpointName\":\"shop\"}");
    }

    @Test
    void the_creation_of_an_endpoint_began_when_it_was_created() {
        onEndpoint("Creating", ",\"CreationTime\":1709287200");
        assertThat(read("sagemaker:shop").startedAt()).isEqualTo(Instant.parse("2024-03-01T10:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RollingBack|no capacity|no capacity|no capacity",
                "UpdateRollbackFailed|no capacity|update and rollback both failed; a mix of the old and the new"
                        + " configuration is in service; no capacity|no capacity",
                "UpdateRollbackFailed||update and rollback both failed; a mix of the old and the new configuration is"
                        + " in service|",
                "Failed|no image|a failed endpoint can only be deleted; no image|no image",
                "OutOfService||the endpoint does not take requests|",
                "Deleting|no image|the endpoint is being deleted; no image|no image",
                "SystemUpdating||maintenance by AWS, which changes nothing that was configured|",
                "BrandNewWord|no image|no image|"
            })
    void what_follows_a_failure_keeps_its_cause(String word, String reason, String said, String problem) {
        onEndpoint(word, reason == null ? "" : ",\"FailureReason\":\"" + reason + "\"");
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.reason()).isEqualTo(said);
        assertThat(rollout.problems())
                .isEqualTo(problem == null ? List.of() : List.of(new Problem("shop", null, problem)));
    }

    @Test
    void an_empty_answer_is_never_a_pass() {
        aws.onRequests(any -> true).reply("{}");
        for (String text : List.of("sagemaker:shop", "sagemaker:shop/component/llm", "sagemaker:component/llm")) {
            Rollout rollout = read(text);
            assertThat(rollout.status()).as(text).isEqualTo(Status.UNKNOWN);
            assertThat(rollout.nativeStatus()).as(text).isNull();
            assertThat(rollout.revision()).as(text).isNull();
            assertThat(rollout.updatedAt()).as(text).isNull();
            assertThat(rollout.reason()).as(text).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "a=InService b=InService|SUCCEEDED|PASS|null",
                "a=InService b=Failed|SUCCEEDED|FAIL|1 of 2 inference components failed: b",
                "a=Creating b=Failed c=InService d=FAILED|SUCCEEDED|FAIL|2 of 4 inference components failed: b, d",
                "a=Failed|FAILED|FAIL|1 of 1 inference components failed: a",
                "a=Failed b=Deleting|FAILED|FAIL|1 of 2 inference components failed: a",
                "a=InService b=Creating|IN_PROGRESS|PENDING|inference component b is Creating",
                "a=InService b=Updating|IN_PROGRESS|PENDING|inference component b is Updating",
                "a=Updating b=BrandNewWord|UNKNOWN|PENDING|inference component b is BrandNewWord",
                "a=InService b=Deleting|SUCCEEDED|PASS|null"
            })
    void an_endpoint_is_no_better_than_the_components_it_hosts(
            String components, Status status, Verdict verdict, String reason) {
        onEndpoint("InService", "");
        onComponents(components.split(" "));
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.verdict(Set.of())).isEqualTo(verdict);
        assertThat(rollout.verdict(Set.of(Flag.PARTIAL))).isEqualTo(status.verdict());
        assertThat(rollout.nativeStatus()).isEqualTo("InService");
        assertThat(rollout.reason()).isEqualTo(reason);
        assertThat(rollout.parts()).hasSize(components.split(" ").length);
    }

    @Test
    void a_component_on_the_last_page_counts_too() {
        onEndpoint("InService", "");
        aws.on(COMPONENTS)
                .with("\"EndpointNameEquals\":\"shop\"")
                .reply("{\"InferenceComponents\":[" + components("a=InService") + "],\"NextToken\":\"t\"}");
        aws.on(COMPONENTS)
                .with("\"NextToken\":\"t\"")
                .reply("{\"InferenceComponents\":[" + components("b=Failed") + "]}");
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.flags()).containsExactly(Flag.PARTIAL);
        assertThat(rollout.parts())
                .containsExactly(
                        Part.of("inference component", "a", Status.SUCCEEDED, "InService"),
                        Part.of("inference component", "b", Status.FAILED, "Failed"));
        assertThat(bodies(COMPONENTS))
                .containsExactly(
                        "{\"MaxResults\":100,\"EndpointNameEquals\":\"shop\"}",
                        "{\"NextToken\":\"t\",\"MaxResults\":100,\"EndpointNameEquals\":\"shop\"}");
    }

    @Test
    void a_component_without_a_status_is_not_taken_for_one_that_works() {
        onEndpoint("InService", "");
        aws.on(COMPONENTS).reply("{\"InferenceComponents\":[{\"InferenceComponentName\":\"a\"}]}");
        Rollout rollout = read("sagemaker:shop");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.reason()).isEqualTo("inference component a has no status");
    }

    @Test
    void an_endpoint_does_not_pass_while_its_components_may_not_be_read() {
        onEndpoint("InService", "");
        aws.on(COMPONENTS).fail(400, "AccessDeniedException", "not allowed");
        ReadError error = reading("sagemaker:shop").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.DENIED);
        assertThat(error.action()).isEqualTo("sagemaker:ListInferenceComponents");
    }

    @Test
    void an_explanation_says_why_components_failed() {
        onEndpoint("InService", "");
        onComponents("a=InService", "b=Failed", "c=Failed", "d=Failed");
        aws.on(COMPONENT)
                .with("\"InferenceComponentName\":\"b\"")
                .reply("{\"FailureReason\":\"out of memory\",\"InferenceComponentStatus\":\"Failed\"}");
        aws.on(COMPONENT)
                .with("\"InferenceComponentName\":\"c\"")
                .fail(400, "ValidationException", "Could not find inference component.");
        aws.on(COMPONENT).with("\"InferenceComponentName\":\"d\"").reply("{}");
        Rollout rollout = explain("sagemaker:shop");
        assertThat(rollout.problems())
                .containsExactly(new Problem("b", "Failed", "out of memory"), new Problem("d", "Failed", null));
        assertThat(rollout.parts()).hasSize(4);
        assertThat(bodies(COMPONENTS)).hasSize(1);
    }

    @Test
    void an_explanation_asks_for_components_that_did_not_matter_before() {
        onEndpoint("Failed", ",\"FailureReason\":\"no capacity\"" + variants("ProductionVariants", "{}"));
        onComponents("a=Failed", "b=InService");
        aws.on(COMPONENT).reply("{\"FailureReason\":\"no instance\"}");
        Rollout rollout = explain("sagemaker:shop");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.problems())
                .containsExactly(new Problem("shop", null, "no capacity"), new Problem("a", "Failed", "no instance"));
        assertThat(rollout.parts())
                .extracting(Part::kind)
                .containsExactly("variant", "inference component", "inference component");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "2,2,SUCCEEDED,PASS,null",
                "3,2,SUCCEEDED,PASS,null",
                "1,2,SUCCEEDED,FAIL,in service with 1 of 2 copies",
                "0,2,IN_PROGRESS,PENDING,in service with 0 of 2 copies",
                "0,0,PENDING,PENDING,'no copy is wanted, so nothing shows that the model runs'",
                "1,0,PENDING,PENDING,'no copy is wanted, so nothing shows that the model runs'",
                "null,2,UNKNOWN,PENDING,'in service, and the reply does not say with how many copies'",
                "2,null,UNKNOWN,PENDING,'in service, and the reply does not say with how many copies'"
            })
    void a_component_has_passed_when_all_its_copies_are_there(
            Integer current, Integer desired, Status status, Verdict verdict, String reason) {
        onComponent("InService", copies(current, desired));
        Rollout rollout = read("sagemaker:shop/component/llm");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.verdict(Set.of())).isEqualTo(verdict);
        assertThat(rollout.verdict(Set.of(Flag.PARTIAL))).isEqualTo(status.verdict());
        assertThat(rollout.reason()).isEqualTo(reason);
        assertThat(rollout.progress())
                .isEqualTo(current == null || desired == null ? null : Progress.of(current, desired, "copies"));
    }

    @Test
    void copies_of_a_component_that_is_not_in_service_make_nothing_partial() {
        onComponent("Updating", copies(1, 2));
        Rollout rollout = read("sagemaker:shop/component/llm");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.flags()).isEmpty();
        assertThat(rollout.reason()).isNull();
    }

    @Test
    void a_component_without_counts_passes_only_as_an_adapter_of_another_one() {
        onComponent("InService", "");
        onComponent("InService", ",\"Specification\":{\"BaseInferenceComponentName\":\"base\"}");
        assertThat(read("sagemaker:component/llm").status()).isEqualTo(Status.UNKNOWN);
        assertThat(read("sagemaker:component/llm").status()).isEqualTo(Status.SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource({
        "InService,ROLLED_BACK,'the last change failed, and the component is in service as it was: no memory'",
        "Failed,FAILED,no memory",
        "Deleting,STOPPED,the inference component is being deleted: no memory"
    })
    void a_component_that_failed_says_why(String word, Status status, String reason) {
        onComponent(word, copies(2, 2) + ",\"FailureReason\":\"no memory\"" + """
                ,"LastDeploymentConfig":{"AutoRollbackConfiguration":{"Alarms":[{"AlarmName":"5xx"}]}}""");
        Rollout rollout = read("sagemaker:shop/component/llm");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.verdict(Set.of(Flag.PARTIAL))).isEqualTo(Verdict.FAIL);
        assertThat(rollout.reason()).isEqualTo(reason);
        assertThat(rollout.problems()).containsExactly(new Problem("llm", null, "no memory"));
    }

    @Test
    void every_field_of_a_component_is_read() {
        String digest = "sha256:" + "b".repeat(64);
        onComponent("InService", copies(2, 2) + """
                ,"InferenceComponentArn":"%sinference-component/llm","VariantName":"main","CreationTime":1709287200,
                 "LastModifiedTime":1709294400,"Specification":{"ModelName":"llama-7","Container":{"ArtifactUrl":"s3://b/7",
                 "DeployedImage":{"SpecifiedImage":"repo/llm:7","ResolvedImage":"repo/llm@%s"}}}""".formatted(ARN, digest));

        Rollout rollout = read("sagemaker:shop/component/llm");

        assertThat(rollout.id()).isEqualTo("llm");
        assertThat(rollout.revision()).isEqualTo("llama-7");
        assertThat(rollout.revisionNames()).containsExactly("repo/llm@" + digest, "repo/llm:7", "s3://b/7", digest);
        assertThat(rollout.createdAt()).isNull();
        assertThat(rollout.startedAt()).isNull();
        assertThat(rollout.updatedAt()).isEqualTo(LoopbackAws.NOW);
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.consoleUrl()).endsWith("/sagemaker/home?region=eu-west-1#/endpoints/shop");
        assertThat(rollout.attributes())
                .containsEntry("endpointName", "shop")
                .containsEntry("variantName", "main")
                .containsEntry("creationTime", "2024-03-01T10:00:00Z")
                .containsEntry("runtimeConfig", Map.of("currentCopyCount", 2, "desiredCopyCount", 2));
        assertThat(bodies(COMPONENT)).containsExactly("{\"InferenceComponentName\":\"llm\"}");
    }

    @Test
    void a_component_without_a_model_is_known_by_its_image() {
        onComponent("Creating", """
                ,"CreationTime":1709287200,"Specification":{"Container":{"DeployedImage":{"ResolvedImage":"repo/llm@sha256:1"}}}""");
        onComponent("InService", ",\"Specification\":{\"Container\":{\"ArtifactUrl\":\"s3://b/7\"}}");
        Rollout created = read("sagemaker:component/llm");
        assertThat(created.revision()).isEqualTo("repo/llm@sha256:1");
        assertThat(created.startedAt()).isEqualTo(Instant.parse("2024-03-01T10:00:00Z"));
        assertThat(read("sagemaker:component/llm").revision()).isEqualTo("s3://b/7");
    }

    private void onModel(String word, String model, int changedAt) {
        long time = LoopbackAws.NOW.plusSeconds(changedAt).getEpochSecond();
        onComponent(
                word,
                copies(1, 1) + ",\"Specification\":{\"ModelName\":\"" + model + "\"},\"LastModifiedTime\":" + time);
    }

    private Outcome waited(Policy policy) {
        aws.on(ENDPOINT).ifAsked().reply("{\"EndpointStatus\":\"InService\"}");
        try {
            return new Poller(fleet, Clock.virtual(LoopbackAws.NOW, 0), policy, new Silence(), () -> 0.5)
                    .run(List.of(target("sagemaker:component/llm")))
                    .observations()
                    .get(0)
                    .outcome();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_update_of_a_component_may_show_what_was_there_before_until_it_is_over() {
        for (int look = 0; look < 40; look++) {
            onModel("Updating", "llama-7", 2);
        }
        onModel("InService", "llama-8", 90);
        assertThat(waited(Policy.DEFAULT.withRevision("llama-8"))).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_component_that_is_seen_to_go_back_has_failed_its_update() {
        onModel("InService", "llama-7", -60);
        onModel("Updating", "llama-8", 2);
        onModel("InService", "llama-7", 4);
        assertThat(waited(Policy.DEFAULT.withSince(LoopbackAws.NOW))).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_component_of_another_endpoint_is_not_there() {
        onComponent("InService", copies(1, 1));
        ReadError error = reading("sagemaker:blog/component/llm").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("inference component llm is on endpoint shop");
        assertThat(read("sagemaker:SHOP/component/llm").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(read("sagemaker:component/llm").status()).isEqualTo(Status.SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource({
        "Deleting,STOPPED,DELETE,endpoint shop is being deleted",
        "Failed,FAILED,,endpoint shop is Failed",
        "OutOfService,FAILED,,endpoint shop is OutOfService",
        "InService,SUCCEEDED,,",
        "Updating,SUCCEEDED,,",
        "SystemUpdating,SUCCEEDED,,",
        "RollingBack,SUCCEEDED,,",
        "UpdateRollbackFailed,SUCCEEDED,,",
        "BrandNewWord,UNKNOWN,,'endpoint shop is BrandNewWord, which is not known'"
    })
    void a_component_does_not_pass_on_an_endpoint_that_goes(
            String word, Status status, Operation operation, String reason) {
        onComponent("InService", copies(1, 1));
        onEndpoint(word, "");
        Rollout rollout = confirmed("sagemaker:component/llm");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.operation()).isEqualTo(operation);
        assertThat(rollout.reason()).isEqualTo(reason);
        assertThat(bodies(ENDPOINT)).containsExactly("{\"EndpointName\":\"shop\"}");
    }

    @Test
    void a_component_does_not_pass_without_its_endpoint() {
        onComponent("InService", copies(1, 1));
        aws.on(ENDPOINT).fail(400, "ValidationException", "Could not find endpoint.");
        Rollout rollout = confirmed("sagemaker:shop/component/llm");
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.reason()).isEqualTo("endpoint shop is not there any more");
    }

    @Test
    void an_endpoint_that_passes_is_not_asked_for_again() {
        onEndpoint("InService", "");
        onComponents();
        assertThat(confirmed("sagemaker:shop").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(aws.operations()).containsExactly(ENDPOINT, COMPONENTS);
    }

    @Test
    void an_explanation_of_a_component_names_the_endpoint_that_failed() {
        onComponent("Failed", ",\"FailureReason\":\"no instance\"");
        onEndpoint("Failed", ",\"FailureReason\":\"no capacity\"");
        Rollout rollout = explain("sagemaker:component/llm");
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("llm", null, "no instance"), new Problem("endpoint shop", null, "no capacity"));
        assertThat(rollout.parts()).containsExactly(Part.of("endpoint", "shop", Status.FAILED, "Failed"));
        assertThat(rollout.commands().get(1).words()).contains("/aws/sagemaker/InferenceComponents/llm");
    }

    @Test
    void an_explanation_of_a_component_does_not_need_its_endpoint() {
        onComponent("Failed", ",\"FailureReason\":\"no instance\"");
        aws.on(ENDPOINT).fail(400, "ValidationException", "Could not find endpoint.");
        Rollout rollout = explain("sagemaker:shop/component/llm");
        assertThat(rollout.problems()).containsExactly(new Problem("llm", null, "no instance"));
        assertThat(rollout.parts()).isEmpty();
    }

    @Test
    void a_component_that_names_no_endpoint_is_explained_and_confirmed_without_one() {
        aws.on(COMPONENT).reply("{\"InferenceComponentStatus\":\"InService\"" + copies(1, 1) + "}");
        assertThat(explain("sagemaker:component/llm").parts()).isEmpty();
        assertThat(confirmed("sagemaker:component/llm").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(aws.operations()).containsOnly(COMPONENT);
    }

    @Test
    void variables_of_containers_are_hidden() {
        onComponent("InService", copies(1, 1) + """
                ,"Specification":{"ModelName":"m","Container":{"Environment":{"TOKEN":"secret-1"}}}""");
        try (Fleet hiding = new Fleet(
                new Adapters(), AwsSession.live(aws.options()), Clock.virtual(LoopbackAws.NOW, 0), true, false)) {
            Rollout rollout = hiding.read(List.of(target("sagemaker:component/llm")))
                    .get(0)
                    .found()
                    .orElseThrow();
            assertThat(rollout.attributes().toString() + rollout.raw())
                    .contains("(hidden)")
                    .doesNotContain("secret-");
        }
    }

    @Test
    void the_history_is_what_there_is_now() {
        onEndpoint("Updating", PENDING);
        onComponent("Creating", "");
        HistoryQuery all = HistoryQuery.newest(0);
        assertThat(history("sagemaker:shop", all)).extracting(Rollout::revision).containsExactly("cfg-2");
        assertThat(history("sagemaker:component/llm", all))
                .extracting(Rollout::id)
                .containsExactly("llm");
    }

    @Test
    void discovery_lists_endpoints_and_components_of_all_pages() {
        aws.on("ListEndpoints").reply("{\"Endpoints\":[{\"EndpointName\":\"shop\"}],\"NextToken\":\"t\"}");
        aws.on("ListEndpoints").with("\"NextToken\":\"t\"").reply("{\"Endpoints\":[{\"EndpointName\":\"blog\"}]}");
        aws.on(COMPONENTS).reply("{\"InferenceComponents\":[" + components("a=InService") + "],\"NextToken\":\"u\"}");
        aws.on(COMPONENTS)
                .with("\"NextToken\":\"u\"")
                .reply("{\"InferenceComponents\":[" + components("b=Failed") + "]}");
        List<String> found = new ArrayList<>();
        assertThat(fleet.discover(target("sagemaker:any"), target -> found.add(target.resource())))
                .isEmpty();
        assertThat(found).containsExactly("shop", "blog", "shop/component/a", "shop/component/b");
        assertThat(bodies("ListEndpoints"))
                .containsExactly("{\"MaxResults\":100}", "{\"NextToken\":\"t\",\"MaxResults\":100}");
        assertThat(bodies(COMPONENTS))
                .containsExactly("{\"MaxResults\":100}", "{\"NextToken\":\"u\",\"MaxResults\":100}");
    }

    @Test
    void one_missing_endpoint_hides_no_other_and_the_one_that_may_be_meant_is_named() {
        aws.on(ENDPOINT)
                .with("\"EndpointName\":\"shpo\"")
                .fail(400, "ValidationException", "Could not find endpoint \\\"" + ARN + "endpoint/shpo\\\".");
        aws.on(ENDPOINT).with("\"EndpointName\":\"shop\"").reply("{\"EndpointStatus\":\"Updating\"}");
        aws.on("ListEndpoints").reply("{\"Endpoints\":[{\"EndpointName\":\"blog\"},{\"EndpointName\":\"shop\"}]}");
        List<Reading> readings = fleet.read(List.of(target("sagemaker:shpo"), target("sagemaker:shop")));
        ReadError error = readings.get(0).failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.hint()).contains("Did you mean sagemaker:shop?");
        assertThat(readings.get(1).found().orElseThrow().status()).isEqualTo(Status.IN_PROGRESS);
    }

    @ParameterizedTest
    @CsvSource({"sagemaker:e%d,Updating,1", "sagemaker:e%d,InService,2", "sagemaker:component/c%d,InService,1"})
    void a_look_takes_a_call_for_each_target_and_one_for_what_an_endpoint_hosts(String text, String word, int calls) {
        aws.on(ENDPOINT).ifAsked().reply("{\"EndpointStatus\":\"" + word + "\"}");
        aws.on(COMPONENT).ifAsked().reply("{\"InferenceComponentStatus\":\"" + word + "\"}");
        onComponents();
        List<Target> all = IntStream.range(0, 10)
                .mapToObj(number -> target(text.formatted(number)))
                .toList();
        assertThat(fleet.read(all)).hasSize(10).allMatch(reading -> reading.found()
                .isPresent());
        assertThat(aws.requests()).hasSize(10 * calls);
    }

    @Test
    void targets_are_endpoints_and_their_components() {
        assertThat(target("sagemaker:shop").fields()).isEqualTo(Map.of("endpoint-name", "shop"));
        assertThat(target("sagemaker:shop/component/llm").fields())
                .isEqualTo(Map.of("endpoint-name", "shop", "inference-component-name", "llm"));
        assertThat(target("sagemaker:component/llm").fields()).isEqualTo(Map.of("inference-component-name", "llm"));
        assertThat(target("sagemaker:component").fields()).isEqualTo(Map.of("endpoint-name", "component"));
        assertThat(target(ARN + "endpoint/shop").toString()).isEqualTo("sagemaker:shop@eu-west-1");
        assertThat(target(ARN + "inference-component/llm").toString()).isEqualTo("sagemaker:component/llm@eu-west-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sagemaker:",
                "sagemaker:-shop",
                "sagemaker:my_shop",
                "sagemaker:shop/",
                "sagemaker:shop/llm",
                "sagemaker:shop/component/",
                "sagemaker:shop/component/a/b",
                "sagemaker:shop#1",
                ARN + "endpoint-config/cfg-1",
                ARN + "model/llama"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> target(text)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ValidationException,Could not find it,NOT_FOUND",
        "ResourceNotFound,no,NOT_FOUND",
        "ValidationException,no,INVALID",
        "AccessDeniedException,no,DENIED",
        "ThrottlingException,Rate exceeded,THROTTLED",
        "ExpiredTokenException,no,CREDENTIALS"
    })
    void a_call_that_fails_is_told_from_the_others(String code, String message, ErrorKind kind) {
        aws.onRequests(any -> true).fail(400, code, message);
        for (String text : List.of("sagemaker:shop", "sagemaker:shop/component/llm", "sagemaker:component/llm")) {
            assertThat(reading(text).failed().orElseThrow().kind()).as(text).isEqualTo(kind);
        }
    }

    @Test
    void what_an_endpoint_changes_is_its_configuration() {
        onEndpoint("Updating", PENDING);
        aws.on("ListInferenceComponents").ifAsked().reply("{\"InferenceComponents\":[]}");
        aws.on("DescribeEndpointConfig").with("cfg-1").reply("""
                {"EndpointConfigName":"cfg-1","ProductionVariants":[{"VariantName":"main","ModelName":"shop-1",
                 "InstanceType":"ml.m5.large","InitialInstanceCount":1,"InitialVariantWeight":1.0}]}""");
        aws.on("DescribeEndpointConfig").with("cfg-2").reply("""
                {"EndpointConfigName":"cfg-2","ProductionVariants":[{"VariantName":"main","ModelName":"shop-2",
                 "InstanceType":"ml.m5.large","InitialInstanceCount":3,"InitialVariantWeight":1.0}]}""");
        assertThat(explain("sagemaker:shop", 0, true).changes())
                .containsExactly(
                        Change.of("configuration", "cfg-1", "cfg-2"),
                        Change.of("variant main: model", "shop-1", "shop-2"),
                        Change.of("variant main: instances", "1", "3"));
    }

    @Test
    void a_configuration_that_may_not_be_read_is_a_note_with_its_action() {
        onEndpoint("Updating", PENDING);
        aws.on("ListInferenceComponents").ifAsked().reply("{\"InferenceComponents\":[]}");
        aws.on("DescribeEndpointConfig").fail(400, "AccessDeniedException", "no");
        assertThat(explain("sagemaker:shop", 0, true).problems()).last().satisfies(gap -> assertThat(gap.resource())
                .isEqualTo("sagemaker:DescribeEndpointConfig"));
    }
}
