package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.service.greengrassv2.GreengrassV2.Apis;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;
import software.amazon.awssdk.services.iot.model.JobExecutionStatus;
import software.amazon.awssdk.services.iot.model.JobExecutionSummary;
import software.amazon.awssdk.services.iot.model.JobExecutionSummaryForJob;

/** The devices that a deployment's job is given to, and why it failed on some of them. */
final class JobDevices {
    private static final int PAGE = 250;
    /** How many of the devices that failed are asked why; after a few the others say the same. */
    private static final int ASKED = 5;

    private final Connection<Apis> apis;
    private final GetDeploymentResponse deployment;

    JobDevices(Connection<Apis> apis, GetDeploymentResponse deployment) {
        this.apis = apis;
        this.deployment = deployment;
    }

    static Status status(JobExecutionStatus value) {
        return switch (value) {
            case QUEUED -> Status.PENDING;
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED, TIMED_OUT, REJECTED -> Status.FAILED;
            case REMOVED, CANCELED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** A device as its job lists it. */
    private record Listed(String name, Status status, JobExecutionSummary execution) {
        static Listed of(JobExecutionSummaryForJob row) {
            JobExecutionSummary execution = row.jobExecutionSummary() == null
                    ? JobExecutionSummary.builder().build()
                    : row.jobExecutionSummary();
            return new Listed(
                    Arns.last(row.thingArn()),
                    GreengrassV2.status(
                            JobExecutionStatus.knownValues(), execution.statusAsString(), JobDevices::status),
                    execution);
        }

        Instant endedAt() {
            return status.isFinal() ? execution.lastUpdatedAt() : null;
        }

        /** A device that comes back to its group carries a job out anew. */
        Part part() {
            return new Part(
                    "device",
                    name,
                    name + (execution.executionNumber() == null ? "" : "#" + execution.executionNumber()),
                    null,
                    status,
                    execution.statusAsString(),
                    execution.startedAt(),
                    endedAt(),
                    execution.queuedAt() == null ? null : "queued at " + execution.queuedAt());
        }

        Event event() {
            return new Event(execution.lastUpdatedAt(), name, execution.statusAsString(), null);
        }
    }

    Rollout explain(Rollout seen) {
        List<Listed> devices = GreengrassV2.unlessGone(() -> Pages.of(
                                token -> apis.client().iot().listJobExecutionsForJob(request -> request.jobId(
                                                deployment.iotJobId())
                                        .maxResults(PAGE)
                                        .nextToken(token)),
                                reply -> reply.executionSummaries(),
                                reply -> reply.nextToken())
                        .map(Listed::of)
                        .filter(device -> device.name() != null)
                        .toList())
                .orElse(List.of());
        List<Listed> failed = devices.stream()
                .filter(device -> device.status() == Status.FAILED)
                .sorted(Comparator.comparing(Listed::endedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder())))
                .toList();
        Rollout.Builder explained = seen.toBuilder()
                .parts(devices.stream().map(Listed::part).toList())
                .events(events(seen, failed));
        Optional<List<Problem>> causes = causes(failed);
        explained.rootCauses(causes.orElse(List.of()));
        if (causes.isEmpty()) {
            explained.unread(ErrorCodes.refused(
                    "AccessDeniedException",
                    "why it failed on a device is for Greengrass to tell",
                    "greengrass:ListEffectiveDeployments"));
        }
        return devices.isEmpty() && isOfEmptyGroup()
                ? explained
                        .problem(Arns.last(deployment.targetArn()), null, "there is no thing in this thing group")
                        .build()
                : explained.build();
    }

    /** Returns when it began, on which devices it failed and when it ended, oldest first. */
    private static List<Event> events(Rollout seen, List<Listed> failed) {
        return Stream.of(
                        Stream.of(new Event(seen.createdAt(), null, "created", null)),
                        failed.stream().limit(ASKED).map(Listed::event),
                        Stream.of(new Event(seen.finishedAt(), null, seen.nativeStatus(), null)))
                .flatMap(events -> events)
                .filter(event -> event.at() != null)
                .toList();
    }

    /** Returns why it failed on devices, the first one first; empty where that may not be read. */
    private Optional<List<Problem>> causes(List<Listed> failed) {
        return ErrorCodes.unlessKind(Set.of(ErrorKind.DENIED), GreengrassV2.INFO, () -> {
            List<Problem> causes = new ArrayList<>();
            failed.stream().limit(ASKED).forEach(device -> causes.addAll(cause(device)));
            return causes;
        });
    }

    private List<Problem> cause(Listed device) {
        return GreengrassV2.unlessGone(() -> DeviceDeployments.effective(apis, device.name())).stream()
                .flatMap(Collection::stream)
                .filter(effective -> deployment.deploymentId().equals(effective.deploymentId()))
                .findFirst()
                .map(DeviceOutcome::problem)
                .map(problem -> new Problem(device.name(), problem.code(), problem.message()))
                .stream()
                .toList();
    }

    private boolean isOfEmptyGroup() {
        String arn = deployment.targetArn();
        return arn != null
                && arn.contains(":thinggroup/")
                && GreengrassV2.unlessGone(
                                () -> apis.client().iot().listThingsInThingGroup(request -> request.thingGroupName(
                                                Arns.last(arn))
                                        .recursive(true)
                                        .maxResults(1)))
                        .map(reply -> reply.things().isEmpty())
                        .orElse(false);
    }
}
