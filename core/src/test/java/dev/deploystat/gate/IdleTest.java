package dev.deploystat.gate;

import static dev.deploystat.gate.Script.second;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Gates for the step before a deployment: they pass when nothing is at work on the target. */
class IdleTest {
    private static final Policy IDLE =
            Policy.DEFAULT.withTimeout(Duration.ofMinutes(10)).withUntil("idle");

    private final Script script = new Script();

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED,idle",
        "FAILED,idle: the last deployment is over; it failed",
        "ROLLED_BACK,idle: the last deployment is over; it was rolled back",
        "ROLLBACK_FAILED,'idle: the last deployment is over; it failed, and so did its rollback'",
        "STOPPED,idle: the last deployment is over; it was stopped"
    })
    void what_is_over_is_idle_however_it_ended_and_says_so(Status status, String why) {
        script.on("api").deployment("d1").from(-60, status);

        Observation end = script.playOne(IDLE);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isEqualTo(why);
        assertThat(script.clock().now()).isEqualTo(second(0));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"PENDING", "IN_PROGRESS", "ROLLING_BACK"})
    void what_is_under_way_is_waited_for_to_its_end(Status status) {
        script.on("api").deployment("d1").from(-60, status).from(100, Status.ROLLED_BACK);

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isBetween(second(100), second(130));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"PENDING", "IN_PROGRESS", "ROLLING_BACK", "UNKNOWN"})
    void what_does_not_end_is_never_idle(Status status) {
        script.on("api").deployment("d1").from(-60, status);

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void what_waits_for_somebody_is_not_idle() {
        script.on("pipe").deployment("e1").from(-60, Status.FAILED, rollout -> rollout.flag(Flag.NEEDS_ACTION));

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void what_waits_for_somebody_fails_where_that_is_asked_for() {
        script.on("pipe").deployment("e1").from(-60, Status.IN_PROGRESS, rollout -> rollout.flag(Flag.NEEDS_ACTION)
                .reason("approve it"));

        Observation end = script.playOne(IDLE.withFailOnNeedsAction(true));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("needs action: approve it");
    }

    @Test
    void a_deployment_beside_the_latest_keeps_the_target_from_being_idle() {
        script.on("pipe").deployment("e1").from(-60, Status.IN_PROGRESS).from(100, Status.SUCCEEDED);
        script.on("pipe").deployment("e2").from(-30, Status.FAILED);

        Observation end = script.playOne(IDLE);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isBetween(second(100), second(130));
    }

    @Test
    void a_deadline_says_what_is_under_way_beside_the_latest() {
        script.on("pipe").deployment("e1").from(-60, Status.IN_PROGRESS);
        script.on("pipe").deployment("e2").from(-30, Status.SUCCEEDED);
        StringBuilder whys = new StringBuilder();
        script.told(seen -> whys.append(seen.why()).append('\n'));

        Observation end = script.playOne(IDLE);

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(end.why()).isEqualTo("still undecided after 10m; also under way: e1, in progress");
        assertThat(whys).contains("also under way: e1, in progress");
    }

    @Test
    void a_deployment_that_begins_during_the_wait_is_waited_for_too() {
        script.on("api").deployment("d1").from(-60, Status.IN_PROGRESS).from(20, Status.SUCCEEDED);
        script.on("api").deployment("d2").from(10, Status.PENDING).from(200, Status.FAILED);

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isAfterOrEqualTo(second(200));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"FAILED", "STOPPED"})
    void a_failure_is_given_the_time_in_which_its_rollback_begins(Status status) {
        script.on("group")
                .deployment("d1")
                .from(-60, Status.IN_PROGRESS)
                .from(10, status, rollout -> rollout.finishedAt(second(10)));
        script.on("group").deployment("d2").from(30, Status.ROLLING_BACK).from(200, Status.ROLLED_BACK);

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isAfterOrEqualTo(second(200));
    }

    @Test
    void a_failure_without_an_end_has_ended_when_it_was_seen_first() {
        script.on("group").deployment("d1").from(-60, Status.IN_PROGRESS).from(10, Status.FAILED);

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isBetween(second(40), second(60));
    }

    @Test
    void a_failure_of_long_ago_is_idle_at_once() {
        script.on("group").deployment("d1").from(-60, Status.FAILED, rollout -> rollout.finishedAt(second(-31)));

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isEqualTo(second(0));
    }

    @Test
    void what_is_under_way_where_nothing_was_ever_deployed_keeps_it_from_being_idle() {
        script.on("profile").isThere();
        script.confirming(reading -> Reading.of(
                reading.target(),
                Rollout.builder(Status.IN_PROGRESS, "DEPLOYING").id("7").build()));

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void a_target_to_which_nothing_was_ever_deployed_is_idle() {
        script.on("api").isThere();

        Observation end = script.playOne(IDLE);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isEqualTo("idle: nothing was ever deployed");
    }

    @Test
    void a_target_that_is_not_there_is_not_idle_and_is_not_waited_for() {
        script.on("api");

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(script.clock().now()).isBefore(second(10));
    }

    @Test
    void a_target_that_is_deleted_meanwhile_has_failed() {
        script.on("api").deployment("d1").from(-60, Status.IN_PROGRESS).goneAt(60);

        Observation end = script.playOne(IDLE);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("deleted while it was waited for");
    }

    @ParameterizedTest
    @CsvSource({"DENIED,UNAUTHORISED", "CREDENTIALS,UNAUTHORISED", "INVALID,UNREADABLE", "THROTTLED,TIMED_OUT"})
    void what_cannot_be_read_is_never_idle(ErrorKind kind, Outcome outcome) {
        script.on("api").fails(0, 100_000, kind).deployment("d1").from(-60, Status.SUCCEEDED);

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"DENIED,UNAUTHORISED", "SERVICE,UNREADABLE", "UNAVAILABLE,TIMED_OUT"})
    void what_stands_beside_and_cannot_be_read_keeps_it_from_being_idle(ErrorKind kind, Outcome outcome) {
        script.on("api").deployment("d1").from(-60, Status.SUCCEEDED);
        script.confirming(reading ->
                Reading.failed(reading.target(), new ReadError(kind, null, "no", null, "ecs:DescribeServices", null)));

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(outcome);
    }

    @Test
    void a_target_whose_container_is_being_deleted_has_failed() {
        script.on("api").deployment("d1").from(-60, Status.FAILED);
        script.confirming(reading -> reading.map(rollout -> rollout.toBuilder()
                .status(Status.STOPPED)
                .reason("the service is being deleted")
                .build()));

        Observation end = script.playOne(IDLE);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.reading().found().orElseThrow().reason()).isEqualTo("the service is being deleted");
    }

    @Test
    void a_target_that_is_its_own_container_and_being_deleted_has_failed() {
        script.on("stack")
                .deployment("o1")
                .from(-60, Status.IN_PROGRESS, rollout -> rollout.operation(Operation.DELETE));

        Observation end = script.playOne(IDLE);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("it is being deleted");
    }

    @ParameterizedTest
    @CsvSource({"3,TIMED_OUT", "4,PASSED"})
    void what_goes_on_for_members_to_come_is_idle_when_those_there_are_through(int done, Outcome outcome) {
        script.on("things").deployment("j1").from(-60, Status.IN_PROGRESS, rollout -> rollout.flag(Flag.CONTINUOUS)
                .flag(Flag.PARTIAL)
                .progress(new Progress(done, 4, "devices", null)));

        assertThat(script.playOne(IDLE).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"false,FAILED", "true,PASSED"})
    void a_success_before_the_work_is_over_is_idle_only_where_it_is_allowed(boolean allowed, Outcome outcome) {
        script.on("stack").deployment("o1").from(-60, Status.SUCCEEDED, rollout -> rollout.flag(Flag.EARLY));

        assertThat(script.playOne(allowed ? IDLE.withAllowed(Flag.EARLY) : IDLE).outcome())
                .isEqualTo(outcome);
    }

    @Test
    void being_idle_must_hold_as_long_as_asked() {
        script.on("api").deployment("d1").from(-60, Status.SUCCEEDED);
        script.on("api").deployment("d2").from(10, Status.IN_PROGRESS).from(60, Status.SUCCEEDED);

        assertThat(script.playOne(IDLE.withStableFor(Duration.ofSeconds(30))).outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isAfterOrEqualTo(second(90));
    }
}
