package dev.deploystat.render;

import static dev.deploystat.render.Samples.ALL;
import static dev.deploystat.render.Samples.PIPE;
import static dev.deploystat.render.Samples.columns;
import static dev.deploystat.render.Samples.query;
import static dev.deploystat.render.Samples.style;
import static dev.deploystat.render.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.model.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns, order and queries: what of the output is wanted. */
class SelectionTest {
    @Test
    void columns_come_in_the_order_asked_for() {
        assertThat(written(columns(Format.CSV, PIPE, null, "status", "target"), List.of(Samples.rolledBack())))
                .isEqualTo("status,target\r\nROLLED_BACK,ecs:prod/api@eu-west-1\r\n");
        assertThat(written(columns(Format.TABLE, PIPE, null, "verdict", "flags"), List.of(Samples.waiting())))
                .isEqualTo("VERDICT  FLAGS\npending  needsAction\n");
    }

    @ParameterizedTest
    @CsvSource({
        "target, ecs:prod/api ecs:prod/odd lambda:mailer:live",
        "-target, lambda:mailer:live ecs:prod/odd ecs:prod/api",
        "duration, lambda:mailer:live ecs:prod/api ecs:prod/odd",
        "-duration, ecs:prod/api lambda:mailer:live ecs:prod/odd",
        "created, ecs:prod/api lambda:mailer:live ecs:prod/odd",
        "-changed, lambda:mailer:live ecs:prod/api ecs:prod/odd",
        "progress, ecs:prod/api ecs:prod/odd lambda:mailer:live"
    })
    void rows_are_sorted_by_what_a_column_means(String key, String order) {
        String text = written(
                columns(Format.TEXT, PIPE, key, "target"),
                List.of(Samples.bare(), Samples.succeeded(), Samples.rolledBack()));
        assertThat(text.lines().map(line -> line.replace("@eu-west-1", ""))).containsExactly(order.split(" "));
    }

    @ParameterizedTest
    @EnumSource
    void a_format_that_is_not_tabular_refuses_columns(Format format) {
        if (format.isTabular()) {
            assertThat(new Output(new StringBuilder(), columns(format, PIPE, "status", "target")))
                    .isNotNull();
            return;
        }
        assertThatThrownBy(() -> new Output(new StringBuilder(), columns(format, PIPE, null, "target")))
                .isInstanceOf(Refusal.class)
                .hasMessage("--columns says nothing about the output format " + format.word());
        assertThatThrownBy(() -> new Output(new StringBuilder(), columns(format, PIPE, "target")))
                .isInstanceOf(Refusal.class)
                .hasMessage("--sort-by says nothing about the output format " + format.word());
    }

    @ParameterizedTest
    @EnumSource
    void a_column_is_called_by_its_short_name_and_as_in_json(Column column) {
        assertThat(Column.named(column.word())).isEqualTo(column);
        assertThat(Column.named(column.key())).isEqualTo(column);
        // When a target last changed is worked out from several times, and JSON has those.
        if (column != Column.CHANGED) {
            assertThat(Entry.of(Samples.bare())).containsKey(column.key());
        }
    }

    @Test
    void an_unknown_column_names_the_nearest_and_lists_all() {
        assertThatThrownBy(() -> new Output(new StringBuilder(), columns(Format.TABLE, PIPE, null, "statsu")))
                .isInstanceOfSatisfying(Refusal.class, bad -> {
                    assertThat(bad).hasMessage("there is no column 'statsu'");
                    assertThat(bad.hint())
                            .isEqualTo(
                                    "Did you mean 'status'? The columns are: target, service, profile, role, account,"
                                            + " region, id, status, native, verdict, outcome, flags, operation, revision,"
                                            + " previous, initiator, progress, stage, created, started, updated, finished,"
                                            + " changed, duration, reason, cause, console.");
                });
        assertThatThrownBy(() -> new Output(new StringBuilder(), columns(Format.TABLE, PIPE, "-nonsense")))
                .isInstanceOf(Refusal.class)
                .hasMessage("there is no column 'nonsense'");
    }

