package dev.deploystat.aws.adapter;

import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.stream.Stream;

/**
 * A kind whose targets have a current state and no history, and are read with calls of their own, one target after the
 * other.
 *
 * @param <C> the SDK client of the service
 */
public interface CurrentState<C> extends Kind<C> {

    /** Reads the state that a target is in. */
    Rollout current(Connection<C> connection, Target target);

    @Override
    default List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, 1);
    }

    @Override
    default List<Reading> read(Connection<C> connection, List<Target> targets) {
        return targets.stream()
                .map(target -> Reading.of(target, current(connection, target)))
                .toList();
    }

    @Override
    default Stream<Rollout> history(Connection<C> connection, Target target, HistoryQuery query) {
        return Stream.of(current(connection, target));
    }

    @Override
    default Rollout explain(Connection<C> connection, Target target, Rollout seen) {
        return seen;
    }
}
