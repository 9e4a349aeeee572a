package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a deployment, for people: a symbol and words that say the same.
 *
 * @param symbol one character
 * @param ascii the symbol where only ASCII is shown
 * @param words the words
 * @param tone the colour
 */
record Sign(String symbol, String ascii, String words, Tone tone) {

    /** Returns the sign of a status alone. */
    static Sign of(Status status) {
        return switch (status) {
            case PENDING -> new Sign("◌", ".", status.words(), Tone.FAINT);
            case IN_PROGRESS -> new Sign("●", "*", status.words(), Tone.BUSY);
            case ROLLING_BACK, ROLLED_BACK -> new Sign("↺", "<", status.words(), Tone.BAD);
            case SUCCEEDED -> new Sign("✓", "+", status.words(), Tone.GOOD);
            case FAILED, ROLLBACK_FAILED -> new Sign("✗", "x", status.words(), Tone.BAD);
            case STOPPED -> new Sign("■", "-", status.words(), Tone.WARNING);
            case UNKNOWN -> new Sign("?", "?", status.words(), Tone.WARNING);
        };
    }

    /**
     * Returns the sign of an observation: its status, what a reader has to know beside it, and the gate's conclusion
     * where that is another one. A success that does not pass never looks like one.
     */
    static Sign of(Observation seen) {
        return of(seen, true);
    }

    /** Returns the same for a row of a table that says below its rows, and once, which services have ended. */
    static Sign ofRow(Observation seen) {
        return of(seen, false);
    }

    /** Returns the same for a row that is drawn again and again, which says no more of a target nobody has looked at yet. */
    static Sign ofLive(Observation seen) {
        return seen.isUnseen() ? new Sign("◌", ".", "not seen yet", Tone.FAINT) : ofRow(seen);
    }

    private static Sign of(Observation seen, boolean retired) {
        return seen.reading()
                .found()
                .map(rollout -> of(rollout, seen.outcome(), retired))
                .orElseGet(() -> seen.outcome() == Outcome.PASSED
                        ? new Sign("✓", "+", "never deployed", Tone.GOOD)
                        : of(seen.reading().failed().orElseThrow().kind()));
    }

    private static Sign of(Rollout rollout, Outcome outcome, boolean retired) {
        Sign sign = of(rollout.status());
        boolean passing = rollout.status().verdict() == Verdict.PASS;
        List<String> words = new ArrayList<>();
        if (outcome == Outcome.NOT_FOUND) {
            sign = of(ErrorKind.NOT_FOUND);
        } else if (outcome == Outcome.NOT_SEEN) {
            sign = new Sign("!", "!", "not seen", Tone.BAD);
        } else if (outcome == Outcome.FAILED && passing) {
            sign = of(Status.FAILED);
        } else if (outcome.verdict() == Verdict.FAIL && passing) {
            sign = of(Status.STOPPED);
        } else if (outcome == Outcome.PASSED && rollout.status().verdict() == Verdict.FAIL) {
            // Before a deployment it is enough that the last one is over.
            sign = new Sign(sign.symbol, sign.ascii, sign.words, Tone.WARNING);
            words.add("idle");
        } else if (outcome == Outcome.PENDING && passing) {
            // A success that must hold for a while is not one yet.
            sign = new Sign("●", "*", rollout.status().words(), Tone.BUSY);
            words.add("not yet decided");
        }
        for (Flag flag : rollout.flags()) {
            if (retired || flag != Flag.RETIRED) {
                words.add(words(flag));
            }
        }
        if (outcome == Outcome.TIMED_OUT) {
            words.add("timed out");
        }
        if (outcome == Outcome.SUPERSEDED && !rollout.flags().contains(Flag.SUPERSEDED)) {
            words.add(words(Flag.SUPERSEDED));
        }
        words.add(0, sign.words);
        return new Sign(sign.symbol, sign.ascii, String.join(", ", words), sign.tone);
    }

    /** Returns the sign of a target that could not be read. */
    static Sign of(ErrorKind kind) {
        String words =
                switch (kind) {
                    case NOT_FOUND -> "not found";
                    case CREDENTIALS -> "not authenticated";
                    case DENIED -> "denied";
                    case THROTTLED -> "throttled";
                    case UNAVAILABLE -> "unavailable";
                    case UNREACHABLE -> "unreachable";
                    case RETIRED -> "retired";
                    case INVALID -> "refused";
                    case SERVICE -> "unreadable";
                };
        return new Sign("!", "!", words, kind.isPassing() ? Tone.WARNING : Tone.BAD);
    }

    private static String words(Flag flag) {
        return flag == Flag.NEEDS_ACTION ? "needs action" : flag.word();
    }

    String symbol(Display look) {
        return look.unicode() ? symbol : ascii;
    }

    /** Returns symbol and words together. */
    String text(Display look) {
        return symbol(look) + " " + words;
    }

    /** Returns the words; off a terminal nothing but an error has a symbol. */
    String plain(Display look) {
        return look.terminal() || symbol.equals("!") ? text(look) : words;
    }
}
