package dev.deploystat.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final String EVERYTHING =
            "{\"text\":\"a\\\"\\\\\\n\\u0001é\",\"none\":null,\"list\":[true,false,[],{}],\"whole\":1709287200,\"part\":0.125}";

    @Test
    void what_is_written_reads_back_as_the_same() throws IOException {
        assertThat(Json.write(Json.read(EVERYTHING))).isEqualTo(EVERYTHING);
    }

    @Test
    void a_number_is_written_as_people_count() throws IOException {
        List<Object> numbers =
                Arrays.asList(3, 3L, 3.0, 2.5f, 1e300, new BigDecimal("1E+3"), new BigDecimal("1E+999999"));
        assertThat(Json.write(numbers)).isEqualTo("[3,3,3,2.5,1.0E300,1000,1E+999999]");
    }

    @Test
    void what_is_no_plain_data_is_written_as_the_text_it_prints_as() throws IOException {
        assertThat(Json.write(Map.of(1, Set.of(Thread.State.NEW)))).isEqualTo("{\"1\":[\"NEW\"]}");
    }

    @Test
    void a_value_that_is_json_already_is_put_into_an_object_as_it_is() throws IOException {
        assertThat(Json.around("debug", EVERYTHING)).isEqualTo("{\"debug\":" + EVERYTHING + "}");
    }

    @Test
    void a_document_is_indented_and_every_text_of_it_passes_through_the_caller() throws IOException {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("a", List.of("b", Map.of(), List.of()));
        StringWriter text = new StringWriter();
        try (var generator = Json.indented(text)) {
            Json.write(generator, value, word -> word.toUpperCase(Locale.ROOT));
        }
        assertThat(text).hasToString("""
                {
                  "A": [
                    "B",
                    {},
                    []
                  ]
                }""");
    }
}
