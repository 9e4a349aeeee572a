package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.MalformedReply;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.NewestFirst;
import dev.deploystat.aws.adapter.OtherName;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Change;
import dev.deploystat.model.Event;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DeploymentRolloutState;
import software.amazon.awssdk.services.ecs.model.ResourceManagementType;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;
import software.amazon.awssdk.services.ecs.model.ServiceEvent;
import software.amazon.awssdk.services.ecs.model.ServiceRevision;
import software.amazon.awssdk.services.ecs.model.StabilityStatus;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Services: a deployment is a service deployment, which brings a service from its source revisions to a target revision.
 *
 * <p>Service deployments are kept for 90 days and only for services that ECS itself deploys. Where there is none, the
 * service's own {@code deployments} and {@code taskSets} answer; those keep no history and no rollback.
 */
final class ServiceDeployments implements Kind<EcsClient> {
    private static final String DEPLOYMENT = "service deployment";
    private static final String ROLLOUT = "rollout state";
    private static final String TASK_SET = "task set";
    private static final Described DESCRIBED = new Described(
            DEPLOYMENT,
            "ecs:DescribeServiceDeployments",
            "Service deployments are kept for 90 days and go with their service; 'deploystat list' shows those there are.");

    @Override
    public boolean reads(Target target) {
        return target.has(Ecs.SERVICE);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(DEPLOYMENT, ServiceDeploymentStatus.knownValues(), EcsDeployment::status)
                .note(DEPLOYMENT, ServiceDeploymentStatus.STOPPED, "FAILED when circuit breaker or alarm fired")
                .and(ROLLOUT, DeploymentRolloutState.knownValues(), EcsServices::rolloutStatus)
                .and(TASK_SET, StabilityStatus.knownValues(), EcsServices::stabilityStatus)
                .rows();
    }

    @Override
    public List<String> milestones() {
        return EcsDeployment.STAGES;
    }

