/** One class a command. This package does not know how commands are found. */
package dev.deploystat.cli.verb;
