package dev.deploystat.render;

import static dev.deploystat.render.Samples.at;
import static dev.deploystat.render.Samples.seen;
import static dev.deploystat.render.Samples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.cli.ShownScreen;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of a wait as they stand on a screen. */
class LiveLinesTest {
    private static final int ROWS = 15;

    private final StringBuilder out = new StringBuilder();

    private LiveLines lines(int width) {
        return lines(width, ROWS);
    }

    private LiveLines lines(int width, int rows) {
        return new LiveLines(out, new Display(true, width, false, true, at("12:00:00")), rows, Duration.ofMinutes(30));
    }

    private String screen(int width) {
        return new ShownScreen(width, ROWS).write(out.toString()).text();
    }

    private static Observation api(int running) {
        return seen(
                target("ecs", "prod/api"),
                Outcome.PENDING,
                null,
                Rollout.builder(Status.IN_PROGRESS, "IN_PROGRESS")
                        .revision("api:42")
                        .startedAt(at("11:59:00"))
                        .progress(Progress.of(running, 4, "tasks"))
                        .stage("SCALE_UP")
                        .stages(Stages.of(List.of("A", "B", "SCALE_UP"), Stages.Traffic.UNKNOWN)
                                .at(3, 11))
                        .build());
    }

    private static Observation group(int number) {
        return seen(
                target("codedeploy", "checkout/group-" + number),
                Outcome.PENDING,
                null,
                Rollout.builder(Status.PENDING, "Created").build());
    }

    private static Observation failed() {
        return seen(
                target("codedeploy", "checkout/prod"),
                Outcome.FAILED,
                null,
                Rollout.builder(Status.FAILED, "Failed")
                        .startedAt(at("11:58:00"))
                        .finishedAt(at("12:00:30"))
                        .problem("i-1", "ScriptFailed", "AfterInstall: exit code 3")
                        .build());
    }