    @Override
    public Stream<Target> discover(Connection<EcsClient> ecs) {
        return Pages.of(
                        token -> ecs.client().listClusters(request -> request.maxResults(Ecs.LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.clusterArns(),
                        reply -> reply.nextToken())
                .flatMap(cluster -> Pages.of(
                                token -> ecs.client().listServices(request -> request.cluster(cluster)
                                        .maxResults(Ecs.LIST_PAGE)
                                        .nextToken(token)),
                                reply -> reply.serviceArns(),
                                reply -> reply.nextToken())
                        .map(service -> Targets.of(
                                Ecs.INFO, Map.of("cluster", Arns.last(cluster), "service", Arns.last(service)), null)));
    }

    @Override
    public List<String> neighbours(Connection<EcsClient> ecs, Target target) {
        return names(ecs, target, null).toList();
    }

    /** Returns services of a target's cluster, as many as a call lists: of those that ECS or a customer manages, or all. */
    static Stream<String> names(Connection<EcsClient> ecs, Target target, ResourceManagementType managed) {
        String cluster = target.field(Ecs.CLUSTER);
        return ecs
                .client()
                .listServices(request ->
                        request.cluster(cluster).resourceManagementType(managed).maxResults(Ecs.LIST_PAGE))
                .serviceArns()
                .stream()
                .map(service -> Arns.last(cluster) + "/" + Arns.last(service));
    }

    @Override
    public Stream<Rollout> history(Connection<EcsClient> ecs, Target target, HistoryQuery query) {
        boolean unfiltered = query.statuses().isEmpty() && query.after() == null && query.before() == null;
        Iterator<ServiceDeploymentBrief> briefs = briefs(ecs, target, query).iterator();
        if (unfiltered && !briefs.hasNext()) {
            return EcsServices.describe(ecs, List.of(target)).values().stream()
                    .flatMap(service -> EcsServices.rollouts(ecs, service).stream());
        }
        // A list names revisions as a look does; a call reads 20 of them.
        return Batches.lazily(briefs, ServiceRevisions.A_CALL, query.limit()).flatMap(batch -> {
            List<String> arns = batch.stream()
                    .map(ServiceDeploymentBrief::targetServiceRevisionArn)
                    .toList();
            // Whoever may list only sees the revisions by their ids.
            Map<String, ServiceRevision> revisions = ErrorCodes.unlessDenied(
                            ecs.memo(target),
                            ServiceRevisions.ACTION,
                            Ecs.INFO,
                            () -> ServiceRevisions.named(ecs, arns))
                    .orElse(Map.of());
            return batch.stream().map(brief -> rollout(ecs, brief, revisions));
        });
    }

    /** Calls that read services take those of one cluster only, so these stay together. */
    @Override
    public List<List<Target>> batches(List<Target> targets) {
        Map<String, List<Target>> groups = targets.stream()
                .collect(Collectors.groupingBy(
                        ServiceDeployments::readTogether, LinkedHashMap::new, Collectors.toList()));
        return groups.values().stream()
                .flatMap(group -> Batches.of(group, Ecs.INFO.batchSize()).stream())
                .toList();
    }

    private static String readTogether(Target target) {
        boolean isService = target.isPinned() && isFallbackId(target.deployment());
        return isService ? target.field(Ecs.CLUSTER) : "";
    }

    /**
     * Of a service without service deployments its {@code deployments} and task sets tell. Task sets of CodeDeploy do not:
     * {@code Fleet} looks at what CodeDeploy is at.
     */
    @Override
    public Stream<Rollout> underWay(Connection<EcsClient> ecs, Target target, Rollout latest) {
        boolean isFromService = latest != null && (latest.id() == null || isFallbackId(latest.id()));
        return isFromService
                ? EcsServices.describe(ecs, List.of(target)).values().stream()
                        .flatMap(service -> EcsServices.rollouts(ecs, service).stream())
                        .filter(rollout -> rollout.related(Relation.Kind.DEPLOYED_BY)
                                .findAny()
                                .isEmpty())
                : history(ecs, target, HistoryQuery.underWay());
    }

    @Override
    public Optional<OtherName> otherName(Target target, Rollout latest) {
        return EcsServices.otherName(target, latest);
    }

    /** Services without service deployments answer for themselves, and are read in the same go. */
    @Override
    public List<Latest> latest(Connection<EcsClient> ecs, List<Target> targets) {
        List<Latest> found = new ArrayList<>();
        List<Target> without = new ArrayList<>();
        for (Target target : targets) {
            List<ServiceDeploymentBrief> shown = new ArrayList<>();
            Optional<String> arn = briefs(ecs, target, HistoryQuery.newest(1), shown)
                    .findFirst()
                    .map(brief -> MalformedReply.unless(brief.serviceDeploymentArn(), "the ARN of the deployment"));
            keepEarlier(ecs, target, shown);
            arn.ifPresentOrElse(
                    known -> {
                        ecs.memo(target).put(String.class, Arns.last(known), known);
                        found.add(Latest.of(target, Arns.last(known)));
                    },
                    () -> without.add(target));
        }
        found.addAll(EcsServices.latest(ecs, without));
        return found;
    }

    @Override
    public List<Reading> read(Connection<EcsClient> ecs, List<Target> targets) {
        return read(ecs, targets, false);
    }

    /**
     * Reads deployments.
     *
     * @param anew whether the revisions that they bring are asked for though they are known: what ECS manages for them
     *     changes
     */
    List<Reading> read(Connection<EcsClient> ecs, List<Target> targets, boolean anew) {
        Map<Target, String> arns = new LinkedHashMap<>();
        List<Target> services = new ArrayList<>();
        for (Target target : targets) {
            if (isFallbackId(target.deployment())) {
                services.add(target);
            } else {
                deploymentArn(ecs, target).ifPresent(arn -> arns.put(target, arn));
            }
        }
        List<Reading> readings = new ArrayList<>(EcsServices.read(ecs, services));
        if (!arns.isEmpty()) {
            readings.addAll(describe(ecs, arns, anew));
        }
        return readings;
    }

    @Override
    public Map<Target, Rollout> withdrawn(Connection<EcsClient> ecs, Map<Target, Rollout> passing) {
        return EcsServices.withdrawn(ecs, passing);
    }

    @Override
    public Rollout explain(Connection<EcsClient> ecs, Target target, Rollout seen) {
        Rollout.Builder explained = seen.toBuilder();
        Instant since = seen.createdAt() == null ? Instant.EPOCH : seen.createdAt();
        Instant until = seen.finishedAt() == null ? Instant.MAX : seen.finishedAt();
        Service service = EcsServices.describe(ecs, List.of(target)).get(target);
        List<ServiceEvent> events = service == null ? List.of() : EcsServices.events(service, since, until);
        explained.events(events.stream()
                .map(event -> new Event(event.createdAt(), Ecs.service(target), null, event.message()))
                .toList());
        List<Task> stopped = EcsTasks.stopped(ecs, target, seen, since);
        stopped.forEach(task -> explained.part(EcsTasks.part(task)));
        EcsTasks.show(explained, target, stopped);
        EcsServices.unhealthyGroups(events)
                .forEach(group -> explained.command("elbv2", "describe-target-health", "--target-group-arn", group));
        List<Problem> ofEvents =
                seen.status() == Status.SUCCEEDED ? List.of() : EcsServices.problems(Ecs.service(target), events);
        if (!seen.status().isFinal()) {
            explained.doom(EcsTasks.doom(seen, stopped));
        }
        return explained
                .rootCauses(EcsServices.joined(EcsTasks.problems(stopped), ofEvents))
                .build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command("ecs", "describe-service-deployments", "--service-deployment-arns", EcsDeployment.arn(seen));
        explained.command(
                "ecs", "describe-services", "--cluster", target.field(Ecs.CLUSTER), "--services", Ecs.service(target));
    }

    @Override
    public List<LogTail> lastWords(Connection<EcsClient> ecs, Logs logs, Target target, Rollout explained) {
        return ContainerLogs.of(ecs, logs, target, explained);
    }

    @Override
    public List<Change> changes(Connection<EcsClient> ecs, Target target, Rollout explained) {
        return RevisionChanges.of(ecs, explained);
    }

    private static void keepEarlier(Connection<EcsClient> ecs, Target target, List<ServiceDeploymentBrief> shown) {
        shown.sort(Newest.first(ServiceDeploymentBrief::createdAt));
        List<Duration> spans = new ArrayList<>();
        for (ServiceDeploymentBrief brief : shown) {
            if (EcsDeployment.status(brief.statusAsString()) == Status.SUCCEEDED) {
                Memo.addSpan(spans, brief.startedAt(), brief.finishedAt());
            }
        }
        ecs.memo(target).keepEarlier(spans);
    }

    /** Lists the service deployments that a query asks for, newest first. */
    private Stream<ServiceDeploymentBrief> briefs(Connection<EcsClient> ecs, Target target, HistoryQuery query) {
        return briefs(ecs, target, query, new ArrayList<>());
    }

    /**
     * Lists the same.
     *
     * @param shown takes what the first page holds, whether it is taken or not
     */
    private Stream<ServiceDeploymentBrief> briefs(
            Connection<EcsClient> ecs, Target target, HistoryQuery query, List<ServiceDeploymentBrief> shown) {
        int size = query.page(Ecs.LIST_PAGE);
        List<String> words = query.nativeWords(this::states, DEPLOYMENT);
        return new NewestFirst<>(
                        ServiceDeploymentBrief::serviceDeploymentArn,
                        ServiceDeploymentBrief::createdAt,
                        size,
                        (after, before, token) -> {
                            var page = page(ecs, target, words, size, after, before, token);
                            if (shown.isEmpty()) {
                                shown.addAll(page.rows());
                            }
                            return page;
                        })
                .rows(query.after(), query.before(), query.limit());
    }

    /** The error is the answer for services that another controller deploys: they have no service deployments. */
    private static NewestFirst.Page<ServiceDeploymentBrief> page(
            Connection<EcsClient> ecs,
            Target target,
            List<String> words,
            int size,
            Instant after,
            Instant before,
            String token) {
        return ErrorCodes.unless(Set.of("UnsupportedFeatureException"), () -> ecs.client()
                        .listServiceDeployments(request -> {
                            request.service(Ecs.service(target))
                                    .cluster(target.field(Ecs.CLUSTER))
                                    .maxResults(size)
                                    .nextToken(token);
                            if (!words.isEmpty()) {
                                request.statusWithStrings(words);
                            }
                            if (after != null || before != null) {
                                request.createdAt(time -> time.after(after).before(before));
                            }
                        }))
                .map(reply -> new NewestFirst.Page<>(
                        reply.hasServiceDeployments()
                                ? reply.serviceDeployments()
                                : Pages.given(reply.serviceDeployments()),
                        reply.nextToken()))
                .orElse(new NewestFirst.Page<>(List.of(), null));
    }

    /** Returns the ARN of the deployment a target is pinned to; empty where there is none. */
    private Optional<String> deploymentArn(Connection<EcsClient> ecs, Target target) {
        String pinned = target.deployment();
        if (pinned.startsWith("arn:")) {
            return Optional.of(pinned);
        }
        return ecs.memo(target).get(String.class, pinned, () -> briefs(ecs, target, HistoryQuery.newest(0))
                .map(ServiceDeploymentBrief::serviceDeploymentArn)
                .filter(arn -> arn.endsWith("/" + pinned))
                .findFirst());
    }

    private static boolean isFallbackId(String deployment) {
        return deployment.startsWith("ecs-svc/");
    }

    private static List<Reading> describe(Connection<EcsClient> ecs, Map<Target, String> arns, boolean anew) {
        var reply = ecs.client()
                .describeServiceDeployments(
                        request -> request.serviceDeploymentArns(new LinkedHashSet<>(arns.values())));
        if (anew) {
            ServiceRevisions.askAnew(ecs, EcsDeployment.targets(reply.serviceDeployments()));
        }
        Map<String, ServiceRevision> revisions =
                ServiceRevisions.named(ecs, EcsDeployment.revisions(reply.serviceDeployments()));
        Map<String, Rollout> found = reply.serviceDeployments().stream()
                .collect(Collectors.toMap(
                        ServiceDeployment::serviceDeploymentArn,
                        each -> EcsDeployment.rollout(ecs, each, revisions),
                        (a, b) -> a));
        return DESCRIBED.readings(arns, found, reply.failures());
    }

    private static Rollout rollout(
            Connection<EcsClient> ecs, ServiceDeploymentBrief brief, Map<String, ServiceRevision> revisions) {
        Rollout.Builder rollout = Rollout.builder(EcsDeployment.status(brief.statusAsString()), brief.statusAsString())
                .id(Arns.last(brief.serviceDeploymentArn()))
                .createdAt(brief.createdAt())
                .startedAt(brief.startedAt())
                .finishedAt(brief.finishedAt())
                .reason(brief.statusReason())
                .account(Arns.account(brief.serviceDeploymentArn()))
                .consoleUrl(EcsDeployment.console(ecs, brief.serviceDeploymentArn()))
                .attribute("serviceDeploymentArn", brief.serviceDeploymentArn())
                .attribute("serviceArn", brief.serviceArn())
                .attribute("clusterArn", brief.clusterArn())
                .attribute("targetServiceRevisionArn", brief.targetServiceRevisionArn())
                .source(brief);
        String arn = brief.targetServiceRevisionArn();
        EcsDeployment.describeRevision(rollout, arn, revisions.get(arn));
        return rollout.build();
    }
}
