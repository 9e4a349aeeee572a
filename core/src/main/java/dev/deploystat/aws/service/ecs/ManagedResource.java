package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.ECSManagedResources;
import software.amazon.awssdk.services.ecs.model.GatewayRouteStatus;
import software.amazon.awssdk.services.ecs.model.ManagedIngressPath;
import software.amazon.awssdk.services.ecs.model.ManagedResourceStatus;
import software.amazon.awssdk.services.ecs.model.ServiceRevision;

/**
 * Something that ECS manages for a revision of an Express service: a load balancer, a listener, a target group, an alarm.
 *
 * @param sort what it is
 * @param place what it stands in beside others of its sort: the endpoint of an ingress path, or nothing
 * @param name what it is called
 * @param word its status in the service's word; null where the service gave none
 * @param reason why it is in that status, or null
 * @param updatedAt when that was so, or null
 */
record ManagedResource(String sort, String place, String name, String word, String reason, Instant updatedAt) {
    static final String RESOURCE = "managed resource";
    static final String ROUTE = "gateway route";
    static final String GOING = "FAILED where the revision has no other one in its place, else not counted";

    /** How bad it is when one of several is so, the worst first. */
    private static final List<Status> WORST =
            List.of(Status.FAILED, Status.UNKNOWN, Status.IN_PROGRESS, Status.SUCCEEDED);

