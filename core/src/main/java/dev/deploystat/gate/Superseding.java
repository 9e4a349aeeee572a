package dev.deploystat.gate;

import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Instant;

/** Whether a newer deployment took the place of the awaited one: what comes of that is no answer about the one before. */
final class Superseding {
    private final Target asked;
    private final Rollback rollback;
    private final Unreadable unreadable;
    /** The awaited one as it was last seen with an id, or null: some replies leave open which deployment is under way. */
    private Rollout named;
    /** What stands when nothing more can be learnt about what replaced it, or null. */
    private Observation unlessReplaced;

    Superseding(Target asked, Rollback rollback, Unreadable unreadable) {
        this.asked = asked;
        this.rollback = rollback;
        this.unreadable = unreadable;
    }

    /** Takes note of the awaited deployment, which was seen anew. */
    void see(Rollout awaited) {
        named = awaited.id() == null ? named : awaited;
        unlessReplaced = null;
    }

    /** Returns what stands while it is not known what replaced the awaited deployment, or null. */
    Observation unlessReplaced() {
        return unlessReplaced;
    }

    /**
     * Returns whether the awaited deployment ended as those do that a newer one replaces: stopped without a cause, or gone.
     */
    boolean mayBeReplaced(Observation last, Rollout seen) {
        boolean hasEnded = seen.status() == Status.STOPPED || unreadable.isGone();
        boolean isOpen = last.outcome() == Outcome.SUPERSEDED || (last.outcome() == Outcome.FAILED && hasEnded);
        return isOpen && !rollback.hasBegun();
    }

    /**
     * Returns whether a target that cannot be bound to a deployment shows one that came after the awaited one.
     *
     * @param seen the awaited one as it was last seen, or null
     */
    boolean isReplacedBy(Rollout latest, Rollout seen) {
        return isLaterThanNamed(latest) || bringsAThird(latest, seen);
    }

    /**
     * Returns what stands when a target that cannot be bound to a deployment shows a later one. One look is not enough to
     * tell that from a bad moment of the service, unless a time tells.
     */
    Observation replacedBy(Rollout latest, Reading reading, Rollout seen) {
        if (rollback.hasBegun()) {
            return rollback.unended(Reading.of(asked, seen), "then a newer deployment took its place");
        }
        if (isLaterThanNamed(latest)) {
            return by(seen.toBuilder(), latest);
        }
        return unreadable.isMissing()
                ? replaced(seen, "replaced by " + latest.revision())
                : Observation.pending(reading, null);
    }

    /** Returns whether the times of two deployments with ids tell that one came after the awaited one. */
    private boolean isLaterThanNamed(Rollout latest) {
        if (named == null || latest.id() == null || latest.id().equals(named.id())) {
            return false;
        }
        Instant was = named.createdAt() == null ? named.startedAt() : named.createdAt();
        Instant is = latest.createdAt() == null ? latest.startedAt() : latest.createdAt();
        return was != null && is != null && is.isAfter(was);
    }

    /**
     * Returns whether it brings neither what the awaited one was to bring nor what was there before. As long as the awaited
     * one goes by the revision before, nobody knows what it is to bring; nor where its reply does not even name it.
     */
    private static boolean bringsAThird(Rollout latest, Rollout seen) {
        boolean isUnderWay = seen != null && !seen.status().isFinal() && seen.revision() != null;
        boolean isNamed = isUnderWay
                && (seen.previousRevision() == null
                        ? seen.id() != null
                        : !seen.revision().equals(seen.previousRevision()));
        return isNamed && latest.revision() != null && !seen.brings(latest.revision());
    }

    /** Compares an awaited deployment that ended without a cause, or is gone, with the latest of its target. */
    Observation comparedWith(Rollout latest, Observation ended, Rollout seen) {
        boolean older = latest.createdAt() != null
                && seen.createdAt() != null
                && latest.createdAt().isBefore(seen.createdAt());
        if (latest.id() == null || latest.id().equals(seen.id()) || older) {
            return ended;
        }
        String back = rollback.whyTakenBack(latest, seen, ended.outcome());
        if (back != null) {
            return Observation.failed(Reading.of(asked, seen), back);
        }
        if (latest.operation() == Operation.DELETE) {
            return Observation.failed(ended.reading(), Unreadable.DELETED);
        }
        Relation next = new Relation(Relation.Kind.SUPERSEDED_BY, asked.pinnedTo(latest.id()));
        return by(seen.toBuilder().relation(next), latest);
    }

    /** Where the service names the newer deployment in its reason, that is said. */
    private Observation by(Rollout.Builder seen, Rollout latest) {
        Rollout replaced = seen.build();
        boolean isSaid = replaced.reason() != null && replaced.reason().contains(latest.id());
        return replaced(replaced, isSaid ? null : "replaced by the newer deployment " + latest.id());
    }

    private Observation replaced(Rollout seen, String why) {
        Rollout replaced = seen.toBuilder().flag(Flag.SUPERSEDED).build();
        return new Observation(asked, Reading.of(asked, replaced), Outcome.SUPERSEDED, why);
    }

    /** Returns what stands where the latest deployment cannot be read. */
    Observation withoutLatest(ReadError error, Observation ended) {
        return switch (error.kind()) {
            case NOT_FOUND -> Observation.failed(ended.reading(), Unreadable.DELETED);
            case THROTTLED, UNAVAILABLE, UNREACHABLE -> {
                unlessReplaced = uncompared(error, ended);
                yield Observation.pending(
                        ended.reading(), "ended; whether a newer deployment replaced it is not known yet");
            }
            case CREDENTIALS, DENIED, RETIRED, INVALID, SERVICE -> uncompared(error, ended);
        };
    }

    /** Returns what is known without a look at the latest deployment, and that this look is wanting. */
    private Observation uncompared(ReadError error, Observation ended) {
        String known = ended.why() == null ? "" : ended.why() + "; ";
        String unknown = ended.outcome() == Outcome.SUPERSEDED ? "which one" : "whether a newer deployment replaced it";
        String call = error.action() == null ? "" : " (" + error.action() + ")";
        return new Observation(
                asked,
                ended.reading(),
                ended.outcome(),
                known + unknown + " could not be read: " + error.message() + call);
    }
}
