package dev.deploystat.aws.config;

/**
 * A value that a user configured.
 *
 * @param value the value, without blanks around it
 * @param place where it comes from, for messages: a variable's name, or a file and a line
 * @param isInFile whether the place is in a file
 */
public record Setting(String value, String place, boolean isInFile) {}
