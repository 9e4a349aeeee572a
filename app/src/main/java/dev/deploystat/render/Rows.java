package dev.deploystat.render;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Lays out the result of a query, and other plain data, as rows. */
final class Rows {
    private Rows() {}

    /** Returns what a list of the format's rows is made from: the elements of a list, alone or as the only member. */
    static List<Object> elements(Object value) {
        if (value instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        if (value instanceof Map<?, ?> map && map.size() == 1) {
            Object only = map.values().iterator().next();
            if (only instanceof Collection<?> collection && collection.stream().allMatch(Map.class::isInstance)) {
                return new ArrayList<>(collection);
            }
        }
        List<Object> one = new ArrayList<>();
        one.add(value);
        return one;
    }

    /**
     * Fills a grid: maps become rows under their keys, lists become rows, and scalars are rows of one cell. In text a
     * list of scalars is one row, as the AWS CLI has it.
     */
    static void fill(Grid grid, Object value, Format format) {
        boolean inLine = format == Format.TEXT;
        List<Object> elements = elements(value);
        if (!elements.isEmpty() && elements.stream().allMatch(Map.class::isInstance)) {
            Set<Object> keys = new LinkedHashSet<>();
            elements.forEach(element -> keys.addAll(((Map<?, ?>) element).keySet()));
            grid.header(keys.stream()
                    .map(String::valueOf)
                    .map(key -> format.hasCapitals() ? key.toUpperCase(Locale.ROOT) : key)
                    .toList());
            for (Object element : elements) {
                grid.row(keys.stream()
                        .map(key -> Cell.of(((Map<?, ?>) element).get(key)))
                        .toList());
            }
        } else if (inLine && !elements.isEmpty() && elements.stream().noneMatch(Rows::isNested)) {
            grid.row(elements.stream().map(Cell::of).toList());
        } else {
            for (Object element : elements) {
                grid.row(
                        element instanceof Collection<?> cells
                                ? cells.stream().map(Cell::of).toList()
                                : List.of(Cell.of(element)));
            }
        }
        grid.end();
    }

    /** Returns the name of an element: itself, or its {@code target}, {@code name} or {@code id}, or its first member. */
    static Object name(Object element) {
        if (!(element instanceof Map<?, ?> map)) {
            return element;
        }
        for (String key : List.of("target", "name", "id")) {
            if (map.get(key) != null) {
                return map.get(key);
            }
        }
        return map.isEmpty() ? null : map.values().iterator().next();
    }

    private static boolean isNested(Object value) {
        return value instanceof Collection<?> || value instanceof Map<?, ?>;
    }
}
