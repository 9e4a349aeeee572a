package dev.deploystat.aws.service.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestStageTest extends AgainstLoopback {
    private static final String API = "GET /restapis/r1";
    private static final String STAGES = API + "/stages";
    private static final String DEPLOYMENTS = API + "/deployments";
    private static final String PROMOTE =
            "aws apigateway update-stage --rest-api-id r1 --stage-name prod --patch-operations"
                    + " op=copy,from=/canarySettings/deploymentId,path=/deploymentId";
    private static final String NO_TRAFFIC = " op=replace,path=/canarySettings/percentTraffic,value=0.0";

    private static String list(String... items) {
        return "{\"item\":[" + String.join(",", items) + "]}";
    }

    private static String deployment(String id, int second) {
        return "{\"id\":\"" + id + "\",\"createdDate\":" + (1709287200 + second) + "}";
    }

    private static String stage(String name, String deployment, String more) {
        return "{\"stageName\":\"" + name + "\",\"deploymentId\":\"" + deployment + "\"" + more + "}";
    }

    private static String canary(String deployment, String percent, String more) {
        String share = percent == null ? "" : ",\"percentTraffic\":" + percent;
        return ",\"canarySettings\":{\"deploymentId\":\"" + deployment + "\"" + share + more + "}";
    }

    private void onApi(String word) {
        aws.on(API).reply(word == null ? "{\"id\":\"r1\"}" : "{\"id\":\"r1\",\"apiStatus\":\"" + word + "\"}");
    }

    private void onStages(String... stages) {
        aws.on(STAGES).reply(list(stages));
    }

    private void onDeployments(String... ids) {
        for (int i = 0; i < ids.length; i++) {
            aws.on(DEPLOYMENTS + "/" + ids[i]).reply(deployment(ids[i], Integer.parseInt(ids[i].substring(2))));
        }
    }

    private void onStage(String deployment, String more) {
        onApi("AVAILABLE");
        onStages(stage("prod", deployment, more));
    }

    private Outcome look(String text) {
        return Poller.look(fleet, Clock.virtual(LoopbackAws.NOW, 0), List.of(target(text)))
                .observations()
                .get(0)
                .outcome();
    }

    @ParameterizedTest
    @CsvSource({
        "AVAILABLE,SUCCEEDED,PASSED",
        ",SUCCEEDED,PASSED",
        "UPDATING,IN_PROGRESS,PENDING",
        "PENDING,PENDING,PENDING",
        "FAILED,FAILED,FAILED",
        "available,SUCCEEDED,PASSED",
        "'Failed ',FAILED,FAILED",
        "BRAND_NEW_WORD,UNKNOWN,PENDING"
    })
    void a_stage_on_its_deployment_is_done_when_the_api_is(String word, Status status, Outcome outcome) {
        onApi(word);
        onStages(stage("prod", "d-2", ""));
        onDeployments("d-2");
        Rollout rollout = read("apigw:rest/r1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(look("apigw:rest/r1/prod#d-2")).isEqualTo(outcome);
    }

    @Test
    void a_failed_update_of_the_api_says_why() {
        aws.on(API).reply("{\"id\":\"r1\",\"apiStatus\":\"FAILED\",\"apiStatusMessage\":\"no certificate\"}");
        onStages(stage("prod", "d-2", ""));
        onDeployments("d-2");
        Rollout rollout = read("apigw:rest/r1/prod#d-2");
        assertThat(rollout.reason()).isEqualTo("no certificate");
        assertThat(rollout.problems()).containsExactly(new Problem("API r1", "FAILED", "no certificate"));
    }

    @Test
    void nobody_is_asked_to_promote_a_canary_of_an_api_that_failed() {
        onApi("FAILED");
        onStages(stage("prod", "d-1", canary("d-2", "10.0", "")));
        onDeployments("d-2");
        Rollout rollout = read("apigw:rest/r1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.flags()).doesNotContain(Flag.NEEDS_ACTION);
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.cause()).isEqualTo("API r1: FAILED");
    }

    @Test
    void all_that_is_said_of_a_deployment_its_stage_and_its_api_is_shown() {
        aws.on(API)
                .reply("{\"id\":\"r1\",\"name\":\"shop\",\"apiStatus\":\"AVAILABLE\",\"apiStatusMessage\":\"fine\"}");
        onStages(
                stage(
                        "prod",
                        "d-2",
                        ",\"lastUpdatedDate\":1709287300,\"cacheClusterStatus\":\"CREATE_IN_PROGRESS\",\"variables\":{\"k\":\"v\"}"));
        aws.on(DEPLOYMENTS + "/d-2").reply("{\"id\":\"d-2\",\"createdDate\":1709287200.5,\"description\":\"v1.2\"}");

        Rollout rollout = read("apigw:rest/r1/prod#d-2");

        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.id()).isEqualTo("d-2");
        assertThat(rollout.revision()).isEqualTo("d-2");
        assertThat(rollout.brings("v1.2")).isTrue();
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2024-03-01T10:00:00.5Z"));
        assertThat(rollout.updatedAt()).isEqualTo(Instant.ofEpochSecond(1709287300));
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.ALL);
        assertThat(rollout.consoleUrl())
                .isEqualTo(
                        "https://eu-west-1.console.aws.amazon.com/apigateway/main/apis/r1/stages?api=r1&region=eu-west-1");
        assertThat(rollout.attributes()).containsOnlyKeys("id", "createdDate", "description", "stage", "restApi");
        assertThat(String.valueOf(rollout.attributes())).contains("CREATE_IN_PROGRESS", "shop", "fine");
        assertThat(aws.operations()).containsExactly(STAGES, API, DEPLOYMENTS + "/d-2");
        read("apigw:rest/r1/prod#d-2");
        assertThat(aws.operations()).hasSize(5);
    }

    @Test
    void a_canary_with_traffic_is_not_done_until_it_is_promoted() {
        onStage("d-1", canary("d-2", "12.5", ""));
        onDeployments("d-2");

        Rollout rollout = read("apigw:rest/r1/prod#d-2");

        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(rollout.progress()).isEqualTo(Progress.of(13, 100, "% of the traffic"));
        assertThat(rollout.previousRevision()).isEqualTo("d-1");
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.NOT_ALL);
        assertThat(rollout.reason())
                .isEqualTo("12.5% of the traffic goes to it as a canary; somebody must promote it: " + PROMOTE
                        + NO_TRAFFIC);
    }

    @ParameterizedTest
    @CsvSource({"100.0,IN_PROGRESS,100,ALL", "99.9,IN_PROGRESS,99,NOT_ALL", "0.2,IN_PROGRESS,0,NOT_ALL"})
    void no_share_of_the_traffic_makes_a_canary_a_success(String percent, Status status, long done, Traffic traffic) {
        onStage("d-1", canary("d-2", percent, ""));
        onDeployments("d-2");
        Rollout rollout = read("apigw:rest/r1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.progress().done()).isEqualTo(done);
        assertThat(rollout.stages().traffic()).isEqualTo(traffic);
    }

    @ParameterizedTest
    @CsvSource(
            value = {"0.0", "-"},
            nullValues = "-")
    void a_canary_without_traffic_is_pending_also_as_the_latest(String percent) {
        onStage("d-1", canary("d-2", percent, ""));
        onDeployments("d-2");
        assertThat(read("apigw:rest/r1/prod#d-2").status()).isEqualTo(Status.PENDING);
        assertThat(read("apigw:rest/r1/prod#d-2").flags()).containsExactly(Flag.NEEDS_ACTION);
        aws.on(DEPLOYMENTS).reply(list(deployment("d-1", 1), deployment("d-2", 2)));
        assertThat(read("apigw:rest/r1/prod").id()).isEqualTo("d-2");
    }

    @Test
    void a_promotion_takes_over_the_variables_of_the_canary_too() {
        onStage("d-1", canary("d-2", "10.0", ",\"stageVariableOverrides\":{\"b\":\"s3cret\",\"a\":\"1\"}"));
        onDeployments("d-2");
        assertThat(read("apigw:rest/r1/prod#d-2").reason())
                .endsWith(
                        PROMOTE + " op=copy,from=/canarySettings/stageVariableOverrides,path=/variables" + NO_TRAFFIC);
    }

    @Test
    void a_promoted_canary_stays_on_the_stage_and_is_done() {
        onStage("d-2", canary("d-2", "0.0", ",\"stageVariableOverrides\":{\"b\":\"s3cret\",\"a\":\"1\"}"));
        onDeployments("d-2");
        Rollout rollout = read("apigw:rest/r1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.ALL);
        assertThat(rollout.reason())
                .isEqualTo("the canary has stage variables of its own, which the stage may not have taken over: a, b");
        aws.forget();
        onStage("d-2", canary("d-2", "10.0", ""));
        assertThat(read("apigw:rest/r1/prod#d-2").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(read("apigw:rest/r1/prod#d-2").reason()).isNull();
    }

    @Test
    void a_stage_that_shares_its_traffic_with_another_canary_is_not_done() {
        onStage("d-2", canary("d-1", "20.0", ""));
        onDeployments("d-2");
        Rollout rollout = read("apigw:rest/r1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.progress().done()).isEqualTo(80);
        assertThat(rollout.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.NOT_ALL);
        assertThat(rollout.reason())
                .startsWith(
                        "20% of the traffic goes to the canary, deployment d-1; somebody must promote it or take it "
                                + "away: aws apigateway update-stage");
        aws.on(DEPLOYMENTS).reply(list(deployment("d-1", 1), deployment("d-2", 2)));
        assertThat(read("apigw:rest/r1/prod").id()).isEqualTo("d-2");
    }

    @Test
    void a_paused_canary_does_not_keep_the_deployment_of_the_stage_from_being_live() {
        onStage("d-2", canary("d-3", "0.0", ""));
        onDeployments("d-2");
        assertThat(read("apigw:rest/r1/prod#d-2").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void canary_settings_without_a_deployment_are_no_canary() {
        onStage("d-2", ",\"canarySettings\":{\"percentTraffic\":10.0}");
        onDeployments("d-2");
        assertThat(read("apigw:rest/r1/prod#d-2").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_canary_whose_time_is_not_known_is_the_latest_only_while_it_has_traffic() {
        aws.on(DEPLOYMENTS).reply(list());
        onStage("d-1", canary("d-2", "10.0", ""));
        onDeployments("d-2");
        assertThat(read("apigw:rest/r1/prod").id()).isEqualTo("d-2");
        aws.forget();
        aws.on(DEPLOYMENTS).reply(list());
        onStage("d-1", canary("d-2", "0.0", ""));
        onDeployments("d-1");
        assertThat(read("apigw:rest/r1/prod").id()).isEqualTo("d-1");
    }

    @Test
    void a_canary_that_was_seen_and_is_taken_away_was_rolled_back() {
        onApi("AVAILABLE");
        aws.on(STAGES).reply(list(stage("prod", "d-1", canary("d-2", "10.0", ""))));
        onStages(stage("prod", "d-1", ""));
        onDeployments("d-1", "d-2");
        assertThat(read("apigw:rest/r1/prod#d-2").status()).isEqualTo(Status.IN_PROGRESS);
        Rollout rollout = read("apigw:rest/r1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.previousRevision()).isEqualTo("d-1");
        assertThat(rollout.reason()).isEqualTo("stage prod is on deployment d-1 again");
    }

    @Test
    void a_rollback_stays_one_while_the_api_is_updated() {
        aws.on(API).reply("{\"apiStatus\":\"AVAILABLE\"}");
        aws.on(API).reply("{\"apiStatus\":\"UPDATING\"}");
        aws.on(STAGES).reply(list(stage("prod", "d-1", canary("d-2", "10.0", ""))));
        onStages(stage("prod", "d-1", ""));
        onDeployments("d-1", "d-2");
        assertThat(read("apigw:rest/r1/prod#d-2").status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(read("apigw:rest/r1/prod#d-2").status()).isEqualTo(Status.ROLLED_BACK);
    }

    @Test
    void a_newer_canary_or_stage_supersedes_the_canary_from_before() {
        onStage("d-1", canary("d-3", "10.0", ""));
        onDeployments("d-1", "d-2", "d-3");
        Rollout rollout = read("apigw:rest/r1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.flags()).containsExactly(Flag.SUPERSEDED);
        assertThat(rollout.related(Relation.Kind.SUPERSEDED_BY))
                .extracting(Target::deployment)
                .containsExactly("d-3");
    }

    @Test
    void a_deployment_that_no_stage_leads_to_waits_for_somebody() {
        onStage("d-1", "");
        onDeployments("d-1", "d-2");
        Rollout rollout = read("apigw:rest/r1/prod#d-2");
        assertThat(rollout.status()).isEqualTo(Status.PENDING);
        assertThat(rollout.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(rollout.reason())
                .isEqualTo("deployed, but stage prod is on deployment d-1; somebody must move it there: "
                        + "aws apigateway update-stage --rest-api-id r1 --stage-name prod --patch-operations "
                        + "op=replace,path=/deploymentId,value=d-2");
        aws.on(DEPLOYMENTS).reply(list(deployment("d-1", 1), deployment("d-2", 2)));
        assertThat(read("apigw:rest/r1/prod").id()).isEqualTo("d-2");
    }

    @Test
    void deployments_of_the_same_second_are_not_newer_than_each_other() {
        onStage("d-1", "");
        onDeployments("d-1");
        aws.on(DEPLOYMENTS + "/d-2").reply(deployment("d-2", 1));
        assertThat(read("apigw:rest/r1/prod#d-2").status()).isEqualTo(Status.PENDING);
    }

    @Test
    void the_history_of_a_stage_comes_over_all_pages_newest_first() {
        onStage("d-1", canary("d-3", "10.0", ""));
        aws.on(DEPLOYMENTS).with("limit=500").reply("""
                {"item":[%s,%s],"position":"p"}""".formatted(deployment("d-1", 1), deployment("d-3", 3)));
        aws.on(DEPLOYMENTS).with("position=p").reply(list(deployment("d-2", 2)));
        assertThat(history("apigw:rest/r1/prod", HistoryQuery.newest(0)))
                .extracting(rollout -> rollout.id() + " " + rollout.status())
                .containsExactly("d-3 IN_PROGRESS", "d-2 STOPPED", "d-1 IN_PROGRESS");
    }

    @Test
    void a_rest_api_or_stage_that_is_not_there_is_not_found() {
        aws.on(DEPLOYMENTS).reply(list(deployment("d-1", 1)));
        onStage("d-1", "");
        ReadError stage = reading("apigw:rest/r1/prdo").failed().orElseThrow();
        assertThat(stage.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(stage.message()).isEqualTo("API r1 has no stage prdo");
        assertThat(stage.hint()).startsWith("Did you mean apigateway:rest/r1/prod?");
        aws.forget();
        aws.on(STAGES).fail(404, "NotFoundException", "Invalid Rest API identifier specified");
        assertThat(reading("apigw:rest/r1/prod#d-1").failed().orElseThrow().kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_reply_without_a_member_is_no_success() {
        onStage("d-2", "");
        aws.on(DEPLOYMENTS + "/d-2").reply("{}");
        assertThat(reading("apigw:rest/r1/prod#d-2").failed().orElseThrow().kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_refusal_of_the_service_is_a_denial() {
        aws.on(DEPLOYMENTS).fail(401, "UnauthorizedException", "no");
        ReadError denied = reading("apigw:rest/r1/prod").failed().orElseThrow();
        assertThat(denied.kind()).isEqualTo(ErrorKind.DENIED);
        assertThat(denied.action()).isEqualTo("apigateway:GET");
    }

    @Test
    void a_rest_api_that_is_deleted_before_the_end_never_passes() {
        aws.on(API).reply("{\"apiStatus\":\"AVAILABLE\"}");
        aws.on(API).fail(404, "NotFoundException", "Invalid Rest API identifier specified");
        onStages(stage("prod", "d-2", ""));
        onDeployments("d-2");
        assertThat(look("apigw:rest/r1/prod#d-2")).isEqualTo(Outcome.FAILED);
    }
}
