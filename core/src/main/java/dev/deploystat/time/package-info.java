/** The clock of a run, the machine's or a virtual one. Nothing else reads the time or sleeps. */
package dev.deploystat.time;
