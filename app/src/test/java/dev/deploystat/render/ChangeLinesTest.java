package dev.deploystat.render;

import static dev.deploystat.render.Samples.NOW;
import static dev.deploystat.render.Samples.PIPE;
import static dev.deploystat.render.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.ZoneId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangeLinesTest {
    private static final Target API = Samples.target("ecs", "prod/api").at(null, null);

    private final StringBuilder out = new StringBuilder();
    private ChangeLines log = new ChangeLines(out, PIPE, Duration.ofSeconds(60));

    private static Observation at(int done, Status status, Outcome outcome, String why) {
        return Samples.seen(
                API,
                outcome,
                why,
                Rollout.builder(status, "X")
                        .id("sd-1")
                        .progress(Progress.of(done, 4, "tasks"))
                        .revision("web:12")
                        .stage(status == Status.SUCCEEDED ? null : "BAKE_TIME")
                        .startedAt(Samples.at("13:00:00"))
                        .finishedAt(status.isFinal() ? Samples.at("13:04:12") : null)
                        .reason(status == Status.ROLLED_BACK ? "circuit breaker" : null)
                        .build());
    }

    private static Observation open(int done) {
        return at(done, Status.IN_PROGRESS, Outcome.PENDING, null);
    }

    private static Observation throttled(Target target) {
        ReadError error = new ReadError(ErrorKind.THROTTLED, "Throttling", "Rate exceeded", null, null, null);
        return new Observation(target, Reading.failed(target, error), Outcome.PENDING, null);
    }

    private void delay(String time, Observation... seen) {
        for (Observation each : seen) {
            log.delayed(each.target(), each.reading().failed().orElseThrow());
        }
        log.looked(snapshot(time, seen));
    }

    @Test
    void a_change_is_a_line_and_a_decision_tells_it_all() {
        log.observed(open(2));
        log.looked(snapshot("13:00:05", open(2)));
        log.changed(open(2), open(3));
        log.looked(snapshot("13:00:15", open(3)));
        log.looked(snapshot("13:00:25", open(3)));
        Observation done = at(4, Status.SUCCEEDED, Outcome.PASSED, null);
        log.changed(open(3), done);
        log.decided(done);
        log.looked(snapshot("13:04:15", done));
        assertThat(out).hasToString("""
                        2026-11-21T13:00:05Z ecs:prod/api@eu-west-1  in progress  2 of 4 tasks  web:12  BAKE_TIME
                        2026-11-21T13:00:15Z ecs:prod/api@eu-west-1  in progress  3 of 4 tasks  web:12  BAKE_TIME
                        2026-11-21T13:04:15Z ecs:prod/api@eu-west-1  passed: succeeded  4 of 4 tasks  web:12  took 4m 12s
                        """);
    }

    @Test
    void a_decision_that_fails_says_why() {
        log.decided(at(0, Status.ROLLED_BACK, Outcome.FAILED, null));
        log.decided(at(3, Status.IN_PROGRESS, Outcome.TIMED_OUT, "still undecided after 30m"));
        log.decided(Samples.denied());
        log.looked(snapshot("13:30:00", open(3), Samples.denied()));
        assertThat(out).hasToString("""
                        2026-11-21T13:30:00Z ecs:prod/api@eu-west-1  failed: rolled back  0 of 4 tasks  web:12  BAKE_TIME  took 4m 12s  circuit breaker
                        2026-11-21T13:30:00Z ecs:prod/api@eu-west-1  timed out: in progress  3 of 4 tasks  web:12  BAKE_TIME  still undecided after 30m
                        2026-11-21T13:30:00Z ecs:prod/secret@eu-west-1  denied  not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'.
                        """);
    }

    @Test
    void a_reason_is_told_when_it_is_new() {
        Observation early = at(0, Status.IN_PROGRESS, Outcome.PENDING, "not there yet: no deployment");
        log.observed(early);
        log.changed(early, at(1, Status.IN_PROGRESS, Outcome.PENDING, "not there yet: no deployment"));
        log.looked(snapshot("13:00:05", early));
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("BAKE_TIME  not there yet: no deployment"),
                        line -> assertThat(line).endsWith("BAKE_TIME"));
    }

    @Test
    void throttling_is_told_once_a_spell() {
        delay("13:00:05", throttled(API));
        delay("13:00:10", throttled(API));
        log.looked(snapshot("13:00:15", open(2)));
        delay("13:00:20", throttled(API));
        assertThat(out).hasToString("""
                        2026-11-21T13:00:05Z ecs:prod/api@eu-west-1  throttled, trying again  Rate exceeded
                        2026-11-21T13:00:20Z ecs:prod/api@eu-west-1  throttled, trying again  Rate exceeded
                        """);
    }

    @Test
    void many_throttled_targets_are_one_line() {
        delay(
                "13:00:05",
                IntStream.range(0, 40)
                        .mapToObj(i -> throttled(Samples.target("ecs", "prod/s" + i)))
                        .toArray(Observation[]::new));
        assertThat(out)
                .hasToString(
                        "2026-11-21T13:00:05Z ecs:prod/s0@eu-west-1 and 39 more  throttled, trying again  Rate exceeded\n");
    }

    @Test
    void a_heartbeat_says_what_is_still_awaited() {
        Observation[] five = {open(3), Samples.waiting(), Samples.bare(), throttled(Samples.target("ecs", "b")), open(1)
        };
        log.looked(snapshot("13:00:00", five));
        log.looked(snapshot("13:00:59", five));
        log.looked(snapshot("13:01:00", five));
        log.looked(snapshot("13:01:30", five));
        log.looked(snapshot("13:02:00", Samples.succeeded(), open(3)));
        log.looked(snapshot("13:05:00", Samples.succeeded()));
        assertThat(out).hasToString("""
                        2026-11-21T13:01:00Z still waiting for 5 of 5: ecs:prod/api@eu-west-1 in progress 3 of 4 tasks; codepipeline:release#e-7@eu-west-1 in progress, needs action 3 of 4 stages; ecs:prod/odd@eu-west-1 unknown; and 2 more
                        2026-11-21T13:02:00Z still waiting for 1 of 2: ecs:prod/api@eu-west-1 in progress 3 of 4 tasks
                        """);
    }

    @Test
    void without_a_heartbeat_silence_stays_silent() {
        log = new ChangeLines(out, PIPE, Duration.ZERO);
        log.looked(snapshot("13:00:00", open(3)));
        log.looked(snapshot("14:00:00", open(3)));
        assertThat(out).isEmpty();
    }

    @Test
    void a_log_of_objects_says_the_same_one_object_a_line() {
        log = ChangeLines.objects(out, Duration.ofSeconds(60));
        log.observed(open(2));
        log.looked(snapshot("13:00:05", open(2)));
        log.looked(snapshot("13:01:05", open(2)));
        assertThat(out).hasToString("""
                        {"progress":{"at":"2026-11-21T13:00:05Z","target":"ecs:prod/api@eu-west-1","message":"ecs:prod/api@eu-west-1  in progress  2 of 4 tasks  web:12  BAKE_TIME"}}
                        {"progress":{"at":"2026-11-21T13:01:05Z","target":null,"message":"still waiting for 1 of 1: ecs:prod/api@eu-west-1 in progress 2 of 4 tasks"}}
                        """);
    }

    @Test
    void a_failure_ends_with_its_cause_and_not_with_the_services_summary() {
        log.decided(Samples.rolledBack());
        log.looked(snapshot("13:30:00", Samples.rolledBack()));
        assertThat(out.toString())
                .endsWith(
                        "  took 8m  3 tasks: EssentialContainerExited: Essential container in task exited (and 1 more)\n")
                .doesNotContain("circuit breaker was triggered");
    }

    @Test
    void on_a_terminal_times_are_local_and_their_zone_is_named_once() {
        log = new ChangeLines(
                out, new Display(true, 120, false, true, NOW, () -> ZoneId.of("Asia/Tokyo")), Duration.ofSeconds(60));
        log.observed(open(2));
        log.looked(snapshot("13:00:05", open(2)));
        log.changed(open(2), open(3));
        log.looked(snapshot("13:00:15", open(3)));
        assertThat(out).hasToString("""
                        times are Asia/Tokyo
                        22:00:05 ● ecs:prod/api@eu-west-1  in progress  2 of 4 tasks  web:12  BAKE_TIME
                        22:00:15 ● ecs:prod/api@eu-west-1  in progress  3 of 4 tasks  web:12  BAKE_TIME
                        """);
    }

    @Test
    void what_the_conclusion_repeats_of_the_error_is_said_once() {
        ReadError error = ReadError.notFound("stack shop does not exist", "Check the name.");
        Observation absent = new Observation(
                open(1).target(),
                Reading.failed(open(1).target(), error),
                Outcome.PENDING,
                "not there yet: stack shop does not exist");
        log.observed(absent);
        log.looked(snapshot("13:00:00", absent));
        assertThat(out)
                .hasToString("2026-11-21T13:00:00Z ecs:prod/api@eu-west-1  not found"
                        + "  not there yet: stack shop does not exist. Check the name.\n");
    }

    @Test
    void on_a_terminal_lines_have_symbols_and_colours_and_the_time_of_day() {
        log = new ChangeLines(out, new Display(true, 120, true, true, NOW), Duration.ofSeconds(60));
        log.observed(open(2));
        log.looked(snapshot("13:00:05", open(2)));
        assertThat(out)
                .hasToString(
                        "\u001b[2mtimes are UTC\u001b[0m\n\u001b[2m13:00:05\u001b[0m \u001b[1m●\u001b[0m ecs:prod/api@eu-west-1"
                                + "  \u001b[1min progress\u001b[0m  2 of 4 tasks  web:12  BAKE_TIME\n");
    }
}
