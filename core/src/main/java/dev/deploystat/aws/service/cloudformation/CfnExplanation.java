package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.Reasons;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.EventType;
import software.amazon.awssdk.services.cloudformation.model.HookFailureMode;
import software.amazon.awssdk.services.cloudformation.model.HookStatus;
import software.amazon.awssdk.services.cloudformation.model.OperationEvent;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.ValidationStatus;

/**
 * Why an attempt on a stack went as it did. The root cause is the oldest failure that is not itself the cancellation of
 * something else; where a nested stack failed, that stack is asked in turn, down to the resource that broke.
 */
final class CfnExplanation {
    private static final String STACK_TYPE = "AWS::CloudFormation::Stack";
    private static final String SERVICE_TYPE = "AWS::ECS::Service";
    /** The ARN of an ECS service, from which the cluster and the service are taken; older ones name no cluster. */
    private static final Pattern SERVICE = Pattern.compile("arn:[^:]*:ecs:[^:]*:[^:]*:service/([^/]+/[^/]+)");

    private static final String LIST = "cloudformation:DescribeEvents";
    private static final int DEEPEST = 20;
    private static final Pattern CANCELLATION =
            Pattern.compile("resource \\w+ cancell?ed.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Connection<CloudFormationClient> cfn;
    private final Set<String> visited = new HashSet<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final Set<Problem> consequences = new LinkedHashSet<>();
    private final List<AwsCommand> commands = new ArrayList<>();
    private final Set<String> services = new LinkedHashSet<>();
    private boolean refused;
    private boolean denied;

    CfnExplanation(Connection<CloudFormationClient> cfn) {
        this.cfn = cfn;
    }

    /** Returns a deployment with what the attempt's events say. */
    Rollout of(Rollout seen, CfnAttempt attempt) {
        List<Problem> problems = takeIn(attempt, "", 0);
        events.sort(Comparator.comparing(Event::at, Comparator.nullsFirst(Comparator.naturalOrder())));
        List<Part> resources =
                parts.stream().filter(part -> part.parentId() == null).toList();
        Rollout.Builder explained = seen.toBuilder()
                .events(events)
                .parts(parts)
                .problems(problems)
                .consequences(consequences)
                .commands(commands)
                .progress(progress(resources, seen.status()));
        boolean isKnown = problems.stream().anyMatch(problem -> !isOfStack(problem, attempt));
        if (attempt.status().verdict() == Verdict.FAIL && !isKnown) {
            gap().ifPresent(explained::unread);
        }
        if (seen.finishedAt() == null && seen.status().isFinal()) {
            explained.finishedAt(attempt.finishedAt());
        }
        if (seen.initiator() == null) {
            explained.initiator(attempt.clientRequestToken());
        }
        if (seen.reason() == null) {
            explained.reason(
                    attempt.failure().map(StackEvent::resourceStatusReason).orElse(null));
        }
        if (attempt.startedAt() != null) {
            explained.startedAt(attempt.startedAt());
        }
        services.forEach(service -> explained.relation(Relation.Kind.STARTED, "ecs", service));
        return explained.build();
    }

    /** Returns what CloudFormation's own failure list says of an operation or a change set, oldest first. */
    List<Problem> failedEvents(String operationId, String changeSet) {
        return askFailedEvents(operationId, changeSet).stream()
                .map(failure -> new Problem(failure.resource, failure.code, failure.message))
                .toList();
    }

    /** Returns what is not known where CloudFormation's own failure list may not be read; empty where it was. */
    Optional<ReadError> gap() {
        return denied
                ? Optional.of(ErrorCodes.refused(
                        "AccessDenied", "which validation or hook failed is in the list of failures alone", LIST))
                : Optional.empty();
    }

    private static boolean isOfStack(Problem problem, CfnAttempt attempt) {
        return attempt.failure()
                .filter(event -> Objects.equals(event.stackName(), problem.resource())
                        && Objects.equals(event.resourceStatusAsString(), problem.code()))
                .isPresent();
    }

    /** Maps the status of a resource. */
    static Status status(ResourceStatus value) {
        return switch (value) {
            case CREATE_IN_PROGRESS, UPDATE_IN_PROGRESS, DELETE_IN_PROGRESS, IMPORT_IN_PROGRESS, EXPORT_IN_PROGRESS ->
                Status.IN_PROGRESS;
            case CREATE_COMPLETE, UPDATE_COMPLETE, DELETE_COMPLETE, IMPORT_COMPLETE, EXPORT_COMPLETE ->
                Status.SUCCEEDED;
            case CREATE_FAILED, UPDATE_FAILED, DELETE_FAILED, IMPORT_FAILED, EXPORT_FAILED -> Status.FAILED;
            case DELETE_SKIPPED -> Status.STOPPED;
            case ROLLBACK_IN_PROGRESS,
                    UPDATE_ROLLBACK_IN_PROGRESS,
                    IMPORT_ROLLBACK_IN_PROGRESS,
                    EXPORT_ROLLBACK_IN_PROGRESS -> Status.ROLLING_BACK;
            case ROLLBACK_COMPLETE, UPDATE_ROLLBACK_COMPLETE, IMPORT_ROLLBACK_COMPLETE, EXPORT_ROLLBACK_COMPLETE ->
                Status.ROLLED_BACK;
            case ROLLBACK_FAILED, UPDATE_ROLLBACK_FAILED, IMPORT_ROLLBACK_FAILED, EXPORT_ROLLBACK_FAILED ->
                Status.ROLLBACK_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Takes in an attempt and those on nested stacks that failed; returns its problems, root cause first. */
    private List<Problem> takeIn(CfnAttempt attempt, String path, int depth) {
        visited.add(attempt.stackId());
        attempt.events()
                .forEach(event -> events.add(
                        new Event(event.timestamp(), resourceOf(event, path), wordOf(event), messageOf(event))));
        addParts(attempt, path);
        List<Problem> problems = new ArrayList<>();
        Optional<Problem> ofStack = attempt.failure()
                .map(event -> new Problem(
                        path.isEmpty() ? event.stackName() : path.substring(0, path.length() - 1),
                        event.resourceStatusAsString(),
                        event.resourceStatusReason()));
        for (Failure failure : failures(attempt)) {
            List<Problem> below = below(attempt, failure, path, depth);
            Problem own = new Problem(path + failure.resource, failure.code, failure.message);
            boolean isOfHook = isOfHook(own, problems);
            problems.addAll(below);
            problems.add(own);
            if (!below.isEmpty() || isOfHook) {
                consequences.add(own);
            } else if (problems.size() == 1) {
                showEvents(attempt);
            }
            if (SERVICE_TYPE.equals(failure.type) && failure.physicalId != null) {
                Matcher service = SERVICE.matcher(failure.physicalId);
                if (service.matches()) {
                    services.add(service.group(1));
                }
            }
            if (path.isEmpty()) {
                ofStack.ifPresent(consequences::add);
                ofStack.ifPresent(problems::add);
                ofStack = Optional.empty();
            }
        }
        if (path.isEmpty()) {
            ofStack.ifPresent(problems::add);
        }
        return problems;
    }

    /** A resource that a hook refused fails with the names of its hooks; what they said is told already. */
    private static boolean isOfHook(Problem own, List<Problem> told) {
        return own.message() != null
                && told.stream()
                        .anyMatch(problem -> Objects.equals(problem.resource(), own.resource())
                                && problem.code() != null
                                && own.message().contains("hook(s) failed")
                                && own.message().contains(problem.code()));
    }

    /** The stack in which the root cause is shows it best. */
    private void showEvents(CfnAttempt attempt) {
        if (commands.isEmpty() && attempt.stackId() != null) {
            commands.add(AwsCommand.of("cloudformation", "describe-stack-events", "--stack-name", attempt.stackId()));
        }
    }

    /** Returns the problems of the nested stack that failed, and none for any other resource. */
    private List<Problem> below(CfnAttempt attempt, Failure failure, String path, int depth) {
        boolean isNested = STACK_TYPE.equals(failure.type)
                && failure.physicalId != null
                && failure.physicalId.startsWith("arn:")
                && !failure.physicalId.equals(attempt.stackId());
        if (!isNested || depth >= DEEPEST || visited.contains(failure.physicalId)) {
            return List.of();
        }
        return nested(failure)
                .map(inner -> takeIn(inner, path + failure.resource + "/", depth + 1))
                .orElse(List.of());
    }

    private Optional<CfnAttempt> nested(Failure failure) {
        try {
            return CfnAttempt.of(cfn, failure.physicalId)
                    .filter(inner -> failure.at == null
                            || inner.startedAt() == null
                            || !inner.startedAt().isAfter(failure.at))
                    .findFirst();
        } catch (CloudFormationException e) {
            // A nested stack that was deleted long ago has no events: the parent's word is then all there is.
            if (isPassing(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Returns the failures of an attempt that are not mere cancellations, oldest first. */
    private List<Failure> failures(CfnAttempt attempt) {
        List<Failure> failures = new ArrayList<>();
        for (String operation : attempt.operationIds()) {
            failures.addAll(askFailedEvents(operation, null));
        }
        failures.removeIf(failure -> attempt.stackId() != null
                && (attempt.stackId().equals(failure.physicalId)
                        || (failure.stackId != null && !attempt.stackId().equals(failure.stackId))));
        attempt.events().stream()
                .filter(event -> !CfnAttempt.isOfStack(event) && isFailure(event))
                .map(Failure::of)
                .forEach(failures::add);
        failures.removeIf(failure -> isCancellation(failure.message));
        // What did not pass validation is wrong in the template, whatever failed before that was found out.
        failures.sort(Comparator.comparing((Failure failure) -> !failure.isValidation)
                .thenComparing(failure -> failure.at, Comparator.nullsLast(Comparator.naturalOrder())));
        Set<List<Object>> known = new LinkedHashSet<>();
        failures.removeIf(failure -> !known.add(Arrays.asList(failure.resource, failure.code, failure.message)));
        return failures;
    }

    /** Asks for the failures that CloudFormation itself lists: failed validations and hooks are nowhere else. */
    private List<Failure> askFailedEvents(String operationId, String changeSet) {
        if (refused) {
            return List.of();
        }
        try {
            return Pages.of(
                            token -> cfn.client().describeEvents(request -> request.operationId(operationId)
                                    .changeSetName(changeSet)
                                    .filters(filter -> filter.failedEvents(true))
                                    .nextToken(token)),
                            reply -> reply.operationEvents(),
                            reply -> reply.nextToken())
                    .filter(event -> NativeStates.named(
                                            event.validationStatusAsString(), ValidationStatus.UNKNOWN_TO_SDK_VERSION)
                                    != ValidationStatus.SKIPPED
                            && NativeStates.named(
                                            event.validationFailureModeAsString(),
                                            HookFailureMode.UNKNOWN_TO_SDK_VERSION)
                                    != HookFailureMode.WARN
                            && !Words.same(HookFailureMode.WARN.toString(), event.hookFailureModeAsString()))
                    .map(Failure::of)
                    .sorted(Comparator.comparing(
                            failure -> failure.at, Comparator.nullsLast(Comparator.naturalOrder())))
                    .toList();
        } catch (CloudFormationException e) {
            // The call has a permission of its own and is newer than the others: the stack's events do without it.
            if (isPassing(e)) {
                throw e;
            }
            refused = true;
            denied = ErrorCodes.isDenied(e);
            return List.of();
        }
    }

    private static boolean isPassing(CloudFormationException e) {
        return e.isThrottlingException() || e.statusCode() >= 500;
    }

    /** Adds the resources that an attempt touched, in the order it came to them. */
    private void addParts(CfnAttempt attempt, String path) {
        Map<String, List<StackEvent>> touched = new LinkedHashMap<>();
        for (int i = attempt.events().size() - 1; i >= 0; i--) {
            StackEvent event = attempt.events().get(i);
            if (!CfnAttempt.isOfStack(event)) {
                touched.computeIfAbsent(path + event.logicalResourceId(), name -> new ArrayList<>())
                        .add(event);
            }
        }
        Instant rollback = attempt.rollbackStartedAt();
        String parent = path.isEmpty() ? null : path.substring(0, path.length() - 1);
        touched.forEach((name, history) -> parts.add(part(name, parent, history, rollback)));
    }

    /** Returns what became of a resource: how it failed, even if it was removed afterwards, else its newest status. */
    private static Part part(String name, String parent, List<StackEvent> oldestFirst, Instant rollback) {
        StackEvent first = oldestFirst.get(0);
        StackEvent last = oldestFirst.get(oldestFirst.size() - 1);
        StackEvent failure = oldestFirst.stream()
                .filter(CfnExplanation::isFailure)
                .findFirst()
                .orElse(null);
        StackEvent shown = failure == null ? last : failure;
        Status status = status(shown, rollback);
        boolean nested = STACK_TYPE.equals(first.resourceType());
        String message = messageOf(shown);
        return new Part(
                nested ? "nested stack" : "resource",
                name,
                parent,
                status,
                shown.resourceStatusAsString(),
                first.timestamp(),
                status.isFinal() ? last.timestamp() : null,
                Stream.of(first.resourceType(), last.physicalResourceId(), message)
                        .filter(text -> text != null && !text.isEmpty())
                        .reduce((a, b) -> a + ": " + b)
                        .orElse(null));
    }

    private static Status status(StackEvent event, Instant rollback) {
        if (isFailure(event)) {
            boolean cancelled = isCancellation(event.resourceStatusReason());
            return cancelled ? Status.STOPPED : Status.FAILED;
        }
        Status status = event.resourceStatusAsString() == null
                ? Status.UNKNOWN
                : status(NativeStates.named(event.resourceStatusAsString(), ResourceStatus.UNKNOWN_TO_SDK_VERSION));
        boolean goingBack = rollback != null
                && event.timestamp() != null
                && !event.timestamp().isBefore(rollback);
        return switch (status) {
            case SUCCEEDED -> goingBack ? Status.ROLLED_BACK : status;
            case IN_PROGRESS -> goingBack ? Status.ROLLING_BACK : status;
            case PENDING, ROLLING_BACK, FAILED, ROLLED_BACK, ROLLBACK_FAILED, STOPPED, UNKNOWN -> status;
        };
    }

    /** While it runs nobody knows how many resources are still to come; afterwards they are all there. */
    private static Progress progress(List<Part> resources, Status status) {
        if (resources.isEmpty()) {
            return null;
        }
        long done = resources.stream()
                .filter(part -> part.status() == Status.SUCCEEDED)
                .count();
        return Progress.of(done, status.isFinal() ? resources.size() : 0, "resources");
    }

    /** Returns whether a reason only says that something else failed. */
    static boolean isCancellation(String reason) {
        return reason != null && CANCELLATION.matcher(reason).matches();
    }

    private static boolean isFailure(StackEvent event) {
        return CfnWords.documented(event.resourceStatusAsString()).endsWith("_FAILED") || isFailedHook(event);
    }

    private static boolean isFailedHook(StackEvent event) {
        return (NativeStates.named(event.hookStatusAsString(), HookStatus.UNKNOWN_TO_SDK_VERSION)
                                == HookStatus.HOOK_COMPLETE_FAILED
                        || NativeStates.named(event.hookStatusAsString(), HookStatus.UNKNOWN_TO_SDK_VERSION)
                                == HookStatus.HOOK_FAILED)
                && Words.same(HookFailureMode.FAIL.toString(), event.hookFailureModeAsString());
    }

    private static String resourceOf(StackEvent event, String path) {
        if (CfnAttempt.isOfStack(event)) {
            return path.isEmpty() ? null : path.substring(0, path.length() - 1);
        }
        return path + event.logicalResourceId();
    }

    private static String wordOf(StackEvent event) {
        return event.hookStatusAsString() == null ? event.resourceStatusAsString() : event.hookStatusAsString();
    }

    private static String messageOf(StackEvent event) {
        String reason = Reasons.joined(event.hookStatusReason(), event.resourceStatusReason());
        String about = event.hookType() == null ? event.detailedStatusAsString() : event.hookType();
        return Stream.of(about, reason)
                .filter(Objects::nonNull)
                .reduce((a, b) -> a + ": " + b)
                .orElse(null);
    }

    /** One failure, from whichever list it came. */
    private record Failure(
            Instant at,
            String stackId,
            String resource,
            String physicalId,
            String type,
            String code,
            String message,
            boolean isValidation) {

        static Failure of(StackEvent event) {
            boolean hook = isFailedHook(event);
            return new Failure(
                    event.timestamp(),
                    event.stackId(),
                    event.logicalResourceId(),
                    event.physicalResourceId(),
                    event.resourceType(),
                    hook ? event.hookType() : event.resourceStatusAsString(),
                    hook
                            ? Reasons.joined(event.hookStatusReason(), event.resourceStatusReason())
                            : event.resourceStatusReason(),
                    false);
        }

        static Failure of(OperationEvent event) {
            String code = event.resourceStatusAsString();
            String message = event.resourceStatusReason();
            if (NativeStates.named(event.eventTypeAsString(), EventType.UNKNOWN_TO_SDK_VERSION)
                    == EventType.VALIDATION_ERROR) {
                code = event.validationName();
                message = event.validationPath() == null
                        ? event.validationStatusReason()
                        : event.validationStatusReason() + " (" + event.validationPath() + ")";
            } else if (NativeStates.named(event.eventTypeAsString(), EventType.UNKNOWN_TO_SDK_VERSION)
                    == EventType.HOOK_INVOCATION_ERROR) {
                code = event.hookType();
                message = Reasons.joined(event.hookStatusReason(), event.resourceStatusReason());
            }
            return new Failure(
                    event.timestamp() == null ? event.startTime() : event.timestamp(),
                    event.stackId(),
                    event.logicalResourceId(),
                    event.physicalResourceId(),
                    event.resourceType(),
                    code,
                    message,
                    NativeStates.named(event.eventTypeAsString(), EventType.UNKNOWN_TO_SDK_VERSION)
                            == EventType.VALIDATION_ERROR);
        }
    }
}
