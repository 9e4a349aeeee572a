package dev.deploystat.aws.service.eks;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.MalformedReply;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.CapabilityStatus;
import software.amazon.awssdk.services.eks.model.CapabilitySummary;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.FargateProfileStatus;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.Update;
import software.amazon.awssdk.services.eks.model.UpdateStatus;

/**
 * One kind of resource: its calls. A look takes two of them, for the update first and then for the resource, whose state
 * is thus never older.
 *
 * <p>The list of updates has neither times nor a promised order, so finding the latest one takes a call for every update
 * there is. What is over never changes and is asked for once; a resource with hundreds of updates costs hundreds of calls
 * at the first look and those that are new or under way ever after.
 */
final class EksKind implements Kind<EksClient> {
    private static final int LIST_PAGE = 100;
    private static final String UPDATE = "update";
    private static final String ROLLBACK = "version rollback";

    static final List<Kind<EksClient>> ALL =
            List.of(clusters(), nodeGroups(), addOns(), fargateProfiles(), capabilities());

    private final String field;
    private final NativeStates states;
    private final BiFunction<EksClient, Target, Optional<EksResource>> describe;
    private final BiFunction<EksClient, String, Stream<String>> list;

    /**
     * Declares a kind.
     *
     * @param field what it is called by beside its cluster; null for clusters
     * @param describe asks for a resource; empty where the reply holds none
     * @param list lists the names of those of a cluster
     */
    private EksKind(
            String field,
            NativeStates states,
            BiFunction<EksClient, Target, Optional<EksResource>> describe,
            BiFunction<EksClient, String, Stream<String>> list) {
        this.field = field;
        this.states = states;
        this.describe = describe;
        this.list = list;
    }

    private static EksKind clusters() {
        return new EksKind(
                null,
                NativeStates.of("cluster", ClusterStatus.knownValues(), value -> EksState.of(value)
                                .status())
                        .and(UPDATE, UpdateStatus.knownValues(), EksOutcome::status)
                        .note(
                                UPDATE,
                                UpdateStatus.SUCCESSFUL,
                                "FAILED while what it updated is broken, STOPPED while that is deleted, ROLLED_BACK after a version rollback")
                        .and(ROLLBACK, UpdateStatus.knownValues(), EksOutcome::rollbackStatus)
                        .note(ROLLBACK, UpdateStatus.SUCCESSFUL, "SUCCEEDED when it is named by its id"),
                EksKind::cluster,
                (eks, cluster) -> Stream.of(cluster));
    }

