package dev.deploystat.aws;

import dev.deploystat.model.Target;
import java.util.Objects;

/**
 * Where calls go to, and as whom.
 *
 * @param service the service, or of a shared limiter the SDK's name of it
 * @param profile the profile, or of a shared limiter the account; may be null
 * @param role the role, or null
 */
record Place(String service, String profile, String role, String region) {
    static Place of(Target target) {
        return new Place(target.service(), target.profile(), target.role(), target.region());
    }

    // Written out for a fast start, as in Target.
    @Override
    public boolean equals(Object other) {
        return other instanceof Place that
                && service.equals(that.service)
                && Objects.equals(profile, that.profile)
                && Objects.equals(role, that.role)
                && Objects.equals(region, that.region);
    }

    @Override
    public int hashCode() {
        return Objects.hash(service, profile, role, region);
    }
}
