package dev.deploystat.cli.config;

/** A value of a file, and where it stands. */
record Word(String text, Spot at) {}
