package dev.deploystat.aws.credentials;

import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Rides on a failed call's exception and says which operation it was and who signed it; the SDK's own exceptions do not.
 */
public final class FailedCall extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient AwsCredentialsProvider signer;
    private final transient SdkHttpRequest request;

    private FailedCall(String operation, AwsCredentialsProvider signer, SdkHttpRequest request) {
        super(operation, null, false, false);
        this.signer = signer;
        this.request = request;
    }

    /** Returns the note on a failure, or empty when the exception never was on a call. */
    public static Optional<FailedCall> on(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            for (Throwable note : each.getSuppressed()) {
                if (note instanceof FailedCall found) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the name of the operation that failed. */
    public String operation() {
        return getMessage();
    }

    /** Returns where the credentials of the call came from; empty when they were not searched for. */
    public Optional<Credentials> credentials() {
        return signer instanceof Credentials searched ? Optional.of(searched) : Optional.empty();
    }

    /** Returns whether these are the credentials that the call was signed with. */
    boolean isSignedWith(AwsCredentials credentials) {
        String token = credentials instanceof AwsSessionCredentials session ? session.sessionToken() : "";
        return request != null
                && header("Authorization").contains("Credential=" + credentials.accessKeyId() + "/")
                && header("X-Amz-Security-Token").equals(token);
    }

    private String header(String name) {
        return request.firstMatchingHeader(name).orElse("");
    }

    /** Puts the note on every failed call of a client. */
    public static final class Writer implements ExecutionInterceptor {
        private final AwsCredentialsProvider signer;

        public Writer(AwsCredentialsProvider signer) {
            this.signer = signer;
        }

        @Override
        public Throwable modifyException(Context.FailedExecution failed, ExecutionAttributes attributes) {
            Throwable exception = failed.exception();
            exception.addSuppressed(new FailedCall(
                    attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
                    signer,
                    failed.httpRequest().orElse(null)));
            return exception;
        }
    }
}
