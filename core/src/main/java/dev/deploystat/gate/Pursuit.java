package dev.deploystat.gate;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;

/**
 * One target being waited for: what is remembered from look to look, and what a new reading makes of it. It decides the
 * laws of the gate for one target and does no I/O.
 */
final class Pursuit {
    /** How often in a row an answer must be wrong before it is believed: replicas and proxies have bad moments. */
    private static final int BELIEVED = 2;

    private final Target asked;
    private final Policy policy;
    private final Instant start;
    private Target pinned;
    private Rollout seen;
    private Observation last;
    private int missingInARow;
    private int garbledInARow;
    private String candidate;
    private Instant passingSince;

    Pursuit(Target asked, Policy policy, Instant start) {
        this.asked = asked;
        this.policy = policy;
        this.start = start;
        pinned = asked;
    }

    /** Returns what to read at the next look: the target as asked, or the deployment it was bound to. */
    Target next() {
        return pinned;
    }

    Target asked() {
        return asked;
    }

    /** Returns whether the target was bound to a deployment that the user did not name. */
    boolean isBound() {
        return pinned.isPinned() && !asked.isPinned();
    }

    Observation last() {
        return last;
    }

    /** Takes a reading of {@link #next} and returns what is known now. */
    Observation take(Reading reading, Reader reader, Instant now) {
        Reading own = reading.as(asked);
        last = own.found().isPresent()
                ? found(own, own.found().get(), reader, now)
                : missed(own, own.failed().orElseThrow(), now);
        return last;
    }

    /**
     * Takes a reading of what is now the latest deployment, after the one it was bound to stopped or went away, and
     * returns whether that one was replaced.
     */
    boolean replacedBy(Reading latest) {
        Rollout newer = latest.found().orElse(null);
        if (newer == null || seen == null || newer.id() == null || newer.id().equals(seen.id())) {
            return false;
        }
        boolean older = newer.createdAt() != null
                && seen.createdAt() != null
                && newer.createdAt().isBefore(seen.createdAt());
        if (older) {
            return false;
        }
        Rollout replaced = seen.toBuilder()
                .flag(Flag.SUPERSEDED)
                .attribute("supersededBy", newer.id())
                .build();
        last = new Observation(
                asked,
                Reading.of(asked, replaced),
                Outcome.SUPERSEDED,
                "replaced by the newer deployment " + newer.id());
        return true;
    }

    /** Ends the wait for this target undecided. */
    Observation timeOut(Duration waited) {
        last = new Observation(
                asked, last.reading(), Outcome.TIMED_OUT, "still undecided after " + Durations.words(waited));
        return last;
    }

    private Observation found(Reading reading, Rollout rollout, Reader reader, Instant now) {
        missingInARow = 0;
        garbledInARow = 0;
        if (!pinned.isPinned()) {
            String stale = whyNotAwaited(rollout);
            if (stale != null) {
                return notThere(reading, stale, now);
            }
            if (mayBeOvertaken(rollout)) {
                candidate = rollout.id();
                return pending(reading, null);
            }
            pinned = reader.pin(asked, rollout);
        }
        seen = rollout;
        if (policy.revision() != null && !rollout.brings(policy.revision()) && rollout.status() == Status.SUCCEEDED) {
            return new Observation(
                    asked, reading, Outcome.FAILED, "it brought " + rollout.revision() + ", not " + policy.revision());
        }
        Verdict verdict = rollout.verdict(policy.allowPartial());
        if (verdict != Verdict.PASS) {
            passingSince = null;
        }
        return switch (verdict) {
            case PENDING -> pending(reading, null);
            case PASS -> passing(reading, now);
            case FAIL -> failing(reading, rollout);
        };
    }

    private Observation passing(Reading reading, Instant now) {
        passingSince = passingSince == null ? now : passingSince;
        Duration held = Duration.between(passingSince, now);
        return held.compareTo(policy.stableFor()) < 0
                ? pending(reading, "succeeded; must hold for " + Durations.words(policy.stableFor()))
                : new Observation(asked, reading, Outcome.PASSED, null);
    }

