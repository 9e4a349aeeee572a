package dev.deploystat.cli.verb;

import dev.deploystat.cli.run.Notes;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.model.Verdict;
import dev.deploystat.render.Verdicts;
import java.util.List;

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
    static void ofVerdict(Notes notes, Snapshot end) {
        for (Observation each : end.observations()) {
            if (each.outcome() == Outcome.PASSED) {
                continue;
            }
            if (each.reading().failed().isPresent()) {
                unread(notes, each);
            } else {
                String target = each.target().shown();
                notes.error(target, Verdicts.word(each.outcome()), Verdicts.sentence(each), remedy(notes, each));
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
    private static String remedy(Notes notes, Observation each) {
        boolean wanted = notes.areObjects() && each.outcome().verdict() == Verdict.FAIL && canBeTyped(each);
        return wanted ? explain(List.of(each.target().toString())) : null;
    }

    /** A target that is typed has no role: it would be looked for in another account. */
    private static boolean canBeTyped(Observation seen) {
        return seen.target().role() == null;
    }

    private static String explain(List<String> targets) {
        return "deploystat explain " + ShellCommand.line(targets.toArray(String[]::new));
    }

    /** Names the command that explains what failed, for somebody to type. */
    static void leadToReasons(Notes notes, Snapshot end) {
        List<String> failed = end.observations().stream()
                .filter(each -> each.reading().found().isPresent())
                .filter(each -> each.outcome().verdict() == Verdict.FAIL)
                .filter(EndNotes::canBeTyped)
                .map(each -> each.target().toString())
                .toList();
        if (failed.isEmpty() || notes.areObjects()) {
            return;
        }
        String command = explain(failed.stream().limit(NAMED).toList());
        String more = failed.size() > NAMED ? " (and " + (failed.size() - NAMED) + " more)" : "";
        notes.note("to see why: " + command + more);
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
