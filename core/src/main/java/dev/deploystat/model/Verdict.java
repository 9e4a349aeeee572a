package dev.deploystat.model;

import java.util.Locale;

/** What a gate makes of a status. */
public enum Verdict {
    PASS,
    PENDING,
    FAIL;

    /** Returns the word used in output: {@code pass}, {@code pending} or {@code fail}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
