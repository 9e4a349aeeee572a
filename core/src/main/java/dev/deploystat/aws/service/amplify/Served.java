package dev.deploystat.aws.service.amplify;

import dev.deploystat.model.Status;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.amplify.model.JobSummary;

/**
 * What a branch serves, seen from a job that has succeeded.
 *
 * @param state which job it serves
 * @param job the id of the job that it serves instead, or null
 * @param previousRevision what the branch served before the job, as far as that came to light; or null
 */
record Served(State state, String job, String previousRevision) {
    static final Served UNKNOWN = new Served(State.UNKNOWN, null, null);
    static final Served UNREAD = new Served(State.UNREAD, null, null);
    static final Served THIS = new Served(State.THIS, null, null);
    static final Served NOTHING = new Served(State.NOTHING, null, null);

    /** Which job a branch serves. */
    enum State {
        /** Nobody asked, or the branch does not say. */
        UNKNOWN,
        /** The branch may not be read. */
        UNREAD,
        /** This very job. */
        THIS,
        /** A job that came before it: its success has not reached the branch yet. */
        AN_OLDER_ONE,
        /** A job that came after it and has succeeded, too. */
        A_NEWER_ONE,
        /** There is no such branch any more. */
        NOTHING
    }

    /**
     * Returns what it means for a job that a branch names another one as active. The API does not say whether that is the
     * one that is live; one that has not succeeded is not. A job that the list does not hold may be newer than all in it.
     *
     * @param active the id of the job that the branch names
     * @param id the id of the job that has succeeded
     * @param newestFirst all jobs of the branch
     */
    static Served another(String active, String id, List<JobSummary> newestFirst) {
        boolean isListed = newestFirst.stream().anyMatch(job -> id.equals(JobReport.id(job)));
        Optional<JobSummary> newer = newestFirst.stream()
                .takeWhile(job -> isListed && !id.equals(JobReport.id(job)))
                .filter(job -> active.equals(JobReport.id(job)))
                .findFirst();
        if (newer.isEmpty()) {
            return new Served(State.AN_OLDER_ONE, active, null);
        }
        boolean isLive = JobReport.status(newer.get().statusAsString()) == Status.SUCCEEDED;
        return isLive
                ? new Served(
                        State.A_NEWER_ONE,
                        active,
                        JobList.previousRevision(newestFirst, id).orElse(null))
                : UNKNOWN;
    }
}
