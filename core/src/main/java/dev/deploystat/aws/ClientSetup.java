package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.config.ClientSettings;
import dev.deploystat.aws.config.Settings;
import dev.deploystat.aws.credentials.FailedCall;
import java.net.URI;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** Gives all clients of one profile and region the same credentials, endpoint, retries, limits and log. */
final class ClientSetup implements Clients {
    private final Settings settings;
    private final String region;
    private final URI endpoint;
    private final AwsCredentialsProvider credentials;
    private final RetryStrategy retries;
    private final SdkHttpClient http;
    private final Function<String, Limiter> limiters;
    private final CallLog log;

    /**
     * Prepares clients.
     *
     * @param settings what the profile and the environment set, or null where nothing counts
     * @param endpoint the address to call, whatever is set; null for none
     * @param log what keeps which calls were allowed, or null
     */
    ClientSetup(
            Settings settings,
            String region,
            URI endpoint,
            AwsCredentialsProvider credentials,
            RetryStrategy retries,
            SdkHttpClient http,
            Function<String, Limiter> limiters,
            CallLog log) {
        this.settings = settings;
        this.region = region;
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.retries = retries;
        this.http = http;
        this.limiters = limiters;
        this.log = log;
    }

    @Override
    public <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configure(B builder) {
        String sdkPackage = builder.getClass().getPackageName();
        Limiter limiter = limiters.apply(sdkPackage.substring(sdkPackage.lastIndexOf('.') + 1));
        ClientOverrideConfiguration.Builder overrides = ClientSettings.overrides()
                .addExecutionInterceptor(new FailedCall.Writer(credentials))
                .addExecutionInterceptor(limiter)
                .retryStrategy(limiter.listening(retries));
        if (log != null) {
            overrides.addExecutionInterceptor(log);
        }
        ClientSettings.apply(builder, settings, endpoint)
                .region(Region.of(region))
                .credentialsProvider(credentials)
                .httpClient(http)
                .overrideConfiguration(overrides.build());
        return builder;
    }
}
