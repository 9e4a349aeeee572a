package dev.deploystat.aws.service.sagemaker;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Images;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.InferenceComponentSummary;
import software.amazon.awssdk.services.sagemaker.model.PendingDeploymentSummary;

/** Says what a reply about an endpoint means. It makes no calls. */
final class EndpointReply {
    private static final Set<EndpointStatus> UPDATES = Set.of(EndpointStatus.UPDATING, EndpointStatus.SYSTEM_UPDATING);

    private EndpointReply() {}

    static Status status(EndpointStatus value) {
        return switch (value) {
            case CREATING, UPDATING, SYSTEM_UPDATING -> Status.IN_PROGRESS;
            case ROLLING_BACK -> Status.ROLLING_BACK;
            case IN_SERVICE -> Status.SUCCEEDED;
            case UPDATE_ROLLBACK_FAILED -> Status.ROLLBACK_FAILED;
            case FAILED, OUT_OF_SERVICE -> Status.FAILED;
            case DELETING -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Returns what the word of an endpoint comes to with the other members of its reply. */
    static Status refined(DescribeEndpointResponse reply) {
        Status status = plain(reply);
        if (status != Status.SUCCEEDED) {
            return status;
        }
        if (reply.pendingDeploymentSummary() != null) {
            return Status.IN_PROGRESS;
        }
        if (isSaid(reply.failureReason())) {
            // The reason of an update that failed stays until the next one:
            // https://github.com/aws-controllers-k8s/sagemaker-controller/pull/7
            return Status.ROLLED_BACK;
        }
        List<Variant> variants = production(reply);
        if (variants.stream().flatMap(Variant::unsettled).anyMatch(Status.UNKNOWN::equals)) {
            return Status.UNKNOWN;
        }
        return variants.stream().allMatch(EndpointReply::isSettled) ? Status.SUCCEEDED : Status.IN_PROGRESS;
    }

    /** Starts a rollout from all that a reply says. */
    static Rollout.Builder rollout(String name, DescribeEndpointResponse reply) {
        Status status = refined(reply);
        PendingDeploymentSummary pending = reply.pendingDeploymentSummary();
        Rollout.Builder rollout = Rollout.builder(status, reply.endpointStatusAsString())
                .id(name)
                .updatedAt(reply.lastModifiedTime())
                .stage(stage(reply))
                .reason(reason(reply, status))
                .account(Arns.account(reply.endpointArn()))
                .source(reply);
        describeRevision(rollout, reply);
        describeOperation(rollout, reply);
        describeVariants(rollout, reply);
        if (pending != null && pending.startTime() != null) {
            rollout.startedAt(pending.startTime());
        }
        if (status.verdict() == Verdict.FAIL && isSaid(reply.failureReason())) {
            rollout.problem(name, null, reply.failureReason());
        }
        if (status.verdict() == Verdict.FAIL) {
            brought(reply).forEach(variant -> rollout.problems(variant.messages()));
        }
        Members.keep(rollout, reply, Set.of());
        return rollout;
    }

    /** Returns what a success comes to with the inference components behind it: it is no better than the worst of them. */
    static Rollout hosting(Rollout endpoint, List<InferenceComponentSummary> components) {
        List<Part> parts = components.stream().map(ComponentReply::part).toList();
        Rollout.Builder hosting = endpoint.toBuilder().parts(parts);
        List<Part> failed = in(Status.FAILED, parts);
        if (!failed.isEmpty()) {
            boolean isAll = in(Status.SUCCEEDED, parts).isEmpty();
            hosting.status(isAll ? Status.FAILED : Status.SUCCEEDED).flag(Flag.PARTIAL, !isAll);
            return hosting.reason(failed.size() + " of " + parts.size() + " inference components failed: "
                            + failed.stream().map(Part::name).collect(Collectors.joining(", ")))
                    .build();
        }
        Stream.of(Status.UNKNOWN, Status.IN_PROGRESS)
                .flatMap(status -> in(status, parts).stream())
                .findFirst()
                .ifPresent(open -> hosting.status(open.status())
                        .reason("inference component " + open.name()
                                + (open.nativeStatus() == null ? " has no status" : " is " + open.nativeStatus())));
        return hosting.build();
    }

    /** Returns whether a service gave a text; some fill in an empty one. */
    static boolean isSaid(String text) {
        return text != null && !text.isBlank();
    }

    /** Returns what the word of an endpoint means by itself. */
    static Status plain(DescribeEndpointResponse reply) {
        return status(word(reply));
    }

    private static EndpointStatus word(DescribeEndpointResponse reply) {
        return NativeStates.named(EndpointStatus.knownValues(), reply.endpointStatusAsString())
                .orElse(EndpointStatus.UNKNOWN_TO_SDK_VERSION);
    }

    private static List<Part> in(Status status, List<Part> parts) {
        return parts.stream().filter(part -> part.status() == status).toList();
    }

    private static boolean isSettled(Variant variant) {
        return variant.unsettled().findAny().isEmpty() && !variant.lacksInstances();
    }

    private static List<Variant> production(DescribeEndpointResponse reply) {
        return reply.productionVariants().stream().map(Variant::of).toList();
    }

    /** Returns the variants that the deployment brings. Shadow variants get copies of requests and answer nobody. */
    private static List<Variant> brought(DescribeEndpointResponse reply) {
        PendingDeploymentSummary pending = reply.pendingDeploymentSummary();
        return pending == null
                ? production(reply)
                : pending.productionVariants().stream().map(Variant::of).toList();
    }

    private static String stage(DescribeEndpointResponse reply) {
        String words =
                brought(reply).stream().flatMap(Variant::words).distinct().collect(Collectors.joining(", "));
        return words.isEmpty() ? null : words;
    }

    /**
     * While an update is under way, the configuration of the endpoint is still the one from before. Without a summary it is one
     * of weights or numbers, or maintenance, or its summary is not there yet: what it brings is open, and may be that
     * configuration.
     */
    private static void describeRevision(Rollout.Builder rollout, DescribeEndpointResponse reply) {
        PendingDeploymentSummary pending = reply.pendingDeploymentSummary();
        String now = reply.endpointConfigName();
        if (pending == null && UPDATES.contains(word(reply))) {
            rollout.revisionName(now).previousRevision(now);
        } else {
            String next = pending == null ? now : pending.endpointConfigName();
            rollout.revision(next).previousRevision(Objects.equals(now, next) ? null : now);
        }
        brought(reply).stream()
                .flatMap(variant -> variant.images().stream())
                .flatMap(image ->
                        Stream.of(image.specifiedImage(), image.resolvedImage(), Images.digest(image.resolvedImage())))
                .filter(Objects::nonNull)
                .distinct()
                .forEach(rollout::revisionName);
    }

    private static void describeOperation(Rollout.Builder rollout, DescribeEndpointResponse reply) {
        Operation operation =
                switch (word(reply)) {
                    case CREATING -> Operation.CREATE;
                    case UPDATING -> Operation.UPDATE;
                    case SYSTEM_UPDATING -> Operation.OTHER;
                    case ROLLING_BACK -> Operation.ROLLBACK;
                    case DELETING -> Operation.DELETE;
                    case IN_SERVICE, FAILED, OUT_OF_SERVICE, UPDATE_ROLLBACK_FAILED, UNKNOWN_TO_SDK_VERSION -> null;
                };
        rollout.operation(operation, operation == null ? null : reply.endpointStatusAsString());
        if (operation == Operation.CREATE) {
            rollout.startedAt(reply.creationTime());
        }
    }

    private static void describeVariants(Rollout.Builder rollout, DescribeEndpointResponse reply) {
        List<Variant> counted =
                brought(reply).stream().filter(Variant::isCounted).toList();
        if (!counted.isEmpty()) {
            rollout.progress(Progress.of(
                    counted.stream().mapToLong(Variant::current).sum(),
                    counted.stream().mapToLong(Variant::desired).sum(),
                    "instances"));
        }
        PendingDeploymentSummary pending = reply.pendingDeploymentSummary();
        if (pending != null) {
            addParts(rollout, "pending variant", pending.productionVariants(), Variant::of, Status.IN_PROGRESS);
            addParts(
                    rollout,
                    "pending shadow variant",
                    pending.shadowProductionVariants(),
                    Variant::of,
                    Status.IN_PROGRESS);
        }
        addParts(rollout, "variant", reply.productionVariants(), Variant::of, plain(reply));
        addParts(rollout, "shadow variant", reply.shadowProductionVariants(), Variant::of, plain(reply));
    }

    private static <V> void addParts(
            Rollout.Builder rollout, String kind, List<V> variants, Function<V, Variant> read, Status otherwise) {
        variants.forEach(variant -> rollout.part(read.apply(variant).part(kind, otherwise)));
    }

    private static String reason(DescribeEndpointResponse reply, Status status) {
        return Stream.of(meaning(reply, status), reply.failureReason())
                .filter(EndpointReply::isSaid)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("; "), reason -> reason.isEmpty() ? null : reason));
    }

