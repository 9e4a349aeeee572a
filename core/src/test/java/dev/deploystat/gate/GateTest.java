package dev.deploystat.gate;

import static dev.deploystat.gate.Script.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What passes, what fails, and when the gate makes up its mind. */
class GateTest {
    private static final Policy TEN_MINUTES = Policy.DEFAULT.withTimeout(Duration.ofMinutes(10));
    private static final Policy TO_THE_END = TEN_MINUTES.withFailFast(false);

    private final Script script = new Script();

    @Test
    void a_success_passes_as_soon_as_it_is_seen() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(7, Status.SUCCEEDED);

        Snapshot end = script.play(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.at()).isEqualTo(Script.second(8));
        assertThat(script.explained()).isEmpty();
    }

    @Test
    void no_targets_at_all_are_not_a_pass() {
        Snapshot end = script.play(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(end.observations()).isEmpty();
        assertThat(script.asked()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"PENDING", "IN_PROGRESS", "UNKNOWN"})
    void what_is_not_known_to_be_live_at_the_deadline_is_timed_out(Status status) {
        script.on("api").deployment("d1").from(0, status);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(end.why()).isEqualTo("still undecided after 10m");
    }

    @Test
    void a_deadline_says_of_a_failure_that_is_certain_that_it_is_and_its_reason_once() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS, rollout -> rollout.doom("no image")
                .problem("3 tasks", "Stopped", "no image"));

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(end.why()).isEqualTo("still undecided after 10m; certain to fail");
    }

    @Test
    void a_deadline_without_a_reason_says_what_the_deployment_waits_for() {
        Rollout rollout = Rollout.builder(Status.IN_PROGRESS, "UPDATING")
                .part(Part.of("resource", "Seed", Status.IN_PROGRESS, "CREATING"))
                .part(Part.of("resource", "Queue", Status.SUCCEEDED, "DONE"))
                .part(Part.of("resource", "Later", Status.PENDING, null))
                .build();
        Reading reading = Reading.of(target("api"), rollout);

        Observation late = new Observation(target("api"), reading, Outcome.TIMED_OUT, "late").withReasons(reading);

        assertThat(late.reading().found().orElseThrow().reason()).isEqualTo("waits for resource Seed (CREATING)");
    }

    @Test
    void what_a_look_at_the_deadline_finds_certain_is_said_once() {
        Rollout rollout =
                Rollout.builder(Status.IN_PROGRESS, "UPDATING").doom("no image").build();
        Reading reading = Reading.of(target("api"), rollout);

        Observation late = new Observation(target("api"), reading, Outcome.TIMED_OUT, "late").withReasons(reading);

        assertThat(late.why()).isEqualTo("late; certain to fail");
        assertThat(late.withReasons(reading).why()).isEqualTo("late; certain to fail");
    }

    @Test
    void of_many_parts_that_have_not_begun_the_first_step_of_each_is_counted() {
        List<Part> parts = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            parts.add(new Part("instance", "i-" + i, null, Status.PENDING, "Pending", null, null, null));
            parts.add(new Part("event", "Stop", "e" + i, "i-" + i, Status.PENDING, "Pending", null, null, null));
            parts.add(new Part("event", "Start", "f" + i, "i-" + i, Status.PENDING, "Pending", null, null, null));
        }
        Rollout rollout =
                Rollout.builder(Status.IN_PROGRESS, "Running").parts(parts).build();

        assertThat(OpenParts.said(rollout).reason())
                .isEqualTo("waits for i-1 Stop (Pending), i-2 Stop (Pending), i-3 Stop (Pending) and 2 more");
        assertThat(OpenParts.said(rollout.toBuilder().reason("known").build()).reason())
                .isEqualTo("known");
        assertThat(OpenParts.said(rollout.toBuilder().problem("x", null, "y").build())
                        .reason())
                .isNull();
    }

    @Test
    void an_unknown_status_neither_passes_nor_ends_the_wait() {
        script.on("api").deployment("d1").from(0, Status.UNKNOWN).from(60, Status.SUCCEEDED);

        assertThat(script.play(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isAfterOrEqualTo(Script.second(60));
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorKind.class,
            names = {"THROTTLED", "UNAVAILABLE"})
    void a_target_that_never_answers_is_not_a_pass(ErrorKind kind) {
        script.on("api").fails(0, 9999, kind);

        assertThat(script.play(TEN_MINUTES).outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void one_unread_target_keeps_the_others_from_passing_for_all() {
        script.on("api").deployment("d1").from(0, Status.SUCCEEDED);
        script.on("web").fails(0, 9999, ErrorKind.UNAVAILABLE);

        Snapshot end = script.play(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(end.observations())
                .extracting(Observation::outcome)
                .containsExactly(Outcome.PASSED, Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"FAILED", "ROLLED_BACK", "ROLLBACK_FAILED", "STOPPED", "ROLLING_BACK"})
    void every_bad_end_fails_at_once(Status status) {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(4, status);

        Snapshot end = script.play(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.at()).isEqualTo(Script.second(4));
    }

    @Test
    void a_rollback_is_waited_for_without_fail_fast_and_still_fails() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.ROLLING_BACK)
                .from(40, Status.ROLLED_BACK);

        Observation end = script.playOne(TO_THE_END);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.reading().found().orElseThrow().status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(script.clock().now()).isAfterOrEqualTo(Script.second(40));
    }

    @Test
    void a_service_that_is_healthy_again_after_going_back_has_failed() {
        script.withoutIds()
                .on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.ROLLING_BACK)
                .from(20, Status.IN_PROGRESS)
                .from(40, Status.SUCCEEDED);

        Observation end = script.playOne(TO_THE_END);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("it was rolled back; what is live again is what was there before");
    }

    @Test
    void a_rollback_that_is_not_over_at_the_deadline_has_failed() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.ROLLING_BACK);
        script.on("api").fails(500, 9999, ErrorKind.THROTTLED);

        Observation end = script.playOne(TO_THE_END);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("already failed; the rollback was not over after 10m");
        assertThat(end.reading().found().orElseThrow().status()).isEqualTo(Status.ROLLING_BACK);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorKind.class,
            names = {"DENIED", "CREDENTIALS", "INVALID", "RETIRED", "SERVICE"})
    void a_rollback_whose_end_cannot_be_read_has_failed(ErrorKind kind) {
        script.on("api").deployment("d1").from(0, Status.ROLLING_BACK);
        script.on("api").fails(10, 9999, kind);

        assertThat(script.playOne(TO_THE_END).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_stop_that_follows_a_rollback_is_a_failure_whatever_came_after() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.ROLLING_BACK)
                .from(10, Status.STOPPED, rollout -> rollout.flag(Flag.SUPERSEDED));
        script.on("api").deployment("d2").from(8, Status.IN_PROGRESS);

        assertThat(script.playOne(TO_THE_END).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_rollback_that_is_a_deployment_of_its_own_is_no_answer_about_the_one_it_rolled_back() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.FAILED);
        script.on("api").deployment("d2").from(9, Status.SUCCEEDED, rollout -> rollout.operation(Operation.ROLLBACK));

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void the_latest_deployment_being_a_finished_rollback_fails() {
        script.on("api")
                .deployment("d2")
                .from(-5, Status.ROLLED_BACK, rollout -> rollout.operation(Operation.ROLLBACK));

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_success_with_failed_members_fails() {
        script.on("api").deployment("d1").from(0, Status.SUCCEEDED, rollout -> rollout.flag(Flag.PARTIAL));

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("some members failed");
    }

    @Test
    void a_success_with_failed_members_passes_when_allowed() {
        script.on("api").deployment("d1").from(0, Status.SUCCEEDED, rollout -> rollout.flag(Flag.PARTIAL));

        assertThat(script.playOne(TEN_MINUTES.withAllowed(Flag.PARTIAL)).outcome())
                .isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"FAILED", "STOPPED", "ROLLED_BACK"})
    void allowing_failed_members_allows_no_failed_deployment(Status status) {
        script.on("api").deployment("d1").from(0, status, rollout -> rollout.flag(Flag.PARTIAL));

        assertThat(script.playOne(TEN_MINUTES.withAllowed(Flag.PARTIAL)).outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void the_first_failure_ends_the_wait_for_all() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(100, Status.SUCCEEDED);
        script.on("web").deployment("d1").from(0, Status.IN_PROGRESS).from(6, Status.FAILED);

        Snapshot end = script.play(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.at()).isEqualTo(Script.second(6));
        assertThat(end.observations())
                .extracting(Observation::outcome)
                .containsExactly(Outcome.PENDING, Outcome.FAILED);
        assertThat(script.events("decided")).containsExactly("6 decided svc:web FAILED");
    }

    @Test
    void without_fail_fast_every_target_is_waited_for() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(100, Status.SUCCEEDED);
        script.on("web").deployment("d1").from(0, Status.IN_PROGRESS).from(6, Status.FAILED);

        Snapshot end = script.play(TO_THE_END);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.observations()).extracting(Observation::outcome).containsExactly(Outcome.PASSED, Outcome.FAILED);
    }

    @Test
    void a_decided_target_is_not_read_again() {
        script.on("api").deployment("d1").from(0, Status.SUCCEEDED);
        script.on("web").deployment("d1").from(0, Status.IN_PROGRESS).from(3, Status.SUCCEEDED);

        script.play(TEN_MINUTES);

        assertThat(script.asked()).containsExactly("0 svc:api", "0 svc:web", "2 svc:web#d1", "4 svc:web#d1");
    }

    @Test
    void a_success_must_hold_as_long_as_asked() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(4, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES.withStableFor(Duration.ofSeconds(30)));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isBetween(Script.second(34), Script.second(40));
    }

    @Test
    void a_success_that_falls_back_starts_to_hold_anew() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.SUCCEEDED)
                .from(20, Status.IN_PROGRESS)
                .from(40, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES.withStableFor(Duration.ofSeconds(30)));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isAfterOrEqualTo(Script.second(70));
    }

    @Test
    void a_success_that_fails_for_a_while_starts_to_hold_anew() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.SUCCEEDED)
                .from(20, Status.FAILED, rollout -> rollout.flag(Flag.RETRYABLE))
                .from(40, Status.SUCCEEDED);

        Observation end =
                script.playOne(TEN_MINUTES.withStableFor(Duration.ofSeconds(30)).withRetryGrace(Duration.ofMinutes(1)));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isAfterOrEqualTo(Script.second(70));
    }

    @Test
    void a_success_from_before_the_wait_says_how_old_it_is() {
        script.on("api")
                .deployment("d1")
                .with(rollout -> rollout.finishedAt(Script.second(-7200)))
                .from(0, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why())
                .isEqualTo(
                        "it was over 2h before the wait began;" + " --since now or --revision waits for a newer one");
    }

    @Test
    void a_success_that_came_about_during_the_wait_says_nothing_of_its_age() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(20, Status.SUCCEEDED);

        assertThat(script.playOne(TEN_MINUTES).why()).isNull();
    }

    @Test
    void a_success_that_does_not_hold_fails() {
        script.on("api").deployment("d1").from(0, Status.SUCCEEDED).from(20, Status.ROLLING_BACK);

        Observation end = script.playOne(TEN_MINUTES.withStableFor(Duration.ofSeconds(30)));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_success_that_has_not_held_long_enough_at_the_deadline_is_timed_out() {
        script.on("api").deployment("d1").from(0, Status.SUCCEEDED);

        Observation end =
                script.playOne(TEN_MINUTES.withTimeout(Duration.ofSeconds(20)).withStableFor(Duration.ofSeconds(30)));

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void a_failure_is_explained_once() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(4, Status.FAILED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(script.explained()).containsExactly("svc:api#d1");
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.target()).isEqualTo(target("api"));
        assertThat(end.reading().target()).isEqualTo(target("api"));
        assertThat(end.reading().found().orElseThrow().problems())
                .extracting(problem -> problem.code())
                .containsExactly("Boom");
    }

    @Test
    void a_failure_that_brings_reasons_is_told_in_full_at_the_end() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.FAILED, rollout -> rollout.problem(null, "Known", "already said"));

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(script.explained()).containsExactly("svc:api#d1");
        assertThat(end.reading().found().orElseThrow().problems()).isNotEmpty();
    }

    @Test
    void a_failure_that_cannot_be_explained_keeps_what_was_read_and_says_so() {
        script.on("api").cannotExplain().deployment("d1").from(0, Status.FAILED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        Rollout rollout = end.reading().found().orElseThrow();
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.problems())
                .extracting(Problem::message)
                .singleElement(STRING)
                .startsWith("not everything could be read: ");
    }

    @Test
    void every_failure_of_several_is_explained() {
        script.on("api").deployment("d1").from(0, Status.FAILED);
        script.on("web").deployment("d7").from(0, Status.ROLLED_BACK);
        script.on("ok").deployment("d9").from(0, Status.SUCCEEDED);

        script.play(TO_THE_END);

        assertThat(script.explained()).containsExactlyInAnyOrder("svc:api#d1", "svc:web#d7");
    }
}
