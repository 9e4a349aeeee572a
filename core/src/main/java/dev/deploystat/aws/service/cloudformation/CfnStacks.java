package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Words;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.DeploymentConfigMode;
import software.amazon.awssdk.services.cloudformation.model.OperationEntry;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/**
 * Stacks. A stack's status speaks for its latest operation only, so one pinned operation is read from the stack while it
 * is the latest, and from the stack's events ever after.
 *
 * <p>{@code LastOperations} names the latest operation, newest first, and an automatic rollback before the operation it
 * undoes; the creation of a change set is in it too, though it changes nothing. Where there is none, the stack's id
 * stands in for the operation's.
 */
final class CfnStacks implements Kind<CloudFormationClient> {
    /** All resources are configured and only have to stabilise (CloudFormation API, {@code DetailedStatus}). */
    static final String CONFIGURED = "CONFIGURATION_COMPLETE";

    private static final String KIND = "stack";
    private static final Set<String> SHOWN_ELSEWHERE = Set.of("stackStatus", "stackStatusReason");

    @Override
    public boolean reads(Target target) {
        return !target.has(CloudFormation.STACK_SET) && !target.has(CloudFormation.CHANGE_SET);
    }

    @Override
    public List<NativeState> states() {
        String previous = "PENDING while the latest operation is of another kind";
        return NativeStates.of(KIND, StackStatus.knownValues(), CfnStacks::status)
                .note(KIND, StackStatus.DELETE_COMPLETE, "SUCCEEDED when the deletion itself is pinned")
                .note(KIND, StackStatus.CREATE_COMPLETE, previous)
                .note(KIND, StackStatus.UPDATE_COMPLETE, previous)
                .and("resource", ResourceStatus.knownValues(), CfnExplanation::status)
                .rows();
    }

    @Override
    public List<String> milestones() {
        return List.of(CONFIGURED);
    }

