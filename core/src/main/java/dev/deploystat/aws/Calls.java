package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.ReceiverFailure;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

/** Which adapter and which connection calls about a target take, and what becomes of a call that fails: a failed reading. */
final class Calls {
    private final Adapters adapters;
    private final Connections connections;
    private final Clock clock;

    Calls(Adapters adapters, Connections connections, Clock clock) {
        this.adapters = adapters;
        this.connections = connections;
        this.clock = clock;
    }

    Adapter<?> adapter(Target target) {
        return adapter(target.service());
    }

    Adapter<?> adapter(String service) {
        return adapters.adapter(service).orElseThrow(() -> new IllegalStateException("no service " + service));
    }

    <C> Connection<C> connection(Adapter<C> adapter, Target target) {
        return connections.of(adapter, target);
    }

    /** Returns a target that names the deployment which was seen of it, where the service has ids of deployments. */
    Target pin(Target target, Rollout seen) {
        boolean hasIds = adapter(target).info().pin() != null;
        return hasIds && seen.id() != null ? target.pinnedTo(seen.id()) : target;
    }

    /** Returns the target whose latest deployment may be a newer one than a deployment, if the service has such. */
    Optional<Target> container(Target target, Rollout deployment) {
        return adapter(target).kind(target).container(deployment).map(container -> container
                .at(target.profile(), target.region())
                .assuming(target.role()));
    }

    /** Runs calls for a target; returns the failed reading when they fail, else what they return. */
    Reading guarded(Target target, Supplier<Reading> calls) {
        return guarded(adapter(target).info(), target, calls);
    }

    /** Runs calls of a service that has no adapter. */
    Reading guarded(ServiceInfo service, Target target, Supplier<Reading> calls) {
        try {
            return calls.get();
        } catch (RuntimeException e) {
            ReceiverFailure undelivered = ErrorCodes.find(e, ReceiverFailure.class);
            if (undelivered != null) {
                throw undelivered.reason();
            }
            LocalDate today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
            ReadError error = CallErrors.of(e, service, target.region(), today).orElseThrow(() -> e);
            return Reading.failed(target, error);
        }
    }

    /** One target that a call refuses must not hide the others of its batch: they are then read one by one. */
    static boolean isOneTargetsFault(ReadError error) {
        return switch (error.kind()) {
            case NOT_FOUND, DENIED, INVALID, SERVICE -> true;
            case CREDENTIALS, THROTTLED, UNAVAILABLE, UNREACHABLE, RETIRED -> false;
        };
    }
}
