package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.CurrentState;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.OtherName;
import dev.deploystat.model.Change;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyStatusEnum;

/**
 * Aliases. One that shares its calls between two versions is being shifted to the additional one, which is how CodeDeploy
 * does it and the API's documentation shows it; it may stay so for ever. Where the additional version is the older one,
 * either the last calls leave it or all calls go back to it, and the alias does not say which. Afterwards it has one version
 * and no memory of the other, so only who has seen the shift can say that it went back. Nor does it say when anything was
 * done to it.
 */
final class Aliases implements CurrentState<LambdaClient> {
    static final String VERSION = "version";
    private static final int ALL = 100;

    @Override
    public boolean reads(Target target) {
        return target.has(Lambda.QUALIFIER);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(
                        ProvisionedConcurrency.KIND,
                        ProvisionedConcurrencyStatusEnum.knownValues(),
                        ProvisionedConcurrency::status)
                .note(
                        ProvisionedConcurrency.KIND,
                        ProvisionedConcurrencyStatusEnum.FAILED,
                        "the alias or version is SUCCEEDED and partial")
                .rows();
    }

    @Override
    public Stream<Target> discover(Connection<LambdaClient> lambda) {
        return Stream.empty();
    }

    @Override
    public Rollout current(Connection<LambdaClient> lambda, Target target) {
        String name = target.field(Lambda.QUALIFIER);
        GetAliasResponse alias = lambda.client()
                .getAlias(request ->
                        request.functionName(target.field(Lambda.FUNCTION_NAME)).name(name));
        Rollout.Builder rollout;
        if (alias.functionVersion() == null) {
            rollout = Rollout.builder(Status.UNKNOWN, null);
        } else if (weights(alias).isEmpty()) {
            rollout = settled(version(lambda, target, alias.functionVersion()));
        } else {
            // The API takes one additional version at most.
            Map.Entry<String, Double> shift =
                    weights(alias).entrySet().iterator().next();
            Rollout main = version(lambda, target, alias.functionVersion());
            Rollout additional = version(lambda, target, shift.getKey());
            rollout = isOlder(shift.getKey(), alias.functionVersion())
                    ? shared(main, additional, shift.getValue())
                    : shifting(main, additional, shift.getValue());
        }
        rollout.id(name)
                .revisionName(alias.revisionId())
                .account(Arns.account(alias.aliasArn()))
                .consoleUrl(Lambda.console(lambda, target, "/aliases/" + name))
                .source(alias);
        Members.keep(rollout, alias, Set.of());
        return ProvisionedConcurrency.refined(lambda, target, rollout.build());
    }

    /** A hook of CodeDeploy runs before it shifts an alias, and another one after: the alias shows neither. */
    @Override
    public Optional<OtherName> otherName(Target target, Rollout latest) {
        return Optional.of(new OtherName(
                "codedeploy", "Lambda", target.field(Lambda.FUNCTION_NAME) + ":" + target.field(Lambda.QUALIFIER)));
    }

    @Override
    public Map<Target, Rollout> withdrawn(Connection<LambdaClient> lambda, Map<Target, Rollout> passing) {
        return Lambda.withdrawn(lambda, passing);
    }

    @Override
    public Rollout explain(Connection<LambdaClient> lambda, Target target, Rollout seen) {
        return ProvisionedConcurrency.explained(lambda, target, seen);
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "lambda",
                "get-alias",
                "--function-name",
                target.field(Lambda.FUNCTION_NAME),
                "--name",
                target.field(Lambda.QUALIFIER));
        ProvisionedConcurrency.show(target, seen, explained);
        Lambda.showLog(target, seen, explained);
    }

    @Override
    public List<LogTail> lastWords(Connection<LambdaClient> lambda, Logs logs, Target target, Rollout explained) {
        return LambdaLogs.of(lambda, logs, target, explained);
    }

    @Override
    public List<Change> changes(Connection<LambdaClient> lambda, Target target, Rollout explained) {
        String before = explained.previousRevision();
        return before == null || explained.revision() == null
                ? List.of()
                : FunctionChanges.between(lambda, target, before, explained.revision());
    }

    private static Map<String, Double> weights(GetAliasResponse alias) {
        return alias.routingConfig() == null ? Map.of() : alias.routingConfig().additionalVersionWeights();
    }

    private static Rollout version(Connection<LambdaClient> lambda, Target target, String version) {
        return FunctionReply.rollout(Lambda.function(lambda, target, version), !version.equals(Lambda.LATEST))
                .id(version)
                .build();
    }

    /** Returns an alias that leads to one version: it is as good as that. */
    static Rollout.Builder settled(Rollout version) {
        return bringing(version, version.status(), ALL).part(part(version, ALL));
    }

    private static boolean isOlder(String additional, String main) {
        return Versions.isNumber(additional)
                && Versions.isNumber(main)
                && Long.parseLong(additional) < Long.parseLong(main);
    }

    /**
     * Returns an alias that leads to a version and shares its calls with an older one: it is through with neither, and
     * whoever waits for either may still see it come.
     */
    static Rollout.Builder shared(Rollout newer, Rollout older, double weight) {
        int percent = percent(weight);
        Status status = newer.status() == Status.SUCCEEDED ? Status.IN_PROGRESS : newer.status();
        return bringing(newer, status, ALL - percent)
                .stages(Stages.of(List.of(), Traffic.NOT_ALL))
                .previousRevision(revision(older))
                .revisionName(revision(older))
                .progress(Progress.of(ALL - percent, ALL, "% of calls"))
                .reason(percent + "% of calls go to version " + older.id() + ", which is older than version "
                        + newer.id() + ": they may be the last of it, or the first that go back")
                .part(part(newer, ALL - percent))
                .part(part(older, percent));
    }

    /** What rounding makes whole is not. */
    private static int percent(double weight) {
        return weight >= 1 ? ALL : (int) Math.min(ALL - 1, Math.round(weight * ALL));
    }

    /** Returns an alias that leads to two versions, on the way from one to the other. */
    static Rollout.Builder shifting(Rollout from, Rollout to, double weight) {
        int percent = percent(weight);
        Status status = to.status() == Status.SUCCEEDED ? Status.IN_PROGRESS : to.status();
        return bringing(to, status, percent)
                .previousRevision(revision(from))
                .progress(Progress.of(percent, ALL, "% of calls"))
                .part(part(to, percent))
                .part(part(from, ALL - percent));
    }

    private static Rollout.Builder bringing(Rollout version, Status status, int percent) {
        boolean isAll = percent == ALL && version.status() == Status.SUCCEEDED;
        Rollout.Builder rollout = Rollout.builder(status, version.nativeStatus())
                .operation(version.operation(), version.nativeOperation())
                .revision(revision(version))
                .revisionName(version.revision())
                .stages(Stages.of(List.of(), isAll ? Traffic.ALL : Traffic.NOT_ALL))
                .reason(version.reason())
                .problems(version.problems())
                .attribute("version", version.attributes());
        version.revisionNames().forEach(rollout::revisionName);
        return rollout;
    }

    /** Returns the number of a version; {@code $LATEST} is known by its code. */
    private static String revision(Rollout version) {
        return version.id().equals(Lambda.LATEST) ? version.revision() : version.id();
    }

    private static Part part(Rollout version, int percent) {
        return new Part(
                VERSION,
                version.id(),
                null,
                version.status(),
                version.nativeStatus(),
                null,
                null,
                percent + "% of calls");
    }
}
