package dev.deploystat.gate;

import static dev.deploystat.gate.Script.second;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What lengthens a wait, what ends it, and how the deadline is kept. */
class PatienceTest {
    private static final Policy TEN_MINUTES = Policy.DEFAULT.withTimeout(Duration.ofMinutes(10));

    private final Script script = new Script();

    @ParameterizedTest
    @EnumSource(
            value = ErrorKind.class,
            names = {"THROTTLED", "UNAVAILABLE", "UNREACHABLE"})
    void trouble_that_may_pass_lengthens_the_wait(ErrorKind kind) {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(300, Status.SUCCEEDED);
        script.on("api").fails(10, 400, kind);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isAfterOrEqualTo(second(400));
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorKind.class,
            names = {"THROTTLED", "UNAVAILABLE", "UNREACHABLE"})
    void trouble_that_does_not_pass_ends_the_wait_at_the_deadline_only(ErrorKind kind) {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS);
        script.on("api").fails(10, 9999, kind);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(end.why()).isEqualTo("still undecided after 10m; last seen in progress");
        assertThat(script.clock().now()).isEqualTo(second(600));
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorKind.class,
            names = {"THROTTLED", "UNAVAILABLE"})
    void pauses_double_while_a_service_is_in_trouble_and_are_as_before_after_it(ErrorKind kind) {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(80, Status.SUCCEEDED);
        script.on("api").fails(1, 60, kind);

        script.playOne(TEN_MINUTES);

        assertThat(script.pauses()).containsExactly(2.0, 4.0, 8.0, 16.0, 48.0, 7.8);
    }

    /** It was explained while it stood still, and is at the deadline again: the cause is not what follows from itself. */
    @Test
    void what_stood_still_until_the_deadline_has_its_cause_once() {
        Problem cause = new Problem("task", "CannotPull", "no such image");
        script.on("api")
                .explains(rollout -> rollout.rootCauses(List.of(cause)))
                .deployment("d1")
                .from(0, Status.IN_PROGRESS);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(script.explained()).hasSizeGreaterThan(1);
        Rollout rollout = end.reading().found().orElseThrow();
        assertThat(rollout.problems()).containsExactly(cause);
        assertThat(rollout.isConsequence(cause)).isFalse();
    }

    @Test
    void one_throttled_target_slows_all() {
        script.on("api").fails(0, 20, ErrorKind.THROTTLED).deployment("d1").from(0, Status.SUCCEEDED);
        script.on("web").deployment("d1").from(0, Status.IN_PROGRESS).from(1, Status.SUCCEEDED);

        script.play(TEN_MINUTES);

        assertThat(script.pauses()).startsWith(4.0);
    }

    @ParameterizedTest
    @CsvSource({"DENIED,UNAUTHORISED", "CREDENTIALS,UNAUTHORISED", "INVALID,UNREADABLE", "RETIRED,UNREADABLE"})
    void what_waiting_cannot_mend_ends_it_at_once(ErrorKind kind, Outcome outcome) {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS);
        script.on("api").fails(10, 9999, kind);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(outcome);
        assertThat(end.why()).isEqualTo("last seen in progress");
        assertThat(end.reading().failed().orElseThrow().kind()).isEqualTo(kind);
        assertThat(script.clock().now()).isEqualTo(second(10));
    }

    @ParameterizedTest
    @CsvSource({
        "DENIED,UNAUTHORISED",
        "CREDENTIALS,UNAUTHORISED",
        "INVALID,UNREADABLE",
        "RETIRED,UNREADABLE",
        "UNREACHABLE,UNREADABLE"
    })
    void what_waiting_cannot_mend_ends_it_at_the_first_look(ErrorKind kind, Outcome outcome) {
        script.on("api").fails(0, 9999, kind);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(outcome);
        assertThat(end.why()).isNull();
        assertThat(script.asked()).hasSize(1);
    }

    @Test
    void a_host_that_answered_is_waited_for_also_when_the_awaited_deployment_was_not_there_yet() {
        script.on("api").deployment("d0").from(-900, Status.SUCCEEDED);
        script.on("api").deployment("d1").from(20, Status.SUCCEEDED);
        script.on("api").fails(3, 10, ErrorKind.UNREACHABLE);

        assertThat(script.playOne(TEN_MINUTES.withSince(second(-60))).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_garbled_answer_is_tolerated_once() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(12, Status.SUCCEEDED);
        script.on("api").fails(4, 6, ErrorKind.SERVICE).fails(8, 10, ErrorKind.SERVICE);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_second_garbled_answer_in_a_row_ends_the_wait() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(12, Status.SUCCEEDED);
        script.on("api").fails(4, 9999, ErrorKind.SERVICE);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.UNREADABLE);
        assertThat(script.clock().now()).isEqualTo(second(6));
    }

    @Test
    void the_last_look_is_at_the_deadline_and_still_counts() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(100, Status.SUCCEEDED);

        Snapshot end = script.play(TEN_MINUTES.withTimeout(Duration.ofSeconds(100)));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.at()).isEqualTo(second(100));
    }

    @Test
    void nothing_sleeps_past_the_deadline() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(101, Status.SUCCEEDED);

        Snapshot end =
                script.play(TEN_MINUTES.withTimeout(Duration.ofSeconds(100)).withInterval(Duration.ofSeconds(70)));

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(script.pauses()).containsExactly(70.0, 30.0);
    }

    @Test
    void the_deadline_holds_also_when_a_pause_is_long_for_trouble() {
        script.on("api").fails(0, 9999, ErrorKind.THROTTLED);

        script.playOne(TEN_MINUTES);

        assertThat(script.clock().now()).isEqualTo(second(600));
        assertThat(script.asked()).hasSizeLessThan(15);
    }

    @Test
    void without_a_deadline_the_wait_goes_on() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS);
        script.interruptedAt(7 * 24 * 3600);

        Poller poller = script.poller(TEN_MINUTES.withTimeout(null));

        assertThatThrownBy(() -> poller.run(List.of(Script.target("api")))).isInstanceOf(InterruptedException.class);
        assertThat(poller.latest().outcome()).isEqualTo(Outcome.PENDING);
        assertThat(poller.latest().at()).isAfter(second(7 * 24 * 3600 - 31));
    }

    @Test
    void nothing_is_known_before_the_first_look() {
        assertThat(script.poller(TEN_MINUTES).latest()).isNull();
    }
}
