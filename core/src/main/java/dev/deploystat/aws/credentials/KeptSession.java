package dev.deploystat.aws.credentials;

import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * A session that is kept on disk from one run to the next, and shared with the AWS CLI. It is taken from there while it
 * lasts for another quarter of an hour, as botocore does it; after that the source itself is asked, and renews what it
 * gives by its own idea of when that is due.
 */
final class KeptSession implements AwsCredentialsProvider {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(15);
    private static final Duration TO_THE_END = Duration.ofMinutes(1);

    private final SessionFile file;
    private final AwsCredentialsProvider source;
    private final AwsCredentialsProvider signer;
    private final boolean canBeAskedFor;
    private final Clock clock;
    private final Consumer<String> debug;
    private AwsSessionCredentials current;
    private boolean isFromDisk;

    /**
     * Keeps the sessions of a source.
     *
     * @param signer what the source's own call is signed with, or null where it is not signed
     * @param canBeAskedFor whether the source gives sessions; where it cannot, one that is there is used to its end
     * @param debug takes where a session came from, never a secret
     */
    KeptSession(
            SessionFile file,
            AwsCredentialsProvider source,
            AwsCredentialsProvider signer,
            boolean canBeAskedFor,
            Clock clock,
            Consumer<String> debug) {
        this.file = file;
        this.source = source;
        this.signer = signer;
        this.canBeAskedFor = canBeAskedFor;
        this.clock = clock;
        this.debug = debug;
    }

    @Override
    public synchronized AwsCredentials resolveCredentials() {
        if (current != null && lasts(current)) {
            return current;
        }
        Optional<AwsSessionCredentials> kept = file.read().filter(this::lasts);
        if (kept.isPresent()) {
            current = kept.get();
            isFromDisk = true;
            say("kept in " + file.path(), current);
            return current;
        }
        return asked();
    }

    private boolean lasts(AwsSessionCredentials session) {
        Instant enough = clock.now().plus(canBeAskedFor ? LONG_ENOUGH : TO_THE_END);
        return session.expirationTime().filter(end -> !end.isBefore(enough)).isPresent();
    }

    private AwsCredentials asked() {
        AwsCredentials asked = ask();
        // The source gives the same one until it renews it.
        if (asked != current && asked instanceof AwsSessionCredentials session) {
            current = session;
            isFromDisk = false;
            if (session.expirationTime().isPresent()) {
                file.write(session);
                say("asked for, and kept in " + file.path(), session);
            }
        }
        return asked;
    }

    private AwsCredentials ask() {
        try {
            return source.resolveCredentials();
        } catch (AwsServiceException refusal) {
            boolean isRefused = refusal.statusCode() == 403 || ErrorCodes.refusesCredentials(refusal);
            if (!isRefused || !(signer instanceof KeptSession kept) || !kept.dropsWhatWasKept()) {
                throw refusal;
            }
            return source.resolveCredentials();
        }
    }

    private void say(String where, AwsSessionCredentials session) {
        debug.accept("a session until " + session.expirationTime().orElseThrow() + ", " + where);
    }

    /**
     * Drops the session, and those that led to it, because a service says that it is over. One that only the AWS CLI can
     * ask for stays: a region that is not enabled says the same of a good one.
     */
    synchronized void drop() {
        if (current != null && canBeAskedFor) {
            file.remove(current);
        }
        current = null;
        isFromDisk = false;
        if (signer instanceof KeptSession kept) {
            kept.drop();
        }
    }

    /**
     * Drops a session that came from the disk, because it is denied something: sessions can be revoked, and a new one is
     * not.
     *
     * @return whether a new one will be asked for
     */
    synchronized boolean dropsWhatWasKept() {
        boolean drops = isFromDisk && canBeAskedFor;
        if (drops) {
            drop();
        }
        return drops;
    }
}
