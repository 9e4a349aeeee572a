package dev.deploystat.aws.service.eks;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Reason;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.model.CancellationStatus;
import software.amazon.awssdk.services.eks.model.ErrorDetail;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.Update;
import software.amazon.awssdk.services.eks.model.UpdateParam;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateStatus;
import software.amazon.awssdk.services.eks.model.UpdateType;

/**
 * What became of an update. Its own record decides, and a failure stays one. A success also has to hold: the resource must
 * not be degraded or on its way out, and no version rollback may have taken it back.
 *
 * <p>A rollback of a cluster's version is an update of its own that somebody orders. Who names it by its id waits for it to
 * succeed; as the latest update of a cluster it means that the upgrade did not stay.
 */
final class EksOutcome {
    /** The parameters of an update that name what it brings, the most telling one first. */
    private static final List<UpdateParamType> REVISIONS = List.of(
            UpdateParamType.RELEASE_VERSION,
            UpdateParamType.ADDON_VERSION,
            UpdateParamType.VERSION,
            UpdateParamType.LAUNCH_TEMPLATE_VERSION,
            UpdateParamType.PLATFORM_VERSION);

    private static final String RESOURCE = "resource";
    private static final Set<String> SHOWN_ELSEWHERE = Set.of("id", "status", "type", "createdAt", "errors");

    /** Puts the newest first. What is under way without a time is newer than what is over. */
    static final Comparator<Update> NEWEST_FIRST = Newest.first(
            (Update update) -> update.createdAt() == null && isUnderWay(update) ? Instant.MAX : update.createdAt());

    private EksOutcome() {}

