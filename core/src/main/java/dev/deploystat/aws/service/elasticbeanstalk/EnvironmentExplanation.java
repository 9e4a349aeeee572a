package dev.deploystat.aws.service.elasticbeanstalk;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticbeanstalk.ElasticBeanstalkClient;
import software.amazon.awssdk.services.elasticbeanstalk.model.ActionHistoryStatus;
import software.amazon.awssdk.services.elasticbeanstalk.model.ActionStatus;
import software.amazon.awssdk.services.elasticbeanstalk.model.ApplicationVersionDescription;
import software.amazon.awssdk.services.elasticbeanstalk.model.ApplicationVersionStatus;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentDescription;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentHealthAttribute;
import software.amazon.awssdk.services.elasticbeanstalk.model.FailureType;
import software.amazon.awssdk.services.elasticbeanstalk.model.ManagedAction;
import software.amazon.awssdk.services.elasticbeanstalk.model.ManagedActionHistoryItem;

/** What only further calls know of a release: its version, its instances, the causes of ill health, managed updates. */
final class EnvironmentExplanation {
    private static final int ACTIONS = 5;

    private EnvironmentExplanation() {}

    static Status status(ApplicationVersionStatus value) {
        return switch (value) {
            case UNPROCESSED, PROCESSING, BUILDING -> Status.PENDING;
            case PROCESSED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(ActionStatus value) {
        return switch (value) {
            case SCHEDULED, PENDING -> Status.PENDING;
            case RUNNING -> Status.IN_PROGRESS;
            case UNKNOWN, UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(ActionHistoryStatus value) {
        return switch (value) {
            case COMPLETED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case UNKNOWN, UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(FailureType value) {
        return switch (value) {
            case ROLLBACK_SUCCESSFUL -> Status.ROLLED_BACK;
            case ROLLBACK_FAILED -> Status.ROLLBACK_FAILED;
            case UPDATE_CANCELLED -> Status.STOPPED;
            case CANCELLATION_FAILED, INTERNAL_FAILURE, INVALID_ENVIRONMENT_STATE, PERMISSIONS_ERROR -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Adds parts, events and problems to a release as it was seen. */
    static Rollout of(
            Connection<ElasticBeanstalkClient> beanstalk,
            EnvironmentDescription environment,
            Release release,
            Instances instances,
            Rollout seen) {
        Rollout.Builder explained = seen.toBuilder()
                .events(release.timeline())
                .parts(instances.parts())
                .command(
                        "elasticbeanstalk",
                        "describe-events",
                        "--environment-name",
                        environment.environmentName(),
                        "--severity",
                        "WARN");
        List<Problem> more = Stream.concat(causes(beanstalk, environment).stream(), instances.problems().stream())
                .filter(problem -> !seen.problems().contains(problem))
                .toList();
        if (seen.status() == Status.SUCCEEDED || !seen.status().isFinal()) {
            explained.rootCauses(more);
        } else {
            explained.problems(more);
        }
        version(beanstalk, environment, seen.revision()).ifPresent(version -> {
            explained.part(part(version));
            if (statusOf(version) == Status.FAILED) {
                explained.rootCauses(List.of(new Problem(
                        version.versionLabel(), version.statusAsString(), "the version could not be processed")));
            }
        });
        List<ManagedActionHistoryItem> over = managedActionsThatAreOver(beanstalk, environment);
        if (seen.verdict(Set.of()) == Verdict.FAIL) {
            over.stream()
                    .filter(action -> action.failureDescription() != null && began(seen, action))
                    .map(EnvironmentExplanation::problem)
                    .forEach(problem -> explained.problems(List.of(problem)));
        }
        return explained
                .parts(managedActions(beanstalk, environment))
                .parts(over.stream().map(EnvironmentExplanation::part).toList())
                .build();
    }

    /** Returns why the environment is ill, as far as it is; the call is refused where health is basic. */
    private static List<Problem> causes(
            Connection<ElasticBeanstalkClient> beanstalk, EnvironmentDescription environment) {
        return ErrorCodes.unlessKind(Set.of(ErrorKind.INVALID), ElasticBeanstalk.INFO, () -> beanstalk
                        .client()
                        .describeEnvironmentHealth(request -> request.environmentId(environment.environmentId())
                                .attributeNames(EnvironmentHealthAttribute.ALL)))
                .filter(health -> Health.isIll(health.color(), health.healthStatus()))
                .map(health -> health.causes().stream()
                        .map(cause -> new Problem(environment.environmentName(), health.healthStatus(), cause))
                        .toList())
                .orElse(List.of());
    }

    private static Optional<ApplicationVersionDescription> version(
            Connection<ElasticBeanstalkClient> beanstalk, EnvironmentDescription environment, String label) {
        return label == null || environment.applicationName() == null
                ? Optional.empty()
                : beanstalk
                        .client()
                        .describeApplicationVersions(request -> request.applicationName(environment.applicationName())
                                .versionLabels(label))
                        .applicationVersions()
                        .stream()
                        .filter(version -> label.equals(version.versionLabel()))
                        .findFirst();
    }

    private static Part part(ApplicationVersionDescription version) {
        String source = version.sourceBundle() == null
                ? null
                : "s3://" + version.sourceBundle().s3Bucket() + "/"
                        + version.sourceBundle().s3Key();
        String commit = version.sourceBuildInformation() == null
                ? source
                : version.sourceBuildInformation().sourceLocation();
        return new Part(
                "application version",
                version.versionLabel(),
                null,
                statusOf(version),
                version.statusAsString(),
                version.dateCreated(),
                null,
                commit);
    }

    private static Status statusOf(ApplicationVersionDescription version) {
        return NativeStates.named(ApplicationVersionStatus.knownValues(), version.statusAsString())
                .map(EnvironmentExplanation::status)
                .orElse(Status.UNKNOWN);
    }

    /** Returns the managed updates to come or under way. */
    private static List<Part> managedActions(
            Connection<ElasticBeanstalkClient> beanstalk, EnvironmentDescription environment) {
        return beanstalk
                .client()
                .describeEnvironmentManagedActions(request -> request.environmentId(environment.environmentId()))
                .managedActions()
                .stream()
                .map(EnvironmentExplanation::part)
                .toList();
    }

    /** Returns the newest of the managed updates that are over. */
    private static List<ManagedActionHistoryItem> managedActionsThatAreOver(
            Connection<ElasticBeanstalkClient> beanstalk, EnvironmentDescription environment) {
        return Pages.of(
                        token -> beanstalk
                                .client()
                                .describeEnvironmentManagedActionHistory(
                                        request -> request.environmentId(environment.environmentId())
                                                .nextToken(token)),
                        reply -> reply.managedActionHistoryItems(),
                        reply -> reply.nextToken())
                .sorted(Newest.first(ManagedActionHistoryItem::executedTime))
                .limit(ACTIONS)
                .toList();
    }

    /** Returns whether a release is what a managed update did: it began while that was under way. */
    private static boolean began(Rollout release, ManagedActionHistoryItem action) {
        return release.startedAt() != null
                && action.executedTime() != null
                && !release.startedAt().isBefore(action.executedTime())
                && (action.finishedTime() == null || !release.startedAt().isAfter(action.finishedTime()));
    }

    private static Problem problem(ManagedActionHistoryItem action) {
        return new Problem(
                action.actionDescription() == null ? action.actionTypeAsString() : action.actionDescription(),
                action.failureTypeAsString(),
                action.failureDescription());
    }

    private static Part part(ManagedAction action) {
        return new Part(
                "managed action",
                action.actionDescription() == null ? action.actionTypeAsString() : action.actionDescription(),
                action.actionId(),
                null,
                NativeStates.named(ActionStatus.knownValues(), action.statusAsString())
                        .map(EnvironmentExplanation::status)
                        .orElse(Status.UNKNOWN),
                action.statusAsString(),
                null,
                null,
                action.windowStartTime() == null ? null : "window from " + action.windowStartTime());
    }

    private static Part part(ManagedActionHistoryItem action) {
        Status status = NativeStates.named(ActionHistoryStatus.knownValues(), action.statusAsString())
                .map(EnvironmentExplanation::status)
                .orElse(Status.UNKNOWN);
        boolean isRefined = status == Status.FAILED && action.failureTypeAsString() != null;
        return new Part(
                "managed action",
                action.actionDescription() == null ? action.actionTypeAsString() : action.actionDescription(),
                action.actionId(),
                null,
                isRefined
                        ? NativeStates.named(FailureType.knownValues(), action.failureTypeAsString())
                                .map(EnvironmentExplanation::status)
                                .orElse(Status.FAILED)
                        : status,
                isRefined ? action.failureTypeAsString() : action.statusAsString(),
                action.executedTime(),
                action.finishedTime(),
                action.failureDescription());
    }
}
