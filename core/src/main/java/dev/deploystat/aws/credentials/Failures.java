package dev.deploystat.aws.credentials;

import dev.deploystat.aws.adapter.ErrorCodes;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What it means that credentials could not be got. */
final class Failures {
    private Failures() {}

    /** Returns whether a failure says nothing of the credentials: nobody answered, or not now. */
    static boolean isOfTheWay(RuntimeException e) {
        AwsServiceException answered = ErrorCodes.find(e, AwsServiceException.class);
        return answered != null
                ? answered.statusCode() >= 500 || answered.isThrottlingException()
                : ErrorCodes.find(e, IOException.class) != null
                        && (SourceCall.on(e).isPresent()
                                || ErrorCodes.find(e, SocketException.class) != null
                                || ErrorCodes.find(e, SocketTimeoutException.class) != null);
    }

    /** Returns the words of whoever refused: the service's own, else those of the innermost exception that has any. */
    static String said(Throwable e) {
        AwsServiceException answered = ErrorCodes.find(e, AwsServiceException.class);
        if (answered != null) {
            AwsErrorDetails details = answered.awsErrorDetails();
            if (details != null
                    && details.errorMessage() != null
                    && !details.errorMessage().isBlank()) {
                String code = details.errorCode() == null ? "" : details.errorCode() + ": ";
                return details.serviceName() + " answers " + code
                        + details.errorMessage().strip();
            }
            return String.valueOf(answered.getMessage());
        }
        Throwable inner = e;
        while (inner.getCause() != null
                && inner.getCause().getMessage() != null
                && (inner instanceof SdkException || inner instanceof IllegalStateException)) {
            inner = inner.getCause();
        }
        return String.valueOf(inner.getMessage());
    }
}
