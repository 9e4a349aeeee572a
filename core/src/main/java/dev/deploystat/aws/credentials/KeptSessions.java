package dev.deploystat.aws.credentials;

import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.time.Clock;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The folder in which the AWS CLI keeps sessions, {@code ~/.aws/cli/cache}. */
final class KeptSessions {
    private final Path folder;
    private final Consumer<String> debug;

    KeptSessions(AwsOptions options, Consumer<String> debug) {
        folder = Path.of(options.home(), ".aws", "cli", "cache");
        this.debug = debug;
    }

    /**
     * Keeps the sessions of a role.
     *
     * @param asked what STS is asked for, by the names of its API, without what differs from call to call
     * @param signer what the call of STS is signed with, or null where it is not signed
     */
    AwsCredentialsProvider ofRole(
            SortedMap<String, Object> asked, AwsCredentialsProvider role, AwsCredentialsProvider signer) {
        return kept(SessionKey.ofRole(asked), role, signer, true, false);
    }

    /** Uses the session of a role that only the AWS CLI can ask for; where there is none, says so. */
    AwsCredentialsProvider ofRoleAskedForElsewhere(SortedMap<String, Object> asked, Supplier<NoCredentials> none) {
        AwsCredentialsProvider source = () -> {
            throw none.get();
        };
        return kept(SessionKey.ofRole(asked), source, null, false, false);
    }

    /** Keeps the sessions that a login gives. */
    AwsCredentialsProvider ofLogin(SortedMap<String, Object> asked, AwsCredentialsProvider login) {
        return kept(SessionKey.ofLogin(asked), login, null, true, true);
    }

    private AwsCredentialsProvider kept(
            String key,
            AwsCredentialsProvider source,
            AwsCredentialsProvider signer,
            boolean canBeAskedFor,
            boolean isOfLogin) {
        SessionFile file = new SessionFile(folder.resolve(key + ".json"), System.getProperty("user.name"), isOfLogin);
        return new KeptSession(file, source, signer, canBeAskedFor, Clock.system(), debug);
    }
}
