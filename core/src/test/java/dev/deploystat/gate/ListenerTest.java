package dev.deploystat.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a listener is notified of, and how often. */
class ListenerTest {
    private static final Policy TEN_MINUTES = Policy.DEFAULT.withTimeout(Duration.ofMinutes(10));

    private final Script script = new Script();

    @Test
    void a_wait_is_told_as_it_happens() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.PENDING)
                .from(2, Status.IN_PROGRESS)
                .from(6, Status.SUCCEEDED);

        script.play(TEN_MINUTES);

        assertThat(script.events())
                .containsExactly(
                        "0 observed svc:api PENDING",
                        "0 looked PENDING",
                        "2 changed svc:api PENDING -> IN_PROGRESS",
                        "2 looked PENDING",
                        "4 looked PENDING",
                        "6 changed svc:api IN_PROGRESS -> SUCCEEDED",
                        "6 decided svc:api PASSED",
                        "6 looked PASSED");
    }

    @Test
    void a_listener_with_a_rhythm_hears_of_the_wait_between_looks_which_come_no_sooner() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(6, Status.SUCCEEDED);

        script.hearing(Duration.ofSeconds(1)).play(TEN_MINUTES);

        assertThat(script.events("looked"))
                .extracting(event -> event.split(" ")[0])
                .containsExactly("0", "1", "2", "3", "4", "5", "6");
        assertThat(script.asked()).extracting(ask -> ask.split(" ")[0]).containsExactly("0", "2", "4", "6");
    }

    @Test
    void stage_and_progress_are_visible_changes_and_times_are_not() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS)
                .from(2, Status.IN_PROGRESS, rollout -> rollout.stage("BAKE_TIME"))
                .from(4, Status.IN_PROGRESS, rollout -> rollout.stage("BAKE_TIME")
                        .updatedAt(Script.START))
                .from(6, Status.IN_PROGRESS, rollout -> rollout.stage("BAKE_TIME")
                        .progress(Progress.of(1, 2, "tasks")))
                .from(8, Status.SUCCEEDED);

        script.play(TEN_MINUTES);

        assertThat(script.events("changed"))
                .extracting(event -> event.split(" ")[0])
                .containsExactly("2", "6", "8");
    }

    @Test
    void passing_trouble_is_a_delay_and_no_change() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(40, Status.SUCCEEDED);
        script.on("api").fails(2, 5, ErrorKind.THROTTLED).fails(14, 16, ErrorKind.SERVICE);

        script.play(TEN_MINUTES);

        assertThat(script.events("delayed"))
                .containsExactly("2 delayed svc:api THROTTLED", "14 delayed svc:api SERVICE");
        assertThat(script.events("observed")).containsExactly("0 observed svc:api IN_PROGRESS");
        assertThat(script.events("changed")).hasSize(1);
    }

    @Test
    void a_single_miss_is_a_delay_and_no_change() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS)
                .goneAt(2)
                .from(4, Status.IN_PROGRESS)
                .from(6, Status.SUCCEEDED);

        script.play(TEN_MINUTES);

        assertThat(script.events("delayed")).containsExactly("2 delayed svc:api NOT_FOUND");
        assertThat(script.events("changed")).containsExactly("6 changed svc:api IN_PROGRESS -> SUCCEEDED");
    }

    @Test
    void a_target_that_answers_late_is_observed_when_it_does() {
        script.on("api").fails(0, 5, ErrorKind.UNAVAILABLE).deployment("d1").from(0, Status.SUCCEEDED);

        script.play(TEN_MINUTES);

        assertThat(script.events())
                .containsExactly(
                        "0 delayed svc:api UNAVAILABLE",
                        "0 looked PENDING",
                        "4 delayed svc:api UNAVAILABLE",
                        "4 looked PENDING",
                        "12 observed svc:api SUCCEEDED",
                        "12 decided svc:api PASSED",
                        "12 looked PASSED");
    }

    @Test
    void what_is_not_there_yet_is_observed_once_and_changes_when_it_appears() {
        script.on("api").deployment("d1").from(5, Status.SUCCEEDED);

        script.play(TEN_MINUTES);

        assertThat(script.events("observed")).containsExactly("0 observed svc:api NOT_FOUND");
        assertThat(script.events("changed")).containsExactly("6 changed svc:api NOT_FOUND -> SUCCEEDED");
    }

    @Test
    void every_target_is_decided_exactly_once() {
        script.on("api").deployment("d1").from(0, Status.SUCCEEDED);
        script.on("web").deployment("d1").from(0, Status.FAILED);
        script.on("old").deployment("d1").from(0, Status.STOPPED);
        script.on("old")
                .deployment("d2")
                .with(rollout -> rollout.createdAt(Script.START))
                .from(4, Status.IN_PROGRESS);
        script.on("slow").deployment("d1").from(0, Status.IN_PROGRESS);
        script.on("nowhere");

        script.play(TEN_MINUTES.withFailFast(false));

        assertThat(script.events("decided"))
                .extracting(event -> event.substring(event.indexOf("svc:")))
                .containsExactlyInAnyOrder(
                        "svc:api PASSED",
                        "svc:web FAILED",
                        "svc:old FAILED",
                        "svc:nowhere NOT_FOUND",
                        "svc:slow TIMED_OUT");
    }

    @Test
    void a_superseded_deployment_is_told_as_such_from_the_first() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(2, Status.STOPPED);
        script.on("api").deployment("d2").from(1, Status.IN_PROGRESS);

        script.play(TEN_MINUTES);

        assertThat(script.events())
                .containsSubsequence(
                        "2 changed svc:api IN_PROGRESS -> STOPPED [SUPERSEDED]",
                        "2 decided svc:api SUPERSEDED",
                        "2 looked SUPERSEDED");
    }

    @Test
    void the_deadline_is_told_like_any_other_decision() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS);

        script.play(TEN_MINUTES.withTimeout(Duration.ofSeconds(3)));

        assertThat(script.events())
                .endsWith(
                        "2 looked PENDING",
                        "3 changed svc:api IN_PROGRESS -> IN_PROGRESS",
                        "3 decided svc:api TIMED_OUT",
                        "3 looked TIMED_OUT");
    }
}
