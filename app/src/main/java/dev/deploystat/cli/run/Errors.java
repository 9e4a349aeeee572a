package dev.deploystat.cli.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors as objects, for scripts that asked for JSON. */
public final class Errors {
    private static final Pattern ATTACHED = Pattern.compile("(?:--output=|-o=?)(\\w+)");

    private Errors() {}

    /** Returns whether a command line asks for JSON; it may be one that could not be parsed. */
    public static boolean wantsJson(List<String> args, Console console) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            Matcher attached = ATTACHED.matcher(arg);
            if (attached.matches()) {
                return attached.group(1).startsWith("json");
            }
            if ((arg.equals("-o") || arg.equals("--output")) && i + 1 < args.size()) {
                return args.get(i + 1).startsWith("json");
            }
        }
        String usual = console.variable("DEPLOYSTAT_OUTPUT");
        return usual != null && usual.startsWith("json");
    }

    /** Returns an error as one line of JSON. */
    public static String json(String kind, String message, String hint) {
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
