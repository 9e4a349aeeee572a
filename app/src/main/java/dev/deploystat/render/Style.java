package dev.deploystat.render;

import java.util.List;

/**
 * How a result is to be written.
 *
 * @param format the format
 * @param query a JMESPath expression over the whole result, or null
 * @param columns the columns to show, in their order; empty for the usual ones
 * @param sortBy the column to sort by, with {@code -} before it for the largest first; null for the order of the rows
 * @param look what the output goes to
 * @param command the command line that asked for it, where the result says so; else null
 */
public record Style(Format format, String query, List<String> columns, String sortBy, Display look, String command) {

    public Style {
        columns = List.copyOf(columns);
    }

    /** Creates a style of a result that says nothing of how it was asked for. */
    public Style(Format format, String query, List<String> columns, String sortBy, Display look) {
        this(format, query, columns, sortBy, look, null);
    }
}
