package dev.deploystat.aws.service.greengrass;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.Event;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.greengrass.GreengrassClient;
import software.amazon.awssdk.services.greengrass.model.Deployment;
import software.amazon.awssdk.services.greengrass.model.DeploymentType;
import software.amazon.awssdk.services.greengrass.model.GetDeploymentStatusResponse;

/**
 * Deployments of groups. One stays {@code InProgress} until its core connects, which an offline core never does. The
 * service says neither who deployed nor how far it is, and no deployment is marked as a rollback: {@code Redeployment}
 * only says that an earlier deployment was repeated. A group has no state in which it is being deleted: it is not found then,
 * and neither are its deployments.
 */
final class GroupDeployments implements Kind<GreengrassClient> {
    private static final String KIND = "deployment";

    /** The status words, which the API types as plain text. */
    private static final Map<String, Status> WORDS = Map.of(
            "Building", Status.PENDING,
            "InProgress", Status.IN_PROGRESS,
            "Success", Status.SUCCEEDED,
            "Failure", Status.FAILED);

    @Override
    public boolean reads(Target target) {
        return target.has(Greengrass.GROUP_ID);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(KIND, WORDS)
                .note(KIND, "Success", "STOPPED after a reset, which passes only when it is named by its id")
                .rows();
    }

    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, 1);
    }

    @Override
    public Stream<Target> discover(Connection<GreengrassClient> greengrass) {
        return Pages.of(
                        token -> greengrass.client().listGroups(request -> request.maxResults(Greengrass.page(null))
                                .nextToken(token)),
                        reply -> reply.groups(),
                        reply -> reply.nextToken())
                .map(group -> Targets.of(Greengrass.INFO, Map.of(Greengrass.GROUP_ID, group.id()), null));
    }

    @Override
    public Stream<Rollout> history(Connection<GreengrassClient> greengrass, Target target, HistoryQuery query) {
        return deployments(greengrass, target, query.pageSize())
                .filter(deployment -> query.isInTime(WireTimes.parse(deployment.createdAt())))
                .map(deployment -> ofGroup(greengrass, target, deployment));
    }

    /**
     * A group has one core, which takes one deployment after the other: what is older than one that succeeded there is over,
     * whatever is said of it. A reset is at work until it is over.
     */
    @Override
    public Stream<Rollout> underWay(Connection<GreengrassClient> greengrass, Target target, Rollout latest) {
        return latest != null && latest.status() == Status.SUCCEEDED
                ? Stream.empty()
                : deployments(greengrass, target, null).toList().stream()
                        .map(listed -> rollout(
                                listed.deploymentId(),
                                listed,
                                deploymentStatus(greengrass, target, listed.deploymentId())))
                        .takeWhile(rollout -> rollout.status() != Status.SUCCEEDED);
    }

    @Override
    public List<Latest> latest(Connection<GreengrassClient> greengrass, List<Target> targets) {
        List<Latest> found = new ArrayList<>();
        for (Target target : targets) {
            found.add(deployments(greengrass, target, null)
                    .findFirst()
                    .map(latest -> latest(greengrass, target, latest))
                    .orElseGet(() -> Latest.neverDeployed(target, Greengrass.INFO)));
        }
        return found;
    }

    private static Latest latest(Connection<GreengrassClient> greengrass, Target target, Deployment latest) {
        greengrass.memo(target).put(Deployment.class, latest.deploymentId(), latest);
        DeploymentType type =
                NativeStates.named(latest.deploymentTypeAsString(), DeploymentType.UNKNOWN_TO_SDK_VERSION);
        return operation(type) == Operation.RESET
                ? Latest.read(target, ofGroup(greengrass, target, latest))
                : Latest.of(target, latest.deploymentId());
    }

    @Override
    public List<Reading> read(Connection<GreengrassClient> greengrass, List<Target> targets) {
        return targets.stream()
                .map(target -> {
                    var status = deploymentStatus(greengrass, target, target.deployment());
                    return Reading.of(target, rollout(target.deployment(), listed(greengrass, target), status));
                })
                .toList();
    }

    @Override
    public Rollout explain(Connection<GreengrassClient> greengrass, Target target, Rollout seen) {
        Rollout.Builder explained = seen.toBuilder();
        String groupId = target.field(Greengrass.GROUP_ID);
        explained.attribute(
                "group", Raw.of(greengrass.client().getGroup(request -> request.groupId(groupId)), Set.of()));
        if (seen.revision() != null) {
            explained.attribute(
                    "groupVersion",
                    Raw.of(
                            greengrass.client().getGroupVersion(request -> request.groupId(groupId)
                                    .groupVersionId(seen.revision())),
                            Set.of()));
        }
        if (seen.createdAt() != null) {
            Deployment listed = listed(greengrass, target);
            String type = seen.source(GetDeploymentStatusResponse.class)
                    .map(GetDeploymentStatusResponse::deploymentTypeAsString)
                    .orElse(listed == null ? null : listed.deploymentTypeAsString());
            explained.events(List.of(new Event(seen.createdAt(), groupId, type, null)));
        }
        if (seen.updatedAt() != null) {
            explained.events(List.of(new Event(seen.updatedAt(), groupId, seen.nativeStatus(), seen.reason())));
        }
        return explained.build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "greengrass",
                "get-deployment-status",
                "--group-id",
                target.field(Greengrass.GROUP_ID),
                "--deployment-id",
                seen.id());
        explained.command("greengrass", "list-deployments", "--group-id", target.field(Greengrass.GROUP_ID));
    }

    /** Maps the status of a group's deployment, in whichever reply it stands. */
    static Status status(String word) {
        return WORDS.entrySet().stream()
                .filter(entry -> Words.same(entry.getKey(), word))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Status.UNKNOWN);
    }

    /** Returns what is done; a reset takes the group version off the core. */
    private static Operation operation(DeploymentType type) {
        if (type == null) {
            return null;
        }
        return switch (type) {
            case RESET_DEPLOYMENT, FORCE_RESET_DEPLOYMENT -> Operation.RESET;
            case NEW_DEPLOYMENT, REDEPLOYMENT -> Operation.UPDATE;
            case UNKNOWN_TO_SDK_VERSION -> Operation.OTHER;
        };
    }

    /** Returns a deployment as one of a group: who asks for these waits for a release, and a reset is the end of one. */
    private static Rollout ofGroup(Connection<GreengrassClient> greengrass, Target target, Deployment listed) {
        String id = listed.deploymentId();
        Rollout rollout = rollout(id, listed, deploymentStatus(greengrass, target, id));
        boolean isOpen =
                switch (rollout.status()) {
                    case PENDING, IN_PROGRESS, SUCCEEDED -> true;
                    case FAILED, STOPPED, UNKNOWN, ROLLING_BACK, ROLLED_BACK, ROLLBACK_FAILED -> false;
                };
        return isOpen && rollout.operation() == Operation.RESET
                ? rollout.toBuilder()
                        .status(Status.STOPPED)
                        .reason("somebody ordered to reset the core, which takes away what was deployed")
                        .build()
                : rollout;
    }

    private static GetDeploymentStatusResponse deploymentStatus(
            Connection<GreengrassClient> greengrass, Target target, String deploymentId) {
        return greengrass.client().getDeploymentStatus(request -> request.groupId(target.field(Greengrass.GROUP_ID))
                .deploymentId(deploymentId));
    }

    /** Returns all deployments of a group, newest first; the API names no order. */
    private static Stream<Deployment> deployments(
            Connection<GreengrassClient> greengrass, Target target, Integer pageSize) {
        return Pages.of(
                        token -> greengrass.client().listDeployments(request -> request.groupId(
                                        target.field(Greengrass.GROUP_ID))
                                .maxResults(Greengrass.page(pageSize))
                                .nextToken(token)),
                        reply -> Pages.given(reply.deployments()),
                        reply -> reply.nextToken())
                .sorted(Newest.first((Deployment deployment) -> WireTimes.parse(deployment.createdAt())));
    }

    /** Returns what the list says of a pinned deployment, or null. It never changes, so it is asked for once. */
    private static Deployment listed(Connection<GreengrassClient> greengrass, Target pinned) {
        return greengrass
                .memo(pinned)
                .get(Deployment.class, pinned.deployment(), () -> deployments(greengrass, pinned, null)
                        .filter(deployment -> pinned.deployment().equals(deployment.deploymentId()))
                        .findFirst())
                .orElse(null);
    }

    private static Rollout rollout(String id, Deployment listed, GetDeploymentStatusResponse reply) {
        Deployment known = listed == null ? Deployment.builder().build() : listed;
        Status status = status(reply.deploymentStatus());
        Instant updatedAt = WireTimes.parse(reply.updatedAt());
        String type = reply.deploymentTypeAsString() != null
                ? reply.deploymentTypeAsString()
                : known.deploymentTypeAsString();
        Operation operation = operation(NativeStates.named(type, DeploymentType.UNKNOWN_TO_SDK_VERSION));
        Rollout.Builder rollout = Rollout.builder(status, reply.deploymentStatus())
                .id(id)
                .operation(operation, operation == Operation.RESET ? operation.name() : type)
                .createdAt(WireTimes.parse(known.createdAt()))
                .updatedAt(updatedAt)
                .finishedAt(status.isFinal() ? updatedAt : null)
                .reason(reply.errorMessage())
                .problems(Greengrass.problems(null, reply.errorDetails()))
                .account(Arns.account(known.groupArn() == null ? known.deploymentArn() : known.groupArn()))
                .attribute("deploymentArn", known.deploymentArn())
                .attribute("deploymentType", type)
                .attribute("groupArn", known.groupArn())
                .attribute("createdAt", Greengrass.unlessTime(known.createdAt()))
                .attribute("updatedAt", Greengrass.unlessTime(reply.updatedAt()))
                .source(reply);
        if (operation != Operation.RESET) {
            // A reset takes the group version off the core: its success must not pass for that version's.
            rollout.revision(Greengrass.pieceAfter("/versions/", known.groupArn()))
                    .revisionName(known.groupArn());
        }
        return rollout.build();
    }
}
