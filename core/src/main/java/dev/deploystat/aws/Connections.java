package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What calls go through: one connection per service, profile, role and region, and one limiter per service, account and
 * region. Each is made when it is first needed.
 */
final class Connections implements AutoCloseable {
    private final AwsSession session;
    private final Clock clock;
    private final Map<Place, Connection<?>> connections = new ConcurrentHashMap<>();
    private final Map<Place, Limiter> limiters = new ConcurrentHashMap<>();
    private final Map<String, CallLog> callLogs = new ConcurrentHashMap<>();
    private final Map<String, Logs> logs = new ConcurrentHashMap<>();

    Connections(AwsSession session, Clock clock) {
        this.session = session;
        this.clock = clock;
    }

    /** Returns the connection that a target is read through. */
    @SuppressWarnings("unchecked") // A place names one service, whose adapter made the connection.
    <C> Connection<C> of(Adapter<C> adapter, Target target) {
        Objects.requireNonNull(target.region(), "a target is placed before it is read");
        Place place = Place.of(target);
        Connection<?> known = connections.get(place);
        if (known == null) {
            // Before the map is locked: finding out about the account may take a call.
            String account = session.account(place.profile(), place.role(), place.region());
            known = connections.computeIfAbsent(
                    place,
                    there -> new Connection<>(
                            adapter.connect(session.clients(
                                    there.profile(),
                                    there.role(),
                                    there.region(),
                                    sdkService -> limiter(
                                            adapter.rates(), new Place(sdkService, account, null, there.region())),
                                    callLogs.get(there.service()))),
                            there.region()));
        }
        return (Connection<C>) known;
    }

    /** Returns the connection of a target if there is one by now. */
    Optional<Connection<?>> known(Target target) {
        return Optional.ofNullable(connections.get(Place.of(target)));
    }

    /** Returns the log streams that the caller of a target may read, so many lines of each. */
    Logs logs(Target target, int lines) {
        return logs.computeIfAbsent(
                target.profile() + " " + target.role() + " " + lines,
                caller -> new Logs(region -> logClients(target, region), lines));
    }

    private Clients logClients(Target target, String region) {
        String account = session.account(target.profile(), target.role(), region);
        return session.clients(
                target.profile(),
                target.role(),
                region,
                sdkService -> limiter(Logs.RATES, new Place(sdkService, account, null, region)),
                callLogs.get(target.service()));
    }

    /** Returns the clients of the few calls about a caller, which no rate holds back. */
    Clients unlimited(Target anywhere) {
        return session.clients(
                anywhere.profile(), null, anywhere.region(), sdkService -> new Limiter(List.of(), clock));
    }

    /** Keeps from now on which calls of a service are allowed; has to come before the first one. */
    CallLog log(ServiceInfo service) {
        return callLogs.computeIfAbsent(service.id(), id -> new CallLog(service));
    }

    /** Returns the limiter of an SDK service in an account and region, which profiles and adapters share. */
    private Limiter limiter(List<Rate> published, Place shared) {
        return limiters.computeIfAbsent(shared, each -> new Limiter(session.rates(published, each.service()), clock));
    }

    @Override
    public void close() {
        connections.values().forEach(Connection::close);
        // A reference to the method would load the class in every run.
        for (Logs read : logs.values()) {
            read.close();
        }
    }
}
