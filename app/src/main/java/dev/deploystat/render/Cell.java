package dev.deploystat.render;

import dev.deploystat.data.Plain;
import java.util.Map;

/**
 * One cell of a row.
 *
 * @param text its visible text on one line; null where there is nothing to say
 * @param tone its colour
 * @param link what it leads to, or null
 * @param literal whether it is text of somebody else's, and not a number or word of ours
 */
record Cell(String text, Tone tone, String link, boolean literal) {

    /** Returns the cell of plain data; lists and maps are written as JSON. */
    static Cell of(Object value) {
        if (value == null) {
            return new Cell(null, Tone.PLAIN, null, false);
        }
        boolean ours = value instanceof Number || value instanceof Boolean;
        boolean nested = value instanceof Iterable<?> || value instanceof Map<?, ?>;
        String text = nested ? Tree.line(value) : Plain.text(value);
        return new Cell(Text.visible(text), Tone.PLAIN, null, !ours);
    }

    Cell in(Tone other) {
        return new Cell(text, other, link, literal);
    }

    Cell to(String url) {
        return new Cell(text, tone, url, literal);
    }
}
