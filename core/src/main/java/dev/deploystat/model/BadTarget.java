package dev.deploystat.model;

/** Thrown when a text is not a target; the message says what is wrong, the hint what would be right. */
public final class BadTarget extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public BadTarget(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** Returns the next step. */
    public String hint() {
        return hint;
    }
}
