package dev.deploystat.model;

import java.time.Instant;

/**
 * One line of a deployment's timeline, as {@code explain} prints it.
 *
 * @param at when it happened; null when the service does not say
 * @param resource what it happened to, or null for the deployment itself
 * @param nativeStatus the service's word for it, or null
 * @param message the service's text, or null
 */
public record Event(Instant at, String resource, String nativeStatus, String message) {}
