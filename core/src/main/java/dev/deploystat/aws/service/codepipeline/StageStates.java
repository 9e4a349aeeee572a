package dev.deploystat.aws.service.codepipeline;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Reasons;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codepipeline.model.ActionExecution;
import software.amazon.awssdk.services.codepipeline.model.ActionExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.ActionState;
import software.amazon.awssdk.services.codepipeline.model.Condition;
import software.amazon.awssdk.services.codepipeline.model.ErrorDetails;
import software.amazon.awssdk.services.codepipeline.model.ExecutionMode;
import software.amazon.awssdk.services.codepipeline.model.PipelineDeclaration;
import software.amazon.awssdk.services.codepipeline.model.PipelineExecutionSummary;
import software.amazon.awssdk.services.codepipeline.model.Result;
import software.amazon.awssdk.services.codepipeline.model.RetryStageMetadata;
import software.amazon.awssdk.services.codepipeline.model.StageDeclaration;
import software.amazon.awssdk.services.codepipeline.model.StageExecution;
import software.amazon.awssdk.services.codepipeline.model.StageExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.StageState;
import software.amazon.awssdk.services.codepipeline.model.TransitionState;

/**
 * What the state of a pipeline shows of one execution. Each stage shows the execution that entered it last, so a stage
 * counts for this one only if it names it. What an action or a condition of it shows may still be left from an earlier
 * execution.
 *
 * @param pipeline the pipeline's name
 * @param execution the execution
 * @param stages all stages in their order; empty where they were not asked for
 */
