package dev.deploystat.aws.service.opsworks;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
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
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Use;
import dev.deploystat.model.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.opsworks.OpsWorksClient;
import software.amazon.awssdk.services.opsworks.model.Command;
import software.amazon.awssdk.services.opsworks.model.Deployment;
import software.amazon.awssdk.services.opsworks.model.DeploymentCommand;
import software.amazon.awssdk.services.opsworks.model.Instance;

/**
 * AWS OpsWorks Stacks: a deployment is one command that somebody ran on a stack or on one of its apps, be it
 * {@code deploy}, {@code rollback} or {@code execute_recipes}.
 *
 * <p>Nothing is rolled back by itself here, so a {@code rollback} or {@code undeploy} that is named by its id and succeeds
 * did what was asked for. As the latest deployment of a stack or app it says that no release is live. The service does not say which version of an app a deployment brings. A
 * deployment's own record does not count instances either: how many are done, and which of them failed, only
 * {@link #explain} finds out. The console went with the service, so there are no links to it. Stacks and apps have no state
 * in which they are being deleted: one that was deleted is not found.
 */
public final class OpsWorks implements SoleKind<OpsWorksClient> {
    private static final String DEPLOYMENT = "deployment";
    private static final String COMMAND = "command";
    private static final int BATCH = 25;

    /** The words of deployments, which are plain text in the API: what its documentation lists. */
    private static final Map<String, Status> DEPLOYMENT_WORDS =
            Map.of("running", Status.IN_PROGRESS, "successful", Status.SUCCEEDED, "failed", Status.FAILED);

    /** The words of commands, which are plain text too. */
    private static final Map<String, Status> COMMAND_WORDS = Map.of(
            "pending", Status.PENDING,
            "successful", Status.SUCCEEDED,
            "skipped", Status.STOPPED,
            "failed", Status.FAILED);

