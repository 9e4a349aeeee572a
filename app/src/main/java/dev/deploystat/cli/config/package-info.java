/** The configuration file: where it is found, what it says and what is wrong with it. This package knows no command. */
package dev.deploystat.cli.config;
