package dev.deploystat.render;

import static dev.deploystat.render.Samples.NOW;
import static dev.deploystat.render.Samples.PIPE;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableGridTest {
    private static Observation row(String resource) {
        return Samples.seen(
                Samples.target("ecs", resource),
                Outcome.FAILED,
                null,
                Rollout.builder(Status.FAILED, null).build());
    }

    private static String data(int width, Object plain) {
        return written(style(Format.TABLE, new Display(true, width, false, true, NOW)), output -> output.data(plain));
    }

    private static Map<String, Object> found(String target, String status, String cause) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("target", target);
        row.put("status", status);
        row.put("cause", cause);
        return row;
    }

    private static final List<Map<String, Object>> FOUND = List.of(
            found("ecs:prod/api", "FAILED", "Essential container in task exited with code 137 (out of memory)"),
            found("codedeploy:checkout/checkout-production-blue", "STOPPED", null));

    @Test
    void wide_characters_are_aligned_by_the_columns_they_take() {
        assertThat(written(
                        columns(Format.TABLE, PIPE, null, "target", "status"),
                        List.of(row("本番/受注"), row("prod/👍"), row("prod/orders"))))
                .isEqualTo("""
                        TARGET                     STATUS
                        ecs:本番/受注@eu-west-1    failed
                        ecs:prod/👍@eu-west-1      failed
                        ecs:prod/orders@eu-west-1  failed
                        """);
    }

    @Test
    void a_wider_row_that_comes_late_is_whole() {
        List<Observation> rows = new ArrayList<>(Collections.nCopies(TableGrid.HELD_BACK, row("a")));
        rows.add(row("a-much-longer-name"));
        assertThat(written(columns(Format.TABLE, PIPE, null, "target", "status"), rows))
                .endsWith("\necs:a@eu-west-1  failed\necs:a-much-longer-name@eu-west-1  failed\n");
    }

    @Test
    void a_query_on_a_wide_terminal_is_a_table() {
        assertThat(data(140, FOUND)).isEqualTo("""
                        TARGET                                        STATUS   CAUSE
                        ecs:prod/api                                  FAILED   Essential container in task exited with code 137 (out of memory)
                        codedeploy:checkout/checkout-production-blue  STOPPED  -
                        """);
    }

    @Test
    void the_last_column_of_a_query_goes_on_below_itself_where_it_has_no_room() {
        assertThat(data(90, FOUND)).isEqualTo("""
                        TARGET                                        STATUS   CAUSE
                        ecs:prod/api                                  FAILED   Essential container in task exited
                                                                               with code 137 (out of memory)
                        codedeploy:checkout/checkout-production-blue  STOPPED  -
                        """);
    }

    @Test
    void a_long_name_moves_the_rest_of_its_row_aside_or_below() {
        assertThat(data(70, FOUND)).isEqualTo("""
                        TARGET                           STATUS   CAUSE
                        ecs:prod/api                     FAILED   Essential container in task
                                                                  exited with code 137 (out of
                                                                  memory)
                        codedeploy:checkout/checkout-production-blue  STOPPED  -
                        """);
    }

    @Test
    void what_has_no_room_beside_a_long_name_stands_below_it() {
        assertThat(data(60, List.of(found("ecs:prod/api", "x", "short"), found("y".repeat(56), "STOPPED", "it ended"))))
                .isEqualTo("""
                        TARGET                                     STATUS   CAUSE
                        ecs:prod/api                               x        short
                        yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy
                                                                   STOPPED  it ended
                        """);
    }

    @Test
    void what_a_query_found_is_whole_on_the_narrowest_terminal() {
        assertThat(data(30, FOUND)).isEqualTo("""
                        TARGET ecs:prod/api
                          STATUS FAILED
                          CAUSE Essential container in
                            task exited with code 137
                            (out of memory)
                        TARGET codedeploy:checkout/checkout-production-blue
                          STATUS STOPPED  CAUSE -
                        """);
    }

    @Test
    void values_without_names_are_written_as_they_are() {
        assertThat(data(20, List.of("x".repeat(50)))).isEqualTo("x".repeat(50) + "\n");
        assertThat(data(20, List.of(List.of("a", "b ".repeat(20))))).hasLineCount(1);
    }
}
