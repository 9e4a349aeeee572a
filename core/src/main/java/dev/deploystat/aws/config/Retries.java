package dev.deploystat.aws.config;

import dev.deploystat.model.Nearest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * How often a failed call is tried again: what {@code AWS_RETRY_MODE} and {@code AWS_MAX_ATTEMPTS} say, else the profile,
 * else the SDK.
 */
public final class Retries {
    private static final Set<String> MODES = new TreeSet<>(Set.of("legacy", "standard", "adaptive"));

    private Retries() {}

    /**
     * Returns the way one client tries again.
     *
     * @param profile the profile to read, or null for the default one
     * @throws SdkClientException when a setting is not one
     */
    public static RetryStrategy of(AwsOptions options, String profile) {
        RetryStrategy.Builder<?, ?> strategy =
                AwsRetryStrategy.forRetryMode(setting("AWS_RETRY_MODE", "retry_mode", options, profile)
                                .map(Retries::mode)
                                .orElse(RetryMode.LEGACY))
                        .toBuilder();
        setting("AWS_MAX_ATTEMPTS", "max_attempts", options, profile)
                .map(Retries::attempts)
                .ifPresent(strategy::maxAttempts);
        return strategy.build();
    }

    /** Returns a way to try again that takes no time, for answers that come from a record. */
    public static RetryStrategy atOnce() {
        RetryStrategy.Builder<?, ?> strategy = AwsRetryStrategy.forRetryMode(RetryMode.LEGACY).toBuilder();
        strategy.backoffStrategy(BackoffStrategy.retryImmediately());
        strategy.throttlingBackoffStrategy(BackoffStrategy.retryImmediately());
        return strategy.build();
    }

    private static Optional<String> setting(String variable, String property, AwsOptions options, String profile) {
        return Optional.ofNullable(options.variable(variable))
                .or(() -> Profiles.property(property, profile, options))
                .map(String::strip);
    }

    private static RetryMode mode(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "legacy" -> RetryMode.LEGACY;
            case "standard" -> RetryMode.STANDARD;
            case "adaptive" -> RetryMode.ADAPTIVE_V2;
            default ->
                throw SdkClientException.create("'" + word + "' is not a retry mode: "
                        + Nearest.to(word, MODES)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("it is one of " + String.join(", ", MODES)));
        };
    }

    private static int attempts(String number) {
        try {
            int attempts = Integer.parseInt(number);
            if (attempts >= 1) {
                return attempts;
            }
        } catch (NumberFormatException e) {
            // Refused below, with those that are no number of attempts.
        }
        throw SdkClientException.create("'" + number + "' is not a number of attempts: it is 1 or more");
    }
}
