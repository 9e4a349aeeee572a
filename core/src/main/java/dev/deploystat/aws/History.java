package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.ReceiverFailure;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Which deployments a target had, newest first. */
final class History {
    private final Calls calls;
    private final Enrichment enrichment;

    History(Calls calls, Enrichment enrichment) {
        this.calls = calls;
        this.enrichment = enrichment;
    }

    /** Hands over the deployments that a query asks for; returns why they end early, or empty. */
    Optional<ReadError> of(Target target, HistoryQuery query, Consumer<Rollout> each) {
        Reading outcome = calls.guarded(target, () -> {
            wanted(calls, target, query)
                    .forEach(rollout -> ReceiverFailure.deliver(enrichment.of(target, rollout), each));
            return null;
        });
        return outcome == null
                ? Optional.empty()
                : outcome.failed()
                        .map(error -> Suggestions.filledIn(calls.adapter(target).info(), target, error));
    }

    /** Returns the deployments that a query asks for as their adapter returns them; reading them may fail. */
    static Stream<Rollout> wanted(Calls calls, Target target, HistoryQuery query) {
        var wanted = all(calls, calls.adapter(target), target, query).filter(query::wants);
        return query.limit() == 0 ? wanted : wanted.limit(query.limit());
    }

    private static <C> Stream<Rollout> all(Calls calls, Adapter<C> adapter, Target target, HistoryQuery query) {
        return adapter.kind(target).history(calls.connection(adapter, target), target, query);
    }
}
