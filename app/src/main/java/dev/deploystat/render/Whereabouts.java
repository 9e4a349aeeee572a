package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which revision a target of an environment runs.
 *
 * @param environment the environment
 * @param name the target's name there
 * @param seen the target as it was read
 * @param holds whether it runs the revision that was asked for, or null where none was
 */
public record Whereabouts(String environment, String name, Observation seen, Holds holds) {

    /** Whether a target runs a revision. */
    public enum Holds {
        /** It runs just that. */
        YES,
        /** It runs a later commit that contains it. */
        CONTAINED,
        /** It is being deployed. */
        COMING,
        NO,
        /** What the target runs cannot be said. */
        UNKNOWN;

        public boolean isThere() {
            return this == YES || this == CONTAINED;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns it as plain data. */
    public Map<String, Object> data() {
        Rollout rollout = seen.reading().found().orElse(null);
        ReadError error = seen.reading().failed().orElse(null);
        Instant since = since(rollout);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("environment", environment);
        data.put("name", name);
        data.put("target", seen.target().toString());
        data.put("account", Entry.account(seen));
        data.put("region", seen.target().region());
        data.put("status", rollout == null ? null : rollout.status().name());
        data.put("live", rollout == null ? null : rollout.live());
        data.put("since", Entry.time(since));
        data.put("coming", isComing(rollout) ? rollout.revision() : null);
        data.put("holds", holds == null ? null : holds.word());
        data.put("error", error == null ? null : Entry.error(error));
        return data;
    }

    /** Returns it as people read it in a cell of a table: the revision, its age, and whether it is the one. */
    public String cell(Instant now) {
        Rollout rollout = seen.reading().found().orElse(null);
        if (rollout == null) {
            return Sign.of(seen).words();
        }
        String live = rollout.live();
        Instant since = since(rollout);
        StringBuilder cell = new StringBuilder(live == null ? "?" : Facts.shortened(live));
        if (since != null) {
            cell.append(", ").append(Facts.age(since, now));
        }
        if (rollout.status() != Status.SUCCEEDED) {
            cell.append(", ").append(Sign.of(seen).words());
            if (isComing(rollout) && rollout.revision() != null) {
                cell.append(": ").append(Facts.shortened(rollout.revision()));
            }
        }
        return holds == null ? cell.toString() : cell + " (" + holds.word() + ")";
    }

    private static boolean isComing(Rollout rollout) {
        return rollout != null && (rollout.status() == Status.PENDING || rollout.status() == Status.IN_PROGRESS);
    }

    /** Since when it runs what it runs: known only of what has succeeded. */
    private static Instant since(Rollout rollout) {
        return rollout == null || rollout.status() != Status.SUCCEEDED ? null : Facts.changed(rollout);
    }
}
