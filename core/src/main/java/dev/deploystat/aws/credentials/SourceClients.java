package dev.deploystat.aws.credentials;

import dev.deploystat.aws.config.ClientSettings;
import dev.deploystat.aws.config.Retries;
import dev.deploystat.aws.config.Settings;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.sso.SsoClient;
import software.amazon.awssdk.services.ssooidc.SsoOidcClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.IdpCommunicationErrorException;

/** The clients of the services that give credentials out: they go the same way over the network as all other calls. */
final class SourceClients {
    private static final String STS = "AWS STS";
    private static final String SSO = "AWS IAM Identity Center";

    private final Settings settings;
    private final Supplier<SdkHttpClient> http;
    private final String region;

    /**
     * Prepares clients.
     *
     * @param region the region in which roles are assumed, or null where the settings are to name it
     */
    SourceClients(Settings settings, Supplier<SdkHttpClient> http, String region) {
        this.settings = settings;
        this.http = http;
        this.region = region;
    }

    /** Returns a client that assumes roles with the credentials of a source. */
    StsClient sts(AwsCredentialsProvider source) {
        return configured(StsClient.builder(), STS, source, stsRegion()).build();
    }

    /** Returns a client that exchanges tokens of an identity provider, which need no signature. */
    StsClient stsForTokens() {
        return configured(StsClient.builder(), STS, AnonymousCredentialsProvider.create(), stsRegion())
                .build();
    }

    SsoClient sso(String ssoRegion) {
        return configured(SsoClient.builder(), SSO, AnonymousCredentialsProvider.create(), ssoRegion)
                .build();
    }

    SsoOidcClient ssoOidc(String ssoRegion) {
        return configured(SsoOidcClient.builder(), SSO, AnonymousCredentialsProvider.create(), ssoRegion)
                .build();
    }

    private String stsRegion() {
        return region != null
                ? region
                : settings.setting("region", "AWS_REGION", "AWS_DEFAULT_REGION")
                        .map(setting -> setting.value())
                        .orElse("us-east-1");
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(
            B builder, String title, AwsCredentialsProvider credentials, String where) {
        RetryStrategy.Builder<?, ?> retries = Retries.of(settings).toBuilder();
        retries.retryOnExceptionInstanceOf(IdpCommunicationErrorException.class);
        return ClientSettings.apply(builder, settings, null)
                .region(Region.of(where))
                .credentialsProvider(credentials)
                .httpClient(http.get())
                .overrideConfiguration(ClientSettings.overrides()
                        .retryStrategy(retries.build())
                        .addExecutionInterceptor(new SourceCall.Writer(title))
                        .build());
    }
}