    /** Returns what the word of an endpoint alone does not say, or null. */
    private static String meaning(DescribeEndpointResponse reply, Status status) {
        return switch (word(reply)) {
            case IN_SERVICE -> whyNotYet(reply, status);
            case SYSTEM_UPDATING -> "maintenance by AWS, which changes nothing that was configured";
            case UPDATE_ROLLBACK_FAILED ->
                "update and rollback both failed; a mix of the old and the new configuration is in service";
            case OUT_OF_SERVICE -> "the endpoint does not take requests";
            case FAILED -> "a failed endpoint can only be deleted";
            case DELETING -> "the endpoint is being deleted";
            case CREATING, UPDATING, ROLLING_BACK, UNKNOWN_TO_SDK_VERSION -> null;
        };
    }

    private static String whyNotYet(DescribeEndpointResponse reply, Status status) {
        if (status == Status.ROLLED_BACK) {
            String configuration = reply.endpointConfigName() == null ? "" : " with " + reply.endpointConfigName();
            return "the last change failed, and the endpoint is in service" + configuration;
        }
        if (reply.pendingDeploymentSummary() != null) {
            return "in service, and a deployment is pending";
        }
        return production(reply).stream()
                .filter(variant -> !isSettled(variant))
                .findFirst()
                .map(variant -> "in service, and variant " + variant.name() + " is not there yet")
                .orElse(null);
    }
}
