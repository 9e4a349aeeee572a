package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.AccountGateResult;
import software.amazon.awssdk.services.cloudformation.model.StackSetOperation;
import software.amazon.awssdk.services.cloudformation.model.StackSetOperationAction;
import software.amazon.awssdk.services.cloudformation.model.StackSetOperationResultStatus;
import software.amazon.awssdk.services.cloudformation.model.StackSetOperationResultSummary;
import software.amazon.awssdk.services.cloudformation.model.StackSetOperationStatus;
import software.amazon.awssdk.services.cloudformation.model.StackSetOperationSummary;
import software.amazon.awssdk.services.cloudformation.model.StackSetStatus;

/**
 * Stack sets. A deployment is an operation, which brings stacks to accounts and regions; it may succeed although some of
 * them failed, within the tolerance it was given. Drift detection is an operation too, but changes nothing: it is in the
 * history and never the latest deployment.
 */
final class CfnStackSets {
    private static final int PAGE = 100;
    private static final Set<String> TOLD_ELSEWHERE =
            Set.of("operationId", "status", "statusReason", "action", "creationTimestamp", "endTimestamp");

    private CfnStackSets() {}

    static List<NativeState> states() {
        List<NativeState> rows = new ArrayList<>();
        StackSetOperationStatus.knownValues()
                .forEach(value -> rows.add(NativeState.of("stack set operation", value.toString(), status(value))));
        StackSetOperationResultStatus.knownValues()
                .forEach(value -> rows.add(NativeState.of("stack instance", value.toString(), status(value))));
        return rows;
    }

    static Stream<Target> discover(Connection<CloudFormationClient> cfn) {
        return Pages.of(
                        token -> cfn.client().listStackSets(request -> request.status(StackSetStatus.ACTIVE)
                                .maxResults(PAGE)
                                .nextToken(token)),
                        reply -> reply.summaries(),
                        reply -> reply.nextToken())
                .map(set ->
                        Targets.of(CloudFormation.INFO, Map.of(CloudFormation.STACK_SET, set.stackSetName()), null));
    }

    static Stream<Rollout> history(Connection<CloudFormationClient> cfn, Target target, HistoryQuery query) {
        return operations(cfn, target, query.pageSize()).map(entry -> rollout(cfn, target, whole(entry)));
    }

    /** Reads an operation by itself: its list entry may lag behind. */
    static Optional<Rollout> read(Connection<CloudFormationClient> cfn, Target target) {
        Optional<String> id = target.isPinned()
                ? Optional.of(target.deployment())
                : operations(cfn, target, null)
                        .filter(operation -> operation.action() != StackSetOperationAction.DETECT_DRIFT)
                        .map(StackSetOperationSummary::operationId)
                        .findFirst();
        return id.map(operation -> cfn.client()
                        .describeStackSetOperation(
                                request -> request.stackSetName(target.field(CloudFormation.STACK_SET))
                                        .operationId(operation))
                        .stackSetOperation())
                .map(operation -> rollout(cfn, target, operation));
    }

    static Rollout explain(Connection<CloudFormationClient> cfn, Target target, Rollout seen) {
        List<StackSetOperationResultSummary> results = Pages.of(
                        token -> cfn.client().listStackSetOperationResults(request -> request.stackSetName(
                                        target.field(CloudFormation.STACK_SET))
                                .operationId(seen.id())
                                .maxResults(PAGE)
                                .nextToken(token)),
                        reply -> reply.summaries(),
                        reply -> reply.nextToken())
                .toList();
        List<Part> parts = results.stream().map(CfnStackSets::part).toList();
        long done =
                parts.stream().filter(part -> part.status() == Status.SUCCEEDED).count();
        Rollout.Builder told = seen.toBuilder()
                .parts(parts)
                .progress(parts.isEmpty() ? null : Progress.of(done, parts.size(), "stack instances"));
        results.stream()
                .filter(result -> result.status() == StackSetOperationResultStatus.FAILED)
                .forEach(result -> told.problem(nameOf(result), result.statusAsString(), whyOf(result)));
        return told.build();
    }

