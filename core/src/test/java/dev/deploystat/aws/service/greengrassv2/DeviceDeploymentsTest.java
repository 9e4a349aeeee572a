package dev.deploystat.aws.service.greengrassv2;

import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.FAILURE;
import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.ID;
import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.THING;
import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.effective;
import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.onDevice;
import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceDeploymentsTest extends AgainstLoopback {
    private static final String NEWER = "888eeed3-a6b3-48de-8471-cbbdfd8f160b";
    private static final String GROUP = "arn:aws:iot:eu-west-1:111122223333:thinggroup/floor";
    private static final String PRESS = "greengrassv2:thing/press-1";
    private static final String LIST = "GET /greengrass/v2/deployments";
    private static final String DEPLOYMENT = LIST + "/" + ID;
    private static final String DEVICE = "GET /greengrass/v2/coreDevices/press-1";
    private static final String EFFECTIVE = DEVICE + "/effectiveDeployments";
    private static final String COMPONENTS = DEVICE + "/installedComponents";
    private static final Instant TEN = Instant.parse("2024-03-01T10:00:00Z");

    private Observation look(String text) {
        return Poller.look(fleet, Clock.virtual(LoopbackAws.NOW, 0), List.of(target(text)))
                .observations()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUED,PENDING",
        "IN_PROGRESS,IN_PROGRESS",
        "SUCCEEDED,SUCCEEDED",
        "COMPLETED,SUCCEEDED",
        "FAILED,FAILED",
        "TIMED_OUT,FAILED",
        "REJECTED,FAILED",
        "CANCELED,STOPPED",
        "BRAND_NEW,UNKNOWN",
        "'in progress ',IN_PROGRESS",
        "Cancelled,STOPPED"
    })
    void every_status_on_a_core_device_is_mapped_and_kept(String word, Status status) {
        aws.on(EFFECTIVE).with("maxResults=100").reply(onDevice(word, ""));
        aws.on(DEPLOYMENT).reply("{}");
        if (status == Status.SUCCEEDED) {
            aws.on(DEVICE).reply("{\"status\":\"HEALTHY\"}");
        }
        Rollout rollout = read(PRESS);
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.flags()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED,COMPONENT_BROKEN: FAILED_ROLLBACK_COMPLETE: it did not start,ROLLED_BACK",
        "FAILED,FAILED_UNABLE_TO_ROLLBACK: it did not start,ROLLBACK_FAILED",
        "FAILED,FAILED_ROLLBACK_NOT_REQUESTED: it did not start,FAILED",
        "FAILED,FAILED_NO_STATE_CHANGE,FAILED",
        "FAILED,REJECTED: no,FAILED",
        "FAILED,A: text that says: FAILED_ROLLBACK_COMPLETE,FAILED",
        "FAILED,SUCCESSFUL,FAILED",
        "SUCCEEDED,A_CODE: FAILED_NO_STATE_CHANGE: no,FAILED",
        "COMPLETED,FAILED_ROLLBACK_COMPLETE,ROLLED_BACK",
        "COMPLETED,REJECTED,FAILED",
        "IN_PROGRESS,FAILED_ROLLBACK_COMPLETE,IN_PROGRESS"
    })
    void a_reason_says_whether_a_device_went_back_and_a_success_with_an_error_is_none(
            String word, String reason, Status status) {
        aws.on(EFFECTIVE).reply(onDevice(word, ",\"reason\":\"" + reason + "\""));
        aws.on(DEPLOYMENT).reply("{}");
        assertThat(read(PRESS).status()).isEqualTo(status);
    }

    @Test
    void a_success_beside_an_error_stack_is_none() {
        aws.on(EFFECTIVE).reply(onDevice("COMPLETED", """
                ,"reason":"SUCCESSFUL","statusDetails":{"errorStack":["DEPLOYMENT_FAILURE"]}"""));
        aws.on(DEPLOYMENT).reply("{}");
        assertThat(read(PRESS).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void every_member_of_a_deployment_on_a_core_device_is_kept_and_what_it_brings_is_asked_for_once() {
        aws.on(EFFECTIVE).reply(onDevice("FAILED", """
                ,"deploymentName":"line","iotJobId":"job-1","iotJobArn":"arn:job-1","description":"text","reason":"%s",
                 "modifiedTimestamp":1709287260,"statusDetails":{"errorStack":["DEPLOYMENT_FAILURE","S3_ACCESS_DENIED"],
                 "errorTypes":["PERMISSION_ERROR"]}""".formatted(FAILURE)));
        aws.on(DEPLOYMENT)
                .reply("{\"revisionId\":\"3\",\"targetArn\":\"" + GROUP
                        + "\",\"components\":{\"press\":{\"componentVersion\":\"1.0.0\"}}}");
        read(PRESS);
        Rollout rollout = read(PRESS + "#" + ID);
        assertThat(rollout.id()).isEqualTo(ID);
        assertThat(rollout.revision()).isEqualTo("thinggroup/floor:3");
        assertThat(rollout.brings("floor:3")).isTrue();
        assertThat(rollout.brings("3")).isFalse();
        assertThat(rollout.brings("press:1.0.0")).isTrue();
        assertThat(rollout.createdAt()).isEqualTo(TEN);
        assertThat(rollout.updatedAt()).isEqualTo(TEN.plusSeconds(60));
        assertThat(rollout.finishedAt()).isEqualTo(TEN.plusSeconds(60));
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.reason()).isEqualTo(FAILURE);
        assertThat(rollout.problems()).containsExactly(new Problem(null, "S3_ACCESS_DENIED", FAILURE));
        assertThat(rollout.consoleUrl())
                .isEqualTo(
                        "https://eu-west-1.console.aws.amazon.com/iot/home?region=eu-west-1#/greengrass/v2/cores/press-1");
        assertThat(rollout.attributes())
                .containsOnlyKeys(
                        "deploymentName",
                        "iotJobId",
                        "iotJobArn",
                        "description",
                        "targetArn",
                        "reason",
                        "statusDetails");
        assertThat(aws.operations()).containsExactly(EFFECTIVE, DEPLOYMENT, EFFECTIVE);
    }

    @ParameterizedTest
    @CsvSource({"403,AccessDeniedException", "404,ResourceNotFoundException"})
    void what_a_deployment_brings_may_stay_unknown(int status, String code) {
        aws.on(EFFECTIVE).reply(page("effectiveDeployments", null, "{\"deploymentId\":\"" + ID + "\"}"));
        aws.on(DEPLOYMENT).fail(status, code, "no");
        Rollout rollout = read(PRESS);
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.problems()).isEmpty();
    }

    @Test
    void the_latest_on_a_device_is_the_newest_over_all_pages_and_an_older_one_is_found_by_its_id() {
        aws.on(EFFECTIVE).reply(page("effectiveDeployments", "t", effective("old", "FAILED", 1709280000, ""), "{}"));
        aws.on(EFFECTIVE).with("nextToken=t").reply(onDevice("QUEUED", ""));
        aws.on(DEPLOYMENT).reply("{}");
        aws.on(LIST + "/old").reply("{}");
        assertThat(read(PRESS).id()).isEqualTo(ID);
        aws.forget();
        aws.on(EFFECTIVE).reply(page("effectiveDeployments", null, effective("old", "FAILED", 1709280000, "")));
        aws.on(LIST + "/old").reply("{}");
        assertThat(read(PRESS + "#old").status()).isEqualTo(Status.FAILED);
        assertThat(reading(PRESS + "#never").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_device_that_nothing_was_sent_to_says_so() {
        aws.on(EFFECTIVE).reply("{\"effectiveDeployments\":[]}");
        ReadError error = reading(PRESS).failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("no deployment was ever sent to core device press-1");
    }

    @Test
    void a_deployment_that_a_newer_one_to_the_same_target_canceled_is_superseded() {
        aws.on(EFFECTIVE)
                .reply(page(
                        "effectiveDeployments",
                        null,
                        effective(ID, "CANCELED", 1709287200, ""),
                        effective(NEWER, "QUEUED", 1709287260, ""),
                        effective("group", "QUEUED", 1709287300, "").replace(THING, GROUP)));
        aws.on(DEPLOYMENT).reply("{}");
        Rollout rollout = read(PRESS + "#" + ID);
        assertThat(rollout.flags()).containsExactly(Flag.SUPERSEDED);
        assertThat(rollout.related(Relation.Kind.SUPERSEDED_BY))
                .extracting(Target::resource)
                .containsExactly(NEWER);
    }

    @Test
    void a_deployment_that_was_canceled_while_only_another_target_got_a_newer_one_is_not_superseded() {
        aws.on(EFFECTIVE)
                .reply(page(
                        "effectiveDeployments",
                        null,
                        effective(ID, "CANCELED", 1709287200, ""),
                        effective("older", "SUCCEEDED", 1709287100, ""),
                        effective("group", "QUEUED", 1709287300, "").replace(THING, GROUP)));
        aws.on(DEPLOYMENT).reply("{}");
        assertThat(read(PRESS + "#" + ID).flags()).isEmpty();
    }

    @Test
    void a_success_on_a_core_device_that_was_deleted_never_passes() {
        aws.on(EFFECTIVE).reply(onDevice("SUCCEEDED", ""));
        aws.on(DEPLOYMENT).reply("{}");
        aws.on(DEVICE).fail(404, "ResourceNotFoundException", "gone");
        Observation seen = look(PRESS);
        assertThat(seen.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(seen.reading().found().orElseThrow().reason()).isEqualTo("the core device was deleted");
        assertThat(seen.reading().found().orElseThrow().operation()).isEqualTo(Operation.DELETE);
    }

    @ParameterizedTest
    @CsvSource({
        "HEALTHY,1709287300,,PASSED",
        "UNHEALTHY,1709287300,UNHEALTHY,PASSED",
        "unhealthy,1709287260,UNHEALTHY,PASSED",
        "UNHEALTHY,1709287259,STALE,PASSED",
        "BRAND_NEW,1709287300,,PASSED"
    })
    void a_success_says_how_the_device_is_unless_its_report_is_of_before(
            String health, long reported, Flag flag, Outcome outcome) {
        aws.on(EFFECTIVE).reply(onDevice("SUCCEEDED", ",\"modifiedTimestamp\":1709287260"));
        aws.on(DEPLOYMENT).reply("{}");
        aws.on(DEVICE).reply("{\"status\":\"%s\",\"lastStatusUpdateTimestamp\":%d}".formatted(health, reported));
        if (flag == Flag.UNHEALTHY) {
            aws.on(COMPONENTS).reply("{}");
        } else {
            aws.on(COMPONENTS).ifAsked().reply("{}");
        }
        Observation seen = look(PRESS);
        assertThat(seen.outcome()).isEqualTo(outcome);
        assertThat(seen.reading().found().orElseThrow().flags()).isEqualTo(flag == null ? Set.of() : Set.of(flag));
        assertThat(seen.reading().found().orElseThrow().attributes()).containsKey("coreDevice");
    }

    private static String component(String name, String version, String state) {
        return """
                {"componentName":"%s","componentVersion":"%s","lifecycleState":"%s","lifecycleStateDetails":"exit code 1",
                 "lifecycleStatusCodes":["STARTUP_ERROR"]}""".formatted(name, version, state);
    }

    @ParameterizedTest
    @CsvSource({
        "press,1.0.0,BROKEN,FAILED",
        "press,1.0.0,Broken,FAILED",
        "press,0.9.0,BROKEN,PASSED",
        "local,1.0.0,BROKEN,PASSED",
        "press,1.0.0,ERRORED,PASSED",
        "press,1.0.0,RUNNING,PASSED"
    })
    void a_success_whose_own_component_is_broken_by_now_is_none(
            String name, String version, String state, Outcome outcome) {
        aws.on(EFFECTIVE).reply(onDevice("SUCCEEDED", ""));
        aws.on(DEPLOYMENT).reply("{\"components\":{\"press\":{\"componentVersion\":\"1.0.0\"}}}");
        aws.on(DEVICE).reply("{\"status\":\"UNHEALTHY\"}");
        aws.on(COMPONENTS)
                .with("topologyFilter=ALL")
                .reply(page("installedComponents", null, component(name, version, state)));
        Rollout rollout = read(PRESS);
        assertThat(rollout.flags()).containsExactly(Flag.UNHEALTHY);
        assertThat(rollout.reason()).isEqualTo("the core device is UNHEALTHY");
        assertThat(rollout.status()).isEqualTo(outcome == Outcome.FAILED ? Status.FAILED : Status.SUCCEEDED);
        if (outcome == Outcome.FAILED) {
            assertThat(rollout.problems()).containsExactly(new Problem("press:1.0.0", "STARTUP_ERROR", "exit code 1"));
            assertThat(explain(PRESS).problems()).hasSize(1);
        }
    }

    @Test
    void components_that_do_not_run_are_the_root_of_a_failure_on_a_device() {
        aws.on(EFFECTIVE).reply(onDevice("FAILED", ",\"modifiedTimestamp\":1709287260"));
        aws.on(DEPLOYMENT).reply("{\"components\":{\"press\":{\"componentVersion\":\"1.0.0\"}}}");
        aws.on(DEVICE).reply("{\"status\":\"UNHEALTHY\",\"lastStatusUpdateTimestamp\":1709287000}");
        aws.on(COMPONENTS)
                .reply(page(
                        "installedComponents",
                        "t",
                        component("press", "1.0.0", "ERRORED"),
                        component("other", "2.0.0", "BROKEN")));
        aws.on(COMPONENTS)
                .with("nextToken=t")
                .reply(page("installedComponents", null, "{\"componentName\":\"plain\"}"));
        Rollout explained = explain(PRESS);
        assertThat(explained.problems())
                .as("the word for a failure is no reason for it")
                .containsExactly(new Problem("press:1.0.0", "STARTUP_ERROR", "exit code 1"));
        assertThat(explained.parts())
                .extracting(part -> part.kind() + " " + part.name() + " " + part.status())
                .containsExactly(
                        "core device press-1 FAILED",
                        "component press FAILED",
                        "component other FAILED",
                        "component plain UNKNOWN");
        assertThat(explained.events())
                .containsExactly(
                        new Event(TEN, null, "created", null),
                        new Event(TEN.plusSeconds(60), "press-1", "FAILED", null));
        assertThat(explained.flags()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "NEW,PENDING",
        "INSTALLED,PENDING",
        "STARTING,IN_PROGRESS",
        "STOPPING,IN_PROGRESS",
        "RUNNING,SUCCEEDED",
        "FINISHED,SUCCEEDED",
        "ERRORED,FAILED",
        "BROKEN,FAILED",
        "BRAND_NEW,UNKNOWN"
    })
    void every_state_of_a_component_is_mapped_and_kept(String word, Status status) {
        aws.on(EFFECTIVE).reply(onDevice("QUEUED", ""));
        aws.on(DEPLOYMENT).reply("{}");
        aws.on(DEVICE).reply("{\"status\":\"HEALTHY\"}");
        aws.on(COMPONENTS).reply(page("installedComponents", null, component("press", "1.0.0", word)));
        Part part = explain(PRESS).parts().get(1);
        assertThat(part.status()).isEqualTo(status);
        assertThat(part.nativeStatus()).isEqualTo(word);
        assertThat(part.detail()).isEqualTo("1.0.0");
    }

    @ParameterizedTest
    @CsvSource({"1709287199,true", "1709287200,false"})
    void a_device_that_has_not_reported_since_a_deployment_began_may_be_offline(long reported, boolean isOffline) {
        aws.on(EFFECTIVE).reply(onDevice("QUEUED", ""));
        aws.on(DEPLOYMENT).reply("{}");
        aws.on(DEVICE).reply("{\"status\":\"HEALTHY\",\"lastStatusUpdateTimestamp\":" + reported + "}");
        aws.on(COMPONENTS).reply("{}");
        Rollout explained = explain(PRESS);
        assertThat(explained.flags().contains(Flag.STALE)).isEqualTo(isOffline);
        assertThat(explained.problems())
                .isEqualTo(
                        isOffline
                                ? List.of(new Problem(
                                        "press-1",
                                        null,
                                        "it last reported at 2024-03-01T09:59:59Z, "
                                                + "before this deployment began: it may be offline"))
                                : List.of());
    }

    @Test
    void the_history_of_a_device_is_newest_first() {
        aws.on(EFFECTIVE)
                .reply(page(
                        "effectiveDeployments",
                        null,
                        effective("too-old", "FAILED", 1709200000, ""),
                        effective(ID, "FAILED", 1709287200, ""),
                        effective(NEWER, "SUCCEEDED", 1709287260, "")));
        aws.on(DEPLOYMENT).reply("{\"revisionId\":\"1\",\"targetArn\":\"" + THING + "\"}");
        aws.on(LIST + "/" + NEWER).reply("{\"revisionId\":\"2\",\"targetArn\":\"" + THING + "\"}");
        HistoryQuery query = new HistoryQuery(Set.of(), Instant.ofEpochSecond(1709280000), null, 0, null);
        assertThat(history(PRESS, query))
                .extracting(Rollout::revision)
                .containsExactly("thing/press-1:2", "thing/press-1:1");
        assertThat(history(PRESS + "#" + ID, query)).extracting(Rollout::id).containsExactly(ID);
    }
}
