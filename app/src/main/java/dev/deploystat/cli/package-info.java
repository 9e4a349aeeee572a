/**
 * The command line: from arguments to targets, from outcomes to exit codes. The only user of picocli, and the only
 * package that sees all the others; nothing imports it.
 */
package dev.deploystat.cli;
