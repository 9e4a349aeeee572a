package dev.deploystat.render;

import static dev.deploystat.render.Samples.NOW;
import static dev.deploystat.render.Samples.PIPE;
import static dev.deploystat.render.Samples.query;
import static dev.deploystat.render.Samples.seen;
import static dev.deploystat.render.Samples.style;
import static dev.deploystat.render.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostileTextTest {
    private static final String EVIL =
            "::error::a\n::warning::b\r##vso[task.complete]##[error]\u001b[2J\u001b]8;;x\u0007\u009b2J\u202e\u2066\u200b\u2028\t|`<b>[x](y)";
    private static final String HIDDEN = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n\\t]]";

    private static Target target() {
        return new Target("ecs", EVIL, Map.of(), EVIL, EVIL, "eu-west-1", EVIL);
    }

    private static Observation found(Outcome outcome) {
        return seen(
                target(),
                outcome,
                EVIL,
                Rollout.builder(Status.FAILED, EVIL)
                        .id(EVIL)
                        .operation(Operation.UPDATE, EVIL)
                        .revision(EVIL)
                        .previousRevision(EVIL)
                        .initiator(EVIL)
                        .createdAt(NOW)
                        .progress(Progress.of(1, 2, EVIL))
                        .stage(EVIL)
                        .reason(EVIL)
                        .account(EVIL)
                        .consoleUrl("https://x/" + EVIL)
                        .problem(EVIL, EVIL, EVIL)
                        .part(new Part(EVIL, EVIL, EVIL, Status.FAILED, EVIL, NOW, NOW, EVIL))
                        .events(List.of(new Event(NOW, EVIL, EVIL, EVIL)))
                        .logs(List.of(new LogTail(EVIL, EVIL, 2, List.of(EVIL, EVIL))))
                        .changes(List.of(
                                Change.of(EVIL, EVIL, EVIL + "2"),
                                Change.of(EVIL, EVIL, null),
                                Change.of(EVIL, null, EVIL)))
                        .attribute(EVIL, EVIL)
                        .attribute("nested", Map.of(EVIL, List.of(EVIL)))
                        .relation(Relation.Kind.SUPERSEDED_BY, EVIL, EVIL)
                        .raw(Map.of(EVIL, EVIL))
                        .build());
    }

    private static Observation failed() {
        ReadError error = new ReadError(ErrorKind.SERVICE, EVIL, EVIL, EVIL, EVIL, EVIL);
        return new Observation(target(), Reading.failed(target(), error), Outcome.UNREADABLE, EVIL);
    }

    private static void assertHarmless(String written, Format format) {
        assertThat(written).doesNotContainPattern(HIDDEN.replace("\\n", format == Format.CSV ? "\\n\\r" : "\\n"));
        assertThat(written)
                .doesNotContain("##vso[")
                .doesNotContain("##[")
                .doesNotContain("::error::")
                .doesNotContain("::warning::");
    }

    @ParameterizedTest
    @EnumSource
    void every_format_shows_it_and_obeys_nothing(Format format) {
        assertHarmless(written(style(format, PIPE), List.of(found(Outcome.FAILED), failed())), format);
    }

    @ParameterizedTest
    @EnumSource
    void a_query_brings_nothing_through(Format format) {
        for (String query : List.of(
                "deployments[0].reason",
                "deployments[].reason",
                "deployments[].[reason,id]",
                "deployments[].attributes",
                "deployments[].{a: attributes, b: reason}",
                "@")) {
            assertHarmless(written(query(format, query), List.of(found(Outcome.FAILED), failed())), format);
        }
    }

    @ParameterizedTest
    @EnumSource
    void plain_data_and_explanations_are_no_way_around(Format format) {
        assertHarmless(written(style(format, PIPE), output -> output.data(Map.of(EVIL, List.of(EVIL, EVIL)))), format);
        assertHarmless(
                written(
                        style(format, PIPE),
                        output -> output.explanation(
                                new Snapshot(NOW, List.of(found(Outcome.FAILED), failed())),
                                new ExplanationPage.Extent(true, true, true))),
                format);
    }

    @Test
    void a_row_is_a_line() {
        List<Observation> rows = List.of(found(Outcome.FAILED), failed());
        assertThat(written(style(Format.TABLE, PIPE), rows)).hasLineCount(3);
        assertThat(written(style(Format.CSV, PIPE), rows).split("\r\n")).hasSize(3);
        assertThat(written(style(Format.MARKDOWN, PIPE), rows)).hasLineCount(4);
        assertThat(written(style(Format.TEXT, PIPE), rows)).hasLineCount(2);
        assertThat(written(style(Format.NAME, PIPE), rows)).hasLineCount(2);
        assertThat(written(style(Format.JSONL, PIPE), rows)).hasLineCount(2);
    }

    @Test
    void json_reads_back_to_what_the_service_said() throws Exception {
        JsonNode entry = new ObjectMapper()
                .readTree(written(style(Format.JSON, PIPE), List.of(found(Outcome.FAILED))))
                .at("/deployments/0");
        assertThat(entry.get("reason").textValue()).isEqualTo(EVIL);
        assertThat(entry.at("/problems/0/message").textValue()).isEqualTo(EVIL);
        assertThat(entry.get("attributes").get(EVIL).textValue()).isEqualTo(EVIL);
    }

    @Test
    void a_link_that_could_end_its_escape_sequence_is_no_link() {
        String table = written(style(Format.TABLE, Samples.COLOURS), List.of(found(Outcome.FAILED)));
        assertThat(table).doesNotContain("\u001b]8");
        assertThat(table.replaceAll("\u001b\\[[0-9]+m", "")).doesNotContainPattern(HIDDEN);
    }

    @Test
    void a_spreadsheet_finds_no_formula() {
        for (String formula : List.of("=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", "\t=1", "\r=1")) {
            Observation row = seen(Samples.target("ecs", "a"), Outcome.FAILED, null, rollout(formula));
            String csv = written(Samples.columns(Format.CSV, PIPE, null, "reason", "revision"), List.of(row));
            assertThat(csv.split("\r\n")[1]).matches("\"?(?:'\\s*[=+@＝-]|\\\\[tr]=).*,\"?'?.*");
        }
    }

    private static Rollout rollout(String reason) {
        return Rollout.builder(Status.FAILED, null).reason(reason).build();
    }

    @Test
    void numbers_are_no_formulas() {
        assertThat(written(query(Format.CSV, "[[`-1`, '-1']]"), List.of())).isEqualTo("-1,'-1\r\n");
    }

    @Test
    void markdown_neither_formats_nor_leaves_its_cell() {
        Observation row = seen(
                Samples.target("ecs", "a"),
                Outcome.FAILED,
                null,
                rollout("a|b <img> [x](y) `z` *i* _u_ snake_case \\"));
        assertThat(written(Samples.columns(Format.MARKDOWN, PIPE, null, "reason"), List.of(row)))
                .isEqualTo("""
                        | reason |
                        | --- |
                        | a\\|b \\<img\\> \\[x\\](y) \\`z\\` \\*i\\* \\_u\\_ snake_case \\\\ |
                        """);
    }

    @Test
    void the_logs_of_a_wait_are_as_safe() {
        StringBuilder lines = new StringBuilder();
        ChangeLines log = new ChangeLines(lines, PIPE, Duration.ofSeconds(1));
        log.observed(found(Outcome.PENDING));
        log.changed(found(Outcome.PENDING), found(Outcome.PENDING));
        log.delayed(target(), failed().reading().failed().orElseThrow());
        log.decided(failed());
        log.looked(new Snapshot(NOW, List.of(found(Outcome.PENDING))));
        log.looked(new Snapshot(NOW.plusSeconds(9), List.of(found(Outcome.PENDING))));
        assertHarmless(lines.toString(), Format.TABLE);
        assertThat(lines.toString()).hasLineCount(5);

        StringBuilder events = new StringBuilder();
        EventLines jsonl = new EventLines(events, () -> NOW);
        jsonl.observed(found(Outcome.PENDING));
        jsonl.delayed(target(), failed().reading().failed().orElseThrow());
        jsonl.decided(failed());
        jsonl.summary(new Snapshot(NOW, List.of(found(Outcome.FAILED))));
        assertHarmless(events.toString(), Format.JSONL);
    }
}
