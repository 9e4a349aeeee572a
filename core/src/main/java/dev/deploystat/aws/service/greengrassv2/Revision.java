package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.model.Rollout;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;

/**
 * What a deployment brings, which never changes.
 *
 * @param number the number of the revision among those of its target, or null
 * @param components the versions of the components by their names
 */
record Revision(String number, Map<String, String> components) {
    static final Revision UNKNOWN = new Revision(null, Map.of());

    static Revision of(GetDeploymentResponse deployment) {
        Map<String, String> components = new TreeMap<>();
        deployment.components().forEach((name, component) -> {
            if (component != null && component.componentVersion() != null) {
                components.put(name, component.componentVersion());
            }
        });
        return new Revision(deployment.revisionId(), components);
    }

    Rollout.Builder describe(Rollout.Builder rollout) {
        components.forEach((name, version) -> rollout.revisionName(name + ":" + version));
        return rollout.revision(number);
    }

    boolean brings(String name, String version) {
        return version != null && version.equals(components.get(name));
    }
}
