/** The words of deploystat. This package knows only {@code java.*}: no SDK, no clock, no console. */
package dev.deploystat.model;
