package dev.deploystat.model;

import java.util.Locale;

/** Why a target could not be read, in the classes that lead to different next steps and exit codes. */
public enum ErrorKind {
    /** No such target, or nothing was ever deployed to it. */
    NOT_FOUND,
    /** No credentials, or expired or unusable ones. */
    CREDENTIALS,
    /** Known caller, missing permission. */
    DENIED,
    /** The service asks to slow down; goes away by itself. */
    THROTTLED,
    /** A 5xx answer, a refused or reset connection or a time-out; may go away by itself. */
    UNAVAILABLE,
    /** The host name does not resolve, or its certificate is not trusted. */
    UNREACHABLE,
    /** The service has ended. */
    RETIRED,
    /** The service refuses the request as malformed. */
    INVALID,
    /** An answer that cannot be understood, or a failure of no other class. */
    SERVICE;

    /** Returns whether waiting may help: such failures lengthen a wait and never end it before its deadline. */
    public boolean isPassing() {
        return switch (this) {
            case THROTTLED, UNAVAILABLE -> true;
            case NOT_FOUND, CREDENTIALS, DENIED, UNREACHABLE, RETIRED, INVALID, SERVICE -> false;
        };
    }

    /** Returns the word used in output: {@code not-found}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
