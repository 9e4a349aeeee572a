package dev.deploystat.aws.credentials;

import dev.deploystat.aws.adapter.ErrorCodes;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** The credentials of a role that a target names beside its profile. They refresh themselves before they end. */
final class AssumedRole implements AwsCredentialsProvider {
    /** What it takes, as the policy of whoever assumes a role and its trust policy call it. */
    static final String ACTION = "sts:AssumeRole";

    private static final Set<String> DENIALS = Set.of("AccessDenied", "AccessDeniedException");

    private final String arn;
    private final AwsCredentialsProvider provider;

    private AssumedRole(String arn, AwsCredentialsProvider provider) {
        this.arn = arn;
        this.provider = provider;
    }

    /** Returns the source of a role's credentials, which the credentials of another source are taken to assume. */
    static Source of(String arn, Source caller, SourceClients clients) {
        AwsCredentialsProvider provider = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(clients.sts(caller.provider()))
                .refreshRequest(request -> request.roleArn(arn).roleSessionName(ProfileSources.SESSION_NAME))
                .build();
        return new Source(caller.origin() + ", for the role " + arn, new AssumedRole(arn, provider), caller.renewal());
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return provider.resolveCredentials();
        } catch (RuntimeException e) {
            AwsServiceException answered = ErrorCodes.find(e, AwsServiceException.class);
            boolean denied = answered != null
                    && answered.awsErrorDetails() != null
                    && DENIALS.contains(answered.awsErrorDetails().errorCode());
            if (!denied) {
                throw e;
            }
            throw NoCredentials.denied(
                    "the role " + arn + " may not be assumed (" + ACTION + "): " + Failures.said(e),
                    "Allow " + ACTION + " on it to whoever asks, and in its trust policy.",
                    ACTION,
                    e);
        }
    }
}
