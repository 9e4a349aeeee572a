package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.NewestFirst;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DaemonDeployment;
import software.amazon.awssdk.services.ecs.model.DaemonDeploymentStatus;
import software.amazon.awssdk.services.ecs.model.DaemonDeploymentSummary;
import software.amazon.awssdk.services.ecs.model.DaemonDetail;
import software.amazon.awssdk.services.ecs.model.DaemonNotFoundException;
import software.amazon.awssdk.services.ecs.model.DaemonRevision;
import software.amazon.awssdk.services.ecs.model.DaemonStatus;
import software.amazon.awssdk.services.ecs.model.DaemonSummary;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Managed daemons: a deployment brings the instances of a daemon's capacity providers to a revision of the daemon.
 *
 * <p>A daemon is known to the API by its ARN alone, which holds the account; the list of all daemons shows it. A
 * deployment covers the instances that there are. One on a capacity provider without an instance succeeds at once and
 * shows nothing; instances that join later are not seen.
 */
final class DaemonDeployments implements Kind<EcsClient> {
    private static final String DEPLOYMENT = "daemon deployment";
    private static final String DAEMON = "daemon";
    private static final String ARN = "daemonArn";
    private static final int DESCRIBE_REVISIONS = 20;
    private static final Described DESCRIBED = new Described(
            DEPLOYMENT, "ecs:DescribeDaemonDeployments", "'deploystat list' shows the deployments that there are.");

    @Override
    public boolean reads(Target target) {
        return target.has(Ecs.DAEMON_NAME);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(DEPLOYMENT, DaemonDeploymentStatus.knownValues(), DaemonOutcome::status)
                .note(DEPLOYMENT, DaemonDeploymentStatus.STOPPED, "FAILED when circuit breaker or alarm fired")
                .note(
                        DEPLOYMENT,
                        DaemonDeploymentStatus.SUCCESSFUL,
                        "partial while instances are without the new revision, early while no instance has it")
                .and(DAEMON, DaemonStatus.knownValues(), DaemonDeployments::status)
                .note(DAEMON, DaemonStatus.ACTIVE, "the daemon deployment decides")
                .rows();
    }

    /** Where daemons may not be listed, or there are none in the region yet, the services are found all the same. */
    @Override
    public Stream<Target> discover(Connection<EcsClient> ecs) {
        return ErrorCodes.unlessKind(Set.of(ErrorKind.DENIED, ErrorKind.INVALID), Ecs.INFO, () -> daemons(ecs)
                        .toList())
                .orElse(List.of())
                .stream()
                .map(arn -> arn.split("/", -1))
                .filter(pieces -> pieces.length == 3)
                .map(pieces -> Targets.of(Ecs.INFO, Map.of(Ecs.CLUSTER, pieces[1], Ecs.DAEMON_NAME, pieces[2]), null));
    }

    @Override
    public List<String> neighbours(Connection<EcsClient> ecs, Target target) {
        return discover(ecs).map(Target::resource).limit(Ecs.LIST_PAGE).toList();
    }

