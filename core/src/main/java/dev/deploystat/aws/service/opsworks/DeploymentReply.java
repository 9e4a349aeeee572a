package dev.deploystat.aws.service.opsworks;

import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
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
import software.amazon.awssdk.services.opsworks.model.Deployment;
import software.amazon.awssdk.services.opsworks.model.DeploymentCommand;

/** What a reply says of a deployment: one command, which somebody ran. */
final class DeploymentReply {
    static final String KIND = "deployment";

    /** The words of deployments, which are plain text in the API: what its documentation lists. */
    static final Map<String, Status> WORDS =
            Map.of("running", Status.IN_PROGRESS, "successful", Status.SUCCEEDED, "failed", Status.FAILED);

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

    private DeploymentReply() {}

    static Status status(Deployment deployment) {
        return status(WORDS, deployment.status());
    }

    static Status status(Map<String, Status> table, String word) {
        return table.entrySet().stream()
                .filter(row -> Words.same(row.getKey(), word))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Status.UNKNOWN);
    }

    static Rollout of(Deployment deployment) {
        DeploymentCommand command = deployment.command();
        String commandName = command == null ? null : command.nameAsString();
        Map<String, List<String>> commandArgs = command == null ? Map.of() : command.args();
        return Rollout.builder(status(deployment), deployment.status())
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
    static Rollout ofOwner(Deployment deployment) {
        Rollout rollout = of(deployment);
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
    static Rollout together(List<Rollout> rollouts) {
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
                .parts(rollouts.stream().map(DeploymentReply::part).toList())
                .attribute(
                        "deployments",
                        rollouts.stream().map(DeploymentReply::members).toList())
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
                KIND,
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

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    /** Returns what is there of some pieces in one line, or null when nothing is. */
    static String line(String separator, Stream<?> pieces) {
        String line = pieces.filter(Objects::nonNull).map(Object::toString).collect(Collectors.joining(separator));
        return line.isEmpty() ? null : line;
    }
}
