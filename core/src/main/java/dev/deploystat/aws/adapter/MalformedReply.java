package dev.deploystat.aws.adapter;

/** Thrown when a service's answer cannot be understood; the message says what is wrong with it. */
public final class MalformedReply extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedReply(String message) {
        super(message);
    }

    /** Returns what a reply has to hold, or throws if it lacks it: one that was written in half proves nothing. */
    public static <T> T unless(T given, String what) {
        if (given == null) {
            throw new MalformedReply("it lacks " + what);
        }
        return given;
    }

    public MalformedReply(String message, Throwable cause) {
        super(message, cause);
    }
}
