package dev.deploystat.aws.adapter;

import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What part of a target's history is asked for.
 *
 * @param statuses the wanted statuses, each in our word or the service's; empty for all
 * @param after the earliest creation time, or null
 * @param before the latest creation time, or null
 * @param limit how many deployments, or 0 for all of them
 * @param pageSize how many the service is asked for at a time, or null for what suits the limit
 */
public record HistoryQuery(Set<String> statuses, Instant after, Instant before, int limit, Integer pageSize) {

    /** Returns a query for the newest deployments, whatever became of them. */
    public static HistoryQuery newest(int limit) {
        return new HistoryQuery(Set.of(), null, null, limit, null);
    }

    /** Returns a query for the deployments that are not over, in words that services can filter by. */
    public static HistoryQuery underWay() {
        Set<String> open = new LinkedHashSet<>();
        for (Status status : Status.values()) {
            if (!status.isFinal() && status != Status.UNKNOWN) {
                open.add(status.name());
            }
        }
        return new HistoryQuery(open, null, null, 0, null);
    }

    /** Returns how many rows to ask for at a time, of a service that gives at most so many. */
    public int page(int most) {
        return pageSize == null ? most : Math.min(most, pageSize);
    }

    /** Returns whether what began at a time is too old; what has no time never is. */
    public boolean isPast(Instant begun) {
        return after != null && begun != null && begun.isBefore(after);
    }

    /** Returns whether a deployment is asked for. One without a creation time is never filtered by time. */
    public boolean wants(Rollout rollout) {
        Instant created = rollout.createdAt() != null ? rollout.createdAt() : rollout.startedAt();
        return isInTime(created) && wants(rollout.status().name(), rollout.nativeStatus());
    }

    /** Returns whether a creation time is asked for, where each row takes a further call. An unknown one always is. */
    public boolean isInTime(Instant created) {
        return created == null
                || ((after == null || !created.isBefore(after)) && (before == null || !created.isAfter(before)));
    }

    /** Returns the service's own words that can stand for a wanted status, for services that filter by themselves. */
    public List<String> nativeWords(Supplier<List<NativeState>> states, String kind) {
        if (statuses.isEmpty()) {
            return List.of();
        }
        return states.get().stream()
                .filter(state -> state.kind().equals(kind))
                .filter(state -> !state.note().isEmpty() || wants(state.status().name(), state.word()))
                .map(NativeState::word)
                .distinct()
                .toList();
    }

    private boolean wants(String status, String nativeStatus) {
        return statuses.isEmpty()
                || statuses.stream().anyMatch(word -> Words.same(word, status) || Words.same(word, nativeStatus));
    }
}
