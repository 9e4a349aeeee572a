package dev.deploystat.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema of the output. */
public final class Schema {
    private Schema() {}

    /** Returns the schema as JSON (draft 2020-12). */
    public static String json() {
        try (InputStream file = Schema.class.getResourceAsStream("schema.json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
