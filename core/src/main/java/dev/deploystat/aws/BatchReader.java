package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.credentials.Credentials;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How targets stand, as their own service says: a batch is bound to its latest deployments and read together. Of a target that
 * is not there it says which one may have been meant.
 */
final class BatchReader {
    private final Calls calls;
    private final Connections connections;
    private final Enrichment enrichment;
    private final Suggestions suggestions = new Suggestions();

    BatchReader(Calls calls, Connections connections, Enrichment enrichment) {
        this.calls = calls;
        this.connections = connections;
        this.enrichment = enrichment;
    }

    /** Cuts targets of one place into batches of one kind each. */
    static <C> List<List<Target>> batches(Adapter<C> adapter, List<Target> targets) {
        Map<Kind<C>, List<Target>> kinds = new LinkedHashMap<>();
        targets.forEach(target -> kinds.computeIfAbsent(adapter.kind(target), kind -> new ArrayList<>())
                .add(target));
        List<List<Target>> batches = new ArrayList<>();
        kinds.forEach((kind, members) -> batches.addAll(kind.batches(members)));
        return batches;
    }

    /** Reads one target. */
    Reading read(Target target) {
        return read(List.of(target)).get(0);
    }

    /** Reads a batch; the readings come in the order of the targets, one for each. */
    List<Reading> read(List<Target> batch) {
        Target first = batch.get(0);
        Map<Target, Reading> readings = new LinkedHashMap<>();
        Reading failure = calls.guarded(first, () -> {
            read(calls.adapter(first), batch).forEach(reading -> readings.put(reading.target(), reading));
            return null;
        });
        if (failure != null
                && batch.size() > 1
                && Calls.isOneTargetsFault(failure.failed().orElseThrow())) {
            return batch.stream().map(this::read).toList();
        }
        return batch.stream()
                .map(target -> {
                    if (failure != null) {
                        return known(failure.as(target));
                    }
                    Reading reading = readings.get(target);
                    return known(
                            reading == null ? absent(target) : reading.map(rollout -> enrichment.of(target, rollout)));
                })
                .toList();
    }

    private <C> List<Reading> read(Adapter<C> adapter, List<Target> batch) {
        return Credentials.renewing(() -> read(adapter, calls.connection(adapter, batch.get(0)), batch));
    }

    /** Binds the targets of a batch to their latest deployments where they name none, and reads all of them together. */
    private static <C> List<Reading> read(Adapter<C> adapter, Connection<C> connection, List<Target> batch) {
        Kind<C> kind = adapter.kind(batch.get(0));
        List<Reading> readings = new ArrayList<>();
        Map<Target, Target> pinned = new LinkedHashMap<>();
        List<Target> open = new ArrayList<>();
        for (Target target : batch) {
            if (target.isPinned() || adapter.info().pin() == null) {
                pinned.put(target, target);
            } else {
                open.add(target);
            }
        }
        if (!open.isEmpty()) {
            for (Latest latest : kind.latest(connection, open)) {
                if (latest.reading() == null) {
                    pinned.put(latest.target(), latest.pinned());
                } else {
                    readings.add(latest.reading());
                }
            }
        }
        if (!pinned.isEmpty()) {
            Map<Target, Reading> found = new LinkedHashMap<>();
            kind.read(connection, pinned.values().stream().distinct().toList())
                    .forEach(reading -> found.put(reading.target(), reading));
            pinned.forEach((target, read) -> {
                if (found.containsKey(read)) {
                    readings.add(found.get(read).as(target));
                }
            });
        }
        return readings;
    }

    private Reading absent(Target target) {
        String title = calls.adapter(target).info().title();
        String what = target.isPinned() ? "deployment " + target.deployment() + " of " : "deployment of ";
        return Reading.failed(
                target,
                ReadError.notFound(
                        title + " has no " + what + target.resource(), "Check the name, the region and the account."));
    }

    /**
     * What was remembered of a target that is not there any more does not hold for one that is made anew. Of one that is not
     * there the resources beside it are looked up, once, to say which one may have been meant.
     */
    private Reading known(Reading reading) {
        boolean isGone = reading.failed()
                .map(error -> error.kind() == ErrorKind.NOT_FOUND)
                .orElse(false);
        Target target = reading.target();
        Connection<?> connection = isGone ? connections.known(target).orElse(null) : null;
        if (connection == null) {
            return reading;
        }
        connection.forget(target);
        ReadError error = Suggestions.filledIn(
                calls.adapter(target).info(), target, reading.failed().orElseThrow());
        String suggestion =
                target.isPinned() ? "" : suggestions.of(target, each -> neighbours(calls.adapter(each), each));
        return Reading.failed(target, suggestion.isEmpty() ? error : error.hintedFirst(suggestion));
    }

    /** The answer stands, whatever becomes of this call: it may not be permitted, or not be in a record. */
    private <C> List<String> neighbours(Adapter<C> adapter, Target target) {
        try {
            return adapter.kind(target).neighbours(calls.connection(adapter, target), target);
        } catch (RuntimeException e) {
            return List.of();
        }
    }
}
