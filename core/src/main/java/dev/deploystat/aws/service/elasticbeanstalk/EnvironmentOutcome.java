package dev.deploystat.aws.service.elasticbeanstalk;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticbeanstalk.ElasticBeanstalkClient;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentDescription;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentStatus;

/**
 * What an environment, its events and its instances come to. The status of an environment only says whether something is
 * done to it: it is {@code Ready} after a failure and after a rollback, too.
 */
final class EnvironmentOutcome {
    static final String ENVIRONMENT_ID = "environmentId";
    /** How long health and instances may take to follow a release that is through; AWS gives no figure. */
    private static final Duration RECOVERY = Duration.ofMinutes(5);

    private EnvironmentOutcome() {}

    static Status status(EnvironmentStatus value) {
        return switch (value) {
            case LAUNCHING, UPDATING, LINKING_FROM, LINKING_TO -> Status.IN_PROGRESS;
            case ABORTING -> Status.ROLLING_BACK;
            case READY -> Status.SUCCEEDED;
            case TERMINATING, TERMINATED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Maps the status of an environment alone. */
    static Status status(EnvironmentDescription environment) {
        return NativeStates.named(EnvironmentStatus.knownValues(), environment.statusAsString())
                .map(EnvironmentOutcome::status)
                .orElse(Status.UNKNOWN);
    }

    /** Returns whether a release is through as far as environment and events say, so that only instances can object. */
    static boolean isThrough(EnvironmentDescription environment, Release release) {
        return status(environment, release) == Status.SUCCEEDED;
    }

    private static Status status(EnvironmentDescription environment, Release release) {
        Status own = status(environment);
        if (own != Status.SUCCEEDED) {
            return own;
        }
        if (Boolean.TRUE.equals(environment.abortableOperationInProgress())) {
            return Status.IN_PROGRESS;
        }
        Status outcome = release.outcome();
        boolean isBack = outcome == Status.FAILED
                && !release.leavesMixture()
                && release.versionLabel() != null
                && environment.versionLabel() != null
                && !release.versionLabel().equals(environment.versionLabel());
        return isBack ? Status.ROLLED_BACK : outcome;
    }

    /**
     * Returns the last release of an environment.
     *
     * @param previous the version before it, or null
     */
    static Rollout rollout(
            Connection<ElasticBeanstalkClient> beanstalk,
            EnvironmentDescription environment,
            Release release,
            String previous,
            Instances instances) {
        if (isWithoutEvent(environment, release)) {
            return withoutEvent(beanstalk, environment);
        }
        Status status = status(environment, release);
        Rollout.Builder rollout = Rollout.builder(status, environment.statusAsString())
                .id(release.id())
                .operation(release.operation(), release.nativeOperation())
                .startedAt(release.startedAt())
                .account(Arns.account(environment.environmentArn()))
                .progress(instances.progress())
                .problems(release.problems(environment.environmentName()))
                .source(environment);
        describeRevision(rollout, status, environment, release, previous);
        Members.keep(rollout, environment, Set.of("status"));
        if (environment.environmentId() != null) {
            rollout.consoleUrl(beanstalk.console(
                    "/elasticbeanstalk/home#/environment/dashboard?environmentId=" + environment.environmentId()));
        }
        if (release.startedAt() != null) {
            // Without a beginning the gate would take this time for one, and it changes without a release.
            rollout.updatedAt(release.lastSeen());
        }
        switch (status) {
            case SUCCEEDED -> succeeded(rollout, environment, release, instances);
            case FAILED, ROLLED_BACK, ROLLBACK_FAILED ->
                rollout.reason(release.whyNot()).finishedAt(release.finishedAt());
            case STOPPED ->
                rollout.operation(Operation.DELETE, environment.statusAsString())
                        .reason(deletion(environment));
            case ROLLING_BACK -> rollout.reason("the update is being aborted");
            case IN_PROGRESS -> rollout.doom(release.certainFailure()).reason(open(environment, release));
            case PENDING, UNKNOWN -> {}
        }
        return rollout.build();
    }

    /**
     * Returns whether an environment is at work on something of which there is no event yet: the last release is over,
     * and the next one may have begun. What became of the one says nothing of the other.
     */
    static boolean isWithoutEvent(EnvironmentDescription environment, Release release) {
        boolean isAtWork = status(environment) == Status.IN_PROGRESS
                && release.finishedAt() != null
                && !release.isBeforeMaintenance();
        return isAtWork
                && (release.hasSucceeded()
                        || (environment.dateUpdated() != null
                                && environment.dateUpdated().isAfter(release.finishedAt())));
    }

    /** Returns what is done to an environment as long as there is no event of it. */
    static Rollout withoutEvent(Connection<ElasticBeanstalkClient> beanstalk, EnvironmentDescription environment) {
        Rollout nothing = rollout(beanstalk, environment, Release.last(List.of()), null, Instances.UNKNOWN);
        return nothing.toBuilder()
                .status(Status.IN_PROGRESS)
                .reason("something is done to the environment that no event tells of yet")
                .build();
    }

    /** Returns a release that newer ones have followed: its events are all that is left of it. */
    static Rollout past(Release release, EnvironmentDescription environment) {
        Status outcome = release.outcome();
        Status status = outcome == Status.IN_PROGRESS ? Status.UNKNOWN : outcome;
        return Rollout.builder(status, release.verdict())
                .id(release.id())
                .operation(release.operation(), release.nativeOperation())
                .flag(Flag.PARTIAL, release.isPartial())
                .revision(release.versionLabel())
                .startedAt(release.startedAt())
                .finishedAt(release.finishedAt())
                .reason(status == Status.UNKNOWN ? "its events do not say how it ended" : release.whyNot())
                .problems(release.problems(environment.environmentName()))
                .account(Arns.account(environment.environmentArn()))
                .attribute(ENVIRONMENT_ID, environment.environmentId())
                .build();
    }

    /** Returns what a deletion makes of a release, as far as it is one. */
    static Rollout deleted(Rollout passing, String word, String why) {
        return passing.toBuilder()
                .status(Status.STOPPED)
                .operation(Operation.DELETE, word)
                .reason(why)
                .build();
    }

    static String deletion(EnvironmentDescription environment) {
        boolean isOver = NativeStates.named(EnvironmentStatus.knownValues(), environment.statusAsString())
                .filter(EnvironmentStatus.TERMINATED::equals)
                .isPresent();
        return isOver ? "the environment was deleted" : "the environment is being deleted";
    }

    /**
     * An environment may show the label from before until an update of it is over, and again after a failure. What one under
     * way brings is known where its events name it, or that label is new; who asks for the label may mean it all the same.
     */
    private static void describeRevision(
            Rollout.Builder rollout,
            Status status,
            EnvironmentDescription environment,
            Release release,
            String previous) {
        boolean isUndone = status.verdict() == Verdict.FAIL && status != Status.STOPPED;
        boolean isNew = release.operation() == Operation.CREATE
                || (previous != null && !previous.equals(environment.versionLabel()));
        boolean isOpen = !status.isFinal() && !isNew;
        String revision = isUndone || isOpen ? release.versionLabel() : environment.versionLabel();
        rollout.revision(revision).previousRevision(previous);
        if (!status.isFinal()) {
            Stream.of(environment.versionLabel(), release.versionLabel())
                    .filter(label -> label != null && !label.equals(revision))
                    .forEach(rollout::revisionName);
        }
    }

    private static String open(EnvironmentDescription environment, Release release) {
        if (status(environment) != Status.SUCCEEDED) {
            return release.hasSucceeded() ? "something else is done to the environment since its last release" : null;
        }
        return Boolean.TRUE.equals(environment.abortableOperationInProgress())
                ? "the environment is Ready, and an update of it that can be aborted goes on"
                : "the environment is Ready, and no event says yet how the update ended";
    }

    /** Health and instances may need a while to follow. After that, what they say is how it is. */
    private static void succeeded(
            Rollout.Builder rollout, EnvironmentDescription environment, Release release, Instances instances) {
        String colour = environment.healthAsString();
        String word = environment.healthStatusAsString();
        Status health = Health.status(colour, word);
        Status members = instances.status();
        boolean isIll = health == Status.FAILED;
        boolean isSettled = isSettled(release, instances);
        rollout.finishedAt(release.finishedAt())
                .flag(Flag.UNHEALTHY, isIll)
                .flag(Flag.PARTIAL, release.isPartial())
                .problems(instances.problems());
        String said = Stream.of(word, colour).filter(Objects::nonNull).collect(Collectors.joining(", "));
        if (isIll) {
            rollout.problem(
                    environment.environmentName(),
                    word == null ? colour : word,
                    "the health of the environment is " + said);
        }
        if (health == Status.UNKNOWN || members == Status.UNKNOWN) {
            rollout.status(Status.UNKNOWN).reason("what health or instances report is not known: " + said);
        } else if (isSettled && (isIll || members == Status.FAILED)) {
            rollout.flag(Flag.PARTIAL).reason(isIll ? "the environment is ill: " + said : "not all instances have it");
        } else if (!isSettled && (isIll || members != Status.SUCCEEDED)) {
            rollout.status(Status.IN_PROGRESS)
                    .finishedAt(null)
                    .flag(Flag.EARLY)
                    .reason(
                            isIll
                                    ? "the update is complete, but the health of the environment is " + said
                                    : "the update is complete, but not all instances report it yet");
        }
    }

    /** No reply says what time it is, but each was made at some time at the earliest. */
    private static boolean isSettled(Release release, Instances instances) {
        Instant now = Stream.of(release.lastSeen(), instances.refreshedAt())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        return release.finishedAt() == null || now.isAfter(release.finishedAt().plus(RECOVERY));
    }
}
