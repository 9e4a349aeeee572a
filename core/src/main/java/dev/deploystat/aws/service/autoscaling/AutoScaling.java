package dev.deploystat.aws.service.autoscaling;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Operation;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshStatus;
import software.amazon.awssdk.services.autoscaling.model.ScalingActivityStatusCode;

/**
 * Amazon EC2 Auto Scaling: an instance refresh brings a launch template version to the instances of a group, by replacing
 * them or, in place, their root volumes. A group has one at a time, and the service keeps them for six weeks.
 *
 * <p>A rollback, by the service or by a person, goes on under the refresh's own id. A refresh that fails or is cancelled
 * without one leaves new and old instances side by side. Who started a refresh is not known, nor what it brings where it
 * was started without a desired configuration.
 */
public final class AutoScaling implements SoleKind<AutoScalingClient> {
    private static final String GROUP = "auto-scaling-group-name";
    private static final String REFRESH = "instance refresh";
    private static final int PAGE = 100;
    private static final int FIRST_PAGE = 10;
    /** How many groups one call describes by name. */
    private static final int GROUPS = 50;

    private static final ServiceInfo INFO = ServiceInfo.builder("autoscaling", "Amazon EC2 Auto Scaling")
            .alias("asg")
            .about("An instance refresh, which brings a launch template version to the instances of a group.")
            .form("{auto-scaling-group-name}", "the instance refreshes of an Auto Scaling group")
            .arn("autoscaling", "autoScalingGroup:{}:autoScalingGroupName/{auto-scaling-group-name}")
            .pin("instance-refresh-id")
            .revisionWord("launch template and version number (web:7); $Latest and $Default name no revision")
            .action("autoscaling:DescribeInstanceRefreshes", "history, status, progress, rollback")
            .action("autoscaling:DescribeAutoScalingGroups", Use.CONFIRM, "whether the group is being deleted")
            .discoveryAction("autoscaling:DescribeAutoScalingGroups")
            .action("autoscaling:DescribeScalingActivities", Use.EXPLAIN, "what failed")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(REFRESH, InstanceRefreshStatus.knownValues(), Refresh::status)
                .note(REFRESH, InstanceRefreshStatus.CANCELLING, "ROLLING_BACK when its rollback is cancelled")
                .note(REFRESH, InstanceRefreshStatus.CANCELLED, "ROLLBACK_FAILED when its rollback was cancelled")
                .and("scaling activity", ScalingActivityStatusCode.knownValues(), Activities::status)
                .rows();
    }

    @Override
    public List<String> milestones() {
        return List.of(Refresh.BAKING);
    }

    @Override
    public AutoScalingClient connect(Clients clients) {
        return clients.configure(AutoScalingClient.builder()).build();
    }

    @Override
    public Stream<Target> discover(Connection<AutoScalingClient> autoScaling) {
        return groups(autoScaling, List.of())
                .map(group -> Targets.of(INFO, Map.of(GROUP, group.autoScalingGroupName()), null));
    }

    /** The API lists the newest first. */
    @Override
    public Stream<Rollout> history(Connection<AutoScalingClient> autoScaling, Target target, HistoryQuery query) {
        int size = query.page(PAGE);
        return refreshes(autoScaling, target, size)
                .takeWhile(refresh -> !query.isPast(refresh.startTime()))
                .map(refresh -> Refresh.rollout(autoScaling, target.field(GROUP), refresh));
    }

    /** A call reads the refreshes of one group only; the look at the groups at the end takes many. */
    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.spread(targets, GROUPS);
    }

    @Override
    public List<Latest> latest(Connection<AutoScalingClient> autoScaling, List<Target> targets) {
        return targets.stream()
                .map(target -> unlessGone(() -> newest(autoScaling, target))
                        .map(newest -> newest.map(refresh ->
                                        Latest.read(target, Refresh.rollout(autoScaling, target.field(GROUP), refresh)))
                                .orElseGet(() -> Latest.none(target, neverRefreshed(target))))
                        .orElseGet(() -> Latest.none(target, noGroup(target))))
                .toList();
    }

    @Override
    public List<Reading> read(Connection<AutoScalingClient> autoScaling, List<Target> targets) {
        return targets.stream()
                .flatMap(target -> unlessGone(() -> pinned(autoScaling, target))
                        .flatMap(found -> found)
                        .map(refresh -> Reading.of(target, Refresh.rollout(autoScaling, target.field(GROUP), refresh)))
                        .stream())
                .toList();
    }

    @Override
    public Map<Target, Rollout> withdrawn(Connection<AutoScalingClient> autoScaling, Map<Target, Rollout> passing) {
        Map<String, AutoScalingGroup> groups = new HashMap<>();
        List<String> names = passing.keySet().stream()
                .map(target -> target.field(GROUP))
                .distinct()
                .toList();
        for (List<String> batch : Batches.of(names, GROUPS)) {
            groups(autoScaling, batch).forEach(group -> groups.put(group.autoScalingGroupName(), group));
        }
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> {
            AutoScalingGroup group = groups.get(target.field(GROUP));
            // A group has a status only while it is being deleted (Auto Scaling API, AutoScalingGroup).
            if (group == null || group.status() != null) {
                String why = group == null
                        ? "the group was deleted"
                        : "the group is being deleted (its status is " + group.status() + ")";
                withdrawn.put(
                        target,
                        rollout.toBuilder()
                                .status(Status.STOPPED)
                                .operation(Operation.DELETE)
                                .reason(why)
                                .build());
            }
        });
        return withdrawn;
    }

    /** A pending refresh has done nothing yet that a scaling activity could show. */
    @Override
    public Rollout explain(Connection<AutoScalingClient> autoScaling, Target target, Rollout seen) {
        if (seen.startedAt() == null) {
            return seen;
        }
        Activities activities = Activities.during(
                seen,
                Pages.of(
                        token -> autoScaling.client().describeScalingActivities(request -> request.autoScalingGroupName(
                                        target.field(GROUP))
                                .maxRecords(PAGE)
                                .nextToken(token)),
                        reply -> reply.activities(),
                        reply -> reply.nextToken()));
        return seen.toBuilder()
                .rootCauses(seen.status() == Status.SUCCEEDED ? List.of() : activities.problems())
                .parts(activities.parts())
                .events(activities.events())
                .build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "autoscaling",
                "describe-instance-refreshes",
                "--auto-scaling-group-name",
                target.field(GROUP),
                "--instance-refresh-ids",
                seen.id());
        explained.command(
                "autoscaling", "describe-scaling-activities", "--auto-scaling-group-name", target.field(GROUP));
    }

    private static Stream<AutoScalingGroup> groups(Connection<AutoScalingClient> autoScaling, List<String> names) {
        return Pages.of(
                token -> autoScaling.client().describeAutoScalingGroups(request -> {
                    request.includeInstances(false).maxRecords(PAGE).nextToken(token);
                    if (!names.isEmpty()) {
                        request.autoScalingGroupNames(names);
                    }
                }),
                reply -> reply.autoScalingGroups(),
                reply -> reply.nextToken());
    }

    /** Some more are asked for in the same call, so that it is known how long they usually take. */
    private static Optional<InstanceRefresh> newest(Connection<AutoScalingClient> autoScaling, Target target) {
        List<InstanceRefresh> shown = new ArrayList<>();
        Optional<InstanceRefresh> newest =
                refreshes(autoScaling, target, FIRST_PAGE, shown).findFirst();
        List<Duration> spans = new ArrayList<>();
        for (InstanceRefresh refresh : shown) {
            if (Refresh.refined(refresh) == Status.SUCCEEDED) {
                Memo.addSpan(spans, refresh.startTime(), refresh.endTime());
            }
        }
        autoScaling.memo(target).keepEarlier(spans);
        return newest;
    }

    private static Optional<InstanceRefresh> pinned(Connection<AutoScalingClient> autoScaling, Target target) {
        return refreshes(autoScaling, target, PAGE)
                .filter(refresh -> target.deployment().equals(refresh.instanceRefreshId()))
                .findFirst();
    }

    /** Returns the refreshes of a group, newest first, or the one that is pinned. */
    private static Stream<InstanceRefresh> refreshes(
            Connection<AutoScalingClient> autoScaling, Target target, int pageSize) {
        return refreshes(autoScaling, target, pageSize, new ArrayList<>());
    }

    /**
     * Returns the same.
     *
     * @param shown takes the refreshes of each page that was asked for, whether they are taken or not
     */
    private static Stream<InstanceRefresh> refreshes(
            Connection<AutoScalingClient> autoScaling, Target target, int pageSize, List<InstanceRefresh> shown) {
        return Pages.of(
                token -> autoScaling.client().describeInstanceRefreshes(request -> {
                    request.autoScalingGroupName(target.field(GROUP))
                            .maxRecords(pageSize)
                            .nextToken(token);
                    if (target.isPinned()) {
                        request.instanceRefreshIds(target.deployment());
                    }
                }),
                reply -> {
                    List<InstanceRefresh> page = Pages.given(reply.instanceRefreshes());
                    shown.addAll(page);
                    return page;
                },
                reply -> reply.nextToken());
    }

    /** Returns an answer, or empty where there is no such group: others are read in the same go. */
    private static <T> Optional<T> unlessGone(Supplier<T> call) {
        return ErrorCodes.unlessKind(Set.of(ErrorKind.NOT_FOUND), INFO, call);
    }

    private static ReadError neverRefreshed(Target target) {
        return ReadError.neverDeployed(
                "Auto Scaling group " + target.field(GROUP) + " had no instance refresh in the last six weeks",
                "Start one, or check the name, the region and the account.");
    }

    private static ReadError noGroup(Target target) {
        return ReadError.notFound(
                "there is no Auto Scaling group " + target.field(GROUP), "Check the name, the region and the account.");
    }
}
