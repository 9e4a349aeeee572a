package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Words;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iot.model.AbortCriteria;
import software.amazon.awssdk.services.iot.model.Job;
import software.amazon.awssdk.services.iot.model.JobExecutionFailureType;
import software.amazon.awssdk.services.iot.model.JobProcessDetails;
import software.amazon.awssdk.services.iot.model.TargetSelection;

/** How many devices of a job have come how far. */
final class JobCounts {
    private static final double WHOLE = 100;

    private final JobProcessDetails counts;
    private final boolean isContinuous;
    private final boolean isRollingOut;

    private JobCounts(Job job) {
        counts = job.jobProcessDetails();
        isContinuous = isContinuous(job);
        isRollingOut = !counts.processingTargets().isEmpty() || Boolean.TRUE.equals(job.isConcurrent());
    }

    /** Returns the counts of a job; empty where one is missing, for that is not the same as none. */
    static Optional<JobCounts> of(Job job) {
        JobProcessDetails details = job == null ? null : job.jobProcessDetails();
        boolean isWhole = details != null
                && Stream.of(
                                details.numberOfQueuedThings(),
                                details.numberOfInProgressThings(),
                                details.numberOfSucceededThings(),
                                details.numberOfFailedThings(),
                                details.numberOfRejectedThings(),
                                details.numberOfTimedOutThings(),
                                details.numberOfCanceledThings(),
                                details.numberOfRemovedThings())
                        .allMatch(count -> count != null);
        return isWhole ? Optional.of(new JobCounts(job)) : Optional.empty();
    }

    /** Returns whether a job goes on for the things that join its group. */
    static boolean isContinuous(Job job) {
        return Words.same(TargetSelection.CONTINUOUS.toString(), job.targetSelectionAsString());
    }

    /** Returns whether there are devices that the job has not been given to yet, however many others are done. */
    boolean isRollingOut() {
        return isRollingOut;
    }

    int queued() {
        return counts.numberOfQueuedThings();
    }

    int open() {
        return queued() + counts.numberOfInProgressThings();
    }

    int succeeded() {
        return counts.numberOfSucceededThings();
    }

    /** Returns how many devices are over without success. What left the group of a job that goes on is no member of it. */
    int missed() {
        return failed() + counts.numberOfCanceledThings() + removed();
    }

    private int failed() {
        return counts.numberOfFailedThings() + counts.numberOfRejectedThings() + counts.numberOfTimedOutThings();
    }

    private int removed() {
        return isContinuous ? 0 : counts.numberOfRemovedThings();
    }

    boolean hasBegun() {
        return counts.numberOfInProgressThings() + succeeded() + missed() > 0;
    }

    /** Returns how many are over; how many there are is open while more are on their way. */
    Progress progress() {
        int over = succeeded() + missed();
        return Progress.of(over, isRollingOut ? 0 : over + open(), "devices");
    }

    /** Returns whether failures have reached the rate at which a job is aborted. */
    boolean reaches(AbortCriteria criteria) {
        int executed = succeeded() + failed();
        boolean isEnough = criteria.minNumberOfExecutedThings() != null
                && criteria.thresholdPercentage() != null
                && criteria.failureTypeAsString() != null
                && executed > 0
                && executed >= criteria.minNumberOfExecutedThings();
        return isEnough && WHOLE * ofType(criteria) / executed >= criteria.thresholdPercentage();
    }

    private int ofType(AbortCriteria criteria) {
        return switch (NativeStates.named(
                criteria.failureTypeAsString(), JobExecutionFailureType.UNKNOWN_TO_SDK_VERSION)) {
            case FAILED -> counts.numberOfFailedThings();
            case REJECTED -> counts.numberOfRejectedThings();
            case TIMED_OUT -> counts.numberOfTimedOutThings();
            case ALL -> failed();
            case UNKNOWN_TO_SDK_VERSION -> 0;
        };
    }

    /** Returns how many devices failed in which way. */
    List<Problem> failures() {
        return Stream.of(
                        problem("FAILED", counts.numberOfFailedThings()),
                        problem("REJECTED", counts.numberOfRejectedThings()),
                        problem("TIMED_OUT", counts.numberOfTimedOutThings()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns how many devices were left out. */
    List<Problem> omissions() {
        return Stream.of(problem("CANCELED", counts.numberOfCanceledThings()), problem("REMOVED", removed()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Problem> problem(String word, int devices) {
        return devices == 0
                ? Optional.empty()
                : Optional.of(new Problem(null, word, "devices that are " + word + ": " + devices));
    }
}
