package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.greengrassv2.model.CoreDeviceStatus;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeployment;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeploymentExecutionStatus;
import software.amazon.awssdk.services.greengrassv2.model.GetCoreDeviceResponse;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponent;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponentLifecycleState;

/**
 * What a core device has made of a deployment. The word for it is {@code FAILED} also when the device went back to what it
 * had before; only the reason, which begins with an error code and a word, says so.
 */
final class DeviceOutcome {
    private static final Set<String> SHOWN_ELSEWHERE =
            Set.of("deploymentId", "coreDeviceExecutionStatus", "creationTimestamp", "modifiedTimestamp");
    /** How many pieces of a reason stand before its text: an error code, which may be left out, and a word. */
    private static final int WORDS = 2;

    /** The words in reasons, which the API types as plain text. */
    static final Map<String, Status> REASONS = Map.of(
            "SUCCESSFUL", Status.SUCCEEDED,
            "FAILED_NO_STATE_CHANGE", Status.FAILED,
            "FAILED_ROLLBACK_NOT_REQUESTED", Status.FAILED,
            "FAILED_ROLLBACK_COMPLETE", Status.ROLLED_BACK,
            "FAILED_UNABLE_TO_ROLLBACK", Status.ROLLBACK_FAILED,
            "REJECTED", Status.FAILED);

    private DeviceOutcome() {}

