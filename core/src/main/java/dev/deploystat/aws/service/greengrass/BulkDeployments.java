package dev.deploystat.aws.service.greengrass;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.greengrass.GreengrassClient;
import software.amazon.awssdk.services.greengrass.model.BulkDeploymentMetrics;
import software.amazon.awssdk.services.greengrass.model.BulkDeploymentResult;
import software.amazon.awssdk.services.greengrass.model.BulkDeploymentStatus;
import software.amazon.awssdk.services.greengrass.model.GetBulkDeploymentStatusResponse;

/** Bulk deployments: each is its own target, starts a deployment in each of many groups and has no history.
 * It belongs to nothing that could be deleted: its groups are in its own counts. */
final class BulkDeployments implements Kind<GreengrassClient> {
    private static final String KIND = "bulk deployment";

    @Override
    public boolean reads(Target target) {
        return target.has(Greengrass.BULK_DEPLOYMENT_ID);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(KIND, BulkDeploymentStatus.knownValues(), BulkDeployments::status)
                .note(
                        KIND,
                        BulkDeploymentStatus.COMPLETED,
                        "FAILED when a record was invalid or a group failed; IN_PROGRESS while a group is; UNKNOWN without all reports")
                .rows();
    }

    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, 1);
    }

    @Override
    public Stream<Target> discover(Connection<GreengrassClient> greengrass) {
        return Pages.of(
                        token -> greengrass.client().listBulkDeployments(request -> request.maxResults(
                                        Greengrass.page(null))
                                .nextToken(token)),
                        reply -> reply.bulkDeployments(),
                        reply -> reply.nextToken())
                .map(bulk -> Targets.of(
                        Greengrass.INFO, Map.of(Greengrass.BULK_DEPLOYMENT_ID, bulk.bulkDeploymentId()), null));
    }

    @Override
    public Stream<Rollout> history(Connection<GreengrassClient> greengrass, Target target, HistoryQuery query) {
        return bulk(greengrass, target).stream();
    }

    @Override
    public List<Reading> read(Connection<GreengrassClient> greengrass, List<Target> targets) {
        return targets.stream()
                .flatMap(target -> bulk(greengrass, target).map(rollout -> Reading.of(target, rollout)).stream())
                .toList();
    }

    /** A completed bulk deployment was read with its reports: its status follows from them. */
    @Override
    public Rollout explain(Connection<GreengrassClient> greengrass, Target target, Rollout seen) {
        Rollout.Builder explained = seen.toBuilder();
        if (seen.parts().isEmpty()) {
            describeReports(explained, reports(greengrass, target.field(Greengrass.BULK_DEPLOYMENT_ID)));
        }
        return explained.build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "greengrass",
                "get-bulk-deployment-status",
                "--bulk-deployment-id",
                target.field(Greengrass.BULK_DEPLOYMENT_ID));
        explained.command(
                "greengrass",
                "list-bulk-deployment-detailed-reports",
                "--bulk-deployment-id",
                target.field(Greengrass.BULK_DEPLOYMENT_ID));
    }

    /** Maps a bulk deployment; what its groups made of it refines {@code COMPLETED}, see {@link #completed}. */
    private static Status status(BulkDeploymentStatus value) {
        return switch (value) {
            case INITIALIZING -> Status.PENDING;
            case RUNNING, STOPPING -> Status.IN_PROGRESS;
            case COMPLETED -> Status.SUCCEEDED;
            case STOPPED -> Status.STOPPED;
            case FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /**
     * {@code Completed} only means that every record of the input was worked off. It is a success when each of them led
     * to a deployment and all of those succeeded, and a failure once one did not or when there was no record at all. A
     * valid record without a report leaves the outcome unknown.
     */
    private static Status completed(BulkDeploymentMetrics metrics, List<BulkDeploymentResult> reports) {
        int invalid = orNone(metrics == null ? null : metrics.invalidInputRecords());
        int processed = orNone(metrics == null ? null : metrics.recordsProcessed());
        Set<Status> statuses = reports.stream()
                .map(report -> GroupDeployments.status(report.deploymentStatus()))
                .collect(Collectors.toSet());
        if (invalid > 0 || processed == 0 || statuses.contains(Status.FAILED)) {
            return Status.FAILED;
        }
        if (statuses.contains(Status.PENDING) || statuses.contains(Status.IN_PROGRESS)) {
            return Status.IN_PROGRESS;
        }
        boolean whole = invalid == 0 && processed > 0 && reports.size() >= processed;
        return whole && statuses.equals(Set.of(Status.SUCCEEDED)) ? Status.SUCCEEDED : Status.UNKNOWN;
    }

    /** Returns a count, or a negative number for one that the service did not give: it is not the same as zero. */
    private static int orNone(Integer count) {
        return count == null ? -1 : count;
    }

    private static Optional<Rollout> bulk(Connection<GreengrassClient> greengrass, Target target) {
        String id = target.field(Greengrass.BULK_DEPLOYMENT_ID);
        if (target.isPinned() && !target.deployment().equals(id)) {
            return Optional.empty();
        }
        GetBulkDeploymentStatusResponse reply =
                greengrass.client().getBulkDeploymentStatus(request -> request.bulkDeploymentId(id));
        BulkDeploymentMetrics metrics = reply.bulkDeploymentMetrics();
        BulkDeploymentStatus word = NativeStates.named(
                        BulkDeploymentStatus.knownValues(), reply.bulkDeploymentStatusAsString())
                .orElse(BulkDeploymentStatus.UNKNOWN_TO_SDK_VERSION);
        boolean completed = word == BulkDeploymentStatus.COMPLETED;
        List<BulkDeploymentResult> reports = completed ? reports(greengrass, id) : List.of();
        Status status = completed ? completed(metrics, reports) : status(word);
        boolean anySucceeded = reports.stream()
                .anyMatch(report -> GroupDeployments.status(report.deploymentStatus()) == Status.SUCCEEDED);
        Rollout.Builder rollout = Rollout.builder(status, reply.bulkDeploymentStatusAsString())
                .id(id)
                .flag(Flag.PARTIAL, status == Status.FAILED && anySucceeded)
                .flag(Flag.STOPPING, word == BulkDeploymentStatus.STOPPING)
                .createdAt(WireTimes.parse(reply.createdAt()))
                .reason(reply.errorMessage())
                .problems(Greengrass.problems(null, reply.errorDetails()))
                .attribute("bulkDeploymentMetrics", Raw.of(metrics, Set.of()))
                .attribute("createdAt", Greengrass.unlessTime(reply.createdAt()))
                .attribute("tags", reply.tags())
                .source(reply);
        if (metrics != null && metrics.recordsProcessed() != null) {
            int processed = metrics.recordsProcessed();
            rollout.progress(Progress.of(processed, completed ? processed : 0, "records"));
        }
        if (metrics != null && orNone(metrics.invalidInputRecords()) > 0) {
            rollout.problem(null, "InvalidInputRecords", "invalid input records: " + metrics.invalidInputRecords());
        }
        describeReports(rollout, reports);
        return Optional.of(rollout.build());
    }

    private static List<BulkDeploymentResult> reports(Connection<GreengrassClient> greengrass, String id) {
        return Pages.of(
                        token -> greengrass
                                .client()
                                .listBulkDeploymentDetailedReports(request -> request.bulkDeploymentId(id)
                                        .maxResults(Greengrass.page(null))
                                        .nextToken(token)),
                        reply -> reply.deployments(),
                        reply -> reply.nextToken())
                .toList();
    }

    private static void describeReports(Rollout.Builder rollout, List<BulkDeploymentResult> reports) {
        for (BulkDeploymentResult report : reports) {
            Status status = GroupDeployments.status(report.deploymentStatus());
            String group = Greengrass.pieceAfter("/groups/", report.groupArn());
            String name = group == null ? report.deploymentId() : group;
            rollout.part(new Part(
                    "group",
                    name,
                    null,
                    status,
                    report.deploymentStatus(),
                    WireTimes.parse(report.createdAt()),
                    null,
                    detail(report)));
            if (status == Status.FAILED) {
                List<Problem> problems = Greengrass.problems(name, report.errorDetails());
                rollout.problems(
                        problems.isEmpty()
                                ? List.of(new Problem(name, report.deploymentStatus(), report.errorMessage()))
                                : problems);
            }
        }
        rollout.attribute("deployments", Raw.of(reports, Set.of()));
    }

    private static String detail(BulkDeploymentResult report) {
        Stream<String> errors = Greengrass.problems(null, report.errorDetails()).stream()
                .map(problem -> Greengrass.joined(": ", problem.code(), problem.message()));
        String version = Greengrass.pieceAfter("/versions/", report.groupArn());
        String what = Greengrass.joined(
                ", ",
                report.deploymentTypeAsString(),
                report.deploymentId() == null ? null : "deployment " + report.deploymentId(),
                version == null ? null : "version " + version);
        return Greengrass.joined(
                "; ", what, report.errorMessage(), Greengrass.joined("; ", errors.toArray(String[]::new)));
    }
}
