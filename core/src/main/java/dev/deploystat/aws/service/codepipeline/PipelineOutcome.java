package dev.deploystat.aws.service.codepipeline;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.codepipeline.model.ExecutionMode;
import software.amazon.awssdk.services.codepipeline.model.ExecutionType;
import software.amazon.awssdk.services.codepipeline.model.PipelineExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.PipelineExecutionSummary;
import software.amazon.awssdk.services.codepipeline.model.SourceRevision;
import software.amazon.awssdk.services.codepipeline.model.TriggerType;

/**
 * What became of an execution, judged together with the executions around it and the state of the stages, and how it is
 * reported.
 *
 * @param pipeline the pipeline's name
 * @param execution the execution
 * @param newestFirst the newest executions of the pipeline, as far as they are known
 * @param isNamed whether it was asked for by its own id; a rollback that somebody ordered then does what was asked
 */
record PipelineOutcome(
        String pipeline,
        PipelineExecutionSummary execution,
        List<PipelineExecutionSummary> newestFirst,
        boolean isNamed) {
    /** What the trigger of an automatic rollback names: <code>{"FailedPipelineExecutionId":"..."}</code>. */
    private static final Pattern FAILED_EXECUTION =
            Pattern.compile("\"FailedPipelineExecutionId\"\\s*:\\s*\"([^\"]+)\"");

    private static final Set<Status> TOOK_BACK = Set.of(Status.ROLLING_BACK, Status.ROLLED_BACK);

    /** What is said by a member of the rollout and need not be kept as an attribute. */
    private static final Set<String> SAID_ELSEWHERE =
            Set.of("pipelineExecutionId", "status", "startTime", "lastUpdateTime", "executionType");

    /** Maps an execution; its stages and its automatic rollback refine {@code InProgress} and {@code Failed}. */
    static Status status(PipelineExecutionStatus value) {
        return switch (value) {
            case IN_PROGRESS, STOPPING -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case STOPPED, SUPERSEDED, CANCELLED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Maps a rollback to what it means for the execution that it takes back. */
    static Status rollbackStatus(PipelineExecutionStatus value) {
        return switch (value) {
            case IN_PROGRESS, STOPPING -> Status.ROLLING_BACK;
            case SUCCEEDED -> Status.ROLLED_BACK;
            case FAILED, STOPPED, CANCELLED -> Status.ROLLBACK_FAILED;
            case SUPERSEDED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    boolean isOnItsWay() {
        return word(execution) == PipelineExecutionStatus.IN_PROGRESS
                || word(execution) == PipelineExecutionStatus.STOPPING;
    }

    /** Returns whether it has gone through its pipeline with success, which a rollback to one stage of it does not. */
    boolean isRelease() {
        return isRelease(execution);
    }

    static boolean isRelease(PipelineExecutionSummary execution) {
        return status(execution) == Status.SUCCEEDED && !isRollback(execution);
    }

    /** Returns whether the stages may still have to say what became of it. */
    boolean hasEndedInAStage() {
        return word(execution) == PipelineExecutionStatus.FAILED
                || word(execution) == PipelineExecutionStatus.SUCCEEDED;
    }

    /**
     * Returns whether a rollback may be about to begin: nothing came after the failure yet, and there is an earlier
     * success to go back to. Without the first an announcement would stand for ever that nothing came of.
     */
    boolean mayBeRolledBack() {
        return word(execution) == PipelineExecutionStatus.FAILED
                && !isRollback(execution)
                && newer().isEmpty()
                && previous().isPresent();
    }

    /** Returns the execution as the list alone shows it. */
    Rollout.Builder rollout(Connection<?> codePipeline) {
        return rollout(codePipeline, new StageStates(pipeline, execution, List.of()), false);
    }

    /**
     * Returns the execution with what its stages add.
     *
     * @param rollsBack whether a rollback is announced that is not there yet
     */
    Rollout.Builder rollout(Connection<?> codePipeline, StageStates states, boolean rollsBack) {
        Status status = refined(states, rollsBack);
        Optional<PipelineExecutionSummary> rollback = rollback();
        List<Wait> waiting = isOnItsWay() && !isStopping() ? states.waiting() : List.of();
        Rollout.Builder rollout = Rollout.builder(status, execution.statusAsString())
                .id(execution.pipelineExecutionId())
                .flag(Flag.SUPERSEDED, word(execution) == PipelineExecutionStatus.SUPERSEDED)
                .flag(Flag.STOPPING, isStopping())
                .flag(Flag.RETRYABLE, status == Status.FAILED && !isRollback(execution))
                .flag(Flag.NEEDS_ACTION, !waiting.isEmpty())
                .flag(
                        Flag.PARTIAL,
                        status == Status.SUCCEEDED && !states.missed().isEmpty())
                .operation(isRollback(execution) ? Operation.ROLLBACK : null, execution.executionTypeAsString())
                .revision(revision(execution))
                .previousRevision(previous().map(PipelineOutcome::revision).orElse(null))
                .initiator(initiator())
                .createdAt(execution.startTime())
                .startedAt(execution.startTime())
                .updatedAt(execution.lastUpdateTime())
                .finishedAt(status.isFinal() ? rollback.orElse(execution).lastUpdateTime() : null)
                .progress(isRollback(execution) ? null : states.progress())
                .stage(isOnItsWay() ? states.current() : null)
                .stages(stages(status, states))
                .reason(reason(states, rollsBack, waiting))
                .commands(waiting.stream().map(Wait::command).toList())
                .consoleUrl(codePipeline.console("/codesuite/codepipeline/pipelines/" + pipeline + "/executions/"
                        + execution.pipelineExecutionId() + "/timeline"))
                .problems(states.problems())
                .parts(states.parts())
                .source(execution);
        revisionNames(rollout, execution);
        relations(rollout);
        Members.keep(rollout, execution, SAID_ELSEWHERE);
        return rollout;
    }

    private Status refined(StageStates states, boolean rollsBack) {
        if (word(execution) == null) {
            return Status.UNKNOWN;
        }
        if (isRollback(execution) && !(isNamed && isOrdered())) {
            return rollbackStatus(word(execution));
        }
        Status status = status(word(execution));
        if (status == Status.FAILED) {
            Status back = rollback().map(other -> rollbackStatus(word(other))).orElse(Status.UNKNOWN);
            if (back != Status.UNKNOWN && back != Status.STOPPED) {
                return back;
            }
            if (states.isRetried()) {
                return Status.IN_PROGRESS;
            }
            return rollsBack ? Status.ROLLING_BACK : Status.FAILED;
        }
        if (status == Status.SUCCEEDED) {
            return takenBack().map(other -> rollbackStatus(word(other))).orElse(status);
        }
        boolean isQueued = word(execution) == PipelineExecutionStatus.IN_PROGRESS && states.isQueued();
        return isQueued ? Status.PENDING : status;
    }

    /**
     * Returns the newest rollback that took this success back: one to another execution, with no newer success before it.
     * A rollback that was stopped or overtaken took nothing back.
     */
    private Optional<PipelineExecutionSummary> takenBack() {
        if (status(execution) != Status.SUCCEEDED || isRollback(execution)) {
            return Optional.empty();
        }
        List<PipelineExecutionSummary> newer = newer();
        int success = newer.size() - 1;
        while (success >= 0 && (isRollback(newer.get(success)) || status(newer.get(success)) != Status.SUCCEEDED)) {
            success--;
        }
        return newer.subList(success + 1, newer.size()).stream()
                .filter(PipelineOutcome::isRollback)
                .filter(other -> word(other) != null && TOOK_BACK.contains(rollbackStatus(word(other))))
                .findFirst()
                .filter(other -> other.rollbackMetadata() != null
                        && other.rollbackMetadata().rollbackTargetPipelineExecutionId() != null
                        && !other.rollbackMetadata()
                                .rollbackTargetPipelineExecutionId()
                                .equals(execution.pipelineExecutionId()));
    }

    private static boolean isRollback(PipelineExecutionSummary execution) {
        return Words.same(ExecutionType.ROLLBACK.toString(), execution.executionTypeAsString())
                || trigger(execution) == TriggerType.AUTOMATED_ROLLBACK
                || trigger(execution) == TriggerType.MANUAL_ROLLBACK;
    }

    private boolean isOrdered() {
        return trigger(execution) == TriggerType.MANUAL_ROLLBACK;
    }

    private boolean isStopping() {
        return word(execution) == PipelineExecutionStatus.STOPPING;
    }

    private static TriggerType trigger(PipelineExecutionSummary execution) {
        return execution.trigger() == null
                ? null
                : NativeStates.named(execution.trigger().triggerTypeAsString(), TriggerType.UNKNOWN_TO_SDK_VERSION);
    }

    /** Returns the id of the execution that an automatic rollback takes back, or null. */
    private static String failedExecution(PipelineExecutionSummary rollback) {
        boolean isAutomatic = trigger(rollback) == TriggerType.AUTOMATED_ROLLBACK
                && rollback.trigger().triggerDetail() != null;
        Matcher named =
                FAILED_EXECUTION.matcher(isAutomatic ? rollback.trigger().triggerDetail() : "");
        return named.find() ? named.group(1) : null;
    }

    /** Returns the newest automatic rollback of this execution. */
    private Optional<PipelineExecutionSummary> rollback() {
        return newestFirst.stream()
                .filter(other -> word(other) != null)
                .filter(other -> execution.pipelineExecutionId() != null
                        && execution.pipelineExecutionId().equals(failedExecution(other)))
                .findFirst();
    }

    private int index() {
        for (int index = 0; index < newestFirst.size(); index++) {
            if (Objects.equals(newestFirst.get(index).pipelineExecutionId(), execution.pipelineExecutionId())) {
                return index;
            }
        }
        return newestFirst.size();
    }

    private List<PipelineExecutionSummary> newer() {
        return newestFirst.subList(0, index());
    }

    /** Returns the newest success before this execution. */
    private Optional<PipelineExecutionSummary> previous() {
        return newestFirst.stream()
                .skip(index() + 1L)
                .filter(other -> word(other) == PipelineExecutionStatus.SUCCEEDED)
                .findFirst();
    }

    /** Returns the newest execution that was there when this one was overtaken: the one that stands in its place. */
    private Optional<PipelineExecutionSummary> overtaker() {
        Instant end = execution.lastUpdateTime();
        return newer().stream()
                .filter(other -> !isRollback(other))
                .filter(other -> end == null
                        || other.startTime() == null
                        || !other.startTime().isAfter(end))
                .findFirst();
    }

    private void relations(Rollout.Builder rollout) {
        relation(rollout, Relation.Kind.ROLLS_BACK, failedExecution(execution));
        if (word(execution) == PipelineExecutionStatus.FAILED) {
            rollback().ifPresent(other -> relation(rollout, Relation.Kind.ROLLED_BACK_BY, other.pipelineExecutionId()));
        }
        takenBack().ifPresent(other -> relation(rollout, Relation.Kind.ROLLED_BACK_BY, other.pipelineExecutionId()));
        if (word(execution) == PipelineExecutionStatus.SUPERSEDED) {
            overtaker().ifPresent(other -> relation(rollout, Relation.Kind.SUPERSEDED_BY, other.pipelineExecutionId()));
        }
    }

    private void relation(Rollout.Builder rollout, Relation.Kind kind, String otherId) {
        rollout.relation(kind, "codepipeline", otherId == null ? null : pipeline + "#" + otherId);
    }

    private String initiator() {
        if (execution.trigger() == null) {
            return null;
        }
        String detail = execution.trigger().triggerDetail();
        String type = execution.trigger().triggerTypeAsString();
        return detail == null || detail.isBlank() || failedExecution(execution) != null ? type : type + ": " + detail;
    }

    private static String revision(PipelineExecutionSummary execution) {
        String revision = execution.sourceRevisions().stream()
                .map(SourceRevision::revisionId)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(","));
        return revision.isEmpty() ? null : revision;
    }

    /** A commit's message is no name of it: two commits may have the same. */
    private void revisionNames(Rollout.Builder rollout, PipelineExecutionSummary named) {
        for (SourceRevision source : named.sourceRevisions()) {
            if (source.revisionId() != null) {
                rollout.revisionName(source.revisionId()).revisionName(source.actionName() + "=" + source.revisionId());
            }
        }
        String failed = failedExecution(named);
        // Who waits for the revision that was rolled back gets the rollback for an answer.
        newestFirst.stream()
                .filter(other -> failed != null && failed.equals(other.pipelineExecutionId()))
                .filter(other -> failedExecution(other) == null)
                .forEach(other -> revisionNames(rollout, other));
    }

    /** A rollback runs one stage again, so none is behind it. */
    private Stages stages(Status status, StageStates states) {
        return switch (status) {
            case PENDING -> Stages.of(List.of(), Stages.Traffic.NOT_ALL);
            case IN_PROGRESS ->
                isRollback(execution)
                        ? Stages.of(List.of(), Stages.Traffic.UNKNOWN)
                        : states.isSeen() ? states.way() : Stages.IN_EXPLANATION;
            case ROLLING_BACK, SUCCEEDED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, STOPPED, UNKNOWN -> Stages.UNKNOWN;
        };
    }

    private String reason(StageStates states, boolean rollsBack, List<Wait> waiting) {
        List<String> said = new ArrayList<>();
        if (isRollback(execution)) {
            String failed = failedExecution(execution);
            said.add((isOrdered() ? "rollback" : "automatic rollback") + (failed == null ? "" : " of " + failed));
            if (execution.rollbackMetadata() != null) {
                said.add("back to " + execution.rollbackMetadata().rollbackTargetPipelineExecutionId());
            }
        }
        said.add(execution.statusSummary());
        if (word(execution) == PipelineExecutionStatus.CANCELLED) {
            said.add("the pipeline was changed or deleted while it ran");
        }
        if (execution.stopTrigger() != null) {
            said.add(execution.stopTrigger().reason());
        }
        said.addAll(states.said());
        if (status(execution) == Status.FAILED) {
            rollback()
                    .ifPresent(other ->
                            said.add("rollback " + other.pipelineExecutionId() + ": " + other.statusAsString()));
        }
        takenBack()
                .ifPresent(other ->
                        said.add("rolled back by " + other.pipelineExecutionId() + ": " + other.statusAsString()));
        if (rollsBack && rollback().isEmpty()) {
            said.add("the stage rolls back by itself; the execution that does it is not there yet");
        }
        if (states.isQueued() && Words.same(ExecutionMode.QUEUED.toString(), execution.executionModeAsString())) {
            said.add("queued");
        }
        // Last, since it ends in a command.
        waiting.stream().map(Wait::sentence).forEach(said::add);
        String reason = said.stream()
                .filter(text -> text != null && !text.isBlank())
                .distinct()
                .collect(Collectors.joining("; "));
        return reason.isEmpty() ? null : reason;
    }

    private static Status status(PipelineExecutionSummary execution) {
        return word(execution) == null ? Status.UNKNOWN : status(word(execution));
    }

    private static PipelineExecutionStatus word(PipelineExecutionSummary execution) {
        return NativeStates.named(execution.statusAsString(), PipelineExecutionStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
