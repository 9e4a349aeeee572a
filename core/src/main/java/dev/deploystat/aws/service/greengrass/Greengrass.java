package dev.deploystat.aws.service.greengrass;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.ArnForm;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.TargetForm;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
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
import software.amazon.awssdk.services.greengrass.model.Deployment;
import software.amazon.awssdk.services.greengrass.model.DeploymentType;
import software.amazon.awssdk.services.greengrass.model.ErrorDetail;
import software.amazon.awssdk.services.greengrass.model.GetBulkDeploymentStatusResponse;
import software.amazon.awssdk.services.greengrass.model.GetDeploymentStatusResponse;

/**
 * AWS IoT Greengrass V1: a deployment brings a group version to the core of a group, or resets that core; a bulk
 * deployment starts one in each of many groups.
 *
 * <p>A deployment stays {@code InProgress} until its core connects, which an offline core never does. The service says
 * neither who deployed nor how far it is, and no deployment is marked as a rollback: {@code Redeployment} only says that
 * an earlier deployment was repeated. WireTimes are epoch milliseconds or ISO-8601, both as text.
 */
public final class Greengrass implements Adapter<GreengrassClient> {
    private static final String DEPLOYMENT = "deployment";
    private static final String BULK = "bulk deployment";
    private static final String RESET = "RESET";
    private static final String GROUP_ID = "group-id";
    private static final String BULK_DEPLOYMENT_ID = "bulk-deployment-id";
    private static final int LIST_PAGE = 250;
    private static final Map<String, Status> WORDS = words();

    private static final ServiceInfo INFO = new ServiceInfo(
            "greengrass",
            List.of("gg1"),
            "AWS IoT Greengrass V1",
            "A deployment of a group version to the core of a group, or a bulk deployment to many groups.",
            List.of(
                    TargetForm.of("bulk/{bulk-deployment-id:[^/]+}", "a bulk deployment"),
                    TargetForm.of("{group-id:[^/]+}", "a group")),
            List.of(
                    ArnForm.of("greengrass", "/greengrass/groups/{group-id}/deployments/{#}"),
                    ArnForm.of("greengrass", "/greengrass/groups/{group-id}"),
                    ArnForm.of("greengrass", "/greengrass/bulk/deployments/{bulk-deployment-id}")),
            "deployment-id",
            "group version",
            1,
            actions(),
            Set.of(),
            new ServiceInfo.EndOfLife(
                    LocalDate.of(2026, 10, 7),
                    "Move to AWS IoT Greengrass V2, which deploystat reads as 'greengrassv2'."));

    private static Map<String, String> actions() {
        Map<String, String> actions = new LinkedHashMap<>();
        actions.put("greengrass:ListDeployments", "history and latest deployment; creation time and group version");
        actions.put("greengrass:GetDeploymentStatus", "status and errors");
        actions.put("greengrass:GetBulkDeploymentStatus", "status of a bulk deployment");
        actions.put("greengrass:ListBulkDeploymentDetailedReports", "what became of each group of a bulk deployment");
        actions.put("greengrass:GetGroup", "name of the group");
        actions.put("greengrass:GetGroupVersion", "what the group version holds");
        actions.put("greengrass:ListGroups", "finding targets");
        actions.put("greengrass:ListBulkDeployments", "finding targets");
        return actions;
    }