    /** Maps the word of a device; one deployment to a thing alone ends with {@code COMPLETED}. */
    static Status status(EffectiveDeploymentExecutionStatus value) {
        return switch (value) {
            case QUEUED -> Status.PENDING;
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCEEDED, COMPLETED -> Status.SUCCEEDED;
            case FAILED, TIMED_OUT, REJECTED -> Status.FAILED;
            case CANCELED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(InstalledComponentLifecycleState value) {
        return switch (value) {
            case NEW, INSTALLED -> Status.PENDING;
            case STARTING, STOPPING -> Status.IN_PROGRESS;
            case RUNNING, FINISHED -> Status.SUCCEEDED;
            case ERRORED, BROKEN -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(CoreDeviceStatus value) {
        return switch (value) {
            case HEALTHY -> Status.SUCCEEDED;
            case UNHEALTHY -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(InstalledComponent component) {
        return GreengrassV2.status(
                InstalledComponentLifecycleState.knownValues(),
                component.lifecycleStateAsString(),
                DeviceOutcome::status);
    }

    /** Returns whether a component has given up; one that is {@code ERRORED} is tried again. */
    static boolean isBroken(InstalledComponent component) {
        return Words.same(InstalledComponentLifecycleState.BROKEN.toString(), component.lifecycleStateAsString());
    }

    static Status status(GetCoreDeviceResponse device) {
        return GreengrassV2.status(CoreDeviceStatus.knownValues(), device.statusAsString(), DeviceOutcome::status);
    }

    /** Returns a device's deployment by its own word and reason; a success may not be one if an error stands beside it. */
    static Status refined(EffectiveDeployment effective) {
        Status word = GreengrassV2.status(
                EffectiveDeploymentExecutionStatus.knownValues(),
                effective.coreDeviceExecutionStatusAsString(),
                DeviceOutcome::status);
        boolean isEnd = word == Status.SUCCEEDED || word == Status.FAILED;
        Status why = isEnd ? byReason(effective) : Status.UNKNOWN;
        return why.verdict() == Verdict.FAIL ? why : word;
    }

    private static Status byReason(EffectiveDeployment effective) {
        Status said = Stream.of(
                        effective.reason() == null
                                ? new String[0]
                                : effective.reason().split(":"))
                .limit(WORDS)
                .flatMap(piece -> REASONS.entrySet().stream()
                        .filter(entry -> Words.same(entry.getKey(), piece))
                        .map(Map.Entry::getValue))
                .findFirst()
                .orElse(Status.UNKNOWN);
        boolean hasErrors = effective.statusDetails() != null
                && !effective.statusDetails().errorStack().isEmpty();
        return hasErrors && said.verdict() != Verdict.FAIL ? Status.FAILED : said;
    }

    /** Returns why a deployment failed on a device: the most specific error code and the device's own text. */
    static Problem problem(EffectiveDeployment effective) {
        List<String> errors = effective.statusDetails() == null
                ? List.of()
                : effective.statusDetails().errorStack();
        String code = errors.isEmpty() ? effective.coreDeviceExecutionStatusAsString() : errors.get(errors.size() - 1);
        String message =
                effective.reason() == null && !errors.isEmpty() ? String.join(", ", errors) : effective.reason();
        return new Problem(null, code, message);
    }

    /** Returns what is wrong with a component, or would be if it were broken. */
    static Problem problem(InstalledComponent component) {
        List<String> codes = component.lifecycleStatusCodes();
        return new Problem(
                component.componentName() + ":" + component.componentVersion(),
                codes.isEmpty() ? component.lifecycleStateAsString() : codes.get(codes.size() - 1),
                component.lifecycleStateDetails());
    }

    static Part part(InstalledComponent component) {
        return new Part(
                "component",
                component.componentName(),
                null,
                status(component),
                component.lifecycleStateAsString(),
                component.lastStatusChangeTimestamp(),
                null,
                component.componentVersion());
    }

    /**
     * Returns a deployment on a device.
     *
     * @param newestFirst all deployments that were sent to the device
     */
    static Rollout.Builder rollout(
            EffectiveDeployment effective, Revision revision, List<EffectiveDeployment> newestFirst) {
        Status status = refined(effective);
        Rollout.Builder rollout = Rollout.builder(status, effective.coreDeviceExecutionStatusAsString())
                .id(effective.deploymentId())
                .createdAt(effective.creationTimestamp())
                .updatedAt(effective.modifiedTimestamp())
                .finishedAt(status.isFinal() ? effective.modifiedTimestamp() : null)
                .reason(effective.reason())
                .account(Arns.account(effective.targetArn()))
                .source(effective);
        revision.describeOnDevice(rollout);
        if (status.verdict() == Verdict.FAIL && status != Status.STOPPED) {
            Problem problem = problem(effective);
            // The word for a failure is no reason for it.
            rollout.problems(problem.message() == null ? List.of() : List.of(problem));
        }
        if (status == Status.STOPPED) {
            newer(effective, newestFirst).ifPresent(newer -> rollout.flag(Flag.SUPERSEDED)
                    .reason("a newer deployment took its place: " + newer.deploymentId())
                    .relation(Relation.Kind.SUPERSEDED_BY, GreengrassV2.INFO.id(), newer.deploymentId()));
        }
        Members.keep(rollout, effective, SHOWN_ELSEWHERE);
        return rollout;
    }

    /** Returns the deployment that took the place of another one at the same target. */
    private static Optional<EffectiveDeployment> newer(
            EffectiveDeployment effective, List<EffectiveDeployment> newestFirst) {
        return newestFirst.stream()
                .filter(other -> other.targetArn() != null && other.targetArn().equals(effective.targetArn()))
                .filter(other -> effective.creationTimestamp() != null
                        && other.creationTimestamp() != null
                        && other.creationTimestamp().isAfter(effective.creationTimestamp()))
                .findFirst();
    }

    /** Returns a success on a device that is not registered any more. */
    static Rollout gone(Rollout success) {
        return success.toBuilder()
                .status(Status.STOPPED)
                .operation(Operation.DELETE)
                .reason("the core device was deleted")
                .build();
    }

    /** Returns whether the device has not reported since a time, so that its health is of before. */
    static boolean isFromBefore(GetCoreDeviceResponse device, Instant time) {
        return time != null
                && device.lastStatusUpdateTimestamp() != null
                && device.lastStatusUpdateTimestamp().isBefore(time);
    }

    /** Returns a success beside the health of its device. A component that it brought and that is broken by now is none. */
    static Rollout healthy(Rollout success, GetCoreDeviceResponse device, List<InstalledComponent> broken) {
        boolean isStale = isFromBefore(device, success.finishedAt());
        Rollout.Builder rollout =
                success.toBuilder().flag(Flag.STALE, isStale).attribute("coreDevice", Raw.of(device, Set.of()));
        if (!isStale && status(device) == Status.FAILED) {
            rollout.flag(Flag.UNHEALTHY)
                    .reason("the core device is " + device.statusAsString())
                    .status(broken.isEmpty() ? Status.SUCCEEDED : Status.FAILED)
                    .problems(broken.stream().map(DeviceOutcome::problem).toList());
        }
        return rollout.build();
    }
}
