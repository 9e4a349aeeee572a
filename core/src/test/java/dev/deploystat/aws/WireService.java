package dev.deploystat.aws;

import dev.deploystat.gate.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/** What a service answers on the wire in the situations that the laws of the gate are about. */
abstract class WireService {
    /** What only some services can show. */
    enum Law {
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
    enum Age {
        OLD(1, "2024-03-01T10:00:00Z"),
        NEW(2, "2024-03-01T12:00:01Z"),
        NEWER(3, "2024-03-01T12:00:30Z");

        final int number;
        final Instant begun;

        Age(int number, String begun) {
            this.number = number;
            this.begun = Instant.parse(begun);
        }

        String id() {
            return "d-" + number;
        }

        String revision() {
            return "v-" + number;
        }
    }

    /**
     * The words of a service for one state each.
     *
     * @param stopped null where nothing stops a deployment
     */
    record Words(String inProgress, String succeeded, String failed, String stopped) {}

    /** How a service refuses a call. */
    record Refusal(int status, String code) {
        /** Refuses every call. */
        void answer(LoopbackAws aws) {
            aws.onRequests(any -> true).fail(status, code, "no");
        }
    }

    /**
     * A deployment in a reply.
     *
     * @param more further members of it
     */
    record Deployed(Age age, String word, String more) {
        String id() {
            return age.id();
        }

        Instant begun() {
            return age.begun;
        }
    }

    @Override
    public String toString() {
        return target();
    }

    /** Returns the target that is waited for. */
    abstract String target();

    abstract Words words();

    /** Answers as when these deployments are all there are, newest first. */
    abstract void has(LoopbackAws aws, Deployed... newestFirst);

    /** Answers as when there was something, and it is deleted. */
    abstract void isGone(LoopbackAws aws);

    /** Returns the awaited deployment as a newer one leaves it that replaces it. */
    Deployed replaced() {
        return stopped(Age.NEW);
    }

    /** Returns how a revision is asked for. */
    String revision(Age age) {
        return age.revision();
    }

    /** Returns what a wait comes to that finds nothing at all. */
    Outcome ofNothing() {
        return Outcome.NOT_FOUND;
    }

    /** Returns an answer without a member. */
    String empty() {
        return "{}";
    }

    Outcome ofEmptyAnswer() {
        return ofNothing();
    }

    Refusal throttled() {
        return new Refusal(400, "ThrottlingException");
    }

    Refusal denied() {
        return new Refusal(400, "AccessDeniedException");
    }

    Refusal expired() {
        return new Refusal(400, "ExpiredTokenException");
    }

    abstract Refusal invalid();

    /** Returns the situations in which the awaited deployment was taken back, by their names. */
    Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of();
    }

    /** Returns which laws this service has no way to come into conflict with, and why. */
    abstract Map<Law, String> cannotShow();

    final Deployed inProgress(Age age) {
        return deployed(age, words().inProgress());
    }

    final Deployed succeeded(Age age) {
        return deployed(age, words().succeeded());
    }

    final Deployed failed(Age age) {
        return deployed(age, words().failed());
    }

    final Deployed stopped(Age age) {
        return deployed(age, words().stopped());
    }

    static Deployed deployed(Age age, String word) {
        return new Deployed(age, word, "");
    }
}
