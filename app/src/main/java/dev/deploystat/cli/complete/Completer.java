package dev.deploystat.cli.complete;

import dev.deploystat.cli.complete.Completion.Answer;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Answers the completion scripts of the shells: a line for each candidate, with a tab and what it is behind it. Before them
 * stand {@code :file} where a file may be named, and {@code :go-on} where no blank is to follow.
 */
public final class Completer {
    /** The command by which the scripts ask. It is in no help. */
    public static final String COMMAND = "__complete";

    private Completer() {}

    /**
     * Returns the answer; empty where anything goes wrong, because a shell would mix what is said into the command line.
     *
     * @param words what stands behind the name of the program, up to the cursor
     */
    public static String answer(List<String> words, UnaryOperator<String> environment) {
        try {
            return written(Completion.of(words, new Values(environment)));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return "";
        }
    }

    private static String written(Answer answer) {
        StringBuilder lines = new StringBuilder();
        if (answer.files()) {
            lines.append(":file\n");
        }
        List<Candidate> candidates = answer.candidates();
        if (!candidates.isEmpty() && candidates.stream().allMatch(Candidate::goesOn)) {
            lines.append(":go-on\n");
        }
        candidates.forEach(each ->
                lines.append(each.word()).append('\t').append(each.about()).append('\n'));
        return lines.toString();
    }
}
