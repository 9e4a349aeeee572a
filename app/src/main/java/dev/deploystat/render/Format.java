package dev.deploystat.render;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats a result can be written in. */
public enum Format {
    /** Aligned columns for people. */
    TABLE,
    /** The same with more columns. */
    WIDE,
    /** One JSON document. */
    JSON,
    /** One JSON value a line. */
    JSONL,
    /** One YAML document. */
    YAML,
    /** Values between tabs, without a header. */
    TEXT,
    /** Comma-separated values (RFC 4180) with a header. */
    CSV,
    /** A GitHub table. */
    MARKDOWN,
    /** One page for a browser, with everything it needs in it. */
    HTML,
    /** One target a line, as other commands take it. */
    NAME;

    /** Returns the format of an option value, or empty when there is none of that name. */
    public static Optional<Format> of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word().equals(word))
                .findFirst();
    }

    /** Returns the name used in options. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether it has columns that can be chosen and rows that can be sorted. */
    public boolean isTabular() {
        return switch (this) {
            case TABLE, WIDE, TEXT, CSV, MARKDOWN, HTML -> true;
            case JSON, JSONL, YAML, NAME -> false;
        };
    }

    /** Returns whether programs read it, and have to be given every row that there is. */
    public boolean isForPrograms() {
        return switch (this) {
            case JSON, JSONL, YAML, CSV -> true;
            case TABLE, WIDE, TEXT, MARKDOWN, HTML, NAME -> false;
        };
    }

    /** Returns whether the names of its columns are written in capitals, which sets them off without a line below. */
    boolean hasCapitals() {
        return this == TABLE || this == WIDE;
    }
}
