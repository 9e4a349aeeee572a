package dev.deploystat.model;

import java.util.Map;
import java.util.Objects;

/**
 * What the user points at. {@link Targets} reads and prints its grammar,
 * {@code SERVICE:RESOURCE[#DEPLOYMENT][@[PROFILE/]REGION]}.
 *
 * @param service the id of the service, never an alias
 * @param resource the resource as the user wrote it, in one of the service's forms
 * @param fields the named pieces of the resource ({@code cluster}, {@code service}), defaults filled in
 * @param deployment the id of the deployment it is pinned to, or null for the latest one
 * @param profile the AWS profile, or null for the one of the session
 * @param region the region, or null for the one of the session
 * @param account the account an ARN named, or null
 * @param role the ARN of a role to assume for it, or null
 */
public record Target(
        String service,
        String resource,
        Map<String, String> fields,
        String deployment,
        String profile,
        String region,
        String account,
        String role) {

    public Target {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(resource, "resource");
        fields = Map.copyOf(fields);
    }

    /** Names a target that is read with the credentials of its profile themselves. */
    public Target(
            String service,
            String resource,
            Map<String, String> fields,
            String deployment,
            String profile,
            String region,
            String account) {
        this(service, resource, fields, deployment, profile, region, account, null);
    }

    /** Returns a named piece of the resource, or null when this form of target does not have it. */
    public String field(String name) {
        return fields.get(name);
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    public boolean isPinned() {
        return deployment != null;
    }

    /** Returns the same target, pinned to one deployment. */
    public Target pinnedTo(String id) {
        return new Target(service, resource, fields, id, profile, region, account, role);
    }

    /** Returns the same target at another place; null keeps what the target says itself. */
    public Target at(String otherProfile, String otherRegion) {
        return new Target(
                service,
                resource,
                fields,
                deployment,
                otherProfile == null ? profile : otherProfile,
                otherRegion == null ? region : otherRegion,
                account,
                role);
    }

    /** Returns the same target, read with the credentials of a role; null for none. */
    public Target assuming(String otherRole) {
        return new Target(service, resource, fields, deployment, profile, region, account, otherRole);
    }

    // The methods a record has by itself are linked when first called, which every start would pay for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Target that
                && service.equals(that.service)
                && resource.equals(that.resource)
                && fields.equals(that.fields)
                && Objects.equals(deployment, that.deployment)
                && Objects.equals(profile, that.profile)
                && Objects.equals(region, that.region)
                && Objects.equals(account, that.account)
                && Objects.equals(role, that.role);
    }

    @Override
    public int hashCode() {
        return Objects.hash(service, resource, fields, deployment, profile, region, account, role);
    }

    /** Returns the target as people read it: in its grammar, with the account and name of the role that is assumed. */
    public String shown() {
        return role == null ? toString() : this + " as " + role.substring(role.indexOf("::") + 2);
    }

    /** Returns the target in its grammar, as {@link Targets#parse} reads it; the grammar has no roles. */
    @Override
    public String toString() {
        return Targets.print(this);
    }
}
