package dev.deploystat.gate;

import static dev.deploystat.gate.Script.second;
import static dev.deploystat.gate.Script.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.Flag;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    private static Rollout.Builder at(Rollout.Builder rollout, String... reached) {
        return rollout.stages(Stages.of(List.of(reached), Traffic.ALL));
    }

    private void bakesAtTen(Status status) {
        script.on("api")
                .deployment("d1")
                .revision("web:7")
                .from(0, Status.IN_PROGRESS)
                .from(10, status, rollout -> at(rollout, "BAKE_TIME"))
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
    @CsvSource({"ALL,PASSED", "NOT_ALL,TIMED_OUT", "UNKNOWN,TIMED_OUT"})
    void traffic_is_there_when_all_of_it_is(Traffic traffic, Outcome outcome) {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS, rollout -> rollout.stages(Stages.of(List.of("traffic"), traffic)));

        assertThat(script.playOne(TEN_MINUTES.withUntil("traffic")).outcome()).isEqualTo(outcome);
    }

    @Test
    void a_deployment_that_does_not_show_its_traffic_says_that_its_end_is_waited_for() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(60, Status.SUCCEEDED);
        List<String> whys = new ArrayList<>();
        script.told(seen -> whys.add(seen.why()));

        Observation end = script.playOne(TEN_MINUTES.withUntil("traffic"));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isNull();
        assertThat(whys)
                .containsExactly(
                        "nothing shows when all traffic is on the new revision; waiting for its end", null, null);
    }

    @Test
    void a_milestone_that_the_deployment_never_has_is_passed_at_the_end() {
        bakesAtTen(Status.IN_PROGRESS);

        Observation end = script.playOne(TEN_MINUTES.withUntil("POST_SCALE_UP"));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isNull();
        assertThat(end.reading().found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_milestone_that_is_lost_again_must_hold_from_anew() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS, rollout -> at(rollout, "BAKE_TIME"))
                .from(20, Status.IN_PROGRESS)
                .from(40, Status.IN_PROGRESS, rollout -> at(rollout, "BAKE_TIME"))
                .from(60, Status.ROLLING_BACK);

        Policy held = UNTIL_BAKING.withStableFor(Duration.ofSeconds(30));

        assertThat(script.playOne(held).outcome()).isEqualTo(Outcome.FAILED);
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
        script.on("api").deployment("d1").from(0, Status.UNKNOWN, rollout -> at(rollout, "BAKE_TIME"));

        assertThat(script.playOne(UNTIL_BAKING).outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void a_deployment_that_is_being_stopped_does_not_pass() {
        script.on("api")
                .deployment("d1")
                .with(rollout -> at(rollout, "BAKE_TIME"))
                .from(0, Status.IN_PROGRESS, rollout -> rollout.flag(Flag.STOPPING))
                .from(20, Status.STOPPED);

        assertThat(script.playOne(UNTIL_BAKING).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_rollback_that_comes_by_the_stage_again_does_not_pass() {
        script.withoutIds()
                .on("api")
                .deployment("d1")
                .from(0, Status.ROLLING_BACK)
                .from(10, Status.IN_PROGRESS, rollout -> at(rollout, "BAKE_TIME"))
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
                .from(0, Status.IN_PROGRESS, rollout -> at(rollout, "BAKE_TIME"))
                .from(10, Status.IN_PROGRESS, rollout -> at(rollout, "CLEAN_UP", "BAKE_TIME"));

        Observation end = script.playOne(UNTIL_BAKING.withStableFor(Duration.ofSeconds(30)));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isBetween(second(30), second(35));
    }

    @Test
    void a_stage_that_does_not_hold_fails() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS, rollout -> at(rollout, "BAKE_TIME"))
                .from(10, Status.ROLLING_BACK);

        assertThat(script.playOne(UNTIL_BAKING.withStableFor(Duration.ofSeconds(30)))
                        .outcome())
                .isEqualTo(Outcome.FAILED);
    }

    private Script.Line tellsOnRequest() {
        Script.Line app = script.on("app").explains(rollout -> at(rollout, "AllowTraffic"));
        app.deployment("d-1")
                .with(rollout -> rollout.stages(Stages.IN_EXPLANATION))
                .from(0, Status.PENDING, rollout -> rollout.stages(Stages.UNKNOWN))
                .from(10, Status.IN_PROGRESS)
                .from(300, Status.SUCCEEDED, rollout -> rollout.stages(Stages.UNKNOWN));
        return app;
    }

    @ParameterizedTest
    @ValueSource(strings = {"AllowTraffic", "allow_traffic", "traffic"})
    void what_only_further_calls_tell_is_asked_for_when_it_may_decide(String until) {
        tellsOnRequest();

        assertThat(script.playOne(TEN_MINUTES.withUntil(until)).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isEqualTo(second(10));
        assertThat(script.explained()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"finished", ""})
    void without_a_milestone_further_calls_are_made_only_while_nothing_moves(String until) {
        tellsOnRequest();

        assertThat(script.playOne(until.isEmpty() ? TEN_MINUTES : TEN_MINUTES.withUntil(until))
                        .outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(script.explained()).hasSize(1);
    }

    @Test
    void further_calls_are_made_once_a_look_while_it_is_under_way() {
        tellsOnRequest();

        assertThat(script.playOne(TEN_MINUTES.withUntil("AfterAllowTraffic")).outcome())
                .isEqualTo(Outcome.PASSED);
        long underWay = script.asked().stream()
                .mapToDouble(asked -> Double.parseDouble(asked.split(" ")[0]))
                .filter(second -> second >= 10 && second < 300)
                .count();
        assertThat(script.explained()).hasSize((int) underWay);
    }

    @Test
    void a_milestone_that_cannot_be_read_is_passed_at_the_end_only_and_that_is_said() {
        tellsOnRequest().explains(rollout -> rollout.problem("", "AccessDenied", "not allowed"));
        Set<String> whys = new HashSet<>();
        script.told(seen -> whys.add(seen.why()));

        assertThat(script.playOne(TEN_MINUTES.withUntil("AllowTraffic")).outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isAfterOrEqualTo(second(300));
        assertThat(whys).contains("how far it has come could not be read; waiting for its end");
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
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS, rollout -> at(rollout, "BAKE_TIME")
                .flag(Flag.NEEDS_ACTION));

        assertThat(script.playOne(UNTIL_BAKING.withFailOnNeedsAction(true)).outcome())
                .isEqualTo(Outcome.PASSED);
    }
}
