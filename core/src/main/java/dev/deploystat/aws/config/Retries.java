package dev.deploystat.aws.config;

import dev.deploystat.model.Nearest;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.internal.retry.SdkDefaultRetryStrategy;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
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
     * @throws SdkClientException when a setting is not one
     */
    public static RetryStrategy of(Settings settings) {
        RetryStrategy.Builder<?, ?> strategy = strategy(settings.setting("retry_mode", "AWS_RETRY_MODE")
                .map(Retries::mode)
                .orElse(RetryMode.LEGACY));
        settings.setting("max_attempts", "AWS_MAX_ATTEMPTS")
                .map(Retries::attempts)
                .ifPresent(strategy::maxAttempts);
        return strategy.build();
    }

    /** Returns a way to try again that takes no time, for answers that come from a record. */
    public static RetryStrategy atOnce() {
        RetryStrategy.Builder<?, ?> strategy = strategy(RetryMode.LEGACY);
        strategy.backoffStrategy(BackoffStrategy.retryImmediately());
        strategy.throttlingBackoffStrategy(BackoffStrategy.retryImmediately());
        return strategy.build();
    }

    /**
     * Returns what {@link AwsRetryStrategy#forRetryMode} does, which reads {@code AWS_MAX_ATTEMPTS} by itself, and fails where
     * that is empty or no number.
     */
    private static RetryStrategy.Builder<?, ?> strategy(RetryMode mode) {
        RetryStrategy.Builder<?, ?> strategy =
                switch (mode) {
                    case LEGACY -> DefaultRetryStrategy.legacyStrategyBuilder();
                    case STANDARD -> DefaultRetryStrategy.standardStrategyBuilder();
                    case ADAPTIVE, ADAPTIVE_V2 -> DefaultRetryStrategy.adaptiveStrategyBuilder();
                };
        return AwsRetryStrategy.configureStrategy(SdkDefaultRetryStrategy.configureStrategy(strategy));
    }

    private static RetryMode mode(Setting setting) {
        String word = setting.value();
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "legacy" -> RetryMode.LEGACY;
            case "standard" -> RetryMode.STANDARD;
            case "adaptive" -> RetryMode.ADAPTIVE_V2;
            default ->
                throw SdkClientException.create("'" + word + "' of " + setting.place() + " is not a retry mode: "
                        + Nearest.to(word, MODES)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("it is one of " + String.join(", ", MODES)));
        };
    }

    private static int attempts(Setting setting) {
        try {
            int attempts = Integer.parseInt(setting.value());
            if (attempts >= 1) {
                return attempts;
            }
        } catch (NumberFormatException e) {
            // Refused below, with those that are no number of attempts.
        }
        throw SdkClientException.create(
                "'" + setting.value() + "' of " + setting.place() + " is not a number of attempts: it is 1 or more");
    }
}
