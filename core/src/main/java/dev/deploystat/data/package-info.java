/** Plain data, and the one reader and writer of it as JSON. This package knows neither a format of ours nor a service. */
package dev.deploystat.data;
