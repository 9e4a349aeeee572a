package dev.deploystat.aws.credentials;

import java.util.Optional;

/** Thrown when a profile or the environment yields no usable credentials; the hint says how to get some. */
public final class NoCredentials extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;
    private final String denied;

    public NoCredentials(String message, String hint, Throwable cause) {
        this(message, hint, null, cause);
    }

    private NoCredentials(String message, String hint, String denied, Throwable cause) {
        super(message, cause);
        this.hint = hint;
        this.denied = denied;
    }

    /** Returns why a call that gives credentials out was refused, which it takes an IAM action to make. */
    static NoCredentials denied(String message, String hint, String action, Throwable cause) {
        return new NoCredentials(message, hint, action, cause);
    }

    /** Returns the IAM action that was denied; empty where the credentials themselves are no good. */
    public Optional<String> denied() {
        return Optional.ofNullable(denied);
    }

    public String hint() {
        return hint;
    }
}
