package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.CurrentState;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.State;

/**
 * Published versions, by number or as {@code $LATEST.PUBLISHED}. They are there once their state says so. Only those with a
 * number can have provisioned concurrency: its calls refuse the other name (Lambda API, {@code Qualifier}).
 */
final class Versions implements CurrentState<LambdaClient> {
    private static final String STATE = "version";

    /** Returns whether a qualifier is the number of a version, which no alias is called. */
    static boolean isNumber(String qualifier) {
        return qualifier != null && qualifier.matches("\\d{1,18}");
    }

    @Override
    public boolean reads(Target target) {
        String qualifier = target.field(Lambda.QUALIFIER);
        return isNumber(qualifier) || Lambda.PUBLISHED.equals(qualifier);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(STATE, State.knownValues(), FunctionReply::status)
                .note(STATE, State.ACTIVE, "a last update that did not succeed decides, then provisioned concurrency")
                .note(STATE, State.INACTIVE, "idle; otherwise as Active")
                .rows();
    }

    @Override
    public Stream<Target> discover(Connection<LambdaClient> lambda) {
        return Stream.empty();
    }

    @Override
    public Rollout current(Connection<LambdaClient> lambda, Target target) {
        String version = target.field(Lambda.QUALIFIER);
        Rollout rollout = FunctionReply.rollout(Lambda.function(lambda, target, version), true)
                .consoleUrl(Lambda.console(lambda, target, "/versions/" + version))
                .build();
        return isNumber(version) ? ProvisionedConcurrency.refined(lambda, target, rollout) : rollout;
    }

    @Override
    public Map<Target, Rollout> withdrawn(Connection<LambdaClient> lambda, Map<Target, Rollout> passing) {
        return Lambda.withdrawn(lambda, passing);
    }

    @Override
    public Rollout explain(Connection<LambdaClient> lambda, Target target, Rollout seen) {
        return isNumber(target.field(Lambda.QUALIFIER)) ? ProvisionedConcurrency.explained(lambda, target, seen) : seen;
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "lambda",
                "get-function",
                "--function-name",
                target.field(Lambda.FUNCTION_NAME),
                "--qualifier",
                seen.id());
        ProvisionedConcurrency.show(target, seen, explained);
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
}
