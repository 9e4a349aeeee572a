package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.model.ArnForm;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.TargetForm;
import dev.deploystat.model.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHook;
import software.amazon.awssdk.services.ecs.model.DeploymentRolloutState;
import software.amazon.awssdk.services.ecs.model.DeploymentStrategy;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentRollbackMonitorsStatus;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;
import software.amazon.awssdk.services.ecs.model.ServiceRevision;
import software.amazon.awssdk.services.ecs.model.ServiceRevisionSummary;
import software.amazon.awssdk.services.ecs.model.StabilityStatus;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Amazon ECS: a deployment is a service deployment, which brings a service from its source revisions to a target
 * revision.
 *
 * <p>Service deployments are kept for 90 days and only for services that ECS itself deploys. Where there is none, the
 * service's own {@code deployments} and {@code taskSets} answer; those keep no history and no rollback. A service that
 * is paused at a lifecycle hook looks like any other in progress: the SDK of this release does not carry the hook's
 * state, so only a hook without a function in the current stage hints at it.
 */
public final class Ecs implements SoleKind<EcsClient> {
    private static final String DEPLOYMENT = "service deployment";
    private static final String ROLLOUT = "rollout state";
    private static final String TASK_SET = "task set";
    private static final String SDK = "ecs";
    private static final int LIST_PAGE = 100;
    private static final int DESCRIBE_REVISIONS = 20;

    /** The stages in their order (ECS API); the one before the shift is newer than the SDK of this release. */
    private static final List<String> STAGES = List.of(
            "RECONCILE_SERVICE",
            "PRE_SCALE_UP",
            "SCALE_UP",
            "POST_SCALE_UP",
            "TEST_TRAFFIC_SHIFT",
            "POST_TEST_TRAFFIC_SHIFT",
            "PRE_PRODUCTION_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT",
            "POST_PRODUCTION_TRAFFIC_SHIFT",
            "BAKE_TIME",
            "CLEAN_UP");

    private static final int SHIFTED = STAGES.indexOf("POST_PRODUCTION_TRAFFIC_SHIFT");
    private static final double ALL = 100;

