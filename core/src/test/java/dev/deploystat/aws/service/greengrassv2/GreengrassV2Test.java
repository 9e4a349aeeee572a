package dev.deploystat.aws.service.greengrassv2;

import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.FAILURE;
import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.ID;
import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.THING;
import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.effective;
import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.onDevice;
import static dev.deploystat.aws.service.greengrassv2.DeviceReplies.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Relation;
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
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GreengrassV2Test extends AgainstLoopback {
    private static final String NEWER = "888eeed3-a6b3-48de-8471-cbbdfd8f160b";
    private static final String GROUP = "arn:aws:iot:eu-west-1:111122223333:thinggroup/floor";
    private static final String BY_ID = "greengrassv2:" + ID;
    private static final String FLOOR = "greengrassv2:thinggroup/floor";
    private static final String LIST = "GET /greengrass/v2/deployments";
    private static final String DEPLOYMENT = LIST + "/" + ID;
    private static final String JOB = "GET /jobs/job-1";
    private static final String EXECUTIONS = JOB + "/things";
    private static final String THING_GROUP = "GET /thing-groups/floor";
    private static final String DEVICE = "GET /greengrass/v2/coreDevices/press-1";
    private static final String EFFECTIVE = DEVICE + "/effectiveDeployments";
    private static final Instant TEN = Instant.parse("2024-03-01T10:00:00Z");

    private static String deployment(String status, String more) {
        return """
                {"deploymentStatus":"%s","targetArn":"%s","iotJobId":"job-1","isLatestForTarget":true,
                 "creationTimestamp":1709287200%s}""".formatted(status, GROUP, more);
    }

    private static String listed(String id, String targetArn, long created) {
        return """
                {"deploymentId":"%s","targetArn":"%s","creationTimestamp":%d}""".formatted(id, targetArn, created);
    }

    /** Returns a job with the counts of queued, in progress, succeeded, failed, rejected, timed out, canceled, removed. */
    private static String job(String status, String selection, String counts, String more) {
        String[] count = counts.trim().split(" ");
        return """
                {"job":{"status":"%s","targetSelection":"%s","jobProcessDetails":{"numberOfQueuedThings":%s,
                 "numberOfInProgressThings":%s,"numberOfSucceededThings":%s,"numberOfFailedThings":%s,
                 "numberOfRejectedThings":%s,"numberOfTimedOutThings":%s,"numberOfCanceledThings":%s,
                 "numberOfRemovedThings":%s}%s}}""".formatted(
                        status, selection, count[0], count[1], count[2], count[3], count[4], count[5], count[6],
                        count[7], more);
    }

    private static String continuous(String counts) {
        return job("IN_PROGRESS", "CONTINUOUS", counts, "");
    }

    private static String snapshot(String counts) {
        return job("COMPLETED", "SNAPSHOT", counts, "");
    }

    private static String execution(String thing, String status, String times) {
        return """
                {"thingArn":"arn:aws:iot:eu-west-1:111122223333:thing/%s","jobExecutionSummary":{"status":"%s"%s}}""".formatted(thing, status, times);
    }

    private void onDeployment(String deployment, String job) {
        aws.on(DEPLOYMENT).reply(deployment);
        aws.on(JOB).reply(job);
    }

    private void onFloor() {
        aws.on(THING_GROUP).reply("{\"thingGroupArn\":\"" + GROUP + "\"}");
    }

    private Observation look(String text) {
        return Poller.look(fleet, Clock.virtual(LoopbackAws.NOW, 0), List.of(target(text)))
                .observations()
                .get(0);
    }

    private static Verdict verdict(Rollout rollout) {
        return rollout.verdict(Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE,IN_PROGRESS",
        "COMPLETED,SUCCEEDED",
        "CANCELED,STOPPED",
        "INACTIVE,STOPPED",
        "FAILED,FAILED",
        "BRAND_NEW,UNKNOWN",
        "'Completed ',SUCCEEDED",
        "cancelled,STOPPED",
        "in-active,STOPPED"
    })
    void every_status_of_a_deployment_is_mapped_and_kept(String word, Status status) {
        onDeployment(deployment(word, ""), job("IN_PROGRESS", "SNAPSHOT", "0 0 2 0 0 0 0 0", ""));
        Rollout rollout = read(BY_ID);
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.flags()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SCHEDULED,PENDING",
        "IN_PROGRESS,IN_PROGRESS",
        "COMPLETED,SUCCEEDED",
        "CANCELED,STOPPED",
        "DELETION_IN_PROGRESS,STOPPED",
        "BRAND_NEW,UNKNOWN",
        "completed,SUCCEEDED"
    })
    void the_status_of_its_job_refines_one_that_is_active(String word, Status status) {
        onDeployment(deployment("ACTIVE", ""), job(word, "SNAPSHOT", "0 0 2 0 0 0 0 0", ""));
        assertThat(read(BY_ID).status()).isEqualTo(status);
        assertThat(read(BY_ID).nativeStatus()).isEqualTo("ACTIVE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCELED", "DELETION_IN_PROGRESS", "SCHEDULED", "BRAND_NEW"})
    void a_completed_deployment_whose_job_says_otherwise_never_passes(String word) {
        onDeployment(deployment("COMPLETED", ""), job(word, "SNAPSHOT", "0 0 2 0 0 0 0 0", ""));
        Rollout rollout = read(BY_ID);
        assertThat(verdict(rollout)).isNotEqualTo(Verdict.PASS);
        assertThat(rollout.reason()).isEqualTo("its job is " + word);
    }

    @Test
    void the_mapping_lists_every_word() {
        assertThat(new GreengrassV2().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .containsExactly(
                        "component BROKEN FAILED",
                        "component ERRORED FAILED",
                        "component FINISHED SUCCEEDED",
                        "component INSTALLED PENDING",
                        "component NEW PENDING",
                        "component RUNNING SUCCEEDED",
                        "component STARTING IN_PROGRESS",
                        "component STOPPING IN_PROGRESS",
                        "core device HEALTHY SUCCEEDED",
                        "core device UNHEALTHY FAILED",
                        "deployment ACTIVE IN_PROGRESS",
                        "deployment CANCELED STOPPED",
                        "deployment COMPLETED SUCCEEDED",
                        "deployment FAILED FAILED",
                        "deployment INACTIVE STOPPED",
                        "deployment on a core device CANCELED STOPPED",
                        "deployment on a core device COMPLETED SUCCEEDED",
                        "deployment on a core device FAILED FAILED",
                        "deployment on a core device IN_PROGRESS IN_PROGRESS",
                        "deployment on a core device QUEUED PENDING",
                        "deployment on a core device REJECTED FAILED",
                        "deployment on a core device SUCCEEDED SUCCEEDED",
                        "deployment on a core device TIMED_OUT FAILED",
                        "job CANCELED STOPPED",
                        "job COMPLETED SUCCEEDED",
                        "job DELETION_IN_PROGRESS STOPPED",
                        "job IN_PROGRESS IN_PROGRESS",
                        "job SCHEDULED PENDING",
                        "job execution CANCELED STOPPED",
                        "job execution FAILED FAILED",
                        "job execution IN_PROGRESS IN_PROGRESS",
                        "job execution QUEUED PENDING",
                        "job execution REJECTED FAILED",
                        "job execution REMOVED STOPPED",
                        "job execution SUCCEEDED SUCCEEDED",
                        "job execution TIMED_OUT FAILED",
                        "reason of a core device FAILED_NO_STATE_CHANGE FAILED",
                        "reason of a core device FAILED_ROLLBACK_COMPLETE ROLLED_BACK",
                        "reason of a core device FAILED_ROLLBACK_NOT_REQUESTED FAILED",
                        "reason of a core device FAILED_UNABLE_TO_ROLLBACK ROLLBACK_FAILED",
                        "reason of a core device REJECTED FAILED",
                        "reason of a core device SUCCESSFUL SUCCEEDED");
    }

    /** A job for a group never ends: what counts is that all devices there are have succeeded. */
    @ParameterizedTest
    @CsvSource({
        "0 0 3 0 0 0 0 0,IN_PROGRESS,PASS",
        "0 0 3 0 0 0 0 2,IN_PROGRESS,PASS",
        "0 0 2 1 0 0 0 0,IN_PROGRESS,FAIL",
        "0 0 2 0 1 0 0 0,IN_PROGRESS,FAIL",
        "0 0 2 0 0 1 0 0,IN_PROGRESS,FAIL",
        "0 0 2 0 0 0 1 0,IN_PROGRESS,FAIL",
        "0 0 0 3 0 0 0 0,FAILED,FAIL",
        "1 0 2 0 0 0 0 0,IN_PROGRESS,PENDING",
        "0 1 2 0 0 0 0 0,IN_PROGRESS,PENDING",
        "1 0 2 1 0 0 0 0,IN_PROGRESS,PENDING",
        "3 0 0 0 0 0 0 0,PENDING,PENDING",
        "0 0 0 0 0 0 0 0,PENDING,PENDING",
        "0 0 0 0 0 0 0 4,PENDING,PENDING"
    })
    void an_active_deployment_to_a_group_is_judged_by_its_devices(String counts, Status status, Verdict verdict) {
        onDeployment(deployment("ACTIVE", ""), continuous(counts));
        Rollout rollout = read(BY_ID);
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(verdict(rollout)).isEqualTo(verdict);
        assertThat(rollout.flags().contains(Flag.CONTINUOUS)).isEqualTo(!status.isFinal());
    }

    /** That a job is over means that every device is through, in whatever way. */
    @ParameterizedTest
    @CsvSource({
        "0 0 3 0 0 0 0 0,SUCCEEDED,PASS",
        "0 0 2 1 0 0 0 0,SUCCEEDED,FAIL",
        "0 0 2 0 1 0 0 0,SUCCEEDED,FAIL",
        "0 0 2 0 0 1 0 0,SUCCEEDED,FAIL",
        "0 0 2 0 0 0 1 0,SUCCEEDED,FAIL",
        "0 0 2 0 0 0 0 1,SUCCEEDED,FAIL",
        "0 0 0 1 0 0 0 0,FAILED,FAIL",
        "0 0 0 0 0 0 1 0,FAILED,FAIL",
        "0 0 0 0 0 0 0 1,FAILED,FAIL",
        "0 0 0 0 0 0 0 0,FAILED,FAIL",
        "1 0 2 0 0 0 0 0,IN_PROGRESS,PENDING",
        "0 1 2 0 0 0 0 0,IN_PROGRESS,PENDING",
        "1 0 0 0 0 0 0 0,PENDING,PENDING"
    })
    void a_completed_deployment_is_judged_by_its_devices(String counts, Status status, Verdict verdict) {
        onDeployment(deployment("COMPLETED", ""), snapshot(counts));
        Rollout rollout = read(BY_ID);
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(verdict(rollout)).isEqualTo(verdict);
        assertThat(rollout.flags().contains(Flag.PARTIAL))
                .isEqualTo(status == Status.SUCCEEDED && verdict == Verdict.FAIL);
    }

    @Test
    void a_job_for_one_moment_goes_on_until_it_is_over_for_a_failure_may_be_tried_again() {
        onDeployment(deployment("ACTIVE", ""), job("IN_PROGRESS", "SNAPSHOT", "0 0 0 1 0 0 0 0", ""));
        assertThat(read(BY_ID).status()).isEqualTo(Status.IN_PROGRESS);
        aws.forget();
        onDeployment(deployment("ACTIVE", ""), snapshot("0 0 0 1 0 0 0 0"));
        assertThat(read(BY_ID).status()).isEqualTo(Status.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"numberOfFailedThings", "numberOfQueuedThings", "numberOfSucceededThings", "numberOfRemovedThings"})
    void a_count_that_is_missing_is_not_zero(String count) {
        onDeployment(deployment("COMPLETED", ""), snapshot("0 0 3 0 0 0 0 0").replace(count, "other"));
        Rollout rollout = read(BY_ID);
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.progress()).isNull();
        assertThat(rollout.reason()).isEqualTo("its job does not say what became of all devices");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"isConcurrent\":true,\"jobProcessDetails\":{",
                "\"jobProcessDetails\":{\"processingTargets\":[\"x\"],"
            })
    void what_is_still_being_handed_out_never_passes_though_all_devices_so_far_are_done(String members) {
        onDeployment(
                deployment("ACTIVE", ""), continuous("0 0 2 0 0 0 0 0").replace("\"jobProcessDetails\":{", members));
        Rollout rollout = read(BY_ID);
        assertThat(verdict(rollout)).isEqualTo(Verdict.PENDING);
        assertThat(rollout.progress()).isEqualTo(new Progress(2, 0, "devices", null));
        assertThat(rollout.reason()).isEqualTo("it is still being handed out to devices");
    }

    @Test
    void devices_that_failed_are_counted_among_the_problems_and_allowed_by_option_only() {
        onDeployment(deployment("COMPLETED", ""), snapshot("0 0 5 1 2 3 4 5"));
        Rollout rollout = read(BY_ID);
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem(null, "FAILED", "devices that are FAILED: 1"),
                        new Problem(null, "REJECTED", "devices that are REJECTED: 2"),
                        new Problem(null, "TIMED_OUT", "devices that are TIMED_OUT: 3"),
                        new Problem(null, "CANCELED", "devices that are CANCELED: 4"),
                        new Problem(null, "REMOVED", "devices that are REMOVED: 5"));
        assertThat(rollout.progress()).isEqualTo(Progress.of(20, 20, "devices"));
        assertThat(rollout.verdict(Set.of(Flag.PARTIAL))).isEqualTo(Verdict.PASS);
    }

    @Test
    void devices_that_have_not_taken_it_are_counted() {
        onDeployment(deployment("ACTIVE", ""), continuous("3 0 1 0 0 0 0 0"));
        Rollout rollout = read(BY_ID);
        assertThat(rollout.reason()).isEqualTo("devices that have not taken it yet: 3");
        assertThat(rollout.progress()).isEqualTo(Progress.of(1, 4, "devices"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTINUOUS", "continuous "})
    void a_deployment_to_a_group_passes_though_its_job_never_ends(String selection) {
        onDeployment(deployment("ACTIVE", ""), job("IN_PROGRESS", selection, "0 0 3 0 0 0 0 0", ""));
        onFloor();
        assertThat(look(BY_ID).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_deployment_to_a_group_fails_once_the_devices_are_through_and_one_has_failed() {
        onDeployment(deployment("ACTIVE", ""), continuous("0 0 2 1 0 0 0 0"));
        Observation seen = look(BY_ID);
        assertThat(seen.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(seen.reading().found().orElseThrow().cause()).isEqualTo("devices that are FAILED: 1");
    }

    @Test
    void a_job_that_is_gone_leaves_the_outcome_unknown() {
        aws.on(DEPLOYMENT).reply(deployment("COMPLETED", ""));
        aws.on(JOB).fail(404, "ResourceNotFoundException", "no such job");
        Rollout rollout = read(BY_ID);
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.reason()).isEqualTo("its job is gone, so what became of the devices is not known");
    }

    @ParameterizedTest
    @CsvSource({"ACTIVE,PENDING", "COMPLETED,UNKNOWN", "CANCELED,STOPPED", "FAILED,FAILED"})
    void a_deployment_without_a_job_never_passes(String word, Status status) {
        aws.on(DEPLOYMENT).reply("{\"deploymentStatus\":\"" + word + "\",\"targetArn\":\"" + GROUP + "\"}");
        assertThat(read(BY_ID).status()).isEqualTo(status);
        assertThat(explain(BY_ID).parts()).isEmpty();
    }

    @Test
    void a_reply_with_nothing_in_it_is_unknown() {
        aws.on(DEPLOYMENT).reply("{}");
        Rollout rollout = read(BY_ID);
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.id()).isEqualTo(ID);
        aws.forget();
        onDeployment(deployment("COMPLETED", ""), "{}");
        assertThat(read(BY_ID).status()).isEqualTo(Status.UNKNOWN);
        aws.forget();
        onDeployment(deployment("COMPLETED", ""), "{\"job\":{}}");
        assertThat(read(BY_ID).status()).isEqualTo(Status.UNKNOWN);
        aws.forget();
        onDeployment(deployment("COMPLETED", ""), "{\"job\":{\"status\":\"COMPLETED\"}}");
        assertThat(read(BY_ID).status()).isEqualTo(Status.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED,10,3,0 0 7 3 0 0 2 0,FAILED",
        "FAILED,50,3,0 0 7 3 0 0 2 0,STOPPED",
        "FAILED,10,11,0 0 7 3 0 0 2 0,STOPPED",
        "REJECTED,10,3,0 0 7 0 3 0 2 0,FAILED",
        "REJECTED,10,3,0 0 7 3 0 0 2 0,STOPPED",
        "TIMED_OUT,10,3,0 0 7 0 0 3 2 0,FAILED",
        "ALL,30,10,0 0 7 1 1 1 2 0,FAILED",
        "ALL,0,0,0 0 0 0 0 0 2 0,STOPPED",
        "BRAND_NEW,1,1,0 0 7 3 0 0 2 0,STOPPED"
    })
    void a_deployment_that_too_many_failures_have_aborted_has_failed(
            String type, int percent, int least, String counts, Status status) {
        String abort = """
                ,"abortConfig":{"criteriaList":[{"failureType":"%s","action":"CANCEL","thresholdPercentage":%d,
                 "minNumberOfExecutedThings":%d}]}""".formatted(type, percent, least);
        onDeployment(deployment("CANCELED", ""), job("CANCELED", "CONTINUOUS", counts, abort));
        assertThat(read(BY_ID).status()).isEqualTo(status);
        aws.forget();
        onDeployment(deployment("ACTIVE", ""), job("CANCELED", "CONTINUOUS", counts, abort));
        assertThat(read(BY_ID).status()).isEqualTo(status);
        aws.forget();
        onDeployment(
                deployment("CANCELED", ""), job("CANCELED", "CONTINUOUS", counts, abort + ",\"forceCanceled\":true"));
        assertThat(read(BY_ID).status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void a_canceled_job_says_why() {
        onDeployment(deployment("CANCELED", ""), job("CANCELED", "CONTINUOUS", "0 0 1 1 0 0 9 0", """
                ,"reasonCode":"TOO_LATE","comment":"next week","completedAt":1709287320"""));
        Rollout rollout = read(BY_ID);
        assertThat(rollout.reason()).isEqualTo("TOO_LATE: next week");
        assertThat(rollout.finishedAt()).isEqualTo(Instant.ofEpochSecond(1709287320));
        assertThat(rollout.problems()).extracting(Problem::code).containsExactly("FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACTIVE", "CANCELED", "INACTIVE"})
    void a_newer_deployment_to_the_same_target_supersedes(String word) {
        onDeployment(deployment(word, "").replace("Target\":true", "Target\":false"), continuous("0 0 3 0 0 0 0 0"));
        aws.on(LIST)
                .with("targetArn=" + GROUP.replace(":", "%3A").replace("/", "%2F"))
                .reply(page("deployments", null, listed(ID, GROUP, 1709287200), listed(NEWER, GROUP, 1709287260)));
        Rollout rollout = read(BY_ID);
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.flags()).containsExactly(Flag.SUPERSEDED);
        assertThat(rollout.reason()).isEqualTo("a newer deployment took its place: " + NEWER);
        assertThat(rollout.related(Relation.Kind.SUPERSEDED_BY))
                .extracting(Target::resource)
                .containsExactly(NEWER);
        assertThat(look(BY_ID).outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(aws.requests().get(2).query()).contains("historyFilter=LATEST_ONLY");
    }

    /** Published replies call the only deployment of a target not its latest one. */
    @ParameterizedTest
    @CsvSource({"777eeed3-a6b3-48de-8471-cbbdfd8f160b,1709287200", "666eeed3-a6b3-48de-8471-cbbdfd8f160b,1709287100"})
    void that_it_is_not_the_latest_is_no_proof_without_a_newer_one(String listed, long created) {
        onDeployment(
                deployment("ACTIVE", "").replace("Target\":true", "Target\":false"), continuous("0 0 3 0 0 0 0 0"));
        aws.on(LIST).reply(page("deployments", null, listed(listed, GROUP, created)));
        assertThat(verdict(read(BY_ID))).isEqualTo(Verdict.PASS);
        aws.forget();
        onDeployment(
                deployment("INACTIVE", "").replace("Target\":true", "Target\":false"), continuous("0 0 3 0 0 0 0 0"));
        aws.on(LIST).reply(page("deployments", null, listed(listed, GROUP, created)));
        assertThat(read(BY_ID).flags()).isEmpty();
    }

    @Test
    void a_success_or_failure_stays_one_when_something_newer_was_deployed() {
        onDeployment(
                deployment("COMPLETED", "").replace("Target\":true", "Target\":false"), snapshot("0 0 1 0 0 0 0 0"));
        assertThat(read(BY_ID).status()).isEqualTo(Status.SUCCEEDED);
        aws.forget();
        onDeployment(deployment("FAILED", "").replace("Target\":true", "Target\":false"), snapshot("0 0 0 1 0 0 0 0"));
        assertThat(read(BY_ID).flags()).isEmpty();
        assertThat(aws.operations()).containsExactly(DEPLOYMENT, JOB, DEPLOYMENT, JOB);
    }

    @Test
    void every_member_of_the_replies_is_kept() {
        onDeployment("""
                {"targetArn":"%s","revisionId":"14","deploymentId":"%s","deploymentName":"line","deploymentStatus":"ACTIVE",
                 "iotJobId":"job-1","iotJobArn":"arn:aws:iot:eu-west-1:111122223333:job/job-1",
                 "components":{"com.example.Press":{"componentVersion":"1.1.1","configurationUpdate":{"merge":"s3cret"},
                  "runWith":null},"aws.greengrass.Cli":{"componentVersion":"2.0.3"},"odd":{}},
                 "deploymentPolicies":{"failureHandlingPolicy":"ROLLBACK"},
                 "iotJobConfiguration":{"timeoutConfig":{"inProgressTimeoutInMinutes":5}},
                 "creationTimestamp":1.709287200E9,"isLatestForTarget":true,"parentTargetArn":"parent","tags":{"team":"press"}}""".formatted(GROUP, ID), job("IN_PROGRESS", "CONTINUOUS", "0 0 1 0 0 0 0 0", """
                ,"jobId":"job-1","createdAt":1709287201,"lastUpdatedAt":1709287260.5"""));

        Rollout rollout = read(BY_ID);

        assertThat(rollout.id()).isEqualTo(ID);
        assertThat(rollout.revision()).isEqualTo("14");
        assertThat(rollout.brings("14")).isTrue();
        assertThat(rollout.brings("com.example.Press:1.1.1")).isTrue();
        assertThat(rollout.brings("com.example.Press:1.1")).isFalse();
        assertThat(rollout.revisionNames())
                .containsExactly("thinggroup/floor:14", "aws.greengrass.Cli:2.0.3", "com.example.Press:1.1.1");
        assertThat(rollout.createdAt()).isEqualTo(TEN);
        assertThat(rollout.updatedAt()).isEqualTo(Instant.parse("2024-03-01T10:01:00.500Z"));
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.consoleUrl())
                .isEqualTo(
                        "https://eu-west-1.console.aws.amazon.com/iot/home?region=eu-west-1#/greengrass/v2/deployments/"
                                + ID);
        assertThat(rollout.attributes())
                .containsOnlyKeys(
                        "targetArn",
                        "deploymentName",
                        "iotJobId",
                        "iotJobArn",
                        "components",
                        "deploymentPolicies",
                        "iotJobConfiguration",
                        "isLatestForTarget",
                        "parentTargetArn",
                        "tags",
                        "job");
        assertThat(aws.operations()).containsExactly(DEPLOYMENT, JOB);
    }

    @Test
    void what_is_merged_into_the_configuration_of_a_component_is_a_secret() {
        assertThat(new GreengrassV2().info().secrets()).containsExactly("merge");
    }

    @Test
    void the_latest_of_a_group_is_the_newest_over_all_pages_in_whatever_order() {
        onFloor();
        aws.on(LIST).reply(page("deployments", "t", listed("old", GROUP, 1709280000)));
        aws.on(LIST).with("nextToken=t").reply(page("deployments", null, listed(ID, GROUP, 1709287200), "{}"));
        onDeployment(deployment("ACTIVE", ""), continuous("0 1 0 0 0 0 0 0"));
        assertThat(read(FLOOR).id()).isEqualTo(ID);
        assertThat(aws.requests().get(1).query())
                .contains("historyFilter=LATEST_ONLY")
                .contains("maxResults=100");
        assertThat(aws.operations()).containsExactly(THING_GROUP, LIST, LIST, DEPLOYMENT, JOB);
        read(FLOOR + "#" + ID);
        assertThat(aws.operations()).hasSize(7);
    }

    @Test
    void nothing_deployed_yet_is_said() {
        onFloor();
        aws.on(LIST).reply("{\"deployments\":[]}");
        ReadError error = reading(FLOOR).failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("nothing was ever deployed to thing group floor");
    }

    @Test
    void a_deployment_to_something_else_is_not_one_of_the_group() {
        aws.on(DEPLOYMENT).reply(deployment("COMPLETED", "").replace("thinggroup/floor", "thinggroup/ground-floor"));
        assertThat(reading(FLOOR + "#" + ID).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(reading(BY_ID.replace("777", "999") + "#" + ID)
                        .failed()
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_group_or_a_deployment_that_is_not_there_is_not_found_and_hides_no_other() {
        aws.on("GET /thing-groups/flor").fail(404, "ResourceNotFoundException", "no such group");
        aws.on(LIST + "/gone").fail(404, "ResourceNotFoundException", "no such deployment");
        onDeployment(deployment("COMPLETED", ""), snapshot("0 0 1 0 0 0 0 0"));
        List<Reading> readings = fleet.read(Stream.of("greengrassv2:thinggroup/flor", "gg2:gone", BY_ID)
                .map(this::target)
                .toList());
        assertThat(readings.get(0).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(readings.get(1).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(readings.get(2).found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource({
        "400,ThrottlingException,THROTTLED",
        "401,UnauthorizedException,DENIED",
        "403,ForbiddenException,DENIED",
        "400,InvalidRequestException,INVALID",
        "503,ServiceUnavailableException,UNAVAILABLE"
    })
    void a_job_that_cannot_be_read_leaves_the_deployment_unread(int status, String code, ErrorKind kind) {
        aws.on(DEPLOYMENT).reply(deployment("COMPLETED", ""));
        aws.on(JOB).fail(status, code, "no");
        assertThat(reading(BY_ID).failed().orElseThrow().kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"thinggroup/floor,GET /thing-groups/floor", "thing/press-1,GET /things/press-1"})
    void a_success_on_what_was_deleted_never_passes(String target, String call) {
        String arn = "arn:aws:iot:eu-west-1:111122223333:" + target;
        onDeployment(deployment("COMPLETED", "").replace(GROUP, arn), snapshot("0 0 1 0 0 0 0 0"));
        aws.on(call).fail(404, "ResourceNotFoundException", "gone");
        Observation seen = look(BY_ID);
        assertThat(seen.outcome()).isEqualTo(Outcome.FAILED);
        Rollout rollout = seen.reading().found().orElseThrow();
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.operation()).isEqualTo(Operation.DELETE);
        assertThat(rollout.reason()).isEqualTo("what it was deployed to was deleted: " + arn);
        aws.forget();
        onDeployment(deployment("COMPLETED", "").replace(GROUP, arn), snapshot("0 0 1 0 0 0 0 0"));
        aws.on(call).reply("{}");
        assertThat(look(BY_ID).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_history_is_read_newest_first_and_each_deployment_with_its_job() {
        onFloor();
        aws.on(LIST)
                .with("historyFilter=ALL")
                .reply(page(
                        "deployments",
                        null,
                        listed("too-old", GROUP, 1709200000),
                        listed(ID, GROUP, 1709287200),
                        listed("gone", GROUP, 1709287230),
                        listed(NEWER, GROUP, 1709287260)));
        onDeployment(deployment("COMPLETED", ""), snapshot("0 0 1 1 0 0 0 0"));
        aws.on(LIST + "/gone").fail(404, "ResourceNotFoundException", "deleted meanwhile");
        aws.on(LIST + "/" + NEWER).reply(deployment("ACTIVE", "").replace("job-1", "job-2"));
        aws.on("GET /jobs/job-2").reply(continuous("0 1 0 0 0 0 0 0"));
        HistoryQuery query = new HistoryQuery(Set.of(), Instant.ofEpochSecond(1709280000), null, 5, 7);
        List<Rollout> rows = history(FLOOR, query);
        assertThat(rows).extracting(Rollout::id).containsExactly(NEWER, ID);
        assertThat(rows).extracting(Rollout::status).containsExactly(Status.IN_PROGRESS, Status.SUCCEEDED);
        assertThat(rows.get(1).flags()).containsExactly(Flag.PARTIAL);
        assertThat(aws.requests().get(1).query()).contains("maxResults=7");
    }

    @Test
    void a_deployment_is_its_own_history() {
        onDeployment(deployment("COMPLETED", ""), snapshot("0 0 1 0 0 0 0 0"));
        assertThat(history(BY_ID, HistoryQuery.newest(5)))
                .extracting(Rollout::id)
                .containsExactly(ID);
    }

    @Test
    void what_was_deployed_to_is_found_once() {
        aws.on(LIST)
                .with("historyFilter=LATEST_ONLY")
                .reply(page("deployments", "t", listed(ID, GROUP, 1), listed("a", THING, 1), "{}"));
        aws.on(LIST)
                .with("nextToken=t")
                .reply(page("deployments", null, listed("b", GROUP, 2), listed("c", "arn:aws:x", 1)));
        List<String> found = new ArrayList<>();
        assertThat(fleet.discover(target(FLOOR), target -> found.add(target.resource())))
                .isEmpty();
        assertThat(found).containsExactly("thinggroup/floor", "thing/press-1");
    }

    @Test
    void the_devices_of_a_job_are_parts_and_those_that_failed_say_why_the_first_one_first() {
        onDeployment(
                deployment("COMPLETED", ""),
                job("COMPLETED", "SNAPSHOT", "0 0 1 2 0 1 0 0", ",\"completedAt\":1709287320"));
        aws.on(EXECUTIONS)
                .with("maxResults=250")
                .reply(page(
                        "executionSummaries",
                        "t",
                        execution("press-2", "TIMED_OUT", ",\"lastUpdatedAt\":1709287300"),
                        execution("press-3", "SUCCEEDED", """
                                ,"queuedAt":1709287201,"startedAt":1709287202,"lastUpdatedAt":1709287203,"executionNumber":2"""),
                        "{}"));
        aws.on(EXECUTIONS)
                .with("nextToken=t")
                .reply(page(
                        "executionSummaries",
                        null,
                        execution("press-1", "FAILED", ",\"lastUpdatedAt\":1709287250"),
                        execution("press-4", "FAILED", "")));
        aws.on(EFFECTIVE)
                .reply(page(
                        "effectiveDeployments",
                        null,
                        effective("other", "FAILED", 1709287300, ",\"reason\":\"something else\""),
                        effective(ID, "FAILED", 1709287200, """
                                ,"reason":"%s","statusDetails":{"errorStack":["DEPLOYMENT_FAILURE","S3_ACCESS_DENIED"],
                                 "errorTypes":["PERMISSION_ERROR"]}""".formatted(FAILURE))));
        aws.on("GET /greengrass/v2/coreDevices/press-2/effectiveDeployments").reply("{\"effectiveDeployments\":[]}");
        aws.on("GET /greengrass/v2/coreDevices/press-4/effectiveDeployments")
                .fail(404, "ResourceNotFoundException", "no core device");

        Rollout explained = explain(BY_ID);

        assertThat(explained.problems())
                .containsExactly(
                        new Problem("press-1", "S3_ACCESS_DENIED", FAILURE),
                        new Problem(null, "FAILED", "devices that are FAILED: 2"),
                        new Problem(null, "TIMED_OUT", "devices that are TIMED_OUT: 1"));
        assertThat(explained.cause()).startsWith("press-1: " + FAILURE);
        assertThat(explained.parts())
                .contains(new Part(
                        "device",
                        "press-3",
                        "press-3#2",
                        null,
                        Status.SUCCEEDED,
                        "SUCCEEDED",
                        Instant.ofEpochSecond(1709287202),
                        Instant.ofEpochSecond(1709287203),
                        "queued at 2024-03-01T10:00:01Z"))
                .extracting(part -> part.name() + " " + part.status())
                .containsExactly("press-2 FAILED", "press-3 SUCCEEDED", "press-1 FAILED", "press-4 FAILED");
        assertThat(explained.events())
                .containsExactly(
                        new Event(TEN, null, "created", null),
                        new Event(Instant.ofEpochSecond(1709287250), "press-1", "FAILED", null),
                        new Event(Instant.ofEpochSecond(1709287300), "press-2", "TIMED_OUT", null),
                        new Event(Instant.ofEpochSecond(1709287320), null, "COMPLETED", null));
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUED,PENDING",
        "IN_PROGRESS,IN_PROGRESS",
        "SUCCEEDED,SUCCEEDED",
        "REMOVED,STOPPED",
        "CANCELED,STOPPED",
        "BRAND_NEW,UNKNOWN",
        "Succeeded,SUCCEEDED"
    })
    void every_status_of_a_job_execution_is_mapped_and_kept(String word, Status status) {
        onDeployment(deployment("ACTIVE", ""), continuous("0 1 0 0 0 0 0 0"));
        aws.on(EXECUTIONS).reply(page("executionSummaries", null, execution("press-1", word, "")));
        Part part = explain(BY_ID).parts().get(0);
        assertThat(part.status()).isEqualTo(status);
        assertThat(part.nativeStatus()).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({"FAILED", "TIMED_OUT", "REJECTED"})
    void every_failure_of_a_job_execution_is_asked_for_its_reason(String word) {
        onDeployment(deployment("COMPLETED", ""), snapshot("0 0 0 1 0 0 0 0"));
        aws.on(EXECUTIONS).reply(page("executionSummaries", null, execution("press-1", word, "")));
        aws.on(EFFECTIVE).reply(onDevice(word, ""));
        Rollout explained = explain(BY_ID);
        assertThat(explained.parts().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(explained.problems().get(0)).isEqualTo(new Problem("press-1", word, null));
    }

    @Test
    void reasons_that_may_not_be_read_leave_what_is_known_without_them() {
        onDeployment(deployment("COMPLETED", ""), snapshot("0 0 0 1 0 0 0 0"));
        aws.on(EXECUTIONS).reply(page("executionSummaries", null, execution("press-1", "FAILED", "")));
        aws.on(EFFECTIVE).fail(403, "AccessDeniedException", "no");
        Rollout explained = explain(BY_ID);
        assertThat(explained.parts()).hasSize(1);
        assertThat(explained.problems())
                .extracting(Problem::sentence)
                .containsExactly(
                        "devices that are FAILED: 1",
                        "greengrass:ListEffectiveDeployments: AccessDeniedException: not everything could be read: "
                                + "why it failed on a device is for Greengrass to tell");
    }

    @Test
    void of_many_devices_that_failed_five_are_asked_why() {
        onDeployment(deployment("COMPLETED", ""), snapshot("0 0 0 7 0 0 0 0"));
        aws.on(EXECUTIONS)
                .reply(page(
                        "executionSummaries",
                        null,
                        Stream.of(1, 2, 3, 4, 5, 6, 7)
                                .map(number -> execution("d" + number, "FAILED", ",\"lastUpdatedAt\":" + number))
                                .toArray(String[]::new)));
        for (int number = 1; number <= 5; number++) {
            aws.on("GET /greengrass/v2/coreDevices/d" + number + "/effectiveDeployments")
                    .reply("{\"effectiveDeployments\":[]}");
        }
        assertThat(explain(BY_ID).parts()).hasSize(7);
    }

    @Test
    void a_group_without_things_is_named_as_the_reason() {
        onDeployment(deployment("ACTIVE", ""), continuous("0 0 0 0 0 0 0 0"));
        aws.on(EXECUTIONS).reply("{}");
        aws.on(THING_GROUP + "/things").with("recursive=true").reply("{\"things\":[]}");
        assertThat(explain(BY_ID).problems())
                .containsExactly(new Problem("floor", null, "there is no thing in this thing group"));
        aws.forget();
        onDeployment(deployment("ACTIVE", ""), continuous("0 0 0 0 0 0 0 0"));
        aws.on(EXECUTIONS).fail(404, "ResourceNotFoundException", "the job is gone");
        aws.on(THING_GROUP + "/things").reply("{\"things\":[\"press-1\"]}");
        assertThat(explain(BY_ID).problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gg2:777eeed3,777eeed3,deployment-id,777eeed3",
        "greengrassv2:thing/a:b_c-1,thing/a:b_c-1,core-device-thing-name,a:b_c-1",
        "greengrassv2:thinggroup/a:b,thinggroup/a:b,thing-group-name,a:b",
        "arn:aws:greengrass:eu-west-1:111122223333:deployments:777eeed3,777eeed3,deployment-id,777eeed3",
        "arn:aws:greengrass:eu-west-1:111122223333:coreDevices:press-1,thing/press-1,core-device-thing-name,press-1",
        "arn:aws:iot:eu-west-1:111122223333:thing/press-1,thing/press-1,core-device-thing-name,press-1",
        "arn:aws-cn:iot:cn-north-1:111122223333:thinggroup/floor,thinggroup/floor,thing-group-name,floor"
    })
    void a_target_is_written_in_each_of_its_forms(String text, String resource, String field, String value) {
        Target target = target(text);
        assertThat(target.service()).isEqualTo("greengrassv2");
        assertThat(target.resource()).isEqualTo(resource);
        assertThat(target.fields()).isEqualTo(Map.of(field, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gg2:thing/", "gg2:thinggroup/a/b", "gg2:group/floor", "gg2:"})
    void a_wrong_form_says_which_ones_there_are(String text) {
        assertThatThrownBy(() -> target(text))
                .isInstanceOf(Refusal.class)
                .asInstanceOf(InstanceOfAssertFactories.type(Refusal.class))
                .extracting(Refusal::hint)
                .asString()
                .contains("greengrassv2:DEPLOYMENT_ID", "thing/CORE_DEVICE_THING_NAME", "thinggroup/THING_GROUP_NAME");
    }
}
