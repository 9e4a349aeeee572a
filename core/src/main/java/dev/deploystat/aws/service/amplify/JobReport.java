package dev.deploystat.aws.service.amplify;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Words;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.amplify.AmplifyClient;
import software.amazon.awssdk.services.amplify.model.JobStatus;
import software.amazon.awssdk.services.amplify.model.JobSummary;
import software.amazon.awssdk.services.amplify.model.JobType;
import software.amazon.awssdk.services.amplify.model.Step;

/**
 * What a job says of itself, in our words.
 *
 * @param target the branch, as it was asked for
 * @param app the id of its app
 * @param job the job
 * @param steps its steps; empty where the reply was a list of jobs
 */
record JobReport(Target target, String app, JobSummary job, List<Step> steps) {
    /** The steps that jobs are known to have; the API takes any names. */
    static final List<String> STEPS = List.of("BUILD", "DEPLOY", "VERIFY");

    private static final String APP_ID = "appId";
    /** What stands for whatever is at the head of the branch when the job begins. */
    private static final String MOVING = "HEAD";

    private static final Pattern JOB_ARN = Pattern.compile("(?:[^:]*:){5}apps/([^/]+)/branches/(.+)/jobs/([^/]+)");
    private static final Set<String> SAID_ELSEWHERE = Set.of("jobId", "status", "startTime", "endTime", "jobType");

