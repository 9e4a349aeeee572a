/** The one reader and writer of plain JSON. This package knows neither a format of ours nor a service. */
package dev.deploystat.data;
