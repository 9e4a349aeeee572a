/** What an adapter is and what it is given. This package knows no service, and nothing of how calls are made. */
package dev.deploystat.aws.adapter;
