/** The options, environment variables and files that say how AWS is reached. This package makes no call. */
package dev.deploystat.aws.config;
