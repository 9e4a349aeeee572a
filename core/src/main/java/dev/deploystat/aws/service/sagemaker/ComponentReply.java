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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.DeployedImage;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeInferenceComponentResponse;
import software.amazon.awssdk.services.sagemaker.model.InferenceComponentContainerSpecificationSummary;
import software.amazon.awssdk.services.sagemaker.model.InferenceComponentRuntimeConfigSummary;
import software.amazon.awssdk.services.sagemaker.model.InferenceComponentSpecificationSummary;
import software.amazon.awssdk.services.sagemaker.model.InferenceComponentStatus;
import software.amazon.awssdk.services.sagemaker.model.InferenceComponentSummary;

/** Says what a reply about an inference component means. It makes no calls. */
final class ComponentReply {
    static final String KIND = "inference component";

    private ComponentReply() {}

    static Status status(InferenceComponentStatus value) {
        return switch (value) {
            case CREATING, UPDATING -> Status.IN_PROGRESS;
            case IN_SERVICE -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case DELETING -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Returns a component as a part of its endpoint. */
    static Part part(InferenceComponentSummary component) {
        String word = component.inferenceComponentStatusAsString();
        return Part.of(KIND, component.inferenceComponentName(), status(word), word);
    }

    /** Returns whether a part of an endpoint is a component that is not at rest; one that goes away is not. */
    static boolean isAtWork(Part component) {
        return !component.status().isFinal() || component.status() == Status.STOPPED;
    }

    /** Returns what the word of a component comes to with its copies: none at all is never a success. */
    static Status refined(DescribeInferenceComponentResponse reply) {
        Status status = status(reply.inferenceComponentStatusAsString());
        if (status != Status.SUCCEEDED) {
            return status;
        }
        if (EndpointReply.isSaid(reply.failureReason())) {
            return Status.ROLLED_BACK;
        }
        InferenceComponentRuntimeConfigSummary copies = copies(reply);
        if (!isCounted(copies)) {
            // An adapter runs in the copies of the component that it is based on and has no count.
            boolean isAdapter = specification(reply).baseInferenceComponentName() != null;
            return isAdapter ? Status.SUCCEEDED : Status.UNKNOWN;
        }
        if (copies.desiredCopyCount() <= 0) {
            return Status.PENDING;
        }
        return copies.currentCopyCount() <= 0 ? Status.IN_PROGRESS : Status.SUCCEEDED;
    }

    /**
     * Starts a rollout from all that a reply says. While an update is under way, that may still be what was there before: what
     * the update brings is known when it is something else.
     *
     * @param before what the component ran when it was last seen at rest, or null
     */
    static Rollout.Builder rollout(String name, DescribeInferenceComponentResponse reply, String before) {
        Status status = refined(reply);
        String word = reply.inferenceComponentStatusAsString();
        InferenceComponentRuntimeConfigSummary copies = copies(reply);
        Operation operation = operation(word);
        Rollout.Builder rollout = Rollout.builder(status, word)
                .id(name)
                .operation(operation, operation == null ? null : word)
                .startedAt(operation == Operation.CREATE ? reply.creationTime() : null)
                .updatedAt(reply.lastModifiedTime())
                .flag(Flag.PARTIAL, status == Status.SUCCEEDED && lacksCopies(copies))
                .resting(status == Status.PENDING)
                .reason(reason(reply, status))
                .account(Arns.account(reply.inferenceComponentArn()))
                .source(reply);
        if (isCounted(copies)) {
            rollout.progress(Progress.of(copies.currentCopyCount(), copies.desiredCopyCount(), "copies"));
        }
        if (status.verdict() == Verdict.FAIL && EndpointReply.isSaid(reply.failureReason())) {
            rollout.problem(name, null, reply.failureReason());
        }
        List<String> revisions = revisions(specification(reply));
        String shown = revisions.stream().findFirst().orElse(null);
        boolean isOpen = operation == Operation.UPDATE && (before == null || before.equals(shown));
        rollout.revision(isOpen ? null : shown)
                .previousRevision(before == null || before.equals(shown) ? null : before);
        revisions.stream().skip(isOpen ? 0 : 1).forEach(rollout::revisionName);
        Members.keep(rollout, reply, Set.of());
        return rollout;
    }

    /**
     * Returns a success as it stands when its endpoint is on its way out or takes no requests; empty otherwise.
     *
     * @param endpoint the endpoint, or empty where there is none any more
     */
    static Optional<Rollout> withdrawn(Rollout passing, String name, Optional<DescribeEndpointResponse> endpoint) {
        if (endpoint.isEmpty()) {
            return Optional.of(deleted(passing, "endpoint " + name + " is not there any more"));
        }
        return switch (EndpointReply.plain(endpoint.get())) {
            case STOPPED -> Optional.of(deleted(passing, "endpoint " + name + " is being deleted"));
            case FAILED ->
                Optional.of(passing.toBuilder()
                        .status(Status.FAILED)
                        .reason("endpoint " + name + " is " + endpoint.get().endpointStatusAsString())
                        .build());
            // Of a word that nobody knows it cannot be said that the endpoint lives.
            case UNKNOWN ->
                Optional.ofNullable(endpoint.get().endpointStatusAsString()).map(word -> passing.toBuilder()
                        .status(Status.UNKNOWN)
                        .reason("endpoint " + name + " is " + word + ", which is not known")
                        .build());
            case PENDING, IN_PROGRESS, ROLLING_BACK, SUCCEEDED, ROLLED_BACK, ROLLBACK_FAILED -> Optional.empty();
        };
    }

    /** Adds the endpoint to a component, with why the endpoint failed where it did. */
    static Rollout on(Rollout component, String name, DescribeEndpointResponse reply) {
        Status status = EndpointReply.refined(reply);
        Rollout.Builder on =
                component.toBuilder().part(Part.of("endpoint", name, status, reply.endpointStatusAsString()));
        if (status.verdict() == Verdict.FAIL && EndpointReply.isSaid(reply.failureReason())) {
            on.problem("endpoint " + name, null, reply.failureReason());
        }
        return on.build();
    }

    private static Rollout deleted(Rollout passing, String why) {
        return passing.toBuilder()
                .status(Status.STOPPED)
                .operation(Operation.DELETE)
                .reason(why)
                .build();
    }

    private static Status status(String word) {
        return NativeStates.named(InferenceComponentStatus.knownValues(), word)
                .map(ComponentReply::status)
                .orElse(Status.UNKNOWN);
    }

    private static Operation operation(String word) {
        return NativeStates.named(InferenceComponentStatus.knownValues(), word)
                .map(value -> switch (value) {
                    case CREATING -> Operation.CREATE;
                    case UPDATING -> Operation.UPDATE;
                    case DELETING -> Operation.DELETE;
                    case IN_SERVICE, FAILED, UNKNOWN_TO_SDK_VERSION -> null;
                })
                .orElse(null);
    }

    private static InferenceComponentSpecificationSummary specification(DescribeInferenceComponentResponse reply) {
        return reply.specification() == null
                ? InferenceComponentSpecificationSummary.builder().build()
                : reply.specification();
    }

    private static InferenceComponentRuntimeConfigSummary copies(DescribeInferenceComponentResponse reply) {
        return reply.runtimeConfig() == null
                ? InferenceComponentRuntimeConfigSummary.builder().build()
                : reply.runtimeConfig();
    }

    private static boolean isCounted(InferenceComponentRuntimeConfigSummary copies) {
        return copies.currentCopyCount() != null && copies.desiredCopyCount() != null;
    }

    private static boolean lacksCopies(InferenceComponentRuntimeConfigSummary copies) {
        return isCounted(copies) && copies.currentCopyCount() < copies.desiredCopyCount();
    }

    /** Returns the names of what a component runs, the most telling one first. */
    private static List<String> revisions(InferenceComponentSpecificationSummary specification) {
        InferenceComponentContainerSpecificationSummary container = specification.container() == null
                ? InferenceComponentContainerSpecificationSummary.builder().build()
                : specification.container();
        DeployedImage image =
                container.deployedImage() == null ? DeployedImage.builder().build() : container.deployedImage();
        return Stream.of(
                        specification.modelName(),
                        image.resolvedImage(),
                        image.specifiedImage(),
                        container.artifactUrl(),
                        Images.digest(image.resolvedImage()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static String reason(DescribeInferenceComponentResponse reply, Status status) {
        InferenceComponentRuntimeConfigSummary copies = copies(reply);
        String said = EndpointReply.isSaid(reply.failureReason()) ? reply.failureReason() : null;
        return switch (status) {
            case STOPPED -> "the inference component is being deleted" + (said == null ? "" : ": " + said);
            case ROLLED_BACK -> "the last change failed, and the component is in service as it was: " + said;
            case PENDING -> "no copy is wanted, so nothing shows that the model runs";
            case SUCCEEDED, IN_PROGRESS ->
                lacksCopies(copies) && status(reply.inferenceComponentStatusAsString()) == Status.SUCCEEDED
                        ? "in service with " + copies.currentCopyCount() + " of " + copies.desiredCopyCount()
                                + " copies"
                        : said;
            case UNKNOWN ->
                status(reply.inferenceComponentStatusAsString()) == Status.SUCCEEDED
                        ? "in service, and the reply does not say with how many copies"
                        : said;
            case FAILED, ROLLING_BACK, ROLLBACK_FAILED -> said;
        };
    }
}
