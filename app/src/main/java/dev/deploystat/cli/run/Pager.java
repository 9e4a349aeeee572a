package dev.deploystat.cli.run;

import dev.deploystat.aws.config.ShellWords;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows a text that is longer than the screen page by page, by the rules of the AWS CLI: {@code AWS_PAGER} names the program,
 * else {@code cli_pager} of the profile, else {@code PAGER}, else it is {@code less}; an empty one of the first two means
 * none. Unless {@code LESS} is set, {@code less} passes colours on and ends at the end of a short text.
 */
public final class Pager {
    private static final String LESS = "LESS";

    private final Console console;
    private final List<String> command;
    private final StringWriter text = new StringWriter();

    private Pager(Console console, List<String> command) {
        this.console = console;
        this.command = command;
    }

    /**
     * Returns the pager of a terminal; empty where nobody reads page by page.
     *
     * @param ofProfile reads what the profile names
     */
    public static Optional<Pager> of(Console console, Supplier<Optional<String>> ofProfile) {
        if (!console.outIsTerminal() || console.isDumb()) {
            return Optional.empty();
        }
        String named = console.environment().apply("AWS_PAGER");
        if (named == null) {
            named = ofProfile.get().orElseGet(() -> console.variable("PAGER"));
        }
        return ShellWords.split(named == null ? "less" : named)
                .filter(words -> !words.isEmpty())
                .map(words -> new Pager(console, words));
    }

    /** Returns what takes the text. */
    public Writer in() {
        return text;
    }

    /** Shows the text: at once where it fits the screen or the program is not there. */
    public void show() {
        String whole = text.toString();
        boolean paged = isLong(whole)
                && console.viewer()
                        .show(command, console.variable(LESS) == null ? Map.of(LESS, "FRX") : Map.of(), whole);
        if (!paged) {
            Console.write(console.out(), whole);
            Console.flush(console.out());
        }
    }

    /** The last line of the screen is for the prompt. */
    private boolean isLong(String whole) {
        int width = console.width();
        long taken = whole.lines()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .mapToLong(line -> Math.max(1, (line.length() + width - 1) / width))
                .sum();
        return taken >= console.height();
    }
}
