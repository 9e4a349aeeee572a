package dev.deploystat.cli.run;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The exit codes: a promise to scripts. */
public final class Exit {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int NOT_FOUND = 3;
    public static final int UNAUTHORISED = 4;
    public static final int UNREADABLE = 5;
    public static final int SUPERSEDED = 6;
    public static final int PENDING = 8;
    public static final int BUG = 70;
    public static final int TIMED_OUT = 124;

    private static final String FAILURE = "at least one failed, rolled back, was stopped or deleted";
    private static final String REPLACED = "replaced by a newer deployment";
    private static final String LATE = "still pending when the time was up";
    private static final String ENDED = "interrupted, terminated";

    private Exit() {}

    /** Returns the code of a gate's outcome. */
    public static int of(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> OK;
            case FAILED -> FAILED;
            case NOT_FOUND, NOT_SEEN -> NOT_FOUND;
            case UNAUTHORISED -> UNAUTHORISED;
            case UNREADABLE -> UNREADABLE;
            case SUPERSEDED -> SUPERSEDED;
            case PENDING -> PENDING;
            case TIMED_OUT -> TIMED_OUT;
        };
    }

    /** Returns the code of a look that only had to read: what was read counts as fine, whatever became of it. */
    public static int ofReading(List<Observation> seen) {
        List<Outcome> unread = seen.stream()
                .map(Observation::outcome)
                .filter(Outcome::isUnread)
                .toList();
        return unread.isEmpty() ? OK : of(Outcome.of(unread));
    }

    /** Returns what every code means, in their order. */
    public static Map<String, String> ofAll() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "all passed; for 'status', 'list' and 'scan': all were read");
        codes.put("1", FAILURE);
        codes.putAll(common());
        codes.put("6", REPLACED);
        codes.put("8", "pending, with 'status --exit-status' or left in 'watch'");
        codes.put("70", "a bug of deploystat");
        codes.put("124", LATE);
        codes.put("130, 143", ENDED);
        return codes;
    }

    /** Returns what the codes of a gate mean, for help. */
    public static Map<String, String> ofGate() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "all passed");
        codes.put("1", FAILURE);
        codes.putAll(common());
        codes.put("6", REPLACED);
        codes.put("124", LATE);
        codes.put("130, 143", ENDED);
        return codes;
    }

    /** Returns what the codes of a look mean, for help. */
    public static Map<String, String> ofLook() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "all were read");
        codes.putAll(common());
        return codes;
    }

    /** Returns what the codes of a command mean that reaches no service, for help. */
    public static Map<String, String> ofAbout() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "done");
        codes.put("2", "bad option, unknown name");
        return codes;
    }

    private static Map<String, String> common() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("2", "bad option, bad target");
        codes.put("3", "no such target, or nothing deployed there");
        codes.put("4", "not authenticated or not authorised");
        codes.put("5", "could not be read");
        return codes;
    }
}
