package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import java.util.List;
import java.util.function.Consumer;

/** Writes text for people to read, broken between words to fit a terminal; off it a line is a line. */
public class Page {
    static final String INDENT = "  ";
    private static final int SCREEN = 24;
    /** Ends a line of a command that goes on in the next. */
    private static final String GOES_ON = " \\";

    private final Sink out;
    private final Display look;
    private int rows;

    Page(Sink out, Display look) {
        this.out = out;
        this.look = look;
    }

    /** Returns a page that is written somewhere. */
    public static Page on(Appendable out, Display look) {
        return new Page(new Sink(out), look);
    }

    Display look() {
        return look;
    }

    /** Writes what a page is about and what became of it. */
    void title(Observation seen) {
        Sign sign = Sign.of(seen);
        String target = Tone.HEADING.paint(Text.visible(seen.target().toString()), look);
        String status = sign.tone().paint(sign.plain(look), look);
        String title = target + INDENT + status;
        if (isBroken() && Width.shown(title) > look.width()) {
            line(target);
            line(status);
        } else {
            line(title);
        }
    }

    public void line(String text) {
        out.line(text);
        int taken = isBroken() ? Width.shown(text) : 0;
        rows += Math.max(1, (taken + Math.max(1, look.width()) - 1) / Math.max(1, look.width()));
    }

    /** Begins a page. */
    void begin() {
        rows = 0;
    }

    /** Returns how many lines are left of the usual screen, its last one being for the prompt; off a terminal any number. */
    int room() {
        return isBroken() ? SCREEN - 1 - rows : Integer.MAX_VALUE;
    }

    /** Returns whether it takes all there is: it need not fit a screen. */
    boolean isEndless() {
        return false;
    }

    /** Begins a section. */
    public void heading(String text) {
        line("");
        line(Tone.HEADING.paint(fitting(text), look));
    }

    /** Writes a text that may be broken after its beginning. */
    public void wrapped(String before, String indent, String text) {
        if (!isBroken()) {
            line(before + text);
            return;
        }
        Width.broken(before + text, before.length(), indent, look.width()).forEach(this::line);
    }

    /** Writes a sentence below a heading. */
    void sentence(String text) {
        sentence("", text);
    }

    /** Writes a sentence below a heading, behind a mark. */
    void sentence(String mark, String text) {
        String before = INDENT + mark;
        wrapped(before, " ".repeat(before.length()), Text.visible(text));
    }

    /** Returns how many lines something takes on a page that has no room for more than the least, without writing it. */
    int least(Consumer<Page> writer) {
        Page full = new Page(new Sink(new StringBuilder()), look);
        full.rows = SCREEN;
        writer.accept(full);
        return full.rows - SCREEN;
    }

    /** Writes a text on one line, cut where a terminal is too narrow for it. */
    void cut(String text) {
        line(fitting(text));
    }

    private String fitting(String text) {
        return isBroken() ? Width.cut(text, look.width(), look.unicode()) : text;
    }

    /** Writes lines as they are. */
    void quoted(List<String> lines) {
        lines.forEach(line -> line(INDENT + Text.visible(line)));
    }

    /** Writes an address whole: a terminal that has it broken over lines does not know it any more. */
    void link(String url) {
        line(INDENT + Text.visible(url));
    }

    /** Writes a command, broken in the way that a shell reads as one line when it is copied. */
    void command(List<String> shellWords) {
        if (!isBroken()) {
            line(INDENT + String.join(" ", shellWords));
            return;
        }
        StringBuilder part = new StringBuilder(INDENT);
        String separator = "";
        for (String word : shellWords) {
            int width = Width.of(part + separator + word);
            if (!separator.isEmpty() && width + GOES_ON.length() > look.width()) {
                line(part + GOES_ON);
                part.setLength(0);
                part.append(INDENT.repeat(2));
                separator = "";
            }
            part.append(separator).append(word);
            separator = " ";
        }
        line(part.toString());
    }

    private boolean isBroken() {
        return look.terminal() && look.width() > 0;
    }
}
