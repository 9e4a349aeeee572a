package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/**
 * One attempt to create, update, import or delete a stack, as the stack's events have it.
 *
 * <p>CloudFormation gives an automatic rollback an operation id of its own: the update that failed and the rollback that
 * undid it are two operations, and the second one completes. Here both are one attempt, which begins with the stack's own
 * {@code *_IN_PROGRESS} event and lasts until the next one that is not part of a rollback or a cleanup. Events without
 * operation ids, as older stacks and emulators have them, are divided the same way.
 */
final class CfnAttempt {
    private static final String FAILED_INSIDE = "it failed, and another operation cleans up after it";
    private static final String CUT_SHORT = "a newer operation on the stack began before this one had ended";

    /** What a success in express mode leaves open. */
    static final String EXPRESS =
            "in express mode, where resources may still become available and nothing says when: --allow-early lets it pass";

    private static final String EXPRESS_EVENT = "using Express Mode";

    private final List<StackEvent> events;
    private final boolean replaced;

    private CfnAttempt(List<StackEvent> events, boolean replaced) {
        this.events = List.copyOf(events);
        this.replaced = replaced;
    }

    /** Returns the attempts of a stack, newest first; pages are asked for as the attempts are taken. */
    static Stream<CfnAttempt> of(Connection<CloudFormationClient> cfn, String stack) {
        Stream<StackEvent> events = Pages.of(
                token -> cfn.client()
                        .describeStackEvents(request -> request.stackName(stack).nextToken(token)),
                reply -> reply.stackEvents(),
                reply -> reply.nextToken());
        Walk walk = new Walk(events.iterator());
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(walk, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .filter(attempt -> !attempt.wasReview());
    }

    /** Returns the events of the stack and its resources, newest first. */
    List<StackEvent> events() {
        return events;
    }

    /** Returns whether an id names this attempt or one of its operations. */
    boolean holds(String id) {
        return operationIds().contains(id) || id.equals(id());
    }

    /** Returns whether an id names this attempt, or would if its events had operation ids. */
    boolean mayHold(String id) {
        return holds(id) || (operationIds().isEmpty() && !replaced);
    }

    /** Returns the ids of its operations, newest first: a rollback stands before what it rolls back. */
    Set<String> operationIds() {
        Set<String> ids = new LinkedHashSet<>();
        ownEvents().map(StackEvent::operationId).filter(Objects::nonNull).forEach(ids::add);
        return ids;
    }

    String stackId() {
        return events.get(0).stackId();
    }

    private String stackName() {
        return events.get(0).stackName();
    }

    /** Returns the event that began it; empty when the service no longer has it. */
    Optional<StackEvent> start() {
        return ownEvents().filter(CfnAttempt::isStart).reduce((newer, older) -> older);
    }

    /** Returns when it began, or null. */
    Instant startedAt() {
        return start().map(StackEvent::timestamp).orElse(null);
    }

    /** Returns when the stack began to go back, or null. */
    Instant rollbackStartedAt() {
        return ownEvents()
                .filter(event -> wordOf(event).endsWith("ROLLBACK_IN_PROGRESS"))
                .reduce((newer, older) -> older)
                .map(StackEvent::timestamp)
                .orElse(null);
    }

    /** Returns when it ended, or null while it has not. */
    Instant finishedAt() {
        return status().isFinal() ? last().map(StackEvent::timestamp).orElse(null) : null;
    }

    /** Returns the token its caller gave, or null. */
    String clientRequestToken() {
        return ownEvents()
                .map(StackEvent::clientRequestToken)
                .filter(Objects::nonNull)
                .reduce((newer, older) -> older)
                .orElse(null);
    }

    /** Returns the stack's own event that says why it failed or went back; empty when nothing did. */
    Optional<StackEvent> failure() {
        return ownEvents()
                .filter(event -> event.resourceStatusReason() != null)
                .filter(event ->
                        wordOf(event).endsWith("_FAILED") || wordOf(event).contains("ROLLBACK"))
                .reduce((newer, older) -> older);
    }

    /** Returns how it ended or how far it is. A delete is a success of the attempt to delete, and of no other. */
    Status status() {
        Status status = lastStatus();
        if (wasCutShort()) {
            return status == Status.ROLLING_BACK || failedInside() ? Status.FAILED : Status.STOPPED;
        }
        boolean deleted = status == Status.STOPPED && "DELETE".equals(operation());
        return deleted ? Status.SUCCEEDED : status;
    }

    /** Returns whether this is the deletion that cleans up after a failure of the attempt before it. */
    boolean cleansUpAfter(CfnAttempt before) {
        return "DELETE".equals(operation()) && before.wasCutShort() && before.failedInside();
    }

    /** Returns whether something in the stack failed by itself. */
    private boolean failedInside() {
        return events.stream()
                .filter(event -> !isOfStack(event))
                .anyMatch(event -> wordOf(event).endsWith("_FAILED")
                        && !CfnExplanation.isCancellation(event.resourceStatusReason()));
    }

    private boolean isExpress() {
        return events.stream()
                .map(StackEvent::resourceStatusReason)
                .anyMatch(reason -> reason != null && reason.contains(EXPRESS_EVENT));
    }

    private String reason(boolean cutShort, boolean failedInside, boolean waits) {
        if (cutShort) {
            return failedInside ? FAILED_INSIDE : CUT_SHORT;
        }
        String failure = failure().map(StackEvent::resourceStatusReason).orElse(null);
        return waits ? CfnChangeSets.waits(failure, null, stackName()) : failure;
    }

    /** Returns the attempt as a deployment under an id that {@link #holds}. */
    Rollout rollout(Connection<CloudFormationClient> cfn, String id) {
        String word = last().map(StackEvent::resourceStatusAsString).orElse(null);
        boolean cutShort = wasCutShort();
        String startId = start().map(StackEvent::operationId).orElse(null);
        boolean waits = isReview() && !replaced;
        boolean failedInside = cutShort && failedInside();
        Status status = status();
        boolean isEarly = status == Status.SUCCEEDED && isExpress();
        boolean isItsRollback = !id.equals(startId) && operationIds().contains(id) && startId != null;
        return Rollout.builder(status, word)
                .id(id)
                .operation(isItsRollback ? Operation.ROLLBACK : CfnStacks.kindOf(operation()))
                .flag(Flag.NEEDS_ACTION, waits)
                .flag(Flag.SUPERSEDED, cutShort && !failedInside)
                .flag(Flag.EARLY, isEarly)
                .initiator(clientRequestToken())
                .createdAt(startedAt())
                .startedAt(startedAt())
                .updatedAt(events.get(0).timestamp())
                .finishedAt(cutShort ? null : finishedAt())
                .reason(isEarly ? EXPRESS : reason(cutShort, failedInside, waits))
                .account(Arns.account(stackId()))
                .consoleUrl(CfnStacks.console(cfn, stackId()))
                .attribute("stackId", stackId())
                .attribute("stackName", stackName())
                .attribute("operationIds", List.copyOf(operationIds()))
                .source(last().orElse(events.get(0)))
                .build();
    }

    /** Returns the id by which it can be found again: its operation's, or where there is none that of its first event. */
    String id() {
        StackEvent first = start().orElse(events.get(events.size() - 1));
        return first.operationId() != null ? first.operationId() : first.eventId();
    }

    /** Returns what was attempted: {@code CREATE}, {@code UPDATE}, {@code IMPORT}, {@code DELETE}; null when unknown. */
    String operation() {
        return start().map(event -> CfnStacks.operation(wordOf(event))).orElse(null);
    }

    /** Returns whether an event is about its stack itself and not about a resource in it. */
    static boolean isOfStack(StackEvent event) {
        return event.stackId() != null && event.stackId().equals(event.physicalResourceId());
    }

    private Stream<StackEvent> ownEvents() {
        return events.stream().filter(CfnAttempt::isOfStack);
    }

    private Optional<StackEvent> last() {
        return ownEvents().findFirst();
    }

    /** Returns what its newest event says, whatever came after it. */
    private Status lastStatus() {
        return last().map(StackEvent::resourceStatusAsString)
                .map(word -> CfnStacks.status(NativeStates.named(word, StackStatus.UNKNOWN_TO_SDK_VERSION)))
                .orElse(Status.UNKNOWN);
    }

    private boolean wasCutShort() {
        Status status = lastStatus();
        return replaced && !status.isFinal() && status != Status.UNKNOWN;
    }

    private boolean isReview() {
        return start().map(event -> wordOf(event).equals("REVIEW_IN_PROGRESS")).orElse(false);
    }

    /** A stack in review that then was created or deleted is no attempt of its own. */
    private boolean wasReview() {
        return isReview() && replaced;
    }

    private static boolean isStart(StackEvent event) {
        String word = wordOf(event);
        return word.endsWith("_IN_PROGRESS") && !word.contains("ROLLBACK") && !word.contains("CLEANUP");
    }

    private static String wordOf(StackEvent event) {
        return CfnWords.documented(event.resourceStatusAsString());
    }

    /** Divides events, newest first, into attempts. */
    private static final class Walk implements Iterator<CfnAttempt> {
        private final Iterator<StackEvent> events;
        private final Deque<StackEvent> ahead = new ArrayDeque<>();
        private boolean begun;

        Walk(Iterator<StackEvent> events) {
            this.events = events;
        }

        @Override
        public boolean hasNext() {
            return !ahead.isEmpty() || events.hasNext();
        }

        @Override
        public CfnAttempt next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            List<StackEvent> own = new ArrayList<>();
            // Resource events before the first start stay here until it is clear which attempt they belong to.
            Deque<StackEvent> open = new ArrayDeque<>();
            StackEvent start = null;
            boolean ended = false;
            while (!ended && hasNext()) {
                StackEvent event = ahead.isEmpty() ? events.next() : ahead.remove();
                if (start == null) {
                    own.add(event);
                } else if (!isOfStack(event)) {
                    open.add(event);
                    continue;
                } else if (isSame(start, event)) {
                    own.addAll(open);
                    open.clear();
                    own.add(event);
                } else {
                    open.add(event);
                    ended = true;
                }
                if (!ended && isOfStack(event) && isStart(event)) {
                    start = event;
                }
            }
            if (!ended) {
                own.addAll(open);
                open.clear();
            }
            open.addAll(ahead);
            ahead.clear();
            ahead.addAll(open);
            boolean replaced = begun;
            begun = true;
            return new CfnAttempt(own, replaced);
        }

        /** A macro's expansion repeats the stack's first event, and so does the step "configuration complete". */
        private static boolean isSame(StackEvent start, StackEvent older) {
            boolean named = start.operationId() != null && older.operationId() != null;
            return named
                    ? start.operationId().equals(older.operationId())
                    : wordOf(start).equals(wordOf(older));
        }
    }
}
