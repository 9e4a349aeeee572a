package dev.deploystat.aws;

import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.MalformedReply;
import dev.deploystat.aws.credentials.Credentials;
import dev.deploystat.aws.credentials.FailedCall;
import dev.deploystat.aws.credentials.NoCredentials;
import dev.deploystat.aws.credentials.SourceCall;
import dev.deploystat.aws.http.TlsFailure;
import dev.deploystat.aws.record.ReplayMiss;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Use;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says what a failed call means and what to do about it. The service's error code decides first, the HTTP status second:
 * most not-found, throttling and denial answers have no exception class of their own.
 */
public final class CallErrors {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    private static final Pattern PROXY_REFUSES = Pattern.compile("^Unable to tunnel through proxy.*HTTP/[0-9.]+ 4");
    private static final String UNMARSHALL = "Unable to unmarshall response";
    /** What parsers and the SDK add to a message and no reader of ours can use. */
    private static final Pattern PLACE_IN_CODE =
            Pattern.compile("(?s)(\\R.*| \\(start marker at .*|\\. Response Code: .*| \\(SDK Attempt Count: .*)$");

    private static final String INTERLOPER =
            "Something between here and AWS may have answered instead; --debug shows the exchange.";

    /** The code of an error that means: AWS has no such host, so that the service is not offered in the region. */
    public static final String NO_SUCH_HOST = "UnknownHost";

    private CallErrors() {}

    /**
     * Returns what a failed call means, or empty for an exception that is no failure of a call but a bug of ours.
     *
     * @param today the date that decides whether a service has ended
     * @throws Refusal when what the call was to be made with is wrong: no service can be blamed
     */
    public static Optional<ReadError> of(Throwable failure, ServiceInfo service, String region, LocalDate today) {
        Refusal refusal = ErrorCodes.find(failure, Refusal.class);
        if (refusal != null) {
            throw refusal;
        }
        NoCredentials none = ErrorCodes.find(failure, NoCredentials.class);
        if (none != null) {
            String denied = none.denied().orElse(null);
            ErrorKind kind = denied == null ? ErrorKind.CREDENTIALS : ErrorKind.DENIED;
            return Optional.of(new ReadError(kind, null, none.getMessage(), null, denied, none.hint()));
        }
        AwsServiceException answered = ErrorCodes.find(failure, AwsServiceException.class);
        ReplayMiss miss = ErrorCodes.find(failure, ReplayMiss.class);
        MalformedReply malformed = ErrorCodes.find(failure, MalformedReply.class);
        FailedCall note = FailedCall.on(failure).orElse(null);
        String action = action(service, note == null ? null : note.operation());
        if (miss != null) {
            return Optional.of(new ReadError(
                    ErrorKind.SERVICE,
                    "ReplayMiss",
                    miss.getMessage(),
                    null,
                    action,
                    "The file holds another command's exchanges, or was recorded with other options."));
        }
        String source = SourceCall.on(failure).map(SourceCall::title).orElse(null);
        if (answered != null) {
            ReadError error = ofAnswer(answered, service, source, action, today);
            return Optional.of(ErrorCodes.refusesCredentials(answered) ? renewable(error, note) : error);
        }
        if (malformed != null) {
            return Optional.of(unintelligible(title(service, source), action, malformed.getMessage()));
        }
        if (ErrorCodes.find(failure, SdkClientException.class) != null
                || ErrorCodes.find(failure, IOException.class) != null) {
            return Optional.of(ofConnection(failure, service, source, region, action, today));
        }
        return Optional.empty();
    }

    /** Returns who was called: the service, or, where it is given, the one that was to give credentials for that. */
    private static String title(ServiceInfo service, String source) {
        return source == null ? service.title() : source;
    }

    /** Says how the source that the credentials came from is renewed. */
    private static ReadError renewable(ReadError error, FailedCall note) {
        String renewal = note == null
                ? error.hint()
                : note.credentials().map(Credentials::renewal).orElse(error.hint());
        return new ReadError(error.kind(), error.code(), error.message(), error.requestId(), error.action(), renewal);
    }

    private static ReadError ofAnswer(
            AwsServiceException answered, ServiceInfo service, String source, String action, LocalDate today) {
        AwsErrorDetails details = answered.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        String said = details == null ? null : details.errorMessage();
        int status = answered.statusCode();
        if (said == null || said.isBlank()) {
            said = "HTTP " + status + (code == null ? "" : " " + code) + " without a message";
        }
        if (status == PROXY_AUTHENTICATION_REQUIRED) {
            return proxy(title(service, source), action, said);
        }
        ErrorKind kind = ErrorCodes.kind(code, said, status, service.missing());
        boolean named = kind == ErrorKind.NOT_FOUND || (kind == ErrorKind.CREDENTIALS && !isUnknownRoute(code));
        boolean gone = status == 403 || status == 404 || status == 410;
        if (source == null && hasEnded(service, today) && gone && !named) {
            return retired(service, action, code, said, answered.requestId());
        }
        boolean byAws = code != null || kind.isPassing();
        String next = ErrorCodes.isOffTime(said)
                ? ErrorCodes.SET_CLOCK
                : kind == ErrorKind.DENIED
                                && action != null
                                && service.uses(action).equals(Set.of(Use.FIND))
                        ? "Ask for " + action + "; 'deploystat policy --scan' prints all that is needed."
                        : ErrorCodes.hint(kind, code, action);
        String words = source == null ? said.strip() : source + " answers: " + said.strip();
        return new ReadError(kind, code, words, answered.requestId(), action, byAws ? next : INTERLOPER);
    }

