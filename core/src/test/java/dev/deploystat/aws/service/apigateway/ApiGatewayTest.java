package dev.deploystat.aws.service.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.Silence;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP and WebSocket APIs, and what holds for REST APIs too. */
class ApiGatewayTest extends AgainstLoopback {
    private static final String APIS = "GET /v2/apis";
    private static final String API = APIS + "/a1";
    private static final String STAGES = API + "/stages";
    private static final String DEPLOYMENTS = API + "/deployments";
    private static final String NO_ROUTES =
            "Deployment attempt failed: Unable to deploy API because no routes exist in this API";

    private static String list(String... items) {
        return "{\"items\":[" + String.join(",", items) + "]}";
    }

    /** Returns a deployment of a day of March. */
    private static String deployment(String id, String word, int day, String more) {
        return """
                {"deploymentId":"%s","deploymentStatus":"%s","createdDate":"2024-03-%02dT10:00:00Z"%s}""".formatted(id, word, day, more);
    }

    private static String deployed(String id, int day) {
        return deployment(id, "DEPLOYED", day, "");
    }

    private static String stage(String name, String deployment, String more) {
        String on = deployment == null ? "" : ",\"deploymentId\":\"" + deployment + "\"";
        return "{\"stageName\":\"" + name + "\"" + on + more + "}";
    }

    private static String auto(String deployment, String message) {
        String said = message == null ? "" : ",\"lastDeploymentStatusMessage\":\"" + message + "\"";
        return stage("prod", deployment, ",\"autoDeploy\":true" + said);
    }

    private void onStages(String... stages) {
        aws.on(STAGES).reply(list(stages));
    }

    private void onDeployment(String id, String reply) {
        aws.on(DEPLOYMENTS + "/" + id).reply(reply);
    }

