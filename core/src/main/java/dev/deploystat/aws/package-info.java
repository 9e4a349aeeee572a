/**
 * The AWS side: sessions, adapters and what is common around them. The only user of the SDK; knows neither the gate nor
 * anything of the command line.
 */
package dev.deploystat.aws;
