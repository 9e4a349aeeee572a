package dev.deploystat.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

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

    /** Returns why a file cannot be used, in words; the exceptions' own messages often are just its name. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "it may not be accessed";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not UTF-8 text";
        }
        return e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : String.valueOf(e.getMessage());
    }

    /** Returns the refusal of a file that cannot be read or written. */
    static Refusal file(String message, String hint) {
        return new Refusal(Exit.USAGE, "file", message, hint);
    }

    /** Returns the refusal to go on when what has to be kept cannot be written. */
    static Refusal lost(String message) {
        return new Refusal(Exit.UNREADABLE, "output", message, "Check the space on the disk.");
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
