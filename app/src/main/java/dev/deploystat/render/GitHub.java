package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What GitHub Actions reads: workflow commands that annotate, and the outputs of a step. */
public final class GitHub {
    /** How many errors of a step are shown; the runner drops all that follow. */
    private static final int SHOWN = 10;

    private GitHub() {}

    /**
     * Returns one annotation for each target that failed, empty when none did. Where the runner would not show them all,
     * the last one says how many more there are.
     */
    public static String annotations(Snapshot end) {
        List<Observation> failed = end.observations().stream()
                .filter(seen -> seen.outcome() != Outcome.PASSED && seen.outcome() != Outcome.PENDING)
                .toList();
        int shown = failed.size() > SHOWN ? SHOWN - 1 : failed.size();
        Stream<String> lines = failed.stream().limit(shown).map(GitHub::annotation);
        String more = "::error title=deploystat::" + (failed.size() - shown)
                + " more targets did not pass; the summary of the step shows them all\n";
        return Stream.concat(lines, shown < failed.size() ? Stream.of(more) : Stream.empty())
                .collect(Collectors.joining());
    }

    /**
     * Returns the outputs {@code verdict} and {@code json} as lines of the file that {@code GITHUB_OUTPUT} names.
     *
     * @param delimiter a word that cannot occur in them, since it ends the longer one
     */
    public static String outputs(Snapshot end, String delimiter) {
        Map<String, Object> document =
                new LinkedHashMap<>(Entry.head(end.at(), end.outcome().verdict()));
        document.put("deployments", end.observations().stream().map(Entry::of).toList());
        return "verdict=" + end.outcome().verdict().word() + "\njson<<" + delimiter + "\n" + Tree.line(document) + "\n"
                + delimiter + "\n";
    }

    private static String annotation(Observation seen) {
        String title = "deploystat " + Text.visible(seen.target().shown());
        return "::error title=" + property(title) + "::" + data(Verdicts.sentence(seen)) + "\n";
    }

    /** Escapes as the runner does; visible text has no line ends left. */
    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
