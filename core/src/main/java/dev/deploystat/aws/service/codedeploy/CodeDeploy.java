package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.OtherName;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Use;
import dev.deploystat.model.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.BatchGetDeploymentGroupsResponse;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;
import software.amazon.awssdk.services.codedeploy.model.TargetStatus;

/**
 * AWS CodeDeploy: a deployment brings a revision to the targets of a deployment group, be they instances, a Lambda
 * function, an ECS service or what CloudFormation replaces.
 *
 * <p>An automatic rollback is a deployment of its own, which succeeds and is then the newest of its group, while the
 * deployment it rolls back stays {@code Failed} or {@code Stopped} for ever. Both therefore look at the other one: what
 * counts is what became of the attempt. A deployment of an old revision that a person starts is one like any other.
 */
public final class CodeDeploy implements SoleKind<CodeDeployClient> {
    private static final String TARGETS = "deploymentTargets";
    private static final String DEPLOYMENT = "deployment";
    private static final String ROLLBACK = "automatic rollback";
    private static final int BATCH = 25;

    private static final ServiceInfo INFO = ServiceInfo.builder("codedeploy", "AWS CodeDeploy")
            .alias("deploy")
            .about("A deployment of a revision to the targets of a deployment group.")
            .calls("N / 25")
            .form("{deployment-id:d-[A-Z0-9]+}", "one deployment")
            .form("{application-name}/{deployment-group-name}", "a deployment group of an application")
            .arn("codedeploy", "deploymentgroup:{application-name}/{deployment-group-name}")
            .pin("deployment-id")
            .revisionWord("S3 location, object version, eTag, commit or AppSpec digest")
            .batchSize(BATCH)
            .action("codedeploy:BatchGetDeployments", "status, counts, errors, rollbacks")
            .action("codedeploy:BatchGetDeploymentGroups", "latest deployment of a group, and whether it was deleted")
            .action("codedeploy:ListDeployments", Use.HISTORY, "history")
            .action("codedeploy:ListDeployments", Use.IDLE, "what else is under way")
            .action("codedeploy:ListDeploymentTargets", Use.EXPLAIN, "targets of a deployment")
            .action("codedeploy:BatchGetDeploymentTargets", Use.EXPLAIN, "lifecycle events and why they failed")
            .action(Logs.GROUP_ACTION, Use.DETAIL, "the last words of the function of a lifecycle event")
            .discoveryAction("codedeploy:ListApplications")
            .discoveryAction("codedeploy:ListDeploymentGroups")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(DEPLOYMENT, DeploymentStatus.knownValues(), CodeDeployOutcome::status)
                .note(
                        DEPLOYMENT,
                        DeploymentStatus.STOPPED,
                        "FAILED when an alarm stopped it; its automatic rollback decides when there is one")
                .note(DEPLOYMENT, DeploymentStatus.FAILED, "its automatic rollback decides when there is one")
                .and(ROLLBACK, DeploymentStatus.knownValues(), CodeDeployOutcome::rollbackStatus)
                .and("target", TargetStatus.knownValues(), DeployedTarget::status)
                .and("lifecycle event", LifecycleEventStatus.knownValues(), LifecycleEvents::status)
                .rows();
    }

    @Override
    public List<String> milestones() {
        return CodeDeployTargets.EVENTS;
    }

    @Override
    public CodeDeployClient connect(Clients clients) {
        return clients.configure(CodeDeployClient.builder()).build();
    }

    @Override
    public Stream<Target> discover(Connection<CodeDeployClient> codeDeploy) {
        return Pages.of(
                        token -> codeDeploy.client().listApplications(request -> request.nextToken(token)),
                        reply -> reply.applications(),
                        reply -> reply.nextToken())
                .flatMap(application -> Pages.of(
                                token -> codeDeploy.client().listDeploymentGroups(request -> request.applicationName(
                                                application)
                                        .nextToken(token)),
                                reply -> reply.deploymentGroups(),
                                reply -> reply.nextToken())
                        .map(group -> Targets.of(
                                INFO, Map.of("application-name", application, "deployment-group-name", group), null)));
    }

    /** The list is cut before the rollbacks are asked for, so that a limit asks for those of its own rows alone. */
    @Override
    public Stream<Rollout> history(Connection<CodeDeployClient> codeDeploy, Target target, HistoryQuery query) {
        if (target.has("deployment-id")) {
            return rollouts(
                    codeDeploy,
                    describe(codeDeploy, List.of(target.field("deployment-id"))).values())
                    .stream();
        }
        Stream<DeploymentInfo> newestFirst =
                new DeploymentList(codeDeploy, target, words(query)).rows(query.after(), query.before(), query.limit());
        return Batches.lazily(newestFirst.iterator(), BATCH, query.limit())
                .flatMap(batch -> rollouts(codeDeploy, batch).stream());
    }

    @Override
    public Stream<Rollout> underWay(Connection<CodeDeployClient> codeDeploy, Target target, Rollout latest) {
        return history(codeDeploy, target, HistoryQuery.underWay());
    }

    @Override
    public Stream<Rollout> underWayOn(Connection<CodeDeployClient> codeDeploy, OtherName target) {
        return new UnderWay(codeDeploy)
                .on(target)
                .flatMap(deployment -> rollouts(codeDeploy, List.of(deployment)).stream());
    }

    @Override
    public List<Latest> latest(Connection<CodeDeployClient> codeDeploy, List<Target> targets) {
        List<Latest> found = new ArrayList<>();
        Map<String, List<Target>> groups = new LinkedHashMap<>();
        for (Target target : targets) {
            if (target.has("deployment-id")) {
                found.add(Latest.of(target, target.field("deployment-id")));
            } else {
                groups.computeIfAbsent(target.field("application-name"), application -> new ArrayList<>())
                        .add(target);
            }
        }
        groups.forEach((application, members) -> found.addAll(latest(codeDeploy, application, members)));
        return found;
    }

    @Override
    public List<Reading> read(Connection<CodeDeployClient> codeDeploy, List<Target> targets) {
        Set<String> ids = targets.stream().map(Target::deployment).collect(Collectors.toSet());
        Map<String, Rollout> rollouts = rollouts(
                        codeDeploy, describe(codeDeploy, ids).values())
                .stream()
                .collect(Collectors.toMap(Rollout::id, rollout -> rollout));
        List<Reading> readings = new ArrayList<>();
        for (Target target : targets) {
            Rollout rollout = rollouts.get(target.deployment());
            if (rollout != null && isOf(target, rollout)) {
                Object group = codeDeploy
                        .memo(target)
                        .get(DeploymentGroupInfo.class, target.deployment())
                        .map(known -> Raw.of(known, Set.of()))
                        .orElse(null);
                readings.add(Reading.of(
                        target,
                        rollout.toBuilder()
                                .attribute("deploymentGroupInfo", group)
                                .build()));
            }
        }
        return readings;
    }

    @Override
    public Optional<Target> container(Rollout deployment) {
        Object application = deployment.attributes().get("applicationName");
        Object group = deployment.attributes().get("deploymentGroupName");
        return application == null || group == null
                ? Optional.empty()
                : Optional.of(Targets.of(
                        INFO,
                        Map.of(
                                "application-name", application.toString(),
                                "deployment-group-name", group.toString()),
                        null));
    }

    /** Groups and applications have no state in which they are being deleted; one that is gone has no deployments. */
    @Override
    public Map<Target, Rollout> withdrawn(Connection<CodeDeployClient> codeDeploy, Map<Target, Rollout> passing) {
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        Map<String, List<Target>> applications = passing.keySet().stream()
                .filter(target -> !target.has("deployment-id"))
                .collect(Collectors.groupingBy(target -> target.field("application-name")));
        applications.forEach((application, targets) -> {
            Map<String, DeploymentGroupInfo> groups = ErrorCodes.unlessKind(
                            Set.of(ErrorKind.NOT_FOUND), INFO, () -> groups(groups(codeDeploy, application, targets)))
                    .orElse(Map.of());
            targets.stream()
                    .filter(target -> !groups.containsKey(target.field("deployment-group-name")))
                    .forEach(target -> withdrawn.put(
                            target,
                            passing.get(target).toBuilder()
                                    .status(Status.STOPPED)
                                    .operation(Operation.DELETE)
                                    .reason("the deployment group was deleted")
                                    .build()));
        });
        return withdrawn;
    }

    @Override
    public Rollout explain(Connection<CodeDeployClient> codeDeploy, Target target, Rollout seen) {
        List<Problem> causes = new ArrayList<>();
        ids(seen, Relation.Kind.ROLLS_BACK)
                .forEach(rolledBack -> causes.addAll(
                        CodeDeployTargets.of(codeDeploy, rolledBack).problems()));
        CodeDeployTargets own = CodeDeployTargets.of(codeDeploy, seen.id());
        causes.addAll(own.problems());
        Rollout.Builder explained = seen.toBuilder().rootCauses(causes);
        own.failedTargets()
                .limit(1)
                .forEach(failed -> explained.command(
                        "deploy", "get-deployment-target", "--deployment-id", seen.id(), "--target-id", failed));
        if (seen.status() == Status.ROLLBACK_FAILED) {
            ids(seen, Relation.Kind.ROLLED_BACK_BY)
                    .forEach(rollback -> explained.problems(
                            CodeDeployTargets.of(codeDeploy, rollback).problems()));
        }
        own.slowest().filter(at -> !seen.status().isFinal()).ifPresent(at -> explained.stage(at.event()));
        return explained
                .parts(own.parts())
                .stages(own.stages(seen))
                .events(own.events(seen))
                .attribute(TARGETS, own.raw())
                .build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command("deploy", "get-deployment", "--deployment-id", seen.id());
        explained.command("deploy", "list-deployment-targets", "--deployment-id", seen.id());
    }

    @Override
    public List<LogTail> lastWords(
            Connection<CodeDeployClient> codeDeploy, Logs logs, Target target, Rollout explained) {
        Object targets = explained.attributes().get(TARGETS);
        List<LogTail> scripts = ScriptWords.of(targets, logs.most());
        return scripts.isEmpty()
                ? new FunctionWords(INFO, logs, codeDeploy.region()).of(explained, ScriptWords.maps(targets))
                : scripts;
    }

    private static Stream<String> ids(Rollout seen, Relation.Kind kind) {
        return seen.related(kind).map(other -> other.field("deployment-id")).filter(Objects::nonNull);
    }

    /** Returns the words the service may filter by; none where a wanted status is not known to stand behind any word. */
    private List<String> words(HistoryQuery query) {
        List<NativeState> states = states().stream()
                .filter(state -> state.kind().equals(DEPLOYMENT) || state.kind().equals(ROLLBACK))
                .toList();
        boolean known = query.statuses().stream().allMatch(wanted -> states.stream()
                .anyMatch(state -> Words.same(wanted, state.status().name()) || Words.same(wanted, state.word())));
        return !known
                ? List.of()
                : Stream.of(DEPLOYMENT, ROLLBACK)
                        .flatMap(kind -> query.nativeWords(() -> states, kind).stream())
                        .distinct()
                        .toList();
    }

    /** Finds the latest deployment of groups of one application. */
    private static List<Latest> latest(
            Connection<CodeDeployClient> codeDeploy, String application, List<Target> targets) {
        BatchGetDeploymentGroupsResponse reply = groups(codeDeploy, application, targets);
        Map<String, DeploymentGroupInfo> groups = groups(reply);
        List<Latest> found = new ArrayList<>();
        for (Target target : targets) {
            String name = target.field("deployment-group-name");
            DeploymentGroupInfo group = groups.get(name);
            if (group == null) {
                String said = reply.errorMessage() == null ? "" : ": " + reply.errorMessage();
                found.add(Latest.none(
                        target,
                        ReadError.notFound(
                                "application " + application + " has no deployment group " + name + said,
                                "Check the name, the region and the account.")));
            } else if (group.lastAttemptedDeployment() == null
                    || group.lastAttemptedDeployment().deploymentId() == null) {
                found.add(Latest.none(
                        target,
                        ReadError.neverDeployed(
                                "nothing was ever deployed to deployment group " + name + " of " + application,
                                "Deploy first, or check the name, the region and the account.")));
            } else {
                String id = group.lastAttemptedDeployment().deploymentId();
                codeDeploy.memo(target).put(DeploymentGroupInfo.class, id, group);
                found.add(Latest.of(target, id));
            }
        }
        return found;
    }

    private static BatchGetDeploymentGroupsResponse groups(
            Connection<CodeDeployClient> codeDeploy, String application, List<Target> targets) {
        return codeDeploy.client().batchGetDeploymentGroups(request -> request.applicationName(application)
                .deploymentGroupNames(targets.stream()
                        .map(target -> target.field("deployment-group-name"))
                        .distinct()
                        .toList()));
    }

    private static Map<String, DeploymentGroupInfo> groups(BatchGetDeploymentGroupsResponse reply) {
        return reply.deploymentGroupsInfo().stream()
                .collect(Collectors.toMap(DeploymentGroupInfo::deploymentGroupName, group -> group, (x, y) -> x));
    }

    /** A deployment that is pinned must be one of what the target names: another group's outcome is no answer. */
    private static boolean isOf(Target target, Rollout rollout) {
        return target.has("deployment-id")
                ? target.field("deployment-id").equals(rollout.id())
                : isSameOrAbsent(
                                target.field("application-name"),
                                rollout.attributes().get("applicationName"))
                        && isSameOrAbsent(
                                target.field("deployment-group-name"),
                                rollout.attributes().get("deploymentGroupName"));
    }

    private static boolean isSameOrAbsent(String asked, Object said) {
        return said == null || said.equals(asked);
    }

    /** Returns deployments by id; those the service does not know are left out of its replies. */
    static Map<String, DeploymentInfo> describe(Connection<CodeDeployClient> codeDeploy, Collection<String> ids) {
        Map<String, DeploymentInfo> found = new LinkedHashMap<>();
        for (List<String> batch : Batches.of(List.copyOf(ids), BATCH)) {
            var reply = codeDeploy.client().batchGetDeployments(request -> request.deploymentIds(batch));
            List<DeploymentInfo> described =
                    reply.hasDeploymentsInfo() ? reply.deploymentsInfo() : Pages.given(reply.deploymentsInfo());
            described.stream()
                    .filter(deployment -> deployment.deploymentId() != null)
                    .forEach(deployment -> found.put(deployment.deploymentId(), deployment));
        }
        return found;
    }

    private static List<Rollout> rollouts(
            Connection<CodeDeployClient> codeDeploy, Collection<DeploymentInfo> deployments) {
        Map<String, DeploymentInfo> known = new LinkedHashMap<>();
        deployments.forEach(deployment -> known.put(deployment.deploymentId(), deployment));
        List<String> others = deployments.stream()
                .map(CodeDeployOutcome::otherEnd)
                .filter(Objects::nonNull)
                .filter(other -> !known.containsKey(other))
                .distinct()
                .toList();
        // What is over never changes again, so polling asks only for the rollbacks under way.
        known.putAll(codeDeploy.memo().getAll(DeploymentInfo.class, others, BATCH, batch -> {
            Map<String, DeploymentInfo> asked = describe(codeDeploy, batch);
            known.putAll(asked);
            asked.values().removeIf(other -> !CodeDeployOutcome.isOver(other));
            return asked;
        }));
        return deployments.stream()
                .map(deployment -> CodeDeployOutcome.rollout(
                        codeDeploy, deployment, known.get(CodeDeployOutcome.otherEnd(deployment))))
                .toList();
    }
}
