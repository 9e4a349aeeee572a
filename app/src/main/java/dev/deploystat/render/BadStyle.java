package dev.deploystat.render;

/** Thrown when a result cannot be written as asked; the message says what is wrong, the hint what would be right. */
public final class BadStyle extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    BadStyle(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** Returns the next step. */
    public String hint() {
        return hint;
    }
}
