package dev.deploystat.aws;

import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What deployments of other services say of a deployment, one step deep: how it ended, and why it failed. */
final class OtherServices {
    /** How many of the deployments that a failed one started are asked for their problems. */
    private static final int FOLLOWED = 5;
    /** How many deployments within the time of a failure are looked through for the one that failed. */
    private static final int EARLIER = 10;

    private final Fleet fleet;

    OtherServices(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * Puts in front of the problems of a failure those of the deployments of other services that did its work: a pipeline
     * knows that what it started has failed, and the other service knows why. What could not be read comes last, once for
     * each call: for want of a permission the cause may be missing.
     */
    Rollout withCauses(Rollout failure, Depth depth) {
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
            Reading reading = fleet.readOne(other);
            reading.failed()
                    .filter(error -> error.kind() != ErrorKind.NOT_FOUND)
                    .ifPresent(error -> gaps.putIfAbsent(error.action(), Problem.unread(error)));
            Optional<Rollout> cause = reading.found()
                    .flatMap(latest -> failedWith(failure, reading))
                    .flatMap(failed -> fleet.explainAlone(failed, depth).found());
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
     */
    private Optional<Reading> failedWith(Rollout failure, Reading latest) {
        Rollout newest = latest.found().orElseThrow();
        if (newest.status().verdict() == Verdict.FAIL) {
            return isOfTheTimeOf(failure, newest) ? Optional.of(latest) : Optional.empty();
        }
        if (latest.target().isPinned() || newest.id() == null || failure.createdAt() == null) {
            return Optional.empty();
        }
        HistoryQuery query = new HistoryQuery(Set.of(), failure.createdAt(), failure.finishedAt(), EARLIER, null);
        List<Rollout> earlier = new ArrayList<>();
        fleet.history(latest.target(), query, earlier::add);
        return earlier.stream()
                .filter(rollout -> rollout.status().verdict() == Verdict.FAIL && isOfTheTimeOf(failure, rollout))
                .findFirst()
                .map(rollout ->
                        fleet.readOne(latest.target().pinnedTo(rollout.id())).as(latest.target()))
                .filter(reading -> reading.found().isPresent());
    }

    /**
     * Has the deployment of another service answer for one whose own service does not know the outcome: of a service that
     * CodeDeploy deploys, ECS knows the task sets and not whether the release landed.
     */
    Reading answered(Reading reading) {
        Optional<Target> deployer = reading.found()
                .filter(rollout -> rollout.status() == Status.UNKNOWN)
                .flatMap(rollout -> rollout.relations().stream()
                        .filter(relation -> relation.kind() == Relation.Kind.DEPLOYED_BY)
                        .map(Relation::target)
                        .filter(other -> !other.fields().isEmpty())
                        .findFirst());
        if (deployer.isEmpty()) {
            return reading;
        }
        Reading named = fleet.readOne(deployer.get());
        if (named.failed().isPresent()) {
            boolean isGone = named.failed().orElseThrow().kind() == ErrorKind.NOT_FOUND;
            return isGone ? reading : named.as(reading.target());
        }
        Rollout answer = named.found().orElseThrow();
        // What names a group or an application only leads to its latest deployment, which may be another one.
        boolean isNamed = deployer.get().resource().equals(answer.id())
                || Objects.equals(deployer.get().deployment(), answer.id());
        return isNamed ? answeredByLatest(reading, deployer.get(), answer) : reading;
    }

    /**
     * A deployment that was rolled back takes its traces along: CodeDeploy deletes its task set, and the one that is left
     * names the deployment before, which succeeded. Who asks for the latest is therefore answered by the latest that the
     * other service has.
     */
    private Reading answeredByLatest(Reading reading, Target deployer, Rollout answer) {
        Optional<Target> container =
                reading.target().isPinned() || !answer.status().isFinal()
                        ? Optional.empty()
                        : fleet.container(deployer, answer);
        if (container.isEmpty()) {
            return reading.map(rollout -> answeredBy(rollout, answer).build());
        }
        Reading latest = fleet.readOne(container.get());
        if (latest.failed().isPresent()) {
            ReadError error = latest.failed().orElseThrow();
            return error.kind() == ErrorKind.DENIED
                    ? reading.map(
                            rollout -> answeredBy(rollout, answer).unread(error).build())
                    : latest.as(reading.target());
        }
        Rollout newest = latest.found().orElseThrow();
        return Objects.equals(newest.id(), answer.id())
                ? reading.map(rollout -> answeredBy(rollout, newest).build())
                : reading.map(rollout -> answeredByAnother(rollout, container.get(), newest));
    }

    private static Rollout.Builder answeredBy(Rollout rollout, Rollout answer) {
        Rollout.Builder answered = rollout.toBuilder()
                .status(answer.status())
                .nativeStatus(answer.nativeStatus())
                .initiator(answer.initiator())
                .createdAt(answer.createdAt())
                .startedAt(answer.startedAt())
                .updatedAt(answer.updatedAt())
                .finishedAt(answer.finishedAt())
                .progress(answer.progress())
                .stage(answer.stage())
                .reason(answer.reason());
        answer.flags().forEach(answered::flag);
        return answered;
    }

    /** What is there is not what the other deployment brings: neither its id nor its revision is known here. */
    private static Rollout answeredByAnother(Rollout rollout, Target container, Rollout newest) {
        Target other = container.pinnedTo(newest.id());
        return answeredBy(rollout, newest)
                .id(null)
                .revision(null)
                .revisionName(null)
                .previousRevision(rollout.revision())
                .relations(List.of(new Relation(Relation.Kind.DEPLOYED_BY, other)))
                .reason(newest.reason() != null ? newest.reason() : "the latest deployment is " + other)
                .build();
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
