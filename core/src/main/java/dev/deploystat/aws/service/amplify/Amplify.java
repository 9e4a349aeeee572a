package dev.deploystat.aws.service.amplify;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.amplify.AmplifyClient;
import software.amazon.awssdk.services.amplify.model.App;
import software.amazon.awssdk.services.amplify.model.Branch;
import software.amazon.awssdk.services.amplify.model.GetBranchResponse;
import software.amazon.awssdk.services.amplify.model.Job;
import software.amazon.awssdk.services.amplify.model.JobStatus;
import software.amazon.awssdk.services.amplify.model.JobSummary;

/**
 * AWS Amplify Hosting: a job builds a branch of an app and deploys it. A preview of a pull request is a branch of its own.
 *
 * <p>A job's success says that it was deployed, and the branch says which job it serves: a success that is not served is
 * none yet, or none any more. Amplify takes nothing back by itself; who goes back runs an earlier job again, under whatever
 * id. Apps and branches have no state in which they are being deleted, they are gone at once.
 */
public final class Amplify implements SoleKind<AmplifyClient> {
    static final String APP = "app-id";
    static final String BRANCH = "branch-name";
    private static final String JOB = "job";
    static final String GET_BRANCH = "amplify:GetBranch";
    private static final String CHECK = "Check the name, the region and the account.";
    private static final int PAGE = 50;
    private static final int APPS_PAGE = 100;

