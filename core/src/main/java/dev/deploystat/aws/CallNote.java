package dev.deploystat.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Rides on a failed call's exception and says which operation it was; the SDK's own exceptions do not. */
final class CallNote extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private CallNote(String operation) {
        super(operation, null, false, false);
    }

    /** Returns the name of the operation that failed, or null when the exception never was on a call. */
    static String operation(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            for (Throwable note : each.getSuppressed()) {
                if (note instanceof CallNote) {
                    return note.getMessage();
                }
            }
        }
        return null;
    }

    /** Puts the note on every failed call of a client. */
    static final class Writer implements ExecutionInterceptor {
        @Override
        public Throwable modifyException(Context.FailedExecution failed, ExecutionAttributes attributes) {
            Throwable exception = failed.exception();
            exception.addSuppressed(new CallNote(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME)));
            return exception;
        }
    }
}
