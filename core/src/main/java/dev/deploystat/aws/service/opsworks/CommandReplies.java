package dev.deploystat.aws.service.opsworks;

import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.opsworks.model.Command;
import software.amazon.awssdk.services.opsworks.model.Deployment;
import software.amazon.awssdk.services.opsworks.model.Instance;

/** What replies say of the commands of a deployment, one on each of its instances. */
final class CommandReplies {
    static final String KIND = "command";

    /** The words of commands, which are plain text too. */
    static final Map<String, Status> WORDS = Map.of(
            "pending", Status.PENDING,
            "successful", Status.SUCCEEDED,
            "skipped", Status.STOPPED,
            "failed", Status.FAILED);

    private CommandReplies() {}

    static Status status(Command command) {
        return DeploymentReply.status(WORDS, command.status());
    }

    /** Returns a part for each command and for each instance that has none yet. */
    static List<Part> parts(
            Deployment deployment, List<Command> commands, Map<String, Instance> instances, String parent) {
        List<Part> parts = new ArrayList<>();
        for (Command command : commands) {
            Instance instance = instances.get(command.instanceId());
            parts.add(new Part(
                    "instance",
                    resource(command),
                    parent,
                    status(command),
                    command.status(),
                    WireTimes.parse(command.acknowledgedAt()),
                    WireTimes.parse(command.completedAt()),
                    DeploymentReply.line(", ", Stream.of(host(instance), exit(command), log(command)))));
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
                        DeploymentReply.line(", ", Stream.of(host(instances.get(id)), "no command"))))
                .forEach(parts::add);
        return parts;
    }

    static Progress progress(Deployment deployment, List<Command> commands) {
        long finished =
                commands.stream().filter(command -> status(command).isFinal()).count();
        return Progress.of(finished, Math.max(deployment.instanceIds().size(), commands.size()), "instances");
    }

    static List<Event> events(Deployment deployment, List<Command> commands, String parent) {
        Stream<Event> own = Stream.of(
                event(deployment.createdAt(), parent, null, "deployment created"),
                event(deployment.completedAt(), parent, deployment.status(), "deployment completed"));
        Stream<Event> each = commands.stream().flatMap(command -> {
            String what = DeploymentReply.line(" ", Stream.of(command.type(), "command", command.commandId()));
            return Stream.of(
                    event(command.createdAt(), resource(command), null, what + " created"),
                    event(command.acknowledgedAt(), resource(command), null, what + " acknowledged"),
                    event(
                            command.completedAt(),
                            resource(command),
                            command.status(),
                            DeploymentReply.line(", ", Stream.of(what + " completed", exit(command)))));
        });
        return Stream.concat(own, each).filter(event -> event.at() != null).toList();
    }

    private static Event event(String at, String resource, String nativeStatus, String message) {
        return new Event(WireTimes.parse(at), resource, nativeStatus, message);
    }

    static String whyFailed(Command command, Instance instance) {
        String what = DeploymentReply.line(" ", Stream.of(command.type(), "command failed"));
        return DeploymentReply.line(", ", Stream.of(host(instance), what, exit(command), log(command)));
    }

    static String resource(Command command) {
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
}
