package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Clients;
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

/** Sets up the clients of one profile and region, all alike. */
final class ClientSetup implements Clients {
    private final String profile;
    private final String region;
    private final URI endpoint;
    private final AwsCredentialsProvider credentials;
    private final RetryStrategy retries;
    private final SdkHttpClient http;
    private final Function<String, Limiter> limiters;

    ClientSetup(
            String profile,
            String region,
            URI endpoint,
            AwsCredentialsProvider credentials,
            RetryStrategy retries,
            SdkHttpClient http,
            Function<String, Limiter> limiters) {
        this.profile = profile;
        this.region = region;
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.retries = retries;
        this.http = http;
        this.limiters = limiters;
    }

    @Override
    public <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configure(B builder) {
        String sdkPackage = builder.getClass().getPackageName();
        Limiter limiter = limiters.apply(sdkPackage.substring(sdkPackage.lastIndexOf('.') + 1));
        ClientOverrideConfiguration.Builder overrides = ClientOverrideConfiguration.builder()
                .addExecutionInterceptor(new FailedCall.Writer(credentials))
                .addExecutionInterceptor(limiter)
                .retryStrategy(limiter.listening(retries));
        if (profile != null) {
            overrides.defaultProfileName(profile);
        }
        builder.region(Region.of(region))
                .credentialsProvider(credentials)
                .httpClient(http)
                .overrideConfiguration(overrides.build());
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder;
    }
}
