package dev.deploystat.aws.adapter;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.ServiceInfo;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What the error codes of AWS mean. The code decides first, the HTTP status second: most not-found, throttling and denial
 * answers have no exception class of their own.
 */
public final class ErrorCodes {
    private static final Set<String> THROTTLED = Set.of(
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "ProvisionedThroughputExceededException",
            "SlowDown",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "EC2ThrottledException",
            "TransactionInProgressException",
            "LimitExceededException",
            "CallRateLimitExceededException");
    /** Credentials that were good once and are over: ended, or replaced by others. */
    private static final Set<String> OVER =
            Set.of("ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId");

    private static final Set<String> CREDENTIALS = Set.of(
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "AuthFailure",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException");
    private static final Set<String> CLOCK = Set.of("RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed");
    /** The step after a request that is dated too early or too late. */
    public static final String SET_CLOCK = "This machine's clock is off by more than five minutes: set the clock.";

    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "UnauthorizedException",
            "UnauthorizedOperation",
            "ForbiddenException",
            "Forbidden",
            "OptInRequired",
            "SubscriptionRequiredException",
            "NotAuthorized");
    private static final Set<String> VAGUE =
            Set.of("ValidationError", "ValidationException", "InvalidInputException", "InvalidInput");
    private static final int TOO_MANY_REQUESTS = 429;

    private ErrorCodes() {}

    /** Returns the error of an item that a service refused inside an answer that was otherwise fine. */
    public static ReadError refused(String code, String message, String action) {
        ErrorKind kind = code == null ? ErrorKind.SERVICE : kind(code, message, 0, Set.of());
        return new ReadError(kind, code, message, null, action, hint(kind, code, action));
    }

    /** Returns whether a service says that credentials are not, or no longer, those of anybody. */
    public static boolean refusesCredentials(AwsServiceException answered) {
        AwsErrorDetails details = answered.awsErrorDetails();
        return details != null && details.errorCode() != null && OVER.contains(details.errorCode());
    }

    /** Returns whether a service says that good credentials lack a permission. */
    public static boolean isDenied(AwsServiceException answered) {
        AwsErrorDetails details = answered.awsErrorDetails();
        return kind(details == null ? null : details.errorCode(), null, answered.statusCode(), Set.of())
                == ErrorKind.DENIED;
    }

    /**
     * Returns what a call answers, or empty where it fails with one of these error codes: some services report a fact,
     * such as "not started yet", as an error.
     */
    public static <T> Optional<T> unless(Set<String> codes, Supplier<T> call) {
        return unless(answered -> codes.contains(code(answered)), call);
    }

    /** Returns what a call answers, or empty where it fails with an error of one of these kinds. */
    public static <T> Optional<T> unlessKind(Set<ErrorKind> kinds, ServiceInfo service, Supplier<T> call) {
        return unless(answered -> kinds.contains(kind(answered, service)), call);
    }

    /**
     * Returns what a call answers that others can do without, or empty where it is not permitted. Once refused it is not
     * made again.
     *
     * @param memo where the refusal is remembered: of the target, or of the place where one permission is that of all
     * @param action the IAM action of the call
     */
    public static <T> Optional<T> unlessDenied(Memo memo, String action, ServiceInfo service, Supplier<T> call) {
        if (memo.get(ErrorKind.class, action).isPresent()) {
            return Optional.empty();
        }
        Optional<T> answer = unlessKind(Set.of(ErrorKind.DENIED), service, call);
        if (answer.isEmpty()) {
            memo.put(ErrorKind.class, action, ErrorKind.DENIED);
        }
        return answer;
    }

    private static <T> Optional<T> unless(Predicate<AwsServiceException> isFact, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (AwsServiceException answered) {
            if (!isFact.test(answered)) {
                throw answered;
            }
            return Optional.empty();
        }
    }

    /** Returns the error of a name that a list does not hold, as a call for it would have answered. */
    public static AwsServiceException notListed(String message) {
        return answered(404, "ResourceNotFoundException", message);
    }

    /** Returns the error of a request that is wrong in a way that no call needs to be made to find out. */
    public static AwsServiceException malformed(String message) {
        return answered(400, "BadRequestException", message);
    }

    private static AwsServiceException answered(int status, String code, String message) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    private static String code(AwsServiceException answered) {
        AwsErrorDetails details = answered.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /** Returns the class of an error that a service answered with, for whoever has another way to go. */
    public static ErrorKind kind(AwsServiceException answered, ServiceInfo service) {
        AwsErrorDetails details = answered.awsErrorDetails();
        return details == null
                ? kind(null, null, answered.statusCode(), service.missing())
                : kind(details.errorCode(), details.errorMessage(), answered.statusCode(), service.missing());
    }

    public static ErrorKind kind(String code, String message, int status, Set<String> missing) {
        if (code != null) {
            if (THROTTLED.contains(code)) {
                return ErrorKind.THROTTLED;
            }
            if (OVER.contains(code) || CREDENTIALS.contains(code) || CLOCK.contains(code)) {
                return ErrorKind.CREDENTIALS;
            }
            if (DENIED.contains(code)) {
                return ErrorKind.DENIED;
            }
            boolean named = code.contains("NotFound") || code.contains("DoesNotExist") || code.contains("NoSuch");
            String text = message == null ? "" : message.toLowerCase(Locale.ROOT);
            boolean described = VAGUE.contains(code)
                    && (text.contains("does not exist")
                            || text.contains("could not find")
                            || text.contains("not found"));
            if (named || described || missing.contains(code)) {
                return ErrorKind.NOT_FOUND;
            }
        }
        if (status == TOO_MANY_REQUESTS) {
            return ErrorKind.THROTTLED;
        }
        if (status == 401 || status == 403) {
            return ErrorKind.DENIED;
        }
        if (status >= 500) {
            return ErrorKind.UNAVAILABLE;
        }
        return status >= 400 ? ErrorKind.INVALID : ErrorKind.SERVICE;
    }

    /** Returns whether a refused signature is one that is dated too early or too late; the code alone does not say it. */
    public static boolean isOffTime(String message) {
        return message.contains("Signature expired") || message.contains("Signature not yet current");
    }

    /** Returns the next step after an error, or null where there is none in general. */
    public static String hint(ErrorKind kind, String code, String action) {
        return switch (kind) {
            case NOT_FOUND -> "Check the name, the region and the account.";
            case CREDENTIALS ->
                CLOCK.contains(code)
                        ? SET_CLOCK
                        : "Log in again ('aws sso login' or new keys); 'aws sts get-caller-identity' tests them.";
            case DENIED ->
                action == null
                        ? "Ask for the permission; 'deploystat policy' prints what is needed."
                        : "Ask for " + action + "; 'deploystat policy' prints all that is needed.";
            case THROTTLED -> "Too many calls in this account and region; try again in a moment.";
            case UNAVAILABLE -> "Usually passing: try again, or wait with 'deploystat wait'.";
            case INVALID -> "The service refuses the request as it stands: check the target.";
            case UNREACHABLE, RETIRED, SERVICE -> null;
        };
    }

    /** Returns the exception of a type among a failure and its causes, or null. */
    public static <T extends Throwable> T find(Throwable failure, Class<T> type) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }
}
