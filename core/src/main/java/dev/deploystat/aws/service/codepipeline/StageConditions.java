package dev.deploystat.aws.service.codepipeline;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Reasons;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codepipeline.model.ConditionExecution;
import software.amazon.awssdk.services.codepipeline.model.ConditionExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.ConditionState;
import software.amazon.awssdk.services.codepipeline.model.RuleExecution;
import software.amazon.awssdk.services.codepipeline.model.RuleExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.RuleState;
import software.amazon.awssdk.services.codepipeline.model.StageConditionState;
import software.amazon.awssdk.services.codepipeline.model.StageState;

/**
 * What the conditions around a stage, and their rules, show of one execution. What they show may still be left from an earlier
 * execution.
 *
 * @param stage the stage, which the execution entered
 * @param begun when the execution began, or null
 */
record StageConditions(StageState stage, Instant begun) {
    /** Where a stage is entered from the one before it. */
    private static final String BEFORE = "before entry";

    private static final String ON_SUCCESS = "on success";
    private static final String ON_FAILURE = "on failure";

    static Status status(ConditionExecutionStatus value) {
        return switch (value) {
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCEEDED, OVERRIDDEN -> Status.SUCCEEDED;
            case FAILED, ERRORED -> Status.FAILED;
            case CANCELLED, ABANDONED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(RuleExecutionStatus value) {
        return switch (value) {
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case ABANDONED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    boolean haveFailedOnSuccess() {
        return haveFailed(stage.onSuccessConditionState());
    }

    boolean haveFailedOnFailure() {
        return haveFailed(stage.onFailureConditionState());
    }

    private boolean haveFailed(StageConditionState state) {
        return recent(state).anyMatch(condition -> status(condition.latestExecution()) == Status.FAILED);
    }

    /** Returns the conditions, each followed by its rules. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        parts(parts, BEFORE, stage.beforeEntryConditionState());
        parts(parts, ON_SUCCESS, stage.onSuccessConditionState());
        parts(parts, ON_FAILURE, stage.onFailureConditionState());
        return parts;
    }

    private void parts(List<Part> parts, String when, StageConditionState state) {
        recent(state).forEach(condition -> {
            String id = stage.stageName() + " " + when;
            parts.add(new Part(
                    "condition",
                    when,
                    id,
                    stage.stageName(),
                    status(condition.latestExecution()),
                    condition.latestExecution().statusAsString(),
                    null,
                    null,
                    condition.latestExecution().summary()));
            condition.ruleStates().stream()
                    .filter(rule -> rule.latestExecution() != null)
                    .forEach(rule -> {
                        RuleExecution latest = rule.latestExecution();
                        Status status = latest.statusAsString() == null
                                ? Status.UNKNOWN
                                : status(NativeStates.named(
                                        latest.statusAsString(), RuleExecutionStatus.UNKNOWN_TO_SDK_VERSION));
                        parts.add(new Part(
                                "rule",
                                rule.ruleName(),
                                id + " " + rule.ruleName(),
                                id,
                                status,
                                latest.statusAsString(),
                                null,
                                status.isFinal() ? latest.lastStatusChange() : null,
                                said(latest)));
                    });
        });
    }

    /** Returns why conditions failed: their rules that did. */
    Stream<Problem> problems() {
        return Stream.of(
                        stage.beforeEntryConditionState(),
                        stage.onSuccessConditionState(),
                        stage.onFailureConditionState())
                .flatMap(this::recent)
                .filter(condition -> status(condition.latestExecution()) == Status.FAILED)
                .flatMap(condition -> condition.ruleStates().stream())
                .filter(rule -> rule.latestExecution() != null
                        && Words.same(
                                RuleExecutionStatus.FAILED.toString(),
                                rule.latestExecution().statusAsString()))
                .map(this::problem);
    }

    private Problem problem(RuleState rule) {
        RuleExecution latest = rule.latestExecution();
        String code =
                latest.errorDetails() == null ? null : latest.errorDetails().code();
        String said = said(latest);
        return new Problem(
                stage.stageName() + "/" + rule.ruleName(),
                code,
                said == null ? "the rule of a condition failed" : said);
    }

    private static String said(RuleExecution rule) {
        return Reasons.joined(
                rule.errorDetails() == null ? null : rule.errorDetails().message(), rule.summary());
    }

    private static Status status(ConditionExecution condition) {
        return condition.statusAsString() == null
                ? Status.UNKNOWN
                : status(NativeStates.named(
                        condition.statusAsString(), ConditionExecutionStatus.UNKNOWN_TO_SDK_VERSION));
    }

    /** Returns the conditions that were evaluated since the execution began; older ones are of another execution. */
    private Stream<ConditionState> recent(StageConditionState state) {
        return state == null
                ? Stream.empty()
                : state.conditionStates().stream()
                        .filter(condition -> condition.latestExecution() != null
                                && isSince(begun, condition.latestExecution().lastStatusChange()));
    }

    /** Returns whether something happened since an execution began; where a time is unknown, it did not. */
    static boolean isSince(Instant begun, Instant time) {
        return begun != null && time != null && !time.isBefore(begun);
    }
}
