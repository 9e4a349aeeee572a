package dev.deploystat.aws;

import dev.deploystat.model.Target;
import java.util.Map;

/**
 * One service at one place: the least that a scan looks through by itself.
 *
 * @param service the id of the service
 * @param profile the AWS profile, or null for the one of the session
 * @param role the ARN of a role to assume, or null
 * @param region the region
 */
public record Corner(String service, String profile, String role, String region) {

    /** Names a corner that is looked through with the credentials of a profile themselves. */
    public Corner(String service, String profile, String region) {
        this(service, profile, null, region);
    }

    /** Returns any target there, for what is asked of a place and not of a target. */
    public Target anywhere() {
        return new Target(service, "", Map.of(), null, profile, region, null).assuming(role);
    }
}
