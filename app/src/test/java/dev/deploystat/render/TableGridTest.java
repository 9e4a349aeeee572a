package dev.deploystat.render;

import static dev.deploystat.render.Samples.ALL;
import static dev.deploystat.render.Samples.COLOURS;
import static dev.deploystat.render.Samples.DUMB;
import static dev.deploystat.render.Samples.NOW;
import static dev.deploystat.render.Samples.PIPE;
import static dev.deploystat.render.Samples.TERMINAL;
import static dev.deploystat.render.Samples.columns;
import static dev.deploystat.render.Samples.style;
import static dev.deploystat.render.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableGridTest {
    private static Observation row(String resource, String reason) {
        return Samples.seen(
                Samples.target("ecs", resource),
                Outcome.FAILED,
                null,
                Rollout.builder(Status.FAILED, null).reason(reason).build());
    }

    @Test
    void on_a_terminal_it_has_symbols_and_ages_and_is_cut_to_the_width() {
        assertThat(written(style(Format.TABLE, TERMINAL), ALL)).isEqualTo("""
                        TARGET               STATUS                       REVISION  PROGRESS       CHANGED  REASON
                        lambda:mailer:live…  ✓ succeeded                  42        -              5m ago   -
                        ecs:prod/api@eu-we…  ↺ rolled back, unhealthy     web:12    0 of 4 tasks   51m ago  3 tasks: Essent…
                        codepipeline:relea…  ● in progress, needs action  -         3 of 4 stages  2h ago   -
                        ecs:prod/secret@eu…  ! denied                     -         -              -        not allowed to …
                        """);
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
                        + "ecs:prod/api@eu-we…\u001b]8;;\u001b\\  ");
        assertThat(table.replaceAll("\u001b\\[[0-9]+m|\u001b]8;;[^\u001b]*\u001b\\\\", ""))
                .isEqualTo(written(style(Format.TABLE, TERMINAL), ALL));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 40, 60, 80, 100, 120, 200})
    void no_line_is_wider_than_the_terminal(int width) {
        List<Observation> rows = List.of(row("日本語のサービス/本番", "👍".repeat(60)), row("a/b", "x".repeat(300)));
        String table = written(style(Format.TABLE, new Display(true, width, false, true, NOW)), rows);
        assertThat(table).hasLineCount(3);
        assertThat(table.lines()).allSatisfy(line -> assertThat(Width.of(line)).isLessThanOrEqualTo(width));
    }

    @Test
    void wide_characters_are_aligned_by_the_columns_they_take() {
        assertThat(written(
                        columns(Format.TABLE, PIPE, null, "target", "status"),
                        List.of(row("本番/受注", null), row("prod/👍", null), row("prod/orders", null))))
                .isEqualTo("""
                        TARGET                     STATUS
                        ecs:本番/受注@eu-west-1    failed
                        ecs:prod/👍@eu-west-1      failed
                        ecs:prod/orders@eu-west-1  failed
                        """);
    }

    @Test
    void a_wider_row_that_comes_late_is_whole_off_a_terminal_and_cut_on_it() {
        List<Observation> rows = new ArrayList<>(Collections.nCopies(TableGrid.HELD_BACK, row("a", null)));
        rows.add(row("a-much-longer-name", null));
        Style pipe = columns(Format.TABLE, PIPE, null, "target", "status");
        Style terminal = columns(Format.TABLE, TERMINAL, null, "target", "status");
        assertThat(written(pipe, rows))
                .endsWith("\necs:a@eu-west-1  failed\necs:a-much-longer-name@eu-west-1  failed\n");
        assertThat(written(terminal, rows)).endsWith("\necs:a@eu-west-1  ✗ failed\necs:a-much-lon…  ✗ failed\n");
    }

    @Test
    void a_terminal_of_unknown_width_gets_whole_lines() {
        assertThat(written(
                        style(Format.TABLE, new Display(true, 0, false, true, NOW)),
                        List.of(row("a", "x".repeat(300)))))
                .contains("x".repeat(300));
    }
}
