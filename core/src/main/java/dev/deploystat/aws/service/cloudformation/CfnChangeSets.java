package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Change;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import dev.deploystat.model.Words;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Replacement;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * Change sets. A change set is its own deployment: it is prepared, waits for somebody to execute it, and once executed
 * its stack knows how that went, as long as the stack was not changed by another one since. That the
 * stack is being deleted is its status then.
 */
final class CfnChangeSets implements Kind<CloudFormationClient> {
    private static final String CHANGE = "change";
    private static final String KIND = "change set";
    private static final String EXECUTION = "change set execution";
    private static final Set<String> SHOWN_ELSEWHERE = Set.of("nextToken");

    @Override
    public boolean reads(Target target) {
        return target.has(CloudFormation.CHANGE_SET);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(KIND, ChangeSetStatus.knownValues(), CfnChangeSets::status)
                .note(KIND, ChangeSetStatus.CREATE_COMPLETE, "by its execution status")
                .note(KIND, ChangeSetStatus.FAILED, "STOPPED when there is nothing to change")
                .and(EXECUTION, ExecutionStatus.knownValues(), CfnChangeSets::status)
                .note(EXECUTION, ExecutionStatus.EXECUTE_COMPLETE, "by the status of its stack")
                .rows();
    }

    /** Returns none: a change set is found through its stack. */
    @Override
    public Stream<Target> discover(Connection<CloudFormationClient> cfn) {
        return Stream.empty();
    }

    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, 1);
    }

    @Override
    public Stream<Rollout> history(Connection<CloudFormationClient> cfn, Target target, HistoryQuery query) {
        return read(cfn, target).stream();
    }

    @Override
    public List<Reading> read(Connection<CloudFormationClient> cfn, List<Target> targets) {
        return targets.stream()
                .flatMap(target -> read(cfn, target).map(rollout -> Reading.of(target, rollout)).stream())
                .toList();
    }

    private static Optional<Rollout> read(Connection<CloudFormationClient> cfn, Target target) {
        DescribeChangeSetResponse changeSet = describe(cfn, target, null);
        if (target.isPinned() && !target.deployment().equals(changeSet.changeSetId())) {
            return Optional.empty();
        }
        return Optional.of(rollout(cfn, changeSet));
    }

    @Override
    public Rollout explain(Connection<CloudFormationClient> cfn, Target target, Rollout seen) {
        CfnExplanation explanation = new CfnExplanation(cfn);
        Rollout.Builder explained = seen.toBuilder();
        DescribeChangeSetResponse changeSet =
                seen.source(DescribeChangeSetResponse.class).orElseGet(() -> describe(cfn, target, null));
        if (changeSet.stackId() != null && wasExecuted(changeSet)) {
            Optional<Stack> stack = CfnStacks.describe(cfn, changeSet.stackId())
                    .filter(found -> seen.id() != null && seen.id().equals(found.changeSetId()));
            if (stack.isPresent()) {
                return CfnAttempt.of(cfn, stack.get().stackId())
                        .findFirst()
                        .map(attempt -> explanation.of(seen, attempt))
                        .orElse(seen);
            }
        }
        explained.problems(explanation.failedEvents(null, seen.id()));
        if (seen.verdict(Set.of()) == Verdict.FAIL) {
            explanation.gap().ifPresent(explained::unread);
        }
        Pages.of(
                        token -> describe(cfn, target, token),
                        DescribeChangeSetResponse::changes,
                        DescribeChangeSetResponse::nextToken)
                .filter(change -> change.resourceChange() != null)
                .forEach(change -> explained.part(part(change.resourceChange())));
        return explained.build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command("cloudformation", "describe-change-set", "--change-set-name", seen.id());
        explained.command(
                "cloudformation", "describe-stack-events", "--stack-name", target.field(CloudFormation.STACK));
    }

    @Override
    public List<Change> changes(Connection<CloudFormationClient> cfn, Target target, Rollout explained) {
        List<Part> listed = explained.parts().stream()
                .filter(part -> part.kind().equals(CHANGE))
                .toList();
        DescribeChangeSetResponse changeSet =
                explained.source(DescribeChangeSetResponse.class).orElseGet(() -> describe(cfn, target, null));
        if (listed.isEmpty()) {
            return CfnChanges.ofEvents(explained, changeSet.stackName());
        }
        List<Parameter> now = CfnStacks.describe(
                        cfn, changeSet.stackId() == null ? changeSet.stackName() : changeSet.stackId())
                .map(Stack::parameters)
                .orElse(List.of());
        return Stream.concat(
                        CfnChanges.ofParts(listed).stream(),
                        CfnChanges.ofParameters(now, changeSet.parameters()).stream())
                .toList();
    }

    /** Maps the status of a change set; {@code CREATE_COMPLETE} and {@code FAILED} are refined by other fields. */
    private static Status status(ChangeSetStatus value) {
        return switch (value) {
            case CREATE_PENDING -> Status.PENDING;
            case CREATE_IN_PROGRESS, DELETE_PENDING, DELETE_IN_PROGRESS -> Status.IN_PROGRESS;
            case CREATE_COMPLETE -> Status.PENDING;
            case FAILED, DELETE_FAILED -> Status.FAILED;
            case DELETE_COMPLETE -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Maps the status of an execution; {@code EXECUTE_COMPLETE} is left to the stack. */
    private static Status status(ExecutionStatus value) {
        return switch (value) {
            case AVAILABLE, UNAVAILABLE -> Status.PENDING;
            case EXECUTE_IN_PROGRESS -> Status.IN_PROGRESS;
            case EXECUTE_COMPLETE -> Status.UNKNOWN;
            case EXECUTE_FAILED -> Status.FAILED;
            case OBSOLETE -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    private static boolean wasExecuted(DescribeChangeSetResponse changeSet) {
        ExecutionStatus execution = execution(changeSet);
        return execution == ExecutionStatus.EXECUTE_IN_PROGRESS
                || execution == ExecutionStatus.EXECUTE_COMPLETE
                || execution == ExecutionStatus.EXECUTE_FAILED;
    }

    private static DescribeChangeSetResponse describe(
            Connection<CloudFormationClient> cfn, Target target, String token) {
        String name = target.isPinned() ? target.deployment() : target.field(CloudFormation.CHANGE_SET);
        boolean isArn = name.startsWith("arn:");
        return cfn.client().describeChangeSet(request -> request.changeSetName(name)
                .stackName(isArn ? null : target.field(CloudFormation.STACK))
                .nextToken(token));
    }

    private static Rollout rollout(Connection<CloudFormationClient> cfn, DescribeChangeSetResponse changeSet) {
        if (word(changeSet) == ChangeSetStatus.CREATE_COMPLETE
                && execution(changeSet) == ExecutionStatus.EXECUTE_COMPLETE) {
            return executed(cfn, changeSet);
        }
        boolean prepared = word(changeSet) == ChangeSetStatus.CREATE_COMPLETE && execution(changeSet) != null;
        Status status = word(changeSet) == null ? Status.UNKNOWN : status(word(changeSet));
        if (prepared) {
            status = status(execution(changeSet));
        } else if (word(changeSet) == ChangeSetStatus.FAILED && hasNoChanges(changeSet)) {
            status = Status.STOPPED;
        }
        boolean waits = prepared && execution(changeSet) == ExecutionStatus.AVAILABLE;
        return builder(
                        cfn,
                        changeSet,
                        status,
                        prepared ? changeSet.executionStatusAsString() : changeSet.statusAsString())
                .flag(Flag.NEEDS_ACTION, waits)
                .reason(
                        waits
                                ? waits(changeSet.statusReason(), changeSet.changeSetId(), changeSet.stackName())
                                : changeSet.statusReason())
                .build();
    }

    /**
     * Returns what a change set that nobody has executed waits for.
     *
     * @param said what the service says about it, or null
     * @param changeSetId null where it is not known; there may be several
     */
    static String waits(String said, String changeSetId, String stackName) {
        String lead = said == null || said.isBlank() ? "" : said + "; ";
        if (changeSetId != null) {
            return lead + "waits for somebody to execute the change set: "
                    + ShellCommand.line(
                            "aws", "cloudformation", "execute-change-set", "--change-set-name", changeSetId);
        }
        return lead + "waits for somebody to execute a change set, see: "
                + ShellCommand.line(
                        "aws", "cloudformation", "list-change-sets", "--stack-name", String.valueOf(stackName));
    }

    private static Rollout executed(Connection<CloudFormationClient> cfn, DescribeChangeSetResponse changeSet) {
        Optional<Stack> stack =
                CfnStacks.describe(cfn, changeSet.stackId() == null ? changeSet.stackName() : changeSet.stackId());
        boolean isItsOwn = stack.isPresent()
                && changeSet.changeSetId() != null
                && changeSet.changeSetId().equals(stack.get().changeSetId());
        if (!isItsOwn) {
            return builder(cfn, changeSet, Status.STOPPED, changeSet.executionStatusAsString())
                    .flag(Flag.SUPERSEDED)
                    .reason(
                            "the stack has been changed since, and the change set does not say how its own execution ended")
                    .build();
        }
        Rollout ofStack = CfnStacks.rollout(cfn, stack.get(), changeSet.changeSetId());
        return builder(cfn, changeSet, ofStack.status(), ofStack.nativeStatus())
                .operation(ofStack.operation(), ofStack.nativeOperation())
                .stage(ofStack.stage())
                .stages(ofStack.stages())
                .flag(Flag.EARLY, ofStack.flags().contains(Flag.EARLY))
                .startedAt(ofStack.startedAt())
                .updatedAt(ofStack.updatedAt())
                .reason(ofStack.reason())
                .build();
    }

    private static Rollout.Builder builder(
            Connection<CloudFormationClient> cfn,
            DescribeChangeSetResponse changeSet,
            Status status,
            String nativeStatus) {
        Rollout.Builder rollout = Rollout.builder(status, nativeStatus)
                .id(changeSet.changeSetId())
                .revision(changeSet.changeSetId())
                .revisionName(changeSet.changeSetName())
                .createdAt(changeSet.creationTime())
                .account(Arns.account(changeSet.changeSetId()))
                .consoleUrl(console(cfn, changeSet))
                .source(changeSet);
        Members.keep(rollout, changeSet, SHOWN_ELSEWHERE);
        return rollout;
    }

    /** A change set without changes fails, and only its reason sets it apart from a broken one. */
    private static boolean hasNoChanges(DescribeChangeSetResponse changeSet) {
        String reason =
                changeSet.statusReason() == null ? "" : changeSet.statusReason().toLowerCase(Locale.ROOT);
        return reason.contains("didn't contain changes") || reason.contains("no updates are to be performed");
    }

    private static Part part(ResourceChange resource) {
        String replacement = resource.replacementAsString() == null
                        || Words.same(Replacement.FALSE.toString(), resource.replacementAsString())
                ? null
                : "replacement: " + resource.replacementAsString();
        return new Part(
                CHANGE,
                resource.logicalResourceId(),
                null,
                Status.PENDING,
                resource.actionAsString(),
                null,
                null,
                Stream.of(resource.resourceType(), resource.physicalResourceId(), replacement)
                        .filter(text -> text != null)
                        .collect(Collectors.joining(": ")));
    }

    private static String console(Connection<CloudFormationClient> cfn, DescribeChangeSetResponse changeSet) {
        return changeSet.stackId() == null || changeSet.changeSetId() == null
                ? null
                : cfn.console("/cloudformation/home#/stacks/changesets/changes?stackId="
                        + URLEncoder.encode(changeSet.stackId(), StandardCharsets.UTF_8) + "&changeSetId="
                        + URLEncoder.encode(changeSet.changeSetId(), StandardCharsets.UTF_8));
    }

    private static ChangeSetStatus word(DescribeChangeSetResponse changeSet) {
        return NativeStates.named(changeSet.statusAsString(), ChangeSetStatus.UNKNOWN_TO_SDK_VERSION);
    }

    private static ExecutionStatus execution(DescribeChangeSetResponse changeSet) {
        return NativeStates.named(changeSet.executionStatusAsString(), ExecutionStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