record StageStates(String pipeline, PipelineExecutionSummary execution, List<StageState> stages) {
    static Status status(StageExecutionStatus value) {
        return switch (value) {
            case IN_PROGRESS, STOPPING -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case STOPPED, CANCELLED, SKIPPED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Returns whether a stage shows this execution, in it or before it. */
    boolean isSeen() {
        return position() >= 0;
    }

    /** Returns whether no stage has taken it yet. */
    boolean isQueued() {
        return isSeen()
                ? own().findAny().isEmpty() && position() == 0
                : !stages.isEmpty() && Words.same(ExecutionMode.QUEUED.toString(), execution.executionModeAsString());
    }

    /** Returns whether a stage of it that failed runs again. */
    boolean isRetried() {
        return own().anyMatch(stage -> retries(stage) > 0 && status(stage.latestExecution()) == Status.IN_PROGRESS);
    }

    boolean hasFailed() {
        return failed().findAny().isPresent();
    }

    /** Returns whether a stage of it failed in a way for which the pipeline declares that the stage is rolled back. */
    boolean rollsBack(PipelineDeclaration declaration) {
        return failed().anyMatch(stage -> declaration.stages().stream()
                .filter(declared -> Objects.equals(declared.name(), stage.stageName()))
                .anyMatch(declared -> rollsBack(stage, declared)));
    }

    private boolean rollsBack(StageState stage, StageDeclaration declared) {
        boolean onFailure = declared.onFailure() != null
                && (Words.same(Result.ROLLBACK.toString(), declared.onFailure().resultAsString())
                        || (isBack(declared.onFailure().conditions())
                                && conditions(stage).haveFailedOnFailure()));
        return onFailure
                || (declared.onSuccess() != null
                        && isBack(declared.onSuccess().conditions())
                        && conditions(stage).haveFailedOnSuccess());
    }

    private static boolean isBack(List<Condition> conditions) {
        return conditions.stream()
                .anyMatch(condition -> Words.same(Result.ROLLBACK.toString(), condition.resultAsString()));
    }

    /** Returns what has to be done by a person before it goes on. */
    List<Wait> waiting() {
        List<Wait> waiting = new ArrayList<>();
        for (StageState stage : stages) {
            TransitionState transition = stage.inboundTransitionState();
            if (isBefore(stage) && transition != null && Boolean.FALSE.equals(transition.enabled())) {
                waiting.add(Wait.transition(pipeline, stage.stageName(), transition));
            }
        }
        own().forEach(stage -> stage.actionStates().stream()
                .filter(StageStates::waitsForApproval)
                .forEach(action -> waiting.add(Wait.approval(
                        pipeline,
                        stage.stageName(),
                        action.actionName(),
                        action.latestExecution().token()))));
        return waiting;
    }

    /** Only approvals have a token. */
    private static boolean waitsForApproval(ActionState action) {
        ActionExecution latest = action.latestExecution();
        return latest != null
                && Words.same(ActionExecutionStatus.IN_PROGRESS.toString(), latest.statusAsString())
                && latest.token() != null;
    }

    /** Returns what the stages give for a reason. */
    List<String> said() {
        List<String> said = new ArrayList<>();
        own().forEach(stage -> {
            Status status = status(stage.latestExecution());
            if (status == Status.FAILED || status == Status.STOPPED) {
                said.add("stage " + stage.stageName() + ": "
                        + stage.latestExecution().statusAsString());
            }
            if (status == Status.FAILED) {
                stage.actionStates().stream()
                        .filter(this::isRecentFailure)
                        .map(action -> problem(stage, action).sentence())
                        .forEach(said::add);
            }
            if (retries(stage) > 0) {
                said.add("stage " + stage.stageName() + " retried " + retries(stage) + "x");
            }
        });
        stages.stream()
                .filter(this::isBefore)
                .filter(stage ->
                        stage.latestExecution() != null && status(stage.latestExecution()) == Status.IN_PROGRESS)
                .forEach(stage -> said.add("waits for stage " + stage.stageName() + ", where "
                        + stage.latestExecution().pipelineExecutionId() + " is"));
        return said;
    }

    /** What an action shows may be left from an earlier execution. */
    private boolean isRecentFailure(ActionState action) {
        ActionExecution latest = action.latestExecution();
        return latest != null
                && Words.same(ActionExecutionStatus.FAILED.toString(), latest.statusAsString())
                && StageConditions.isSince(execution.startTime(), latest.lastStatusChange());
    }

    private static Problem problem(StageState stage, ActionState action) {
        ActionExecution latest = action.latestExecution();
        ErrorDetails error = latest.errorDetails();
        String message = Reasons.joined(error == null ? null : error.message(), latest.summary());
        return new Problem(
                stage.stageName() + "/" + action.actionName(),
                error == null ? null : error.code(),
                message == null ? "the action failed" : message);
    }

    /** Returns the stages of it that did not do their work: skipped by a condition, or failed and passed over. */
    List<String> missed() {
        return own().filter(stage -> {
                    Status status = status(stage.latestExecution());
                    return status == Status.FAILED || status == Status.STOPPED;
                })
                .map(StageState::stageName)
                .toList();
    }

    /** Returns the name of the stage that it is in or waits for, or null. */
    String current() {
        return isSeen() ? stages.get(position()).stageName() : null;
    }

    /**
     * Returns the stages behind it and where it is: an execution goes through all of them in their order. One that was
     * skipped, or failed and was passed over, did nothing of what is waited for.
     */
    Stages way() {
        List<String> behind = stages.subList(0, done()).stream()
                .filter(stage -> !isOwn(stage) || status(stage.latestExecution()) == Status.SUCCEEDED)
                .map(StageState::stageName)
                .toList();
        return Stages.of(behind, Stages.Traffic.UNKNOWN).at(position() + 1, stages.size());
    }

    Progress progress() {
        return isSeen() ? Progress.of(done(), stages.size(), "stages") : null;
    }

    private int done() {
        int position = position();
        if (position < 0) {
            return 0;
        }
        StageState last = stages.get(position);
        boolean isOver = isOwn(last) && !isBefore(last) && status(last.latestExecution()) == Status.SUCCEEDED;
        return isOver ? position + 1 : position;
    }

    /** Returns the index of the farthest stage that shows it, or -1. */
    private int position() {
        for (int index = stages.size() - 1; index >= 0; index--) {
            if (isOwn(stages.get(index)) || isBefore(stages.get(index))) {
                return index;
            }
        }
        return -1;
    }

    private Stream<StageState> own() {
        return stages.stream().filter(this::isOwn);
    }

    private Stream<StageState> failed() {
        return own().filter(stage -> Words.same(
                StageExecutionStatus.FAILED.toString(), stage.latestExecution().statusAsString()));
    }

    private boolean isOwn(StageState stage) {
        return isThis(stage.latestExecution());
    }

    private boolean isBefore(StageState stage) {
        return isThis(stage.inboundExecution())
                || stage.inboundExecutions().stream().anyMatch(this::isThis);
    }

    private boolean isThis(StageExecution other) {
        return other != null && Objects.equals(other.pipelineExecutionId(), execution.pipelineExecutionId());
    }

    private static Status status(StageExecution stage) {
        return stage.statusAsString() == null
                ? Status.UNKNOWN
                : status(NativeStates.named(stage.statusAsString(), StageExecutionStatus.UNKNOWN_TO_SDK_VERSION));
    }

    private static int retries(StageState stage) {
        RetryStageMetadata retries = stage.retryStageMetadata();
        return retries == null
                ? 0
                : orZero(retries.autoStageRetryAttempt()) + orZero(retries.manualStageRetryAttempt());
    }

    private static int orZero(Integer count) {
        return count == null ? 0 : count;
    }

    /** Returns the stages that it entered, with the conditions around them and their rules. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        own().forEach(stage -> {
            parts.add(new Part(
                    "stage",
                    stage.stageName(),
                    null,
                    status(stage.latestExecution()),
                    stage.latestExecution().statusAsString(),
                    null,
                    null,
                    retries(stage) == 0 ? null : "retried " + retries(stage) + "x"));
            parts.addAll(conditions(stage).parts());
        });
        return parts;
    }

    /** Returns why conditions of it failed. */
    List<Problem> problems() {
        return own().flatMap(stage -> conditions(stage).problems()).toList();
    }

    private StageConditions conditions(StageState stage) {
        return new StageConditions(stage, execution.startTime());
    }
}
