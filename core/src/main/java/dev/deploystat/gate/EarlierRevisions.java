package dev.deploystat.gate;

import dev.deploystat.model.Rollout;
import java.util.HashSet;
import java.util.Set;

/** The revisions that a target had before the awaited deployment, as far as was seen or said. */
final class EarlierRevisions {
    /** One that the service does not name is kept as null. */
    private final Set<String> known = new HashSet<>();

    /** Takes note of a deployment that is not the awaited one. */
    void addOf(Rollout other) {
        known.add(other.revision());
    }

    /** Takes note of what the awaited deployment says was there before it, and of what it brought at the look before. */
    void addBefore(Rollout was, Rollout is) {
        if (was != null && is.revision() != null && !is.revision().equals(was.revision())) {
            known.add(was.revision());
        }
        if (is.previousRevision() != null) {
            known.add(is.previousRevision());
        }
    }

    boolean contains(String revision) {
        return known.contains(revision);
    }

    /** Returns whether a revision is certainly another one than all before, of which at least one is known. */
    boolean areAllOtherThan(String revision) {
        return revision != null && !known.isEmpty() && !known.contains(null) && !known.contains(revision);
    }
}
