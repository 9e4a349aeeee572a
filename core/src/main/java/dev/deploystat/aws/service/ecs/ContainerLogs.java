package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import dev.deploystat.model.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;

/** What containers of stopped tasks wrote last, where their definition hands it to CloudWatch Logs. */
final class ContainerLogs {
    /** More tasks than these mostly wrote the same. */
    private static final int MOST_TASKS = 3;

    private ContainerLogs() {}

    /** Reads the ends of the logs of a few stopped tasks, those that failed before the others. */
    static List<LogTail> of(Connection<EcsClient> ecs, Logs logs, Target target, Rollout explained) {
        List<String> stopped = explained.status().verdict() == Verdict.PASS
                ? List.of()
                : explained.parts().stream()
                        .filter(part -> part.kind().equals(EcsTasks.KIND))
                        .sorted(Comparator.comparing(part -> part.status() != Status.FAILED))
                        .limit(MOST_TASKS)
                        .map(Part::id)
                        .toList();
        List<LogTail> tails = new ArrayList<>();
        if (!stopped.isEmpty()) {
            for (Task task : ecs.client()
                    .describeTasks(request ->
                            request.cluster(target.field(Ecs.CLUSTER)).tasks(stopped))
                    .tasks()) {
                tails.addAll(ofTask(ecs, logs, task));
            }
        }
        return tails;
    }

    private static List<LogTail> ofTask(Connection<EcsClient> ecs, Logs logs, Task task) {
        List<Container> read = worthReading(task);
        if (read.isEmpty() || task.taskDefinitionArn() == null) {
            return List.of();
        }
        List<ContainerDefinition> defined =
                TaskDefinitions.named(ecs, task.taskDefinitionArn()).containerDefinitions();
        return read.stream()
                .flatMap(container -> defined.stream()
                        .filter(definition -> container.name().equals(definition.name()))
                        .flatMap(definition -> tail(ecs, logs, task, container, definition).stream()))
                .toList();
    }

    /** Returns the containers that failed, or all that ran where none of them says that it did. */
    private static List<Container> worthReading(Task task) {
        boolean neverStarted = Words.same(TaskStopCode.TASK_FAILED_TO_START.toString(), task.stopCodeAsString());
        List<Container> ran = task.containers().stream()
                .filter(container -> container.name() != null && !(neverStarted && container.exitCode() == null))
                .toList();
        List<Container> failed = ran.stream()
                .filter(container ->
                        container.reason() != null || (container.exitCode() != null && container.exitCode() != 0))
                .toList();
        return failed.isEmpty() ? ran : failed;
    }

    private static Optional<LogTail> tail(
            Connection<EcsClient> ecs, Logs logs, Task task, Container container, ContainerDefinition definition) {
        if (definition.logConfiguration() == null
                || !Words.same(
                        LogDriver.AWSLOGS.toString(),
                        definition.logConfiguration().logDriverAsString())) {
            return Optional.empty();
        }
        Map<String, String> options = definition.logConfiguration().options();
        String group = options.get("awslogs-group");
        String prefix = options.get("awslogs-stream-prefix");
        String id = Arns.last(task.taskArn());
        // Without a prefix, which Fargate asks for, a stream has the name that Docker gave the container.
        String stream = prefix == null ? container.runtimeId() : String.join("/", prefix, container.name(), id);
        return Stream.of(group, stream).anyMatch(name -> name == null || name.isEmpty())
                ? Optional.empty()
                : logs.tail(
                        Ecs.INFO,
                        "container " + container.name() + " of task " + id,
                        options.getOrDefault("awslogs-region", ecs.region()),
                        group,
                        stream);
    }
}
