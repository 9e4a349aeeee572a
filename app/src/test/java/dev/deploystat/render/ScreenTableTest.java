package dev.deploystat.render;

import static dev.deploystat.render.Samples.ALL;
import static dev.deploystat.render.Samples.COLOURS;
import static dev.deploystat.render.Samples.DUMB;
import static dev.deploystat.render.Samples.NOW;
import static dev.deploystat.render.Samples.TERMINAL;
import static dev.deploystat.render.Samples.at;
import static dev.deploystat.render.Samples.columns;
import static dev.deploystat.render.Samples.style;
import static dev.deploystat.render.Samples.target;
import static dev.deploystat.render.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.cli.Golden;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTableTest {
    private static final int[] WIDTHS = {40, 60, 80, 120, 200};
    private static final String COMMIT = "9f2c1e7ab34d5560c1f0a9be77d1204c3e5f6a78";

    /** What is shown on the golden screens. */
    private enum Scene {
        SIX_MIXED_TARGETS(List.of(
                seen("ecs", "prod/api", Status.SUCCEEDED, "api:42", 4),
                codeDeploy("checkout-blue", Status.IN_PROGRESS),
                stack(),
                Samples.seen(
                        target("codepipeline", "release"),
                        Outcome.PENDING,
                        null,
                        Rollout.builder(Status.IN_PROGRESS, "InProgress")
                                .id("e-7")
                                .flag(Flag.NEEDS_ACTION)
                                .revision(COMMIT)
                                .startedAt(at("11:00:00"))
                                .progress(Progress.of(3, 4, "stages"))
                                .reason("Approve/Manual: waiting for an approval")
                                .build()),
                Samples.seen(
                        target("opsworks", "4b81c0de"),
                        Outcome.FAILED,
                        null,
                        Rollout.builder(Status.FAILED, "failed")
                                .flag(Flag.RETIRED)
                                .finishedAt(at("12:30:00"))
                                .problem("web1", null, "deploy: exit code 1")
                                .build()),
                denied())),
        A_FAILURE_WITH_A_LONG_CAUSE(List.of(stack())),
        TWO_OF_CODEDEPLOY(
                List.of(codeDeploy("checkout-blue", Status.SUCCEEDED), codeDeploy("checkout-green", Status.FAILED))),
        WIDE_TEXT(List.of(
                Samples.seen(
                        target("ecs", "本番/受注"),
                        Outcome.FAILED,
                        null,
                        Rollout.builder(Status.FAILED, "FAILED")
                                .revision("受注:12")
                                .finishedAt(at("12:58:00"))
                                .problem(
                                        "タスク",
                                        null,
                                        "コンテナが終了しました。イメージを取得できません：リポジトリが見つからないか、" + "アクセス権限がありません。設定を確認してください。")
                                .build()),
                seen("ecs", "prod/👍", Status.SUCCEEDED, "ok:3", 2)));

        @SuppressWarnings("ImmutableEnumChecker") // Nobody changes the list.
        private final List<Observation> rows;

        Scene(List<Observation> rows) {
            this.rows = rows;
        }
    }

    private static Observation seen(String service, String resource, Status status, String revision, int tasks) {
        return Samples.seen(
                target(service, resource),
                status == Status.SUCCEEDED ? Outcome.PASSED : Outcome.PENDING,
                null,
                Rollout.builder(status, status.name())
                        .id("sd-1")
                        .revision(revision)
                        .finishedAt(at("12:54:13"))
                        .progress(Progress.of(tasks, tasks, "tasks"))
                        .build());
    }

    private static Observation codeDeploy(String group, Status status) {
        Rollout.Builder rollout = Rollout.builder(status, status.words())
                .id("d-7KQ2M4XNB")
                .revision("s3://acme-releases/checkout/checkout-2.4.1.yaml")
                .startedAt(at("12:55:00"))
                .progress(Progress.of(1, 2, "targets"));
        if (status == Status.FAILED) {
            rollout.problem("prod:checkout", "ScriptFailed", "AfterAllowTestTraffic: POST /pay answered 502");
        }
        Outcome outcome = status == Status.FAILED
                ? Outcome.FAILED
                : status == Status.SUCCEEDED ? Outcome.PASSED : Outcome.PENDING;
        return Samples.seen(target("codedeploy", "checkout/" + group), outcome, null, rollout.build());
    }

    private static Observation stack() {
        return Samples.seen(
                target("cloudformation", "orders"),
                Outcome.FAILED,
                null,
                Rollout.builder(Status.ROLLED_BACK, "UPDATE_ROLLBACK_COMPLETE")
                        .finishedAt(at("12:08:01"))
                        .problem(
                                "Database/Cluster",
                                "UPDATE_FAILED",
                                "Cannot upgrade postgres from 14.9 to 17.2: no upgrade path; see"
                                        + " arn:aws:rds:eu-west-1:111122223333:cluster:orders-database-cluster-1kx7q"
                                        + " (Service: Rds, Status Code: 400, Request ID: 5f0ad9c1)")
                        .problem("Database", null, "Embedded stack was not successfully updated")
                        .build());
    }

    private static Observation denied() {
        Target target = target("lambda", "mailer:live");
        ReadError error = new ReadError(
                ErrorKind.DENIED,
                "AccessDeniedException",
                "User: arn:aws:sts::111122223333:assumed-role/reader/ci is not authorized to perform:"
                        + " lambda:GetAlias on resource: mailer",
                "req-1",
                "lambda:GetAlias",
                "Allow lambda:GetAlias: 'deploystat policy lambda' prints the whole policy.");
        return new Observation(target, Reading.failed(target, error), Outcome.UNAUTHORISED, null);
    }

    private static Observation placed(String profile, String region, String account) {
        Target place = new Target("ecs", "prod/api", Map.of(), null, profile, region, account);
        return Samples.seen(
                place,
                Outcome.PASSED,
                null,
                Rollout.builder(Status.SUCCEEDED, "OK").build());
    }

    private static Display wide(int width) {
        return new Display(true, width, false, true, NOW);
    }

    private static String table(int width, List<Observation> rows) {
        return written(style(Format.TABLE, wide(width)), rows);
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void screens_look_like_this(Scene scene) {
        StringBuilder screens = new StringBuilder();
        for (int width : WIDTHS) {
            screens.append("|")
                    .append("-".repeat(width - 2))
                    .append("| ")
                    .append(width)
                    .append('\n');
            screens.append(table(width, scene.rows));
        }
        screens.append("wide at 80\n").append(written(style(Format.WIDE, wide(80)), scene.rows));
        screens.append("wide at 200\n").append(written(style(Format.WIDE, wide(200)), scene.rows));
        String name = scene.name().toLowerCase(Locale.ROOT);
        Golden.check(Path.of("src/test/resources/screens/" + name + ".txt"), screens.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 40, 59, 60, 61, 72, 80, 100, 120, 200, 1000, 0})
    void nothing_a_reader_needs_is_cut_at_any_width(int width) {
        String words = table(width, Scene.SIX_MIXED_TARGETS.rows).replaceAll("\\s+", " ");
        for (Observation row : Scene.SIX_MIXED_TARGETS.rows) {
            String target = row.target().toString().replace("@eu-west-1", "");
            assertThat(words).contains(target + " ").contains(Sign.ofRow(row).text(TERMINAL));
            String reason = Facts.reason(row);
            assertThat(words).contains(reason == null ? "" : reason);
        }
        assertThat(words).doesNotContain("…");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 61, 72, 80, 100, 120, 200})
    void no_line_is_wider_than_the_terminal_but_for_a_word_that_is(int width) {
        for (Scene scene : Scene.values()) {
            assertThat(table(width, scene.rows).lines())
                    .allSatisfy(line -> assertThat(line.contains("arn:") ? 0 : Width.of(line))
                            .isLessThanOrEqualTo(width));
        }
    }

    @Test
    void what_all_rows_share_is_said_once_above_them_and_not_in_them() {
        assertThat(table(
                        80,
                        List.of(
                                placed("prod", "eu-west-1", "111122223333"),
                                placed("prod", "eu-west-1", "111122223333"))))
                .startsWith("region eu-west-1, account 111122223333, profile prod\nTARGET        STATUS\n")
                .contains("\necs:prod/api  ✓ succeeded\n");
    }

    @Test
    void what_only_some_rows_share_stays_in_them() {
        assertThat(table(80, List.of(placed("a", "eu-west-1", null), placed("b", "eu-west-1", null))))
                .startsWith("TARGET ")
                .contains("\necs:prod/api@a/eu-west-1  ✓", "\necs:prod/api@b/eu-west-1  ✓");
        assertThat(table(80, List.of(placed("a", "eu-west-1", null), placed("a", "us-east-1", "111122223333"))))
                .startsWith("profile a\nTARGET ")
                .contains("\necs:prod/api@eu-west-1  ✓", "\necs:prod/api@us-east-1  ✓");
        assertThat(table(80, List.of(placed(null, "eu-west-1", null), placed("a", "eu-west-1", null))))
                .startsWith("TARGET ");
    }

    @Test
    void a_row_that_comes_late_and_shares_nothing_is_whole() {
        List<Observation> rows =
                new ArrayList<>(Collections.nCopies(TableGrid.HELD_BACK, placed("prod", "eu-west-1", null)));
        rows.add(placed("stage", "us-east-1", null));
        rows.add(placed("prod", "us-east-1", null));
        assertThat(table(80, rows)).endsWith("""
                        ecs:prod/api  ✓ succeeded
                        ecs:prod/api@stage/us-east-1  ✓ succeeded
                        ecs:prod/api@us-east-1  ✓ succeeded
                        """);
    }

    @Test
    void the_end_of_a_service_is_said_once_below_the_table() {
        String screen = table(80, Scene.SIX_MIXED_TARGETS.rows);
        assertThat(screen).endsWith("\nopsworks is retired; 'deploystat services opsworks' says what to use instead\n");
        assertThat(screen).containsOnlyOnce("retired");
        String pipe = written(style(Format.TABLE, Samples.PIPE), Scene.SIX_MIXED_TARGETS.rows);
        assertThat(pipe).contains("failed, retired").doesNotContain("is retired");
    }

    @Test
    void a_reason_that_only_repeats_the_status_is_not_told() {
        Observation row = Samples.seen(
                target("lambda", "mailer"),
                Outcome.FAILED,
                null,
                Rollout.builder(Status.FAILED, "Failed").reason("Failed").build());
        assertThat(table(80, List.of(row))).isEqualTo("""
                        region eu-west-1
                        TARGET         STATUS
                        lambda:mailer  ✗ failed
                        """);
    }

    @Test
    void columns_that_were_asked_for_stay_also_when_they_say_nothing() {
        Style style = columns(Format.TABLE, wide(80), null, "id", "status", "previous");
        assertThat(written(style, List.of(Samples.succeeded()))).isEqualTo("""
                        ID  STATUS       PREVIOUS
                        -   ✓ succeeded  -
                        """);
    }

    @Test
    void columns_that_were_asked_for_and_have_no_room_stand_on_cards() {
        Style style =
                columns(Format.TABLE, wide(60), "-target", "target", "id", "status", "native", "created", "cause");
        assertThat(written(style, List.of(Samples.succeeded(), Samples.rolledBack())))
                .isEqualTo("""
                        region eu-west-1
                        lambda:mailer:live
                          ✓ succeeded  native Successful  created 10m ago
                        ecs:prod/api
                          id sd-1  ↺ rolled back, unhealthy
                          native ROLLBACK_SUCCESSFUL  created 1h ago
                          3 tasks: Essential container in task exited (and 1 more)
                        """);
    }

    @Test
    void a_sentence_alone_stands_alone() {
        Style style = columns(Format.TABLE, wide(80), null, "cause");
        assertThat(written(style, List.of(Samples.rolledBack()))).isEqualTo("""
                        3 tasks: Essential container in task exited (and 1 more)
                        """);
    }

    @Test
    void a_history_names_deployments_and_not_the_target() {
        String history = written(style(Format.TABLE, wide(80)), output -> {
            try (Output.Sheet sheet = output.deployments(null)) {
                ALL.forEach(sheet::add);
            }
        });
        assertThat(history).isEqualTo("""
                        region eu-west-1
                        ID    STATUS                       REVISION  CREATED  DURATION
                        -     ✓ succeeded                  42        10m ago  4m 12s
                        sd-1  ↺ rolled back, unhealthy     web:12    1h ago   8m
                          3 tasks: Essential container in task exited (and 1 more)
                        e-7   ● in progress, needs action  -         -        -
                        -     ! denied                     -         -        -
                          not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'.
                        """);
    }

    @Test
    void a_terminal_of_unknown_width_gets_whole_lines() {
        assertThat(table(0, Scene.A_FAILURE_WITH_A_LONG_CAUSE.rows)).hasLineCount(4);
    }

    @Test
    void a_dumb_terminal_gets_ascii() {
        String table = written(style(Format.TABLE, DUMB), ALL);
        assertThat(table).matches("\\p{ASCII}+").contains("+ succeeded", "< rolled back", "* in progress", "! denied");
    }

    @Test
    void colours_and_links_take_no_columns() {
        String table = written(style(Format.TABLE, COLOURS), ALL);
        assertThat(table)
                .contains("\u001b[32m✓ succeeded\u001b[0m   ")
                .contains("\u001b]8;;https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api\u001b\\"
                        + "ecs:prod/api\u001b]8;;\u001b\\  ");
        assertThat(table.replaceAll("\u001b\\[[0-9]+m|\u001b]8;;[^\u001b]*\u001b\\\\", ""))
                .isEqualTo(written(style(Format.TABLE, TERMINAL), ALL));
    }

    @Test
    void without_rows_the_header_says_what_there_would_be() {
        assertThat(table(80, List.of())).isEqualTo("TARGET  STATUS  REVISION  PROGRESS  CHANGED\n");
    }
}
