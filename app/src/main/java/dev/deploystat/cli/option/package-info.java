/** Options and targets on the command line. This package knows no command. */
package dev.deploystat.cli.option;
