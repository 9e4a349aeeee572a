package dev.deploystat.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The last lines that something wrote before it ended. What looks like a secret in them is masked, whoever makes one.
 *
 * @param resource what wrote them: {@code container app of task 0a1b}
 * @param source where they stand, such as a log group and its stream; null where only the service keeps them
 * @param times how many wrote the same
 * @param lines the lines, oldest first
 */
public record LogTail(String resource, String source, int times, List<String> lines) {
    private static final String TAB = "    ";
    /** The colours that programs give their lines; they hide a secret's name from whoever looks for it. */
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]{0,20}+m");

    public LogTail {
        lines = Secrets.masked(lines);
    }

    /** Returns the last lines of what was written, in pieces that may have several lines each. */
    public static LogTail of(String resource, String source, List<String> written, int most) {
        List<String> lines = new ArrayList<>();
        for (String text : written) {
            COLOUR.matcher(text)
                    .replaceAll("")
                    .lines()
                    .map(String::stripTrailing)
                    .filter(line -> !line.isEmpty())
                    .forEach(line -> lines.add(line.replace("\t", TAB)));
        }
        // The lines before the last ones may show that these are a piece of a secret.
        List<String> masked = Secrets.masked(lines);
        return new LogTail(resource, source, 1, masked.subList(Math.max(0, masked.size() - most), masked.size()));
    }

    /** Returns tails without those that say the same as one before them, which counts how many they are, and without empty ones. */
    public static List<LogTail> distinct(List<LogTail> tails) {
        Map<List<String>, LogTail> distinct = new LinkedHashMap<>();
        for (LogTail tail : tails) {
            if (!tail.lines.isEmpty()) {
                distinct.merge(
                        tail.lines.stream().map(Gist::of).toList(),
                        tail,
                        (first, same) ->
                                new LogTail(first.resource, first.source, first.times + same.times, first.lines));
            }
        }
        return List.copyOf(distinct.values());
    }
}
