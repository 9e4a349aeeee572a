package dev.deploystat.aws.adapter;

import dev.deploystat.model.Target;
import java.util.List;
import java.util.stream.Stream;

/**
 * A service whose targets are all of one kind.
 *
 * @param <C> the SDK client of the service
 */
public interface SoleKind<C> extends Adapter<C>, Kind<C> {

    @Override
    default List<Kind<C>> kinds() {
        return List.of(this);
    }

    @Override
    default boolean reads(Target target) {
        return true;
    }

    @Override
    List<NativeState> states();

    @Override
    default List<String> milestones() {
        return List.of();
    }

    @Override
    Stream<Target> discover(Connection<C> connection);

    @Override
    default List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, info().batchSize());
    }
}
