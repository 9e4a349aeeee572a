package dev.deploystat.cli;

/** Ends a command with a message, the next step and an exit code. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final String kind;
    private final String hint;

    private Refusal(int exit, String kind, String message, String hint) {
        super(message);
        this.exit = exit;
        this.kind = kind;
        this.hint = hint;
    }

    /** Returns the refusal of something the user wrote. */
    static Refusal usage(String message, String hint) {
        return new Refusal(Exit.USAGE, "usage", message, hint);
    }

    /** Returns the refusal of a file that cannot be read or written. */
    static Refusal file(String message, String hint) {
        return new Refusal(Exit.USAGE, "file", message, hint);
    }

    int exit() {
        return exit;
    }

    String kind() {
        return kind;
    }

    String hint() {
        return hint;
    }
}
