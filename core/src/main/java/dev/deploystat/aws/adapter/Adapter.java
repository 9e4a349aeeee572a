package dev.deploystat.aws.adapter;

import dev.deploystat.aws.Fleet;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the deployments of one AWS service and says them in our words.
 *
 * <p>An adapter is stateless and only translates: it does not retry, sleep, log, print or turn an exception of the SDK
 * into a reading. {@link Fleet} does that once, around all of them. Everything but {@link #info} and {@link #states} may
 * throw any exception of the SDK.
 *
 * @param <C> the SDK client of the service
 */
public interface Adapter<C> {

    /** Returns what this adapter declares about its service. */
    ServiceInfo info();

    /** Returns every native status the service's model has, and the status it is mapped to. */
    List<NativeState> states();

    /** Returns the names of all points that {@link Rollout#headway} may say a deployment has reached, in their order. */
    default List<String> milestones() {
        return List.of();
    }

    /** Returns the rates at which the service takes calls, as far as AWS publishes them. */
    default List<Rate> rates() {
        return List.of();
    }

    /** Returns a client of the service for one profile and region. */
    C connect(Clients clients);

    /** Returns every target of the service in this account and region, in the order the service lists them. */
    Stream<Target> discover(Connection<C> connection);

    /**
     * Returns the deployments of a target, newest first, lazily where the service allows it. The stream may hold more
     * than the query asks for; {@link Fleet} filters and cuts it.
     */
    Stream<Rollout> history(Connection<C> connection, Target target, HistoryQuery query);

    /** Returns targets of one place in the batches that {@link #read} takes at the fewest calls. */
    default List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, info().batchSize());
    }

    /**
     * Reads the deployments that targets are pinned to, and of the others the latest one.
     *
     * @param targets one of the {@link #batches}
     * @return one reading per target, in any order; a target left out is taken for not found
     */
    List<Reading> read(Connection<C> connection, List<Target> targets);

    /**
     * Adds what only further calls tell: parts, timeline, and problems with the root cause first.
     *
     * @param target the target, pinned to the deployment that was seen
     * @param seen the deployment as {@link #read} gave it
     */
    Rollout explain(Connection<C> connection, Target target, Rollout seen);
}
