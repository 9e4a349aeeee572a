package dev.deploystat.aws.service.eks;

import dev.deploystat.model.Operation;
import dev.deploystat.model.Status;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.CapabilityStatus;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.FargateProfileStatus;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;

/**
 * The state of a resource of EKS. Each kind of resource has an enum of its own in the SDK; a word that is in several of
 * them means the same.
 */
enum EksState {
    PENDING(Status.PENDING, Operation.CREATE),
    CREATING(Status.IN_PROGRESS, Operation.CREATE),
    ACTIVE(Status.SUCCEEDED, Operation.CREATE),
    UPDATING(Status.IN_PROGRESS, Operation.UPDATE),
    DEGRADED(Status.FAILED, Operation.CREATE),
    CREATE_FAILED(Status.FAILED, Operation.CREATE),
    UPDATE_FAILED(Status.FAILED, Operation.UPDATE),
    DELETING(Status.STOPPED, Operation.DELETE),
    DELETE_FAILED(Status.FAILED, Operation.DELETE),
    UNKNOWN(Status.UNKNOWN, null);

    private final Status status;
    private final Operation operation;

    EksState(Status status, Operation operation) {
        this.status = status;
        this.operation = operation;
    }

    /** Returns what the state means where no update is known. */
    Status status() {
        return status;
    }

    /** Returns what was last done to a resource in this state, as far as the state tells. */
    Operation operation() {
        return operation;
    }

    static EksState of(ClusterStatus value) {
        return switch (value) {
            case PENDING -> PENDING;
            case CREATING -> CREATING;
            case ACTIVE -> ACTIVE;
            case UPDATING -> UPDATING;
            case FAILED -> CREATE_FAILED;
            case DELETING -> DELETING;
            case UNKNOWN_TO_SDK_VERSION -> UNKNOWN;
        };
    }

    static EksState of(NodegroupStatus value) {
        return switch (value) {
            case CREATING -> CREATING;
            case ACTIVE -> ACTIVE;
            case UPDATING -> UPDATING;
            case DEGRADED -> DEGRADED;
            case CREATE_FAILED -> CREATE_FAILED;
            case DELETING -> DELETING;
            case DELETE_FAILED -> DELETE_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> UNKNOWN;
        };
    }

    static EksState of(AddonStatus value) {
        return switch (value) {
            case CREATING -> CREATING;
            case ACTIVE -> ACTIVE;
            case UPDATING -> UPDATING;
            case DEGRADED -> DEGRADED;
            case CREATE_FAILED -> CREATE_FAILED;
            case UPDATE_FAILED -> UPDATE_FAILED;
            case DELETING -> DELETING;
            case DELETE_FAILED -> DELETE_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> UNKNOWN;
        };
    }

    static EksState of(FargateProfileStatus value) {
        return switch (value) {
            case CREATING -> CREATING;
            case ACTIVE -> ACTIVE;
            case CREATE_FAILED -> CREATE_FAILED;
            case DELETING -> DELETING;
            case DELETE_FAILED -> DELETE_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> UNKNOWN;
        };
    }

    static EksState of(CapabilityStatus value) {
        return switch (value) {
            case CREATING -> CREATING;
            case ACTIVE -> ACTIVE;
            case UPDATING -> UPDATING;
            case DEGRADED -> DEGRADED;
            case CREATE_FAILED -> CREATE_FAILED;
            case DELETING -> DELETING;
            case DELETE_FAILED -> DELETE_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> UNKNOWN;
        };
    }
}
