package dev.deploystat.aws.adapter;

/** Thrown when a service's answer cannot be understood; the message says what is wrong with it. */
public final class MalformedReply extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedReply(String message) {
        super(message);
    }

    public MalformedReply(String message, Throwable cause) {
        super(message, cause);
    }
}
