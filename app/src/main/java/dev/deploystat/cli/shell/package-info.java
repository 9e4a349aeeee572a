/** The prompt: commands one after the other in one process. Its library is loaded only where somebody types. */
package dev.deploystat.cli.shell;
