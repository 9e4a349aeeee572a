package dev.deploystat.render;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * What the output goes to.
 *
 * @param terminal whether a person reads it on a terminal
 * @param width its columns; matters on a terminal only, 0 when unknown
 * @param color whether colours and hyperlinks may be used
 * @param unicode whether it shows more than ASCII
 * @param now the time that ages are counted from
 * @param zone the time zone of whoever reads it; matters on a terminal only, elsewhere times are in UTC
 * @param rich whether there are 256 colours, and not 16
 */
public record Display(
        boolean terminal, int width, boolean color, boolean unicode, Instant now, ZoneId zone, boolean rich) {

    /** Creates a look with the colours that every terminal has. */
    public Display(boolean terminal, int width, boolean color, boolean unicode, Instant now, ZoneId zone) {
        this(terminal, width, color, unicode, now, zone, false);
    }

    /** Creates a look for a reader whose time is UTC. */
    public Display(boolean terminal, int width, boolean color, boolean unicode, Instant now) {
        this(terminal, width, color, unicode, now, ZoneOffset.UTC);
    }

    /** Returns the name of the zone as it is said beside times. */
    String zoneName() {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }
}
