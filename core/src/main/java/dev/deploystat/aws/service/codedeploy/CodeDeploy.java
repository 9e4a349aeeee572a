package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
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
    private static final String DEPLOYMENT = "deployment";
    private static final String ROLLBACK = "automatic rollback";
    private static final int BATCH = 25;
    private static final List<Integer> WINDOW_DAYS = List.of(7, 30, 180);
    private static final Duration OVERLAP = Duration.ofSeconds(1);

    private static final ServiceInfo INFO = ServiceInfo.builder("codedeploy", "AWS CodeDeploy")
            .alias("deploy")
            .about("A deployment of a revision to the targets of a deployment group.")
            .form("{deployment-id:d-[A-Z0-9]+}", "one deployment")
            .form("{application-name}/{deployment-group-name}", "a deployment group of an application")
            .arn("codedeploy", "deploymentgroup:{application-name}/{deployment-group-name}")
            .pin("deployment-id")
            .revisionWord("S3 location, object version, eTag, commit or AppSpec digest")
            .batchSize(BATCH)
            .action("codedeploy:BatchGetDeployments", "status, counts, errors, rollbacks")
            .action("codedeploy:BatchGetDeploymentGroups", "latest deployment of a group")
            .action("codedeploy:ListDeployments", "history")
            .action("codedeploy:ListDeploymentTargets", "targets of a deployment")
            .action("codedeploy:BatchGetDeploymentTargets", "lifecycle events and why they failed")
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
                .and("target", TargetStatus.knownValues(), CodeDeployTargets::status)
                .and("lifecycle event", LifecycleEventStatus.knownValues(), CodeDeployTargets::status)
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

    /**
     * The order of ListDeployments is not stated, so a stretch of time must be read whole before its newest deployment
     * is known. The stretches grow, so that a few recent deployments do not cost reading years of them.
     */
    @Override
    public Stream<Rollout> history(Connection<CodeDeployClient> codeDeploy, Target target, HistoryQuery query) {
        if (target.has("deployment-id")) {
            return rollouts(
                    codeDeploy,
                    describe(codeDeploy, List.of(target.field("deployment-id"))).values())
                    .stream();
        }
        List<String> words = words(query);
        Set<String> known = new HashSet<>();
        return windows(query).stream().flatMap(window -> {
            List<String> ids =
                    list(codeDeploy, target, window, words).filter(known::add).toList();
            List<DeploymentInfo> newestFirst = describe(codeDeploy, ids).values().stream()
                    .sorted(Newest.first(DeploymentInfo::createTime))
                    .toList();
            return rollouts(codeDeploy, newestFirst).stream();
        });
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
        return explained
                .parts(own.parts())
                .stages(own.stages(seen))
                .events(own.events(seen))
                .attribute("deploymentTargets", own.raw())
                .build();
    }

    private static Stream<String> ids(Rollout seen, Relation.Kind kind) {
        return seen.related(kind).map(other -> other.field("deployment-id")).filter(Objects::nonNull);
    }

    /** A stretch of creation times; null leaves an end open. */
    private record Window(Instant start, Instant end) {}

    /** Cuts the time asked for into windows, newest first. They overlap: whether their ends belong to them is not stated. */
    private static List<Window> windows(HistoryQuery query) {
        boolean past = query.before() != null && query.before().isBefore(query.now());
        // Whole days, so that asking again asks the same: a recorded run can then be replayed.
        Instant newest = (past ? query.before() : query.now()).truncatedTo(ChronoUnit.DAYS);
        List<Window> windows = new ArrayList<>();
        Instant end = query.before();
        for (int days : WINDOW_DAYS) {
            Instant start = newest.minus(Duration.ofDays(days));
            if (query.after() != null && !query.after().isBefore(start)) {
                break;
            }
            windows.add(new Window(start, end));
            end = start.plus(OVERLAP);
        }
        windows.add(new Window(query.after(), end));
        return windows;
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

    private static Stream<String> list(
            Connection<CodeDeployClient> codeDeploy, Target target, Window window, List<String> words) {
        return Pages.of(
                token -> codeDeploy.client().listDeployments(request -> {
                    request.applicationName(target.field("application-name"))
                            .deploymentGroupName(target.field("deployment-group-name"))
                            .createTimeRange(time -> time.start(window.start()).end(window.end()))
                            .nextToken(token);
                    if (!words.isEmpty()) {
                        request.includeOnlyStatusesWithStrings(words);
                    }
                }),
                reply -> reply.deployments(),
                reply -> reply.nextToken());
    }

    /** Finds the latest deployment of groups of one application. */
    private static List<Latest> latest(
            Connection<CodeDeployClient> codeDeploy, String application, List<Target> targets) {
        var reply = codeDeploy.client().batchGetDeploymentGroups(request -> request.applicationName(application)
                .deploymentGroupNames(targets.stream()
                        .map(target -> target.field("deployment-group-name"))
                        .distinct()
                        .toList()));
        Map<String, DeploymentGroupInfo> groups = reply.deploymentGroupsInfo().stream()
                .collect(Collectors.toMap(DeploymentGroupInfo::deploymentGroupName, group -> group, (x, y) -> x));
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
                        ReadError.notFound(
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
    private static Map<String, DeploymentInfo> describe(
            Connection<CodeDeployClient> codeDeploy, Collection<String> ids) {
        Map<String, DeploymentInfo> found = new LinkedHashMap<>();
        for (List<String> batch : Batches.of(List.copyOf(ids), BATCH)) {
            codeDeploy.client().batchGetDeployments(request -> request.deploymentIds(batch)).deploymentsInfo().stream()
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
