package dev.deploystat.aws.service.thingsgraph;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.CurrentState;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iotthingsgraph.IoTThingsGraphClient;
import software.amazon.awssdk.services.iotthingsgraph.model.GetUploadStatusResponse;
import software.amazon.awssdk.services.iotthingsgraph.model.NamespaceDeletionStatus;
import software.amazon.awssdk.services.iotthingsgraph.model.UploadStatus;

/**
 * Uploads of entity definitions. They can be looked at by their id only: no call lists them, and none says when one ended.
 */
final class Uploads implements CurrentState<IoTThingsGraphClient> {
    private static final String KIND = "upload";

    @Override
    public boolean reads(Target target) {
        return target.has(ThingsGraph.UPLOAD_ID);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(KIND, UploadStatus.knownValues(), Uploads::status)
                .rows();
    }

    /** Returns none: no call lists them. */
    @Override
    public Stream<Target> discover(Connection<IoTThingsGraphClient> thingsGraph) {
        return Stream.empty();
    }

    /**
     * An upload goes with its namespace. A namespace that was deleted may have been made anew by the upload, so that counts
     * for nothing.
     */
    @Override
    @SuppressWarnings("deprecation") // The SDK deprecates every call of a service that has ended.
    public Map<Target, Rollout> withdrawn(Connection<IoTThingsGraphClient> thingsGraph, Map<Target, Rollout> passing) {
        String deletion =
                thingsGraph.client().getNamespaceDeletionStatus(request -> {}).statusAsString();
        if (!Words.same(NamespaceDeletionStatus.IN_PROGRESS.toString(), deletion)) {
            return Map.of();
        }
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>(passing);
        withdrawn.replaceAll((target, rollout) -> rollout.toBuilder()
                .status(Status.STOPPED)
                .operation(Operation.DELETE)
                .reason("the namespace is being deleted")
                .build());
        return withdrawn;
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained
                .command("iotthingsgraph", "get-upload-status", "--upload-id", target.field(ThingsGraph.UPLOAD_ID))
                .command("iotthingsgraph", "describe-namespace");
    }

    private static Status status(UploadStatus value) {
        return switch (value) {
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    @Override
    @SuppressWarnings("deprecation") // The SDK deprecates every call of a service that has ended.
    public Rollout current(Connection<IoTThingsGraphClient> thingsGraph, Target target) {
        String id = target.field(ThingsGraph.UPLOAD_ID);
        return rollout(id, thingsGraph.client().getUploadStatus(request -> request.uploadId(id)));
    }

    private static Rollout rollout(String id, GetUploadStatusResponse upload) {
        Status status = NativeStates.named(UploadStatus.knownValues(), upload.uploadStatusAsString())
                .map(Uploads::status)
                .orElse(Status.UNKNOWN);
        return Rollout.builder(status, upload.uploadStatusAsString())
                .id(upload.uploadId() == null ? id : upload.uploadId())
                .revision(ThingsGraph.text(upload.namespaceVersion()))
                .createdAt(upload.createdDate())
                .reason(upload.failureReason().isEmpty() ? null : String.join("; ", upload.failureReason()))
                .problems(upload.failureReason().stream()
                        .map(reason -> new Problem(upload.namespaceName(), null, reason))
                        .toList())
                .account(Arns.account(upload.namespaceArn()))
                .attribute("namespaceArn", upload.namespaceArn())
                .attribute("namespaceName", upload.namespaceName())
                .attribute("namespaceVersion", upload.namespaceVersion())
                .source(upload)
                .build();
    }
}
