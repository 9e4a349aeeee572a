package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.OtherName;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.DeploymentControllerType;
import software.amazon.awssdk.services.ecs.model.DeploymentRolloutState;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceEvent;
import software.amazon.awssdk.services.ecs.model.StabilityStatus;
import software.amazon.awssdk.services.ecs.model.TaskSet;

/**
 * What an ECS service says of itself in {@code deployments} and {@code taskSets}: the answer for services that have no
 * service deployments, because another controller deploys them or the last one is too long ago.
 */
final class EcsServices {
    private static final Pattern TARGET_GROUP = Pattern.compile("arn:[\\w-]+:elasticloadbalancing:[\\w:/-]+");
    private static final int DESCRIBE_SERVICES = 10;
    private static final String NO_START = "unable to consistently start tasks";
    private static final String DUE = " due to (reason ";
    private static final String DRAINING = "DRAINING";
    private static final String INACTIVE = "INACTIVE";
    private static final String ACTIVE = "ACTIVE";
    /** Stands in for the status of a service that ECS does not know any more, as the reason of a failure says it. */
    private static final String MISSING = "MISSING";

    private static final String PRIMARY = "PRIMARY";

    /** What the events of a service that cannot get on say (ECS developer guide, "Service event messages"). */
    private static final List<String> TROUBLE = List.of(
            "unable to place a task",
            NO_START,
            "unable to assume",
            "is unhealthy in",
            "failed container health checks",
            "failed to launch",
            "failed to register",
            "are being throttled",
            "was unable to");

    /** Which controller made a task set, as the reply calls it. */
    private static final String CONTROLLER = "deploymentController";

    private EcsServices() {}

