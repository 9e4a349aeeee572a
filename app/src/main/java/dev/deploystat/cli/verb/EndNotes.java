package dev.deploystat.cli.verb;

import dev.deploystat.cli.run.Notes;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Verdict;
import dev.deploystat.render.Verdicts;
import java.util.List;
import java.util.Objects;

/**
 * The last lines on standard error, the same whatever the format: no run ends with another code than 0 without a word on
 * why.
 */
final class EndNotes {
    private static final int NAMED = 5;

    private EndNotes() {}

    /** Says of each target that could not be read why, and what to do. */
    static void ofUnread(Notes notes, List<Observation> seen) {
        seen.stream()
                .filter(each -> each.outcome() != Outcome.PASSED)
                .filter(each -> each.reading().failed().isPresent())
                .forEach(each -> unread(notes, each));
    }

    /** Says what became of each target that did not pass, and how many passed where there are several. */
    static void ofVerdict(Invocation call, Snapshot end) {
        Notes notes = call.notes();
        for (Observation each : end.observations()) {
            if (each.outcome() == Outcome.PASSED) {
                continue;
            }
            if (each.reading().failed().isPresent()) {
                unread(notes, each);
            } else {
                String target = each.target().shown();
                notes.error(target, Verdicts.word(each.outcome()), Verdicts.sentence(each), remedy(call, each));
            }
        }
        tally(notes, end);
    }

    /** Says the same where a log has already reported what was read. */
    static void ofLogged(Notes notes, Snapshot end) {
        ofUnread(notes, end.observations());
        tally(notes, end);
    }

    /** People get the command for all targets at the end, see {@link #leadToReasons}. */
    private static String remedy(Invocation call, Observation each) {
        String typed = call.typed(each.target());
        boolean wanted = call.notes().areObjects() && each.outcome().verdict() == Verdict.FAIL && typed != null;
        return wanted ? call.explaining(List.of(typed)) : null;
    }

    /** Names the command that explains what failed, for somebody to type. */
    static void leadToReasons(Invocation call, Snapshot end) {
        List<String> failed = end.observations().stream()
                .filter(each -> each.reading().found().isPresent())
                .filter(each -> each.outcome().verdict() == Verdict.FAIL)
                .map(each -> call.typed(each.target()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (failed.isEmpty() || call.notes().areObjects()) {
            return;
        }
        String command = call.explaining(failed.stream().limit(NAMED).toList());
        String more = failed.size() > NAMED ? " (and " + (failed.size() - NAMED) + " more)" : "";
        call.notes().note("to see why: " + command + more);
    }

    private static void tally(Notes notes, Snapshot end) {
        if (end.observations().size() > 1) {
            notes.summary(end.outcome().verdict().word(), Verdicts.tally(end));
        }
    }

    private static void unread(Notes notes, Observation each) {
        ReadError error = each.reading().failed().orElseThrow();
        notes.error(each.target().shown(), error.kind().word(), Verdicts.unread(each), error.hint());
    }
}
