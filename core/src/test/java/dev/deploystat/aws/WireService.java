package dev.deploystat.aws;

import dev.deploystat.gate.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/** What a service answers on the wire in the situations that the laws of the gate are about. */
public abstract class WireService {
    /** What only some services can show. */
    public enum Law {
        /** The awaited deployment is taken back. */
        ROLLBACK,
        /** A newer deployment succeeds, after the awaited one has failed. */
        NEWER_SUCCESS,
        /** A deployment says what it brings. */
        REVISION,
        /** A deployment says when it began. */
        SINCE,
        /** Another deployment appears later. */
        LATER,
        /** A newer deployment puts an end to the awaited one. */
        REPLACED
    }

    /** When a deployment began: before the wait, right after its start, or later still. */
    public enum Age {
        OLD(1, "2024-03-01T10:00:00Z"),
        NEW(2, "2024-03-01T12:00:01Z"),
        NEWER(3, "2024-03-01T12:00:30Z");

        public final int number;
        public final Instant begun;

        Age(int number, String begun) {
            this.number = number;
            this.begun = Instant.parse(begun);
        }

        public String id() {
            return "d-" + number;
        }

        public String revision() {
            return "v-" + number;
        }
    }

    /**
     * The words of a service for one state each.
     *
     * @param stopped null where nothing stops a deployment
     */
    public record Words(String inProgress, String succeeded, String failed, String stopped) {}

    /** How a service refuses a call. */
    public record RefusedCall(int status, String code) {
        /** Refuses every call. */
        public void answer(LoopbackAws aws) {
            aws.onRequests(any -> true).fail(status, code, "no");
        }
    }

    /**
     * A deployment in a reply.
     *
     * @param more further members of it
     */
    public record Deployed(Age age, String word, String more) {
        public String id() {
            return age.id();
        }

        public Instant begun() {
            return age.begun;
        }
    }

    @Override
    public String toString() {
        return target();
    }

    /** Returns the target that is waited for. */
    public abstract String target();

    public abstract Words words();

    /** Answers as when these deployments are all there are, newest first. */
    public abstract void has(LoopbackAws aws, Deployed... newestFirst);

    /** Answers as when there was something, and it is deleted. */
    public abstract void isGone(LoopbackAws aws);

    /** Returns the awaited deployment as a newer one leaves it that replaces it. */
    public Deployed replaced() {
        return stopped(Age.NEW);
    }

    /** Returns the id of a deployment; some services take numbers only. */
    public String id(Age age) {
        return age.id();
    }

    /** Returns how a revision is asked for. */
    public String revision(Age age) {
        return age.revision();
    }

    /** Returns what a wait comes to that finds nothing at all. */
    public Outcome ofNothing() {
        return Outcome.NOT_FOUND;
    }

    /** Returns an answer without a member. */
    public String empty() {
        return "{}";
    }

    /** Returns what a wait comes to that is answered so: a reply without its list does not say that there is nothing. */
    public Outcome ofEmptyAnswer() {
        return Outcome.UNREADABLE;
    }

    public RefusedCall throttled() {
        return new RefusedCall(400, "ThrottlingException");
    }

    public RefusedCall denied() {
        return new RefusedCall(400, "AccessDeniedException");
    }

    public RefusedCall expired() {
        return new RefusedCall(400, "ExpiredTokenException");
    }

    public abstract RefusedCall invalid();

    /** Returns the situations in which the awaited deployment was taken back, by their names. */
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of();
    }

    /** Returns which laws this service has no way to come into conflict with, and why. */
    public abstract Map<Law, String> cannotShow();

    public final Deployed inProgress(Age age) {
        return deployed(age, words().inProgress());
    }

    public final Deployed succeeded(Age age) {
        return deployed(age, words().succeeded());
    }

    public final Deployed failed(Age age) {
        return deployed(age, words().failed());
    }

    public final Deployed stopped(Age age) {
        return deployed(age, words().stopped());
    }

    public static Deployed deployed(Age age, String word) {
        return new Deployed(age, word, "");
    }
}