    @Test
    void an_expression_that_is_no_jmespath_is_refused_before_anything_is_read() {
        assertThatThrownBy(() -> new Output(new StringBuilder(), query(Format.JSON, "deployments[")))
                .isInstanceOfSatisfying(Refusal.class, bad -> {
                    assertThat(bad.getMessage()).startsWith("--query 'deployments[' is not JMESPath: ");
                    assertThat(bad.hint()).contains("deployments[].[target,status]");
                });
        assertThatThrownBy(() -> new Output(new StringBuilder(), query(Format.JSON, "nosuch(@)")))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> written(query(Format.JSON, "sum(deployments)"), ALL))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("does not fit the result");
    }

    @Test
    void a_query_and_columns_do_not_go_together() {
        Style both = new Style(Format.TABLE, "verdict", List.of("target"), null, PIPE);
        assertThatThrownBy(() -> new Output(new StringBuilder(), both)).isInstanceOf(Refusal.class);
    }

    @Test
    void a_query_of_objects_makes_columns_of_their_keys() {
        String query = "deployments[:2].{what: target, took: durationSeconds, progress: progress}";
        assertThat(written(query(Format.TABLE, query), ALL)).isEqualTo("""
                        WHAT                          TOOK  PROGRESS
                        lambda:mailer:live@eu-west-1  252   -
                        ecs:prod/api@eu-west-1        480   {"done":0,"total":4,"unit":"tasks","percent":0}
                        """);
        assertThat(written(query(Format.CSV, query), ALL).replace("\r\n", "\n")).isEqualTo("""
                        what,took,progress
                        lambda:mailer:live@eu-west-1,252,
                        ecs:prod/api@eu-west-1,480,"{""done"":0,""total"":4,""unit"":""tasks"",""percent"":0}"
                        """);
        assertThat(written(query(Format.MARKDOWN, query), ALL))
                .startsWith(
                        "| what | took | progress |\n| --- | --- | --- |\n| lambda:mailer:live@eu-west-1 | 252 |  |\n");
        assertThat(written(query(Format.NAME, "deployments[:2].{id: id, target: target}"), ALL))
                .isEqualTo("lambda:mailer:live@eu-west-1\necs:prod/api@eu-west-1\n");
    }

    @Test
    void a_query_of_lists_makes_rows() {
        String query = "deployments[:2].[target,id]";
        assertThat(written(query(Format.TEXT, query), ALL))
                .isEqualTo("lambda:mailer:live@eu-west-1\tNone\necs:prod/api@eu-west-1\tsd-1\n");
        assertThat(written(query(Format.TABLE, query), ALL))
                .isEqualTo("lambda:mailer:live@eu-west-1  -\necs:prod/api@eu-west-1        sd-1\n");
        assertThat(written(query(Format.MARKDOWN, "deployments[1:2].[target,id]"), ALL))
                .isEqualTo("|  |  |\n| --- | --- |\n| ecs:prod/api@eu-west-1 | sd-1 |\n");
        assertThat(written(query(Format.JSONL, query), ALL))
                .isEqualTo("[\"lambda:mailer:live@eu-west-1\",null]\n[\"ecs:prod/api@eu-west-1\",\"sd-1\"]\n");
    }

    @ParameterizedTest
    @CsvSource({
        "TABLE, verdict, fail",
        "TEXT, verdict, fail",
        "CSV, verdict, fail",
        "JSON, verdict, \"fail\"",
        "YAML, verdict, fail",
        "JSONL, verdict, \"fail\"",
        "NAME, verdict, fail",
        "TEXT, length(deployments), 4",
        "JSON, length(deployments), 4",
        "JSON, sum(deployments[].durationSeconds), 732",
        "JSON, avg(deployments[:2].durationSeconds), 366",
        "JSON, `1.5`, 1.5",
        "JSON, nope, null",
        "YAML, nope, null",
        "TEXT, nope, None",
        "TEXT, deployments[].id, sd-1|e-7",
        "CSV, deployments[0].durationSeconds, 252"
    })
    void a_query_of_one_value_writes_it(Format format, String query, String written) {
        assertThat(written(query(format, query), ALL).strip().replace('\t', '|'))
                .isEqualTo(written);
    }

    @Test
    void plain_data_is_written_in_every_format() {
        Map<String, Object> service = new LinkedHashMap<>();
        service.put("id", "ecs");
        service.put("aliases", List.of());
        service.put("batch", 20);
        Map<String, Object> data = Map.of("services", List.of(service));
        assertThat(written(style(Format.TABLE, PIPE), output -> output.data(data)))
                .isEqualTo("ID   ALIASES  BATCH\necs  []       20\n");
        assertThat(written(style(Format.NAME, PIPE), output -> output.data(data)))
                .isEqualTo("ecs\n");
        assertThat(written(style(Format.JSONL, PIPE), output -> output.data(data)))
                .isEqualTo("{\"id\":\"ecs\",\"aliases\":[],\"batch\":20}\n");
        assertThat(written(style(Format.YAML, PIPE), output -> output.data(data)))
                .isEqualTo("services:\n- id: ecs\n  aliases: []\n  batch: 20\n");
        assertThat(written(style(Format.JSON, PIPE), output -> output.data(List.of())))
                .isEqualTo("[]\n");
        assertThat(written(query(Format.TEXT, "services[].id"), output -> output.data(data)))
                .isEqualTo("ecs\n");
    }

    /** It takes stack for each level, so this is no fault of the program. */
    @ParameterizedTest
    @ValueSource(ints = {10_000, 1_000_000})
    void a_query_that_is_nested_too_deeply_is_refused(int levels) {
        for (List<String> pair : List.of(List.of("(", ")"), List.of("[", "]"), List.of("!", ""))) {
            String text = pair.get(0).repeat(levels) + "a" + pair.get(1).repeat(levels);
            assertThatThrownBy(() -> new Query(text).of(Map.of()))
                    .isInstanceOfSatisfying(
                            Refusal.class, bad -> assertThat(bad.kind()).isEqualTo(Refusal.Kind.USAGE));
        }
    }
}