    private Observation failing(Reading reading, Rollout rollout) {
        if (rollout.status() == Status.STOPPED && rollout.flags().contains(Flag.SUPERSEDED)) {
            return new Observation(asked, reading, Outcome.SUPERSEDED, "replaced by a newer deployment");
        }
        if (!rollout.status().isFinal() && !policy.failFast()) {
            return pending(reading, "already failed; waiting for the rollback to end");
        }
        boolean partial = rollout.status() == Status.SUCCEEDED;
        return new Observation(asked, reading, Outcome.FAILED, partial ? "some members failed" : null);
    }

    private Observation missed(Reading reading, ReadError error, Instant now) {
        garbledInARow = error.kind() == ErrorKind.SERVICE ? garbledInARow + 1 : 0;
        missingInARow = error.kind() == ErrorKind.NOT_FOUND ? missingInARow + 1 : 0;
        return switch (error.kind()) {
            case THROTTLED, UNAVAILABLE -> pending(reading, null);
            case UNREACHABLE -> seen != null ? pending(reading, null) : unreadable(reading);
            case SERVICE -> garbledInARow < BELIEVED ? pending(reading, null) : unreadable(reading);
            case RETIRED, INVALID -> unreadable(reading);
            case CREDENTIALS, DENIED -> new Observation(asked, reading, Outcome.UNAUTHORISED, lastKnown());
            case NOT_FOUND -> seen == null ? notThere(reading, error.message(), now) : gone(reading);
        };
    }

    private Observation gone(Reading reading) {
        return missingInARow < BELIEVED
                ? pending(reading, null)
                : new Observation(asked, reading, Outcome.FAILED, "deleted while it was waited for");
    }

    private Observation notThere(Reading reading, String why, Instant now) {
        boolean patient = Duration.between(start, now).compareTo(policy.appearTimeout()) < 0;
        return patient
                ? pending(reading, "not there yet: " + why)
                : new Observation(
                        asked,
                        reading,
                        Outcome.NOT_FOUND,
                        "nothing appeared within " + Durations.words(policy.appearTimeout()) + ": " + why);
    }

    /** Returns why a deployment is not the awaited one, or null when it is: what was true before is no answer. */
    private String whyNotAwaited(Rollout rollout) {
        if (policy.revision() != null && !rollout.brings(policy.revision())) {
            return "the latest deployment brings " + rollout.revision() + ", not " + policy.revision();
        }
        if (policy.since() == null) {
            return null;
        }
        Instant begun = begun(rollout);
        if (begun == null) {
            return "the service does not say when the latest deployment began";
        }
        return begun.isBefore(policy.since())
                ? "the latest deployment began at " + begun + ", before " + policy.since()
                : null;
    }

    /**
     * A deployment that began before the wait and is already over may be the one before the awaited one, which is not
     * listed yet. It is believed when it is still the latest at the second look.
     */
    private boolean mayBeOvertaken(Rollout rollout) {
        Instant begun = begun(rollout);
        return policy.since() != null
                && rollout.status().isFinal()
                && begun != null
                && begun.isBefore(start)
                && rollout.id() != null
                && !rollout.id().equals(candidate);
    }

    private static Instant begun(Rollout rollout) {
        if (rollout.createdAt() != null) {
            return rollout.createdAt();
        }
        return rollout.startedAt() != null ? rollout.startedAt() : rollout.updatedAt();
    }

    private Observation pending(Reading reading, String why) {
        return new Observation(asked, reading, Outcome.PENDING, why);
    }

    private Observation unreadable(Reading reading) {
        return new Observation(asked, reading, Outcome.UNREADABLE, lastKnown());
    }

    /** Returns what was last known of a target that can no longer be read. */
    private String lastKnown() {
        return seen == null ? null : "last seen " + seen.status().words();
    }
}
