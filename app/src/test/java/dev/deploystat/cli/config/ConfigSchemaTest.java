package dev.deploystat.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the schema for editors to what the reader takes. */
class ConfigSchemaTest {
    private final JsonNode schema;

    ConfigSchemaTest() throws IOException {
        schema = new ObjectMapper().readTree(ConfigSchema.json());
    }

    private static List<String> keys(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void the_schema_has_the_keys_that_the_reader_takes() {
        JsonNode top = schema.get("properties");

        assertThat(keys(schema)).hasSameElementsAs(ConfigReader.TOP);
        assertThat(keys(top.get("defaults"))).hasSameElementsAs(ConfigReader.DEFAULTS);
        assertThat(keys(top.get("targets")
                        .get("additionalProperties")
                        .get("anyOf")
                        .get(1)))
                .hasSameElementsAs(ConfigReader.TARGET);
        assertThat(keys(top.get("environments").get("additionalProperties")))
                .hasSameElementsAs(ConfigReader.ENVIRONMENT);
        assertThat(schema.at("/$defs/name/pattern").asText()).isEqualTo("^" + ConfigReader.NAME + "$");
    }
}
