package dev.deploystat.aws.credentials;

import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Rides on the exception of a failed call to a service that gives credentials out, and names the service: the call that waits
 * for the credentials is made to another one.
 */
public final class SourceCall extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SourceCall(String title) {
        super(title, null, false, false);
    }

    /** Returns the note of the call that failed first, or empty when no such call failed. */
    public static Optional<SourceCall> on(Throwable failure) {
        Optional<SourceCall> innermost = Optional.empty();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            for (Throwable note : each.getSuppressed()) {
                if (note instanceof SourceCall found) {
                    innermost = Optional.of(found);
                    break;
                }
            }
        }
        return innermost;
    }

    /** Names who was asked on an exception that does not say so yet. */
    static <E extends RuntimeException> E noted(E failure, String title) {
        if (on(failure).isEmpty()) {
            failure.addSuppressed(new SourceCall(title));
        }
        return failure;
    }

    /** Returns what AWS calls the service. */
    public String title() {
        return getMessage();
    }

    /** Puts the note on every failed call of a client. */
    record Writer(String title) implements ExecutionInterceptor {
        @Override
        public Throwable modifyException(Context.FailedExecution failed, ExecutionAttributes attributes) {
            Throwable exception = failed.exception();
            exception.addSuppressed(new SourceCall(title));
            return exception;
        }
    }
}
