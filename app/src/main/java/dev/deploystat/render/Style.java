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
 */
public record Style(Format format, String query, List<String> columns, String sortBy, Display look) {

    public Style {
        columns = List.copyOf(columns);
    }
}
