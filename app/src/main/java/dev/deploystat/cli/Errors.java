package dev.deploystat.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Errors as objects, for scripts that asked for JSON. */
final class Errors {
    private Errors() {}

    /** Returns whether a command line asks for JSON; it may be one that could not be parsed. */
    static boolean wantsJson(List<String> args, Console console) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            String value = arg.startsWith("--output=")
                    ? arg.substring("--output=".length())
                    : (arg.equals("-o") || arg.equals("--output")) && i + 1 < args.size() ? args.get(i + 1) : null;
            if (value != null) {
                return value.startsWith("json");
            }
        }
        String usual = console.variable("DEPLOYSTAT_OUTPUT");
        return usual != null && usual.startsWith("json");
    }

    /** Returns an error as one line of JSON. */
    static String json(String kind, String message, String hint) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("kind", kind);
            json.writeStringField("message", message);
            json.writeStringField("hint", hint);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