    static final ServiceInfo INFO = ServiceInfo.builder("amplify", "AWS Amplify Hosting")
            .about("A job, which builds and deploys a branch of an app.")
            .calls(
                    "N; one more for each job that has succeeded, for what its branch serves; for apps by name the list of all apps, once")
            .form("{app-id}/{branch-name}", "a branch of an app; the app by its id, or by its name")
            .arn("amplify", "apps/{app-id}/branches/{branch-name:.+}/jobs/{#:[0-9]+}")
            .arn("amplify", "apps/{app-id}/branches/{branch-name}")
            .pin("job-id")
            .revisionWord("commit id; a job that was started for HEAD, or from files, names none")
            .action("amplify:ListJobs", "history and latest job")
            .action("amplify:GetJob", "status, steps, why a step failed")
            .action(GET_BRANCH, "which job is live; whether there is such a branch; its backend")
            .action("amplify:ListApps", "apps by their names; finding targets")
            .discoveryAction("amplify:ListBranches")
            .secret("environmentVariables")
            .secret("basicAuthCredentials")
            // Links that are signed, or may be.
            .secret("sourceUrl")
            .secret("logUrl")
            .secret("artifactsUrl")
            .secret("testArtifactsUrl")
            .secret("testConfigUrl")
            .secret("screenshots")
            .secret("thumbnailUrl")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(JOB, JobStatus.knownValues(), JobReport::status)
                .note(
                        JOB,
                        JobStatus.SUCCEED,
                        "IN_PROGRESS while the branch still serves an older job, STOPPED once it serves a newer one")
                .and("step", JobStatus.knownValues(), JobReport::status)
                .rows();
    }

    @Override
    public List<String> milestones() {
        return JobReport.STEPS;
    }

    @Override
    public AmplifyClient connect(Clients clients) {
        return clients.configure(AmplifyClient.builder()).build();
    }

    @Override
    public Stream<Target> discover(Connection<AmplifyClient> amplify) {
        return apps(amplify).flatMap(app -> Pages.of(
                        token -> amplify.client().listBranches(request -> request.appId(app.appId())
                                .maxResults(PAGE)
                                .nextToken(token)),
                        reply -> reply.branches(),
                        reply -> reply.nextToken())
                .map(branch -> Targets.of(INFO, Map.of(APP, app.appId(), BRANCH, branch.branchName()), null)));
    }

    /** Where the app is there, it is the branch that was misspelt. */
    @Override
    public List<String> neighbours(Connection<AmplifyClient> amplify, Target target) {
        String app = target.field(APP);
        if (!AppIds.isId(app)) {
            return amplify.client().listApps(request -> request.maxResults(APPS_PAGE)).apps().stream()
                    .map(other -> other.name() + "/" + target.field(BRANCH))
                    .toList();
        }
        return amplify.client().listBranches(request -> request.appId(app).maxResults(PAGE)).branches().stream()
                .map(branch -> app + "/" + branch.branchName())
                .toList();
    }

    @Override
    public Stream<Rollout> history(Connection<AmplifyClient> amplify, Target target, HistoryQuery query) {
        int size = query.page(PAGE);
        return ids(amplify)
                .ask(target, app -> jobs(amplify, target, app, size)
                        .takeWhile(job -> !query.isPast(job.startTime()))
                        .map(job -> new JobReport(target, app, job, List.of())
                                .rollout(amplify, Served.UNKNOWN, null)
                                .source(job)
                                .build()))
                .orElseThrow(() -> AppIds.notThere(noBranch(target)));
    }

    /** A call reads one job; the list of apps by name serves many. */
    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.spread(targets, targets.size());
    }

    @Override
    public Stream<Rollout> underWay(Connection<AmplifyClient> amplify, Target target, Rollout latest) {
        return history(amplify, target, HistoryQuery.underWay());
    }

    @Override
    public List<Latest> latest(Connection<AmplifyClient> amplify, List<Target> targets) {
        AppIds ids = ids(amplify);
        return targets.stream()
                .map(target -> ids.ask(target, app -> latest(amplify, target, app))
                        .orElseGet(() -> Latest.none(target, ReadError.notFound(noBranch(target), CHECK))))
                .toList();
    }

    @Override
    public List<Reading> read(Connection<AmplifyClient> amplify, List<Target> targets) {
        AppIds ids = ids(amplify);
        return targets.stream()
                .flatMap(target -> ids
                        .ask(target, app -> job(amplify, target, app).map(job -> look(amplify, target, app, job)))
                        .flatMap(found -> found)
                        .map(rollout -> Reading.of(target, rollout))
                        .stream())
                .toList();
    }

    /** A build may deploy a backend as a stack of CloudFormation, which then knows why it failed. */
    @Override
    public Rollout explain(Connection<AmplifyClient> amplify, Target target, Rollout seen) {
        String app = JobReport.app(seen);
        Optional<Job> job = seen.source(Job.class);
        Rollout.Builder explained = seen.toBuilder();
        job.or(() -> job(amplify, target, app)).ifPresent(known -> {
            JobReport report = new JobReport(target, app, known.summary(), known.steps());
            if (job.isEmpty()) {
                report.describeSteps(explained);
            }
            explained.events(report.events());
        });
        if (seen.status() == Status.FAILED) {
            addBackend(amplify, target, app, explained);
        }
        return explained.build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "amplify",
                "get-job",
                "--app-id",
                JobReport.app(seen),
                "--branch-name",
                target.field(BRANCH),
                "--job-id",
                seen.id());
        explained.command(
                "amplify", "list-jobs", "--app-id", JobReport.app(seen), "--branch-name", target.field(BRANCH));
    }

    private static void addBackend(
            Connection<AmplifyClient> amplify, Target target, String app, Rollout.Builder failure) {
        Optional<Optional<GetBranchResponse>> asked =
                unlessDenied(amplify, target, () -> AppIds.unlessGone(() -> branch(amplify, target, app)));
        if (asked.isEmpty()) {
            failure.unread(ErrorCodes.refused(
                    "UnauthorizedException", "whether it deploys a backend is for the branch to tell", GET_BRANCH));
        }
        asked.flatMap(reply -> reply)
                .map(GetBranchResponse::branch)
                .map(Branch::backend)
                .ifPresent(backend -> failure.relation(Relation.Kind.STARTED, "cloudformation", backend.stackArn()));
    }

    private static Latest latest(Connection<AmplifyClient> amplify, Target target, String app) {
        List<JobSummary> newest = jobs(amplify, target, app, PAGE).limit(PAGE).toList();
        if (newest.isEmpty()) {
            return Latest.none(
                    target,
                    ReadError.neverDeployed(
                            "nothing was deployed to branch " + target.field(BRANCH) + " of Amplify app "
                                    + target.field(APP) + " yet",
                            "Start a job, or check the name, the region and the account."));
        }
        List<Duration> spans = new ArrayList<>();
        for (JobSummary job : newest) {
            if (JobReport.status(job.statusAsString()) == Status.SUCCEEDED) {
                Memo.addSpan(spans, job.startTime(), job.endTime());
            }
        }
        amplify.memo(target).keepEarlier(spans);
        String id = JobReport.id(newest.get(0));
        JobList.previousRevision(newest, id)
                .ifPresent(previous -> amplify.memo(target).put(String.class, "before " + id, previous));
        return Latest.of(target, id);
    }

    /** What a branch serves is asked after the job, so that it is never the older of the two answers. */
    private static Rollout look(Connection<AmplifyClient> amplify, Target target, String app, Job job) {
        JobReport report = new JobReport(target, app, job.summary(), job.steps());
        Served served = report.hasSucceeded() ? served(amplify, target, app, report.id()) : Served.UNKNOWN;
        String before =
                amplify.memo(target).get(String.class, "before " + report.id()).orElse(served.previousRevision());
        return report.rollout(amplify, served, before).source(job).build();
    }

    private static Served served(Connection<AmplifyClient> amplify, Target target, String app, String id) {
        Optional<Optional<GetBranchResponse>> asked =
                unlessDenied(amplify, target, () -> AppIds.unlessGone(() -> branch(amplify, target, app)));
        if (asked.isEmpty()) {
            return Served.UNREAD;
        }
        if (asked.get().isEmpty()) {
            return Served.NOTHING;
        }
        Branch branch = asked.get().get().branch();
        String active = branch == null ? null : JobReport.plain(branch.activeJobId());
        if (active == null || active.isBlank()) {
            return Served.UNKNOWN;
        }
        return active.equals(id)
                ? Served.THIS
                : Served.another(active, id, jobs(amplify, target, app, PAGE).toList());
    }

    private static GetBranchResponse branch(Connection<AmplifyClient> amplify, Target target, String app) {
        return amplify.client().getBranch(request -> request.appId(app).branchName(target.field(BRANCH)));
    }

    /** Returns the job that a target is pinned to; empty where the reply is about another one. */
    private static Optional<Job> job(Connection<AmplifyClient> amplify, Target target, String app) {
        String id = JobReport.plain(target.deployment());
        String branch = target.field(BRANCH);
        return Optional.ofNullable(amplify.client()
                        .getJob(request -> request.appId(app).branchName(branch).jobId(id))
                        .job())
                .filter(job -> job.summary() != null
                        && id.equals(JobReport.id(job.summary()))
                        && JobReport.isOf(job.summary(), app, branch));
    }

    /** Returns the jobs of a branch, newest first. What may be an empty list of a branch that is not there is told apart. */
    private static Stream<JobSummary> jobs(Connection<AmplifyClient> amplify, Target target, String app, int pageSize) {
        String branch = target.field(BRANCH);
        Iterator<JobSummary> listed = Pages.of(
                        token -> amplify.client().listJobs(request -> request.appId(app)
                                .branchName(branch)
                                .maxResults(pageSize)
                                .nextToken(token)),
                        reply -> Pages.given(reply.jobSummaries()),
                        reply -> reply.nextToken())
                .filter(job -> JobReport.id(job) != null && JobReport.isOf(job, app, branch))
                .iterator();
        if (!listed.hasNext()) {
            unlessDenied(amplify, target, () -> branch(amplify, target, app));
        }
        return JobList.newestFirst(listed, PAGE);
    }

    private static Stream<App> apps(Connection<AmplifyClient> amplify) {
        return Pages.of(
                token -> amplify.client()
                        .listApps(request -> request.maxResults(APPS_PAGE).nextToken(token)),
                reply -> reply.apps(),
                reply -> reply.nextToken());
    }

    private static AppIds ids(Connection<AmplifyClient> amplify) {
        return new AppIds(amplify, apps(amplify));
    }

    private static <T> Optional<T> unlessDenied(Connection<AmplifyClient> amplify, Target target, Supplier<T> call) {
        return ErrorCodes.unlessDenied(amplify.memo(target), GET_BRANCH, INFO, call);
    }

    private static String noBranch(Target target) {
        return "there is no branch " + target.field(BRANCH) + " of an Amplify app " + target.field(APP);
    }
}
