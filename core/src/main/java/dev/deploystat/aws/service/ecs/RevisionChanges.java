package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.RevisionContents;
import dev.deploystat.model.Change;
import dev.deploystat.model.Rollout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.HealthCheck;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceRevision;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** What differs between the task definitions of a deployment and of the one before, and between the images pulled for them. */
final class RevisionChanges {
    private static final Pattern DEFINITION = Pattern.compile("[\\w-]+:\\d+");

    private RevisionChanges() {}

    static List<Change> of(Connection<EcsClient> ecs, Rollout explained) {
        String before = explained.previousRevision();
        String after = explained.revision();
        if (before == null || after == null) {
            return List.of();
        }
        boolean known = DEFINITION.matcher(before).matches()
                && DEFINITION.matcher(after).matches()
                && !before.equals(after);
        RevisionContents was = known ? described(TaskDefinitions.named(ecs, before)) : new RevisionContents();
        RevisionContents is = known ? described(TaskDefinitions.named(ecs, after)) : new RevisionContents();
        explained.source(ServiceDeployment.class).ifPresent(deployment -> {
            if (deployment.sourceServiceRevisions().size() == 1 && deployment.targetServiceRevision() != null) {
                digests(ecs, was, deployment.sourceServiceRevisions().get(0).arn());
                digests(ecs, is, deployment.targetServiceRevision().arn());
            }
        });
        return RevisionContents.between(was, is);
    }

    /** One tag may stand for another image than it did. */
    private static void digests(Connection<EcsClient> ecs, RevisionContents contents, String revision) {
        ServiceRevision known = revision == null
                ? null
                : ServiceRevisions.named(ecs, List.of(revision)).get(revision);
        if (known != null) {
            known.containerImages()
                    .forEach(image -> contents.shown(
                            "container " + image.containerName() + ": image digest", image.imageDigest()));
        }
    }

    private static RevisionContents described(TaskDefinition definition) {
        RevisionContents contents = new RevisionContents();
        definition.containerDefinitions().forEach(container -> describe(contents, container));
        contents.shown("cpu", definition.cpu())
                .shown("memory", definition.memory())
                .shown("task role", definition.taskRoleArn())
                .shown("execution role", definition.executionRoleArn())
                .shown("network mode", definition.networkModeAsString());
        if (definition.runtimePlatform() != null) {
            contents.shown("processor", definition.runtimePlatform().cpuArchitectureAsString())
                    .shown("operating system", definition.runtimePlatform().operatingSystemFamilyAsString());
        }
        return contents;
    }

    private static void describe(RevisionContents contents, ContainerDefinition container) {
        String of = "container " + container.name() + ": ";
        contents.shown(of + "image", container.image())
                .shown(of + "command", container.command())
                .shown(of + "entry point", container.entryPoint())
                .shown(of + "cpu", container.cpu())
                .shown(of + "memory", container.memory())
                .shown(of + "memory reservation", container.memoryReservation())
                .shown(of + "essential", container.essential())
                .shown(
                        of + "ports",
                        container.portMappings().stream()
                                .map(port -> port.containerPort() + "/" + port.protocolAsString())
                                .toList());
        HealthCheck check = container.healthCheck();
        if (check != null) {
            contents.shown(of + "health check", check.command())
                    .shown(of + "health check interval", check.interval())
                    .shown(of + "health check timeout", check.timeout())
                    .shown(of + "health check retries", check.retries())
                    .shown(of + "health check start period", check.startPeriod());
        }
        contents.hidden(of + "environment", byName(container.environment()))
                .shown(
                        of + "environment files",
                        container.environmentFiles().stream()
                                .map(file -> file.value())
                                .toList());
        container.secrets().forEach(secret -> contents.hidden(of + "secret " + secret.name(), secret.valueFrom()));
        if (container.logConfiguration() != null) {
            contents.shown(of + "log driver", container.logConfiguration().logDriverAsString());
        }
    }

    private static Map<String, String> byName(List<KeyValuePair> variables) {
        Map<String, String> byName = new LinkedHashMap<>();
        variables.forEach(variable -> byName.put(variable.name(), variable.value()));
        return byName;
    }
}
