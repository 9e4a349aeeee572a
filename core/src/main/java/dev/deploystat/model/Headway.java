package dev.deploystat.model;

import java.util.List;

/**
 * How far a deployment under way has come.
 *
 * @param reached the points on its way that lie behind it or where it is, in the service's own words
 * @param traffic how much of the production traffic is on the new revision
 * @param more whether the service tells this to further calls only, those of an explanation
 */
public record Headway(List<String> reached, Traffic traffic, boolean more) {
    /** Nothing is told. */
    public static final Headway UNTOLD = new Headway(List.of(), Traffic.UNTOLD, false);
    /** Only an explanation tells. */
    public static final Headway ON_REQUEST = new Headway(List.of(), Traffic.UNTOLD, true);

    public Headway {
        reached = List.copyOf(reached);
    }

    /** Returns what is told without further calls. */
    public static Headway of(List<String> reached, Traffic traffic) {
        return new Headway(reached, traffic, false);
    }

    /** How much of the production traffic is on the new revision. */
    public enum Traffic {
        /** Nothing shows it, and nothing will before the end. */
        UNTOLD,
        /** None of it, or not all. */
        NOT_ALL,
        /** All of it. */
        ALL
    }
}
