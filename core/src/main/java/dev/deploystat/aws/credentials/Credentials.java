package dev.deploystat.aws.credentials;

import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * Finds credentials where the AWS CLI finds them, in its order: a profile that was named; keys in the environment; a web
 * identity token; the profile of the environment or {@code default}; the container; the instance.
 *
 * <p>Each source refreshes by itself, by its own idea of when that is due. Where a service refuses what was given out, the
 * search begins anew, so that keys which ended early, and a login renewed meanwhile, need no new start of the program.
 * The instance's metadata service is asked only where something answers at its address at once, so that a laptop without
 * credentials is told so within a second.
 */
public final class Credentials implements AwsCredentialsProvider {
    private static final InetSocketAddress METADATA = new InetSocketAddress("169.254.169.254", 80);
    private static final int METADATA_PATIENCE_MILLIS = 300;
    /** How the SDK's messages about a login that is over can be told: it has no exception of their own for them. */
    private static final Pattern SSO = Pattern.compile("(?i)(?<![a-z])sso|Token is expired");

    private static final String TEST = "'aws sts get-caller-identity' tests what the AWS CLI finds.";

    private final String named;
    private final AwsOptions options;
    private Source source;

    /** Where credentials come from, and what the user does when it has no good ones. */
    private record Source(AwsCredentialsProvider provider, Supplier<String> renewal) {}

    /** Starts a search; {@code named} is the profile the user named for this target, or null. */
    public Credentials(String named, AwsOptions options) {
        this.named = named;
        this.options = options;
    }

    /**
     * Returns credentials to sign with.
     *
     * @throws NoCredentials when there are none, or they cannot be got; what may go away by itself, as a connection to
     *     STS that breaks off, is thrown as it came
     */
    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return source().provider().resolveCredentials();
        } catch (NoCredentials e) {
            throw e;
        } catch (RuntimeException e) {
            throw mayPass(e) ? e : unusable(e);
        }
    }

    /**
     * Makes calls, and makes them once more when the service refuses the credentials they were signed with and there are
     * others by now.
     */
    public static <T> T renewing(Supplier<T> calls) {
        try {
            return calls.get();
        } catch (AwsServiceException refusal) {
            if (!ErrorCodes.refusesCredentials(refusal) || !areReplaced(refusal)) {
                throw refusal;
            }
            return calls.get();
        }
    }

    private static boolean areReplaced(AwsServiceException refusal) {
        FailedCall note = FailedCall.on(refusal).orElse(null);
        return note != null
                && note.credentials()
                        .map(credentials -> credentials.replace(note))
                        .orElse(false);
    }

    /** Calls of several threads may be refused at the same time: what one has replaced, the others take. */
    private synchronized boolean replace(FailedCall refused) {
        if (refused.isSignedWith(resolveCredentials())) {
            source = null;
        }
        return !refused.isSignedWith(resolveCredentials());
    }

    /** Returns what the user does to get new credentials in place of those that were refused. */
    public synchronized String renewal() {
        return source == null ? TEST : source.renewal().get();
    }

    private static boolean mayPass(RuntimeException e) {
        AwsServiceException answered = ErrorCodes.find(e, AwsServiceException.class);
        return answered != null
                ? answered.statusCode() >= 500 || answered.isThrottlingException()
                : ErrorCodes.find(e, SocketException.class) != null
                        || ErrorCodes.find(e, SocketTimeoutException.class) != null;
    }

    private synchronized Source source() {
        if (source == null) {
            source = search();
        }
        return source;
    }

    private Source search() {
        if (named != null) {
            return profile(named).orElseThrow(() -> unknown(named));
        }
        String key = options.variable("AWS_ACCESS_KEY_ID");
        String secret = options.variable("AWS_SECRET_ACCESS_KEY");
        if (key != null && secret != null) {
            return new Source(fixed(key, secret, options.variable("AWS_SESSION_TOKEN")), Renewal::ofEnvironment);
        }
        String tokenFile = options.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
        if (tokenFile != null) {
            return new Source(WebIdentityTokenFileCredentialsProvider.create(), () -> Renewal.ofTokenFile(tokenFile));
        }
        String profile = options.variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE");
        Optional<Source> configured = profile(profile);
        if (configured.isPresent()) {
            return configured.get();
        }
        if (profile != null) {
            throw unknown(profile);
        }
        if (options.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI") != null) {
            return new Source(ContainerCredentialsProvider.create(), Renewal::ofContainer);
        }
        if (!Boolean.parseBoolean(options.variable("AWS_EC2_METADATA_DISABLED")) && isMetadataThere()) {
            return new Source(InstanceProfileCredentialsProvider.create(), Renewal::ofInstance);
        }
        throw new NoCredentials(
                "no AWS credentials found",
                "Set AWS_PROFILE, run 'aws configure' or 'aws sso login', or export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
                null);
    }

    private static AwsCredentialsProvider fixed(String key, String secret, String token) {
        AwsCredentials credentials = token == null
                ? AwsBasicCredentials.create(key, secret)
                : AwsSessionCredentials.create(key, secret, token);
        return () -> credentials;
    }

    /** Returns the credentials a profile describes; empty when it does not exist or describes none. */
    private Optional<Source> profile(String name) {
        Supplier<ProfileFile> files = Profiles.supplier(options);
        ProfileFile found = files.get();
        return Profiles.profile(name, found)
                .filter(profile -> name != null || describesCredentials(profile))
                .map(profile -> new Source(
                        ProfileCredentialsProvider.builder()
                                .profileFile(files)
                                .profileName(profile.name())
                                .build(),
                        () -> Renewal.ofProfile(profile, found)));
    }

    /** A default profile may hold no more than a region; the search then goes on. */
    private static boolean describesCredentials(software.amazon.awssdk.profiles.Profile profile) {
        return profile.properties().keySet().stream()
                .anyMatch(key -> key.equals("aws_access_key_id")
                        || key.equals("role_arn")
                        || key.equals("credential_process")
                        || key.startsWith("sso_")
                        || key.equals("login_session"));
    }

    private NoCredentials unknown(String profile) {
        return new NoCredentials(
                "there is no profile '" + profile + "' in the AWS configuration files",
                "'aws configure list-profiles' shows the profiles there are.",
                null);
    }

    private NoCredentials unusable(RuntimeException e) {
        String text = String.valueOf(e.getMessage());
        AwsServiceException answered = ErrorCodes.find(e, AwsServiceException.class);
        boolean over = SSO.matcher(text).find() || (answered != null && ErrorCodes.refusesCredentials(answered));
        return new NoCredentials("the AWS credentials cannot be used: " + text, over ? renewal() : TEST, e);
    }

    private static boolean isMetadataThere() {
        try (Socket socket = new Socket()) {
            socket.connect(METADATA, METADATA_PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