    private static Snapshot look(String time, Observation... seen) {
        return Samples.snapshot(time, seen);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 200})
    void a_line_a_target_says_what_has_room(int width) {
        lines(width).looked(look("12:01:05", api(1), group(7)));

        String expected =
                switch (width) {
                    case 60 -> """
                            ● ecs:prod/api@eu-west-1  in progress  SCALE_UP 3/11  2m 5s
                            ◌ codedeploy:checkout/group-7@eu-west-1  pending
                            """;
                    case 80 -> """
                            ● ecs:prod/api@eu-west-1                 in progress  SCALE_UP 3/11  2m 5s
                            ◌ codedeploy:checkout/group-7@eu-west-1  pending
                            """;
                    default -> """
                            ● ecs:prod/api@eu-west-1                 in progress  SCALE_UP 3/11  ███░░░░░░░  25%  1 of 4 tasks  2m 5s  api:42
                            ◌ codedeploy:checkout/group-7@eu-west-1  pending
                            """;
                };
        assertThat(screen(width)).isEqualTo(expected + "waiting for 2 of 2; 1m 5s gone, 28m 55s left\n");
    }

    @Test
    void the_colours_are_those_of_the_terminal() {
        Display rich = new Display(true, 80, true, true, at("12:00:00"), () -> ZoneOffset.UTC, true);
        new LiveLines(out, rich, ROWS, null).looked(look("12:01:05", api(1)));
        assertThat(out.toString()).contains("\u001b[38;5;31m●");
    }

    /** The first three have room for a stage; the name of the last one is no reason to leave it out. */
    @Test
    void a_long_row_takes_no_room_from_the_others() {
        Observation waiting = api(2).withReasons(api(2).reading()
                .map(rollout -> rollout.toBuilder().flag(Flag.NEEDS_ACTION).build()));
        lines(62).looked(look("12:01:05", api(1), waiting, api(3), group(1_000_000_000)));
        assertThat(screen(62).lines().limit(4))
                .containsExactly(
                        "● ecs:prod/api@eu-west-1  in progress  SCALE_UP 3/11  2m 5s",
                        "● ecs:prod/api@eu-west-1  in progress, needs action   2m 5s",
                        "● ecs:prod/api@eu-west-1  in progress  SCALE_UP 3/11  2m 5s",
                        "◌ codedeploy:checkout/group-1000000000@eu-west-1  pending");
    }

    @ParameterizedTest
    @CsvSource({
        "90, POST_PRODUCTION_TRAFFIC_SHIFT 9/11",
        "75, POST_PRODUCTION_TRAFFI… 9/11",
        "68, POST_PRODUCTION… 9/11",
        "67, POST_PRODUCTIO… 9/11",
        "66, ''"
    })
    void a_long_stage_is_cut_before_it_is_left_out_and_always_counts(int width, String stage) {
        Observation shifting = api(4).withReasons(api(4).reading().map(rollout -> rollout.toBuilder()
                .stage("POST_PRODUCTION_TRAFFIC_SHIFT")
                .stages(Stages.of(List.of(), Stages.Traffic.ALL).at(9, 11))
                .progress(null)
                .revision(null)
                .build()));
        lines(width).looked(look("12:01:05", shifting));
        assertThat(screen(width).lines().findFirst())
                .hasValue("● ecs:prod/api@eu-west-1  in progress  " + (stage.isEmpty() ? "" : stage + "  ") + "2m 5s");
    }

    /** Where most rows are long, their columns stand. */
    @Test
    void no_more_than_half_of_the_rows_are_moved_aside() {
        lines(60).looked(look("12:01:05", api(1), group(7), group(8)));
        assertThat(screen(60)).startsWith("""
                ● ecs:prod/api@eu-west-1                 in progress  2m 5s
                ◌ codedeploy:checkout/group-7@eu-west-1  pending
                ◌ codedeploy:checkout/group-8@eu-west-1  pending
                """);
    }

    /** The table at the end says it, once. */
    @Test
    void that_a_service_has_ended_is_not_said_of_each_of_its_targets() {
        lines(80).looked(look("12:01:05", api(1).withReasons(api(1).reading().map(rollout -> rollout.toBuilder()
                .flag(Flag.RETIRED)
                .build()))));
        assertThat(screen(80)).contains("in progress").doesNotContain("retired");
    }

    @Test
    void what_nobody_has_looked_at_yet_is_nothing_unknown() {
        lines(80).looked(Snapshot.unseen(at("12:00:05"), List.of(target("ecs", "prod/api"))));
        assertThat(screen(80)).startsWith("◌ ecs:prod/api@eu-west-1  not seen yet\n");
    }

    @Test
    void one_target_has_room_for_all() {
        lines(80).looked(look("12:01:05", api(1)));
        assertThat(screen(80)).isEqualTo("""
                ● ecs:prod/api@eu-west-1  in progress  SCALE_UP 3/11  ███░░░░░░░  25%  2m 5s
                waiting; 1m 5s gone, 28m 55s left
                """);
    }

    /** Six minutes and forty seconds are usual. */
    private static Observation steady(String begun) {
        Rollout rollout = Rollout.builder(Status.IN_PROGRESS, "IN_PROGRESS")
                .startedAt(at(begun))
                .stage("BAKE_TIME")
                .usual(Duration.ofSeconds(400))
                .build();
        return seen(target("ecs", "prod/api"), Outcome.PENDING, null, rollout);
    }

    @ParameterizedTest
    @CsvSource({
        "11:59:00,2m 5s  about 5m left",
        "11:56:05,5m  about 2m left",
        "11:55:30,5m 35s  about 1m 10s left",
        "11:54:26,6m 39s  about 10s left",
        "11:54:25,6m 40s  usually 6m 40s",
        "11:30:00,31m 5s  usually 6m 40s"
    })
    void what_is_usual_says_how_long_it_may_still_take(String begun, String times) {
        lines(80).looked(look("12:01:05", steady(begun)));
        assertThat(screen(80)).isEqualTo("""
                ● ecs:prod/api@eu-west-1  in progress  BAKE_TIME  %s
                waiting; 1m 5s gone, 28m 55s left
                """.formatted(times));
    }

    @Test
    void an_estimate_comes_before_the_bar() {
        Rollout rollout = api(1).reading().found().orElseThrow().toBuilder()
                .usual(Duration.ofSeconds(400))
                .build();
        Observation row = seen(target("ecs", "prod/api"), Outcome.PENDING, null, rollout);
        lines(80).looked(look("12:01:05", row));
        assertThat(screen(80)).isEqualTo("""
                ● ecs:prod/api@eu-west-1  in progress  SCALE_UP 3/11  2m 5s  about 5m left
                waiting; 1m 5s gone, 28m 55s left
                """);
    }

    @Test
    void an_estimate_has_no_room_on_a_narrow_screen() {
        lines(60).looked(look("12:01:05", steady("11:59:00")));
        assertThat(screen(60)).isEqualTo("""
                ● ecs:prod/api@eu-west-1  in progress  BAKE_TIME  2m 5s
                waiting; 1m 5s gone, 28m 55s left
                """);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"ROLLING_BACK", "UNKNOWN", "FAILED"})
    void what_is_not_on_its_way_has_no_estimate(Status status) {
        Rollout rollout = Rollout.builder(status, "X")
                .startedAt(at("11:59:00"))
                .usual(Duration.ofSeconds(400))
                .build();
        assertThat(LiveRows.estimate(rollout, at("12:00:00"))).isNull();
        Rollout stopping = Rollout.builder(Status.IN_PROGRESS, "X")
                .startedAt(at("11:59:00"))
                .flag(Flag.STOPPING)
                .usual(Duration.ofSeconds(400))
                .build();
        assertThat(LiveRows.estimate(stopping, at("12:00:00"))).isNull();
    }

    @Test
    void a_terminal_without_symbols_has_a_bar_too() {
        new LiveLines(out, new Display(true, 80, false, false, at("12:00:00")), ROWS, null)
                .looked(look("12:01:05", api(2)));
        assertThat(screen(80)).isEqualTo("""
                * ecs:prod/api@eu-west-1  in progress  SCALE_UP 3/11  #####-----  50%  2m 5s
                waiting; 1m 5s gone
                """);
    }

    @Test
    void lines_are_written_anew_in_their_places() {
        LiveLines lines = lines(80);
        lines.looked(look("12:00:00", api(0), group(7)));
        lines.looked(look("12:00:01", api(1), group(7)));
        lines.looked(look("12:00:02", api(4), group(7)));
        assertThat(screen(80)).isEqualTo("""
                ● ecs:prod/api@eu-west-1                 in progress  SCALE_UP 3/11  1m 2s
                ◌ codedeploy:checkout/group-7@eu-west-1  pending
                waiting for 2 of 2; 2s gone, 29m 58s left
                """);
    }

    @Test
    void a_line_that_is_as_it_was_is_not_written_again() {
        LiveLines lines = lines(80);
        lines.looked(look("12:00:00", api(0), group(7)));
        int before = out.length();
        lines.looked(look("12:00:01", api(0), group(7)));
        assertThat(out.substring(before)).doesNotContain("codedeploy").contains("1m 1s");
        before = out.length();
        lines.looked(look("12:00:01", api(0), group(7)));
        assertThat(out.substring(before)).isEmpty();
    }

    @Test
    void what_is_decided_moves_up_and_stays() {
        LiveLines lines = lines(80);
        lines.looked(look("12:00:00", api(0), group(7)));
        lines.decided(failed());
        lines.looked(look("12:00:30", api(1), failed()));
        lines.looked(look("12:00:31", api(2), failed()));
        lines.close();
        lines.looked(look("12:00:32", api(3), failed()));
        out.append("deploystat: the next line\n");
        assertThat(screen(80)).isEqualTo("""
                ✗ codedeploy:checkout/prod@eu-west-1  failed  took 2m 30s
                ● ecs:prod/api@eu-west-1  in progress  SCALE_UP 3/11  █████░░░░░  50%  1m 31s
                deploystat: the next line
                """);
    }

    @Test
    void more_targets_than_lines_are_counted() {
        List<Observation> many = new ArrayList<>(Collections.nCopies(1, api(0)));
        for (int i = 0; i < 40; i++) {
            many.add(group(i));
        }
        LiveLines lines = lines(80, 6);
        lines.looked(new Snapshot(at("12:00:00"), many));
        lines.looked(new Snapshot(at("12:00:01"), many));
        String shown = new ShownScreen(80, 6).write(out.toString()).text();
        assertThat(shown).isEqualTo("""
                ● ecs:prod/api@eu-west-1                 in progress  SCALE_UP 3/11  1m 1s
                ◌ codedeploy:checkout/group-0@eu-west-1  pending
                ◌ codedeploy:checkout/group-1@eu-west-1  pending
                ◌ codedeploy:checkout/group-2@eu-west-1  pending
                and 37 more; waiting for 41 of 41; 1s gone, 29m 59s left
                """);
    }

    @Test
    void a_narrower_screen_has_broken_the_lines_that_are_drawn_over() {
        LiveLines lines = lines(80);
        lines.looked(look("12:00:00", api(0), group(7)));
        int before = out.length();
        lines.resize(40, ROWS);
        // Lines of 74, 50 and 37 columns take two, two and one of 40.
        assertThat(out.substring(before)).startsWith("\u001b[5A\r\u001b[J");
        String drawn = out.substring(before);
        assertThat(drawn.lines().map(line -> line.replaceAll("\u001b\\[[0-9]*[A-Za-z]|\r", "")))
                .allSatisfy(line -> assertThat(Width.of(line)).isLessThan(40));
    }

    @Test
    void a_passing_trouble_is_said_once() {
        LiveLines lines = lines(80);
        ReadError throttled = new ReadError(ErrorKind.THROTTLED, "Throttling", "rate exceeded", null, null, null);
        lines.delayed(target("ecs", "prod/api"), throttled);
        lines.delayed(target("ecs", "prod/api"), throttled);
        lines.looked(look("12:00:00", Observation.of(Samples.denied().reading())));
        assertThat(screen(80)).isEqualTo("""
                ! ecs:prod/api@eu-west-1  throttled, trying again  rate exceeded
                """);
    }

    @Test
    void hostile_text_does_nothing() {
        Observation hostile = seen(
                target("ecs", "prod/\u001b[2Japi\n\u202e"),
                Outcome.PENDING,
                null,
                Rollout.builder(Status.IN_PROGRESS, "x")
                        .stage("\u001b]0;title\u0007")
                        .revision("a\rb")
                        .build());
        LiveLines lines = lines(200);
        lines.looked(look("12:00:00", hostile));
        String written =
                out.toString().replace("\u001b[K", "").replace("\u001b[J", "").replace("\r", "");
        assertThat(written).doesNotContain("\u001b", "\u202e", "\u0007").contains("\\x1b[2J", "\\n", "\\u202e");
        assertThat(written.lines()).hasSize(2);
    }

    @Test
    void every_failure_says_why_with_its_cause_whole() {
        String reason = String.join(" ", Collections.nCopies(12, "word"));
        Observation long_ = seen(
                target("ecs", "prod/api"),
                Outcome.FAILED,
                null,
                Rollout.builder(Status.FAILED, "x")
                        .problem("task 1", null, reason)
                        .build());
        String why = Verdicts.why(
                new Snapshot(at("12:00:00"), Arrays.asList(Samples.succeeded(), long_, failed(), Samples.denied())),
                new Display(true, 60, false, true, at("12:00:00")));
        assertThat(why).isEqualTo("""
                Why ecs:prod/api@eu-west-1
                  task 1: word word word word word word word word word word
                  word word
                Why codedeploy:checkout/prod@eu-west-1
                  i-1: ScriptFailed: AfterInstall: exit code 3
                """);
    }
}
