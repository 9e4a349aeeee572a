package dev.deploystat.aws.credentials;

import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Setting;
import dev.deploystat.aws.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/** Credentials of the environment, the container and the instance, which no profile describes. */
final class Surroundings {
    private static final InetSocketAddress METADATA = new InetSocketAddress("169.254.169.254", 80);
    private static final int METADATA_PATIENCE_MILLIS = 300;

    private final AwsOptions options;
    private final Settings settings;

    Surroundings(AwsOptions options, Settings settings) {
        this.options = options;
        this.settings = settings;
    }

    /**
     * Returns the keys of the environment, or empty when there is no access key.
     *
     * @throws NoCredentials when its secret is missing: to go on to other keys could lead to another account
     */
    Optional<Source> environment() {
        String key = options.variable("AWS_ACCESS_KEY_ID");
        if (key == null) {
            return Optional.empty();
        }
        String secret = options.variable("AWS_SECRET_ACCESS_KEY");
        if (secret == null) {
            throw new NoCredentials(
                    "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY", "Set both of them, or neither.", null);
        }
        String token = options.variable("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN");
        return Optional.of(Source.ofKeys("the keys of the environment", key, secret, token, Renewal::ofEnvironment));
    }

    Optional<Source> container() {
        return options.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI") == null
                ? Optional.empty()
                : Optional.of(new Source("the container", ContainerCredentialsProvider.create(), Renewal::ofContainer));
    }

    Optional<Source> instance() {
        if (Boolean.parseBoolean(options.variable("AWS_EC2_METADATA_DISABLED"))) {
            return Optional.empty();
        }
        Optional<String> endpoint = settings.setting(
                        "ec2_metadata_service_endpoint", "AWS_EC2_METADATA_SERVICE_ENDPOINT")
                .map(Setting::value);
        if (endpoint.isEmpty() && !isMetadataThere()) {
            return Optional.empty();
        }
        InstanceProfileCredentialsProvider.Builder provider = InstanceProfileCredentialsProvider.builder();
        endpoint.ifPresent(provider::endpoint);
        provider.profileFile(ProfileFile.aggregator().build()).profileName("none");
        return Optional.of(new Source("the instance", provider.build(), Renewal::ofInstance));
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
