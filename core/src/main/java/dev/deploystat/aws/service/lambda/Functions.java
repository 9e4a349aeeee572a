package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.CurrentState;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Words;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.State;

/**
 * Functions, as they are called without a qualifier. That runs {@code $LATEST}, or {@code $LATEST.PUBLISHED} where the
 * function has managed instances: there an update reaches nobody before it is published.
 */
final class Functions implements CurrentState<LambdaClient> {
    private static final String STATE = "function";
    private static final String UPDATE = "last update";

    @Override
    public boolean reads(Target target) {
        return target.has(Lambda.FUNCTION_NAME)
                && (!target.has(Lambda.QUALIFIER)
                        || target.field(Lambda.QUALIFIER).equals(Lambda.LATEST));
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(STATE, State.knownValues(), FunctionReply::status)
                .note(STATE, State.ACTIVE, "the last update decides")
                .note(STATE, State.INACTIVE, "idle; the last update decides")
                .and(UPDATE, LastUpdateStatus.knownValues(), FunctionReply::status)
                .rows();
    }

    /** Aliases are left out: listing them takes a call for each function, of those that Lambda takes fewest of. */
    @Override
    public Stream<Target> discover(Connection<LambdaClient> lambda) {
        return Pages.of(
                        marker -> lambda.client().listFunctions(request -> request.maxItems(Lambda.LIST_PAGE)
                                .marker(marker)),
                        reply -> reply.functions(),
                        reply -> reply.nextMarker())
                .map(function -> Targets.of(Lambda.INFO, Map.of(Lambda.FUNCTION_NAME, function.functionName()), null));
    }

    /** The published versions follow the function itself. Their list says no state, so none is claimed. */
    @Override
    public Stream<Rollout> history(Connection<LambdaClient> lambda, Target target, HistoryQuery query) {
        Stream<Rollout> current = Stream.of(current(lambda, target));
        return target.has(Lambda.QUALIFIER)
                ? current
                : Stream.concat(current, Stream.of(target).flatMap(function -> versions(lambda, function)));
    }

    @Override
    public Rollout current(Connection<LambdaClient> lambda, Target target) {
        GetFunctionResponse reply = Lambda.function(lambda, target, target.field(Lambda.QUALIFIER));
        Rollout latest = FunctionReply.rollout(reply, false)
                .consoleUrl(Lambda.console(lambda, target, ""))
                .build();
        if (target.has(Lambda.QUALIFIER) || !isReadyToPublish(reply, latest)) {
            return latest;
        }
        return ErrorCodes.unlessKind(
                        Set.of(ErrorKind.NOT_FOUND),
                        Lambda.INFO,
                        () -> Lambda.function(lambda, target, Lambda.PUBLISHED))
                .map(published -> FunctionReply.rollout(published, true)
                        .consoleUrl(latest.consoleUrl())
                        .build())
                .filter(published ->
                        latest.revision() != null && latest.revision().equals(published.revision()))
                .orElseGet(() -> unpublished(target, latest));
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command("lambda", "get-function", "--function-name", target.field(Lambda.FUNCTION_NAME));
        Lambda.showLog(target, seen, explained);
    }

    @Override
    public List<LogTail> lastWords(Connection<LambdaClient> lambda, Logs logs, Target target, Rollout explained) {
        return LambdaLogs.of(lambda, logs, target, explained);
    }

    @Override
    public Rollout compared(Connection<LambdaClient> lambda, Target target, Rollout explained) {
        return FunctionChanges.compared(lambda, target, explained);
    }

    /** The state of {@code $LATEST} does not matter where nobody can call it; its last update does. */
    private static boolean isReadyToPublish(GetFunctionResponse reply, Rollout latest) {
        FunctionConfiguration function = FunctionReply.configuration(reply);
        boolean isUpdated = Words.same(LastUpdateStatus.SUCCESSFUL.toString(), function.lastUpdateStatusAsString())
                && (latest.status() == Status.SUCCEEDED || latest.status() == Status.UNKNOWN);
        return function.capacityProviderConfig() != null && isUpdated;
    }

    private static Rollout unpublished(Target target, Rollout latest) {
        AwsCommand command = AwsCommand.of(
                "lambda",
                "publish-version",
                "--function-name",
                target.field(Lambda.FUNCTION_NAME),
                "--publish-to",
                "LATEST_PUBLISHED");
        return latest.toBuilder()
                .status(Status.PENDING)
                .flag(Flag.NEEDS_ACTION)
                .reason(
                        "the code of $LATEST is not that of $LATEST.PUBLISHED, which callers get; somebody must publish it: "
                                + command.line())
                .command(command)
                .build();
    }

    private static Stream<Rollout> versions(Connection<LambdaClient> lambda, Target target) {
        String name = target.field(Lambda.FUNCTION_NAME);
        return published(lambda, target).map(version -> {
            GetFunctionResponse listed =
                    GetFunctionResponse.builder().configuration(version).build();
            Rollout.Builder rollout = FunctionReply.rollout(listed, true)
                    .consoleUrl(Lambda.console(lambda, target, "/versions/" + version.version()));
            return version.stateAsString() != null
                    ? rollout.build()
                    : rollout.reason("the list of versions says no state; lambda:" + name + ":" + version.version()
                                    + " does")
                            .build();
        });
    }

    /** Returns the published versions, newest first, without their states. */
    static Stream<FunctionConfiguration> published(Connection<LambdaClient> lambda, Target target) {
        return Pages.of(
                        marker -> lambda.client().listVersionsByFunction(request -> request.functionName(
                                        target.field(Lambda.FUNCTION_NAME))
                                .maxItems(Lambda.LIST_PAGE)
                                .marker(marker)),
                        reply -> reply.versions(),
                        reply -> reply.nextMarker())
                .filter(version -> Versions.isNumber(version.version()))
                .sorted(Comparator.comparingLong((FunctionConfiguration version) -> Long.parseLong(version.version()))
                        .reversed());
    }
}