    private static Status status(StackSetOperationStatus value) {
        return switch (value) {
            case QUEUED -> Status.PENDING;
            case RUNNING, STOPPING -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case STOPPED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    private static Status status(StackSetOperationResultStatus value) {
        return switch (value) {
            case PENDING -> Status.PENDING;
            case RUNNING -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case CANCELLED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Returns all operations, newest first; the API names no order. */
    private static Stream<StackSetOperationSummary> operations(
            Connection<CloudFormationClient> cfn, Target target, Integer pageSize) {
        return Pages.of(
                        token -> cfn.client().listStackSetOperations(request -> request.stackSetName(
                                        target.field(CloudFormation.STACK_SET))
                                .maxResults(pageSize == null ? PAGE : pageSize)
                                .nextToken(token)),
                        reply -> reply.summaries(),
                        reply -> reply.nextToken())
                .sorted(Newest.first(StackSetOperationSummary::creationTimestamp));
    }

    /** Returns a list entry as the operation it is an excerpt of. */
    private static StackSetOperation whole(StackSetOperationSummary entry) {
        return StackSetOperation.builder()
                .operationId(entry.operationId())
                .action(entry.actionAsString())
                .status(entry.statusAsString())
                .statusReason(entry.statusReason())
                .statusDetails(entry.statusDetails())
                .operationPreferences(entry.operationPreferences())
                .creationTimestamp(entry.creationTimestamp())
                .endTimestamp(entry.endTimestamp())
                .build();
    }

    private static Rollout rollout(Connection<CloudFormationClient> cfn, Target target, StackSetOperation operation) {
        Status status = operation.status() == null ? Status.UNKNOWN : status(operation.status());
        String set = target.field(CloudFormation.STACK_SET);
        Rollout.Builder rollout = Rollout.builder(status, operation.statusAsString())
                .id(operation.operationId())
                .operation(operation.actionAsString())
                .flag(Flag.PARTIAL, status == Status.SUCCEEDED && failures(operation) > 0)
                .createdAt(operation.creationTimestamp())
                .startedAt(operation.creationTimestamp())
                .finishedAt(operation.endTimestamp())
                .reason(operation.statusReason())
                .consoleUrl(cfn.console("/cloudformation/home#/stacksets/"
                        + URLEncoder.encode(set, StandardCharsets.UTF_8)
                        + "/operations"))
                .raw(operation);
        Members.keep(rollout, operation, TOLD_ELSEWHERE);
        return rollout.build();
    }

    private static int failures(StackSetOperation operation) {
        Integer count = operation.statusDetails() == null
                ? null
                : operation.statusDetails().failedStackInstancesCount();
        return count == null ? 0 : count;
    }

    private static Part part(StackSetOperationResultSummary result) {
        String unit = result.organizationalUnitId() == null ? null : "in " + result.organizationalUnitId();
        return new Part(
                "stack instance",
                nameOf(result),
                null,
                result.status() == null ? Status.UNKNOWN : status(result.status()),
                result.statusAsString(),
                null,
                null,
                Stream.of(whyOf(result), unit)
                        .filter(Objects::nonNull)
                        .reduce((a, b) -> a + "; " + b)
                        .orElse(null));
    }

    private static String nameOf(StackSetOperationResultSummary result) {
        return Stream.of(result.account(), result.region())
                .filter(Objects::nonNull)
                .collect(Collectors.joining("/"));
    }

    /** Returns the reason, with that of the account gate, a function that may keep an operation out of an account. */
    private static String whyOf(StackSetOperationResultSummary result) {
        AccountGateResult gate = result.accountGateResult();
        String gateSaid = gate == null || gate.statusReason() == null
                ? null
                : "account gate " + gate.statusAsString() + ": " + gate.statusReason();
        String why = Stream.of(result.statusReason(), gateSaid)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
        return why.isEmpty() ? null : why;
    }
}