    private static final ServiceInfo INFO = ServiceInfo.builder("ecs", "Amazon ECS")
            .about("A service deployment: one move of a service to a new service revision.")
            .form("{cluster:arn:[^/]+/[^/]+|[^/]+}/{service}", "a service of a cluster")
            .form(TargetForm.of("{service}", "a service of the cluster 'default'")
                    .withDefault("cluster", "default"))
            .arn("ecs", "service/{cluster}/{service}")
            .arn("ecs", "service/{service}")
            // What --cluster with a cluster's ARN and --service are written as.
            .arn("ecs", "cluster/{cluster}/{service}")
            .arn(new ArnForm("ecs", "service-deployment/{cluster}/{service}/{#}", "#"))
            .pin("service-deployment")
            .revisionWord("task definition, image, image digest or service revision")
            .batchSize(20)
            .action("ecs:ListServiceDeployments", "history and latest deployment")
            .action("ecs:DescribeServiceDeployments", "stage, task counts, rollback")
            .action("ecs:DescribeServiceRevisions", "task definition and images")
            .action("ecs:DescribeServices", "services without service deployments; events")
            .action("ecs:ListTasks", "stopped tasks")
            .action("ecs:DescribeTasks", "why tasks stopped")
            .discoveryAction("ecs:ListClusters")
            .discoveryAction("ecs:ListServices")
            .missing("MISSING")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(DEPLOYMENT, ServiceDeploymentStatus.knownValues(), Ecs::status)
                .note(DEPLOYMENT, ServiceDeploymentStatus.STOPPED, "FAILED when circuit breaker or alarm fired")
                .and(ROLLOUT, DeploymentRolloutState.knownValues(), EcsServices::rolloutStatus)
                .and(TASK_SET, StabilityStatus.knownValues(), EcsServices::stabilityStatus)
                .rows();
    }

    @Override
    public List<String> milestones() {
        return STAGES;
    }

    /** The figures are those of the ECS API reference, "Request throttling". */
    @Override
    public List<Rate> rates() {
        return List.of(
                new Rate(SDK, Set.of("DescribeServices", "ListServices"), 100, 20),
                new Rate(SDK, Set.of("ListServiceDeployments", "DescribeServiceDeployments"), 50, 20),
                new Rate(SDK, Set.of("DescribeServiceRevisions"), 50, 20),
                new Rate(SDK, Set.of("DescribeTasks", "ListTasks"), 100, 20));
    }

    @Override
    public EcsClient connect(Clients clients) {
        return clients.configure(EcsClient.builder()).build();
    }

    @Override
    public Stream<Target> discover(Connection<EcsClient> ecs) {
        return Pages.of(
                        token -> ecs.client().listClusters(request -> request.maxResults(LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.clusterArns(),
                        reply -> reply.nextToken())
                .flatMap(cluster -> Pages.of(
                                token -> ecs.client().listServices(request -> request.cluster(cluster)
                                        .maxResults(LIST_PAGE)
                                        .nextToken(token)),
                                reply -> reply.serviceArns(),
                                reply -> reply.nextToken())
                        .map(service -> Targets.of(
                                INFO, Map.of("cluster", Arns.last(cluster), "service", Arns.last(service)), null)));
    }

    @Override
    public Stream<Rollout> history(Connection<EcsClient> ecs, Target target, HistoryQuery query) {
        List<ServiceDeploymentBrief> briefs = briefs(ecs, target, query);
        boolean unfiltered = query.statuses().isEmpty() && query.after() == null && query.before() == null;
        if (briefs.isEmpty() && unfiltered) {
            return EcsServices.describe(ecs, List.of(target)).values().stream()
                    .flatMap(service -> EcsServices.rollouts(ecs, service).stream());
        }
        return briefs.stream().map(brief -> rollout(ecs, brief));
    }

    /** Calls that read services take those of one cluster only, so these stay together. */
    @Override
    public List<List<Target>> batches(List<Target> targets) {
        Map<String, List<Target>> groups = targets.stream()
                .collect(Collectors.groupingBy(Ecs::readTogether, LinkedHashMap::new, Collectors.toList()));
        return groups.values().stream()
                .flatMap(group -> Batches.of(group, INFO.batchSize()).stream())
                .toList();
    }

    private static String readTogether(Target target) {
        boolean isService = target.isPinned() && isFallbackId(target.deployment());
        return isService ? target.field("cluster") : "";
    }

    /** Services without service deployments answer for themselves, and are read in the same go. */
    @Override
    public List<Latest> latest(Connection<EcsClient> ecs, List<Target> targets) {
        List<Latest> found = new ArrayList<>();
        List<Target> without = new ArrayList<>();
        for (Target target : targets) {
            Optional<String> arn = briefs(ecs, target, HistoryQuery.newest(1, Instant.EPOCH)).stream()
                    .map(ServiceDeploymentBrief::serviceDeploymentArn)
                    .findFirst();
            arn.ifPresentOrElse(
                    known -> {
                        ecs.memo(target).put(String.class, Arns.last(known), known);
                        found.add(Latest.of(target, Arns.last(known)));
                    },
                    () -> without.add(target));
        }
        EcsServices.read(ecs, without).forEach(reading -> found.add(new Latest(reading.target(), null, reading)));
        return found;
    }

    @Override
    public List<Reading> read(Connection<EcsClient> ecs, List<Target> targets) {
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
            readings.addAll(describe(ecs, arns));
        }
        return readings;
    }

    @Override
    public Map<Target, Rollout> withdrawn(Connection<EcsClient> ecs, Map<Target, Rollout> passing) {
        return EcsServices.withdrawn(ecs, passing);
    }

    @Override
    public Rollout explain(Connection<EcsClient> ecs, Target target, Rollout seen) {
        Rollout.Builder told = seen.toBuilder();
        Instant since = seen.createdAt() == null ? Instant.EPOCH : seen.createdAt();
        Instant until = seen.finishedAt() == null ? Instant.MAX : seen.finishedAt();
        Service service = EcsServices.describe(ecs, List.of(target)).get(target);
        if (service != null) {
            told.events(service.events().stream()
                    .filter(event -> event.createdAt() != null
                            && !event.createdAt().isBefore(since)
                            && !event.createdAt().isAfter(until))
                    .sorted(Comparator.comparing(event -> event.createdAt()))
                    .map(event -> new Event(event.createdAt(), target.field("service"), null, event.message()))
                    .toList());
        }
        List<Task> stopped = EcsTasks.stopped(ecs, target, seen, since);
        stopped.forEach(task -> told.part(EcsTasks.part(task)));
        return told.rootCauses(EcsTasks.problems(stopped)).build();
    }

    /** Maps a service deployment; circuit breaker and alarms refine {@code STOPPED}, see {@link #refined}. */
    private static Status status(ServiceDeploymentStatus value) {
        return switch (value) {
            case PENDING -> Status.PENDING;
            case IN_PROGRESS, STOP_REQUESTED -> Status.IN_PROGRESS;
            case STOPPED -> Status.STOPPED;
            case ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS -> Status.ROLLING_BACK;
            case SUCCESSFUL -> Status.SUCCEEDED;
            case ROLLBACK_SUCCESSFUL -> Status.ROLLED_BACK;
            case ROLLBACK_FAILED -> Status.ROLLBACK_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** A circuit breaker or alarm that fires without rollback leaves the deployment {@code STOPPED} (ECS API). */
    private static Status refined(ServiceDeployment deployment) {
        if (deployment.status() == null) {
            return Status.UNKNOWN;
        }
        Status status = status(deployment.status());
        return status == Status.STOPPED && (breakerFired(deployment) || alarmFired(deployment))
                ? Status.FAILED
                : status;
    }

    private static boolean breakerFired(ServiceDeployment deployment) {
        return deployment.deploymentCircuitBreaker() != null
                && deployment.deploymentCircuitBreaker().status() == ServiceDeploymentRollbackMonitorsStatus.TRIGGERED;
    }

    private static boolean alarmFired(ServiceDeployment deployment) {
        return deployment.alarms() != null
                && deployment.alarms().status() == ServiceDeploymentRollbackMonitorsStatus.TRIGGERED;
    }

    /** Lists the service deployments that a query asks for, newest first; the API names no order. */
    private List<ServiceDeploymentBrief> briefs(Connection<EcsClient> ecs, Target target, HistoryQuery query) {
        int page = query.pageSize() == null ? LIST_PAGE : Math.min(LIST_PAGE, query.pageSize());
        List<String> words = query.nativeWords(this::states, DEPLOYMENT);
        // The error is the answer for services that another controller deploys: they have no service deployments.
        return ErrorCodes.unless(Set.of("UnsupportedFeatureException"), () -> Pages.of(
                                token -> ecs.client().listServiceDeployments(request -> {
                                    request.service(target.field("service"))
                                            .cluster(target.field("cluster"))
                                            .maxResults(page)
                                            .nextToken(token);
                                    if (!words.isEmpty()) {
                                        request.statusWithStrings(words);
                                    }
                                    if (query.after() != null || query.before() != null) {
                                        request.createdAt(time ->
                                                time.after(query.after()).before(query.before()));
                                    }
                                }),
                                reply -> reply.serviceDeployments(),
                                reply -> reply.nextToken())
                        .sorted(Newest.first(ServiceDeploymentBrief::createdAt))
                        .toList())
                .orElse(List.of());
    }

    /** Returns the ARN of the deployment a target is pinned to; empty where there is none. */
    private Optional<String> deploymentArn(Connection<EcsClient> ecs, Target target) {
        String pinned = target.deployment();
        if (pinned.startsWith("arn:")) {
            return Optional.of(pinned);
        }
        return ecs.memo(target)
                .get(String.class, pinned, () -> briefs(ecs, target, HistoryQuery.newest(0, Instant.EPOCH)).stream()
                        .map(ServiceDeploymentBrief::serviceDeploymentArn)
                        .filter(arn -> arn.endsWith("/" + pinned))
                        .findFirst());
    }

    private static boolean isFallbackId(String deployment) {
        return deployment.startsWith("ecs-svc/");
    }

    private static List<Reading> describe(Connection<EcsClient> ecs, Map<Target, String> arns) {
        var reply = ecs.client()
                .describeServiceDeployments(
                        request -> request.serviceDeploymentArns(new LinkedHashSet<>(arns.values())));
        Map<String, ServiceDeployment> found = reply.serviceDeployments().stream()
                .collect(Collectors.toMap(ServiceDeployment::serviceDeploymentArn, each -> each, (a, b) -> a));
        Map<String, Failure> failures = reply.failures().stream()
                .filter(failure -> failure.arn() != null)
                .collect(Collectors.toMap(Failure::arn, each -> each, (a, b) -> a));
        Map<String, ServiceRevision> revisions = revisions(ecs, found.values());
        List<Reading> readings = new ArrayList<>();
        arns.forEach((target, arn) -> {
            ServiceDeployment deployment = found.get(arn);
            readings.add(
                    deployment != null
                            ? Reading.of(target, rollout(ecs, deployment, revisions))
                            : Reading.failed(target, unread(arn, failures.get(arn))));
        });
        return readings;
    }

    /** HTTP 200 does not mean found: what could not be described is listed under {@code failures}. */
    private static ReadError unread(String arn, Failure failure) {
        if (failure == null || "MISSING".equals(failure.reason())) {
            return ReadError.notFound(
                    "ECS knows no service deployment " + arn,
                    "Service deployments are kept for 90 days and go with their service; 'deploystat list' shows those there are.");
        }
        String detail = failure.detail() == null ? "" : ": " + failure.detail();
        return ErrorCodes.refused(
                failure.reason(), "ECS could not describe " + arn + detail, "ecs:DescribeServiceDeployments");
    }

    /** Returns the revisions that deployments go from and to; a revision never changes, so each is asked for once. */
    private static Map<String, ServiceRevision> revisions(
            Connection<EcsClient> ecs, Iterable<ServiceDeployment> deployments) {
        Set<String> arns = new LinkedHashSet<>();
        for (ServiceDeployment deployment : deployments) {
            if (deployment.targetServiceRevision() != null) {
                arns.add(deployment.targetServiceRevision().arn());
            }
            deployment.sourceServiceRevisions().forEach(source -> arns.add(source.arn()));
        }
        arns.removeIf(Objects::isNull);
        return ecs.memo()
                .getAll(ServiceRevision.class, arns, DESCRIBE_REVISIONS, batch -> ecs
                        .client()
                        .describeServiceRevisions(request -> request.serviceRevisionArns(batch))
                        .serviceRevisions()
                        .stream()
                        .collect(Collectors.toMap(ServiceRevision::serviceRevisionArn, each -> each, (x, y) -> x)));
    }

    private static Rollout rollout(Connection<EcsClient> ecs, ServiceDeploymentBrief brief) {
        return Rollout.builder(brief.status() == null ? Status.UNKNOWN : status(brief.status()), brief.statusAsString())
                .id(Arns.last(brief.serviceDeploymentArn()))
                .revision(Arns.last(brief.targetServiceRevisionArn()))
                .revisionName(brief.targetServiceRevisionArn())
                .createdAt(brief.createdAt())
                .startedAt(brief.startedAt())
                .finishedAt(brief.finishedAt())
                .reason(brief.statusReason())
                .account(Arns.account(brief.serviceDeploymentArn()))
                .consoleUrl(console(ecs, brief.serviceDeploymentArn()))
                .attribute("serviceDeploymentArn", brief.serviceDeploymentArn())
                .attribute("serviceArn", brief.serviceArn())
                .attribute("clusterArn", brief.clusterArn())
                .attribute("targetServiceRevisionArn", brief.targetServiceRevisionArn())
                .source(brief)
                .build();
    }

    private static Rollout rollout(
            Connection<EcsClient> ecs, ServiceDeployment deployment, Map<String, ServiceRevision> revisions) {
        ServiceRevisionSummary to = deployment.targetServiceRevision();
        Rollout.Builder rollout = Rollout.builder(refined(deployment), deployment.statusAsString())
                .id(Arns.last(deployment.serviceDeploymentArn()))
                .createdAt(deployment.createdAt())
                .startedAt(deployment.startedAt())
                .updatedAt(deployment.updatedAt())
                .finishedAt(deployment.finishedAt() != null ? deployment.finishedAt() : deployment.stoppedAt())
                .stage(deployment.lifecycleStageAsString())
                .stages(stages(deployment))
                .reason(reason(deployment))
                .flag(Flag.NEEDS_ACTION, mayBePaused(deployment))
                .flag(Flag.STOPPING, deployment.status() == ServiceDeploymentStatus.STOP_REQUESTED)
                .account(Arns.account(deployment.serviceDeploymentArn()))
                .consoleUrl(console(ecs, deployment.serviceDeploymentArn()))
                .attribute("serviceDeploymentArn", deployment.serviceDeploymentArn())
                .attribute("serviceArn", deployment.serviceArn())
                .attribute("clusterArn", deployment.clusterArn())
                .attribute("lifecycleStage", deployment.lifecycleStageAsString())
                .source(deployment);
        if (to != null) {
            describeRevision(rollout, to.arn(), revisions.get(to.arn()));
            if (to.requestedTaskCount() != null && to.runningTaskCount() != null) {
                rollout.progress(Progress.of(to.runningTaskCount(), to.requestedTaskCount(), "tasks"));
            }
            rollout.attribute("targetServiceRevisionArn", to.arn())
                    .attribute("pendingTaskCount", to.pendingTaskCount())
                    .attribute("requestedProductionTrafficWeight", to.requestedProductionTrafficWeight())
                    .attribute("requestedTestTrafficWeight", to.requestedTestTrafficWeight());
        }
        rollout.previousRevision(deployment.sourceServiceRevisions().stream()
                .map(source -> revisionName(source.arn(), revisions.get(source.arn())))
                .filter(Objects::nonNull)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), names -> names.isEmpty() ? null : names)));
        describeRollback(rollout, deployment);
        return rollout.build();
    }

    private static void describeRevision(Rollout.Builder rollout, String arn, ServiceRevision revision) {
        rollout.revision(revisionName(arn, revision)).revisionName(arn).revisionName(Arns.last(arn));
        if (revision != null) {
            rollout.revisionName(revision.taskDefinition());
            revision.containerImages()
                    .forEach(image -> rollout.revisionName(image.image()).revisionName(image.imageDigest()));
            rollout.attribute("taskDefinition", revision.taskDefinition())
                    .attribute(
                            "containerImages",
                            revision.containerImages().stream()
                                    .map(image -> image.imageDigest() == null
                                                    || image.image().contains("@")
                                            ? image.image()
                                            : image.image() + "@" + image.imageDigest())
                                    .toList());
        }
    }

    private static void describeRollback(Rollout.Builder rollout, ServiceDeployment deployment) {
        if (deployment.rollback() != null) {
            rollout.attribute("rollbackStartedAt", text(deployment.rollback().startedAt()))
                    .attribute(
                            "rollbackServiceRevisionArn", deployment.rollback().serviceRevisionArn());
        }
        String service = Arns.last(deployment.serviceArn());
        if (breakerFired(deployment)) {
            var breaker = deployment.deploymentCircuitBreaker();
            rollout.problem(
                    service,
                    "DEPLOYMENT_CIRCUIT_BREAKER",
                    breaker.failureCount() + " task failures reached the threshold of " + breaker.threshold());
        }
        if (alarmFired(deployment)) {
            deployment
                    .alarms()
                    .triggeredAlarmNames()
                    .forEach(alarm -> rollout.problem(alarm, "ALARM", "the deployment alarm went off"));
        }
    }

    private static String reason(ServiceDeployment deployment) {
        boolean rolledBack =
                deployment.rollback() != null && deployment.rollback().reason() != null;
        String said = rolledBack ? deployment.rollback().reason() : deployment.statusReason();
        if (!mayBePaused(deployment)) {
            return said;
        }
        return (said == null || said.isBlank() ? "" : said + "; ")
                + "may be paused at a lifecycle hook of " + deployment.lifecycleStageAsString()
                + ", and then waits until somebody continues it with the hook id that 'aws ecs describe-service-deployments'"
                + " shows, or the hook times out: "
                + ShellCommand.line(
                        "aws",
                        "ecs",
                        "continue-service-deployment",
                        "--service-deployment-arn",
                        String.valueOf(deployment.serviceDeploymentArn()),
                        "--hook-id",
                        "HOOK_ID",
                        "--action",
                        "CONTINUE");
    }

    /**
     * A stage is behind once a later one is reached. Only strategies that shift traffic show when all of it is on the new
     * revision; a rolling deployment replaces tasks and its stages say nothing of who gets requests. The weight is asked
     * for, and not measured, so it can deny what the stage says but not replace it.
     */
    private static Stages stages(ServiceDeployment deployment) {
        String name = deployment.lifecycleStageAsString();
        int stage = name == null ? -1 : STAGES.indexOf(name);
        DeploymentStrategy strategy = deployment.deploymentConfiguration() == null
                ? null
                : deployment.deploymentConfiguration().strategy();
        return Stages.of(STAGES.subList(0, stage + 1), traffic(deployment, strategy, stage));
    }

    private static Traffic traffic(ServiceDeployment deployment, DeploymentStrategy strategy, int stage) {
        if (strategy == null) {
            return Traffic.UNKNOWN;
        }
        return switch (strategy) {
            case ROLLING, UNKNOWN_TO_SDK_VERSION -> Traffic.UNKNOWN;
            case BLUE_GREEN, LINEAR, CANARY -> {
                ServiceRevisionSummary to = deployment.targetServiceRevision();
                Double weight = to == null ? null : to.requestedProductionTrafficWeight();
                boolean denied = weight != null && weight < ALL;
                yield stage >= SHIFTED && !denied ? Traffic.ALL : Traffic.NOT_ALL;
            }
        };
    }

    /** A hook without a function is a pause; that it is the one being waited at is a guess (see the class). */
    private static boolean mayBePaused(ServiceDeployment deployment) {
        return deployment.status() == ServiceDeploymentStatus.IN_PROGRESS
                && deployment.deploymentConfiguration() != null
                && deployment.deploymentConfiguration().lifecycleHooks().stream()
                        .filter(hook -> hook.hookTargetArn() == null)
                        .map(DeploymentLifecycleHook::lifecycleStagesAsStrings)
                        .anyMatch(stages -> stages.contains(deployment.lifecycleStageAsString()));
    }

    private static String revisionName(String arn, ServiceRevision revision) {
        return revision == null || revision.taskDefinition() == null
                ? Arns.last(arn)
                : Arns.last(revision.taskDefinition());
    }

    private static String console(Connection<EcsClient> ecs, String serviceDeploymentArn) {
        String[] pieces = serviceDeploymentArn == null ? new String[0] : serviceDeploymentArn.split("/", -1);
        return pieces.length != 4
                ? null
                : ecs.console("/ecs/v2/clusters/" + pieces[1] + "/services/" + pieces[2] + "/deployments/" + pieces[3]);
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
