package dev.deploystat.aws;

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
 * <p>Each source refreshes by itself. The instance's metadata service is asked only where something answers at its
 * address at once, so that a laptop without credentials is told so within a second.
 */
final class Credentials implements AwsCredentialsProvider {
    private static final InetSocketAddress METADATA = new InetSocketAddress("169.254.169.254", 80);
    private static final int METADATA_PATIENCE_MILLIS = 300;
    /** How the SDK's messages about a login that is over can be told: it has no exception of their own for them. */
    private static final Pattern SSO = Pattern.compile("(?i)\\bsso|Token is expired");

    private final String named;
    private final AwsOptions options;
    private AwsCredentialsProvider source;

    /** Starts a search; {@code named} is the profile the user named for this target, or null. */
    Credentials(String named, AwsOptions options) {
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
            return source().resolveCredentials();
        } catch (NoCredentials e) {
            throw e;
        } catch (RuntimeException e) {
            throw mayPass(e) ? e : unusable(e);
        }
    }

    private static boolean mayPass(RuntimeException e) {
        AwsServiceException answered = AwsErrors.find(e, AwsServiceException.class);
        return answered != null
                ? answered.statusCode() >= 500 || answered.isThrottlingException()
                : AwsErrors.find(e, SocketException.class) != null
                        || AwsErrors.find(e, SocketTimeoutException.class) != null;
    }

    private synchronized AwsCredentialsProvider source() {
        if (source == null) {
            source = search();
        }
        return source;
    }

    private AwsCredentialsProvider search() {
        if (named != null) {
            return profile(named).orElseThrow(() -> unknown(named));
        }
        String key = options.variable("AWS_ACCESS_KEY_ID");
        String secret = options.variable("AWS_SECRET_ACCESS_KEY");
        if (key != null && secret != null) {
            return fixed(key, secret, options.variable("AWS_SESSION_TOKEN"));
        }
        if (options.variable("AWS_WEB_IDENTITY_TOKEN_FILE") != null) {
            return WebIdentityTokenFileCredentialsProvider.create();
        }
        String profile = options.variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE");
        Optional<AwsCredentialsProvider> configured = profile(profile);
        if (configured.isPresent()) {
            return configured.get();
        }
        if (profile != null) {
            throw unknown(profile);
        }
        if (options.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI") != null) {
            return ContainerCredentialsProvider.create();
        }
        if (!Boolean.parseBoolean(options.variable("AWS_EC2_METADATA_DISABLED")) && isMetadataThere()) {
            return InstanceProfileCredentialsProvider.create();
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
    private Optional<AwsCredentialsProvider> profile(String name) {
        Supplier<ProfileFile> files = Profiles.supplier(options);
        return Profiles.profile(name, files.get())
                .filter(profile -> name != null || describesCredentials(profile))
                .map(profile -> ProfileCredentialsProvider.builder()
                        .profileFile(files)
                        .profileName(profile.name())
                        .build());
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
        String profile = named != null ? named : options.variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE");
        String text = String.valueOf(e.getMessage());
        boolean sso = SSO.matcher(text).find();
        String login = "aws sso login" + (profile == null ? "" : " --profile " + profile);
        return new NoCredentials(
                "the AWS credentials cannot be used: " + text,
                sso ? "Log in again: " + login : "'aws sts get-caller-identity' tests what the AWS CLI finds.",
                e);
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
