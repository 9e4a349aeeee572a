package dev.deploystat.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema of the configuration file, for editors. */
public final class ConfigSchema {
    private ConfigSchema() {}

    /** Returns the schema as JSON (draft 2020-12). */
    public static String json() {
        try (InputStream file = ConfigSchema.class.getResourceAsStream("schema.json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