    /** Every request is signed, so this code is an API gateway's word for a path that it does not serve. */
    private static boolean isUnknownRoute(String code) {
        return code.startsWith("MissingAuthenticationToken");
    }

    private static ReadError ofConnection(
            Throwable failure, ServiceInfo service, String source, String region, String action, LocalDate today) {
        String title = title(service, source);
        boolean isEnded = source == null && hasEnded(service, today);
        UnknownHostException unknown = ErrorCodes.find(failure, UnknownHostException.class);
        if (unknown != null) {
            if (isEnded) {
                return retired(service, action, "UnknownHost", "its host name no longer resolves", null);
            }
            if (source != null || !isOfAws(unknown)) {
                return new ReadError(
                        ErrorKind.UNREACHABLE,
                        "UnknownEndpoint",
                        "the endpoint of " + title + " does not resolve: " + detail(unknown),
                        null,
                        action,
                        "Check --endpoint-url, AWS_ENDPOINT_URL and your network or proxy.");
            }
            return new ReadError(
                    ErrorKind.UNREACHABLE,
                    NO_SUCH_HOST,
                    "the host of " + title + " in " + region + " does not resolve",
                    null,
                    action,
                    "Check the region's spelling, whether the service exists there, and your network or proxy.");
        }
        SSLException tls = ErrorCodes.find(failure, SSLException.class);
        boolean brokeOff = ErrorCodes.find(failure, SocketException.class) != null
                || ErrorCodes.find(failure, EOFException.class) != null
                || ErrorCodes.find(failure, SocketTimeoutException.class) != null;
        if (tls != null && !brokeOff) {
            TlsFailure meant = TlsFailure.of(tls);
            return new ReadError(
                    ErrorKind.UNREACHABLE,
                    "TLS",
                    "no trusted connection to " + title + ": " + meant.words(),
                    null,
                    action,
                    meant.hint());
        }
        if (ErrorCodes.find(failure, ConnectException.class) != null) {
            return new ReadError(
                    ErrorKind.UNAVAILABLE,
                    "ConnectionRefused",
                    "nothing answers at the endpoint of " + title,
                    null,
                    action,
                    "Check --endpoint-url, AWS_ENDPOINT_URL and your network or proxy.");
        }
        String detail = detail(failure);
        if (PROXY_REFUSES.matcher(detail).find()) {
            return proxy(title, action, detail);
        }
        if (isUnintelligible(failure)) {
            if (isEnded) {
                return retired(service, action, null, detail, null);
            }
            return unintelligible(title, action, detail);
        }
        if (ErrorCodes.find(failure, IOException.class) == null) {
            return new ReadError(
                    ErrorKind.SERVICE,
                    "Client",
                    "the call to " + title + " could not be made: " + detail,
                    null,
                    action,
                    "Check the options, the AWS_* variables and the profile.");
        }
        return new ReadError(
                ErrorKind.UNAVAILABLE,
                "Connection",
                "the connection to " + title + " broke off: " + detail,
                null,
                action,
                "Usually passing: try again, or wait with 'deploystat wait'.");
    }

    /** A parser's complaint may be an {@code IOException} too, but one that no network is to blame for. */
    private static boolean isUnintelligible(Throwable failure) {
        return String.valueOf(failure.getMessage()).startsWith(UNMARSHALL);
    }

    /** Returns what the exception inside the SDK's own says, without the places in code that parsers add. */
    private static String detail(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && (root instanceof SdkException || root instanceof UncheckedIOException)) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return PLACE_IN_CODE.matcher(message).replaceFirst("").strip();
    }

    private static ReadError proxy(String title, String action, String detail) {
        return new ReadError(
                ErrorKind.UNREACHABLE,
                "Proxy",
                "the proxy does not let calls to " + title + " through: " + detail,
                null,
                action,
                "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and whether the proxy wants a password.");
    }

    private static ReadError unintelligible(String title, String action, String detail) {
        return new ReadError(
                ErrorKind.SERVICE,
                "MalformedReply",
                "the answer of " + title + " cannot be understood: " + detail,
                null,
                action,
                INTERLOPER);
    }

    private static boolean isOfAws(UnknownHostException unknown) {
        String host = String.valueOf(unknown.getMessage());
        return host.contains(".amazonaws.") || host.contains(".api.aws");
    }

    private static boolean hasEnded(ServiceInfo service, LocalDate today) {
        return service.endOfLife() != null
                && (service.endOfLife().on() == null
                        || !today.isBefore(service.endOfLife().on()));
    }

    private static ReadError retired(ServiceInfo service, String action, String code, String said, String requestId) {
        LocalDate on = service.endOfLife().on();
        String ended = on == null ? " has been discontinued" : " ended on " + on;
        return new ReadError(
                ErrorKind.RETIRED,
                code,
                service.title() + ended + " and no longer serves requests. Original error: " + said,
                requestId,
                action,
                service.endOfLife().instead());
    }

    private static String action(ServiceInfo service, String operation) {
        return operation == null ? null : service.actionOf(operation).orElse(service.id() + ":" + operation);
    }
}
