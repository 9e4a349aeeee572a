/** Exchanges with AWS as files, written and played back. This package knows no service. */
package dev.deploystat.aws.record;
