package dev.deploystat.aws.service.apprunner;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.Event;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apprunner.AppRunnerClient;
import software.amazon.awssdk.services.apprunner.model.OperationStatus;
import software.amazon.awssdk.services.apprunner.model.OperationSummary;
import software.amazon.awssdk.services.apprunner.model.OperationType;
import software.amazon.awssdk.services.apprunner.model.ServiceStatus;
import software.amazon.awssdk.services.apprunner.model.SourceConfiguration;

/** What an operation on an App Runner service says of itself, in our words. */
final class AppOperation {
    private static final String SERVICE_ARN = "serviceArn";
    private static final String SERVICE = ":service/";
    private static final String BEING_DELETED = "the service is being deleted";

    private AppOperation() {}

    static Status status(OperationStatus value) {
        return switch (value) {
            case PENDING -> Status.PENDING;
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case ROLLBACK_IN_PROGRESS -> Status.ROLLING_BACK;
            case ROLLBACK_SUCCEEDED -> Status.ROLLED_BACK;
            case ROLLBACK_FAILED -> Status.ROLLBACK_FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Maps a service, which says no more than whether a deployment that succeeded may still be live. */
    static Status status(ServiceStatus value) {
        return switch (value) {
            case RUNNING -> Status.SUCCEEDED;
            case OPERATION_IN_PROGRESS -> Status.IN_PROGRESS;
            case CREATE_FAILED, DELETE_FAILED -> Status.FAILED;
            case PAUSED, DELETED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** The success of an operation of a kind that nobody knows yet is not one of a deployment. */
    static Status refined(OperationSummary operation) {
        if (statusOf(operation) == null) {
            return Status.UNKNOWN;
        }
        Status status = status(statusOf(operation));
        boolean isKnown = typeOf(operation) != null && typeOf(operation) != OperationType.UNKNOWN_TO_SDK_VERSION;
        return status == Status.SUCCEEDED && !isKnown ? Status.UNKNOWN : status;
    }

    /** Returns what an operation does; App Runner takes nothing back by an operation of its own. */
    private static Operation operation(OperationType type) {
        if (type == null) {
            return null;
        }
        return switch (type) {
            case CREATE_SERVICE -> Operation.CREATE;
            case START_DEPLOYMENT, UPDATE_SERVICE -> Operation.UPDATE;
            case DELETE_SERVICE -> Operation.DELETE;
            case PAUSE_SERVICE, RESUME_SERVICE, UNKNOWN_TO_SDK_VERSION -> Operation.OTHER;
        };
    }

    /** Returns whether an operation leaves open what was last deployed. */
    static boolean isPauseOrResumption(OperationSummary operation) {
        return typeOf(operation) == OperationType.PAUSE_SERVICE || typeOf(operation) == OperationType.RESUME_SERVICE;
    }

    /** Returns whether what a service is made of is what an operation has brought, as long as no newer one has. */
    static boolean bringsSource(OperationSummary operation) {
        return refined(operation) == Status.SUCCEEDED && isRelease(operation(typeOf(operation)));
    }

    /** Returns whether an operation brings something; the others only change whether the service runs. */
    static boolean isRelease(Operation operation) {
        return operation == Operation.CREATE || operation == Operation.UPDATE;
    }

    /**
     * Returns an operation as a deployment.
     *
     * @param source what it brought, or null when that is not certain
     */
    static Rollout rollout(
            Connection<AppRunnerClient> appRunner, String arn, OperationSummary operation, SourceConfiguration source) {
        Status status = refined(operation);
        Rollout.Builder rollout = Rollout.builder(status, operation.statusAsString())
                .id(operation.id())
                .operation(operation(typeOf(operation)), operation.typeAsString())
                .startedAt(operation.startedAt())
                .updatedAt(operation.updatedAt())
                .finishedAt(operation.endedAt())
                .reason(
                        hasFailed(status)
                                ? "App Runner does not say why, but its log may: " + logGroup(arn, "service")
                                : null)
                .account(Arns.account(arn))
                .consoleUrl(appRunner.console("/apprunner/home#/services/dashboard?service_arn="
                        + URLEncoder.encode(arn, StandardCharsets.UTF_8)))
                .attribute(SERVICE_ARN, arn)
                .attribute("targetArn", operation.targetArn())
                .source(operation);
        if (source != null) {
            rollout.attribute("sourceConfiguration", Raw.of(source, Set.of()));
            if (source.imageRepository() != null) {
                describeImage(rollout, source.imageRepository().imageIdentifier());
            }
        }
        return rollout.build();
    }

    /** A branch and the tag {@code latest}, also where it is left out, are something else tomorrow: no revision. */
    private static void describeImage(Rollout.Builder rollout, String image) {
        String name = image == null ? "" : image.substring(image.lastIndexOf('/') + 1);
        int digest = name.indexOf('@');
        boolean isTagged = name.contains(":") && !name.endsWith(":latest");
        if (digest >= 0 || isTagged) {
            rollout.revision(image).revisionName(digest < 0 ? null : name.substring(digest + 1));
        }
    }

    /** Returns whether an operation went wrong, which its log may explain and nothing else does. */
    static boolean hasFailed(Status status) {
        return switch (status) {
            case FAILED, ROLLING_BACK, ROLLED_BACK, ROLLBACK_FAILED -> true;
            case PENDING, IN_PROGRESS, SUCCEEDED, STOPPED, UNKNOWN -> false;
        };
    }

    private static String logGroup(String arn, String which) {
        int start = arn.indexOf(SERVICE);
        String service = start < 0 ? arn : arn.substring(start + SERVICE.length());
        return "/aws/apprunner/" + service + "/" + which;
    }

    /** Returns the call that shows a log of a service: {@code service} says what was done, {@code application} what it wrote. */
    static AwsCommand log(Rollout operation, String which) {
        List<String> words = new ArrayList<>(
                List.of("logs", "filter-log-events", "--log-group-name", logGroup(arn(operation), which)));
        if (operation.startedAt() != null) {
            words.addAll(
                    List.of("--start-time", String.valueOf(operation.startedAt().toEpochMilli())));
        }
        return AwsCommand.of(words.toArray(String[]::new));
    }

    /** Returns what the deletion of a service is to those who ask for its latest deployment, unless it failed. */
    static Rollout endOfService(Rollout deletion) {
        return switch (deletion.status()) {
            case PENDING, IN_PROGRESS -> deleted(deletion, BEING_DELETED);
            case SUCCEEDED -> deleted(deletion, "the service was deleted");
            case FAILED, ROLLING_BACK, ROLLED_BACK, ROLLBACK_FAILED, STOPPED, UNKNOWN -> deletion;
        };
    }

    /**
     * Returns what a success comes to while a newer operation is under way: one that takes the service away, for ever or
     * until somebody resumes it. Where it is resumed, what was deployed is not live before the end of that. A newer
     * deployment is none of its business, and the answer is empty.
     */
    static Optional<Rollout> duringAnother(Rollout passing, OperationSummary newer) {
        if (typeOf(newer) == OperationType.DELETE_SERVICE) {
            return Optional.of(deleted(passing, BEING_DELETED));
        }
        return Optional.of(newer)
                .filter(AppOperation::isPauseOrResumption)
                .map(paused -> at(Status.IN_PROGRESS, passing, paused.typeAsString() + " is under way"));
    }

    /** Returns an operation on a service that is deleted, or about to be. */
    static Rollout deleted(Rollout operation, String why) {
        return at(Status.STOPPED, operation, why).toBuilder()
                .operation(Operation.DELETE, operation.nativeOperation())
                .build();
    }

    /** Returns an operation whose own word does not count any more, and why. */
    static Rollout at(Status status, Rollout operation, String why) {
        return operation.toBuilder().status(status).reason(why).build();
    }

    /** Returns when an operation began and ended, as far as it is known. */
    static List<Event> events(Rollout seen) {
        return Stream.of(
                        new Event(seen.startedAt(), null, seen.nativeOperation(), null),
                        new Event(seen.finishedAt(), null, seen.nativeStatus(), null))
                .filter(event -> event.at() != null)
                .toList();
    }

    /** Returns the service of an operation. */
    static String arn(Rollout rollout) {
        return (String) rollout.attributes().get(SERVICE_ARN);
    }

    private static OperationStatus statusOf(OperationSummary operation) {
        return NativeStates.named(operation.statusAsString(), OperationStatus.UNKNOWN_TO_SDK_VERSION);
    }

    /** Returns the kind of an operation; null where the reply has none. */
    static OperationType typeOf(OperationSummary operation) {
        return NativeStates.named(operation.typeAsString(), OperationType.UNKNOWN_TO_SDK_VERSION);
    }
}
