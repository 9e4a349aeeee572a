/** The way to AWS: sessions, rates, errors and the fleet that reads targets. It knows neither the gate nor the command line. */
package dev.deploystat.aws;
