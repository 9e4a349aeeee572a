package dev.deploystat.render;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One thing that was looked at, and how it is.
 *
 * @param name what was looked at
 * @param found what it is like
 * @param mend what to do about it, or null
 */
public record Check(String name, State state, String found, String mend) {
    private static final String INDENT = "      ";

    /** Whether something is as it should be. */
    public enum State {
        OK(Tone.GOOD),
        /** Nothing is wrong, but whoever looks for a reason should know of it. */
        NOTE(Tone.WARNING),
        BAD(Tone.BAD);

        private final Tone tone;

        State(Tone tone) {
            this.tone = tone;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns it as plain data. */
    public Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("check", name);
        data.put("state", state.word());
        data.put("found", found);
        data.put("mend", mend);
        return data;
    }

    /** Writes checks as lines for people: the state, what was looked at, what it is like, and below it what to do. */
    public static void write(List<Check> checks, Appendable out, Display look) {
        Sink sink = new Sink(out);
        int names =
                checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
        for (Check check : checks) {
            String state = check.state().word();
            String head = state
                    + " ".repeat(INDENT.length() - state.length())
                    + check.name()
                    + " ".repeat(names - check.name().length() + 2);
            String hanging = " ".repeat(head.length());
            List<String> lines = lines(check.found(), hanging, look);
            sink.line(check.state().tone.paint(state, look)
                    + head.substring(state.length())
                    + lines.get(0).substring(hanging.length()));
            lines.subList(1, lines.size()).forEach(sink::line);
            if (check.mend() != null) {
                lines(check.mend(), hanging, look).forEach(line -> sink.line(Tone.FAINT.paint(line, look)));
            }
        }
        sink.flush();
    }

    private static List<String> lines(String text, String hanging, Display look) {
        String visible = Text.visible(text);
        return look.terminal()
                ? Width.broken(hanging + visible, hanging.length(), hanging, Layout.room(look))
                : List.of(hanging + visible);
    }
}
