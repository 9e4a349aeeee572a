package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ECSExpressGatewayService;
import software.amazon.awssdk.services.ecs.model.ExpressGatewayServiceStatus;
import software.amazon.awssdk.services.ecs.model.ExpressGatewayServiceStatusCode;
import software.amazon.awssdk.services.ecs.model.GatewayRouteStatus;
import software.amazon.awssdk.services.ecs.model.ManagedResourceStatus;
import software.amazon.awssdk.services.ecs.model.ResourceManagementType;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceRevision;
import software.amazon.awssdk.services.ecs.model.ServiceRevisionSummary;

/**
 * Express services: services whose load balancer, scaling and alarms ECS manages. A deployment is a service deployment, as
 * of every service, and its success counts once what ECS manages for the new revision is there.
 *
 * <p>They are services in all else, so that {@code CLUSTER/SERVICE} reads them, too, but not what ECS manages for them.
 */
final class ExpressServices implements Kind<EcsClient> {
    private static final String SERVICE = "Express service";
    private final ServiceDeployments services = new ServiceDeployments();

    @Override
    public boolean reads(Target target) {
        return target.has(Ecs.EXPRESS_SERVICE);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(SERVICE, ExpressGatewayServiceStatusCode.knownValues(), ExpressServices::status)
                .note(SERVICE, ExpressGatewayServiceStatusCode.ACTIVE, "the service deployment decides")
                .and(ManagedResource.RESOURCE, ManagedResourceStatus.knownValues(), ManagedResource::status)
                .note(ManagedResource.RESOURCE, ManagedResourceStatus.DEPROVISIONING, ManagedResource.GOING)
                .note(ManagedResource.RESOURCE, ManagedResourceStatus.DELETED, ManagedResource.GOING)
                .and(ManagedResource.ROUTE, GatewayRouteStatus.knownValues(), ManagedResource::status)
                .note(ManagedResource.ROUTE, GatewayRouteStatus.DELETE_IN_PROGRESS, ManagedResource.GOING)
                .note(ManagedResource.ROUTE, GatewayRouteStatus.DELETE_FAILED, ManagedResource.GOING)
                .rows();
    }

    @Override
    public List<String> milestones() {
        return services.milestones();
    }

    /** Whoever looks for services finds these among them; found twice, they would be counted twice. */
    @Override
    public Stream<Target> discover(Connection<EcsClient> ecs) {
        return Stream.empty();
    }

    @Override
    public List<String> neighbours(Connection<EcsClient> ecs, Target target) {
        return ServiceDeployments.names(ecs, target, ResourceManagementType.ECS)
                .map(name -> "express/" + name)
                .toList();
    }

    @Override
    public Stream<Rollout> history(Connection<EcsClient> ecs, Target target, HistoryQuery query) {
        return services.history(ecs, target, query);
    }

