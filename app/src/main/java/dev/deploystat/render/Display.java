package dev.deploystat.render;

import java.time.Instant;

/**
 * What the output goes to.
 *
 * @param terminal whether a person reads it on a terminal
 * @param width its columns; matters on a terminal only, 0 when unknown
 * @param color whether colours and hyperlinks may be used
 * @param unicode whether it shows more than ASCII
 * @param now the time that ages are counted from
 */
public record Display(boolean terminal, int width, boolean color, boolean unicode, Instant now) {}
