package dev.deploystat.model;

import java.util.Objects;

/**
 * What differs between two revisions.
 *
 * @param name what it is, by the service's own names: {@code container app: image}
 * @param how whether the later revision adds, removes or changes it
 * @param before what it was; null where it was not there, and where its value is not to be shown
 * @param after what it is now; null in the same cases
 */
public record Change(String name, How how, String before, String after) {

    /** What became of it. */
    public enum How {
        ADDED,
        REMOVED,
        CHANGED
    }

    public Change {
        before = Secrets.masked(before);
        after = Secrets.masked(after);
    }

    /** Returns a change whose values may be shown; null is what is not there. */
    public static Change of(String name, String before, String after) {
        return new Change(name, how(before, after), before, after);
    }

    /** Returns a change of which only the name may be shown, as of a variable of the environment. */
    public static Change hidden(String name, How how) {
        return new Change(name, how, null, null);
    }

    /** Returns how a value changed, of which either may be missing. */
    public static How how(Object before, Object after) {
        Objects.requireNonNull(before == null ? after : before, "what is nowhere does not change");
        return before == null ? How.ADDED : after == null ? How.REMOVED : How.CHANGED;
    }
}