    private Observation look(String text) {
        return Poller.look(fleet, Clock.virtual(LoopbackAws.NOW, 0), List.of(target(text)))
                .observations()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,IN_PROGRESS",
        "DEPLOYED,SUCCEEDED",
        "SUCCEEDED,SUCCEEDED",
        "FAILED,FAILED",
        "deployed,SUCCEEDED",
        "'Deployed ',SUCCEEDED",
        "pending,IN_PROGRESS",
        "BRAND_NEW_WORD,UNKNOWN",
        "SUCCEEDED_AT_LAST,UNKNOWN"
    })
    void every_native_status_is_mapped_and_kept(String word, Status status) {
        onStages(stage("prod", "d-2", ""));
        onDeployment("d-2", deployment("d-2", word, 2, ""));
        Rollout rollout = read("apigw:a1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
    }

    @Test
    void the_mapping_lists_every_word() {
        assertThat(new ApiGateway().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .containsExactly(
                        "REST API AVAILABLE SUCCEEDED",
                        "REST API FAILED FAILED",
                        "REST API PENDING PENDING",
                        "REST API UPDATING IN_PROGRESS",
                        "deployment DEPLOYED SUCCEEDED",
                        "deployment FAILED FAILED",
                        "deployment PENDING IN_PROGRESS",
                        "deployment SUCCEEDED SUCCEEDED");
    }

    @Test
    void all_that_is_said_of_a_deployment_and_its_stage_is_shown() {
        onStages(stage(
                "$default",
                "d-2",
                ",\"lastUpdatedDate\":\"2024-03-02T10:00:05Z\",\"stageVariables\":{\"key\":\"s3cret\"}"));
        onDeployment("d-2", deployment("d-2", "DEPLOYED", 2, ",\"description\":\"v1.2\",\"autoDeployed\":false"));

        Rollout rollout = read("apigw:a1/$default#d-2");

        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.id()).isEqualTo("d-2");
        assertThat(rollout.revision()).isEqualTo("d-2");
        assertThat(rollout.brings("d-2")).isTrue();
        assertThat(rollout.brings("v1.2")).isTrue();
        assertThat(rollout.brings("v1")).isFalse();
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2024-03-02T10:00:00Z"));
        assertThat(rollout.updatedAt()).isEqualTo(Instant.parse("2024-03-02T10:00:05Z"));
        assertThat(rollout.startedAt()).isNull();
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.initiator()).isNull();
        assertThat(rollout.operation()).isNull();
        assertThat(rollout.previousRevision()).isNull();
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.parts()).isEmpty();
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.ALL);
        assertThat(rollout.consoleUrl())
                .isEqualTo(
                        "https://eu-west-1.console.aws.amazon.com/apigateway/main/api-detail?api=a1&region=eu-west-1");
        assertThat(rollout.attributes())
                .containsEntry("deploymentId", "d-2")
                .containsEntry("deploymentStatus", "DEPLOYED")
                .containsEntry("createdDate", "2024-03-02T10:00:00Z")
                .containsEntry("description", "v1.2")
                .containsEntry("autoDeployed", false)
                .containsKey("stage")
                .hasSize(6);
        assertThat(String.valueOf(rollout.attributes().get("stage"))).contains("$default", "2024-03-02T10:00:05Z");
        assertThat(rollout.raw()).isInstanceOf(List.class);
        assertThat(aws.operations()).containsExactly(STAGES, DEPLOYMENTS + "/d-2");
    }

    @Test
    void stage_variables_are_secrets() {
        assertThat(new ApiGateway().info().secrets())
                .containsExactlyInAnyOrder("stageVariables", "stageVariableOverrides", "variables");
    }

    @Test
    void a_deployment_that_the_stage_is_not_on_yet_waits_for_somebody() {
        onStages(stage("prod", "d-1", ""));
        onDeployment("d-2", deployed("d-2", 2));
        onDeployment("d-1", deployed("d-1", 1));

        Rollout rollout = read("apigw:a1/prod#d-2");

        assertThat(rollout.status()).isEqualTo(Status.PENDING);
        assertThat(rollout.nativeStatus()).isEqualTo("DEPLOYED");
        assertThat(rollout.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(rollout.previousRevision()).isEqualTo("d-1");
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.NOT_ALL);
        assertThat(rollout.reason())
                .isEqualTo("deployed, but stage prod is on deployment d-1; somebody must move it there: "
                        + "aws apigatewayv2 update-stage --api-id a1 --stage-name prod --deployment-id d-2");
        assertThat(read("apigw:a1/prod#d-2").status()).isEqualTo(Status.PENDING);
        assertThat(aws.operations()).filteredOn(call -> call.endsWith("d-1")).hasSize(1);
    }

    @Test
    void the_latest_deployment_that_the_only_stage_is_not_on_is_no_success_of_the_old_one() {
        aws.on(DEPLOYMENTS).reply(list(deployed("d-1", 1), deployed("d-2", 2)));
        onStages(stage("prod", "d-1", ""));
        for (String text : List.of("apigw:a1/prod", "apigw:a1")) {
            Rollout rollout = read(text);
            assertThat(rollout.id()).isEqualTo("d-2");
            assertThat(rollout.status()).isEqualTo(Status.PENDING);
            assertThat(look(text).outcome()).isEqualTo(Outcome.PENDING);
        }
    }

    @Test
    void a_deployment_that_another_stage_is_on_is_not_the_latest_of_this_one() {
        aws.on(DEPLOYMENTS).reply(list(deployed("d-1", 1), deployed("d-2", 2), deployment("d-3", "FAILED", 3, "")));
        onStages(stage("dev", "d-2", ""), stage("prod", "d-1", ""));
        aws.on(API).reply("{}");
        assertThat(read("apigw:a1/prod").id()).isEqualTo("d-1");
        assertThat(look("apigw:a1/prod").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(read("apigw:a1/dev").id()).isEqualTo("d-2");
        Rollout api = read("apigw:a1");
        assertThat(api.id()).isEqualTo("d-3");
        assertThat(api.status()).isEqualTo(Status.FAILED);
    }

    @Test
    void a_deployment_of_a_stage_that_deploys_by_itself_is_not_the_latest_of_the_only_other_one() {
        aws.on(DEPLOYMENTS).reply(list(deployed("d-1", 1), deployed("d-2", 2)));
        onStages(stage("auto", "d-2", ",\"autoDeploy\":true"), stage("prod", "d-1", ""));
        assertThat(read("apigw:a1/prod").id()).isEqualTo("d-1");
    }

    @Test
    void a_pinned_deployment_that_only_another_stage_is_on_has_not_landed() {
        onStages(stage("dev", "d-2", ""), stage("prod", "d-1", ""));
        onDeployment("d-2", deployed("d-2", 2));
        onDeployment("d-1", deployed("d-1", 1));
        assertThat(read("apigw:a1/prod#d-2").status()).isEqualTo(Status.PENDING);
        assertThat(read("apigw:a1/dev#d-2").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_stage_that_is_on_a_newer_deployment_has_superseded_the_older_one() {
        onStages(stage("prod", "d-2", ""));
        onDeployment("d-1", deployed("d-1", 1));
        onDeployment("d-2", deployed("d-2", 2));

        Rollout rollout = read("apigw:a1/prod#d-1");

        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.flags()).containsExactly(Flag.SUPERSEDED);
        assertThat(rollout.previousRevision()).isNull();
        assertThat(rollout.related(Relation.Kind.SUPERSEDED_BY))
                .extracting(other -> other.resource() + "#" + other.deployment())
                .containsExactly("a1/prod#d-2");
        assertThat(rollout.reason()).isEqualTo("the newer deployment d-2 took its place");
    }

    @Test
    void a_stage_that_was_seen_on_a_deployment_and_is_back_on_an_older_one_has_rolled_back() {
        aws.on(STAGES).reply(list(stage("prod", "d-2", "")));
        onStages(stage("prod", "d-1", ""));
        onDeployment("d-2", deployed("d-2", 2));
        onDeployment("d-1", deployed("d-1", 1));

        assertThat(read("apigw:a1/prod#d-2").status()).isEqualTo(Status.SUCCEEDED);
        Rollout rollout = read("apigw:a1/prod#d-2");

        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.previousRevision()).isEqualTo("d-1");
        assertThat(rollout.reason()).isEqualTo("stage prod is on deployment d-1 again");
    }

    @Test
    void a_deployment_that_a_stage_was_seen_to_leave_does_not_wait_for_it() {
        aws.on(STAGES).reply(list(stage("prod", "d-2", "")));
        onStages(stage("prod", "d-1", ""));
        aws.on(DEPLOYMENTS).reply(list(deployed("d-1", 1), deployed("d-2", 2)));

        assertThat(read("apigw:a1/prod").revision()).isEqualTo("d-2");
        assertThat(read("apigw:a1/prod").revision()).isEqualTo("d-1");
        assertThat(read("apigw:a1/prod").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void whoever_asks_for_the_deployment_that_a_stage_was_put_back_on_has_it() throws InterruptedException {
        onStages(stage("prod", "d-1", ""));
        aws.on(DEPLOYMENTS)
                .reply(list(
                        deployed("d-1", 1), deployment("d-2", "DEPLOYED", 1, "").replace("T10", "T11")));
        aws.on(API).reply("{\"apiId\":\"a1\"}");
        Observation end = new Poller(
                        fleet,
                        Clock.virtual(LoopbackAws.NOW, 0),
                        Policy.DEFAULT.withRevision("d-1"),
                        new Silence(),
                        () -> 0.5)
                .run(List.of(target("apigw:a1/prod")))
                .observations()
                .get(0);
        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isEqualTo("d-1 is live; what is newer waits for somebody to act");
    }

    @Test
    void a_stage_that_was_seen_on_a_deployment_and_is_on_none_is_no_rollback_and_no_pass() {
        aws.on(STAGES).reply(list(stage("prod", "d-2", "")));
        onStages(stage("prod", null, ""));
        onDeployment("d-2", deployed("d-2", 2));
        assertThat(read("apigw:a1/prod#d-2").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(read("apigw:a1/prod#d-2").status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void deployments_without_times_are_never_taken_for_replaced() {
        onStages(stage("prod", "d-9", ""));
        onDeployment("d-1", "{\"deploymentId\":\"d-1\",\"deploymentStatus\":\"DEPLOYED\"}");
        onDeployment("d-9", deployed("d-9", 9));
        assertThat(read("apigw:a1/prod#d-1").status()).isEqualTo(Status.PENDING);
        aws.forget();
        onStages(stage("prod", "d-8", ""));
        onDeployment("d-2", deployed("d-2", 2));
        onDeployment("d-8", "{\"deploymentId\":\"d-8\"}");
        assertThat(read("apigw:a1/prod#d-2").status()).isEqualTo(Status.PENDING);
        aws.forget();
        onStages(stage("prod", "d-7", ""));
        onDeployment("d-2", deployed("d-2", 2));
        aws.on(DEPLOYMENTS + "/d-7").fail(404, "NotFoundException", "gone");
        assertThat(read("apigw:a1/prod#d-2").status()).isEqualTo(Status.PENDING);
    }

    @Test
    void a_failure_says_what_the_service_says() {
        onStages(stage("prod", "d-1", ""));
        onDeployment("d-2", deployment("d-2", "FAILED", 2, ",\"deploymentStatusMessage\":\"no integration\""));

        Rollout rollout = read("apigw:a1/prod#d-2");

        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.reason()).isEqualTo("no integration");
        assertThat(rollout.problems()).containsExactly(new Problem("a1/prod", "FAILED", "no integration"));
        assertThat(rollout.previousRevision()).isEqualTo("d-1");
    }

    @Test
    void a_failure_without_a_word_more_has_no_cause() {
        onStages(stage("prod", "d-1", ""));
        onDeployment("d-2", deployment("d-2", "FAILED", 2, ""));
        assertThat(read("apigw:a1/prod#d-2").cause()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"apigw:a1/prod", "apigw:a1"})
    void a_stage_that_fails_to_deploy_by_itself_has_failed_though_the_old_deployment_is_live(String text) {
        aws.on(DEPLOYMENTS).reply(list(deployment("d-1", "DEPLOYED", 1, ",\"autoDeployed\":true")));
        onStages(stage(
                "prod",
                "d-1",
                ",\"autoDeploy\":true,\"lastUpdatedDate\":\"2024-03-02T10:00:00Z\",\"lastDeploymentStatusMessage\":\""
                        + NO_ROUTES + "\""));

        Rollout rollout = read(text);

        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.id()).isNull();
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.previousRevision()).isEqualTo("d-1");
        assertThat(rollout.reason()).isEqualTo(NO_ROUTES);
        assertThat(rollout.problems()).containsExactly(new Problem("stage prod", null, NO_ROUTES));
        assertThat(rollout.updatedAt()).isEqualTo(Instant.parse("2024-03-02T10:00:00Z"));
        assertThat(look(text).outcome()).isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "Successfully deployed stage with deployment ID 'd-1',PASSED,SUCCEEDED",
        "SUCCESSFULLY_DEPLOYED stage with deployment ID 'd-1',PASSED,SUCCEEDED",
        "Successfully deployed stage with deployment ID 'd-2',PENDING,UNKNOWN",
        "deployment attempt failed: no routes,FAILED,FAILED",
        "Something new,PENDING,UNKNOWN",
        "'',PASSED,SUCCEEDED",
        ",PASSED,SUCCEEDED"
    })
    void what_a_stage_says_of_its_last_attempt_decides(String message, Outcome outcome, Status status) {
        aws.on(DEPLOYMENTS).reply(list(deployment("d-1", "DEPLOYED", 1, ",\"autoDeployed\":true")));
        onStages(auto("d-1", message));
        aws.on(API).ifAsked().reply("{}");
        Observation seen = look("apigw:a1/prod");
        assertThat(seen.outcome()).isEqualTo(outcome);
        assertThat(seen.reading().found().orElseThrow().status()).isEqualTo(status);
    }

    @Test
    void what_was_said_of_attempts_before_does_not_count_once_somebody_moves_the_stage() {
        aws.on(DEPLOYMENTS).reply(list(deployed("d-1", 1)));
        onStages(stage("prod", "d-1", ",\"autoDeploy\":false,\"lastDeploymentStatusMessage\":\"" + NO_ROUTES + "\""));
        assertThat(read("apigw:a1/prod").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_deployment_that_is_named_and_live_is_not_blamed_for_a_later_attempt() {
        onStages(auto("d-1", NO_ROUTES));
        onDeployment("d-1", deployment("d-1", "DEPLOYED", 1, ",\"autoDeployed\":true"));
        assertThat(read("apigw:a1/prod#d-1").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_record_of_the_failed_attempt_goes_before_the_sentence() {
        aws.on(DEPLOYMENTS)
                .reply(list(
                        deployment("d-2", "FAILED", 2, ",\"autoDeployed\":true"),
                        deployment("d-1", "DEPLOYED", 1, ",\"autoDeployed\":true")));
        onStages(auto("d-1", NO_ROUTES));
        assertThat(read("apigw:a1/prod").id()).isEqualTo("d-2");
        assertThat(read("apigw:a1").id()).isEqualTo("d-2");
    }

    @Test
    void a_stage_that_deploys_by_itself_will_take_what_a_change_has_made() {
        aws.on(DEPLOYMENTS)
                .reply(list(
                        deployment("d-1", "DEPLOYED", 1, ",\"autoDeployed\":true"),
                        deployment("d-2", "DEPLOYED", 2, ",\"autoDeployed\":true")));
        onStages(auto("d-1", null));
        Rollout rollout = read("apigw:a1/prod");
        assertThat(rollout.id()).isEqualTo("d-2");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.flags()).isEmpty();
        assertThat(rollout.reason()).isEqualTo("stage prod is on deployment d-1 still");
    }

    @Test
    void a_stage_that_deploys_by_itself_does_not_take_what_somebody_has_made() {
        onStages(auto("d-1", null));
        onDeployment("d-1", deployed("d-1", 1));
        onDeployment("d-2", deployed("d-2", 2));
        Rollout rollout = read("apigw:a1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(Status.PENDING);
        assertThat(rollout.reason())
                .isEqualTo("deployed, but stage prod is on deployment d-1; somebody must change the API, as its stages "
                        + "take only what they deploy by themselves");
        aws.forget();
        aws.on(DEPLOYMENTS).reply(list(deployed("d-1", 1), deployed("d-2", 2)));
        onStages(auto("d-1", null));
        assertThat(read("apigw:a1/prod").id()).isEqualTo("d-1");
    }

    @Test
    void a_stage_that_nothing_was_deployed_to_is_not_found_and_one_that_failed_at_once_has_failed() {
        aws.on(DEPLOYMENTS).reply(list());
        onStages(auto(null, null));
        ReadError none = reading("apigw:a1/prod").failed().orElseThrow();
        assertThat(none.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(none.message()).isEqualTo("nothing was deployed to stage a1/prod yet");
        assertThat(reading("apigw:a1").failed().orElseThrow().message()).isEqualTo("API a1 has no deployment yet");
        aws.forget();
        aws.on(DEPLOYMENTS).reply(list());
        onStages(auto(null, NO_ROUTES));
        assertThat(read("apigw:a1/prod").status()).isEqualTo(Status.FAILED);
        assertThat(read("apigw:a1").status()).isEqualTo(Status.FAILED);
        aws.forget();
        aws.on(DEPLOYMENTS).reply(list());
        onStages(auto(null, "Successfully deployed stage with deployment ID 'd-1'"));
        assertThat(read("apigw:a1/prod").status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void a_stage_without_a_deployment_leaves_a_deployment_waiting() {
        onStages(stage("prod", null, ""));
        onDeployment("d-2", deployed("d-2", 2));
        Rollout rollout = read("apigw:a1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(Status.PENDING);
        assertThat(rollout.reason()).startsWith("deployed, but stage prod is on no deployment; somebody must move it");
        aws.forget();
        aws.on(DEPLOYMENTS).reply(list(deployed("d-2", 2)));
        onStages(stage("prod", null, ""));
        assertThat(read("apigw:a1/prod").id()).isEqualTo("d-2");
    }

    @Test
    void a_stage_on_a_deployment_that_the_list_does_not_have_yet_is_read_by_its_id() {
        aws.on(DEPLOYMENTS).reply(list(deployed("d-1", 1)));
        onStages(stage("prod", "d-2", ""));
        onDeployment("d-2", deployed("d-2", 2));
        Rollout rollout = read("apigw:a1/prod");
        assertThat(rollout.id()).isEqualTo("d-2");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void an_api_passes_when_one_of_its_stages_is_on_the_deployment_and_shows_all_of_them() {
        onStages(
                stage("dev", "d-2", ""),
                stage("prod", "d-1", ""),
                stage("auto", null, ",\"autoDeploy\":true,\"lastDeploymentStatusMessage\":\"" + NO_ROUTES + "\""));
        onDeployment("d-2", deployed("d-2", 2));

        Rollout rollout = read("apigw:a1#d-2");

        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.NOT_ALL);
        assertThat(rollout.parts())
                .containsExactly(
                        part("dev", Status.SUCCEEDED, "stage dev is on deployment d-2"),
                        part("prod", Status.PENDING, "stage prod is on deployment d-1"),
                        part("auto", Status.FAILED, "stage auto is on no deployment: " + NO_ROUTES));
    }

    private static Part part(String stage, Status status, String detail) {
        return new Part("stage", stage, null, status, null, null, null, detail);
    }

    @Test
    void an_api_without_a_stage_on_the_deployment_does_not_pass() {
        onStages(stage("dev", null, ""), stage("prod", "d-1", ""));
        onDeployment("d-2", deployed("d-2", 2));
        onDeployment("d-1", deployed("d-1", 1));
        Rollout rollout = read("apigw:a1#d-2");
        assertThat(rollout.status()).isEqualTo(Status.PENDING);
        assertThat(rollout.reason())
                .isEqualTo("deployed, but no stage is on it; somebody must move it there: "
                        + "aws apigatewayv2 update-stage --api-id a1 --stage-name STAGE --deployment-id d-2");
        aws.forget();
        onStages();
        onDeployment("d-2", deployed("d-2", 2));
        assertThat(read("apigw:a1#d-2").reason())
                .isEqualTo("deployed, but no stage is on it; somebody must make a stage");
        aws.forget();
        onStages(stage("dev", "d-3", ""), stage("prod", "d-4", ""));
        onDeployment("d-2", deployed("d-2", 2));
        onDeployment("d-3", deployed("d-3", 3));
        onDeployment("d-4", deployed("d-4", 4));
        Rollout replaced = read("apigw:a1#d-2");
        assertThat(replaced.status()).isEqualTo(Status.STOPPED);
        assertThat(replaced.related(Relation.Kind.SUPERSEDED_BY))
                .extracting(Target::deployment)
                .containsExactly("d-4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apigw:a1/prod#d-2", "apigw:a1#d-2"})
    void a_deployment_of_an_api_that_is_deleted_never_passes(String text) {
        onStages(stage("prod", "d-2", ""));
        onDeployment("d-2", deployed("d-2", 2));
        aws.on(API).fail(404, "NotFoundException", "Invalid API identifier specified a1");
        Observation seen = look(text);
        assertThat(seen.outcome()).isEqualTo(Outcome.FAILED);
        Rollout rollout = seen.reading().found().orElseThrow();
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.operation()).isEqualTo(Operation.DELETE);
        assertThat(rollout.reason()).isEqualTo("API a1 is deleted");
    }

    @Test
    void an_api_or_deployment_that_is_not_there_is_not_found() {
        onStages(stage("prod", "d-1", ""), stage("dev", "d-1", ""));
        aws.on(DEPLOYMENTS + "/d-2").fail(404, "NotFoundException", "Invalid Deployment identifier specified");
        ReadError deployment = reading("apigw:a1/prod#d-2").failed().orElseThrow();
        assertThat(deployment.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(deployment.message()).contains("Invalid Deployment identifier specified");

        aws.on(DEPLOYMENTS).reply(list(deployed("d-1", 1)));
        ReadError latest = reading("apigw:a1/prdo").failed().orElseThrow();
        assertThat(latest.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(latest.message()).isEqualTo("API a1 has no stage prdo");
        assertThat(latest.hint()).startsWith("Did you mean apigateway:a1/prod?");
        assertThat(reading("apigw:a1/prdo#d-1").failed().orElseThrow().message())
                .isEqualTo("API a1 has no stage prdo");

        aws.on("GET /v2/apis/no/deployments").fail(404, "NotFoundException", "Invalid API identifier specified no");
        assertThat(reading("apigw:no").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_reply_about_another_deployment_is_no_answer() {
        onStages(stage("prod", "d-2", ""));
        onDeployment("d-2", "{}");
        assertThat(reading("apigw:a1/prod#d-2").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_denied_call_names_the_only_action_there_is() {
        aws.on(DEPLOYMENTS).fail(403, "AccessDeniedException", "not authorized to perform: apigateway:GET");
        ReadError denied = reading("apigw:a1/prod").failed().orElseThrow();
        assertThat(denied.kind()).isEqualTo(ErrorKind.DENIED);
        assertThat(denied.action()).isEqualTo("apigateway:GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TooManyRequestsException", "LimitExceededException"})
    void a_throttled_call_is_one(String code) {
        aws.on(DEPLOYMENTS).fail(429, code, "Too Many Requests");
        assertThat(reading("apigw:a1/prod").failed().orElseThrow().kind()).isEqualTo(ErrorKind.THROTTLED);
    }

    @Test
    void one_deployment_that_is_missing_does_not_hide_the_others_of_its_api() {
        onStages(stage("prod", "d-1", ""), stage("dev", "d-1", ""));
        onDeployment("d-1", deployed("d-1", 1));
        aws.on(DEPLOYMENTS + "/d-2").fail(404, "NotFoundException", "no");
        List<Reading> readings = fleet.read(List.of(target("apigw:a1/prod#d-1"), target("apigw:a1/dev#d-2")));
        assertThat(readings.get(0).found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
        assertThat(readings.get(1).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void the_stages_of_an_api_are_read_once_for_all_targets_and_what_is_live_is_not_read_again() {
        onStages(IntStream.range(0, 20)
                .mapToObj(i -> stage("s" + i, "d-" + i, ""))
                .toArray(String[]::new));
        IntStream.range(0, 20).forEach(i -> onDeployment("d-" + i, deployed("d-" + i, i + 1)));
        List<Target> targets = IntStream.range(0, 20)
                .mapToObj(i -> target("apigw:a1/s" + i + "#d-" + i))
                .toList();
        assertThat(fleet.read(targets)).allMatch(reading -> reading.found().isPresent());
        assertThat(aws.operations()).hasSize(21);
        assertThat(fleet.read(targets)).allMatch(reading -> reading.found().isPresent());
        assertThat(aws.operations()).hasSize(22);
    }

    @Test
    void a_deployment_under_way_is_read_at_each_look_even_while_a_stage_is_on_it() {
        onStages(stage("prod", "d-2", ""));
        onDeployment("d-2", deployment("d-2", "PENDING", 2, ""));
        onDeployment("d-2", deployed("d-2", 2));
        assertThat(read("apigw:a1/prod#d-2").status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(read("apigw:a1/prod#d-2").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_history_is_read_whole_and_sorted_without_what_other_stages_are_on() {
        aws.on(DEPLOYMENTS).with("maxResults=500").reply("""
                {"items":[%s,%s,{"deploymentId":"d-0","deploymentStatus":"DEPLOYED"}],"nextToken":"t"}""".formatted(deployed("d-1", 1), deployed("d-3", 3)));
        aws.on(DEPLOYMENTS)
                .with("nextToken=t")
                .reply(list(
                        deployment("d-4", "PENDING", 4, ""), deployed("d-2", 2), deployment("d-5", "FAILED", 5, "")));
        onStages(stage("dev", "d-3", ""), stage("prod", "d-2", ""));
        HistoryQuery all = HistoryQuery.newest(0);
        assertThat(history("apigw:a1/prod", all))
                .extracting(rollout -> rollout.id() + " " + rollout.status())
                .containsExactly("d-5 FAILED", "d-4 IN_PROGRESS", "d-2 SUCCEEDED", "d-1 STOPPED", "d-0 PENDING");
    }

    @Test
    void the_history_of_an_api_has_all_deployments() {
        aws.on(DEPLOYMENTS).reply(list(deployed("d-1", 1), deployed("d-3", 3), deployed("d-2", 2)));
        onStages(stage("dev", "d-3", ""), stage("prod", "d-2", ""));
        assertThat(history("apigw:a1", HistoryQuery.newest(2)))
                .extracting(rollout -> rollout.id() + " " + rollout.status())
                .containsExactly("d-3 SUCCEEDED", "d-2 SUCCEEDED");
    }

    @Test
    void the_history_of_a_stage_that_is_not_there_is_not_found() {
        aws.on(DEPLOYMENTS).reply(list(deployed("d-1", 1)));
        onStages(stage("prod", "d-1", ""));
        List<Rollout> rows = new ArrayList<>();
        ReadError none = fleet.history(target("apigw:a1/no"), HistoryQuery.newest(0), rows::add)
                .orElseThrow();
        assertThat(none.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(none.message()).contains("API a1 has no stage no");
        assertThat(rows).isEmpty();
    }

    @Test
    void the_explanation_has_the_two_times_there_are() {
        onStages(stage("prod", "d-2", ",\"lastUpdatedDate\":\"2024-03-02T10:00:05Z\""));
        onDeployment("d-2", deployed("d-2", 2));
        assertThat(explain("apigw:a1/prod#d-2").events())
                .containsExactly(
                        new Event(Instant.parse("2024-03-02T10:00:00Z"), null, "created", null),
                        new Event(Instant.parse("2024-03-02T10:00:05Z"), "prod", "updated", null));
        aws.forget();
        onStages(stage("prod", "d-3", ""));
        onDeployment("d-3", "{\"deploymentId\":\"d-3\"}");
        Rollout bare = explain("apigw:a1/prod#d-3");
        assertThat(bare.events()).isEmpty();
        assertThat(bare.status()).isEqualTo(Status.UNKNOWN);
        assertThat(bare.nativeStatus()).isNull();
    }

    @Test
    void the_stages_of_all_apis_of_both_services_are_found() {
        aws.on(APIS).with("maxResults=500").reply("{\"items\":[{\"apiId\":\"a1\"}],\"nextToken\":\"t\"}");
        aws.on(APIS).with("nextToken=t").reply("{\"items\":[{\"apiId\":\"a2\"}]}");
        aws.on(STAGES).reply("{\"items\":[{\"stageName\":\"$default\"}],\"nextToken\":\"u\"}");
        aws.on(STAGES).with("nextToken=u").reply(list(stage("dev", "d-1", "")));
        aws.on("GET /v2/apis/a2/stages").reply(list());
        aws.on("GET /restapis").with("limit=500").reply("{\"item\":[{\"id\":\"r1\"}],\"position\":\"p\"}");
        aws.on("GET /restapis").with("position=p").reply("{\"item\":[{\"id\":\"r2\"}]}");
        aws.on("GET /restapis/r1/stages").reply("{\"item\":[]}");
        aws.on("GET /restapis/r2/stages").reply("{\"item\":[{\"stageName\":\"live\"}]}");
        List<Target> found = new ArrayList<>();
        assertThat(fleet.discover(target("apigw:any"), found::add)).isEmpty();
        assertThat(found).extracting(Target::resource).containsExactly("a1/$default", "a1/dev", "rest/r2/live");
    }

    @ParameterizedTest
    @CsvSource({
        "apigw:a1,'{api-id=a1}',",
        "apigateway:a1/prod,'{api-id=a1, stage-name=prod}',",
        "apigw:a1/$default#d-1,'{api-id=a1, stage-name=$default}',d-1",
        "apigw:rest/a1/prod,'{rest-api-id=a1, stage-name=prod}',",
        "arn:aws:apigateway:eu-west-1::/apis/a1,'{api-id=a1}',",
        "arn:aws:apigateway:eu-west-1::/apis/a1/stages/$default,'{api-id=a1, stage-name=$default}',",
        "arn:aws:apigateway:eu-west-1::/apis/a1/deployments/d-1,'{api-id=a1}',d-1",
        "arn:aws:apigateway:eu-west-1::/restapis/a1/stages/prod,'{rest-api-id=a1, stage-name=prod}',"
    })
    void targets_are_written_in_these_ways(String text, String fields, String deployment) {
        Target target = target(text);
        assertThat(new TreeMap<>(target.fields())).hasToString(fields);
        assertThat(target.deployment()).isEqualTo(deployment);
        assertThat(target.account()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apigw:",
                "apigw:rest/a1",
                "apigw:a1/prod/more",
                "apigw:rest/a1/prod/more",
                "apigw:a1/$other",
                "apigw:a b",
                "arn:aws:apigateway:eu-west-1::/restapis/a1",
                "arn:aws:apigateway:eu-west-1::/domainnames/example.org"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> target(text)).isInstanceOf(Refusal.class);
    }

    @Test
    void a_refused_arn_shows_those_that_are_known() {
        assertThatThrownBy(() -> target("arn:aws:apigateway:eu-west-1::/restapis/r1"))
                .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.hint())
                        .contains("arn:aws:apigateway:REGION:ACCOUNT:/restapis/REST_API_ID/stages/STAGE_NAME"));
    }

    @Test
    void both_services_together_stay_within_the_calls_an_account_has() {
        assertThat(new ApiGateway().rates())
                .extracting(rate -> Map.entry(rate.burst(), rate.perSecond()))
                .containsExactly(Map.entry(20, 5), Map.entry(20, 5));
        assertThat(new ApiGateway().rates())
                .extracting(rate -> rate.service())
                .containsExactly("apigatewayv2", "apigateway");
    }
}
