package dev.deploystat.model;

import java.util.List;

/**
 * How far a deployment under way has come.
 *
 * @param reached the stages behind it and the one it is in, in the service's own words
 * @param traffic how much of the production traffic is on the new revision
 * @param at the number of the stage it is in, counted from 1, or 0 when that is not known
 * @param total how many stages there are on the way, or 0 when that is not known
 * @param inExplanation whether only an explanation, with its further calls, knows
 */
public record Stages(List<String> reached, Traffic traffic, int at, int total, boolean inExplanation) {
    /** The service does not say. */
    public static final Stages UNKNOWN = new Stages(List.of(), Traffic.UNKNOWN, 0, 0, false);
    /** Only an explanation knows. */
    public static final Stages IN_EXPLANATION = new Stages(List.of(), Traffic.UNKNOWN, 0, 0, true);

    public Stages {
        reached = List.copyOf(reached);
    }

    /** Returns what is known without further calls. */
    public static Stages of(List<String> reached, Traffic traffic) {
        return new Stages(reached, traffic, 0, 0, false);
    }

    /** Returns the same at a stage, counted from 1, of a way with so many of them. */
    public Stages at(int stage, int stages) {
        return new Stages(reached, traffic, stage, stages, inExplanation);
    }

    /** How much of the production traffic is on the new revision. */
    public enum Traffic {
        /** Nothing shows it, and nothing will before the end. */
        UNKNOWN,
        /** None of it, or not all. */
        NOT_ALL,
        /** All of it. */
        ALL
    }
}
