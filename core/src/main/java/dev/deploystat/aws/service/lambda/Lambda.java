package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Use;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/**
 * AWS Lambda: a deployment is the last update of a function, a published version, the shift of an alias from one version
 * to another, or a capacity provider of managed instances.
 *
 * <p>Lambda keeps no deployments, only the state that each of these is in: nothing says who made it so or when that
 * ended, and an alias that is back at its old version looks as if it had never left. Lists say no state, so every target
 * is read with calls of its own: {@code GetFunction} has a rate of its own, all other reads share one that is far lower.
 */
public final class Lambda implements Adapter<LambdaClient> {
    static final String FUNCTION_NAME = "function-name";
    static final String QUALIFIER = "qualifier";
    static final String CAPACITY_PROVIDER_NAME = "capacity-provider-name";
    static final String LATEST = "$LATEST";
    static final String PUBLISHED = "$LATEST.PUBLISHED";
    static final int LIST_PAGE = 50;
    private static final String SDK = "lambda";
    private static final String FUNCTION = "{function-name:[A-Za-z0-9_-]+}";
    private static final List<Kind<LambdaClient>> KINDS =
            List.of(new Functions(), new Versions(), new Aliases(), new CapacityProviders());

    static final ServiceInfo INFO = ServiceInfo.builder("lambda", "AWS Lambda")
            .about("The last update of a function, a published version, the shift of an alias, or a capacity provider.")
            .calls(
                    "functions and versions: N; those with managed instances and aliases: 2 N, aliases being shifted: 3 N")
            .form("capacity/{capacity-provider-name:[^/]+}", "a capacity provider")
            .form(
                    FUNCTION + ":{qualifier:[A-Za-z0-9_-]+|\\$LATEST|\\$LATEST\\.PUBLISHED}",
                    "an alias or a published version of a function")
            .form(FUNCTION, "a function, as it is called without a qualifier")
            .arn("lambda", "function:{function-name}:{qualifier}")
            .arn("lambda", "function:{function-name}")
            .arn("lambda", "capacity-provider:{capacity-provider-name}")
            .revisionWord("code digest (CodeSha256), version, image digest or ConfigSha256")
            .action("lambda:GetFunction", "state and last update of functions and versions")
            .action("lambda:GetAlias", "versions and weights of an alias")
            .action("lambda:GetProvisionedConcurrencyConfig", "provisioned concurrency of an alias or a version")
            .action("lambda:GetCapacityProvider", "state of a capacity provider")
            .action("lambda:ListVersionsByFunction", Use.HISTORY, "history of a function")
            .action("lambda:ListFunctionVersionsByCapacityProvider", Use.EXPLAIN, "functions on a capacity provider")
            .action("codedeploy:ListDeployments", Use.IDLE, "whether CodeDeploy is at work on an alias")
            .action("codedeploy:BatchGetDeployments", Use.IDLE, "which of those under way are of Lambda")
            .action("codedeploy:ListDeploymentTargets", Use.IDLE, "what those deploy to")
            .action("codedeploy:BatchGetDeploymentTargets", Use.IDLE, "what those deploy to")
            .action(Logs.GROUP_ACTION, Use.DETAIL, "the last words of a function that did not start")
            .discoveryAction("lambda:ListFunctions")
            .discoveryAction("lambda:ListCapacityProviders")
            // A signed link to the code, which opens it for whoever has it.
            .secret("Location")
            .secret("Variables")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    /** The figures are those of the Lambda developer guide, "Lambda quotas": "Function and layer API requests". */
    @Override
    public List<Rate> rates() {
        return List.of(new Rate(SDK, Set.of("GetFunction"), 100, 100), new Rate(SDK, Set.of(), 15, 15));
    }

    @Override
    public LambdaClient connect(Clients clients) {
        return clients.configure(LambdaClient.builder()).build();
    }

    @Override
    public List<Kind<LambdaClient>> kinds() {
        return KINDS;
    }

    /** Reads a function; {@code qualifier} is a version or null. */
    static GetFunctionResponse function(Connection<LambdaClient> lambda, Target target, String qualifier) {
        return lambda.client().getFunction(request -> request.functionName(target.field(FUNCTION_NAME))
                .qualifier(qualifier));
    }

    /** Returns the page of a function; {@code of} is empty, or begins with a slash and leads to a part of it. */
    static String console(Connection<LambdaClient> lambda, Target target, String of) {
        return lambda.console("/lambda/home#/functions/" + target.field(FUNCTION_NAME) + of);
    }

    /** Versions and aliases go with their function. */
    static Map<Target, Rollout> withdrawn(Connection<LambdaClient> lambda, Map<Target, Rollout> passing) {
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> {
            Rollout function =
                    FunctionReply.rollout(function(lambda, target, null), false).build();
            if (function.operation() == Operation.DELETE) {
                withdrawn.put(
                        target,
                        rollout.toBuilder()
                                .status(Status.STOPPED)
                                .operation(Operation.DELETE, function.nativeOperation())
                                .reason(function.reason())
                                .build());
            }
        });
        return withdrawn;
    }

    /** Adds the call that shows what a function logged. */
    static void showLog(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "logs",
                "filter-log-events",
                "--log-group-name",
                LambdaLogs.logs(target, seen).group());
    }
}
