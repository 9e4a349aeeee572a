/** HTTP and TLS over the JDK. This package knows neither services nor credentials. */
package dev.deploystat.aws.http;