    static Status status(UpdateStatus value) {
        return switch (value) {
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCESSFUL -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case CANCELLED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Maps a version rollback to what it means for the upgrade that it takes back. */
    static Status rollbackStatus(UpdateStatus value) {
        return switch (value) {
            case IN_PROGRESS -> Status.ROLLING_BACK;
            case SUCCESSFUL -> Status.ROLLED_BACK;
            case FAILED -> Status.ROLLBACK_FAILED;
            case CANCELLED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Operation operation(UpdateType value) {
        return switch (value) {
            case VERSION_ROLLBACK -> Operation.ROLLBACK;
            case VERSION_UPDATE,
                    ENDPOINT_ACCESS_UPDATE,
                    LOGGING_UPDATE,
                    CONFIG_UPDATE,
                    ASSOCIATE_IDENTITY_PROVIDER_CONFIG,
                    DISASSOCIATE_IDENTITY_PROVIDER_CONFIG,
                    ASSOCIATE_ENCRYPTION_CONFIG,
                    ADDON_UPDATE,
                    VPC_CONFIG_UPDATE,
                    ACCESS_CONFIG_UPDATE,
                    UPGRADE_POLICY_UPDATE,
                    ZONAL_SHIFT_CONFIG_UPDATE,
                    AUTO_MODE_UPDATE,
                    REMOTE_NETWORK_CONFIG_UPDATE,
                    DELETION_PROTECTION_UPDATE,
                    CAPABILITY_UPDATE,
                    CONTROL_PLANE_SCALING_CONFIG_UPDATE,
                    VENDED_LOGS_UPDATE,
                    CONTROL_PLANE_EGRESS_UPDATE,
                    CONTROL_PLANE_COMPONENT_CONFIG_UPDATE,
                    CERTIFICATE_AUTHORITY_UPDATE -> Operation.UPDATE;
            case UNKNOWN_TO_SDK_VERSION -> Operation.OTHER;
        };
    }

    /** Returns whether nothing about an update changes any more. */
    static boolean isOver(Update update) {
        return status(update).isFinal() && !isBeingCancelled(update);
    }

    /** Returns whether an update was a success, and only the updates after it can show whether that holds. */
    static boolean isQuestioned(Update update, EksResource now) {
        boolean isUpgrade = type(update) == UpdateType.VERSION_UPDATE;
        return status(update) == Status.SUCCEEDED
                && (now.state() != EksState.ACTIVE
                        || !isLive(update, now)
                        || namesNoRevision(update)
                        || (isUpgrade && now.revisions().isEmpty()));
    }

    /** Returns whether the resource has the version that an update brought, as far as both say which. */
    private static boolean isLive(Update update, EksResource now) {
        boolean bringsVersion = type(update) == UpdateType.VERSION_UPDATE || type(update) == UpdateType.ADDON_UPDATE;
        return !bringsVersion
                || now.revisions().isEmpty()
                || revisions(update).limit(1).allMatch(now.revisions()::contains);
    }

    /**
     * Returns an update that is named by its id.
     *
     * @param updates all updates of the resource, where the success of this one {@linkplain #isQuestioned is questioned}
     */
    static Rollout named(Target target, Update update, EksResource now, List<Update> updates) {
        return judged(target, update, status(update), now, updates).build();
    }

    /**
     * Returns the latest deployment of a resource. It has no id, and so is looked for again, where the updates that are
     * listed do not show which one it is.
     *
     * @param updates all updates of the resource, newest first
     */
    static Rollout latest(Target target, EksResource now, List<Update> updates) {
        if (updates.isEmpty()) {
            return creation(now, updates);
        }
        Update newest = updates.get(0);
        if (now.state() == EksState.UPDATING && updates.stream().noneMatch(EksOutcome::isUnderWay)) {
            return resource(now)
                    .id(null)
                    .reason("an update is under way that is not listed yet")
                    .build();
        }
        Optional<Update> rival = updates.stream()
                .filter(update -> update.createdAt() == null && status(update) != status(newest))
                .findFirst();
        if (status(newest).isFinal() && rival.isPresent()) {
            return rollout(newest, Status.UNKNOWN)
                    .id(null)
                    .reason("the service does not say when the update "
                            + rival.get().id() + " began, which is "
                            + rival.get().statusAsString() + "; it may be the latest one, and not " + newest.id())
                    .build();
        }
        return judged(target, newest, asLatest(newest), now, updates).build();
    }

    /**
     * Returns all deployments of a resource, newest first. Its state says something of the newest one only.
     *
     * @param updates all updates of the resource, newest first
     */
    static Stream<Rollout> history(Target target, EksResource now, List<Update> updates) {
        return updates.isEmpty()
                ? Stream.of(creation(now, updates))
                : updates.stream().map(update -> judged(
                                target, update, asLatest(update), update.equals(updates.get(0)) ? now : null, updates)
                        .build());
    }

    /** Returns the creation of a resource, which goes by the resource's ARN. */
    static Rollout creation(EksResource now, List<Update> updates) {
        boolean isBeingMended =
                now.state() == EksState.DEGRADED && updates.stream().anyMatch(EksOutcome::isUnderWay);
        return resource(now)
                .status(isBeingMended ? Status.IN_PROGRESS : now.state().status())
                .build();
    }

    /** Returns whether the resource of a deployment was being deleted when it was read. */
    static boolean isBeingDeleted(Rollout rollout) {
        return rollout.attributes().get(RESOURCE) instanceof Map<?, ?> resource
                && resource.get("status") instanceof String word
                && Words.same(NodegroupStatus.DELETING.toString(), word);
    }

    /** Returns a deployment that does not stay, because something is being deleted: itself or what it is in. */
    static Rollout.Builder withdrawn(Rollout.Builder rollout, EksResource deleted) {
        return rollout.status(Status.STOPPED)
                .operation(Operation.DELETE, deleted.word())
                .reason("the " + deleted.what() + " is being deleted (its status is " + deleted.word() + ")");
    }

    /**
     * Returns what a deployment comes to that its cluster does not let stay. Of a word that nobody knows it cannot be said
     * that the cluster lives.
     */
    static Optional<Rollout> inCluster(Rollout rollout, EksResource cluster) {
        if (cluster.state() == EksState.DELETING) {
            return Optional.of(withdrawn(rollout.toBuilder(), cluster).build());
        }
        boolean isUnclear = cluster.state() == EksState.UNKNOWN && cluster.word() != null;
        return isUnclear
                ? Optional.of(rollout.toBuilder()
                        .status(Status.UNKNOWN)
                        .reason("the cluster has the status " + cluster.word() + ", which is not known")
                        .build())
                : Optional.empty();
    }

    private static Rollout.Builder judged(
            Target target, Update update, Status own, EksResource now, List<Update> updates) {
        Rollout.Builder rollout = rollout(update, own);
        if (now != null) {
            withHealth(rollout, now);
        }
        boolean isNewest = updates.stream().noneMatch(other -> isLater(other, update));
        if (now != null && own == Status.SUCCEEDED && isNewest && namesNoRevision(update)) {
            // What changes no version leaves the one that is there.
            describeRevision(rollout, now);
        }
        Optional<Update> rollback = own == Status.SUCCEEDED ? rollbackOf(update, updates) : Optional.empty();
        if (rollback.isPresent()) {
            rollout.status(rollbackStatus(word(rollback.get())))
                    .reason("rolled back by the update " + rollback.get().id() + ": "
                            + rollback.get().statusAsString())
                    .relation(new Relation(
                            Relation.Kind.ROLLED_BACK_BY,
                            target.pinnedTo(rollback.get().id())));
        } else if (now != null && now.state() == EksState.DELETING && own.verdict() != Verdict.FAIL) {
            withdrawn(rollout, now);
        } else if (now != null && own == Status.SUCCEEDED) {
            heldAgainst(now, update, updates, rollout);
        }
        if (own != status(update)) {
            rolledBack(update, updates).ifPresent(undone -> {
                // Who waits for the version that was rolled back gets this rollback for an answer.
                revisions(undone).forEach(rollout::revisionName);
                rollout.relation(new Relation(Relation.Kind.ROLLS_BACK, target.pinnedTo(undone.id())));
            });
            rollout.reason("somebody ordered to roll the cluster's version back");
        }
        return rollout;
    }

    /**
     * A success counts as long as what it brought is there and not broken, unless that came with a later update. A resource
     * of another version may be one that was made anew under the same name.
     */
    private static void heldAgainst(EksResource now, Update update, List<Update> updates, Rollout.Builder rollout) {
        Status state = now.state().status();
        List<Update> later =
                updates.stream().filter(other -> isLater(other, update)).toList();
        boolean isBroken = state == Status.FAILED || state == Status.UNKNOWN;
        boolean isBeingMended = later.stream().anyMatch(EksOutcome::isUnderWay);
        if (isBroken && (later.isEmpty() || isBeingMended)) {
            rollout.status(isBeingMended ? Status.IN_PROGRESS : state)
                    .reason("the update was " + update.statusAsString() + ", but the " + now.what() + " is "
                            + (now.word() == null ? "in a state that the service does not tell" : now.word()));
        } else if (later.isEmpty() && !isLive(update, now)) {
            rollout.status(Status.UNKNOWN)
                    .reason("the update was " + update.statusAsString() + ", but the " + now.what() + " has "
                            + now.revisions().get(0));
        } else if (!now.issues().isEmpty()) {
            rollout.reason("the " + now.what() + " reports "
                    + Reason.of(now.issues()).get(0).sentence());
        }
    }

    /** Returns the rollback of an upgrade: the last one before the next upgrade. */
    private static Optional<Update> rollbackOf(Update upgrade, List<Update> updates) {
        if (type(upgrade) != UpdateType.VERSION_UPDATE) {
            return Optional.empty();
        }
        return updates.stream()
                .filter(update -> isLater(update, upgrade))
                .sorted(NEWEST_FIRST.reversed())
                .takeWhile(update -> !isUpgrade(update))
                .filter(update -> isRollback(update) && word(update) != null && word(update) != UpdateStatus.CANCELLED)
                .reduce((earlier, later) -> later);
    }

    /** Returns the upgrade that a rollback takes back: the last one before it. */
    private static Optional<Update> rolledBack(Update rollback, List<Update> updates) {
        return updates.stream()
                .filter(update -> isUpgrade(update) && isLater(rollback, update))
                .min(NEWEST_FIRST);
    }

    private static boolean isUpgrade(Update update) {
        return type(update) == UpdateType.VERSION_UPDATE && status(update) == Status.SUCCEEDED;
    }

    private static boolean isRollback(Update update) {
        return type(update) == UpdateType.VERSION_ROLLBACK;
    }

    private static boolean isLater(Update update, Update than) {
        boolean isKnown = update.createdAt() != null && than.createdAt() != null;
        return isKnown ? update.createdAt().isAfter(than.createdAt()) : isUnderWay(update) && !isUnderWay(than);
    }

    private static boolean isUnderWay(Update update) {
        return status(update) == Status.IN_PROGRESS;
    }

    private static boolean isBeingCancelled(Update update) {
        return update.cancellation() != null
                && Words.same(
                        CancellationStatus.IN_PROGRESS.toString(),
                        update.cancellation().statusAsString());
    }

    private static Status status(Update update) {
        return word(update) == null ? Status.UNKNOWN : status(word(update));
    }

    private static Status asLatest(Update update) {
        return isRollback(update) && word(update) != null ? rollbackStatus(word(update)) : status(update);
    }

    private static Rollout.Builder rollout(Update update, Status status) {
        Rollout.Builder rollout = Rollout.builder(status, update.statusAsString())
                .id(update.id())
                .operation(type(update) == null ? null : operation(type(update)), update.typeAsString())
                .revision(revisions(update).findFirst().orElse(null))
                .createdAt(update.createdAt())
                .flag(Flag.STOPPING, isBeingCancelled(update))
                .reason(
                        update.cancellation() == null
                                ? null
                                : update.cancellation().reason())
                .problems(EksResource.problems(
                        update.errors(),
                        ErrorDetail::errorCodeAsString,
                        ErrorDetail::errorMessage,
                        ErrorDetail::resourceIds))
                .source(update);
        revisions(update).skip(1).forEach(rollout::revisionName);
        Members.keep(rollout, update, SHOWN_ELSEWHERE);
        return rollout;
    }

    private static Rollout.Builder resource(EksResource now) {
        Rollout.Builder rollout = Rollout.builder(now.state().status(), now.word())
                .id(now.arn())
                .operation(now.state().operation())
                .createdAt(now.createdAt())
                .updatedAt(now.modifiedAt())
                .source(now.reply());
        describeRevision(rollout, now);
        withHealth(rollout, now);
        return now.state() == EksState.DELETING ? withdrawn(rollout, now) : rollout;
    }

    private static void describeRevision(Rollout.Builder rollout, EksResource now) {
        rollout.revision(now.revisions().stream().findFirst().orElse(null));
        now.revisions().stream().skip(1).forEach(rollout::revisionName);
    }

    private static boolean namesNoRevision(Update update) {
        return revisions(update).findAny().isEmpty();
    }

    private static void withHealth(Rollout.Builder rollout, EksResource now) {
        rollout.flag(Flag.UNHEALTHY, now.isUnhealthy())
                .problems(now.issues())
                .parts(now.parts())
                .account(Arns.account(now.arn()))
                .attribute(RESOURCE, Raw.of(now.reply(), Set.of()));
    }

    /** {@code $Latest} of a launch template is a number in the resource and another one tomorrow: it names no revision. */
    private static Stream<String> revisions(Update update) {
        return REVISIONS.stream()
                .flatMap(type ->
                        update.params().stream().filter(param -> Words.same(type.toString(), param.typeAsString())))
                .map(UpdateParam::value)
                .filter(value -> value != null && !value.startsWith("$"));
    }

    private static UpdateStatus word(Update update) {
        return NativeStates.named(update.statusAsString(), UpdateStatus.UNKNOWN_TO_SDK_VERSION);
    }

    private static UpdateType type(Update update) {
        return NativeStates.named(update.typeAsString(), UpdateType.UNKNOWN_TO_SDK_VERSION);
    }
}
