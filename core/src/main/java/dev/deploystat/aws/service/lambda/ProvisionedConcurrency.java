package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyStatusEnum;

/**
 * The provisioned concurrency of an alias or a version: environments that Lambda keeps warm. Without them calls are
 * answered too, only later, so a failure makes a success partial.
 */
final class ProvisionedConcurrency {
    static final String KIND = "provisioned concurrency";
    private static final Set<String> NONE = Set.of("ProvisionedConcurrencyConfigNotFoundException");

    private ProvisionedConcurrency() {}

    static Status status(ProvisionedConcurrencyStatusEnum value) {
        return switch (value) {
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case READY -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Asks for it where all else has succeeded: only then does it matter, and the calls are few. */
    static Rollout refined(Connection<LambdaClient> lambda, Target target, Rollout rollout) {
        return rollout.status() != Status.SUCCEEDED
                ? rollout
                : of(lambda, target).map(config -> refined(rollout, config)).orElse(rollout);
    }

    /** Adds it as a part where it was not asked for yet. */
    static Rollout explained(Connection<LambdaClient> lambda, Target target, Rollout seen) {
        return isKnown(seen)
                ? seen
                : of(lambda, target)
                        .map(config -> seen.toBuilder().part(part(config)).build())
                        .orElse(seen);
    }

    private static boolean isKnown(Rollout seen) {
        return seen.parts().stream().anyMatch(part -> part.kind().equals(KIND));
    }

    /** Returns what a success comes to with its provisioned concurrency. */
    static Rollout refined(Rollout succeeded, GetProvisionedConcurrencyConfigResponse config) {
        Part part = part(config);
        Rollout.Builder refined = succeeded.toBuilder().part(part);
        if (part.status() == Status.FAILED) {
            refined.flag(Flag.PARTIAL)
                    .reason(config.statusReason())
                    .problem(KIND, part.nativeStatus(), config.statusReason());
        } else if (part.status() != Status.SUCCEEDED) {
            refined.status(part.status()).nativeStatus(part.nativeStatus()).reason(config.statusReason());
        }
        Integer allocated = config.allocatedProvisionedConcurrentExecutions();
        Integer requested = config.requestedProvisionedConcurrentExecutions();
        if (allocated != null && requested != null) {
            refined.progress(Progress.of(allocated, requested, "provisioned executions"));
        }
        return refined.build();
    }

    /** Adds the call that shows it, where there is any. */
    static void show(Target target, Rollout seen, Rollout.Builder explained) {
        if (isKnown(seen)) {
            explained.command(
                    "lambda",
                    "get-provisioned-concurrency-config",
                    "--function-name",
                    target.field(Lambda.FUNCTION_NAME),
                    "--qualifier",
                    target.field(Lambda.QUALIFIER));
        }
    }

    private static Optional<GetProvisionedConcurrencyConfigResponse> of(
            Connection<LambdaClient> lambda, Target target) {
        return ErrorCodes.unless(NONE, () -> lambda.client()
                .getProvisionedConcurrencyConfig(request -> request.functionName(target.field(Lambda.FUNCTION_NAME))
                        .qualifier(target.field(Lambda.QUALIFIER))));
    }

    private static Part part(GetProvisionedConcurrencyConfigResponse config) {
        String word = config.statusAsString();
        Status status = NativeStates.named(ProvisionedConcurrencyStatusEnum.knownValues(), word)
                .map(ProvisionedConcurrency::status)
                .orElse(Status.UNKNOWN);
        return new Part(
                KIND,
                KIND,
                null,
                status,
                word,
                WireTimes.parse(config.lastModified()),
                null,
                config.allocatedProvisionedConcurrentExecutions() + " allocated, "
                        + config.availableProvisionedConcurrentExecutions() + " available of "
                        + config.requestedProvisionedConcurrentExecutions() + " requested");
    }
}