    /** A few stacks are read side by side, a call each; more of them together, see {@link CfnStackList}. */
    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return targets.size() <= Batches.AT_THE_SAME_TIME ? Batches.of(targets, 1) : List.of(targets);
    }

    @Override
    public Stream<Target> discover(Connection<CloudFormationClient> cfn) {
        List<StackStatus> existing = StackStatus.knownValues().stream()
                .filter(value -> value != StackStatus.DELETE_COMPLETE)
                .sorted()
                .toList();
        return Pages.of(
                        token -> cfn.client().listStacks(request -> request.stackStatusFilters(existing)
                                .nextToken(token)),
                        reply -> reply.stackSummaries(),
                        reply -> reply.nextToken())
                // A nested stack is a part of the stack that has no parent.
                .filter(stack -> stack.parentId() == null)
                .map(stack -> Targets.of(CloudFormation.INFO, Map.of(CloudFormation.STACK, stack.stackName()), null));
    }

    @Override
    public Stream<Rollout> history(Connection<CloudFormationClient> cfn, Target target, HistoryQuery query) {
        return CfnAttempt.of(cfn, reference(cfn, target))
                .takeWhile(attempt -> !query.isPast(attempt.startedAt()))
                .map(attempt -> attempt.rollout(cfn, attempt.id()));
    }

    /** A stack that contains this one may not have come to it yet, or may take it back with all else. */
    @Override
    public Stream<Rollout> underWay(Connection<CloudFormationClient> cfn, Target target, Rollout latest) {
        return Stream.iterate(
                        latest.source(Stack.class).flatMap(stack -> parent(cfn, stack)),
                        Optional::isPresent,
                        child -> child.flatMap(stack -> parent(cfn, stack)))
                .flatMap(Optional::stream)
                .map(stack -> rollout(cfn, stack, latestId(stack, current(stack))).toBuilder()
                        .reason("of the stack " + stack.stackName() + ", which contains it")
                        .build());
    }

    private static Optional<Stack> parent(Connection<CloudFormationClient> cfn, Stack stack) {
        return stack.parentId() == null ? Optional.empty() : find(cfn, stack.parentId());
    }

    /** Reads many stacks from the list of all where that takes fewer calls, and by itself what it does not hold. */
    @Override
    public List<Reading> read(Connection<CloudFormationClient> cfn, List<Target> targets) {
        if (targets.size() == 1) {
            Target target = targets.get(0);
            return describe(cfn, reference(cfn, target))
                    .flatMap(stack -> read(cfn, target, stack))
                    .map(rollout -> Reading.of(target, rollout))
                    .stream()
                    .toList();
        }
        Set<String> wanted =
                targets.stream().map(target -> reference(cfn, target)).collect(Collectors.toSet());
        Map<String, Stack> listed = CfnStackList.read(cfn, wanted);
        List<Reading> readings = new ArrayList<>();
        for (Target target : targets) {
            String reference = reference(cfn, target);
            Optional<Stack> stack =
                    listed.containsKey(reference) ? Optional.of(listed.get(reference)) : find(cfn, reference);
            stack.flatMap(found -> read(cfn, target, found))
                    .ifPresent(rollout -> readings.add(Reading.of(target, rollout)));
        }
        return readings;
    }

    /** Returns a stack, or empty where the service answers that there is none: others are read in the same go. */
    private static Optional<Stack> find(Connection<CloudFormationClient> cfn, String reference) {
        return ErrorCodes.unlessKind(Set.of(ErrorKind.NOT_FOUND), CloudFormation.INFO, () -> describe(cfn, reference))
                .flatMap(stack -> stack);
    }

    private static Optional<Rollout> read(Connection<CloudFormationClient> cfn, Target target, Stack stack) {
        if (!names(target.field(CloudFormation.STACK), stack)) {
            return Optional.empty();
        }
        List<OperationEntry> current = current(stack);
        String id = target.isPinned() ? target.deployment() : latestId(stack, current);
        boolean isLatest = id == null || id.equals(stack.stackId()) || isAmong(current, id);
        Optional<Rollout> rollout = isLatest ? Optional.of(rollout(cfn, stack, id)) : earlier(cfn, stack, id);
        if (rollout.isPresent() && id != null && stack.stackId() != null) {
            cfn.memo(target).put(String.class, id, stack.stackId());
        }
        return rollout;
    }

    /** A deletion that cleans up after a failed operation is explained by that failure. */
    @Override
    public Rollout explain(Connection<CloudFormationClient> cfn, Target target, Rollout seen) {
        String stack = seen.source(Stack.class).map(Stack::stackId).orElseGet(() -> reference(cfn, target));
        String id = seen.id();
        List<CfnAttempt> attempts = CfnAttempt.of(cfn, stack)
                .dropWhile(attempt -> id != null && !isStackId(id) && !attempt.mayHold(id))
                .limit(2)
                .toList();
        if (attempts.isEmpty()) {
            return seen;
        }
        Rollout explained = new CfnExplanation(cfn).of(seen, attempts.get(0));
        boolean cleansUp = attempts.size() == 2 && attempts.get(0).cleansUpAfter(attempts.get(1));
        return cleansUp
                ? explained.toBuilder()
                        .rootCauses(new CfnExplanation(cfn)
                                .of(seen, attempts.get(1))
                                .problems())
                        .build()
                : explained;
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        String id = Members.text(seen, "stackId");
        String stack = id == null ? target.field(CloudFormation.STACK) : id;
        explained.command("cloudformation", "describe-stack-events", "--stack-name", stack);
        explained.command("cloudformation", "describe-stacks", "--stack-name", stack);
    }

    @Override
    public List<Change> changes(Connection<CloudFormationClient> cfn, Target target, Rollout explained) {
        return CfnChanges.ofEvents(
                explained,
                explained.source(Stack.class).map(Stack::stackName).orElse(target.field(CloudFormation.STACK)));
    }

    static Optional<Stack> describe(Connection<CloudFormationClient> cfn, String stack) {
        return cfn.client().describeStacks(request -> request.stackName(stack)).stacks().stream()
                .findFirst();
    }

    /** Returns a stack as its latest deployment, or as the one of its current operations that is pinned. */
    static Rollout rollout(Connection<CloudFormationClient> cfn, Stack stack, String id) {
        List<OperationEntry> current = current(stack);
        OperationEntry operation = current.stream()
                .filter(entry -> entry.operationId().equals(id))
                .findFirst()
                .orElse(current.isEmpty() ? null : current.get(current.size() - 1));
        boolean isDeletion = operation != null
                && operation.operationId().equals(id)
                && operation(operation).equals("DELETE");
        boolean lags = lags(stack, current);
        Status status = word(stack) == null ? Status.UNKNOWN : status(word(stack));
        if (lags) {
            status = Status.PENDING;
        } else if (word(stack) == StackStatus.DELETE_COMPLETE && isDeletion) {
            status = Status.SUCCEEDED;
        }
        String named = operation(stack.stackStatusAsString());
        boolean isNamed = operation != null && !operation(operation).isEmpty() && !"IMPORT".equals(named);
        String done = isNamed ? operation(operation) : named;
        Instant started = startedAt(stack, done);
        Rollout.Builder rollout = Rollout.builder(status, stack.stackStatusAsString())
                .id(id)
                .operation(kindOf(done), done)
                .flag(Flag.NEEDS_ACTION, word(stack) == StackStatus.REVIEW_IN_PROGRESS)
                .flag(Flag.EARLY, isExpress(stack) && status == Status.SUCCEEDED)
                .revision(stack.changeSetId())
                .revisionName(nameIn(stack.changeSetId()))
                .createdAt(started)
                .startedAt(started)
                .updatedAt(stack.lastUpdatedTime())
                .stage(stack.detailedStatusAsString())
                .stages(lags ? Stages.UNKNOWN : stages(stack))
                .reason(lags ? "the stack still shows how the operation before ended" : reason(stack))
                .account(Arns.account(stack.stackId()))
                .consoleUrl(console(cfn, stack.stackId()))
                .source(stack);
        Members.keep(rollout, stack, SHOWN_ELSEWHERE);
        return rollout.build();
    }

    /** The old resources are cleaned up after the new ones are complete. */
    private static Stages stages(Stack stack) {
        boolean configured = Words.same(CONFIGURED, stack.detailedStatusAsString())
                || word(stack) == StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS;
        return configured ? Stages.of(List.of(CONFIGURED), Stages.Traffic.UNKNOWN) : Stages.UNKNOWN;
    }

    /**
     * In express mode a stack is complete when its configuration is applied; resources may still become available, and
     * nothing says later when they are (CloudFormation user guide, "Express mode").
     */
    private static boolean isExpress(Stack stack) {
        return stack.deploymentConfig() != null
                && Words.same(
                        DeploymentConfigMode.EXPRESS.toString(),
                        stack.deploymentConfig().modeAsString());
    }

    private static String reason(Stack stack) {
        String said = stack.stackStatusReason();
        if (isExpress(stack) && word(stack) != null) {
            if (status(word(stack)) == Status.SUCCEEDED) {
                return joined(said, CfnAttempt.EXPRESS);
            }
            if (word(stack) == StackStatus.UPDATE_FAILED) {
                return joined(
                        said,
                        "a stack that failed in express mode cannot be rolled back; update it again in that mode");
            }
        }
        return word(stack) == StackStatus.REVIEW_IN_PROGRESS
                ? CfnChangeSets.waits(said, stack.changeSetId(), stack.stackName())
                : said;
    }

    private static String joined(String said, String more) {
        return said == null || said.isBlank() ? more : said + "; " + more;
    }

    /** Maps a stack's own status. */
    static Status status(StackStatus value) {
        return switch (value) {
            case REVIEW_IN_PROGRESS -> Status.PENDING;
            case CREATE_IN_PROGRESS,
                    UPDATE_IN_PROGRESS,
                    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS,
                    IMPORT_IN_PROGRESS,
                    DELETE_IN_PROGRESS -> Status.IN_PROGRESS;
            case CREATE_COMPLETE, UPDATE_COMPLETE, IMPORT_COMPLETE -> Status.SUCCEEDED;
            case CREATE_FAILED, UPDATE_FAILED, DELETE_FAILED -> Status.FAILED;
            case ROLLBACK_IN_PROGRESS,
                    UPDATE_ROLLBACK_IN_PROGRESS,
                    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS,
                    IMPORT_ROLLBACK_IN_PROGRESS -> Status.ROLLING_BACK;
            case ROLLBACK_COMPLETE, UPDATE_ROLLBACK_COMPLETE, IMPORT_ROLLBACK_COMPLETE -> Status.ROLLED_BACK;
            case ROLLBACK_FAILED, UPDATE_ROLLBACK_FAILED, IMPORT_ROLLBACK_FAILED -> Status.ROLLBACK_FAILED;
            case DELETE_COMPLETE -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Returns what a stack's status is about: its first word, where that is something done; else null. */
    static String operation(String status) {
        if (status == null) {
            return null;
        }
        String documented = CfnWords.documented(status);
        String word = documented.startsWith("ROLLBACK_")
                ? "CREATE"
                : documented.substring(0, Math.max(0, documented.indexOf('_')));
        return Set.of("CREATE", "UPDATE", "IMPORT", "DELETE").contains(word) ? word : null;
    }

    /** Returns what an operation does, by the word that {@link #operation} or an entry of the stack gives it. */
    static Operation kindOf(String word) {
        if (word == null) {
            return null;
        }
        return switch (word) {
            case "CREATE" -> Operation.CREATE;
            case "UPDATE" -> Operation.UPDATE;
            case "IMPORT" -> Operation.IMPORT;
            case "DELETE" -> Operation.DELETE;
            default -> word.contains("ROLLBACK") ? Operation.ROLLBACK : Operation.OTHER;
        };
    }

    static String console(Connection<CloudFormationClient> cfn, String stackId) {
        return stackId == null
                ? null
                : cfn.console("/cloudformation/home#/stacks/events?stackId="
                        + URLEncoder.encode(stackId, StandardCharsets.UTF_8));
    }

    /** Returns the name in an ARN of the form {@code ...:kind/name/id}, or null. */
    static String nameIn(String arn) {
        String[] pieces = arn == null ? new String[0] : arn.split("/", -1);
        return pieces.length < 3 ? null : pieces[1];
    }

    /**
     * Returns the operations that the stack's status speaks for, newest first: rollbacks, then what they undo. What is
     * older was over when these began.
     */
    private static List<OperationEntry> current(Stack stack) {
        List<OperationEntry> current = new ArrayList<>();
        for (OperationEntry entry : stack.lastOperations()) {
            String type = typeOf(entry);
            if (entry.operationId() == null || type.contains("CHANGESET")) {
                continue;
            }
            current.add(entry);
            if (!type.contains("ROLLBACK")) {
                break;
            }
        }
        return current;
    }

    /**
     * Returns the id under which the latest deployment is followed. A deletion is followed as the stack: only whoever
     * names the deletion itself waits for the stack to be gone.
     */
    private static String latestId(Stack stack, List<OperationEntry> current) {
        OperationEntry latest = current.isEmpty() ? null : current.get(current.size() - 1);
        return latest == null || operation(latest).equals("DELETE") ? stack.stackId() : latest.operationId();
    }

    private static boolean isAmong(List<OperationEntry> operations, String id) {
        return operations.stream().anyMatch(entry -> entry.operationId().equals(id));
    }

    private static String typeOf(OperationEntry entry) {
        return CfnWords.documented(entry.operationTypeAsString());
    }

    private static String operation(OperationEntry entry) {
        return typeOf(entry).toUpperCase(Locale.ROOT).replaceAll("_STACK$", "");
    }

    /**
     * An operation may be accepted before the stack's status follows: the success of a creation or an update is left
     * over from before when the latest operation is an update or a deletion, and any success is when it is a rollback.
     */
    private static boolean lags(Stack stack, List<OperationEntry> current) {
        boolean succeeded = word(stack) != null && status(word(stack)) == Status.SUCCEEDED;
        if (current.isEmpty() || !succeeded) {
            return false;
        }
        String latest = operation(current.get(0));
        return switch (latest) {
            case "UPDATE" -> word(stack) == StackStatus.CREATE_COMPLETE;
            case "DELETE" -> true;
            default -> latest.contains("ROLLBACK");
        };
    }

    private static Instant startedAt(Stack stack, String operation) {
        if ("DELETE".equals(operation)) {
            return stack.deletionTime();
        }
        return stack.lastUpdatedTime() == null ? stack.creationTime() : stack.lastUpdatedTime();
    }

    /** Returns how an operation ended that is no longer the stack's latest; empty when the stack never had it. */
    private static Optional<Rollout> earlier(Connection<CloudFormationClient> cfn, Stack stack, String id) {
        String key = stack.stackId() + "#" + id;
        Rollout known = cfn.memo().get(Rollout.class, key).orElse(null);
        if (known == null) {
            known = CfnAttempt.of(cfn, stack.stackId())
                    .filter(attempt -> attempt.holds(id))
                    .findFirst()
                    .map(attempt -> attempt.rollout(cfn, id))
                    .orElse(null);
            if (known == null) {
                return Optional.empty();
            }
            Rollout ended = known;
            if (ended.status().isFinal() && !current(stack).isEmpty()) {
                cfn.memo().put(Rollout.class, key, ended);
            }
        }
        return Optional.of(afterDeletion(stack, known));
    }

    /** What a deletion took away is no longer live, however well it had gone. */
    private static Rollout afterDeletion(Stack stack, Rollout earlier) {
        boolean deleted = "DELETE".equals(operation(stack.stackStatusAsString()));
        if (!deleted || earlier.status() != Status.SUCCEEDED || earlier.operation() == Operation.DELETE) {
            return earlier;
        }
        return earlier.toBuilder()
                .status(Status.STOPPED)
                .reason("the stack was deleted after this operation had ended " + earlier.nativeStatus() + " (now "
                        + stack.stackStatusAsString() + ")")
                .build();
    }

    private static boolean isStackId(String id) {
        return id.startsWith("arn:");
    }

    /** Returns how a stack is asked for: by id where it is known, since a name passes on to the next stack. */
    private static String reference(Connection<CloudFormationClient> cfn, Target target) {
        if (!target.isPinned()) {
            return target.field(CloudFormation.STACK);
        }
        return cfn.memo(target)
                .get(String.class, target.deployment())
                .orElseGet(() ->
                        isStackId(target.deployment()) ? target.deployment() : target.field(CloudFormation.STACK));
    }

    /** An id may lead to a stack other than the one that was named. */
    private static boolean names(String asked, Stack stack) {
        return stack.stackName() == null || asked.equals(stack.stackName()) || asked.equals(stack.stackId());
    }

    private static StackStatus word(Stack stack) {
        return NativeStates.named(stack.stackStatusAsString(), StackStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
