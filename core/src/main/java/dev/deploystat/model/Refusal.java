package dev.deploystat.model;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/**
 * Thrown to end a command because of what the user asked for or gave; the message says what is wrong, the hint what to do
 * next.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is refused. */
    public enum Kind {
        /** An option, a target, a name or a value. */
        USAGE,
        /** A file that cannot be read or written as it is. */
        FILE,
        /** To go on while output that must be kept cannot be written. */
        OUTPUT;

        /** Returns the word used in output: {@code usage}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final String hint;

    private Refusal(Kind kind, String message, String hint) {
        super(message);
        this.kind = kind;
        this.hint = hint;
    }

    /** Returns the refusal of something the user wrote. */
    public static Refusal usage(String message, String hint) {
        return new Refusal(Kind.USAGE, message, hint);
    }

    /** Returns why a file cannot be used, in words; the exceptions' own messages often are just its name. */
    public static String reason(IOException e) {
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

    /** Returns why a file cannot be written: one that is not there would be made, so what is missing is its folder. */
    public static String reasonNotWritten(IOException e) {
        return e instanceof NoSuchFileException ? "there is no such folder" : reason(e);
    }

    /** Returns the refusal of a file that cannot be read or written. */
    public static Refusal file(String message, String hint) {
        return new Refusal(Kind.FILE, message, hint);
    }

    /** Returns the refusal to go on when what has to be kept cannot be written. */
    public static Refusal lost(String message) {
        return new Refusal(Kind.OUTPUT, message, "Check the space on the disk.");
    }

    public Kind kind() {
        return kind;
    }

    /** Returns the next step. */
    public String hint() {
        return hint;
    }
}
