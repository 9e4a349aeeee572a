package dev.deploystat.render;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/**
 * What the output goes to.
 *
 * @param terminal whether a person reads it on a terminal
 * @param width its columns; matters on a terminal only, 0 when unknown
 * @param color whether colours and hyperlinks may be used
 * @param unicode whether it shows more than ASCII
 * @param now the time that ages are counted from
 * @param home the time zone of whoever reads it; matters on a terminal only, elsewhere times are in UTC. Java takes
 *     milliseconds to find it, so it is asked only where a time is written.
 * @param rich whether there are 256 colours, and not 16
 */
public record Display(
        boolean terminal, int width, boolean color, boolean unicode, Instant now, Supplier<ZoneId> home, boolean rich) {

    /** Creates a look with the colours that every terminal has. */
    public Display(boolean terminal, int width, boolean color, boolean unicode, Instant now, Supplier<ZoneId> home) {
        this(terminal, width, color, unicode, now, home, false);
    }

    /** Creates a look for a reader whose time is UTC. */
    public Display(boolean terminal, int width, boolean color, boolean unicode, Instant now) {
        this(terminal, width, color, unicode, now, () -> ZoneOffset.UTC);
    }

    /** Returns the same look at another width. */
    public Display withWidth(int columns) {
        return new Display(terminal, columns, color, unicode, now, home, rich);
    }

    /** Returns the same look at another time. */
    public Display at(Instant time) {
        return new Display(terminal, width, color, unicode, time, home, rich);
    }

    /** Returns the time zone of whoever reads it. */
    public ZoneId zone() {
        return home.get();
    }

    /** Returns the name of the zone as it is said beside times. */
    String zoneName() {
        return zone().equals(ZoneOffset.UTC) ? "UTC" : zone().getId();
    }
}
