package dev.deploystat.aws.service.codepipeline;

import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Use;
import dev.deploystat.model.Verdict;
import dev.deploystat.model.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.codepipeline.model.ActionExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.ConditionExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.ExecutionMode;
import software.amazon.awssdk.services.codepipeline.model.ListActionExecutionsResponse;
import software.amazon.awssdk.services.codepipeline.model.PipelineDeclaration;
import software.amazon.awssdk.services.codepipeline.model.PipelineExecution;
import software.amazon.awssdk.services.codepipeline.model.PipelineExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.PipelineExecutionSummary;
import software.amazon.awssdk.services.codepipeline.model.RuleExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.SourceRevision;
import software.amazon.awssdk.services.codepipeline.model.StageExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.StageState;

/**
 * AWS CodePipeline: a deployment is an execution of a pipeline, which takes source revisions through its stages.
 *
 * <p>An automatic rollback is an execution of its own, which succeeds and is then the newest, while the one it rolls back
 * stays {@code Failed}; both look at the other one. The state of a stage is that of the latest execution in it, so it
 * shows an execution only while no newer one has entered: how far an older one came is known to its actions. A pipeline has
 * no state in which it is being deleted: it is not found then, and neither are its executions.
 *
 * <p>A look takes two calls: the list of executions, which alone has times and shows what came after, and the state of
 * the stages, or the actions where executions run in parallel. A failure takes the pipeline's declaration once more.
 */
public final class CodePipeline implements SoleKind<CodePipeline.Apis> {
    private static final int PAGE = 20;

    static final ServiceInfo INFO = ServiceInfo.builder("codepipeline", "AWS CodePipeline")
            .alias("pipeline")
            .about("An execution of a pipeline: one run of source revisions through its stages.")
            .calls("2 N: the list of executions and the state of the stages")
            .form("{pipeline-name:[A-Za-z0-9.@_-]+}", "a pipeline")
            .arn("codepipeline", "{pipeline-name}")
            .pin("pipeline-execution-id")
            .revisionWord("source revision: commit, image digest or object version")
            .action("codepipeline:ListPipelineExecutions", "status, times, history, rollbacks")
            .action("codepipeline:GetPipelineState", "stages, approvals, transitions, retries")
            .action("codepipeline:GetPipelineExecution", "an execution older than the newest " + PAGE)
            .action("codepipeline:GetPipeline", "whether a failed stage rolls back by itself, or was skipped")
            .action("codepipeline:ListActionExecutions", "actions and why they failed")
            .action("codebuild:BatchGetBuilds", Use.EXPLAIN, "why a build failed")
            .action(Logs.ACTION, Use.DETAIL, "the last words of a build")
            .discoveryAction("codepipeline:ListPipelines")
            .secret("EnvironmentVariables")
            .secret("ParameterOverrides")
            .build();