    static Status rolloutStatus(DeploymentRolloutState value) {
        return switch (value) {
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case COMPLETED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status stabilityStatus(StabilityStatus value) {
        return switch (value) {
            case STEADY_STATE -> Status.SUCCEEDED;
            case STABILIZING -> Status.IN_PROGRESS;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Finds what services without service deployments say of themselves. */
    static List<Latest> latest(Connection<EcsClient> ecs, List<Target> targets) {
        List<Latest> found = new ArrayList<>();
        describe(ecs, targets).forEach((target, service) -> rollouts(ecs, service).stream()
                .findFirst()
                .map(rollout -> new Latest(target, null, Reading.of(target, rollout)))
                .or(() -> neverDeployed(target, service))
                .ifPresent(found::add));
        return found;
    }

    /** A service with a controller of its own has no task set before the first deployment. */
    private static Optional<Latest> neverDeployed(Target target, Service service) {
        return service.hasTaskSets() || service.hasDeployments()
                ? Optional.of(new Latest(
                        target,
                        null,
                        Reading.failed(
                                target,
                                ReadError.neverDeployed(
                                        "service " + Ecs.service(target) + " has no deployment yet",
                                        "A deployment begins when its controller makes a task set."))))
                : Optional.empty();
    }

    static List<Reading> read(Connection<EcsClient> ecs, List<Target> targets) {
        Map<Target, Service> services = describe(ecs, targets);
        return targets.stream()
                .filter(services::containsKey)
                .flatMap(target -> reading(ecs, target, services.get(target)).stream())
                .toList();
    }

    private static Optional<Reading> reading(Connection<EcsClient> ecs, Target target, Service service) {
        return rollouts(ecs, service).stream()
                .filter(rollout -> !target.isPinned() || target.deployment().equals(rollout.id()))
                .findFirst()
                .map(rollout -> Reading.of(target, rollout));
    }

    /** Returns the services of targets that are not deleted. */
    static Map<Target, Service> describe(Connection<EcsClient> ecs, List<Target> targets) {
        Map<Target, Service> found = describeAll(ecs, targets);
        found.values().removeIf(EcsServices::isGone);
        return found;
    }

    private static boolean isGone(Service service) {
        return Words.same(INACTIVE, service.status()) || Words.same(MISSING, service.status());
    }

    /**
     * Returns deployments whose service is being deleted, or was: whatever they brought does not stay. Of a word that
     * nobody knows it cannot be said that the service lives.
     */
    static Map<Target, Rollout> withdrawn(Connection<EcsClient> ecs, Map<Target, Rollout> passing) {
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        describeAll(ecs, List.copyOf(passing.keySet())).forEach((target, service) -> {
            String word = service.status();
            Rollout rollout = passing.get(target);
            if (isGone(service) || Words.same(DRAINING, word)) {
                String what = isGone(service) ? "the service was deleted" : "the service is being deleted";
                withdrawn.put(target, Ecs.deleted(rollout, what + " (its status is " + word + ")"));
            } else if (word != null && !Words.same(ACTIVE, word)) {
                withdrawn.put(target, Ecs.unclear(rollout, "the service", word));
            }
        });
        return withdrawn;
    }

    private static Map<Target, Service> describeAll(Connection<EcsClient> ecs, List<Target> targets) {
        Map<Target, Service> found = new LinkedHashMap<>();
        targets.stream()
                .collect(Collectors.groupingBy(target -> target.field(Ecs.CLUSTER)))
                .forEach((cluster, members) -> {
                    for (List<Target> batch : Batches.of(members, DESCRIBE_SERVICES)) {
                        var reply = ecs.client().describeServices(request -> request.cluster(cluster)
                                .services(batch.stream()
                                        .map(target -> Ecs.service(target))
                                        .distinct()
                                        .toList()));
                        List<Service> services = reply.hasServices() ? reply.services() : Pages.given(reply.services());
                        for (Target target : batch) {
                            services.stream()
                                    .filter(service -> Ecs.service(target).equals(service.serviceName())
                                            || Ecs.service(target).equals(service.serviceArn()))
                                    .findFirst()
                                    .or(() -> missing(target, reply.failures()))
                                    .ifPresent(service -> found.put(target, service));
                        }
                    }
                });
        return found;
    }

    private static Optional<Service> missing(Target target, List<Failure> failures) {
        return failures.stream()
                .filter(failure -> failure.arn() != null && Words.same(MISSING, failure.reason()))
                .filter(failure -> Arns.last(failure.arn()).equals(Arns.last(Ecs.service(target))))
                .map(failure -> Service.builder().status(MISSING).build())
                .findFirst();
    }

    /** Returns what a service says of itself, newest first, for services without service deployments. */
    static List<Rollout> rollouts(Connection<EcsClient> ecs, Service service) {
        Stream<Rollout> rollouts = service.deployments().isEmpty()
                ? service.taskSets().stream().map(set -> rollout(ecs, service, set))
                : service.deployments().stream().map(deployment -> rollout(ecs, service, deployment));
        return rollouts.sorted(Newest.first(Rollout::createdAt)).toList();
    }

    private static Rollout rollout(Connection<EcsClient> ecs, Service service, Deployment deployment) {
        String word =
                deployment.rolloutStateAsString() != null ? deployment.rolloutStateAsString() : deployment.status();
        Rollout.Builder rollout = Rollout.builder(status(service, deployment), word)
                .id(deployment.id())
                .revision(Arns.last(deployment.taskDefinition()))
                .revisionName(deployment.taskDefinition())
                .createdAt(deployment.createdAt())
                .updatedAt(deployment.updatedAt())
                .previousRevision(service.deployments().stream()
                        .filter(other -> other.createdAt() != null
                                && deployment.createdAt() != null
                                && other.createdAt().isBefore(deployment.createdAt()))
                        .max(Comparator.comparing(Deployment::createdAt))
                        .map(older -> Arns.last(older.taskDefinition()))
                        .orElse(null))
                .reason(waiting(service, deployment))
                .attribute("deploymentStatus", deployment.status())
                .attribute("failedTasks", deployment.failedTasks())
                .source(deployment);
        if (deployment.desiredCount() != null && deployment.runningCount() != null) {
            rollout.progress(Progress.of(deployment.runningCount(), deployment.desiredCount(), "tasks"));
        }
        return ofService(ecs, rollout, service);
    }

    private static Rollout rollout(Connection<EcsClient> ecs, Service service, TaskSet set) {
        Status status = status(set);
        // The first task set comes with the service itself, and then names no deployment.
        boolean codeDeploy = isOfCodeDeploy(service) && set.externalId() != null;
        Rollout.Builder rollout = Rollout.builder(codeDeploy ? Status.UNKNOWN : status, set.stabilityStatusAsString())
                .id(set.id())
                .revision(Arns.last(set.taskDefinition()))
                .revisionName(set.taskDefinition())
                .createdAt(set.createdAt())
                .updatedAt(set.updatedAt())
                .initiator(set.startedBy())
                .attribute("taskSetStatus", set.status())
                .attribute("externalId", set.externalId())
                .attribute(
                        CONTROLLER,
                        service.deploymentController() == null
                                ? null
                                : service.deploymentController().typeAsString())
                .relation(Relation.Kind.DEPLOYED_BY, "codedeploy", codeDeploy ? set.externalId() : null)
                .reason(
                        codeDeploy
                                ? "CodeDeploy deploys this service and knows the outcome: codedeploy:"
                                        + set.externalId()
                                : waiting(set))
                .source(set);
        if (set.computedDesiredCount() != null && set.runningCount() != null) {
            rollout.progress(Progress.of(set.runningCount(), set.computedDesiredCount(), "tasks"));
        }
        return ofService(ecs, rollout, service);
    }

    /**
     * Returns the name of a service at CodeDeploy where that deploys it: its hook before the installation runs while nothing in
     * the service tells of the deployment.
     */
    static Optional<OtherName> otherName(Target target, Rollout latest) {
        Object controller = latest.attributes().get(CONTROLLER);
        return Optional.ofNullable(controller)
                .filter(type -> Words.same(DeploymentControllerType.CODE_DEPLOY.toString(), type.toString()))
                .map(type -> new OtherName(
                        "codedeploy",
                        "ECS",
                        Arns.last(target.field(Ecs.CLUSTER)) + ":" + Arns.last(Ecs.service(target))));
    }

    private static boolean isOfCodeDeploy(Service service) {
        return service.deploymentController() != null
                && Words.same(
                        DeploymentControllerType.CODE_DEPLOY.toString(),
                        service.deploymentController().typeAsString());
    }

    private static Rollout ofService(Connection<EcsClient> ecs, Rollout.Builder rollout, Service service) {
        return rollout.account(Arns.account(service.serviceArn()))
                .consoleUrl(ecs.console(
                        "/ecs/v2/clusters/" + Arns.last(service.clusterArn()) + "/services/" + service.serviceName()))
                .attribute("serviceArn", service.serviceArn())
                .attribute("clusterArn", service.clusterArn())
                .build();
    }

    /**
     * Maps an entry of {@code deployments}. Without a rollout state (Classic Load Balancer, other controllers) only a
     * sole deployment with all its tasks running counts as over; an entry that is no longer primary was replaced.
     */
    private static Status status(Service service, Deployment deployment) {
        if (deployment.rolloutStateAsString() != null) {
            Status status = rolloutStatus(NativeStates.named(
                    deployment.rolloutStateAsString(), DeploymentRolloutState.UNKNOWN_TO_SDK_VERSION));
            boolean replaced = !Words.same(PRIMARY, deployment.status());
            if (replaced) {
                return status == Status.SUCCEEDED ? Status.STOPPED : status;
            }
            return isWayBack(deployment) ? wayBack(status) : status;
        }
        if (!Words.same(PRIMARY, deployment.status())) {
            return Status.STOPPED;
        }
        int running = orZero(deployment.runningCount());
        boolean settled = service.deployments().size() == 1
                && orZero(deployment.desiredCount()) > 0
                && running == orZero(deployment.desiredCount())
                && orZero(deployment.pendingCount()) == 0;
        if (settled) {
            return Status.SUCCEEDED;
        }
        return running == 0 && orZero(deployment.pendingCount()) == 0 ? Status.PENDING : Status.IN_PROGRESS;
    }

    /** Where the circuit breaker rolls back, the primary deployment is the rollback and says so (ECS API, Deployment). */
    private static boolean isWayBack(Deployment deployment) {
        return deployment.rolloutStateReason() != null
                && deployment.rolloutStateReason().contains("rolling back to");
    }

    private static Status wayBack(Status status) {
        return switch (status) {
            case IN_PROGRESS -> Status.ROLLING_BACK;
            case SUCCEEDED -> Status.ROLLED_BACK;
            case FAILED -> Status.ROLLBACK_FAILED;
            default -> status;
        };
    }

    /**
     * Maps a task set. Only the primary one serves production traffic; of another one its steadiness says no more than that
     * as many tasks run as are wanted, which may be none (ECS API, TaskSet).
     */
    private static Status status(TaskSet set) {
        if (stability(set) == null) {
            return Status.UNKNOWN;
        }
        Status status = stabilityStatus(stability(set));
        if (status != Status.SUCCEEDED || Words.same(PRIMARY, set.status())) {
            return status;
        }
        return Words.same(DRAINING, set.status()) ? Status.STOPPED : Status.IN_PROGRESS;
    }

    /** Without a rollout state only running tasks show that a deployment is over. */
    private static String waiting(Service service, Deployment deployment) {
        boolean isIdle = deployment.rolloutStateAsString() == null
                && Words.same(PRIMARY, deployment.status())
                && service.deployments().size() == 1
                && deployment.desiredCount() != null
                && deployment.desiredCount() == 0;
        return isIdle
                ? "no task is wanted (its desired count is 0), so that nothing shows whether the revision works"
                : deployment.rolloutStateReason();
    }

    private static String waiting(TaskSet set) {
        boolean isSteady = stability(set) == StabilityStatus.STEADY_STATE;
        return isSteady && !Words.same(PRIMARY, set.status())
                ? "the task set is steady, but it is " + set.status() + " and serves no production traffic"
                : null;
    }

    /** Returns the service's own events of a span of time, oldest first. */
    static List<ServiceEvent> events(Service service, Instant since, Instant until) {
        return service.events().stream()
                .filter(event -> event.createdAt() != null
                        && !event.createdAt().isBefore(since)
                        && !event.createdAt().isAfter(until))
                .sorted(Comparator.comparing(ServiceEvent::createdAt))
                .toList();
    }

    /** Returns what events say of trouble, the newest of each kind: no task may ever be made that could tell. */
    static List<Problem> problems(String service, List<ServiceEvent> events) {
        Map<String, Problem> problems = new LinkedHashMap<>();
        for (ServiceEvent event : events) {
            String message = event.message() == null ? "" : event.message();
            TROUBLE.stream()
                    .filter(message::contains)
                    .findFirst()
                    .ifPresent(words -> problems.put(words, new Problem(service, "SERVICE_EVENT", message)));
        }
        return List.copyOf(problems.values());
    }

    /**
     * Returns why tasks stopped together with what events say. Which health check failed and how, an event says alone; it
     * goes to the tasks that were stopped for it, where there are any. That tasks do not start consistently is no more than
     * they say themselves.
     */
    static List<Problem> joined(List<Problem> ofTasks, List<Problem> ofEvents) {
        List<Problem> joined = new ArrayList<>(ofTasks);
        for (Problem event : ofEvents) {
            int tasks = indexOfChecked(ofTasks, event.message());
            int due = event.message().indexOf(DUE);
            if (tasks < 0) {
                boolean isSaid = !ofTasks.isEmpty() && event.message().contains(NO_START);
                if (!isSaid) {
                    joined.add(event);
                }
            } else if (due >= 0) {
                Problem stopped = ofTasks.get(tasks);
                joined.set(
                        tasks,
                        new Problem(
                                stopped.resource(),
                                stopped.code(),
                                stopped.message() + event.message().substring(due)));
            }
        }
        return joined;
    }

    private static int indexOfChecked(List<Problem> ofTasks, String event) {
        for (int i = 0; event.contains("is unhealthy in") && i < ofTasks.size(); i++) {
            String why = ofTasks.get(i).message();
            if (why != null
                    && why.contains("health checks")
                    && TARGET_GROUP.matcher(why).results().anyMatch(group -> event.contains(group.group()))) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the target groups that events call unhealthy. */
    static List<String> unhealthyGroups(List<ServiceEvent> events) {
        return events.stream()
                .map(ServiceEvent::message)
                .filter(message -> message != null && message.contains("unhealthy"))
                .flatMap(message -> TARGET_GROUP.matcher(message).results())
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    private static int orZero(Integer count) {
        return count == null ? 0 : count;
    }

    private static StabilityStatus stability(TaskSet set) {
        return NativeStates.named(set.stabilityStatusAsString(), StabilityStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
