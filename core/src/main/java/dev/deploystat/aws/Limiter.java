package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * Holds calls back to what one service takes from one account in one region, whichever target they are for: a bucket of
 * tokens for each rate. Each attempt takes a token; one that is throttled halves the rate for all, and answers bring it
 * back little by little.
 */
final class Limiter implements ExecutionInterceptor {
    /** How much of a rate is taken; the rest is left to others who call in the same account. */
    private static final double SHARE = 0.8;

    private static final double SLOWEST = SHARE / 64;
    private static final double STEP = SHARE / 32;

    private final List<Bucket> buckets = new ArrayList<>();
    private final Clock clock;
    private double share = SHARE;

    /** Creates a limiter of some rates; where there are none, nothing is held back. */
    Limiter(List<Rate> rates, Clock clock) {
        this.clock = clock;
        rates.forEach(rate -> buckets.add(new Bucket(rate, clock.now())));
    }

    /** Waits until it is the attempt's turn; the SDK calls this before each. */
    @Override
    public void beforeTransmission(Context.BeforeTransmission attempt, ExecutionAttributes attributes) {
        Duration wait = reserve(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        if (wait.isZero()) {
            return;
        }
        try {
            clock.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("called off while it waited for its turn", e);
        }
    }

    /** Takes a token for a call and returns how long to wait before using it. */
    synchronized Duration reserve(String operation) {
        return buckets.stream()
                .filter(bucket -> bucket.counts(operation))
                .findFirst()
                .map(bucket -> bucket.take(clock.now(), share))
                .orElse(Duration.ZERO);
    }

    /** Takes note that the service asked to slow down. */
    synchronized void throttled() {
        share = Math.max(share / 2, SLOWEST);
        buckets.forEach(Bucket::empty);
    }

    /** Takes note that the service answered. */
    synchronized void answered() {
        share = Math.min(share + STEP, SHARE);
    }

    /** Returns a way to try again that notifies this limiter of how attempts end. */
    RetryStrategy listening(RetryStrategy retries) {
        return new Listening(retries);
    }

    /** The tokens of one rate. Below zero are those that somebody already waits for. */
    private static final class Bucket {
        private final Rate rate;
        private double tokens;
        private Instant counted;

        Bucket(Rate rate, Instant now) {
            this.rate = rate;
            tokens = rate.burst() * SHARE;
            counted = now;
        }

        boolean counts(String operation) {
            return rate.operations().isEmpty() || rate.operations().contains(operation);
        }

        Duration take(Instant now, double share) {
            double perNano = rate.perSecond() * share / Duration.ofSeconds(1).toNanos();
            long passed = Math.max(0, Duration.between(counted, now).toNanos());
            tokens = Math.min(rate.burst() * SHARE, tokens + passed * perNano) - 1;
            counted = now;
            return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(-tokens / perNano));
        }

        void empty() {
            tokens = Math.min(tokens, 0);
        }
    }

    private final class Listening implements RetryStrategy {
        private final RetryStrategy retries;

        Listening(RetryStrategy retries) {
            this.retries = retries;
        }

        @Override
        public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
            return retries.acquireInitialToken(request);
        }

        @Override
        public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
            if (request.failure() instanceof SdkException failure && RetryUtils.isThrottlingException(failure)) {
                throttled();
            }
            return retries.refreshRetryToken(request);
        }

        @Override
        public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
            answered();
            return retries.recordSuccess(request);
        }

        @Override
        public int maxAttempts() {
            return retries.maxAttempts();
        }

        @Override
        public boolean useClientDefaults() {
            return retries.useClientDefaults();
        }

        @Override
        public RetryStrategy.Builder<?, ?> toBuilder() {
            return retries.toBuilder();
        }
    }
}
