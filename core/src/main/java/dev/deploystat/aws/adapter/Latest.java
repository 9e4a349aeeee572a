package dev.deploystat.aws.adapter;

import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;

/**
 * What a target that names no deployment means now.
 *
 * @param target the target as asked
 * @param id the id of its latest deployment, still to be read; null where it is read already or read as it is
 * @param reading the reading, where finding the deployment has read it too; else null
 */
public record Latest(Target target, String id, Reading reading) {

    /** Returns the finding of a deployment that is still to be read. */
    public static Latest of(Target target, String id) {
        return new Latest(target, id, null);
    }

    /** Returns the finding of a deployment that was read at the same time. */
    public static Latest read(Target target, Rollout rollout) {
        return new Latest(target, null, Reading.of(target, rollout));
    }

    /** Returns the finding that there is no deployment, and why. */
    public static Latest none(Target target, ReadError why) {
        return new Latest(target, null, Reading.failed(target, why));
    }

    /** Returns the finding that the target is there, and nothing was ever deployed to it. */
    public static Latest neverDeployed(Target target, ServiceInfo service) {
        return none(
                target,
                ReadError.neverDeployed(
                        service.title() + " has no deployment of " + target.resource(),
                        "Check the name, the region and the account."));
    }

    /** Returns that the target is to be read as it is: the reply itself says which deployment is the latest. */
    public static Latest asItIs(Target target) {
        return new Latest(target, null, null);
    }

    /** Returns what to read: the target bound to the deployment, or as it is. */
    public Target pinned() {
        return id == null ? target : target.pinnedTo(id);
    }
}
