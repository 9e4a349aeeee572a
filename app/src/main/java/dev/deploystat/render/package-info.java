/**
 * One class a format. Renderers look at what the gate and the readings say and write it; they never call AWS, never
 * decide a verdict and never ask for the time.
 */
package dev.deploystat.render;
