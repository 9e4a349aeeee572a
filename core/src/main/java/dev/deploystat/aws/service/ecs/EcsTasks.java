package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Gist;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;

/** The stopped tasks of a service or daemon, which show why a deployment does not get on. ECS keeps them for about an hour. */
final class EcsTasks {
    /** The kind of the parts that are tasks. */
    static final String KIND = "task";

    private static final int DESCRIBE_TASKS = 100;
    private static final int ENOUGH_ALIKE = 3;
    private static final String CANNOT_PULL = "CannotPullContainer";

    /** What is said of an image that no further try can pull; a registry that is busy or far away may answer the next one. */
    private static final List<String> LASTING = List.of(
            "not found",
            "does not exist",
            "manifest unknown",
            "matching platform",
            "no match for platform",
            "denied",
            "unauthorized",
            "not authorized",
            "no basic auth credentials",
            "invalid reference");

    private EcsTasks() {}

    /** Returns the tasks that stopped since a time and belong to a deployment. */
    static List<Task> stopped(Connection<EcsClient> ecs, Target target, Rollout seen, Instant since) {
        return tasks(ecs, target).stream()
                .filter(task -> task.createdAt() == null || !task.createdAt().isBefore(since))
                .filter(task -> isOf(seen, task))
                .toList();
    }

    /** Returns why tasks stopped, each reason once with the number of tasks it stopped, whatever ids it names. */
    static List<Problem> problems(List<Task> stopped) {
        return stopped.stream()
                .collect(Collectors.groupingBy(EcsTasks::gist, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(alike -> {
                    List<String> why = whyStopped(alike.get(0));
                    String tasks = alike.size() == 1 ? "1 task" : alike.size() + " tasks";
                    return new Problem(tasks, why.get(0), why.get(1));
                })
                .toList();
    }

    /** Returns why a task stopped, without what differs from task to task. */
    private static List<String> gist(Task task) {
        return whyStopped(task).stream().map(Gist::of).toList();
    }

    /**
     * Returns why a deployment under way is certain to fail, or null: no task of it runs, and at least three stopped alike
     * by their own fault, or an image cannot be pulled.
     */
    static String doom(Rollout seen, List<Task> stopped) {
        boolean noneRuns = seen.progress() != null && seen.progress().done() == 0;
        if (!noneRuns) {
            return null;
        }
        List<Task> failed = stopped.stream().filter(EcsTasks::isOwnFault).toList();
        boolean allAlike = failed.size() >= ENOUGH_ALIKE
                && failed.stream().map(EcsTasks::gist).distinct().count() == 1;
        return failed.stream()
                .map(task -> whyStopped(task).get(1))
                .filter(why -> why != null && why.contains(CANNOT_PULL) && isLasting(why))
                .findFirst()
                .map(why -> "an image cannot be pulled: " + why)
                .orElse(
                        allAlike
                                ? "every new task stops alike: "
                                        + problems(failed).get(0).message()
                                : null);
    }

    private static boolean isLasting(String why) {
        String words = why.toLowerCase(Locale.ROOT);
        return LASTING.stream().anyMatch(words::contains);
    }

    /** Returns whether a task stopped for what it is itself, so that the next one stops as well. */
    private static boolean isOwnFault(Task task) {
        if (task.stopCodeAsString() == null) {
            return true;
        }
        return switch (NativeStates.named(task.stopCodeAsString(), TaskStopCode.UNKNOWN_TO_SDK_VERSION)) {
            case TASK_FAILED_TO_START, ESSENTIAL_CONTAINER_EXITED -> true;
            case SERVICE_SCHEDULER_INITIATED ->
                task.stoppedReason() != null && task.stoppedReason().contains("health checks");
            case USER_INITIATED, SPOT_INTERRUPTION, TERMINATION_NOTICE, INFRASTRUCTURE_HEALTH, UNKNOWN_TO_SDK_VERSION ->
                false;
        };
    }

    /** Adds the call that shows a task that stopped for the first of the reasons. */
    static void show(Rollout.Builder explained, Target target, List<Task> stopped) {
        stopped.stream()
                .findFirst()
                .ifPresent(task -> explained.command(
                        "ecs",
                        "describe-tasks",
                        "--cluster",
                        target.field(Ecs.CLUSTER),
                        "--tasks",
                        Arns.last(task.taskArn())));
    }

    private static List<Task> tasks(Connection<EcsClient> ecs, Target target) {
        List<String> arns = Pages.of(
                        token -> ecs.client().listTasks(request -> request.cluster(target.field(Ecs.CLUSTER))
                                .serviceName(Ecs.service(target))
                                .daemonName(target.field(Ecs.DAEMON_NAME))
                                .desiredStatus(DesiredStatus.STOPPED)
                                .maxResults(DESCRIBE_TASKS)
                                .nextToken(token)),
                        reply -> reply.taskArns(),
                        reply -> reply.nextToken())
                .toList();
        List<Task> tasks = new ArrayList<>();
        for (List<String> batch : Batches.of(arns, DESCRIBE_TASKS)) {
            tasks.addAll(ecs.client()
                    .describeTasks(request ->
                            request.cluster(target.field(Ecs.CLUSTER)).tasks(batch))
                    .tasks());
        }
        return tasks;
    }

    /** Tasks name no deployment, so the task definition shows which one they belong to, where the revision names one. */
    private static boolean isOf(Rollout seen, Task task) {
        String definition = task.taskDefinitionArn();
        return definition == null
                || seen.revisionNames().contains(definition)
                || seen.revisionNames().stream().noneMatch(name -> family(name).equals(family(definition)));
    }

    private static String family(String arn) {
        return arn.substring(0, arn.lastIndexOf('/') + 1);
    }

    static Part part(Task task) {
        List<String> why = whyStopped(task);
        boolean broken =
                task.containers().stream().map(Container::exitCode).anyMatch(exit -> exit != null && exit != 0);
        boolean failed = broken || Words.same(TaskStopCode.TASK_FAILED_TO_START.toString(), task.stopCodeAsString());
        return new Part(
                KIND,
                Arns.last(task.taskArn()),
                null,
                failed ? Status.FAILED : Status.STOPPED,
                task.lastStatus(),
                task.startedAt() == null ? task.createdAt() : task.startedAt(),
                task.stoppedAt(),
                Stream.of(why.get(0), why.get(1)).filter(Objects::nonNull).collect(Collectors.joining(": ")));
    }

    /** Returns the stop code and the reason, with what each container said of its own end. */
    private static List<String> whyStopped(Task task) {
        String containers = task.containers().stream()
                .filter(container -> container.reason() != null || orZero(container.exitCode()) != 0)
                .map(container -> container.name()
                        + (container.exitCode() == null ? "" : " exited with " + container.exitCode())
                        + (container.reason() == null ? "" : ": " + container.reason()))
                .collect(Collectors.joining("; "));
        String platform = Words.same(TaskStopCode.INFRASTRUCTURE_HEALTH.toString(), task.stopCodeAsString())
                ? "the platform's fault, not that of the build"
                : null;
        String message = Stream.of(platform, task.stoppedReason(), containers)
                .filter(text -> text != null && !text.isEmpty())
                .collect(Collectors.joining("; "));
        return Arrays.asList(task.stopCodeAsString(), message.isEmpty() ? null : message);
    }

    private static int orZero(Integer count) {
        return count == null ? 0 : count;
    }
}
