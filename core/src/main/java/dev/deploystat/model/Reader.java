package dev.deploystat.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Where readings come from. */
public interface Reader {

    /**
     * Reads targets and hands over one reading for each as soon as it is there: one at a time, in any order, from any
     * thread, until {@code each} returns that it wants no more. What cannot be read is a reading too, never an exception.
     *
     * @param targets distinct targets
     */
    void read(List<Target> targets, Predicate<Reading> each);

    /**
     * Adds to readings, in the same manner, all that is to be known about their deployments, at the price of further calls.
     *
     * @param seen readings of distinct targets that found a deployment
     */
    void explain(List<Reading> seen, Predicate<Reading> each);

    /**
     * Looks, in the same manner, at what contains deployments that are about to pass. A deployment whose service, group,
     * environment or stack is being deleted comes back as one that does not pass, with the reason; a failed reading says
     * why that could not be seen.
     *
     * @param passing readings of distinct targets that found a deployment
     */
    void confirm(List<Reading> passing, Predicate<Reading> each);

    /**
     * Looks, in the same manner, at what else may be at work on targets whose latest deployment is over, or to which nothing
     * was ever deployed. A reading that comes back unchanged says that nothing is. A deployment that is under way beside the
     * latest comes back in its place, and so does one that says, with the reason, that its service, group, environment or
     * stack is being deleted; another failed reading says why that could not be seen.
     *
     * @param over readings of distinct targets that found a deployment, or that none was ever made
     */
    void confirmIdle(List<Reading> over, Predicate<Reading> each);

    /**
     * Returns how long deployments of a target that succeeded usually took, as far as earlier readings of it held its history
     * anyway. It makes no call.
     */
    default Optional<Duration> usual(Target target) {
        return Optional.empty();
    }

    /** Returns the target bound to the deployment that was seen, or as it is where a service has no deployment ids. */
    Target pin(Target target, Rollout seen);
}