    static Status status(ManagedResourceStatus value) {
        return switch (value) {
            case PROVISIONING -> Status.IN_PROGRESS;
            case ACTIVE -> Status.SUCCEEDED;
            case DEPROVISIONING, DELETED -> Status.STOPPED;
            case FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(GatewayRouteStatus value) {
        return switch (value) {
            case CREATE_IN_PROGRESS, UPDATE_IN_PROGRESS -> Status.IN_PROGRESS;
            case ACTIVE -> Status.SUCCEEDED;
            case DELETE_IN_PROGRESS, DELETE_FAILED -> Status.STOPPED;
            case CREATE_FAILED, UPDATE_FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /**
     * Holds a deployment to what ECS manages for its revision. A success waits for what is still being made, and fails
     * with what is broken or taken away; whatever else became of the deployment stays, with what is broken as a problem.
     */
    static Rollout hold(Rollout seen, ServiceRevision revision) {
        List<ManagedResource> all = of(revision);
        Rollout.Builder held = seen.toBuilder();
        all.forEach(resource -> held.part(resource.part()));
        all.stream()
                .filter(resource -> resource.own() == Status.FAILED)
                .forEach(resource -> held.problem(resource.shortName(), resource.word, resource.sentence()));
        String endpoints = all.stream()
                .map(ManagedResource::place)
                .filter(place -> !place.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        held.attribute("endpoint", endpoints.isEmpty() ? null : endpoints);
        Optional<Status> worst = WORST.stream()
                .filter(status -> all.stream().anyMatch(resource -> resource.counted(all) == status))
                .findFirst();
        if (seen.status() != Status.SUCCEEDED || worst.isEmpty() || worst.get() == Status.SUCCEEDED) {
            return held.build();
        }
        String why = all.stream()
                .filter(resource -> resource.counted(all) == worst.get())
                .map(ManagedResource::sentence)
                .collect(Collectors.joining("; "));
        return held.status(worst.get())
                .flag(Flag.EARLY, worst.get() == Status.IN_PROGRESS)
                .reason(Stream.of(seen.reason(), why).filter(Objects::nonNull).collect(Collectors.joining("; ")))
                .build();
    }

    /** Returns all that a reply names. */
    private static List<ManagedResource> of(ServiceRevision revision) {
        List<ManagedResource> all = new ArrayList<>();
        ECSManagedResources managed = revision.ecsManagedResources();
        if (managed == null) {
            return all;
        }
        managed.ingressPaths().forEach(path -> addAll(all, path));
        if (managed.autoScaling() != null) {
            var target = managed.autoScaling().scalableTarget();
            if (target != null) {
                all.add(of(
                        "scalable target",
                        target.arn(),
                        target.statusAsString(),
                        target.statusReason(),
                        target.updatedAt()));
            }
            managed.autoScaling()
                    .applicationAutoScalingPolicies()
                    .forEach(each -> all.add(of(
                            "scaling policy",
                            each.arn(),
                            each.statusAsString(),
                            each.statusReason(),
                            each.updatedAt())));
        }
        managed.metricAlarms()
                .forEach(each ->
                        all.add(of("alarm", each.arn(), each.statusAsString(), each.statusReason(), each.updatedAt())));
        managed.serviceSecurityGroups()
                .forEach(each -> all.add(of(
                        "security group", each.arn(), each.statusAsString(), each.statusReason(), each.updatedAt())));
        managed.logGroups()
                .forEach(each -> all.add(of(
                        "log group",
                        each.arn() == null ? each.logGroupName() : each.arn(),
                        each.statusAsString(),
                        each.statusReason(),
                        each.updatedAt())));
        managed.gatewayConnections()
                .forEach(each -> all.add(of(ROUTE, each.gatewayRouteArn(), each.statusAsString(), null, null)));
        return all;
    }

    private static void addAll(List<ManagedResource> all, ManagedIngressPath path) {
        List<ManagedResource> own = new ArrayList<>();
        if (path.loadBalancer() != null) {
            var each = path.loadBalancer();
            own.add(of("load balancer", each.arn(), each.statusAsString(), each.statusReason(), each.updatedAt()));
        }
        path.loadBalancerSecurityGroups()
                .forEach(each -> own.add(of(
                        "load balancer's security group",
                        each.arn(),
                        each.statusAsString(),
                        each.statusReason(),
                        each.updatedAt())));
        if (path.certificate() != null) {
            var each = path.certificate();
            own.add(of("certificate", each.arn(), each.statusAsString(), each.statusReason(), each.updatedAt()));
        }
        if (path.listener() != null) {
            var each = path.listener();
            own.add(of("listener", each.arn(), each.statusAsString(), each.statusReason(), each.updatedAt()));
        }
        if (path.rule() != null) {
            var each = path.rule();
            own.add(of("listener rule", each.arn(), each.statusAsString(), each.statusReason(), each.updatedAt()));
        }
        path.targetGroups()
                .forEach(each -> own.add(
                        of("target group", each.arn(), each.statusAsString(), each.statusReason(), each.updatedAt())));
        String place = path.endpoint() == null ? "" : path.endpoint();
        own.forEach(each ->
                all.add(new ManagedResource(each.sort, place, each.name, each.word, each.reason, each.updatedAt)));
    }

    private static ManagedResource of(String sort, String arn, String word, String reason, Instant updatedAt) {
        return new ManagedResource(sort, "", arn, word, reason, updatedAt);
    }

    /** Returns what its own word means; null where the service gave none, which then says nothing. */
    private Status own() {
        if (word == null) {
            return null;
        }
        return sort.equals(ROUTE)
                ? NativeStates.named(GatewayRouteStatus.knownValues(), word)
                        .map(ManagedResource::status)
                        .orElse(Status.UNKNOWN)
                : NativeStates.named(ManagedResourceStatus.knownValues(), word)
                        .map(ManagedResource::status)
                        .orElse(Status.UNKNOWN);
    }

    /** Returns what it counts for: one that is taken away is missed where no other of its sort is in its place. */
    private Status counted(List<ManagedResource> all) {
        boolean isMissed = all.stream()
                .filter(other -> other.sort.equals(sort) && other.place.equals(place))
                .allMatch(other -> other.own() == Status.STOPPED);
        return own() == Status.STOPPED ? (isMissed ? Status.FAILED : null) : own();
    }

    /** Returns the resource part of an ARN, which for load balancers and alarms is more than its last piece. */
    private String shortName() {
        String[] pieces = name == null ? new String[0] : name.split(":", 6);
        return name == null ? sort : pieces.length == 6 ? pieces[5] : name;
    }

    private String sentence() {
        return "the " + sort + (name == null ? "" : " " + shortName()) + " is " + word
                + (reason == null ? "" : ": " + reason);
    }

    private Part part() {
        return new Part(
                sort,
                shortName(),
                sort + " " + place + " " + name,
                null,
                own() == null ? Status.UNKNOWN : own(),
                word,
                null,
                null,
                reason);
    }
}