    /** Which status speaks for several deployments: the first of these that one of them has. */
    private static final List<Status> WORST_FIRST = List.of(
            Status.ROLLBACK_FAILED,
            Status.FAILED,
            Status.ROLLED_BACK,
            Status.STOPPED,
            Status.ROLLING_BACK,
            Status.UNKNOWN,
            Status.IN_PROGRESS,
            Status.PENDING,
            Status.SUCCEEDED);

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
        return NativeStates.of(COMMAND, COMMAND_WORDS)
                .and(DEPLOYMENT, DEPLOYMENT_WORDS)
                .note(
                        DEPLOYMENT,
                        "successful",
                        "of a stack or app, not by its id: ROLLED_BACK after a rollback, STOPPED after an undeploy")
                .note(
                        DEPLOYMENT,
                        "running",
                        "of a stack or app, not by its id: ROLLING_BACK for a rollback, STOPPED for an undeploy")
                .note(DEPLOYMENT, "failed", "of a stack or app, not by its id: ROLLBACK_FAILED for a rollback")
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
                        .map(OpsWorks::rollout)
                : newestFirst(list(opsworks, target)).map(OpsWorks::ofOwner);
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
                .map(OpsWorks::rollout);
    }

    /** Returns the stack of a target; an app to which nothing was ever deployed has to be asked for its own. */
    private static String stack(Connection<OpsWorksClient> opsworks, Target target, Rollout latest) {
        if (target.has("stack-id")) {
            return target.field("stack-id");
        }
        Object named = latest == null ? null : latest.attributes().get("stackId");
        return named != null
                ? named.toString()
                : Pages.given(opsworks.client()
                                .describeApps(request -> request.appIds(target.field("app-id")))
                                .apps())
                        .get(0)
                        .stackId();
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
                        .map(latest -> Latest.read(target, ofOwner(latest)))
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
            explained.parts(parts(deployment, commands, instances, parent));
            events.addAll(events(deployment, commands, parent));
            commands.stream()
                    .filter(command -> status(COMMAND_WORDS, command.status()) == Status.FAILED)
                    .forEach(failed::add);
            if (deployments.size() == 1) {
                explained.progress(progress(deployment, commands));
            }
        }
        failed.sort(byTime(Command::completedAt, Comparator.nullsLast(Comparator.naturalOrder())));
        failed.forEach(command -> explained.problem(
                resource(command), command.status(), whyFailed(command, instances.get(command.instanceId()))));
        events.sort(Comparator.comparing(Event::at));
        return explained
                .events(events)
                .flag(Flag.PARTIAL, seen.status() == Status.SUCCEEDED && !failed.isEmpty())
                .build();
    }

    /** The AWS CLI has no calls of this service any more. */
    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {}

    private static Status status(Map<String, Status> table, String word) {
        return table.entrySet().stream()
                .filter(row -> Words.same(row.getKey(), word))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Status.UNKNOWN);
    }

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
            if (isAlike && status(DEPLOYMENT_WORDS, deployment.status()) == Status.SUCCEEDED) {
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
                ids.stream().map(found::get).map(OpsWorks::rollout).toList();
        return Reading.of(target, rollouts.size() == 1 ? rollouts.get(0) : together(rollouts));
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

    private static Rollout rollout(Deployment deployment) {
        DeploymentCommand command = deployment.command();
        String commandName = command == null ? null : command.nameAsString();
        Map<String, List<String>> commandArgs = command == null ? Map.of() : command.args();
        return Rollout.builder(status(DEPLOYMENT_WORDS, deployment.status()), deployment.status())
                .id(deployment.deploymentId())
                .operation(operation(commandName), commandName == null ? null : commandName.toUpperCase(Locale.ROOT))
                .revision(Optional.ofNullable(commandArgs.get("upgrade_os_to")).stream()
                        .flatMap(List::stream)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null))
                .initiator(deployment.iamUserArn())
                .createdAt(WireTimes.parse(deployment.createdAt()))
                .finishedAt(WireTimes.parse(deployment.completedAt()))
                .attribute("stackId", deployment.stackId())
                .attribute("appId", deployment.appId())
                .attribute("commandName", commandName)
                .attribute("commandArgs", commandArgs)
                .attribute("comment", deployment.comment())
                .attribute("customJson", deployment.customJson())
                .attribute("duration", deployment.duration())
                .attribute("instanceIds", deployment.instanceIds())
                .source(deployment)
                .build();
    }

    /** Returns a deployment as one of a stack or app: who asks for these waits for a release, and not for its end. */
    private static Rollout ofOwner(Deployment deployment) {
        Rollout rollout = rollout(deployment);
        if (rollout.operation() == Operation.ROLLBACK) {
            return rollout.toBuilder()
                    .status(ofRollback(rollout.status()))
                    .reason("somebody ordered to bring back the version before")
                    .build();
        }
        boolean isTakenAway = rollout.operation() == Operation.DELETE && rollout.status() != Status.FAILED;
        return isTakenAway && rollout.status() != Status.UNKNOWN
                ? rollout.toBuilder()
                        .status(Status.STOPPED)
                        .reason("somebody ordered to undeploy the app")
                        .build()
                : rollout;
    }

    private static Status ofRollback(Status status) {
        return switch (status) {
            case IN_PROGRESS -> Status.ROLLING_BACK;
            case SUCCEEDED -> Status.ROLLED_BACK;
            case FAILED -> Status.ROLLBACK_FAILED;
            case PENDING, ROLLING_BACK, ROLLED_BACK, ROLLBACK_FAILED, STOPPED, UNKNOWN -> status;
        };
    }

    private static Operation operation(String commandName) {
        if (commandName == null) {
            return null;
        }
        return switch (commandName.toLowerCase(Locale.ROOT)) {
            case "deploy" -> Operation.UPDATE;
            case "rollback" -> Operation.ROLLBACK;
            case "undeploy" -> Operation.DELETE;
            default -> Operation.OTHER;
        };
    }

    /** Returns what several deployments are as one: as bad as the worst of them, over when all of them are. */
    private static Rollout together(List<Rollout> rollouts) {
        Rollout worst = rollouts.stream()
                .min(Comparator.comparingInt(rollout -> WORST_FIRST.indexOf(rollout.status())))
                .orElseThrow();
        long ended =
                rollouts.stream().filter(rollout -> rollout.status().isFinal()).count();
        return Rollout.builder(worst.status(), worst.nativeStatus())
                .id(rollouts.stream().map(Rollout::id).collect(Collectors.joining(",")))
                .operation(common(rollouts, Rollout::operation), common(rollouts, Rollout::nativeOperation))
                .revision(common(rollouts, Rollout::revision))
                .initiator(common(rollouts, Rollout::initiator))
                .createdAt(times(rollouts, Rollout::createdAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null))
                .finishedAt(
                        ended < rollouts.size()
                                ? null
                                : times(rollouts, Rollout::finishedAt)
                                        .max(Comparator.naturalOrder())
                                        .orElse(null))
                .progress(Progress.of(ended, rollouts.size(), "deployments"))
                .reason(whichFailed(rollouts))
                .parts(rollouts.stream().map(OpsWorks::part).toList())
                .attribute(
                        "deployments", rollouts.stream().map(OpsWorks::members).toList())
                .source(rollouts.stream()
                        .map(each -> each.source(Deployment.class).orElse(null))
                        .toList())
                .build();
    }

    private static Stream<Instant> times(List<Rollout> rollouts, Function<Rollout, Instant> time) {
        return rollouts.stream().map(time).filter(Objects::nonNull);
    }

    /** Returns what all have in common, or null. */
    private static <T> T common(List<Rollout> rollouts, Function<Rollout, T> member) {
        T first = member.apply(rollouts.get(0));
        return rollouts.stream().map(member).allMatch(other -> Objects.equals(first, other)) ? first : null;
    }

    private static String whichFailed(List<Rollout> rollouts) {
        List<String> failed = rollouts.stream()
                .filter(rollout -> rollout.status() == Status.FAILED)
                .map(Rollout::id)
                .toList();
        return failed.isEmpty()
                ? null
                : failed.size() + " of " + rollouts.size() + " deployments failed: " + String.join(", ", failed);
    }

    private static Part part(Rollout rollout) {
        Map<String, Object> members = rollout.attributes();
        return new Part(
                DEPLOYMENT,
                rollout.id(),
                null,
                rollout.status(),
                rollout.nativeStatus(),
                rollout.createdAt(),
                rollout.finishedAt(),
                line(": ", Stream.of(members.get("commandName"), members.get("comment"))));
    }

    /** Returns one of several deployments as the API's members, which as one rollout they could not all keep. */
    private static Map<String, Object> members(Rollout rollout) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("deploymentId", rollout.id());
        members.put("status", rollout.nativeStatus());
        members.put("createdAt", text(rollout.createdAt()));
        members.put("completedAt", text(rollout.finishedAt()));
        members.put("iamUserArn", rollout.initiator());
        members.putAll(rollout.attributes());
        members.values().removeIf(Objects::isNull);
        return members;
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

    /** Returns a part for each command and for each instance that has none yet. */
    private static List<Part> parts(
            Deployment deployment, List<Command> commands, Map<String, Instance> instances, String parent) {
        List<Part> parts = new ArrayList<>();
        for (Command command : commands) {
            Instance instance = instances.get(command.instanceId());
            parts.add(new Part(
                    "instance",
                    resource(command),
                    parent,
                    status(COMMAND_WORDS, command.status()),
                    command.status(),
                    WireTimes.parse(command.acknowledgedAt()),
                    WireTimes.parse(command.completedAt()),
                    line(", ", Stream.of(host(instance), exit(command), log(command)))));
        }
        deployment.instanceIds().stream()
                .filter(id -> commands.stream().noneMatch(command -> Objects.equals(id, command.instanceId())))
                .map(id -> new Part(
                        "instance",
                        id,
                        parent,
                        Status.UNKNOWN,
                        null,
                        null,
                        null,
                        line(", ", Stream.of(host(instances.get(id)), "no command"))))
                .forEach(parts::add);
        return parts;
    }

    private static Progress progress(Deployment deployment, List<Command> commands) {
        long finished = commands.stream()
                .filter(command -> status(COMMAND_WORDS, command.status()).isFinal())
                .count();
        return Progress.of(finished, Math.max(deployment.instanceIds().size(), commands.size()), "instances");
    }

    private static List<Event> events(Deployment deployment, List<Command> commands, String parent) {
        Stream<Event> own = Stream.of(
                event(deployment.createdAt(), parent, null, "deployment created"),
                event(deployment.completedAt(), parent, deployment.status(), "deployment completed"));
        Stream<Event> each = commands.stream().flatMap(command -> {
            String what = line(" ", Stream.of(command.type(), "command", command.commandId()));
            return Stream.of(
                    event(command.createdAt(), resource(command), null, what + " created"),
                    event(command.acknowledgedAt(), resource(command), null, what + " acknowledged"),
                    event(
                            command.completedAt(),
                            resource(command),
                            command.status(),
                            line(", ", Stream.of(what + " completed", exit(command)))));
        });
        return Stream.concat(own, each).filter(event -> event.at() != null).toList();
    }

    private static Event event(String at, String resource, String nativeStatus, String message) {
        return new Event(WireTimes.parse(at), resource, nativeStatus, message);
    }

    private static String whyFailed(Command command, Instance instance) {
        String what = line(" ", Stream.of(command.type(), "command failed"));
        return line(", ", Stream.of(host(instance), what, exit(command), log(command)));
    }

    private static String resource(Command command) {
        return command.instanceId() != null ? command.instanceId() : command.commandId();
    }

    private static String host(Instance instance) {
        if (instance == null || instance.hostname() == null) {
            return null;
        }
        return instance.status() == null ? instance.hostname() : instance.hostname() + " (" + instance.status() + ")";
    }

    private static String exit(Command command) {
        return command.exitCode() == null ? null : "exit code " + command.exitCode();
    }

    private static String log(Command command) {
        return command.logUrl() == null ? null : "log " + command.logUrl();
    }

    /** Returns what is there of some pieces in one line, or null when nothing is. */
    private static String line(String separator, Stream<?> pieces) {
        String line = pieces.filter(Objects::nonNull).map(Object::toString).collect(Collectors.joining(separator));
        return line.isEmpty() ? null : line;
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