    private static EksKind nodeGroups() {
        return new EksKind(
                Eks.NODE_GROUP,
                NativeStates.of("node group", NodegroupStatus.knownValues(), value -> EksState.of(value)
                                .status())
                        .note("node group", NodegroupStatus.DEGRADED, "IN_PROGRESS while an update is under way"),
                (eks, target) -> Optional.ofNullable(
                                eks.describeNodegroup(request -> request.clusterName(target.field(Eks.CLUSTER))
                                                .nodegroupName(target.field(Eks.NODE_GROUP)))
                                        .nodegroup())
                        .map(EksResource::of),
                (eks, cluster) -> Pages.of(
                        token -> eks.listNodegroups(request -> request.clusterName(cluster)
                                .maxResults(LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.nodegroups(),
                        reply -> reply.nextToken()));
    }

    private static EksKind addOns() {
        return new EksKind(
                Eks.ADD_ON,
                NativeStates.of("add-on", AddonStatus.knownValues(), value -> EksState.of(value)
                                .status())
                        .note("add-on", AddonStatus.DEGRADED, "IN_PROGRESS while an update is under way"),
                (eks, target) -> Optional.ofNullable(
                                eks.describeAddon(request -> request.clusterName(target.field(Eks.CLUSTER))
                                                .addonName(target.field(Eks.ADD_ON)))
                                        .addon())
                        .map(EksResource::of),
                (eks, cluster) -> Pages.of(
                        token -> eks.listAddons(request -> request.clusterName(cluster)
                                .maxResults(LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.addons(),
                        reply -> reply.nextToken()));
    }

    private static EksKind fargateProfiles() {
        return new EksKind(
                Eks.FARGATE_PROFILE,
                NativeStates.of("Fargate profile", FargateProfileStatus.knownValues(), value -> EksState.of(value)
                        .status()),
                (eks, target) -> Optional.ofNullable(
                                eks.describeFargateProfile(request -> request.clusterName(target.field(Eks.CLUSTER))
                                                .fargateProfileName(target.field(Eks.FARGATE_PROFILE)))
                                        .fargateProfile())
                        .map(EksResource::of),
                (eks, cluster) -> Pages.of(
                        token -> eks.listFargateProfiles(request -> request.clusterName(cluster)
                                .maxResults(LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.fargateProfileNames(),
                        reply -> reply.nextToken()));
    }

    private static EksKind capabilities() {
        return new EksKind(
                Eks.CAPABILITY,
                NativeStates.of("capability", CapabilityStatus.knownValues(), value -> EksState.of(value)
                                .status())
                        .note("capability", CapabilityStatus.DEGRADED, "IN_PROGRESS while an update is under way"),
                (eks, target) -> Optional.ofNullable(
                                eks.describeCapability(request -> request.clusterName(target.field(Eks.CLUSTER))
                                                .capabilityName(target.field(Eks.CAPABILITY)))
                                        .capability())
                        .map(EksResource::of),
                (eks, cluster) -> Pages.of(
                                token -> eks.listCapabilities(request -> request.clusterName(cluster)
                                        .maxResults(LIST_PAGE)
                                        .nextToken(token)),
                                reply -> reply.capabilities(),
                                reply -> reply.nextToken())
                        .map(CapabilitySummary::capabilityName));
    }

    @Override
    public boolean reads(Target target) {
        return target.fields().keySet().equals(field == null ? Set.of(Eks.CLUSTER) : Set.of(Eks.CLUSTER, field));
    }

    @Override
    public List<NativeState> states() {
        return states.rows();
    }

    /** An update that failed stays a failure while what it was for is being deleted, which its reply says beside it. */
    @Override
    public boolean isGone(Rollout latest) {
        return Kind.super.isGone(latest) || EksOutcome.isBeingDeleted(latest);
    }

    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, 1);
    }

    @Override
    public Stream<Target> discover(Connection<EksClient> eks) {
        return Pages.of(
                        token -> eks.client().listClusters(request -> request.maxResults(LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.clusters(),
                        reply -> reply.nextToken())
                .flatMap(cluster -> list.apply(eks.client(), cluster).map(name -> {
                    Map<String, String> pieces = new HashMap<>(Map.of(Eks.CLUSTER, cluster));
                    if (field != null) {
                        pieces.put(field, name);
                    }
                    return Targets.of(Eks.INFO, pieces, null);
                }));
    }

    @Override
    public Stream<Rollout> history(Connection<EksClient> eks, Target target, HistoryQuery query) {
        List<Update> updates = updates(eks, target);
        return describe.apply(eks.client(), target).stream()
                .flatMap(now -> EksOutcome.history(target, now, updates))
                .map(rollout -> linked(eks, target, rollout));
    }

    @Override
    public Stream<Rollout> underWay(Connection<EksClient> eks, Target target, Rollout latest) {
        Stream<Rollout> own = history(eks, target, HistoryQuery.underWay());
        return field == null ? own : Stream.concat(own, ofCluster(eks, target));
    }

    /** What is in a cluster takes no change while the cluster is being changed. */
    private static Stream<Rollout> ofCluster(Connection<EksClient> eks, Target target) {
        return cluster(eks.client(), target).stream()
                .map(cluster -> EksOutcome.latest(target, cluster, List.of()).toBuilder()
                        .reason("of its cluster " + target.field(Eks.CLUSTER))
                        .build());
    }

    @Override
    public List<Latest> latest(Connection<EksClient> eks, List<Target> targets) {
        return targets.stream()
                .flatMap(target -> {
                    List<Update> updates = updates(eks, target);
                    return describe
                            .apply(eks.client(), target)
                            .map(now -> EksOutcome.latest(target, now, updates))
                            .map(rollout -> Latest.read(target, linked(eks, target, rollout)))
                            .stream();
                })
                .toList();
    }

    @Override
    public List<Reading> read(Connection<EksClient> eks, List<Target> targets) {
        return targets.stream()
                .flatMap(target ->
                        named(eks, target).map(rollout -> Reading.of(target, linked(eks, target, rollout))).stream())
                .toList();
    }

    /** Everything goes with its cluster; whether it is being deleted itself is seen at each look. */
    @Override
    public Map<Target, Rollout> withdrawn(Connection<EksClient> eks, Map<Target, Rollout> passing) {
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        if (field != null) {
            passing.forEach((target, rollout) -> cluster(eks.client(), target)
                    .flatMap(cluster -> EksOutcome.inCluster(rollout, cluster))
                    .ifPresent(ended -> withdrawn.put(target, ended)));
        }
        return withdrawn;
    }

    /** Adds the only time there is; errors and health come with each look. */
    @Override
    public Rollout explain(Connection<EksClient> eks, Target target, Rollout seen) {
        return seen.createdAt() == null
                ? seen
                : seen.toBuilder()
                        .events(List.of(new Event(seen.createdAt(), target.resource(), seen.nativeOperation(), null)))
                        .build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        describeUpdate(target, seen, explained);
        if (field == null) {
            explained.command("eks", "describe-cluster", "--name", target.field(Eks.CLUSTER));
        } else {
            explained.command(
                    "eks",
                    "describe-" + what(),
                    "--cluster-name",
                    target.field(Eks.CLUSTER),
                    "--" + field,
                    target.field(field));
        }
    }

    private String what() {
        return field.substring(0, field.length() - "-name".length());
    }

    /** What was created, and not updated since, has an ARN for an id. */
    private void describeUpdate(Target target, Rollout seen, Rollout.Builder explained) {
        if (seen.id() == null || seen.id().startsWith("arn:")) {
            return;
        }
        List<String> words =
                new ArrayList<>(List.of("eks", "describe-update", "--name", target.field(Eks.CLUSTER), "--update-id"));
        words.add(seen.id());
        if (field != null) {
            words.addAll(List.of("--" + field, target.field(field)));
        }
        explained.command(words.toArray(String[]::new));
    }

    /** Reads what a target is pinned to: an update by its id, or the creation by the ARN of what was created. */
    private Optional<Rollout> named(Connection<EksClient> eks, Target target) {
        String id = target.deployment();
        if (id.startsWith("arn:")) {
            return describe.apply(eks.client(), target)
                    .filter(now -> id.equals(now.arn()))
                    .map(now -> EksOutcome.creation(
                            now, now.state() == EksState.DEGRADED ? updates(eks, target) : List.of()));
        }
        return update(eks, target, id)
                .flatMap(update -> describe.apply(eks.client(), target).map(now -> {
                    List<Update> updates =
                            EksOutcome.isQuestioned(update, now) ? updates(eks, target) : List.of(update);
                    return EksOutcome.named(target, update, now, updates);
                }));
    }

    private boolean hasUpdates() {
        return !Eks.FARGATE_PROFILE.equals(field);
    }

    /** Returns all updates of a resource, newest first. */
    private List<Update> updates(Connection<EksClient> eks, Target target) {
        if (!hasUpdates()) {
            return List.of();
        }
        return Pages.of(
                        token -> eks.client().listUpdates(request -> request.name(target.field(Eks.CLUSTER))
                                .nodegroupName(target.field(Eks.NODE_GROUP))
                                .addonName(target.field(Eks.ADD_ON))
                                .capabilityName(target.field(Eks.CAPABILITY))
                                .maxResults(LIST_PAGE)
                                .nextToken(token)),
                        reply -> Pages.given(reply.updateIds()),
                        reply -> reply.nextToken())
                .distinct()
                .flatMap(id -> listed(eks, target, id).stream())
                .sorted(EksOutcome.NEWEST_FIRST)
                .toList();
    }

    /** Returns an update that is listed; one that cannot be found belongs to another resource, or is gone meanwhile. */
    private Optional<Update> listed(Connection<EksClient> eks, Target target, String id) {
        Optional<Update> known = eks.memo().get(Update.class, id);
        if (known.isPresent()) {
            return known;
        }
        Optional<Update> asked = ErrorCodes.unlessKind(
                        Set.of(ErrorKind.NOT_FOUND), Eks.INFO, () -> update(eks, target, id))
                .flatMap(update -> update);
        asked.filter(EksOutcome::isOver).ifPresent(update -> eks.memo().put(Update.class, id, update));
        return asked;
    }

    private Optional<Update> update(Connection<EksClient> eks, Target target, String id) {
        if (!hasUpdates()) {
            return Optional.empty();
        }
        Update update = eks.client()
                .describeUpdate(request -> request.name(target.field(Eks.CLUSTER))
                        .updateId(id)
                        .nodegroupName(target.field(Eks.NODE_GROUP))
                        .addonName(target.field(Eks.ADD_ON))
                        .capabilityName(target.field(Eks.CAPABILITY)))
                .update();
        return Optional.of(
                MalformedReply.unless(update, "the update").toBuilder().id(id).build());
    }

    private static Optional<EksResource> cluster(EksClient eks, Target target) {
        return Optional.ofNullable(eks.describeCluster(request -> request.name(target.field(Eks.CLUSTER)))
                        .cluster())
                .map(EksResource::of);
    }

    private static Rollout linked(Connection<EksClient> eks, Target target, Rollout rollout) {
        String group = target.has(Eks.NODE_GROUP) ? "/nodegroups/" + target.field(Eks.NODE_GROUP) : "";
        return rollout.toBuilder()
                .consoleUrl(eks.console("/eks/clusters/" + target.field(Eks.CLUSTER) + group))
                .build();
    }
}
