package dev.deploystat.render;

import static dev.deploystat.render.Samples.NOW;
import static dev.deploystat.render.Samples.PIPE;
import static dev.deploystat.render.Samples.snapshot;
import static dev.deploystat.render.Samples.style;
import static dev.deploystat.render.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private final JsonSchema document = factory.getSchema(Schema.json());

    private JsonSchema event() throws Exception {
        ObjectNode schema = (ObjectNode) JSON.readTree(Schema.json());
        schema.retain("$schema", "$defs");
        schema.put("$ref", "#/$defs/event");
        return factory.getSchema(schema);
    }

    private void assertValid(List<Observation> rows) throws Exception {
        assertThat(document.validate(JSON.readTree(written(style(Format.JSON, PIPE), rows))))
                .isEmpty();
    }

    @Test
    void a_document_of_every_kind_of_row_is_valid() throws Exception {
        assertValid(Samples.ALL);
        assertValid(List.of(Samples.bare()));
        assertValid(List.of());
    }

    @Test
    void every_word_that_can_stand_in_a_document_is_in_the_schema() throws Exception {
        List<Observation> rows = new ArrayList<>();
        for (Status status : Status.values()) {
            Rollout.Builder rollout = Rollout.builder(status, "word").raw(Map.of("a", List.of(1, 2.5, true)));
            for (Flag flag : Flag.values()) {
                rollout.flag(flag);
            }
            rows.add(Samples.seen(Samples.target("ecs", "a/b"), Outcome.PENDING, "why", rollout.build()));
        }
        for (Outcome outcome : Outcome.values()) {
            rows.add(Samples.seen(
                    Samples.target("ecs", "a/b"),
                    outcome,
                    null,
                    Rollout.builder(Status.UNKNOWN, null).build()));
        }
        for (ErrorKind kind : ErrorKind.values()) {
            Reading reading = Reading.failed(
                    Samples.target("ecs", "a/b"), new ReadError(kind, null, "message", null, null, null));
            rows.add(new Observation(reading.target(), reading, Outcome.UNREADABLE, null));
        }
        assertValid(rows);
    }

    @Test
    void a_history_without_a_verdict_is_valid() throws Exception {
        String history = written(
                style(Format.JSON, PIPE), output -> output.deployments(null).close());
        assertThat(document.validate(JSON.readTree(history))).isEmpty();
    }

    @Test
    void a_document_with_a_member_too_few_or_too_many_is_not_valid() throws Exception {
        JsonNode less = JSON.readTree(written(style(Format.JSON, PIPE), Samples.ALL));
        ((ObjectNode) less.at("/deployments/1")).remove("conclusion");
        JsonNode more = JSON.readTree(written(style(Format.JSON, PIPE), Samples.ALL));
        ((ObjectNode) more.at("/deployments/1/problems/0")).put("cause", "x");
        assertThat(document.validate(less)).hasSize(1);
        assertThat(document.validate(more)).hasSize(1);
    }

    @Test
    void every_event_of_a_wait_is_valid() throws Exception {
        StringBuilder lines = new StringBuilder();
        EventLines events = new EventLines(lines, () -> NOW);
        events.observed(Samples.waiting());
        events.changed(Samples.waiting(), Samples.rolledBack());
        events.delayed(
                Samples.denied().target(), Samples.denied().reading().failed().orElseThrow());
        events.decided(Samples.denied());
        events.summary(snapshot("13:00:00", Samples.waiting(), Samples.bare()));
        JsonSchema schema = event();
        List<String> written = lines.toString().lines().toList();
        assertThat(written).hasSize(8);
        for (String line : written) {
            assertThat(schema.validate(JSON.readTree(line))).as(line).isEmpty();
        }
        assertThat(schema.validate(JSON.readTree("{\"event\":\"other\",\"at\":\"2026-11-21T13:00:00Z\"}")))
                .isNotEmpty();
    }
}