    /** The status words of group deployments, which the API types as plain text. */
    private static Map<String, Status> words() {
        Map<String, Status> words = new LinkedHashMap<>();
        words.put("Building", Status.PENDING);
        words.put("InProgress", Status.IN_PROGRESS);
        words.put("Success", Status.SUCCEEDED);
        words.put("Failure", Status.FAILED);
        return Collections.unmodifiableMap(words);
    }

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        List<NativeState> rows = new ArrayList<>();
        for (BulkDeploymentStatus value : BulkDeploymentStatus.knownValues()) {
            String note = value == BulkDeploymentStatus.COMPLETED
                    ? "FAILED when a record was invalid or a group failed; IN_PROGRESS while a group is; UNKNOWN without all reports"
                    : "";
            rows.add(new NativeState(BULK, value.toString(), status(value), note));
        }
        WORDS.forEach((word, status) -> rows.add(NativeState.of(DEPLOYMENT, word, status)));
        return NativeState.sorted(rows);
    }

    @Override
    public GreengrassClient connect(Clients clients) {
        return clients.configure(GreengrassClient.builder()).build();
    }

    @Override
    public Stream<Target> discover(Connection<GreengrassClient> greengrass) {
        Stream<Target> groups = Pages.of(
                        token -> greengrass.client().listGroups(request -> request.maxResults(page(null))
                                .nextToken(token)),
                        reply -> reply.groups(),
                        reply -> reply.nextToken())
                .map(group -> Targets.of(INFO, Map.of(GROUP_ID, group.id()), null));
        Stream<Target> bulks = Pages.of(
                        token -> greengrass.client().listBulkDeployments(request -> request.maxResults(page(null))
                                .nextToken(token)),
                        reply -> reply.bulkDeployments(),
                        reply -> reply.nextToken())
                .map(bulk -> Targets.of(INFO, Map.of(BULK_DEPLOYMENT_ID, bulk.bulkDeploymentId()), null));
        return Stream.concat(groups, bulks);
    }

    @Override
    public Stream<Rollout> history(Connection<GreengrassClient> greengrass, Target target, HistoryQuery query) {
        if (target.has(BULK_DEPLOYMENT_ID)) {
            return bulk(greengrass, target).stream();
        }
        return deployments(greengrass, target, query.pageSize())
                .filter(deployment -> isInTime(query, WireTimes.parse(deployment.createdAt())))
                .map(deployment -> rollout(
                        deployment.deploymentId(),
                        deployment,
                        deploymentStatus(greengrass, target, deployment.deploymentId())));
    }

    @Override
    public List<Reading> read(Connection<GreengrassClient> greengrass, List<Target> targets) {
        List<Reading> readings = new ArrayList<>();
        for (Target target : targets) {
            Optional<Rollout> found =
                    target.has(BULK_DEPLOYMENT_ID) ? bulk(greengrass, target) : group(greengrass, target);
            found.ifPresent(rollout -> readings.add(Reading.of(target, rollout)));
        }
        return readings;
    }

    @Override
    public Rollout explain(Connection<GreengrassClient> greengrass, Target target, Rollout seen) {
        Rollout.Builder told = seen.toBuilder();
        if (target.has(BULK_DEPLOYMENT_ID)) {
            // A completed bulk deployment was read with its reports: its status follows from them.
            if (seen.parts().isEmpty()) {
                describeReports(told, reports(greengrass, target.field(BULK_DEPLOYMENT_ID)));
            }
            return told.build();
        }
        String groupId = target.field(GROUP_ID);
        told.attribute("group", Raw.of(greengrass.client().getGroup(request -> request.groupId(groupId)), Set.of()));
        if (seen.revision() != null) {
            told.attribute(
                    "groupVersion",
                    Raw.of(
                            greengrass.client().getGroupVersion(request -> request.groupId(groupId)
                                    .groupVersionId(seen.revision())),
                            Set.of()));
        }
        if (seen.createdAt() != null) {
            Object type = seen.attributes().get("deploymentType");
            told.events(List.of(new Event(seen.createdAt(), groupId, type == null ? null : type.toString(), null)));
        }
        if (seen.updatedAt() != null) {
            told.events(List.of(new Event(seen.updatedAt(), groupId, seen.nativeStatus(), seen.reason())));
        }
        return told.build();
    }

    private static Status status(String word) {
        return WORDS.entrySet().stream()
                .filter(entry -> Words.same(entry.getKey(), word))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Status.UNKNOWN);
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
                .map(report -> status(report.deploymentStatus()))
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

    /** Returns what was done, in our word for resets and the service's for the rest. */
    private static String operation(DeploymentType type, String word) {
        if (type == null) {
            return null;
        }
        return switch (type) {
            case RESET_DEPLOYMENT, FORCE_RESET_DEPLOYMENT -> RESET;
            case NEW_DEPLOYMENT, REDEPLOYMENT, UNKNOWN_TO_SDK_VERSION -> word;
        };
    }

    private static Optional<Rollout> group(Connection<GreengrassClient> greengrass, Target target) {
        if (target.isPinned()) {
            GetDeploymentStatusResponse told = deploymentStatus(greengrass, target, target.deployment());
            return Optional.of(rollout(target.deployment(), listed(greengrass, target), told));
        }
        return deployments(greengrass, target, null).findFirst().map(latest -> {
            greengrass.remembered(nameOf(target, latest.deploymentId()), Deployment.class, () -> latest);
            return rollout(latest.deploymentId(), latest, deploymentStatus(greengrass, target, latest.deploymentId()));
        });
    }

    private static GetDeploymentStatusResponse deploymentStatus(
            Connection<GreengrassClient> greengrass, Target target, String deploymentId) {
        return greengrass.client().getDeploymentStatus(request -> request.groupId(target.field(GROUP_ID))
                .deploymentId(deploymentId));
    }

    /** Returns all deployments of a group, newest first; the API names no order. */
    private static Stream<Deployment> deployments(
            Connection<GreengrassClient> greengrass, Target target, Integer pageSize) {
        return Pages.of(
                        token -> greengrass.client().listDeployments(request -> request.groupId(target.field(GROUP_ID))
                                .maxResults(page(pageSize))
                                .nextToken(token)),
                        reply -> reply.deployments(),
                        reply -> reply.nextToken())
                .sorted(Newest.first((Deployment deployment) -> WireTimes.parse(deployment.createdAt())));
    }

    /** Returns what the list says of a pinned deployment, or null. It never changes, so it is asked for once. */
    private static Deployment listed(Connection<GreengrassClient> greengrass, Target pinned) {
        return greengrass.remembered(
                nameOf(pinned, pinned.deployment()), Deployment.class, () -> deployments(greengrass, pinned, null)
                        .filter(deployment -> pinned.deployment().equals(deployment.deploymentId()))
                        .findFirst()
                        .orElse(null));
    }

    private static String nameOf(Target target, String deploymentId) {
        return "deployment " + target.field(GROUP_ID) + "/" + deploymentId;
    }

    private static Rollout rollout(String id, Deployment listed, GetDeploymentStatusResponse told) {
        Deployment known = listed == null ? Deployment.builder().build() : listed;
        Status status = status(told.deploymentStatus());
        Instant updatedAt = WireTimes.parse(told.updatedAt());
        boolean typeTold = told.deploymentType() != null;
        String type = typeTold ? told.deploymentTypeAsString() : known.deploymentTypeAsString();
        String operation = operation(typeTold ? told.deploymentType() : known.deploymentType(), type);
        Rollout.Builder rollout = Rollout.builder(status, told.deploymentStatus())
                .id(id)
                .operation(operation)
                .createdAt(WireTimes.parse(known.createdAt()))
                .updatedAt(updatedAt)
                .finishedAt(status.isFinal() ? updatedAt : null)
                .reason(told.errorMessage())
                .problems(problems(null, told.errorDetails()))
                .account(Arns.account(known.groupArn() == null ? known.deploymentArn() : known.groupArn()))
                .attribute("deploymentArn", known.deploymentArn())
                .attribute("deploymentType", type)
                .attribute("groupArn", known.groupArn())
                .attribute("createdAt", unlessTime(known.createdAt()))
                .attribute("updatedAt", unlessTime(told.updatedAt()))
                .raw(told);
        if (!RESET.equals(operation)) {
            // A reset takes the group version off the core: its success must not pass for that version's.
            rollout.revision(pieceAfter("/versions/", known.groupArn())).revisionName(known.groupArn());
        }
        return rollout.build();
    }

    private static Optional<Rollout> bulk(Connection<GreengrassClient> greengrass, Target target) {
        String id = target.field(BULK_DEPLOYMENT_ID);
        if (target.isPinned() && !target.deployment().equals(id)) {
            return Optional.empty();
        }
        GetBulkDeploymentStatusResponse told =
                greengrass.client().getBulkDeploymentStatus(request -> request.bulkDeploymentId(id));
        BulkDeploymentMetrics metrics = told.bulkDeploymentMetrics();
        boolean completed = told.bulkDeploymentStatus() == BulkDeploymentStatus.COMPLETED;
        List<BulkDeploymentResult> reports = completed ? reports(greengrass, id) : List.of();
        Status status = told.bulkDeploymentStatus() == null
                ? Status.UNKNOWN
                : completed ? completed(metrics, reports) : status(told.bulkDeploymentStatus());
        boolean anySucceeded =
                reports.stream().anyMatch(report -> status(report.deploymentStatus()) == Status.SUCCEEDED);
        Rollout.Builder rollout = Rollout.builder(status, told.bulkDeploymentStatusAsString())
                .id(id)
                .flag(Flag.PARTIAL, status == Status.FAILED && anySucceeded)
                .createdAt(WireTimes.parse(told.createdAt()))
                .reason(told.errorMessage())
                .problems(problems(null, told.errorDetails()))
                .attribute("bulkDeploymentMetrics", Raw.of(metrics, Set.of()))
                .attribute("createdAt", unlessTime(told.createdAt()))
                .attribute("tags", told.tags())
                .raw(told);
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
                                        .maxResults(page(null))
                                        .nextToken(token)),
                        reply -> reply.deployments(),
                        reply -> reply.nextToken())
                .toList();
    }

    private static void describeReports(Rollout.Builder rollout, List<BulkDeploymentResult> reports) {
        for (BulkDeploymentResult report : reports) {
            Status status = status(report.deploymentStatus());
            String group = pieceAfter("/groups/", report.groupArn());
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
                List<Problem> problems = problems(name, report.errorDetails());
                rollout.problems(
                        problems.isEmpty()
                                ? List.of(new Problem(name, report.deploymentStatus(), report.errorMessage()))
                                : problems);
            }
        }
        rollout.attribute("deployments", Raw.of(reports, Set.of()));
    }

    private static String detail(BulkDeploymentResult report) {
        Stream<String> errors = problems(null, report.errorDetails()).stream()
                .map(problem -> joined(": ", problem.code(), problem.message()));
        String version = pieceAfter("/versions/", report.groupArn());
        String what = joined(
                ", ",
                report.deploymentTypeAsString(),
                report.deploymentId() == null ? null : "deployment " + report.deploymentId(),
                version == null ? null : "version " + version);
        return joined("; ", what, report.errorMessage(), joined("; ", errors.toArray(String[]::new)));
    }

    private static List<Problem> problems(String resource, List<ErrorDetail> details) {
        return details.stream()
                .map(detail -> new Problem(resource, detail.detailedErrorCode(), detail.detailedErrorMessage()))
                .toList();
    }

    private static boolean isInTime(HistoryQuery query, Instant created) {
        return created == null
                || ((query.after() == null || !created.isBefore(query.after()))
                        && (query.before() == null || !created.isAfter(query.before())));
    }

    /** Returns a page size as this API takes it: as text. */
    private static String page(Integer wanted) {
        return String.valueOf(wanted == null ? LIST_PAGE : wanted);
    }

    /** Returns a text that should be a time but is none, so that it is not lost; null for a time. */
    private static String unlessTime(String text) {
        return WireTimes.parse(text) == null ? text : null;
    }

    private static String pieceAfter(String marker, String arn) {
        int at = arn == null ? -1 : arn.indexOf(marker);
        return at < 0 ? null : arn.substring(at + marker.length()).split("/", 2)[0];
    }

    /** Joins the texts there are, or returns null when there is none. */
    private static String joined(String separator, String... texts) {
        String joined =
                Stream.of(texts).filter(text -> text != null && !text.isEmpty()).collect(Collectors.joining(separator));
        return joined.isEmpty() ? null : joined;
    }
}
