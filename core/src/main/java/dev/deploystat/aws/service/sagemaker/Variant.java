package dev.deploystat.aws.service.sagemaker;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Status;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.DeployedImage;
import software.amazon.awssdk.services.sagemaker.model.PendingProductionVariantSummary;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantStatus;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantSummary;
import software.amazon.awssdk.services.sagemaker.model.VariantStatus;

/**
 * What the replies about variants have in common: those that an endpoint runs, and those of a deployment under way.
 *
 * @param current how many instances there are, or null, as for a serverless variant
 * @param desired how many there are to be, or null
 * @param weight its share of the requests, relative to the other variants, or null
 * @param stages what is being done to it; empty for one that is settled
 */
record Variant(
        String name,
        Integer current,
        Integer desired,
        Float weight,
        List<ProductionVariantStatus> stages,
        List<DeployedImage> images) {

    static Variant of(ProductionVariantSummary variant) {
        return new Variant(
                variant.variantName(),
                variant.currentInstanceCount(),
                variant.desiredInstanceCount(),
                variant.currentWeight(),
                variant.variantStatus(),
                variant.deployedImages());
    }

    static Variant of(PendingProductionVariantSummary variant) {
        return new Variant(
                variant.variantName(),
                variant.currentInstanceCount(),
                variant.desiredInstanceCount(),
                variant.currentWeight(),
                variant.variantStatus(),
                variant.deployedImages());
    }

    static Status status(VariantStatus value) {
        return switch (value) {
            case CREATING, UPDATING, ACTIVATING_TRAFFIC, BAKING -> Status.IN_PROGRESS;
            case DELETING -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    boolean isCounted() {
        return current != null && desired != null;
    }

    /** Returns whether fewer instances are known to be there than there are to be. */
    boolean lacksInstances() {
        return isCounted() && current < desired;
    }

    /** Returns what keeps it from being settled; the removal of what it had before does not. */
    Stream<Status> unsettled() {
        return stages.stream().map(Variant::status).filter(status -> status != Status.STOPPED);
    }

    /** Returns what the service says beside the words for it. */
    List<Problem> messages() {
        return stages.stream()
                .filter(stage -> stage.statusMessage() != null)
                .map(stage -> new Problem(name, stage.statusAsString(), stage.statusMessage()))
                .toList();
    }

    Stream<String> words() {
        return stages.stream().map(ProductionVariantStatus::statusAsString).filter(Objects::nonNull);
    }

    /**
     * Returns it as a part of a deployment.
     *
     * @param kind which of the endpoint's variants it is
     * @param otherwise its status where it has no word of its own
     */
    Part part(String kind, Status otherwise) {
        ProductionVariantStatus stage = stages.isEmpty() ? null : stages.get(0);
        boolean isPartThere = otherwise == Status.SUCCEEDED && lacksInstances();
        String words = words().collect(Collectors.joining(", "));
        return new Part(
                kind,
                name,
                kind + "/" + name,
                null,
                stage != null ? status(stage) : isPartThere ? Status.IN_PROGRESS : otherwise,
                words.isEmpty() ? null : words,
                stage == null ? null : stage.startTime(),
                null,
                detail());
    }

    private String detail() {
        Stream<String> facts = Stream.of(
                isCounted() ? current + " of " + desired + " instances" : null,
                weight == null ? null : "weight " + weight);
        Stream<String> messages = stages.stream().map(ProductionVariantStatus::statusMessage);
        String detail = Stream.concat(facts, messages).filter(Objects::nonNull).collect(Collectors.joining("; "));
        return detail.isEmpty() ? null : detail;
    }

    private static Status status(ProductionVariantStatus stage) {
        return NativeStates.named(VariantStatus.knownValues(), stage.statusAsString())
                .map(Variant::status)
                .orElse(Status.UNKNOWN);
    }
}
