/** The view that fills the screen while it waits. This package knows no service and asks none, and decides nothing. */
package dev.deploystat.tui;
