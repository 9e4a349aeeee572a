package dev.deploystat.aws.adapter;

import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;

/** Sets up the SDK clients of one profile and region, all alike. */
public interface Clients {

    /**
     * Returns the builder of a client with region, credentials, endpoint, HTTP client, retries and rates set. Rates are
     * counted per SDK service, so an adapter may have clients of several services.
     */
    <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configure(B builder);
}
