package dev.deploystat.gate;

import static dev.deploystat.gate.Script.second;
import static dev.deploystat.gate.Script.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gates that pass before the end, or fail where somebody would have to act. */
class UntilTest {
    private static final Policy TEN_MINUTES = Policy.DEFAULT.withTimeout(Duration.ofMinutes(10));
    private static final Policy UNTIL_BAKING = TEN_MINUTES.withUntil("BAKE_TIME");

    private final Script script = new Script();

    private void bakesAtTen(Status status) {
        script.on("api")
                .deployment("d1")
                .revision("web:7")
                .from(0, Status.IN_PROGRESS)
                .from(10, status, rollout -> rollout.stage("BAKE_TIME"))
                .from(300, Status.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BAKE_TIME", "bake_time", "bake-time", "BakeTime"})
    void a_gate_passes_at_the_stage_it_waits_for(String stage) {
        bakesAtTen(Status.IN_PROGRESS);

        Observation end = script.playOne(TEN_MINUTES.withUntil(stage));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isEqualTo("it has reached '" + stage + "' and goes on");
        assertThat(end.reading().found().orElseThrow().status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(script.clock().now()).isEqualTo(second(10));
    }

    @ParameterizedTest
    @CsvSource({"finished,300", "FINISHED,300", "CLEAN_UP,300", ",300", "traffic,10"})
    void a_gate_waits_for_the_end_unless_it_need_not(String until, int seconds) {
        bakesAtTen(Status.IN_PROGRESS);

        assertThat(script.playOne(TEN_MINUTES.withUntil(until)).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isBetween(second(seconds), second(seconds + 30));
    }

    @ParameterizedTest
    @CsvSource({
        "PRODUCTION_TRAFFIC_SHIFT,false",
        "TEST_TRAFFIC_SHIFT,false",
        "POST_TEST_TRAFFIC_SHIFT,false",
        "SCALE_UP,false",
        "POST_PRODUCTION_TRAFFIC_SHIFT,true",
        "BAKE_TIME,true",
        "CLEAN_UP,true"
    })
    void traffic_is_there_after_the_shift_of_production_traffic(String stage, boolean there) {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS, rollout -> rollout.stage(stage));

        assertThat(script.playOne(TEN_MINUTES.withUntil("traffic")).outcome())
                .isEqualTo(there ? Outcome.PASSED : Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"ROLLING_BACK", "FAILED", "ROLLED_BACK", "ROLLBACK_FAILED", "STOPPED"})
    void a_failed_deployment_does_not_pass_whatever_its_stage(Status status) {
        bakesAtTen(status);

        assertThat(script.playOne(UNTIL_BAKING).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void an_unknown_status_does_not_pass_whatever_its_stage() {
        script.on("api").deployment("d1").from(0, Status.UNKNOWN, rollout -> rollout.stage("BAKE_TIME"));

        assertThat(script.playOne(UNTIL_BAKING).outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP_REQUESTED", "Stopping", "CANCELLING"})
    void a_deployment_that_is_being_stopped_does_not_pass(String word) {
        script.on("api")
                .deployment("d1")
                .with(rollout -> rollout.stage("BAKE_TIME"))
                .from(0, Status.IN_PROGRESS, rollout -> rollout.nativeStatus(word))
                .from(20, Status.STOPPED);

        assertThat(script.playOne(UNTIL_BAKING).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_rollback_that_comes_by_the_stage_again_does_not_pass() {
        script.withoutIds()
                .on("api")
                .deployment("d1")
                .from(0, Status.ROLLING_BACK)
                .from(10, Status.IN_PROGRESS, rollout -> rollout.stage("BAKE_TIME"))
                .from(20, Status.SUCCEEDED);

        assertThat(script.playOne(UNTIL_BAKING.withFailFast(false)).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(script.clock().now()).isAfterOrEqualTo(second(20));
    }

    @Test
    void a_stage_of_another_revision_does_not_pass() {
        bakesAtTen(Status.IN_PROGRESS);

        Snapshot end =
                script.play(UNTIL_BAKING.withRevision("web:8"), target("api").pinnedTo("d1"));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_stage_that_is_reached_must_hold_as_long_as_asked() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS, rollout -> rollout.stage("BAKE_TIME"))
                .from(10, Status.IN_PROGRESS, rollout -> rollout.stage("CLEAN_UP"));

        Observation end = script.playOne(UNTIL_BAKING.withStableFor(Duration.ofSeconds(30)));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isBetween(second(30), second(35));
    }

    @Test
    void a_stage_that_does_not_hold_fails() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS, rollout -> rollout.stage("BAKE_TIME"))
                .from(10, Status.ROLLING_BACK);

        assertThat(script.playOne(UNTIL_BAKING.withStableFor(Duration.ofSeconds(30)))
                        .outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "stage,Deploy,SUCCEEDED,PASSED",
        "lifecycle event,deploy,SUCCEEDED,PASSED",
        "stage,Deploy,IN_PROGRESS,TIMED_OUT",
        "stage,Deploy,STOPPED,TIMED_OUT",
        "stage,Build,SUCCEEDED,TIMED_OUT",
        "task,Deploy,SUCCEEDED,TIMED_OUT"
    })
    void a_gate_passes_when_the_step_it_waits_for_succeeded(String kind, String name, Status status, Outcome outcome) {
        script.on("pipe")
                .deployment("e1")
                .from(0, Status.IN_PROGRESS, rollout -> rollout.part(Part.of(kind, name, status, "X")));

        assertThat(script.playOne(TEN_MINUTES.withUntil("Deploy")).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"SUCCEEDED,PASSED", "PENDING,TIMED_OUT"})
    void a_step_of_many_members_must_succeed_in_all(Status second, Outcome outcome) {
        script.on("app").deployment("d-1").from(0, Status.IN_PROGRESS, rollout -> rollout.part(
                        Part.of("lifecycle event", "AllowTraffic", Status.SUCCEEDED, "Succeeded"))
                .part(Part.of("lifecycle event", "AllowTraffic", second, "X")));

        assertThat(script.playOne(TEN_MINUTES.withUntil("traffic")).outcome()).isEqualTo(outcome);
    }

    private void asksForApproval(String reason) {
        script.on("pipe")
                .deployment("e1")
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.IN_PROGRESS, rollout -> rollout.flag(Flag.NEEDS_ACTION)
                        .reason(reason))
                .from(200, Status.SUCCEEDED);
    }

    @Test
    void who_must_act_is_waited_for() {
        asksForApproval("approve it");

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @CsvSource({"approve it,needs action: approve it", ",needs action"})
    void a_gate_that_nobody_attends_fails_where_somebody_must_act(String reason, String why) {
        asksForApproval(reason);

        Observation end = script.playOne(TEN_MINUTES.withFailOnNeedsAction(true));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo(why);
        assertThat(script.clock().now()).isEqualTo(second(10));
    }

    @Test
    void what_is_not_the_awaited_deployment_may_need_whatever_it_likes() {
        script.on("pipe").deployment("e0").from(-900, Status.IN_PROGRESS, rollout -> rollout.flag(Flag.NEEDS_ACTION));
        script.on("pipe").deployment("e1").from(10, Status.SUCCEEDED);

        Policy policy = TEN_MINUTES.withSince(Script.START).withFailOnNeedsAction(true);

        assertThat(script.playOne(policy).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_stage_that_is_far_enough_passes_although_somebody_must_act_later() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS, rollout -> rollout.stage("BAKE_TIME")
                .flag(Flag.NEEDS_ACTION));

        assertThat(script.playOne(UNTIL_BAKING.withFailOnNeedsAction(true)).outcome())
                .isEqualTo(Outcome.PASSED);
    }
}
