package dev.deploystat.aws;

/** Thrown when a profile or the environment yields no usable credentials; the hint says how to get some. */
final class NoCredentials extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    NoCredentials(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
