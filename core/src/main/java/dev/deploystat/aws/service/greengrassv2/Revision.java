package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.model.Rollout;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;

/**
 * What a deployment brings, which never changes.
 *
 * @param target the thing or group that it is a revision of, as {@code thinggroup/floor}, or null
 * @param number its number among the revisions of its target, or null
 * @param components the versions of the components by their names
 */
record Revision(String target, String number, Map<String, String> components) {
    static final Revision UNKNOWN = new Revision(null, null, Map.of());

    static Revision of(GetDeploymentResponse deployment) {
        Map<String, String> components = new TreeMap<>();
        deployment.components().forEach((name, component) -> {
            if (component != null && component.componentVersion() != null) {
                components.put(name, component.componentVersion());
            }
        });
        String arn = deployment.targetArn();
        return new Revision(
                arn == null ? null : arn.substring(arn.indexOf(":thing") + 1), deployment.revisionId(), components);
    }

    /** Names it as a revision of its target. */
    void describe(Rollout.Builder rollout) {
        rollout.revision(number).revisionName(name());
        describeComponents(rollout);
    }

    /** Names it as one of the revisions that a device gets, of several targets with numbers of their own. */
    void describeOnDevice(Rollout.Builder rollout) {
        rollout.revision(name());
        describeComponents(rollout);
    }

    private void describeComponents(Rollout.Builder rollout) {
        components.forEach((name, version) -> rollout.revisionName(name + ":" + version));
    }

    private String name() {
        return target == null || number == null ? null : target + ":" + number;
    }

    boolean brings(String name, String version) {
        return version != null && version.equals(components.get(name));
    }
}
