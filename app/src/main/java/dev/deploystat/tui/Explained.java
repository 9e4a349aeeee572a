package dev.deploystat.tui;

import dev.deploystat.gate.Observation;

/**
 * The explanation of a row.
 *
 * @param row the row it was asked for
 * @param answer what is known with it
 */
record Explained(Observation row, Observation answer) {

    /** Returns whether it is about a row as it is now. */
    boolean isOf(Observation now) {
        return row.target().equals(now.target())
                && row.outcome() == now.outcome()
                && state(row).equals(state(now));
    }

    /** Returns whether it is about the same deployment, which may have gone on since. */
    boolean isOfDeployment(Observation now) {
        return row.target().equals(now.target()) && id(row).equals(id(now));
    }

    private static String id(Observation seen) {
        return seen.reading().found().map(rollout -> "" + rollout.id()).orElse("unread");
    }

    private static String state(Observation seen) {
        return seen.reading()
                .found()
                .map(rollout -> rollout.id() + " " + rollout.status() + " " + rollout.stage())
                .orElse("unread");
    }
}
