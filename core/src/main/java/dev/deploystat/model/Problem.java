package dev.deploystat.model;

/**
 * One reason for a failure, in the service's own words.
 *
 * @param resource what broke, or null when the service does not say
 * @param code the service's code for it, or null
 * @param message the service's text, or null
 */
public record Problem(String resource, String code, String message) {}