    /** Maps a job or a step. */
    static Status status(JobStatus value) {
        return switch (value) {
            case CREATED, PENDING -> Status.PENDING;
            case PROVISIONING, RUNNING, CANCELLING -> Status.IN_PROGRESS;
            case SUCCEED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case CANCELLED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(String word) {
        return NativeStates.named(JobStatus.knownValues(), word)
                .map(JobReport::status)
                .orElse(Status.UNKNOWN);
    }

    /** Returns whether a job has succeeded. Of a kind that nobody knows yet, such as a rollback, that is not certain. */
    boolean hasSucceeded() {
        boolean isKnown = job.jobTypeAsString() == null
                || NativeStates.named(JobType.knownValues(), job.jobTypeAsString())
                        .isPresent();
        return isKnown && status(job.statusAsString()) == Status.SUCCEEDED;
    }

    private Status refined(Served served) {
        Status status = status(job.statusAsString());
        if (status != Status.SUCCEEDED) {
            return status;
        }
        if (!hasSucceeded()) {
            return Status.UNKNOWN;
        }
        return switch (served.state()) {
            case UNKNOWN, UNREAD, THIS -> Status.SUCCEEDED;
            case AN_OLDER_ONE -> Status.IN_PROGRESS;
            case A_NEWER_ONE, NOTHING -> Status.STOPPED;
        };
    }

    /**
     * Returns the job as a deployment.
     *
     * @param before what the branch served before it, or null where that is not known
     */
    Rollout.Builder rollout(Connection<AmplifyClient> amplify, Served served, String before) {
        Status status = refined(served);
        Rollout.Builder rollout = Rollout.builder(status, job.statusAsString())
                .id(id())
                .flag(Flag.STOPPING, isOn(JobStatus.CANCELLING))
                .flag(Flag.EARLY, hasSucceeded() && served.state() == Served.State.AN_OLDER_ONE)
                .flag(Flag.SUPERSEDED, hasSucceeded() && served.state() == Served.State.A_NEWER_ONE)
                .flag(Flag.PARTIAL, hasSucceeded() && !failedSteps().isEmpty())
                .operation(served.state() == Served.State.NOTHING ? Operation.DELETE : Operation.UPDATE)
                .revision(revision(job))
                .previousRevision(before)
                .initiator(job.jobTypeAsString())
                .startedAt(job.startTime())
                .finishedAt(status.isFinal() ? job.endTime() : null)
                .stage(status == Status.IN_PROGRESS ? current() : null)
                .stages(stages(status))
                .reason(reason(served))
                .account(Arns.account(job.jobArn()))
                .consoleUrl(amplify.console("/amplify/apps/" + encoded(app) + "/branches/" + encoded(branch())
                        + "/deployments/" + encoded(id())))
                .attribute(APP_ID, app);
        if (served.state() == Served.State.A_NEWER_ONE) {
            rollout.relation(new Relation(Relation.Kind.SUPERSEDED_BY, target.pinnedTo(served.job())));
        }
        Members.keep(rollout, job, SAID_ELSEWHERE);
        describeSteps(rollout);
        return rollout;
    }

    /** Adds what the steps say. */
    void describeSteps(Rollout.Builder rollout) {
        if (!steps.isEmpty()) {
            long done = steps.stream()
                    .filter(step -> status(step.statusAsString()) == Status.SUCCEEDED)
                    .count();
            rollout.progress(Progress.of(done, steps.size(), "steps"));
        }
        for (int index = 0; index < steps.size(); index++) {
            rollout.part(part(steps.get(index), index + 1));
        }
        // That a job was cancelled is no problem of its steps.
        failedSteps().stream()
                .filter(step -> hasSucceeded() || status(step.statusAsString()) == Status.FAILED)
                .forEach(step -> rollout.problem(
                        step.stepName(),
                        step.statusReason() == null ? step.statusAsString() : null,
                        step.statusReason()));
        rollout.attribute("steps", Raw.of(steps, Set.of()));
    }

    /** Two steps may have one name. */
    private static Part part(Step step, int number) {
        String detail = Stream.of(step.statusReason(), step.context())
                .filter(text -> text != null && !text.isBlank())
                .collect(Collectors.joining("; "));
        return new Part(
                "step",
                step.stepName() == null ? "step " + number : step.stepName(),
                String.valueOf(number),
                null,
                status(step.statusAsString()),
                step.statusAsString(),
                step.startTime(),
                status(step.statusAsString()).isFinal() ? step.endTime() : null,
                detail.isEmpty() ? null : detail);
    }

    private List<Step> failedSteps() {
        return steps.stream()
                .filter(step -> switch (status(step.statusAsString())) {
                    case FAILED, STOPPED -> true;
                    case PENDING, IN_PROGRESS, SUCCEEDED, UNKNOWN, ROLLING_BACK, ROLLED_BACK, ROLLBACK_FAILED -> false;
                })
                .toList();
    }

    private String current() {
        int number = number();
        return number == 0 ? null : steps.get(number - 1).stepName();
    }

    /** Returns the number of the step that is under way, counted from 1, or 0 where none is. */
    private int number() {
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            if (step.stepName() != null && status(step.statusAsString()) == Status.IN_PROGRESS) {
                return index + 1;
            }
        }
        return 0;
    }

    /** Nothing shows where requests go before a job has succeeded; one that has, and is not live, is at no stage. */
    private Stages stages(Status status) {
        return switch (status) {
            case PENDING -> Stages.of(List.of(), Stages.Traffic.NOT_ALL);
            case IN_PROGRESS ->
                hasSucceeded()
                        ? Stages.of(List.of(), Stages.Traffic.NOT_ALL)
                        : Stages.of(
                                        steps.stream()
                                                .filter(step -> isReached(status(step.statusAsString())))
                                                .map(Step::stepName)
                                                .filter(Objects::nonNull)
                                                .toList(),
                                        Stages.Traffic.UNKNOWN)
                                .at(number(), steps.size());
            case SUCCEEDED, FAILED, STOPPED, UNKNOWN, ROLLING_BACK, ROLLED_BACK, ROLLBACK_FAILED -> Stages.UNKNOWN;
        };
    }

    private static boolean isReached(Status step) {
        return step == Status.SUCCEEDED || step == Status.IN_PROGRESS;
    }

    private String reason(Served served) {
        List<String> said = new ArrayList<>();
        if (hasSucceeded()) {
            String because =
                    switch (served.state()) {
                        case UNKNOWN, THIS -> null;
                        case UNREAD -> "whether it is live could not be read (" + Amplify.GET_BRANCH + ")";
                        case AN_OLDER_ONE -> "it has succeeded, but the branch serves job " + served.job();
                        case A_NEWER_ONE -> "the branch serves job " + served.job() + " by now";
                        case NOTHING -> "the branch was deleted";
                    };
            said.add(because);
        } else if (status(job.statusAsString()) == Status.SUCCEEDED) {
            said.add("what a job of the type " + job.jobTypeAsString() + " does is not known");
        }
        // Last, since they end in a command. The links themselves are signed: who has one needs no permission.
        failedSteps().stream()
                .filter(step -> step.logUrl() != null && step.stepName() != null)
                .map(step -> "the link to the log of " + step.stepName() + ": " + logCommand(step))
                .forEach(said::add);
        String reason = said.stream().filter(Objects::nonNull).collect(Collectors.joining("; "));
        return reason.isEmpty() ? null : reason;
    }

    private String logCommand(Step step) {
        return ShellCommand.line(
                "aws",
                "amplify",
                "get-job",
                "--app-id",
                app,
                "--branch-name",
                branch(),
                "--job-id",
                id(),
                "--output",
                "text",
                "--query",
                "job.steps[?stepName=='" + step.stepName().replace("'", "\\'") + "'].logUrl");
    }

    /** Returns when the job and its steps began and ended, as far as it is known. */
    List<Event> events() {
        List<Event> events = new ArrayList<>();
        events.add(new Event(job.startTime(), null, job.jobTypeAsString(), job.commitMessage()));
        for (Step step : steps) {
            boolean isOver = status(step.statusAsString()).isFinal();
            events.add(new Event(step.startTime(), step.stepName(), null, step.context()));
            events.add(new Event(
                    isOver ? step.endTime() : null, step.stepName(), step.statusAsString(), step.statusReason()));
        }
        boolean isOver = status(job.statusAsString()).isFinal();
        events.add(new Event(isOver ? job.endTime() : null, null, job.statusAsString(), null));
        return events.stream()
                .filter(event -> event.at() != null)
                .sorted((a, b) -> a.at().compareTo(b.at()))
                .toList();
    }

    /** Returns what a job brings; null for a commit that is another one tomorrow, and where files were uploaded. */
    static String revision(JobSummary job) {
        String commit = job.commitId();
        return commit == null || commit.isBlank() || Words.same(commit, MOVING) ? null : commit;
    }

    String id() {
        return id(job);
    }

    /** Returns the id of a job, or null. Replies that announce a job may have it in the ARN only. */
    static String id(JobSummary job) {
        return plain(job.jobId() == null ? Arns.last(job.jobArn()) : job.jobId());
    }

    /** Returns an id as the API takes it; ARNs have it with zeros before it. Zero is no job; null for null. */
    static String plain(String id) {
        return id != null && id.matches("[0-9]+") ? id.replaceFirst("^0+", "") : id;
    }

    /** Returns whether a job is one of a branch, as far as its ARN says so. */
    static boolean isOf(JobSummary job, String app, String branch) {
        Matcher arn = JOB_ARN.matcher(job.jobArn() == null ? "" : job.jobArn());
        return !arn.matches()
                || (arn.group(1).equals(app)
                        && slashed(arn.group(2)).equals(slashed(branch))
                        && plain(arn.group(3)).equals(id(job)));
    }

    private static String slashed(String branch) {
        return branch.replace("%2F", "/").replace("%2f", "/");
    }

    private boolean isOn(JobStatus value) {
        return Words.same(value.toString(), job.statusAsString());
    }

    private String branch() {
        return target.field(Amplify.BRANCH);
    }

    /** Returns the id of the app of a job. */
    static String app(Rollout rollout) {
        return (String) rollout.attributes().get(APP_ID);
    }

    private static String encoded(String piece) {
        return URLEncoder.encode(piece, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
