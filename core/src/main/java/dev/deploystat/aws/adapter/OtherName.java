package dev.deploystat.aws.adapter;

/**
 * The name of a target at another service, which may deploy it and leave no trace of that at the target.
 *
 * @param service the id of the other service
 * @param platform what the other service calls targets of this kind
 * @param name what it calls the target
 */
public record OtherName(String service, String platform, String name) {}
