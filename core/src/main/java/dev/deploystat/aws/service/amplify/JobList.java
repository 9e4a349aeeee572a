package dev.deploystat.aws.service.amplify;

import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.amplify.model.JobSummary;

/**
 * Which jobs of a branch came after which. The API promises no order, filters by nothing, and leaves out when a job starts
 * that waits; its ids are numbers that rise, but a job that is run again may keep its number. So the start counts, and a job
 * without one stands behind all that have a lower number.
 */
final class JobList {
    private JobList() {}

    /**
     * Returns the jobs of a list, newest first. Where the first of them are in that order, so are the others, and they are
     * read as they are taken; else all are read.
     *
     * @param many how many of them show the order
     */
    static Stream<JobSummary> newestFirst(Iterator<JobSummary> listed, int many) {
        List<JobSummary> jobs = new ArrayList<>();
        while (jobs.size() < many && listed.hasNext()) {
            jobs.add(listed.next());
        }
        if (!jobs.equals(newestFirst(jobs))) {
            listed.forEachRemaining(jobs::add);
            return newestFirst(jobs).stream();
        }
        return Stream.concat(
                jobs.stream(),
                StreamSupport.stream(Spliterators.spliteratorUnknownSize(listed, Spliterator.ORDERED), false));
    }

    private record Placed(JobSummary job, Instant started) {}

    private static List<JobSummary> newestFirst(List<JobSummary> jobs) {
        List<Placed> placed = new ArrayList<>();
        Instant last = Instant.MIN;
        for (JobSummary job :
                jobs.stream().sorted((a, b) -> compareNumbers(a, b)).toList()) {
            Instant started = job.startTime() == null ? last : job.startTime();
            last = started.isAfter(last) ? started : last;
            placed.add(0, new Placed(job, started));
        }
        return placed.stream()
                .sorted((a, b) -> b.started().compareTo(a.started()))
                .map(Placed::job)
                .toList();
    }

    /** Ids are longer than what a number of Java holds. */
    private static int compareNumbers(JobSummary a, JobSummary b) {
        String one = digits(a);
        String other = digits(b);
        return one.length() == other.length() ? one.compareTo(other) : Integer.compare(one.length(), other.length());
    }

    private static String digits(JobSummary job) {
        return JobReport.id(job).replaceAll("\\D", "").replaceFirst("^0+", "");
    }

    /** Returns what the newest success before a job brought; empty where that is not known. */
    static Optional<String> previousRevision(List<JobSummary> newestFirst, String id) {
        return newestFirst.stream()
                .dropWhile(job -> !id.equals(JobReport.id(job)))
                .skip(1)
                .filter(job -> JobReport.status(job.statusAsString()) == Status.SUCCEEDED)
                .findFirst()
                .map(JobReport::revision);
    }
}
