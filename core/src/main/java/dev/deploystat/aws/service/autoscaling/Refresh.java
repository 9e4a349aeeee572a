package dev.deploystat.aws.service.autoscaling;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.DesiredConfiguration;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshStatus;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplate;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.RefreshStrategy;

/** What an instance refresh says of itself, in our words. */
final class Refresh {
    /** All instances are updated, and the service watches for alarms before it calls that a success. */
    static final String BAKING = InstanceRefreshStatus.BAKING.toString();

    private static final int ALL = 100;
    private static final Set<String> SHOWN_ELSEWHERE =
            Set.of("instanceRefreshId", "status", "statusReason", "startTime", "endTime", "strategy");

    private Refresh() {}

    /** Maps a refresh; a rollback that is cancelled refines {@code Cancelling} and {@code Cancelled}. */
    static Status status(InstanceRefreshStatus value) {
        return switch (value) {
            case PENDING -> Status.PENDING;
            case IN_PROGRESS, BAKING, CANCELLING -> Status.IN_PROGRESS;
            case SUCCESSFUL -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case CANCELLED -> Status.STOPPED;
            case ROLLBACK_IN_PROGRESS -> Status.ROLLING_BACK;
            case ROLLBACK_SUCCESSFUL -> Status.ROLLED_BACK;
            case ROLLBACK_FAILED -> Status.ROLLBACK_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** CancelInstanceRefresh stops a rollback too; what is not back by then stays as it is. */
    static Status refined(InstanceRefresh refresh) {
        if (word(refresh) == null) {
            return Status.UNKNOWN;
        }
        if (wentBack(refresh) && word(refresh) == InstanceRefreshStatus.CANCELLING) {
            return Status.ROLLING_BACK;
        }
        if (wentBack(refresh) && word(refresh) == InstanceRefreshStatus.CANCELLED) {
            return Status.ROLLBACK_FAILED;
        }
        return status(word(refresh));
    }

    private static boolean wentBack(InstanceRefresh refresh) {
        return refresh.rollbackDetails() != null && refresh.rollbackDetails().rollbackStartTime() != null;
    }

    /** Returns a refresh of a group as a deployment. */
    static Rollout rollout(Connection<AutoScalingClient> autoScaling, String group, InstanceRefresh refresh) {
        Status status = refined(refresh);
        String strategy = refresh.strategyAsString();
        Rollout.Builder rollout = Rollout.builder(status, refresh.statusAsString())
                .id(refresh.instanceRefreshId())
                .operation(Operation.UPDATE, strategy == null ? Operation.UPDATE.name() : strategy)
                .flag(Flag.STOPPING, word(refresh) == InstanceRefreshStatus.CANCELLING)
                .flag(Flag.PARTIAL, status == Status.SUCCEEDED && leavesSome(refresh))
                .startedAt(refresh.startTime())
                .finishedAt(refresh.endTime())
                .progress(progress(refresh))
                .stages(stages(refresh))
                .reason(reason(refresh, status))
                .consoleUrl(autoScaling.console("/ec2/home#AutoScalingGroupDetails:id="
                        + URLEncoder.encode(group, StandardCharsets.UTF_8) + ";view=instanceRefresh"))
                .source(refresh);
        if (refresh.rollbackDetails() != null && refresh.rollbackDetails().rollbackReason() != null) {
            rollout.problem(group, null, refresh.rollbackDetails().rollbackReason());
            if (refresh.statusReason() != null) {
                rollout.problem(group, null, refresh.statusReason());
            }
        }
        describeRevision(rollout, templates(refresh.desiredConfiguration()));
        Members.keep(rollout, refresh, SHOWN_ELSEWHERE);
        return rollout.build();
    }

    /**
     * A refresh is successful at its last checkpoint, which may lie below 100 % (Auto Scaling API, {@code
     * CheckpointPercentages}), and may pass over instances that are protected or in standby.
     */
    private static boolean leavesSome(InstanceRefresh refresh) {
        List<Integer> checkpoints = refresh.preferences() == null
                ? List.of()
                : refresh.preferences().checkpointPercentages();
        boolean stopsEarly = !checkpoints.isEmpty() && checkpoints.get(checkpoints.size() - 1) < ALL;
        Integer left = refresh.instancesToUpdate();
        Integer percent = refresh.percentageComplete();
        return stopsEarly || (left == null ? percent != null && percent < ALL : left > 0);
    }

    /** Neither {@code Baking} nor a percentage says where requests go. */
    private static Stages stages(InstanceRefresh refresh) {
        boolean bakes = word(refresh) == InstanceRefreshStatus.BAKING && !leavesSome(refresh);
        return bakes ? Stages.of(List.of(BAKING), Stages.Traffic.UNKNOWN) : Stages.UNKNOWN;
    }

    /** The service counts what is left and not what there is. */
    private static Progress progress(InstanceRefresh refresh) {
        Integer percent = wentBack(refresh) ? percentBack(refresh) : refresh.percentageComplete();
        return percent == null ? null : new Progress(0, 0, unit(refresh), percent);
    }

    /** During a rollback the percentage falls to 0, from what it was when the rollback began. */
    private static Integer percentBack(InstanceRefresh refresh) {
        Integer from = refresh.rollbackDetails().percentageCompleteOnRollback();
        Integer now = refresh.percentageComplete();
        return from == null || now == null || from <= 0 || now > from ? null : (from - now) * ALL / from;
    }

    /** In place, instances keep their ids. */
    private static String unit(InstanceRefresh refresh) {
        return NativeStates.named(refresh.strategyAsString(), RefreshStrategy.UNKNOWN_TO_SDK_VERSION)
                        == RefreshStrategy.REPLACE_ROOT_VOLUME
                ? "root volumes"
                : "instances";
    }

    private static String reason(InstanceRefresh refresh, Status status) {
        // A rollback leaves alone what the refresh had not come to, and this is all that is counted then.
        Integer left = wentBack(refresh) ? null : refresh.instancesToUpdate();
        boolean isShort = left != null && left > 0;
        String rest = null;
        if (status == Status.SUCCEEDED && leavesSome(refresh)) {
            rest = isShort
                    ? unit(refresh) + " left as they were: " + left
                    : "not all " + unit(refresh) + " were updated";
        } else if (isShort && !status.isFinal()) {
            rest = unit(refresh) + " to go: " + left;
        }
        String reason =
                Stream.of(refresh.statusReason(), rest).filter(Objects::nonNull).collect(Collectors.joining("; "));
        return reason.isEmpty() ? null : reason;
    }

    /** Returns all launch templates of a configuration: instance types may have templates of their own. */
    private static List<LaunchTemplateSpecification> templates(DesiredConfiguration desired) {
        if (desired == null) {
            return List.of();
        }
        LaunchTemplate mixed = desired.mixedInstancesPolicy() == null
                ? null
                : desired.mixedInstancesPolicy().launchTemplate();
        Stream<LaunchTemplateSpecification> ofMixed = mixed == null
                ? Stream.empty()
                : Stream.concat(
                        Stream.of(mixed).map(LaunchTemplate::launchTemplateSpecification),
                        mixed.overrides().stream().map(LaunchTemplateOverrides::launchTemplateSpecification));
        return Stream.concat(Stream.of(desired).map(DesiredConfiguration::launchTemplate), ofMixed)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** A version that is no number, such as {@code $Latest}, is another one tomorrow: it names no revision. */
    private static void describeRevision(Rollout.Builder rollout, List<LaunchTemplateSpecification> templates) {
        boolean isFixed = templates.stream()
                .allMatch(template ->
                        template.version() != null && template.version().matches("\\d+"));
        if (templates.isEmpty() || !isFixed) {
            return;
        }
        rollout.revision(templates.stream().map(Refresh::revision).collect(Collectors.joining(", ")));
        for (LaunchTemplateSpecification template : templates) {
            Stream.of(template.launchTemplateName(), template.launchTemplateId())
                    .filter(Objects::nonNull)
                    .forEach(name -> rollout.revisionName(name + ":" + template.version()));
        }
    }

    private static String revision(LaunchTemplateSpecification template) {
        String name =
                template.launchTemplateName() == null ? template.launchTemplateId() : template.launchTemplateName();
        return name + ":" + template.version();
    }

    private static InstanceRefreshStatus word(InstanceRefresh refresh) {
        return NativeStates.named(refresh.statusAsString(), InstanceRefreshStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