    /**
     * The clients of a pipeline and of what it builds with.
     *
     * @param pipelines the client of CodePipeline
     * @param builds the client of CodeBuild, which alone knows why a build failed
     */
    public record Apis(CodePipelineClient pipelines, CodeBuildClient builds) implements AutoCloseable {
        @Override
        public void close() {
            pipelines.close();
            builds.close();
        }
    }

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of("execution", PipelineExecutionStatus.knownValues(), PipelineOutcome::status)
                .note(
                        "execution",
                        PipelineExecutionStatus.IN_PROGRESS,
                        "PENDING while it is queued and no stage has taken it")
                .note(
                        "execution",
                        PipelineExecutionStatus.FAILED,
                        "its automatic rollback decides when there is one; IN_PROGRESS while a stage is retried")
                .and("rollback", PipelineExecutionStatus.knownValues(), PipelineOutcome::rollbackStatus)
                .and("stage", StageExecutionStatus.knownValues(), StageStates::status)
                .and("condition", ConditionExecutionStatus.knownValues(), StageConditions::status)
                .and("rule", RuleExecutionStatus.knownValues(), StageConditions::status)
                .and("action", ActionExecutionStatus.knownValues(), PipelineActions::status)
                .rows();
    }

    @Override
    public Apis connect(Clients clients) {
        return new Apis(
                clients.configure(CodePipelineClient.builder()).build(),
                clients.configure(CodeBuildClient.builder()).build());
    }

    @Override
    public Stream<Target> discover(Connection<Apis> codePipeline) {
        return Pages.of(
                        token -> codePipeline.client().pipelines().listPipelines(request -> request.nextToken(token)),
                        reply -> reply.pipelines(),
                        reply -> reply.nextToken())
                .map(pipeline -> Targets.of(INFO, Map.of("pipeline-name", pipeline.name()), null));
    }

    @Override
    public List<String> milestones(Connection<Apis> codePipeline, Target target) {
        return stages(codePipeline, name(target)).stream()
                .map(StageState::stageName)
                .toList();
    }

    /** The service lists the newest first, so what takes an execution back or overtakes it is met before it. */
    @Override
    public Stream<Rollout> history(Connection<Apis> codePipeline, Target target, HistoryQuery query) {
        List<PipelineExecutionSummary> met = new ArrayList<>();
        int page = query.pageSize() != null ? query.pageSize() : query.limit() > 0 && query.limit() < 100 ? PAGE : 100;
        return Pages.of(
                        token -> codePipeline
                                .client()
                                .pipelines()
                                .listPipelineExecutions(request -> request.pipelineName(name(target))
                                        .maxResults(page)
                                        .nextToken(token)),
                        reply -> Pages.given(reply.pipelineExecutionSummaries()),
                        reply -> reply.nextToken())
                .peek(met::add)
                .filter(execution -> !target.isPinned() || target.deployment().equals(execution.pipelineExecutionId()))
                .map(execution -> new PipelineOutcome(name(target), execution, List.copyOf(met), target.isPinned())
                        .rollout(codePipeline)
                        .build());
    }

    @Override
    public Stream<Rollout> underWay(Connection<Apis> codePipeline, Target target, Rollout latest) {
        return history(codePipeline, target, HistoryQuery.underWay());
    }

    @Override
    public List<Latest> latest(Connection<Apis> codePipeline, List<Target> targets) {
        return targets.stream()
                .map(target -> {
                    List<PipelineExecutionSummary> newest = newest(codePipeline, target);
                    return newest.isEmpty()
                            ? Latest.none(
                                    target,
                                    ReadError.neverDeployed(
                                            "pipeline " + name(target) + " has not run yet",
                                            "Start it, or check the name, the region and the account."))
                            : Latest.read(target, look(codePipeline, target, newest.get(0), newest));
                })
                .toList();
    }

    @Override
    public List<Reading> read(Connection<Apis> codePipeline, List<Target> targets) {
        List<Reading> readings = new ArrayList<>();
        for (Target target : targets) {
            List<PipelineExecutionSummary> newest = newest(codePipeline, target);
            newest.stream()
                    .filter(execution -> target.deployment().equals(execution.pipelineExecutionId()))
                    .findFirst()
                    .or(() -> older(codePipeline, target))
                    .ifPresent(found -> readings.add(Reading.of(target, look(codePipeline, target, found, newest))));
        }
        return readings;
    }

    @Override
    public Rollout explain(Connection<Apis> codePipeline, Target target, Rollout seen) {
        PipelineActions actions = allActions(codePipeline, target, seen.id());
        List<String> failed = actions.failedBuilds(codePipeline.region());
        Optional<FailedBuilds> builds = failed.isEmpty()
                ? Optional.of(FailedBuilds.NONE)
                : ErrorCodes.unlessKind(
                        Set.of(ErrorKind.DENIED),
                        INFO,
                        () -> new FailedBuilds(codePipeline
                                .client()
                                .builds()
                                .batchGetBuilds(request -> request.ids(failed))
                                .builds()));
        builds.ifPresent(known -> codePipeline.memo().put(FailedBuilds.class, seen.id(), known));
        Rollout.Builder explained = actions.explain(codePipeline.region(), seen, builds.orElse(FailedBuilds.NONE));
        if (seen.status().verdict() == Verdict.FAIL) {
            explained.command(
                    "codepipeline",
                    "list-action-executions",
                    "--pipeline-name",
                    name(target),
                    "--filter",
                    "pipelineExecutionId=" + seen.id());
        }
        actions.unreadBuilds(codePipeline.region(), builds).ifPresent(explained::unread);
        if (builds.isEmpty()) {
            explained.unread(ErrorCodes.refused(
                    "AccessDeniedException",
                    "why the build failed is for CodeBuild to tell",
                    "codebuild:BatchGetBuilds"));
        }
        return explained.build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command("codepipeline", "get-pipeline-state", "--name", name(target));
        explained.command(
                "codepipeline",
                "get-pipeline-execution",
                "--pipeline-name",
                name(target),
                "--pipeline-execution-id",
                seen.id());
    }

    @Override
    public List<LogTail> lastWords(Connection<Apis> codePipeline, Logs logs, Target target, Rollout explained) {
        return codePipeline
                .memo()
                .get(FailedBuilds.class, explained.id())
                .orElse(FailedBuilds.NONE)
                .lastWords(codePipeline, logs);
    }

    private static String name(Target target) {
        return target.field("pipeline-name");
    }

    private static List<PipelineExecutionSummary> newest(Connection<Apis> codePipeline, Target target) {
        var reply = codePipeline.client().pipelines().listPipelineExecutions(request -> request.pipelineName(
                        name(target))
                .maxResults(PAGE));
        List<PipelineExecutionSummary> listed = reply.hasPipelineExecutionSummaries()
                ? reply.pipelineExecutionSummaries()
                : Pages.given(reply.pipelineExecutionSummaries());
        List<PipelineExecutionSummary> newest = listed.stream()
                .sorted(Newest.first(PipelineExecutionSummary::startTime))
                .toList();
        List<Duration> spans = new ArrayList<>();
        for (PipelineExecutionSummary execution : newest) {
            if (PipelineOutcome.isRelease(execution)) {
                Memo.addSpan(spans, execution.startTime(), execution.lastUpdateTime());
            }
        }
        codePipeline.memo(target).keepEarlier(spans);
        return newest;
    }

    /** Returns an execution that is not among the newest; it comes without times, unless an earlier look had them. */
    private static Optional<PipelineExecutionSummary> older(Connection<Apis> codePipeline, Target target) {
        PipelineExecution execution = codePipeline
                .client()
                .pipelines()
                .getPipelineExecution(
                        request -> request.pipelineName(name(target)).pipelineExecutionId(target.deployment()))
                .pipelineExecution();
        if (execution == null || !target.deployment().equals(execution.pipelineExecutionId())) {
            return Optional.empty();
        }
        PipelineExecutionSummary.Builder older = codePipeline
                .memo()
                .get(PipelineExecutionSummary.class, execution.pipelineExecutionId())
                .map(PipelineExecutionSummary::toBuilder)
                .orElseGet(PipelineExecutionSummary::builder)
                .lastUpdateTime(null);
        return Optional.of(older.pipelineExecutionId(execution.pipelineExecutionId())
                .status(execution.statusAsString())
                .statusSummary(execution.statusSummary())
                .sourceRevisions(execution.artifactRevisions().stream()
                        .map(artifact -> SourceRevision.builder()
                                .actionName(artifact.name())
                                .revisionId(artifact.revisionId())
                                .revisionSummary(artifact.revisionSummary())
                                .revisionUrl(artifact.revisionUrl())
                                .build())
                        .toList())
                .trigger(execution.trigger())
                .executionMode(execution.executionModeAsString())
                .executionType(execution.executionTypeAsString())
                .rollbackMetadata(execution.rollbackMetadata())
                .build());
    }

    private static Rollout look(
            Connection<Apis> codePipeline,
            Target target,
            PipelineExecutionSummary execution,
            List<PipelineExecutionSummary> newest) {
        if (execution.pipelineExecutionId() != null) {
            codePipeline.memo().put(PipelineExecutionSummary.class, execution.pipelineExecutionId(), execution);
        }
        PipelineOutcome outcome = new PipelineOutcome(name(target), execution, newest, target.isPinned());
        if (!outcome.isOnItsWay() && !outcome.hasEndedInAStage()) {
            return outcome.rollout(codePipeline).build();
        }
        if (Words.same(ExecutionMode.PARALLEL.toString(), execution.executionModeAsString())) {
            return inParallel(codePipeline, target, outcome);
        }
        StageStates states = new StageStates(name(target), execution, stages(codePipeline, name(target)));
        boolean rollsBack = outcome.mayBeRolledBack()
                && states.hasFailed()
                && declaration(codePipeline, target, null)
                        .map(states::rollsBack)
                        .orElse(false);
        return outcome.rollout(codePipeline, states, rollsBack).build();
    }

    /** A success is judged by all its actions: a stage that a condition skipped has none, and nothing else shows it. */
    private static Rollout inParallel(Connection<Apis> codePipeline, Target target, PipelineOutcome outcome) {
        String id = outcome.execution().pipelineExecutionId();
        if (!outcome.isRelease()) {
            PipelineActions first =
                    new PipelineActions(actions(codePipeline, target, id, null).actionExecutionDetails());
            return first.read(name(target), outcome.rollout(codePipeline)).build();
        }
        PipelineActions all = allActions(codePipeline, target, id);
        Rollout.Builder rollout = outcome.rollout(codePipeline);
        Optional<PipelineDeclaration> declaration = declaration(codePipeline, target, all.version());
        if (declaration.isEmpty()) {
            rollout.unread(ErrorCodes.refused(
                    "AccessDeniedException",
                    "whether stages were skipped is for the pipeline's declaration to tell",
                    "codepipeline:GetPipeline"));
        } else {
            all.withMissed(rollout, declaration.get());
        }
        return rollout.build();
    }

    private static PipelineActions allActions(Connection<Apis> codePipeline, Target target, String execution) {
        return new PipelineActions(Pages.of(
                        token -> actions(codePipeline, target, execution, token),
                        reply -> reply.actionExecutionDetails(),
                        reply -> reply.nextToken())
                .toList());
    }

    private static List<StageState> stages(Connection<Apis> codePipeline, String pipeline) {
        return codePipeline
                .client()
                .pipelines()
                .getPipelineState(request -> request.name(pipeline))
                .stageStates();
    }

    /**
     * Returns how a pipeline is set up, where that may be read. It is asked for once: what counts is how it was when the
     * execution ran.
     *
     * @param version which version of it, or null for the present one
     */
    private static Optional<PipelineDeclaration> declaration(
            Connection<Apis> codePipeline, Target target, Integer version) {
        return codePipeline
                .memo(target)
                .get(PipelineDeclaration.class, String.valueOf(version), () -> ErrorCodes.unlessDenied(
                                codePipeline.memo(target), "codepipeline:GetPipeline", INFO, () -> codePipeline
                                        .client()
                                        .pipelines()
                                        .getPipeline(request ->
                                                request.name(name(target)).version(version)))
                        .map(reply -> reply.pipeline()));
    }

    private static ListActionExecutionsResponse actions(
            Connection<Apis> codePipeline, Target target, String execution, String token) {
        return codePipeline.client().pipelines().listActionExecutions(request -> request.pipelineName(name(target))
                .filter(filter -> filter.pipelineExecutionId(execution))
                .nextToken(token));
    }
}
