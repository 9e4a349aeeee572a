/** Where credentials come from and how they are renewed. This package knows no service that is read. */
package dev.deploystat.aws.credentials;
