package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.credentials.Credentials;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What further calls to its own service say of a deployment: its reasons and commands, and as deep as is asked for the last
 * words of what died and what changed. Where a call fails, as for want of a permission, what is known without it is returned,
 * with that failure as its last problem.
 */
final class Explanation {
    private final Calls calls;
    private final Connections connections;
    private final Enrichment enrichment;
    private final Depth depth;

    Explanation(Calls calls, Connections connections, Enrichment enrichment, Depth depth) {
        this.calls = calls;
        this.connections = connections;
        this.enrichment = enrichment;
        this.depth = depth;
    }

    /** Explains a deployment that was found; one that is explained already is explained anew. */
    Reading of(Reading reading) {
        Target target = reading.target();
        Rollout seen = reading.found().orElseThrow().unexplained();
        Target pinned = calls.pin(target, seen);
        Adapter<?> adapter = calls.adapter(target);
        Reading explained =
                calls.guarded(target, () -> Reading.of(target, enrichment.of(target, reasons(adapter, pinned, seen))));
        Reading known = orUnread(explained, reading)
                .map(rollout -> rollout.toBuilder().explaining(seen).build());
        if (depth.logLines() > 0) {
            known = withMore(known, rollout -> rollout.toBuilder()
                    .logs(LogTail.distinct(lastWords(adapter, pinned, rollout)))
                    .build());
        }
        if (depth.changes()) {
            known = withMore(known, rollout -> withLastSuccess(target, rollout));
            known = withMore(known, rollout -> compared(adapter, pinned, rollout));
        }
        return known;
    }

    private <C> Rollout reasons(Adapter<C> adapter, Target target, Rollout seen) {
        Kind<C> kind = adapter.kind(target);
        Rollout explained = Credentials.renewing(() -> kind.explain(calls.connection(adapter, target), target, seen));
        Rollout.Builder all = Rollout.builder(explained.status(), null);
        kind.commands(target, explained, all);
        List<AwsCommand> commands = all.build().commands();
        // A call that leads to what broke is worth more than those that show all of it.
        return explained.commands().isEmpty()
                ? explained.toBuilder().commands(commands).build()
                : explained.toBuilder().otherCommands(commands).build();
    }

    private <C> List<LogTail> lastWords(Adapter<C> adapter, Target target, Rollout explained) {
        return adapter.kind(target)
                .lastWords(
                        calls.connection(adapter, target),
                        connections.logs(target, depth.logLines()),
                        target,
                        explained);
    }

    /** Returns a deployment with the revision before it, and when that last succeeded, where the service keeps deployments. */
    private Rollout withLastSuccess(Target target, Rollout rollout) {
        if (calls.adapter(target).info().pin() == null || rollout.createdAt() == null) {
            return rollout;
        }
        HistoryQuery query = new HistoryQuery(
                Set.of(Status.SUCCEEDED.name()), null, rollout.createdAt().minusMillis(1), 1, null);
        Target all = calls.container(target, rollout).orElse(target.pinnedTo(null));
        return History.wanted(calls, all, query)
                .filter(last -> last.revision() != null
                        && (rollout.previousRevision() == null
                                || rollout.previousRevision().equals(last.revision())))
                .findFirst()
                .map(last -> rollout.toBuilder()
                        .previousRevision(last.revision())
                        .previousSuccess(last.finishedAt() == null ? last.updatedAt() : last.finishedAt())
                        .build())
                .orElse(rollout);
    }

    private <C> Rollout compared(Adapter<C> adapter, Target target, Rollout explained) {
        return adapter.kind(target).compared(calls.connection(adapter, target), target, explained);
    }

    /** Returns what is known with what further calls add to it. */
    private Reading withMore(Reading known, UnaryOperator<Rollout> more) {
        Rollout rollout = known.found().orElseThrow();
        return orUnread(calls.guarded(known.target(), () -> Reading.of(known.target(), more.apply(rollout))), known);
    }

    /** Returns a reading, or where it failed what was known before, with that failure as the last problem. */
    private static Reading orUnread(Reading reading, Reading known) {
        return reading.failed()
                .map(error ->
                        known.map(rollout -> rollout.toBuilder().unread(error).build()))
                .orElse(reading);
    }
}
