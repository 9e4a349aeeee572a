package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.model.ServiceInfo;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * Whom AWS takes the caller for.
 *
 * @param account the account
 * @param arn the user or the assumed role
 * @param origin what the credentials are, in words
 * @param expires when the credentials end, or null when they do not say
 * @param ahead how far the machine's clock is ahead of AWS's, in whole seconds; negative when it is behind, null when
 *     AWS did not say its time
 */
public record Caller(String account, String arn, String origin, Instant expires, Duration ahead) {
    static final ServiceInfo INFO = ServiceInfo.builder("sts", "AWS STS")
            .action("sts:GetCallerIdentity", "who the caller is; needs no permission")
            .build();

    static Caller of(Clients clients, AwsCredentials credentials, String origin, Instant now) {
        try (StsClient sts = clients.configure(StsClient.builder()).build()) {
            GetCallerIdentityResponse identity = sts.getCallerIdentity();
            Duration ahead = identity.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> ahead(date, now))
                    .orElse(null);
            return new Caller(
                    identity.account(),
                    identity.arn(),
                    origin,
                    credentials.expirationTime().orElse(null),
                    ahead);
        }
    }

    private static Duration ahead(String date, Instant now) {
        try {
            Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Duration.ofSeconds(Duration.between(there, now).toSeconds());
        } catch (DateTimeException e) {
            return null;
        }
    }
}
