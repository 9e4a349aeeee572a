package dev.deploystat.aws.adapter;

import dev.deploystat.model.Change;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads one kind of target of a service, such as stacks or stack sets, and translates what the service replies.
 *
 * <p>A kind is stateless: it does not retry, sleep, log, print, read the clock or turn an exception into a reading. Its
 * methods may throw any exception of the SDK; {@code Fleet} handles them all in one place.
 *
 * @param <C> the SDK client, or clients, of the service
 */
public interface Kind<C> {

    /** Returns whether this is the kind of a target. */
    boolean reads(Target target);

    /** Returns every native status of the service's model for this kind, with the status it is mapped to. */
    List<NativeState> states();

    /** Returns the names of all stages that {@link Rollout#stages} may report as reached, in their order. */
    default List<String> milestones() {
        return List.of();
    }

    /** Returns the stages of one target; calls the service where each target has names of its own. */
    default List<String> milestones(Connection<C> connection, Target target) {
        return milestones();
    }

    /** Returns every target of this kind in an account and region, in the order in which the service lists them. */
    Stream<Target> discover(Connection<C> connection);

    /**
     * Returns the resources that stand beside one that was not found, so that a misspelt one can be pointed out: those of
     * one call.
     */
    default List<String> neighbours(Connection<C> connection, Target target) {
        return List.of();
    }

    /**
     * Returns the deployments of a target, newest first, lazily where the service allows it. The stream may hold more
     * than the query asks for; {@code Fleet} filters and cuts it.
     */
    Stream<Rollout> history(Connection<C> connection, Target target, HistoryQuery query);

    /**
     * Returns the deployments that may be under way although the latest of a target is over: of a service that works at
     * several at a time, {@link #history}. It may hold others, too, and is asked only for the step before a deployment. A
     * kind whose latest deployment speaks for all of them has none.
     *
     * @param latest the latest deployment, or null where there was never one
     */
    default Stream<Rollout> underWay(Connection<C> connection, Target target, Rollout latest) {
        return Stream.empty();
    }

    /**
     * Returns the name of a target at another service that may be at work on it without a trace in {@link #read}. It is asked
     * only for the step before a deployment.
     *
     * @param latest the latest deployment
     */
    default Optional<OtherName> otherName(Target target, Rollout latest) {
        return Optional.empty();
    }

    /**
     * Returns the deployments under way of a target of another service, lazily, and those of which nothing says yet what they
     * are of. It may hold others that are over.
     *
     * @param target what is deployed, as this service calls it
     */
    default Stream<Rollout> underWayOn(Connection<C> connection, OtherName target) {
        return Stream.empty();
    }

    /**
     * Returns whether its latest deployment says that a target is being deleted, or was. What is deployed to a target that
     * is its own container shows that only by itself.
     */
    default boolean isGone(Rollout latest) {
        return latest.status() == Status.STOPPED && latest.operation() == Operation.DELETE;
    }

    /** Cuts targets of one place into the batches that {@link #read} takes with the fewest calls. */
    List<List<Target>> batches(List<Target> targets);

    /**
     * Finds the latest deployment of targets that name none.
     *
     * @param targets the targets of a batch that are not pinned, all of a service with deployment ids
     * @return one finding per target; a target that is left out has no deployment
     */
    default List<Latest> latest(Connection<C> connection, List<Target> targets) {
        return targets.stream().map(Latest::asItIs).toList();
    }

    /**
     * Reads deployments.
     *
     * @param targets at most a batch; each is pinned, unless {@link #latest} answered with it as it is or the service has
     *     no deployment ids
     * @return one reading per target, in any order; a target that is left out was not found
     */
    List<Reading> read(Connection<C> connection, List<Target> targets);

    /**
     * Looks at what contains deployments that are about to pass: their service, group, environment or application. It is
     * asked once, at the end, for a batch.
     *
     * @param passing deployments by their targets, which are pinned
     * @return those whose container is being deleted, as deployments that do not pass, with the reason; the others are left
     *     out
     */
    default Map<Target, Rollout> withdrawn(Connection<C> connection, Map<Target, Rollout> passing) {
        return Map.of();
    }

    /**
     * Returns the target that a deployment is one of, where a deployment can be named without it. The latest of that target
     * may be a newer one.
     *
     * @param deployment a deployment as {@link #read} returned it
     */
    default Optional<Target> container(Rollout deployment) {
        return Optional.empty();
    }

    /**
     * Adds what only further calls know: parts, timeline, and problems with the root cause first.
     *
     * @param target the target, pinned to the deployment that was seen
     * @param seen the deployment as {@link #read} returned it
     */
    Rollout explain(Connection<C> connection, Target target, Rollout seen);

    /**
     * Adds the calls of the AWS CLI that show a deployment as the service has it: what an operator would type next. A call
     * with something unknown in it is left out.
     *
     * @param target the target, pinned to the deployment that was seen
     * @param seen the deployment as {@link #explain} returned it
     * @param explained takes the calls, the most telling one first
     */
    void commands(Target target, Rollout seen, Rollout.Builder explained);

    /**
     * Returns the last lines that the parts which failed wrote, the most telling first. It is asked only where somebody
     * reads the explanation, and takes a few calls at most.
     *
     * @param logs reads the log streams that the service names
     * @param explained the deployment as {@link #explain} returned it
     */
    default List<LogTail> lastWords(Connection<C> connection, Logs logs, Target target, Rollout explained) {
        return List.of();
    }

    /**
     * Returns what differs between the revision of a deployment and the one before it. It is asked on demand. Of variables
     * of the environment, secrets and parameters that hide their values only the names may be said. Without further calls it
     * is the revision itself.
     *
     * @param explained the deployment as {@link #explain} returned it
     */
    default List<Change> changes(Connection<C> connection, Target target, Rollout explained) {
        String before = explained.previousRevision();
        String after = explained.revision();
        return before == null || after == null || before.equals(after)
                ? List.of()
                : List.of(Change.of("revision", before, after));
    }

    /**
     * Returns a deployment with what differs from the revision before it. A kind whose deployments do not say what was
     * before them looks for it here, and adds it as their previous revision.
     */
    default Rollout compared(Connection<C> connection, Target target, Rollout explained) {
        return explained.toBuilder()
                .changes(changes(connection, target, explained))
                .build();
    }
}