    @Override
    public Stream<Rollout> underWay(Connection<EcsClient> ecs, Target target, Rollout latest) {
        return services.underWay(ecs, target, latest);
    }

    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return services.batches(targets);
    }

    @Override
    public List<Latest> latest(Connection<EcsClient> ecs, List<Target> targets) {
        Map<Target, Service> described = EcsServices.describe(ecs, targets);
        List<Latest> found = new ArrayList<>();
        List<Target> express = new ArrayList<>();
        described.forEach((target, service) -> {
            if (Words.same(ResourceManagementType.CUSTOMER.toString(), service.resourceManagementTypeAsString())) {
                found.add(Latest.none(target, noExpress(target)));
            } else {
                express.add(target);
            }
        });
        found.addAll(services.latest(ecs, express));
        return found;
    }

    @Override
    public List<Reading> read(Connection<EcsClient> ecs, List<Target> targets) {
        return services.read(ecs, targets, true).stream()
                .map(reading -> reading.map(rollout -> withResources(ecs, rollout)))
                .toList();
    }

    @Override
    public Map<Target, Rollout> withdrawn(Connection<EcsClient> ecs, Map<Target, Rollout> passing) {
        Map<Target, String> arns = serviceArns(ecs, passing);
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> {
            Optional<ECSExpressGatewayService> service = Optional.ofNullable(arns.get(target))
                    .flatMap(arn -> ErrorCodes.unlessKind(
                            Set.of(ErrorKind.NOT_FOUND), Ecs.INFO, () -> Optional.ofNullable(describe(ecs, arn))))
                    .flatMap(reply -> reply);
            withdrawn(rollout, service).ifPresent(each -> withdrawn.put(target, each));
        });
        return withdrawn;
    }

    @Override
    public Rollout explain(Connection<EcsClient> ecs, Target target, Rollout seen) {
        return services.explain(ecs, target, seen);
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        services.commands(target, seen, explained);
        explained.command("ecs", "describe-express-gateway-service", "--service-arn", Members.text(seen, "serviceArn"));
    }

    @Override
    public List<LogTail> lastWords(Connection<EcsClient> ecs, Logs logs, Target target, Rollout explained) {
        return ContainerLogs.of(ecs, logs, target, explained);
    }

    @Override
    public List<Change> changes(Connection<EcsClient> ecs, Target target, Rollout explained) {
        return RevisionChanges.of(ecs, explained);
    }

    static Status status(ExpressGatewayServiceStatusCode value) {
        return switch (value) {
            case ACTIVE -> Status.SUCCEEDED;
            case DRAINING, INACTIVE -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** A service that is not there any more is deleted; of a word that nobody knows it cannot be said that it lives. */
    private static Optional<Rollout> withdrawn(Rollout rollout, Optional<ECSExpressGatewayService> service) {
        if (service.isEmpty()) {
            return Optional.of(Ecs.deleted(rollout, "ECS does not know the Express service, or not any more"));
        }
        ExpressGatewayServiceStatus now = service.get().status();
        if (now == null || now.statusCodeAsString() == null) {
            return Optional.empty();
        }
        String word = now.statusCodeAsString();
        return switch (NativeStates.named(ExpressGatewayServiceStatusCode.knownValues(), word)
                .map(ExpressServices::status)
                .orElse(Status.UNKNOWN)) {
            case SUCCEEDED -> Optional.empty();
            case STOPPED ->
                Optional.of(Ecs.deleted(
                        rollout,
                        "the Express service is being deleted, or was (its status is " + word + ")"
                                + (now.statusReason() == null ? "" : ": " + now.statusReason())));
            default -> Optional.of(Ecs.unclear(rollout, "the Express service", word));
        };
    }

    private static ECSExpressGatewayService describe(Connection<EcsClient> ecs, String arn) {
        return ecs.client()
                .describeExpressGatewayService(request -> request.serviceArn(arn))
                .service();
    }

    /** Returns the ARNs of services: their deployments say them, else they are asked for. */
    private static Map<Target, String> serviceArns(Connection<EcsClient> ecs, Map<Target, Rollout> passing) {
        Map<Target, String> arns = new LinkedHashMap<>();
        List<Target> unknown = new ArrayList<>();
        passing.forEach((target, rollout) -> rollout.source(ServiceDeployment.class)
                .map(ServiceDeployment::serviceArn)
                .ifPresentOrElse(arn -> arns.put(target, arn), () -> unknown.add(target)));
        EcsServices.describe(ecs, unknown).forEach((target, service) -> arns.put(target, service.serviceArn()));
        return arns;
    }

    private static Rollout withResources(Connection<EcsClient> ecs, Rollout rollout) {
        return rollout.source(ServiceDeployment.class)
                .map(ServiceDeployment::targetServiceRevision)
                .map(ServiceRevisionSummary::arn)
                .flatMap(arn -> ecs.memo().get(ServiceRevision.class, arn))
                .map(revision -> ManagedResource.hold(rollout, revision))
                .orElse(rollout);
    }

    private static ReadError noExpress(Target target) {
        String service = target.resource().substring(target.resource().indexOf('/') + 1);
        return ReadError.notFound(
                "the service " + target.field(Ecs.EXPRESS_SERVICE) + " is no Express service",
                "Name it as other services are: ecs:" + service);
    }
}
