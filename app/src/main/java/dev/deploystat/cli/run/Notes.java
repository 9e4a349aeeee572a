package dev.deploystat.cli.run;

import dev.deploystat.data.Json;
import dev.deploystat.render.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notes and errors on standard error: lines for people, or, for a caller that asked for JSON, one JSON object a line and
 * nothing else.
 */
public final class Notes {
    private static final Pattern ATTACHED = Pattern.compile("(?:--output=|-o=?)(\\w+)");
    private static final String OURS = "deploystat: ";

    private final Console console;
    private final boolean objects;

    private Notes(Console console, boolean objects) {
        this.console = console;
        this.objects = objects;
    }

    /** Returns the notes of a command line, which may be one that cannot be parsed. */
    public static Notes of(List<String> args, Console console) {
        String format = format(args);
        String asked = format == null ? console.variable("DEPLOYSTAT_OUTPUT") : format;
        return new Notes(console, asked != null && asked.startsWith("json"));
    }

    private static String format(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            Matcher attached = ATTACHED.matcher(arg);
            if (attached.matches()) {
                return attached.group(1);
            }
            if ((arg.equals("-o") || arg.equals("--output")) && i + 1 < args.size()) {
                return args.get(i + 1);
            }
        }
        return null;
    }

    /** Returns the same notes as objects: where a file says that a run is for a program, the command line does not show it. */
    public Notes asObjects() {
        return objects ? this : new Notes(console, true);
    }

    /** Returns whether standard error takes objects only. */
    public boolean areObjects() {
        return objects;
    }

    /** Says something that is no error. */
    public void note(String message) {
        String visible = Text.visible(message);
        if (objects) {
            object("note", Map.of("message", visible));
        } else {
            console.note(OURS + visible);
        }
    }

    /**
     * Says that something went wrong with the run.
     *
     * @param kind the kind of error in one word, for programs
     * @param hint the next step, or null
     */
    public void error(String kind, String message, String hint) {
        error(null, kind, message, hint);
    }

    /**
     * Says that something is wrong with a target, or with the run.
     *
     * @param target the target, or null for the run
     * @param kind the kind of error in one word, for programs
     * @param hint the next step, or null
     */
    public void error(String target, String kind, String message, String hint) {
        String visible = Text.visible(message);
        String next = hint == null || hint.isBlank() ? null : Text.visible(hint);
        if (objects) {
            Map<String, Object> error = new LinkedHashMap<>();
            if (target != null) {
                error.put("target", target);
            }
            error.put("kind", kind);
            error.put("message", visible);
            error.put("hint", next);
            object("error", error);
        } else {
            String lead = target == null ? "" : Text.visible(target) + ": ";
            console.note(OURS + lead + visible + (next == null ? "" : "\n" + next));
        }
    }

    /** Says how a run over several targets ended. */
    public void summary(String verdict, String message) {
        if (objects) {
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("verdict", verdict);
            summary.put("message", message);
            object("summary", summary);
        } else {
            console.note(OURS + message);
        }
    }

    /** Shows an exchange with a service, which is JSON already. */
    public void exchange(String line) {
        if (objects) {
            object(() -> Json.around("debug", line));
        } else {
            console.note(OURS + "debug: " + line);
        }
    }

    /** Says how something was found. */
    public void debug(String message) {
        if (objects) {
            object("debug", Map.of("message", Text.visible(message)));
        } else {
            console.note(OURS + "debug: " + Text.visible(message));
        }
    }

    /** Shows where in the program something went wrong. */
    public void trace(String trace) {
        if (objects) {
            object("trace", Map.of("message", Text.visible(trace)));
        } else {
            console.note(trace);
        }
    }

    private interface Line {
        String written() throws IOException;
    }

    private void object(String name, Map<String, Object> members) {
        object(() -> Json.write(Map.of(name, members)));
    }

    private void object(Line line) {
        try {
            console.note(line.written());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
