package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.CurrentState;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CapacityProvider;
import software.amazon.awssdk.services.lambda.model.CapacityProviderState;
import software.amazon.awssdk.services.lambda.model.GetCapacityProviderResponse;

/** Capacity providers: the managed instances that functions run on. Nothing says why one failed, and nothing names a revision. */
final class CapacityProviders implements CurrentState<LambdaClient> {
    private static final String KIND = "capacity provider";

    @Override
    public boolean reads(Target target) {
        return target.has(Lambda.CAPACITY_PROVIDER_NAME);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(KIND, CapacityProviderState.knownValues(), CapacityProviders::status)
                .rows();
    }

    @Override
    public Stream<Target> discover(Connection<LambdaClient> lambda) {
        return Pages.of(
                        marker -> lambda.client().listCapacityProviders(request -> request.maxItems(Lambda.LIST_PAGE)
                                .marker(marker)),
                        reply -> reply.capacityProviders(),
                        reply -> reply.nextMarker())
                .map(provider -> Targets.of(
                        Lambda.INFO,
                        Map.of(Lambda.CAPACITY_PROVIDER_NAME, name(provider.capacityProviderArn())),
                        null));
    }

    @Override
    public Rollout current(Connection<LambdaClient> lambda, Target target) {
        String name = target.field(Lambda.CAPACITY_PROVIDER_NAME);
        return rollout(name, lambda.client().getCapacityProvider(request -> request.capacityProviderName(name)));
    }

    /** Adds the functions that run on it, with the state that this list, unlike others, says of them. */
    @Override
    public Rollout explain(Connection<LambdaClient> lambda, Target target, Rollout seen) {
        String name = target.field(Lambda.CAPACITY_PROVIDER_NAME);
        Rollout.Builder explained = seen.toBuilder();
        Pages.of(
                        marker -> lambda.client()
                                .listFunctionVersionsByCapacityProvider(request -> request.capacityProviderName(name)
                                        .maxItems(Lambda.LIST_PAGE)
                                        .marker(marker)),
                        reply -> reply.functionVersions(),
                        reply -> reply.nextMarker())
                .forEach(version -> explained.part(Part.of(
                        "function version",
                        version.functionArn(),
                        FunctionReply.status(version.stateAsString(), null, true),
                        version.stateAsString())));
        return explained.build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "lambda",
                "get-capacity-provider",
                "--capacity-provider-name",
                target.field(Lambda.CAPACITY_PROVIDER_NAME));
        explained.command(
                "lambda",
                "list-function-versions-by-capacity-provider",
                "--capacity-provider-name",
                target.field(Lambda.CAPACITY_PROVIDER_NAME));
    }

    private static Status status(CapacityProviderState value) {
        return switch (value) {
            case PENDING -> Status.IN_PROGRESS;
            case ACTIVE -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case DELETING -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    private static Rollout rollout(String name, GetCapacityProviderResponse reply) {
        CapacityProvider provider =
                reply.capacityProvider() == null ? CapacityProvider.builder().build() : reply.capacityProvider();
        String word = provider.stateAsString();
        Status status = NativeStates.named(CapacityProviderState.knownValues(), word)
                .map(CapacityProviders::status)
                .orElse(Status.UNKNOWN);
        Rollout.Builder rollout = Rollout.builder(status, word)
                .id(name)
                .updatedAt(WireTimes.parse(provider.lastModified()))
                .account(Arns.account(provider.capacityProviderArn()))
                .source(reply);
        if (status == Status.STOPPED) {
            rollout.operation(Operation.DELETE, word).reason("the capacity provider is being deleted");
        }
        Members.keep(rollout, provider, Set.of());
        return rollout.build();
    }

    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}
