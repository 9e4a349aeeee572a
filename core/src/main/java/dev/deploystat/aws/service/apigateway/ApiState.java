package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Status;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigateway.model.ApiStatus;
import software.amazon.awssdk.services.apigateway.model.GetRestApiResponse;

/**
 * What a REST API says of the last update of the API itself, such as of its endpoint.
 *
 * @param word the service's own word; null for an API that was never updated in such a way
 * @param message what the service says of it, or null
 */
record ApiState(Status status, String word, String message, SdkPojo reply) {

    static Status status(ApiStatus value) {
        return switch (value) {
            case AVAILABLE -> Status.SUCCEEDED;
            case UPDATING -> Status.IN_PROGRESS;
            case PENDING -> Status.PENDING;
            case FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static ApiState of(GetRestApiResponse api) {
        String word = api.apiStatusAsString();
        Status status = word == null
                ? Status.SUCCEEDED
                : NativeStates.named(ApiStatus.knownValues(), word)
                        .map(ApiState::status)
                        .orElse(Status.UNKNOWN);
        return new ApiState(status, word, api.apiStatusMessage(), api);
    }
}
