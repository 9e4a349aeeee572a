package dev.deploystat.aws.credentials;

/** Thrown when a profile or the environment yields no usable credentials; the hint says how to get some. */
public final class NoCredentials extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public NoCredentials(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
