package dev.deploystat.aws;

import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the services that did the work why a deployment failed; one step deep. */
final class Causes {
    /** How many of the deployments that a failed one started are asked for their problems. */
    private static final int FOLLOWED = 5;
    /** How many deployments within the time of a failure are looked through for the one that failed. */
    private static final int EARLIER = 10;

    private final BatchReader reader;
    private final History history;
    private final Explanation explanation;

    Causes(BatchReader reader, History history, Explanation explanation) {
        this.reader = reader;
        this.history = history;
        this.explanation = explanation;
    }

    /**
     * Puts in front of the problems of a failure those of the deployments of other services that did its work: a pipeline
     * knows that what it started has failed, and the other service knows why. What could not be read comes last, once for
     * each call: for want of a permission the cause may be missing.
     */
    Rollout addedTo(Rollout failure) {
        if (failure.status().verdict() != Verdict.FAIL) {
            return failure;
        }
        boolean isExplained = failure.problems().stream().anyMatch(problem -> problem.message() != null);
        List<Problem> causes = new ArrayList<>();
        Map<String, Problem> gaps = new LinkedHashMap<>();
        Rollout.Builder explained = failure.toBuilder().commands(List.of());
        List<Target> others = failure.relations().stream()
                .filter(relation -> relation.kind() == Relation.Kind.STARTED
                        || (relation.kind() == Relation.Kind.DEPLOYED_BY && !isExplained))
                .map(Relation::target)
                .filter(other -> !other.fields().isEmpty())
                .limit(FOLLOWED)
                .toList();
        for (Target other : others) {
            Reading reading = reader.read(other);
            reading.failed()
                    .filter(error -> error.kind() != ErrorKind.NOT_FOUND)
                    .ifPresent(error -> gaps.putIfAbsent(error.action(), Problem.unread(error)));
            Optional<Rollout> cause = reading.found()
                    .flatMap(latest -> failedWith(failure, reading, gaps))
                    .flatMap(failed -> explanation.of(failed).found());
            cause.ifPresent(rollout -> {
                for (Problem problem : rollout.problems()) {
                    if (problem.isGap()) {
                        gaps.putIfAbsent(problem.resource(), problem);
                    } else {
                        causes.add(of(other, problem));
                    }
                }
                explained.consequences(rollout.problems().stream()
                        .filter(rollout::isConsequence)
                        .map(problem -> of(other, problem))
                        .toList());
                rollout.commands().forEach(explained::command);
                explained.logs(
                        rollout.logs().stream().map(tail -> of(other, tail)).toList());
            });
        }
        failure.commands().forEach(explained::command);
        return explained.rootCauses(causes).problems(List.copyOf(gaps.values())).build();
    }

    /**
     * Returns the deployment of another service that failed in the time of a failure: the latest, or the one before it where
     * the failure had the service deploy anew, as a stack does that is rolled back.
     *
     * @param gaps takes why a history could not be read
     */
    private Optional<Reading> failedWith(Rollout failure, Reading latest, Map<String, Problem> gaps) {
        Rollout newest = latest.found().orElseThrow();
        if (newest.status().verdict() == Verdict.FAIL) {
            return isOfTheTimeOf(failure, newest) ? Optional.of(latest) : Optional.empty();
        }
        if (latest.target().isPinned() || newest.id() == null || failure.createdAt() == null) {
            return Optional.empty();
        }
        HistoryQuery query = new HistoryQuery(Set.of(), failure.createdAt(), failure.finishedAt(), EARLIER, null);
        List<Rollout> earlier = new ArrayList<>();
        history.of(latest.target(), query, earlier::add)
                .filter(error -> error.kind() != ErrorKind.NOT_FOUND)
                .ifPresent(error -> gaps.putIfAbsent(error.action(), Problem.unread(error)));
        return earlier.stream()
                .filter(rollout -> rollout.status().verdict() == Verdict.FAIL && isOfTheTimeOf(failure, rollout))
                .findFirst()
                .map(rollout ->
                        reader.read(latest.target().pinnedTo(rollout.id())).as(latest.target()))
                .filter(reading -> reading.found().isPresent());
    }

    /** What ended before a deployment began, or began after its end, is another release of the same resource. */
    private static boolean isOfTheTimeOf(Rollout failure, Rollout other) {
        boolean isBefore = isBefore(other.finishedAt(), failure.createdAt());
        return !isBefore && !isBefore(failure.finishedAt(), other.createdAt());
    }

    private static boolean isBefore(Instant one, Instant other) {
        return one != null && other != null && one.isBefore(other);
    }

    private static LogTail of(Target other, LogTail tail) {
        return new LogTail(where(other) + " " + tail.resource(), tail.source(), tail.times(), tail.lines());
    }

    private static String where(Target other) {
        return other.service() + ":" + other.resource();
    }

    private static Problem of(Target other, Problem problem) {
        String where = where(other);
        boolean isNamed = problem.resource() == null || where.endsWith("/" + problem.resource());
        return new Problem(isNamed ? where : where + " " + problem.resource(), problem.code(), problem.message());
    }
}
