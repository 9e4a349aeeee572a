package dev.deploystat.aws.config;

import java.net.URI;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.core.CompressionConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * Sets on a client what the environment and a profile say about every call, so that the SDK looks nothing up: it reads the
 * files by rules of its own, and an empty variable is a value to it.
 */
public final class ClientSettings {
    private ClientSettings() {}

    /** Returns what a client's overriding configuration begins with. */
    public static ClientOverrideConfiguration.Builder overrides() {
        return ClientOverrideConfiguration.builder()
                .defaultProfileFile(ProfileFile.aggregator().build())
                .defaultProfileName(Profiles.DEFAULT)
                .compressionConfiguration(CompressionConfiguration.builder()
                        .requestCompressionEnabled(false)
                        .minimumCompressionThresholdInBytes(0)
                        .build());
    }

    /**
     * Sets the endpoint if one is given or configured for the service, else its kind: an address that is named is called
     * as it is, as by the AWS CLI.
     *
     * @param settings what is configured, or null for nothing
     * @param endpoint the address to call, whatever is configured; null for none
     */
    public static <B extends AwsClientBuilder<B, ?>> B apply(B builder, Settings settings, URI endpoint) {
        URI called = endpoint == null && settings != null
                ? settings.endpoint(service(builder.getClass())).orElse(null)
                : endpoint;
        boolean isOfKind = called == null && settings != null;
        if (called != null) {
            builder.endpointOverride(called);
        }
        builder.defaultsMode(DefaultsMode.LEGACY)
                .fipsEnabled(isOfKind && settings.isOn("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"))
                .dualstackEnabled(isOfKind && settings.isOn("use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT"));
        return builder;
    }

    /** Returns the package of a client's builder. */
    static String service(Class<?> builder) {
        String name = builder.getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
