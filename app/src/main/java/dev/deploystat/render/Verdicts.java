package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ReadError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What became of targets in one sentence, for places that show nothing else. */
public final class Verdicts {
    private Verdicts() {}

    /** Returns the status in words and, where one is known, the reason. */
    public static String sentence(Observation seen) {
        String reason = Facts.reason(seen);
        String words = Sign.of(seen).words();
        return Text.visible(reason == null ? words : words + ": " + reason);
    }

    /** Returns the status in the words of a row that is drawn again and again. */
    public static String liveStatus(Observation seen) {
        return Text.visible(Sign.ofLive(seen).words());
    }

    /** Returns why a target could not be read, without the next step. */
    public static String unread(Observation seen) {
        ReadError error = seen.reading().failed().orElseThrow();
        String why = Facts.sentences(seen.why(), error.message());
        String words = Sign.of(error.kind()).words();
        return Text.visible(why == null ? words : words + ": " + why);
    }

    /** Returns why each target that was read did not pass, whole and broken to the screen; empty when all passed. */
    public static String why(Snapshot end, Display look) {
        StringBuilder text = new StringBuilder();
        Page page = new Page(new Sink(text), look);
        for (Observation each : end.observations()) {
            boolean isExplained = each.reading().found().isPresent()
                    && each.outcome() != Outcome.PASSED
                    && each.outcome() != Outcome.PENDING;
            String reason = isExplained ? Facts.reason(each) : null;
            if (reason != null) {
                page.line(Tone.HEADING.paint("Why", look) + " "
                        + Text.visible(each.target().toString()));
                page.wrapped(Page.INDENT, Page.INDENT, Text.visible(reason));
            }
        }
        return text.toString();
    }

    /** Returns how several targets ended: {@code 2 of 3 passed, 1 timed out}. */
    public static String tally(Snapshot end) {
        List<Outcome> outcomes =
                end.observations().stream().map(Observation::outcome).toList();
        List<String> counts = new ArrayList<>();
        counts.add(count(outcomes, Outcome.PASSED) + " of " + outcomes.size() + " passed");
        Arrays.stream(Outcome.values())
                .filter(outcome -> outcome != Outcome.PASSED && outcomes.contains(outcome))
                .forEach(outcome -> counts.add(count(outcomes, outcome) + " " + words(outcome)));
        return String.join(", ", counts);
    }

    private static long count(List<Outcome> outcomes, Outcome wanted) {
        return outcomes.stream().filter(outcome -> outcome == wanted).count();
    }

    /** Returns an outcome as people say it. */
    static String words(Outcome outcome) {
        return switch (outcome) {
            case UNAUTHORISED -> "not authorised";
            case PASSED, FAILED, SUPERSEDED, NOT_FOUND, NOT_SEEN, UNREADABLE, TIMED_OUT, PENDING ->
                word(outcome).replace('-', ' ');
        };
    }

    /** Returns an outcome as programs read it: {@code not-found}. */
    public static String word(Outcome outcome) {
        return Entry.word(outcome);
    }
}