    @Override
    public Stream<Rollout> history(Connection<EcsClient> ecs, Target target, HistoryQuery query) {
        Stream<DaemonDeploymentSummary> summaries =
                daemonArn(ecs, target).map(arn -> summaries(ecs, arn, query)).orElseThrow(() -> notListed(target));
        return Batches.lazily(summaries.iterator(), DESCRIBE_REVISIONS, query.limit())
                .flatMap(batch -> {
                    List<String> arns = batch.stream()
                            .map(DaemonDeploymentSummary::targetDaemonRevisionArn)
                            .toList();
                    // Whoever may list only sees the revisions by their ids.
                    Map<String, DaemonRevision> revisions = ErrorCodes.unlessDenied(
                                    ecs.memo(target),
                                    "ecs:DescribeDaemonRevisions",
                                    Ecs.INFO,
                                    () -> revisions(ecs, arns))
                            .orElse(Map.of());
                    return batch.stream().map(summary -> DaemonOutcome.rollout(ecs, summary, revisions));
                });
    }

    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, Ecs.INFO.batchSize());
    }

    @Override
    public Stream<Rollout> underWay(Connection<EcsClient> ecs, Target target, Rollout latest) {
        return history(ecs, target, HistoryQuery.underWay());
    }

    @Override
    public List<Latest> latest(Connection<EcsClient> ecs, List<Target> targets) {
        List<Latest> found = new ArrayList<>();
        daemonArns(ecs, targets).forEach((target, arn) -> {
            DaemonDetail daemon = describe(ecs, arn);
            if (daemon != null && daemon.deploymentArn() != null) {
                String id = Arns.last(daemon.deploymentArn());
                ecs.memo(target).put(String.class, id, daemon.deploymentArn());
                found.add(Latest.of(target, id));
            } else if (daemon != null) {
                found.add(Latest.none(
                        target,
                        ReadError.neverDeployed(
                                "daemon " + target.field(Ecs.DAEMON_NAME) + " has no deployment yet",
                                "A deployment begins when the daemon is made or updated.")));
            }
        });
        return found;
    }

    @Override
    public List<Reading> read(Connection<EcsClient> ecs, List<Target> targets) {
        Map<Target, String> arns = new LinkedHashMap<>();
        targets.forEach(target -> deploymentArn(ecs, target).ifPresent(arn -> arns.put(target, arn)));
        if (arns.isEmpty()) {
            return List.of();
        }
        var reply = ecs.client()
                .describeDaemonDeployments(request -> request.daemonDeploymentArns(new LinkedHashSet<>(arns.values())));
        Map<String, DaemonRevision> revisions = revisions(ecs, DaemonOutcome.revisions(reply.daemonDeployments()));
        Map<String, Rollout> found = reply.daemonDeployments().stream()
                .collect(Collectors.toMap(
                        DaemonDeployment::daemonDeploymentArn,
                        each -> DaemonOutcome.rollout(ecs, each, revisions),
                        (a, b) -> a));
        return DESCRIBED.readings(arns, found, reply.failures());
    }

    @Override
    public Map<Target, Rollout> withdrawn(Connection<EcsClient> ecs, Map<Target, Rollout> passing) {
        Map<Target, String> arns = daemonArns(ecs, List.copyOf(passing.keySet()));
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> {
            Optional<DaemonDetail> daemon = Optional.ofNullable(arns.get(target))
                    .flatMap(arn -> ErrorCodes.unlessKind(
                            Set.of(ErrorKind.NOT_FOUND), Ecs.INFO, () -> Optional.ofNullable(describe(ecs, arn))))
                    .flatMap(reply -> reply);
            withdrawn(rollout, daemon).ifPresent(each -> withdrawn.put(target, each));
        });
        return withdrawn;
    }

    @Override
    public Rollout explain(Connection<EcsClient> ecs, Target target, Rollout seen) {
        Instant since = seen.createdAt() == null ? Instant.EPOCH : seen.createdAt();
        List<Task> stopped = EcsTasks.stopped(ecs, target, seen, since);
        Rollout.Builder explained = seen.toBuilder();
        EcsTasks.show(explained, target, stopped);
        stopped.forEach(task -> explained.part(EcsTasks.part(task)));
        if (!seen.status().isFinal()) {
            explained.doom(EcsTasks.doom(seen, stopped));
        }
        return explained.rootCauses(EcsTasks.problems(stopped)).build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "ecs",
                "describe-daemon-deployments",
                "--daemon-deployment-arns",
                Members.text(seen, "daemonDeploymentArn"));
        explained.command(
                "ecs", "describe-daemon", "--daemon-arn", daemonArn(Members.text(seen, "daemonDeploymentArn")));
    }

    @Override
    public List<LogTail> lastWords(Connection<EcsClient> ecs, Logs logs, Target target, Rollout explained) {
        return ContainerLogs.of(ecs, logs, target, explained);
    }

    @Override
    public List<Change> changes(Connection<EcsClient> ecs, Target target, Rollout explained) {
        return RevisionChanges.of(ecs, explained);
    }

    static Status status(DaemonStatus value) {
        return switch (value) {
            case ACTIVE -> Status.SUCCEEDED;
            case DELETE_IN_PROGRESS -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** A daemon that is not listed any more is deleted; of a word that nobody knows it cannot be said that it lives. */
    private static Optional<Rollout> withdrawn(Rollout rollout, Optional<DaemonDetail> daemon) {
        if (daemon.isEmpty()) {
            return Optional.of(Ecs.deleted(rollout, "the daemon was deleted"));
        }
        String word = daemon.get().statusAsString();
        if (word == null) {
            return Optional.empty();
        }
        return switch (NativeStates.named(DaemonStatus.knownValues(), word)
                .map(DaemonDeployments::status)
                .orElse(Status.UNKNOWN)) {
            case SUCCEEDED -> Optional.empty();
            case STOPPED ->
                Optional.of(Ecs.deleted(rollout, "the daemon is being deleted (its status is " + word + ")"));
            default -> Optional.of(Ecs.unclear(rollout, "the daemon", word));
        };
    }

    private static DaemonDetail describe(Connection<EcsClient> ecs, String arn) {
        return ecs.client().describeDaemon(request -> request.daemonArn(arn)).daemon();
    }

    /** Lists the ARNs of the daemons of all clusters. */
    private static Stream<String> daemons(Connection<EcsClient> ecs) {
        return Pages.of(
                        token -> ecs.client().listDaemons(request -> request.maxResults(Ecs.LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.daemonSummariesList(),
                        reply -> reply.nextToken())
                .map(DaemonSummary::daemonArn)
                .filter(Objects::nonNull);
    }

    private static Optional<String> daemonArn(Connection<EcsClient> ecs, Target target) {
        return Optional.ofNullable(daemonArns(ecs, List.of(target)).get(target));
    }

    /** Returns the ARNs of daemons, those not known yet from one list; a daemon that is not there is left out. */
    private static Map<Target, String> daemonArns(Connection<EcsClient> ecs, List<Target> targets) {
        boolean isKnown = targets.stream()
                .allMatch(target -> ecs.memo(target).get(String.class, ARN).isPresent());
        if (!isKnown) {
            daemons(ecs).forEach(arn -> targets.stream()
                    .filter(target -> arn.endsWith(":daemon/" + path(target)))
                    .forEach(target -> ecs.memo(target).put(String.class, ARN, arn)));
        }
        Map<Target, String> arns = new LinkedHashMap<>();
        targets.forEach(target -> ecs.memo(target).get(String.class, ARN).ifPresent(arn -> arns.put(target, arn)));
        return arns;
    }

    /** The list of daemons leaves out what is not there, where the other calls say so with an error. */
    private static RuntimeException notListed(Target target) {
        String message = "ECS knows no daemon " + path(target);
        return DaemonNotFoundException.builder()
                .statusCode(400)
                .message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("DaemonNotFoundException")
                        .errorMessage(message)
                        .build())
                .build();
    }

    /** Returns the ARN of the daemon that a deployment is of, or null for null. */
    private static String daemonArn(String deploymentArn) {
        return deploymentArn == null
                ? null
                : deploymentArn.substring(0, deploymentArn.lastIndexOf('/')).replace(":daemon-deployment/", ":daemon/");
    }

    private static String path(Target target) {
        return Arns.last(target.field(Ecs.CLUSTER)) + "/" + target.field(Ecs.DAEMON_NAME);
    }

    /** Returns the ARN of the deployment a target is pinned to; empty where there is none, or it is of another daemon. */
    private Optional<String> deploymentArn(Connection<EcsClient> ecs, Target target) {
        String pinned = target.deployment();
        if (pinned.startsWith("arn:")) {
            return Optional.of(pinned).filter(arn -> arn.contains(":daemon-deployment/" + path(target) + "/"));
        }
        return ecs.memo(target).get(String.class, pinned, () -> daemonArn(ecs, target)
                .flatMap(arn -> summaries(ecs, arn, HistoryQuery.newest(0))
                        .map(DaemonDeploymentSummary::daemonDeploymentArn)
                        .filter(each -> each != null && each.endsWith("/" + pinned))
                        .findFirst()));
    }

    /** Lists the deployments that a query asks for, newest first. */
    private Stream<DaemonDeploymentSummary> summaries(Connection<EcsClient> ecs, String daemon, HistoryQuery query) {
        int size = query.page(Ecs.LIST_PAGE);
        List<String> words = query.nativeWords(this::states, DEPLOYMENT);
        return new NewestFirst<>(
                        DaemonDeploymentSummary::daemonDeploymentArn,
                        DaemonDeploymentSummary::createdAt,
                        size,
                        (after, before, token) -> {
                            var reply = ecs.client().listDaemonDeployments(request -> {
                                request.daemonArn(daemon).maxResults(size).nextToken(token);
                                if (!words.isEmpty()) {
                                    request.statusWithStrings(words);
                                }
                                if (after != null || before != null) {
                                    request.createdAt(time -> time.after(after).before(before));
                                }
                            });
                            return new NewestFirst.Page<>(Pages.given(reply.daemonDeployments()), reply.nextToken());
                        })
                .rows(query.after(), query.before(), query.limit());
    }

    /** Returns revisions by ARN; a revision never changes, so each is asked for once. */
    private static Map<String, DaemonRevision> revisions(Connection<EcsClient> ecs, Collection<String> arns) {
        List<String> known = arns.stream().filter(Objects::nonNull).distinct().toList();
        return ecs.memo()
                .getAll(DaemonRevision.class, known, DESCRIBE_REVISIONS, batch -> ecs
                        .client()
                        .describeDaemonRevisions(request -> request.daemonRevisionArns(batch))
                        .daemonRevisions()
                        .stream()
                        .collect(Collectors.toMap(DaemonRevision::daemonRevisionArn, each -> each, (x, y) -> x)));
    }
}
