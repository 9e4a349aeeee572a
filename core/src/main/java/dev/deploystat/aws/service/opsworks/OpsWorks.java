package dev.deploystat.aws.service.opsworks;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Use;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.opsworks.OpsWorksClient;
import software.amazon.awssdk.services.opsworks.model.App;
import software.amazon.awssdk.services.opsworks.model.Command;
import software.amazon.awssdk.services.opsworks.model.Deployment;
import software.amazon.awssdk.services.opsworks.model.Instance;

/**
 * AWS OpsWorks Stacks: a deployment is one command that somebody ran on a stack or on one of its apps, be it
 * {@code deploy}, {@code rollback} or {@code execute_recipes}.
 *
 * <p>Nothing is rolled back by itself here, so a {@code rollback} or {@code undeploy} that is named by its id and succeeds
 * did what was asked for. As the latest deployment of a stack or app it says that no release is live. The service does not
 * say which version of an app a deployment brings. A deployment's own record does not count instances either: how many are
 * done, and which of them failed, only {@link #explain} finds out. The console went with the service, so there are no links
 * to it. Stacks and apps have no state in which they are being deleted: one that was deleted is not found.
 */
public final class OpsWorks implements SoleKind<OpsWorksClient> {
    private static final int BATCH = 25;

    private static final ServiceInfo INFO = ServiceInfo.builder("opsworks", "AWS OpsWorks Stacks")
            .about("A deployment: one command run on the instances of a stack or app.")
            .calls("N / 25")
            .form("{stack-id:[^/,]+}", "the latest deployment of a stack")
            .form("app/{app-id:[^/,]+}", "the latest deployment of an app")
            .form(
                    "deployment/{deployment-ids:[^/,]+(?:,[^/,]+)*+}",
                    "one deployment, or several with commas between them")
            .arn("opsworks", "stack/{stack-id}/")
            .pin("deployment-id")
            .revisionWord("operating system version of an update_dependencies command; an app's version is not known")
            .batchSize(BATCH)
            .action("opsworks:DescribeDeployments", "history, latest and named deployments")
            .action("opsworks:DescribeCommands", Use.EXPLAIN, "what became of a deployment on each instance")
            .action("opsworks:DescribeInstances", Use.EXPLAIN, "host names of the instances")
            .discoveryAction("opsworks:DescribeStacks")
            .discoveryAction("opsworks:DescribeApps")
            .action("opsworks:DescribeApps", Use.IDLE, "the stack of an app")
            .secret("CustomJson")
            .endOfLife(LocalDate.of(2024, 5, 26), "Move to AWS Systems Manager, which AWS names as its successor.")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(CommandReplies.KIND, CommandReplies.WORDS)
                .and(DeploymentReply.KIND, DeploymentReply.WORDS)
                .note(
                        DeploymentReply.KIND,
                        "successful",
                        "of a stack or app, not by its id: ROLLED_BACK after a rollback, STOPPED after an undeploy")
                .note(
                        DeploymentReply.KIND,
                        "running",
                        "of a stack or app, not by its id: ROLLING_BACK for a rollback, STOPPED for an undeploy")
                .note(
                        DeploymentReply.KIND,
                        "failed",
                        "of a stack or app, not by its id: ROLLBACK_FAILED for a rollback")
                .rows();
    }

    @Override
    public OpsWorksClient connect(Clients clients) {
        return clients.configure(OpsWorksClient.builder()).build();
    }

    @Override
    public Stream<Target> discover(Connection<OpsWorksClient> opsworks) {
        return opsworks.client().describeStacks(request -> {}).stacks().stream()
                .flatMap(stack -> Stream.concat(
                        Stream.of(Targets.of(INFO, Map.of("stack-id", stack.stackId()), null)),
                        opsworks.client().describeApps(request -> request.stackId(stack.stackId())).apps().stream()
                                .map(app -> Targets.of(INFO, Map.of("app-id", app.appId()), null))));
    }

    /** Hands over the whole history at once: the API has neither pages nor filters. */
    @Override
    public Stream<Rollout> history(Connection<OpsWorksClient> opsworks, Target target, HistoryQuery query) {
        return target.has("deployment-ids")
                ? newestFirst(describe(opsworks, split(target.field("deployment-ids"))))
                        .map(DeploymentReply::of)
                : newestFirst(list(opsworks, target)).map(DeploymentReply::ofOwner);
    }

    /**
     * A command on the whole stack is at work on each of its apps, and an order to roll back or to undeploy is until it is
     * over. A target that names its deployments shows them all.
     */
    @Override
    public Stream<Rollout> underWay(Connection<OpsWorksClient> opsworks, Target target, Rollout latest) {
        if (target.has("deployment-ids")) {
            return Stream.empty();
        }
        String app = target.field("app-id");
        return list(opsworks, stack(opsworks, target, latest), null).stream()
                .filter(deployment -> !differs(app, deployment.appId()))
                .map(DeploymentReply::of);
    }

    /** Returns the stack of a target; an app to which nothing was ever deployed has to be asked for its own. */
    private static String stack(Connection<OpsWorksClient> opsworks, Target target, Rollout latest) {
        if (target.has("stack-id")) {
            return target.field("stack-id");
        }
        Object named = latest == null ? null : latest.attributes().get("stackId");
        if (named != null) {
            return named.toString();
        }
        String id = target.field("app-id");
        return Pages.given(opsworks.client()
                        .describeApps(request -> request.appIds(id))
                        .apps())
                .stream()
                .findFirst()
                .map(App::stackId)
                .orElseThrow(() -> ErrorCodes.notListed("OpsWorks has no app " + id));
    }

    /** An app that was undeployed is there. */
    @Override
    public boolean isGone(Rollout latest) {
        return false;
    }

    /** A target of several deployments speaks for all of them and needs no latest one. */
    @Override
    public List<Latest> latest(Connection<OpsWorksClient> opsworks, List<Target> targets) {
        List<Latest> found = new ArrayList<>();
        for (Target target : targets) {
            if (target.has("deployment-ids")) {
                found.add(Latest.asItIs(target));
            } else {
                List<Deployment> deployments =
                        newestFirst(list(opsworks, target)).toList();
                keepEarlier(opsworks, target, deployments);
                found.add(deployments.stream()
                        .findFirst()
                        .map(latest -> Latest.read(target, DeploymentReply.ofOwner(latest)))
                        .orElseGet(() -> Latest.neverDeployed(target, INFO)));
            }
        }
        return found;
    }

    @Override
    public List<Reading> read(Connection<OpsWorksClient> opsworks, List<Target> targets) {
        Map<Target, List<String>> named = new LinkedHashMap<>();
        targets.forEach(target -> named.put(target, ids(target)));
        Map<String, Deployment> found =
                describe(opsworks, named.values().stream().flatMap(List::stream).toList()).stream()
                        .filter(deployment -> deployment.deploymentId() != null)
                        .collect(Collectors.toMap(Deployment::deploymentId, each -> each, (a, b) -> a));
        List<Reading> readings = new ArrayList<>();
        named.forEach((target, ids) -> {
            if (!ids.isEmpty()) {
                readings.add(reading(target, ids, found));
            }
        });
        return readings;
    }

    @Override
    public Rollout explain(Connection<OpsWorksClient> opsworks, Target target, Rollout seen) {
        List<Deployment> deployments = describe(opsworks, ids(target));
        Map<String, Instance> instances = instances(opsworks, deployments);
        List<Event> events = new ArrayList<>();
        List<Command> failed = new ArrayList<>();
        Rollout.Builder explained = seen.toBuilder();
        for (Deployment deployment : deployments) {
            List<Command> commands = opsworks.client()
                    .describeCommands(request -> request.deploymentId(deployment.deploymentId()))
                    .commands();
            String parent = deployments.size() == 1 ? null : deployment.deploymentId();
            explained.parts(CommandReplies.parts(deployment, commands, instances, parent));
            events.addAll(CommandReplies.events(deployment, commands, parent));
            commands.stream()
                    .filter(command -> CommandReplies.status(command) == Status.FAILED)
                    .forEach(failed::add);
            if (deployments.size() == 1) {
                explained.progress(CommandReplies.progress(deployment, commands));
            }
        }
        failed.sort(byTime(Command::completedAt, Comparator.nullsLast(Comparator.naturalOrder())));
        failed.forEach(command -> explained.problem(
                CommandReplies.resource(command),
                command.status(),
                CommandReplies.whyFailed(command, instances.get(command.instanceId()))));
        events.sort(Comparator.comparing(Event::at));
        return explained
                .events(events)
                .flag(Flag.PARTIAL, seen.status() == Status.SUCCEEDED && !failed.isEmpty())
                .build();
    }

    /** The AWS CLI has no calls of this service any more. */
    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {}

    /** Returns the deployments that a target names; none where it only names a stack or an app. */
    private static List<String> ids(Target target) {
        return split(target.isPinned() ? target.deployment() : target.field("deployment-ids"));
    }

    private static List<String> split(String ids) {
        return ids == null
                ? List.of()
                : Arrays.stream(ids.split(",", -1))
                        .filter(id -> !id.isBlank())
                        .distinct()
                        .toList();
    }

    /** Returns the deployments of a stack or app; a call takes one of the two. */
    private static List<Deployment> list(Connection<OpsWorksClient> opsworks, Target target) {
        return list(opsworks, target.field("stack-id"), target.field("app-id"));
    }

    private static List<Deployment> list(Connection<OpsWorksClient> opsworks, String stack, String app) {
        var reply = opsworks.client()
                .describeDeployments(request -> request.stackId(stack).appId(app));
        return reply.hasDeployments() ? reply.deployments() : Pages.given(reply.deployments());
    }

    /** A command takes another time than another one. */
    private static void keepEarlier(Connection<OpsWorksClient> opsworks, Target target, List<Deployment> newestFirst) {
        List<Duration> spans = new ArrayList<>();
        for (Deployment deployment : newestFirst) {
            boolean isAlike =
                    Objects.equals(deployment.command(), newestFirst.get(0).command());
            if (isAlike && DeploymentReply.status(deployment) == Status.SUCCEEDED) {
                Memo.addSpan(spans, WireTimes.parse(deployment.createdAt()), WireTimes.parse(deployment.completedAt()));
            }
        }
        opsworks.memo(target).keepEarlier(spans);
    }

    /** Never asks for an empty list of ids, which the service would take for all deployments there are. */
    private static List<Deployment> describe(Connection<OpsWorksClient> opsworks, List<String> ids) {
        List<Deployment> deployments = new ArrayList<>();
        for (List<String> batch : Batches.of(ids.stream().distinct().toList(), BATCH)) {
            deployments.addAll(opsworks.client()
                    .describeDeployments(request -> request.deploymentIds(batch))
                    .deployments());
        }
        return deployments;
    }

    /** Of deployments without a usable time, or of the same second, the service's own order holds: newest first. */
    private static Stream<Deployment> newestFirst(List<Deployment> deployments) {
        return deployments.stream().sorted(Newest.first(deployment -> WireTimes.parse(deployment.createdAt())));
    }

    private static <T> Comparator<T> byTime(Function<T, String> text, Comparator<Instant> order) {
        return Comparator.comparing(each -> WireTimes.parse(text.apply(each)), order);
    }

    /** Reads a target that names its deployments. It speaks for all of them, so one that is missing leaves it unread. */
    private static Reading reading(Target target, List<String> ids, Map<String, Deployment> found) {
        List<String> missing = ids.stream()
                .filter(id -> !found.containsKey(id) || !isOf(target, found.get(id)))
                .toList();
        if (!missing.isEmpty()) {
            String owner = target.has("deployment-ids") ? "" : " of " + target.resource();
            return Reading.failed(
                    target,
                    ReadError.notFound(
                            INFO.title() + " has no deployment " + String.join(", ", missing) + owner,
                            "Check the ids, the region and the account; 'deploystat list' shows those there are."));
        }
        List<Rollout> rollouts =
                ids.stream().map(found::get).map(DeploymentReply::of).toList();
        return Reading.of(target, rollouts.size() == 1 ? rollouts.get(0) : DeploymentReply.together(rollouts));
    }

    /** An id names its deployment by itself, so one that is pinned to a target has to be looked at for being of it. */
    private static boolean isOf(Target target, Deployment deployment) {
        boolean elsewhere = differs(target.field("stack-id"), deployment.stackId())
                || differs(target.field("app-id"), deployment.appId());
        return !elsewhere
                && (!target.has("deployment-ids")
                        || split(target.field("deployment-ids")).contains(deployment.deploymentId()));
    }

    private static boolean differs(String wanted, String given) {
        return wanted != null && given != null && !wanted.equals(given);
    }

    /**
     * Asks by stack and not by id, because an instance that is gone since would refuse the whole call.
     *
     * @return the instances by id
     */
    private static Map<String, Instance> instances(Connection<OpsWorksClient> opsworks, List<Deployment> deployments) {
        return deployments.stream()
                .map(Deployment::stackId)
                .filter(Objects::nonNull)
                .distinct()
                .flatMap(stack ->
                        opsworks.client().describeInstances(request -> request.stackId(stack)).instances().stream())
                .filter(instance -> instance.instanceId() != null)
                .collect(Collectors.toMap(Instance::instanceId, each -> each, (a, b) -> a));
    }
}
