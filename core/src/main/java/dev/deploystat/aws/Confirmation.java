package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.credentials.Credentials;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Operation;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Looks whether the service, group or environment of a deployment stays: when it is deleted, the deployment goes with it. */
final class Confirmation {
    private final Calls calls;

    Confirmation(Calls calls) {
        this.calls = calls;
    }

    /** Looks at the containers of a batch of deployments that were found. */
    List<Reading> of(List<Reading> batch) {
        Map<Target, Rollout> pinned = new LinkedHashMap<>();
        for (Reading reading : batch) {
            Rollout rollout = reading.found().orElseThrow();
            pinned.put(calls.pin(reading.target(), rollout), rollout);
        }
        Target first = batch.get(0).target();
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        Reading failure = calls.guarded(first, () -> {
            withdrawn.putAll(withdrawn(calls.adapter(first), pinned));
            return null;
        });
        ReadError error = failure == null ? null : failure.failed().orElseThrow();
        if (error != null && batch.size() > 1 && Calls.isOneTargetsFault(error)) {
            return batch.stream()
                    .flatMap(reading -> of(List.of(reading)).stream())
                    .toList();
        }
        return batch.stream()
                .map(reading -> error == null
                        ? reading.map(rollout -> withdrawn.getOrDefault(calls.pin(reading.target(), rollout), rollout))
                        : error.kind() == ErrorKind.NOT_FOUND ? orphaned(reading, error) : failure.as(reading.target()))
                .toList();
    }

    /**
     * Looks at the containers of those of a batch that succeeded.
     *
     * @param unconfirmed is given why one could not be confirmed; it stands as it was read
     */
    List<Reading> ofSuccesses(List<Reading> batch, Consumer<ReadError> unconfirmed) {
        List<Reading> passing = batch.stream()
                .filter(reading -> reading.found()
                        .filter(rollout -> rollout.verdict(Set.of()) == Verdict.PASS)
                        .isPresent())
                .toList();
        if (passing.isEmpty()) {
            return batch;
        }
        Map<Target, Reading> checked = new LinkedHashMap<>();
        for (Reading reading : of(passing)) {
            reading.failed().ifPresent(unconfirmed);
            reading.found().ifPresent(rollout -> checked.put(reading.target(), reading));
        }
        return batch.stream()
                .map(reading -> checked.getOrDefault(reading.target(), reading))
                .toList();
    }

    private <C> Map<Target, Rollout> withdrawn(Adapter<C> adapter, Map<Target, Rollout> passing) {
        Target first = passing.keySet().iterator().next();
        return Credentials.renewing(() -> adapter.kind(first).withdrawn(calls.connection(adapter, first), passing));
    }

    /** What a deployment belongs to is not there any more: whatever it brought does not stay. */
    private static Reading orphaned(Reading reading, ReadError error) {
        return reading.map(rollout -> rollout.toBuilder()
                .status(Status.STOPPED)
                .operation(Operation.DELETE)
                .reason("what it belongs to is not there any more: " + error.message())
                .build());
    }
}
