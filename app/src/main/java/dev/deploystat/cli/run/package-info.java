/** What a command may touch of its process, and how it ends. This package knows no command. */
package dev.deploystat.cli.run;
