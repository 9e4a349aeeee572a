package dev.deploystat.gate;

import static dev.deploystat.gate.Script.START;
import static dev.deploystat.gate.Script.second;
import static dev.deploystat.gate.Script.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which deployment is the awaited one, and what becomes of the wait when another takes its place. */
class AwaitedTest {
    private static final Policy TEN_MINUTES = Policy.DEFAULT.withTimeout(Duration.ofMinutes(10));
    private static final Policy SINCE_A_MINUTE = TEN_MINUTES.withSince(second(-60));

    private final Script script = new Script();

    private static Rollout rollout(Observation seen) {
        return seen.reading().found().orElseThrow();
    }

    @Test
    void the_latest_deployment_is_resolved_once_and_then_read_by_its_id() {
        script.on("api").deployment("d1").from(-5, Status.IN_PROGRESS).from(5, Status.SUCCEEDED);
        script.on("api").deployment("d2").from(3, Status.FAILED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(script.asked()).containsExactly("0 svc:api", "2 svc:api#d1", "4 svc:api#d1", "6 svc:api#d1");
        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.target()).isEqualTo(target("api"));
        assertThat(end.reading().target()).isEqualTo(target("api"));
    }

    @Test
    void a_service_without_ids_is_read_as_it_was_asked_for() {
        script.withoutIds()
                .on("fn")
                .deployment("only")
                .from(0, Status.IN_PROGRESS)
                .from(3, Status.SUCCEEDED);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.asked()).containsExactly("0 svc:fn", "2 svc:fn", "4 svc:fn");
    }

    @Test
    void another_revision_is_not_there_yet_and_then_not_seen() {
        script.on("api").deployment("d1").revision("web:6").from(-500, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES.withRevision("web:7"));

        assertThat(end.outcome()).isEqualTo(Outcome.NOT_SEEN);
        assertThat(end.why()).isEqualTo("nothing appeared within 1m: the latest deployment brings web:6, not web:7");
        assertThat(script.clock().now()).isBetween(second(60), second(67));
    }

    @Test
    void a_failed_deployment_of_another_revision_is_no_failure_of_the_awaited_one() {
        script.on("api").deployment("d1").revision("web:6").from(-500, Status.FAILED);
        script.on("api").deployment("d2").revision("web:7").from(30, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES.withRevision("web:7"));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(rollout(end).id()).isEqualTo("d2");
    }

    @Test
    void a_deployment_whose_revision_is_not_named_is_not_the_awaited_one() {
        script.on("api").deployment("d1").from(0, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES.withRevision("web:7"));

        assertThat(end.outcome()).isEqualTo(Outcome.NOT_SEEN);
        assertThat(end.why()).contains("brings a revision the service does not name, not web:7");
    }

    @Test
    void what_is_under_way_may_say_its_revision_at_its_end() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS)
                .from(200, Status.SUCCEEDED, rollout -> rollout.revision("web:7"));

        assertThat(script.playOne(TEN_MINUTES.withRevision("web:7")).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_was_under_way_and_brought_another_revision_is_not_the_awaited_one() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS)
                .from(200, Status.SUCCEEDED, rollout -> rollout.revision("web:6"));

        assertThat(script.playOne(TEN_MINUTES.withRevision("web:7")).outcome()).isEqualTo(Outcome.NOT_SEEN);
    }

    @Test
    void what_was_under_way_and_never_said_its_revision_does_not_pass() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(200, Status.SUCCEEDED);

        assertThat(script.playOne(TEN_MINUTES.withRevision("web:7")).outcome()).isEqualTo(Outcome.NOT_SEEN);
    }

    @Test
    void what_fails_during_the_wait_without_saying_its_revision_is_a_failure() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(200, Status.FAILED);

        Observation end = script.playOne(TEN_MINUTES.withRevision("web:7"));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why())
                .isEqualTo("it failed during the wait; the latest deployment brings a revision the service does not"
                        + " name, not web:7");
    }

    @Test
    void what_failed_before_the_wait_without_saying_its_revision_is_not_the_awaited_one() {
        script.on("api").deployment("d1").from(-9, Status.FAILED);

        assertThat(script.playOne(TEN_MINUTES.withRevision("web:7")).outcome()).isEqualTo(Outcome.NOT_SEEN);
    }

    @Test
    void what_is_under_way_may_say_late_when_it_began() {
        script.on("api")
                .deployment("d1")
                .with(rollout -> rollout.createdAt(null))
                .from(0, Status.PENDING)
                .from(200, Status.SUCCEEDED, rollout -> rollout.startedAt(second(100)));

        assertThat(script.playOne(SINCE_A_MINUTE).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_is_under_way_without_its_revision_and_older_than_the_wait_for_is_not_the_awaited_one() {
        script.on("api").deployment("d1").from(-500, Status.IN_PROGRESS);

        assertThat(script.playOne(SINCE_A_MINUTE.withRevision("web:7")).outcome())
                .isEqualTo(Outcome.NOT_SEEN);
    }

    @Test
    void an_older_deployment_is_not_there_yet_and_then_not_seen() {
        script.on("api").deployment("d1").from(-61, Status.SUCCEEDED);

        Observation end = script.playOne(SINCE_A_MINUTE);

        assertThat(end.outcome()).isEqualTo(Outcome.NOT_SEEN);
        assertThat(end.why())
                .isEqualTo("nothing appeared within 1m: the latest deployment began at " + second(-61) + ", before "
                        + second(-60));
    }

    @Test
    void the_times_of_an_older_deployment_are_whole_seconds_unless_these_are_the_same() {
        Instant since = second(-60).plusMillis(900);
        Instant before = second(-62).plusMillis(500);
        Instant justBefore = since.minusMillis(1);
        script.on("api")
                .deployment("d1")
                .with(rollout -> rollout.createdAt(before))
                .from(-62, Status.SUCCEEDED);
        script.on("web")
                .deployment("d1")
                .with(rollout -> rollout.createdAt(justBefore))
                .from(-61, Status.SUCCEEDED);

        List<Observation> seen =
                script.play(TEN_MINUTES.withSince(since).withFailFast(false)).observations();

        assertThat(seen.get(0).why()).endsWith(" began at " + second(-62) + ", before " + second(-60));
        assertThat(seen.get(1).why()).endsWith(" began at " + justBefore + ", before " + since);
    }

    @Test
    void a_deployment_that_appears_late_is_found() {
        script.on("api").deployment("d1").from(-500, Status.FAILED);
        script.on("api").deployment("d2").from(50, Status.IN_PROGRESS).from(200, Status.SUCCEEDED);

        Observation end = script.playOne(SINCE_A_MINUTE);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(rollout(end).id()).isEqualTo("d2");
    }

    @Test
    void how_long_it_may_take_to_appear_is_asked_for() {
        script.on("api").deployment("d1").from(-500, Status.SUCCEEDED);
        script.on("api").deployment("d2").from(200, Status.SUCCEEDED);

        Policy patient = SINCE_A_MINUTE.withAppearTimeout(Duration.ofMinutes(5));

        assertThat(script.playOne(patient).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_target_where_nothing_was_ever_deployed_may_still_appear() {
        script.on("api").deployment("d1").from(20, Status.SUCCEEDED);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_pinned_deployment_may_be_listed_late() {
        script.on("api").deployment("d1").from(20, Status.SUCCEEDED);

        assertThat(script.play(TEN_MINUTES, target("api").pinnedTo("d1")).outcome())
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_never_appears_is_not_found() {
        script.on("api");

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(end.why()).isEqualTo("nothing appeared within 1m: not-found: api");
    }

    @Test
    void what_has_not_appeared_at_an_earlier_deadline_is_timed_out() {
        script.on("api");

        Policy hasty = TEN_MINUTES.withTimeout(Duration.ofSeconds(10));

        assertThat(script.playOne(hasty).outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void what_was_over_before_the_start_is_believed_at_the_second_look() {
        script.on("api").deployment("d1").from(-30, Status.SUCCEEDED);

        Observation end = script.playOne(SINCE_A_MINUTE);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.asked()).containsExactly("0 svc:api", "2 svc:api");
    }

    @Test
    void what_was_over_before_the_start_gives_way_to_what_appears_meanwhile() {
        script.on("api").deployment("d1").from(-30, Status.SUCCEEDED);
        script.on("api").deployment("d2").from(1, Status.IN_PROGRESS).from(9, Status.FAILED);

        Observation end = script.playOne(SINCE_A_MINUTE);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(rollout(end).id()).isEqualTo("d2");
    }

    @Test
    void what_is_still_running_is_the_awaited_one_at_the_first_look() {
        script.on("api").deployment("d1").from(-30, Status.IN_PROGRESS).from(3, Status.SUCCEEDED);

        script.playOne(SINCE_A_MINUTE);

        assertThat(script.asked()).containsExactly("0 svc:api", "2 svc:api#d1", "4 svc:api#d1");
    }

    @Test
    void a_service_that_tells_no_times_never_shows_what_is_awaited() {
        script.on("api")
                .deployment("d1")
                .with(rollout -> rollout.createdAt(null))
                .from(0, Status.SUCCEEDED);

        Observation end = script.playOne(SINCE_A_MINUTE);

        assertThat(end.outcome()).isEqualTo(Outcome.NOT_SEEN);
        assertThat(end.why()).contains("the service does not say when the latest deployment began");
    }

    @Test
    void the_time_of_the_last_change_stands_in_for_that_of_the_beginning() {
        script.withoutIds()
                .on("fn")
                .deployment("only")
                .with(rollout -> rollout.createdAt(null).updatedAt(START.plusSeconds(5)))
                .from(5, Status.SUCCEEDED);

        assertThat(script.playOne(TEN_MINUTES.withSince(START)).outcome()).isEqualTo(Outcome.PASSED);
    }

    /** Has a target without ids and times bring a revision from a second on, and perhaps end ten seconds later. */
    private void timeless(String revision, int second, Status status, Status end) {
        script.withoutIds()
                .on("alias")
                .deployment(revision + " at " + second)
                .with(rollout -> rollout.createdAt(null).revision(revision))
                .from(second, status)
                .from(second + 10, end);
    }

    @Test
    void without_ids_and_times_a_change_that_is_seen_on_its_way_is_the_awaited_one() {
        timeless("1", -60, Status.SUCCEEDED, Status.SUCCEEDED);
        timeless("2", 5, Status.IN_PROGRESS, Status.SUCCEEDED);

        Observation end = script.playOne(SINCE_A_MINUTE);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(rollout(end).revision()).isEqualTo("2");
    }

    @Test
    void without_ids_and_times_a_change_that_goes_back_has_failed() {
        timeless("1", -60, Status.SUCCEEDED, Status.SUCCEEDED);
        timeless("2", 5, Status.IN_PROGRESS, Status.IN_PROGRESS);
        timeless("1", 15, Status.SUCCEEDED, Status.SUCCEEDED);

        Observation end = script.playOne(SINCE_A_MINUTE);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("it brought 2 and went back to 1");
    }

    /** Whether it was the awaited one nobody knows; nothing that was to come is there now. */
    @Test
    void without_ids_and_times_what_was_on_its_way_at_first_and_goes_back_has_failed() {
        script.withoutIds()
                .on("alias")
                .deployment("shift")
                .with(rollout -> rollout.createdAt(null).revision("2").previousRevision("1"))
                .from(-1, Status.IN_PROGRESS);
        timeless("1", 5, Status.SUCCEEDED, Status.SUCCEEDED);

        Observation end = script.playOne(SINCE_A_MINUTE);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("it brought 2 and went back to 1");
    }

    @Test
    void without_ids_and_times_a_revision_that_is_asked_for_may_come_unseen() {
        timeless("1", -60, Status.SUCCEEDED, Status.SUCCEEDED);
        timeless("2", 5, Status.SUCCEEDED, Status.SUCCEEDED);

        assertThat(script.playOne(SINCE_A_MINUTE.withRevision("2")).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void without_ids_and_times_a_revision_that_is_asked_for_may_be_on_its_way_at_first() {
        timeless("2", -1, Status.IN_PROGRESS, Status.SUCCEEDED);

        assertThat(script.playOne(SINCE_A_MINUTE.withRevision("2")).outcome()).isEqualTo(Outcome.PASSED);
    }

    /** The awaited one may have come before the wait, and this be the way back. */
    @Test
    void without_ids_and_times_a_change_that_is_over_when_it_is_seen_is_not_the_awaited_one() {
        timeless("2", -60, Status.SUCCEEDED, Status.SUCCEEDED);
        timeless("1", 5, Status.SUCCEEDED, Status.SUCCEEDED);

        Observation end = script.playOne(SINCE_A_MINUTE);

        assertThat(end.outcome()).isEqualTo(Outcome.NOT_SEEN);
        assertThat(end.why()).endsWith("began; --revision tells the awaited one from others");
    }

    @Test
    void without_ids_and_times_what_was_over_at_first_is_not_the_awaited_one() {
        timeless("2", -60, Status.SUCCEEDED, Status.SUCCEEDED);

        assertThat(script.playOne(SINCE_A_MINUTE.withRevision("2")).outcome()).isEqualTo(Outcome.NOT_SEEN);
    }

    @Test
    void a_pinned_deployment_that_brought_another_revision_fails() {
        script.on("api")
                .deployment("d1")
                .revision("web:6")
                .from(0, Status.IN_PROGRESS)
                .from(5, Status.SUCCEEDED);

        Snapshot end =
                script.play(TEN_MINUTES.withRevision("web:7"), target("api").pinnedTo("d1"));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.observations().get(0).why()).isEqualTo("it brought web:6, not web:7");
    }

    @Test
    void without_ids_an_awaited_revision_that_gives_way_to_another_has_failed() {
        script.withoutIds().on("fn").deployment("a").revision("7").from(0, Status.IN_PROGRESS);
        script.on("fn").deployment("b").revision("6").from(20, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES.withRevision("7"));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("it was there, but now the latest deployment brings 6, not 7");
        assertThat(script.clock().now()).isBefore(second(30));
    }

    @Test
    void a_revision_that_is_live_while_a_newer_one_waits_for_somebody_passes_for_whom_it_is_asked() {
        script.on("stage")
                .deployment("b")
                .with(rollout -> rollout.revision("7").previousRevision("6").flag(Flag.NEEDS_ACTION))
                .from(-100, Status.PENDING);

        Observation end = script.playOne(TEN_MINUTES.withRevision("6"));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isEqualTo("6 is live; what is newer waits for somebody to act");
        assertThat(script.playOne(TEN_MINUTES.withRevision("6").withSince(START))
                        .outcome())
                .isEqualTo(Outcome.NOT_SEEN);
        assertThat(script.playOne(TEN_MINUTES.withRevision("5")).outcome()).isEqualTo(Outcome.NOT_SEEN);
    }

    @Test
    void a_revision_that_is_live_passes_for_nobody_while_a_newer_one_is_on_its_way() {
        script.on("stage")
                .deployment("b")
                .with(rollout -> rollout.revision("7").previousRevision("6"))
                .from(-100, Status.PENDING);

        assertThat(script.playOne(TEN_MINUTES.withRevision("6")).outcome()).isEqualTo(Outcome.NOT_SEEN);
    }

    @Test
    void without_ids_a_single_look_at_another_revision_is_tolerated() {
        script.withoutIds()
                .on("fn")
                .deployment("a")
                .revision("7")
                .from(0, Status.IN_PROGRESS)
                .from(30, Status.SUCCEEDED);
        script.on("fn").deployment("b").revision("6").from(4, Status.SUCCEEDED).goneAt(6);

        assertThat(script.playOne(TEN_MINUTES.withRevision("7")).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void without_ids_a_revision_that_gives_way_to_the_one_before_it_has_failed() {
        script.withoutIds()
                .on("fn")
                .deployment("a")
                .with(rollout -> rollout.revision("7").previousRevision("6"))
                .from(0, Status.IN_PROGRESS);
        script.on("fn").deployment("b").revision("6").from(20, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("it brought 7 and went back to 6");
    }

    @Test
    void without_ids_a_way_back_to_the_revision_that_was_asked_for_is_none() {
        script.withoutIds()
                .on("fn")
                .deployment("a")
                .with(rollout -> rollout.revision("7").previousRevision("6").revisionName("6"))
                .from(0, Status.IN_PROGRESS);
        script.on("fn").deployment("b").revision("6").from(200, Status.SUCCEEDED);

        assertThat(script.playOne(TEN_MINUTES.withRevision("6")).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void without_ids_a_revision_that_was_live_when_the_wait_began_is_the_one_before() {
        script.withoutIds().on("fn").deployment("a").revision("6").from(-100, Status.SUCCEEDED);
        script.on("fn").deployment("b").revision("7").from(5, Status.IN_PROGRESS);
        script.on("fn").deployment("c").revision("6").from(20, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES.withSince(START));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("it brought 7 and went back to 6");
    }

    @Test
    void without_ids_the_revision_before_is_one_also_when_replies_have_stopped_to_name_it() {
        script.withoutIds()
                .on("fn")
                .deployment("a")
                .from(0, Status.IN_PROGRESS, rollout -> rollout.revision("7").previousRevision("6"))
                .from(4, Status.SUCCEEDED, rollout -> rollout.revision("7"));
        script.on("fn").deployment("b").revision("6").from(20, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES.withStableFor(Duration.ofMinutes(2)));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("it brought 7 and went back to 6");
    }

    @Test
    void without_ids_a_third_revision_supersedes_one_that_is_under_way() {
        script.withoutIds()
                .on("fn")
                .deployment("a")
                .with(rollout -> rollout.revision("7").previousRevision("6"))
                .from(0, Status.IN_PROGRESS);
        script.on("fn")
                .deployment("b")
                .revision("8")
                .from(20, Status.IN_PROGRESS)
                .from(60, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(end.why()).isEqualTo("replaced by 8");
        assertThat(script.clock().now()).isBefore(second(60));
    }

    @Test
    void without_ids_another_revision_supersedes_one_that_is_under_way_also_where_none_before_is_known() {
        script.withoutIds()
                .on("fn")
                .deployment("a")
                .with(rollout -> rollout.id("$LATEST").revision("7"))
                .from(0, Status.IN_PROGRESS);
        script.on("fn")
                .deployment("b")
                .with(rollout -> rollout.id("$LATEST").revision("8"))
                .from(20, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(end.why()).isEqualTo("replaced by 8");
    }

    @Test
    void without_ids_a_revision_that_is_named_only_in_its_course_supersedes_nothing() {
        script.withoutIds()
                .on("fn")
                .deployment("a")
                .from(0, Status.IN_PROGRESS, rollout -> rollout.revision("6").previousRevision("6"))
                .from(10, Status.IN_PROGRESS, rollout -> rollout.revision("7").previousRevision("6"))
                .from(40, Status.SUCCEEDED, rollout -> rollout.revision("7").previousRevision("6"));
        script.on("env")
                .deployment("b")
                .from(0, Status.IN_PROGRESS, rollout -> rollout.revision("5")
                        .revisionName("7")
                        .previousRevision("6"))
                .from(40, Status.SUCCEEDED, rollout -> rollout.revision("7"));

        assertThat(script.play(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_cannot_be_bound_is_superseded_by_a_deployment_that_began_later() {
        script.withoutIds()
                .on("env")
                .deployment("a")
                .with(rollout -> rollout.id("a").revision("7"))
                .from(0, Status.IN_PROGRESS);
        script.on("env")
                .deployment("b")
                .with(rollout -> rollout.id("b").revision("6"))
                .from(20, Status.IN_PROGRESS)
                .from(40, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(end.why()).isEqualTo("replaced by the newer deployment b");
        assertThat(end.reading().found().orElseThrow().id()).isEqualTo("a");
        assertThat(script.clock().now()).isBefore(second(40));
    }

    @Test
    void without_ids_a_single_look_at_the_revision_before_is_tolerated() {
        script.withoutIds()
                .on("fn")
                .deployment("a")
                .with(rollout -> rollout.revision("7").previousRevision("6"))
                .from(0, Status.IN_PROGRESS)
                .from(30, Status.SUCCEEDED);
        script.on("fn").deployment("b").revision("6").from(4, Status.SUCCEEDED).goneAt(6);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_failure_that_may_be_retried_fails_at_once_unless_a_grace_is_given() {
        script.on("pipeline")
                .deployment("e1")
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.FAILED, rollout -> rollout.flag(Flag.RETRYABLE));

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(script.clock().now()).isBefore(second(15));
    }

    @Test
    void a_failure_that_is_retried_within_the_grace_is_none() {
        script.on("pipeline")
                .deployment("e1")
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.FAILED, rollout -> rollout.flag(Flag.RETRYABLE))
                .from(40, Status.IN_PROGRESS)
                .from(80, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES.withRetryGrace(Duration.ofMinutes(1)));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void each_failure_that_may_be_retried_has_its_own_grace() {
        script.on("pipeline")
                .deployment("e1")
                .from(0, Status.FAILED, rollout -> rollout.flag(Flag.RETRYABLE))
                .from(40, Status.IN_PROGRESS)
                .from(60, Status.FAILED, rollout -> rollout.flag(Flag.RETRYABLE))
                .from(100, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES.withRetryGrace(Duration.ofMinutes(1)));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_failure_that_is_not_retried_within_the_grace_fails_at_its_end() {
        script.on("pipeline").deployment("e1").from(0, Status.FAILED, rollout -> rollout.flag(Flag.RETRYABLE));

        Observation end = script.playOne(TEN_MINUTES.withRetryGrace(Duration.ofMinutes(1)));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(script.clock().now()).isBetween(second(60), second(90));
    }

    @Test
    void a_job_that_never_ends_passes_when_all_its_members_have_succeeded() {
        script.on("job")
                .deployment("j1")
                .with(rollout -> rollout.flag(Flag.CONTINUOUS))
                .from(0, Status.IN_PROGRESS, rollout -> rollout.progress(Progress.of(1, 3, "devices")))
                .from(20, Status.IN_PROGRESS, rollout -> rollout.progress(Progress.of(3, 3, "devices")));

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isBetween(second(20), second(30));
    }

    @Test
    void a_job_that_never_ends_fails_when_it_is_through_and_some_members_failed() {
        script.on("job")
                .deployment("j1")
                .with(rollout -> rollout.flag(Flag.CONTINUOUS).flag(Flag.PARTIAL))
                .from(0, Status.IN_PROGRESS, rollout -> rollout.progress(Progress.of(3, 3, "devices")));

        for (Policy policy : List.of(TEN_MINUTES, TEN_MINUTES.withFailFast(false))) {
            Observation end = script.playOne(policy);
            assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(end.why()).isEqualTo("some members failed");
        }
        assertThat(script.clock().now()).isBefore(second(10));
    }

    @Test
    void a_deployment_whose_service_is_being_deleted_does_not_pass_and_says_so() {
        script.confirming(reading -> reading.map(rollout -> rollout.toBuilder()
                        .status(Status.STOPPED)
                        .reason("the service is being deleted")
                        .build()))
                .on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(rollout(end).reason()).isEqualTo("the service is being deleted");
    }

    @Test
    void a_pass_stands_with_a_note_where_its_service_may_not_be_read() {
        ReadError denied = new ReadError(ErrorKind.DENIED, "AccessDenied", "no", null, "ecs:DescribeServices", null);
        script.confirming(reading -> Reading.failed(reading.target(), denied))
                .on("api")
                .deployment("d1")
                .from(0, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why())
                .isEqualTo("whether what it belongs to is being deleted could not be read: no (ecs:DescribeServices)");
    }

    @Test
    void a_pass_waits_while_the_look_at_its_service_is_throttled() {
        ReadError slow = new ReadError(ErrorKind.THROTTLED, "Throttling", "slow down", null, null, null);
        script.confirming(reading ->
                        script.clock().now().isBefore(second(30)) ? Reading.failed(reading.target(), slow) : reading)
                .on("api")
                .deployment("d1")
                .from(0, Status.SUCCEEDED);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isAfterOrEqualTo(second(30));
    }

    @Test
    void a_pass_waits_while_its_service_is_in_a_state_that_nobody_knows() {
        script.confirming(reading -> script.clock().now().isBefore(second(30))
                        ? reading.map(rollout ->
                                rollout.toBuilder().status(Status.UNKNOWN).build())
                        : reading)
                .on("api")
                .deployment("d1")
                .from(0, Status.SUCCEEDED);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(script.clock().now()).isAfterOrEqualTo(second(30));
    }

    @Test
    void a_newer_deployment_that_the_reason_names_is_not_named_twice() {
        script.on("api")
                .deployment("d1")
                .with(rollout -> rollout.reason("the newer deployment d2 took its place"))
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.STOPPED);
        script.on("api").deployment("d2").from(9, Status.IN_PROGRESS);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(end.why()).isNull();
    }

    @Test
    void a_stopped_deployment_with_a_newer_one_is_superseded() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.STOPPED);
        script.on("api").deployment("d2").from(9, Status.IN_PROGRESS);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(end.why()).isEqualTo("replaced by the newer deployment d2");
        assertThat(rollout(end).id()).isEqualTo("d1");
        assertThat(rollout(end).flags()).contains(Flag.SUPERSEDED);
        assertThat(rollout(end).related(Relation.Kind.SUPERSEDED_BY))
                .extracting(Target::deployment)
                .containsExactly("d2");
        assertThat(script.explained()).isEmpty();
    }

    @Test
    void a_deployment_the_user_pinned_is_superseded_like_any_other() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.STOPPED);
        script.on("api").deployment("d2").from(9, Status.IN_PROGRESS);

        assertThat(script.play(TEN_MINUTES, target("api").pinnedTo("d1")).outcome())
                .isEqualTo(Outcome.SUPERSEDED);
    }

    @Test
    void a_deployment_that_is_gone_with_a_newer_one_is_superseded() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).goneAt(10);
        script.on("api").deployment("d2").from(9, Status.IN_PROGRESS);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(rollout(end).related(Relation.Kind.SUPERSEDED_BY))
                .extracting(Target::deployment)
                .containsExactly("d2");
    }

    @Test
    void a_stopped_deployment_with_no_newer_one_has_failed() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.STOPPED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(rollout(end).flags()).isEmpty();
    }

    @Test
    void a_newer_deployment_that_brings_back_what_was_there_before_is_a_rollback() {
        script.on("api")
                .deployment("d1")
                .with(rollout -> rollout.revision("web:12").previousRevision("web:11"))
                .from(0, Status.IN_PROGRESS)
                .goneAt(10);
        script.on("api").deployment("d2").revision("web:11").from(9, Status.SUCCEEDED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("replaced by the deployment d2, which brings back web:11");
    }

    @Test
    void a_newer_deployment_of_the_same_revision_brings_nothing_back() {
        script.on("api")
                .deployment("d1")
                .with(rollout -> rollout.revision("web:12").previousRevision("web:12"))
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.STOPPED);
        script.on("api").deployment("d2").revision("web:12").from(9, Status.IN_PROGRESS);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.SUPERSEDED);
    }

    @Test
    void a_failed_deployment_is_not_superseded_by_a_newer_one() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.FAILED);
        script.on("api").deployment("d2").from(9, Status.IN_PROGRESS);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_newer_deployment_changes_nothing_while_the_awaited_one_still_runs() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(100, Status.SUCCEEDED);
        script.on("api").deployment("d2").from(9, Status.FAILED);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void an_older_latest_deployment_supersedes_nothing() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.STOPPED);
        script.on("api")
                .deployment("d0")
                .with(rollout -> rollout.createdAt(second(-900)))
                .from(9, Status.SUCCEEDED);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void what_the_service_calls_superseded_is_superseded_and_names_the_newer_one() {
        script.on("pipe")
                .deployment("e1")
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.STOPPED, rollout -> rollout.flag(Flag.SUPERSEDED));
        script.on("pipe").deployment("e2").from(9, Status.IN_PROGRESS);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(rollout(end).related(Relation.Kind.SUPERSEDED_BY))
                .extracting(Target::deployment)
                .containsExactly("e2");
    }

    @Test
    void what_the_service_calls_superseded_needs_no_newer_one_in_sight() {
        script.on("pipe").deployment("e1").from(0, Status.STOPPED, rollout -> rollout.flag(Flag.SUPERSEDED));

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(end.why()).isEqualTo("replaced by a newer deployment");
    }

    @Test
    void its_own_rollback_supersedes_nothing() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.STOPPED);
        script.on("api")
                .deployment("d2")
                .with(rollout -> rollout.relation(Relation.Kind.ROLLS_BACK, "ecs", "d1"))
                .from(9, Status.ROLLING_BACK);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("rolled back by the deployment d2");
        assertThat(rollout(end).flags()).isEmpty();
    }

    @Test
    void a_rollback_that_does_not_say_of_what_supersedes_nothing() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).goneAt(10);
        script.on("api")
                .deployment("d2")
                .with(rollout -> rollout.operation(Operation.ROLLBACK))
                .from(9, Status.ROLLED_BACK);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("rolled back by the deployment d2");
    }

    @Test
    void the_rollback_of_another_deployment_shows_that_there_was_a_newer_one() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.STOPPED);
        script.on("api")
                .deployment("d3")
                .with(rollout -> rollout.operation(Operation.ROLLBACK).relation(Relation.Kind.ROLLS_BACK, "ecs", "d2"))
                .from(9, Status.ROLLED_BACK);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.SUPERSEDED);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorKind.class,
            names = {"THROTTLED", "UNAVAILABLE", "UNREACHABLE"})
    void whether_a_newer_one_took_over_is_asked_again_until_it_is_known(ErrorKind kind) {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.STOPPED);
        script.on("api").deployment("d2").from(9, Status.IN_PROGRESS);
        script.on("api").failsUnpinned(5, 60, kind);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(script.clock().now()).isAfterOrEqualTo(second(60));
    }

    @Test
    void a_stopped_deployment_has_failed_at_the_deadline_if_nothing_more_is_known() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.STOPPED);
        script.on("api").failsUnpinned(5, 9999, ErrorKind.THROTTLED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("whether a newer deployment replaced it could not be read: throttled: api");
        assertThat(script.clock().now()).isEqualTo(second(600));
    }

    @Test
    void a_stopped_deployment_has_failed_when_the_latest_one_may_not_be_read() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.STOPPED);
        script.on("api").failsUnpinned(5, 9999, ErrorKind.DENIED);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("whether a newer deployment replaced it could not be read: denied: api");
        assertThat(script.clock().now()).isEqualTo(second(10));
    }

    @Test
    void a_deployment_that_cannot_be_read_after_it_stopped_has_failed() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).from(10, Status.STOPPED);
        script.on("api").failsUnpinned(5, 9999, ErrorKind.THROTTLED).fails(20, 9999, ErrorKind.DENIED);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_target_that_is_deleted_has_failed_and_says_so() {
        script.on("api").deployment("d1").from(0, Status.IN_PROGRESS).goneAt(10);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("deleted while it was waited for");
        assertThat(script.clock().now()).isEqualTo(second(12));
    }

    @Test
    void a_target_without_ids_that_is_deleted_has_failed_and_says_so() {
        script.withoutIds()
                .on("fn")
                .deployment("only")
                .from(0, Status.IN_PROGRESS)
                .goneAt(10);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("deleted while it was waited for");
    }

    @Test
    void a_single_miss_is_tolerated() {
        script.on("api")
                .deployment("d1")
                .from(0, Status.IN_PROGRESS)
                .goneAt(4)
                .from(6, Status.IN_PROGRESS)
                .goneAt(8)
                .from(10, Status.SUCCEEDED);

        assertThat(script.playOne(TEN_MINUTES).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_deployment_cut_short_by_a_deletion_is_deleted_and_not_superseded() {
        script.on("stack")
                .deployment("u1")
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.STOPPED, rollout -> rollout.flag(Flag.SUPERSEDED));
        script.on("stack")
                .deployment("u2")
                .with(rollout -> rollout.operation(Operation.DELETE))
                .from(9, Status.IN_PROGRESS);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("deleted while it was waited for");
    }

    @Test
    void a_deployment_cut_short_on_a_target_that_is_no_more_is_deleted() {
        script.on("stack")
                .deployment("u1")
                .from(0, Status.IN_PROGRESS)
                .from(10, Status.STOPPED, rollout -> rollout.flag(Flag.SUPERSEDED));
        script.on("stack").failsUnpinned(5, 9999, ErrorKind.NOT_FOUND);

        Observation end = script.playOne(TEN_MINUTES);

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("deleted while it was waited for");
    }
}
