package dev.deploystat.aws.adapter;

import java.util.function.Consumer;

/**
 * Carries an exception of whoever takes rows or lines past the place where failed calls are judged: a closed pipe or a full
 * disk on our side is no broken connection to AWS.
 */
public final class ReceiverFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException reason;

    private ReceiverFailure(RuntimeException reason) {
        super(reason);
        this.reason = reason;
    }

    /** Returns what the taker threw. */
    public RuntimeException reason() {
        return reason;
    }

    /** Hands something over. */
    public static <T> void deliver(T something, Consumer<T> taker) {
        try {
            taker.accept(something);
        } catch (RuntimeException e) {
            throw new ReceiverFailure(e);
        }
    }
}
