/**
 * The gate: watches targets until a verdict is certain. The only user of a clock; knows the model, but neither the SDK
 * nor how a reading comes about or is shown.
 */
package dev.deploystat.gate;
