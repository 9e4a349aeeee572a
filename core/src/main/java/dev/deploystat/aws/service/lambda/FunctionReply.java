package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Images;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Reasons;
import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.model.FunctionCodeLocation;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.StateReasonCode;

/** Says what a reply about a function, or about a version of it, means. It makes no calls. */
final class FunctionReply {
    private static final String IDLE = "idle: the next call fails and wakes it up";
    private static final String THROTTLED = "its reserved concurrency is 0: all calls are refused";
    private static final String DELETED = "the function is being deleted";

    private FunctionReply() {}

    static Status status(State value) {
        return switch (value) {
            case PENDING -> Status.IN_PROGRESS;
            case ACTIVE, INACTIVE -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case DELETING -> Status.STOPPED;
            // The API gives these words and does not say what they mean.
            case ACTIVE_NON_INVOCABLE, DEACTIVATING, DEACTIVATED, UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(LastUpdateStatus value) {
        return switch (value) {
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCESSFUL -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /**
     * Returns what the two words of a reply come to: a function that can be called still runs its old code while an update
     * is under way, and after one that failed.
     *
     * @param state the state, or null, as in lists and in replies from before 2019
     * @param lastUpdate the status of the last update, or null
     * @param isPublished whether it is a published version, which need not have been updated
     */
    static Status status(String state, String lastUpdate, boolean isPublished) {
        Status own = stateSays(state);
        Status update = updateSays(lastUpdate);
        if (state == null) {
            return update == Status.SUCCEEDED ? Status.UNKNOWN : update;
        }
        if (own != Status.SUCCEEDED) {
            return own;
        }
        return lastUpdate == null && isPublished ? Status.SUCCEEDED : update;
    }

    /** Returns the one of the two words that the status follows from, or null where there is none. */
    static String word(String state, String lastUpdate) {
        boolean isUpdate = stateSays(state) == Status.SUCCEEDED && updateSays(lastUpdate) != Status.SUCCEEDED;
        return lastUpdate != null && (state == null || isUpdate) ? lastUpdate : state;
    }

    /** Starts a rollout from all that a reply says. */
    static Rollout.Builder rollout(GetFunctionResponse reply, boolean isPublished) {
        FunctionConfiguration function = configuration(reply);
        FunctionCodeLocation code =
                reply.code() == null ? FunctionCodeLocation.builder().build() : reply.code();
        String state = function.stateAsString();
        String lastUpdate = function.lastUpdateStatusAsString();
        Status status = status(state, lastUpdate, isPublished);
        Rollout.Builder rollout = Rollout.builder(status, word(state, lastUpdate))
                .id(function.version())
                .revision(function.codeSha256())
                .revisionName(function.configSha256())
                .revisionName(number(function))
                .revisionName(code.imageUri())
                .revisionName(code.resolvedImageUri())
                .revisionName(Images.digest(code.resolvedImageUri()))
                .updatedAt(WireTimes.parse(function.lastModified()))
                .stages(stages(status, isPublished))
                .reason(reason(reply, function))
                .account(Arns.account(function.functionArn()))
                .source(reply);
        if (status.isFinal()) {
            // An update's own id is another one at its end (https://github.com/aws/aws-sdk/issues/377).
            rollout.revisionName(function.revisionId());
        }
        describeOperation(rollout, function);
        describeProblems(rollout, function);
        if (status == Status.FAILED) {
            describeFaults(rollout, function, code);
        }
        Members.keep(rollout, reply, Set.of("configuration"));
        Members.keep(rollout, function, Set.of());
        return rollout;
    }

    static FunctionConfiguration configuration(GetFunctionResponse reply) {
        return reply.configuration() == null ? FunctionConfiguration.builder().build() : reply.configuration();
    }

    private static Status stateSays(String word) {
        return NativeStates.named(State.knownValues(), word)
                .map(FunctionReply::status)
                .orElse(Status.UNKNOWN);
    }

    private static Status updateSays(String word) {
        return NativeStates.named(LastUpdateStatus.knownValues(), word)
                .map(FunctionReply::status)
                .orElse(Status.UNKNOWN);
    }

    /** Returns the number of a version, or null: {@code $LATEST} names no revision. */
    private static String number(FunctionConfiguration function) {
        return function.version() == null || function.version().startsWith("$") ? null : function.version();
    }

    /** Calls without a qualifier run the old code until an update is over; who calls a version is not in its reply. */
    private static Stages stages(Status status, boolean isPublished) {
        boolean isUnderWay = status == Status.IN_PROGRESS && !isPublished;
        return isUnderWay ? Stages.of(List.of(), Traffic.NOT_ALL) : Stages.UNKNOWN;
    }

    private static String reason(GetFunctionResponse reply, FunctionConfiguration function) {
        boolean isOfUpdate = isFailed(function.lastUpdateStatusAsString()) && !isFailed(function.stateAsString());
        String said = isOfUpdate
                ? function.lastUpdateStatusReason()
                : Reasons.joined(function.stateReason(), function.lastUpdateStatusReason());
        String known = is(State.INACTIVE, function) ? IDLE : is(State.DELETING, function) ? DELETED : null;
        String reason = Stream.of(isThrottled(reply) ? THROTTLED : null, known, said)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
        return reason.isEmpty() ? null : reason;
    }

    private static boolean isThrottled(GetFunctionResponse reply) {
        return reply.concurrency() != null && Objects.equals(reply.concurrency().reservedConcurrentExecutions(), 0);
    }

    private static void describeOperation(Rollout.Builder rollout, FunctionConfiguration function) {
        if (is(State.DELETING, function)) {
            rollout.operation(Operation.DELETE, function.stateAsString());
        } else if (Words.same(StateReasonCode.CREATING.toString(), function.stateReasonCodeAsString())) {
            rollout.operation(Operation.CREATE, function.stateReasonCodeAsString());
        } else if (updateSays(function.lastUpdateStatusAsString()) == Status.IN_PROGRESS) {
            rollout.operation(Operation.UPDATE);
        }
    }

    private static void describeProblems(Rollout.Builder rollout, FunctionConfiguration function) {
        if (isFailed(function.stateAsString())) {
            rollout.problem(function.functionName(), function.stateReasonCodeAsString(), function.stateReason());
        }
        boolean hasReason =
                function.lastUpdateStatusReasonCodeAsString() != null || function.lastUpdateStatusReason() != null;
        if (isFailed(function.lastUpdateStatusAsString()) && (hasReason || !isFailed(function.stateAsString()))) {
            rollout.problem(
                    function.functionName(),
                    function.lastUpdateStatusReasonCodeAsString(),
                    function.lastUpdateStatusReason());
        }
    }

    /** What could not be read or applied of a function may be why it failed, and is often only what the caller may not see. */
    private static void describeFaults(
            Rollout.Builder rollout, FunctionConfiguration function, FunctionCodeLocation code) {
        if (code.error() != null) {
            rollout.problem("code", code.error().errorCode(), code.error().message());
        }
        if (function.environment() != null && function.environment().error() != null) {
            var error = function.environment().error();
            rollout.problem("environment variables", error.errorCode(), error.message());
        }
        if (function.imageConfigResponse() != null
                && function.imageConfigResponse().error() != null) {
            var error = function.imageConfigResponse().error();
            rollout.problem("image configuration", error.errorCode(), error.message());
        }
        if (function.runtimeVersionConfig() != null
                && function.runtimeVersionConfig().error() != null) {
            var error = function.runtimeVersionConfig().error();
            rollout.problem("runtime version", error.errorCode(), error.message());
        }
    }

    private static boolean isFailed(String word) {
        return Words.same(State.FAILED.toString(), word);
    }

    private static boolean is(State state, FunctionConfiguration function) {
        return Words.same(state.toString(), function.stateAsString());
    }
}
