/**
 * What may be typed next, found out fast: from tables that the build writes, the AWS files and the history. This package
 * knows neither the parser nor the SDK.
 */
package dev.deploystat.cli.complete;
