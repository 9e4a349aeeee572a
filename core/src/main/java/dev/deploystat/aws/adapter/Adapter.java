package dev.deploystat.aws.adapter;

import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import java.util.List;

/**
 * One AWS service: what it declares, its client and how each kind of its targets is read.
 *
 * @param <C> the SDK client of the service; a record of several where one is not enough, closeable if they are
 */
public interface Adapter<C> {

    /** Returns what this adapter declares about its service. */
    ServiceInfo info();

    /** Returns the rates at which its SDK services take calls, as far as AWS publishes them. */
    default List<Rate> rates() {
        return List.of();
    }

    /** Returns a client of the service for one profile and region. */
    C connect(Clients clients);

    /** Returns how its targets are read, kind by kind. */
    List<Kind<C>> kinds();

    /** Returns how a target is read. */
    default Kind<C> kind(Target target) {
        for (Kind<C> kind : kinds()) {
            if (kind.reads(target)) {
                return kind;
            }
        }
        throw new IllegalStateException("no kind of " + info().id() + " reads " + target);
    }

    /** Returns every native status of the service, by kind and word. */
    default List<NativeState> states() {
        return NativeState.sorted(
                kinds().stream().flatMap(kind -> kind.states().stream()).toList());
    }

    /** Returns the names of the stages that all targets of a kind have, kind by kind. */
    default List<String> milestones() {
        return kinds().stream()
                .flatMap(kind -> kind.milestones().stream())
                .distinct()
                .toList();
    }
}
