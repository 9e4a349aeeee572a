package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.MalformedReply;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Words;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
final class CfnStackSets implements Kind<CloudFormationClient> {
    private static final int PAGE = 100;
    private static final Set<String> SHOWN_ELSEWHERE =
            Set.of("operationId", "status", "statusReason", "action", "creationTimestamp", "endTimestamp");

    @Override
    public boolean reads(Target target) {
        return target.has(CloudFormation.STACK_SET);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of("stack set operation", StackSetOperationStatus.knownValues(), CfnStackSets::status)
                .and("stack instance", StackSetOperationResultStatus.knownValues(), CfnStackSets::status)
                .rows();
    }

    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, 1);
    }

    @Override
    public Stream<Target> discover(Connection<CloudFormationClient> cfn) {
        return Pages.of(
                        token -> cfn.client().listStackSets(request -> request.status(StackSetStatus.ACTIVE)
                                .maxResults(PAGE)
                                .nextToken(token)),
                        reply -> reply.summaries(),
                        reply -> reply.nextToken())
                .map(set ->
                        Targets.of(CloudFormation.INFO, Map.of(CloudFormation.STACK_SET, set.stackSetName()), null));
    }

    @Override
    public Stream<Rollout> history(Connection<CloudFormationClient> cfn, Target target, HistoryQuery query) {
        return operations(cfn, target, query.pageSize()).map(entry -> rollout(cfn, target, whole(entry)));
    }

    @Override
    public Stream<Rollout> underWay(Connection<CloudFormationClient> cfn, Target target, Rollout latest) {
        return history(cfn, target, HistoryQuery.underWay());
    }

    @Override
    public List<Latest> latest(Connection<CloudFormationClient> cfn, List<Target> targets) {
        return targets.stream()
                .map(target -> releases(cfn, target).stream()
                        .findFirst()
                        .map(operation ->
                                Words.same(StackSetOperationAction.DELETE.toString(), operation.actionAsString())
                                        ? Latest.read(target, deletion(rollout(cfn, target, whole(operation))))
                                        : Latest.of(target, operation.operationId()))
                        .orElseGet(() -> Latest.neverDeployed(target, CloudFormation.INFO)))
                .toList();
    }

    private static List<StackSetOperationSummary> releases(Connection<CloudFormationClient> cfn, Target target) {
        List<StackSetOperationSummary> releases = operations(cfn, target, null)
                .filter(operation ->
                        !Words.same(StackSetOperationAction.DETECT_DRIFT.toString(), operation.actionAsString()))
                .toList();
        List<Duration> spans = new ArrayList<>();
        for (StackSetOperationSummary operation : releases) {
            boolean isAlike =
                    Objects.equals(operation.actionAsString(), releases.get(0).actionAsString());
            if (isAlike && word(whole(operation)) == StackSetOperationStatus.SUCCEEDED) {
                Memo.addSpan(spans, operation.creationTimestamp(), operation.endTimestamp());
            }
        }
        cfn.memo(target).keepEarlier(spans);
        return releases;
    }

    /** What is deleted are stacks of the set, and the set goes on. */
    @Override
    public boolean isGone(Rollout latest) {
        return false;
    }

    /** Only who names the deletion of stacks waits for it; as the latest operation it leaves nothing of a release there. */
    private static Rollout deletion(Rollout operation) {
        return operation.status() == Status.FAILED || operation.status() == Status.UNKNOWN
                ? operation
                : operation.toBuilder()
                        .status(Status.STOPPED)
                        .reason("the latest operation deletes stacks of the stack set")
                        .build();
    }

    /** Reads operations by themselves: their list entries may lag behind. */
    @Override
    public List<Reading> read(Connection<CloudFormationClient> cfn, List<Target> targets) {
        return targets.stream()
                .map(target -> Reading.of(target, rollout(cfn, target, describe(cfn, target))))
                .toList();
    }

    private static StackSetOperation describe(Connection<CloudFormationClient> cfn, Target target) {
        StackSetOperation operation = cfn.client()
                .describeStackSetOperation(request -> request.stackSetName(target.field(CloudFormation.STACK_SET))
                        .operationId(target.deployment()))
                .stackSetOperation();
        return MalformedReply.unless(operation, "the operation");
    }

    /** A set that was deleted is still found by its id, and so are its operations. */
    @Override
    public Map<Target, Rollout> withdrawn(Connection<CloudFormationClient> cfn, Map<Target, Rollout> passing) {
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> {
            if (rollout.operation() != Operation.DELETE && isDeleted(cfn, target.field(CloudFormation.STACK_SET))) {
                withdrawn.put(
                        target,
                        rollout.toBuilder()
                                .status(Status.STOPPED)
                                .operation(Operation.DELETE)
                                .reason("the stack set was deleted")
                                .build());
            }
        });
        return withdrawn;
    }

    private static boolean isDeleted(Connection<CloudFormationClient> cfn, String set) {
        return ErrorCodes.unlessKind(Set.of(ErrorKind.NOT_FOUND), CloudFormation.INFO, () -> cfn.client()
                        .describeStackSet(request -> request.stackSetName(set)))
                .map(reply -> reply.stackSet() != null
                        && Words.same(
                                StackSetStatus.DELETED.toString(),
                                reply.stackSet().statusAsString()))
                .orElse(true);
    }

    @Override
    public Rollout explain(Connection<CloudFormationClient> cfn, Target target, Rollout seen) {
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
        Rollout.Builder explained = seen.toBuilder()
                .parts(parts)
                .progress(parts.isEmpty() ? null : Progress.of(done, parts.size(), "stack instances"));
        results.stream()
                .filter(result -> word(result) == StackSetOperationResultStatus.FAILED)
                .forEach(result -> explained.problem(nameOf(result), result.statusAsString(), whyOf(result)));
        return explained.build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "cloudformation",
                "list-stack-set-operation-results",
                "--stack-set-name",
                target.field(CloudFormation.STACK_SET),
                "--operation-id",
                seen.id());
        explained.command(
                "cloudformation",
                "describe-stack-set-operation",
                "--stack-set-name",
                target.field(CloudFormation.STACK_SET),
                "--operation-id",
                seen.id());
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
                        reply -> Pages.given(reply.summaries()),
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
        Status status = word(operation) == null ? Status.UNKNOWN : status(word(operation));
        String set = target.field(CloudFormation.STACK_SET);
        Rollout.Builder rollout = Rollout.builder(status, operation.statusAsString())
                .id(operation.operationId())
                .operation(
                        operation(NativeStates.named(
                                operation.actionAsString(), StackSetOperationAction.UNKNOWN_TO_SDK_VERSION)),
                        operation.actionAsString())
                .flag(Flag.STOPPING, word(operation) == StackSetOperationStatus.STOPPING)
                .flag(Flag.PARTIAL, status == Status.SUCCEEDED && failures(operation) > 0)
                .createdAt(operation.creationTimestamp())
                .startedAt(operation.creationTimestamp())
                .finishedAt(operation.endTimestamp())
                .reason(operation.statusReason())
                .consoleUrl(cfn.console("/cloudformation/home#/stacksets/"
                        + URLEncoder.encode(set, StandardCharsets.UTF_8)
                        + "/operations"))
                .source(operation);
        Members.keep(rollout, operation, SHOWN_ELSEWHERE);
        return rollout.build();
    }

    private static Operation operation(StackSetOperationAction action) {
        if (action == null) {
            return null;
        }
        return switch (action) {
            case CREATE -> Operation.CREATE;
            case UPDATE -> Operation.UPDATE;
            case DELETE -> Operation.DELETE;
            case DETECT_DRIFT, UNKNOWN_TO_SDK_VERSION -> Operation.OTHER;
        };
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
                word(result) == null ? Status.UNKNOWN : status(word(result)),
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

    private static StackSetOperationStatus word(StackSetOperation operation) {
        return NativeStates.named(operation.statusAsString(), StackSetOperationStatus.UNKNOWN_TO_SDK_VERSION);
    }

    private static StackSetOperationResultStatus word(StackSetOperationResultSummary result) {
        return NativeStates.named(result.statusAsString(), StackSetOperationResultStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
