package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Connection;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** The task definitions that services run. */
final class TaskDefinitions {
    private TaskDefinitions() {}

    /** Returns a revision of a task definition by its ARN; it never changes, so each is asked for once. */
    static TaskDefinition named(Connection<EcsClient> ecs, String arn) {
        return ecs.memo()
                .get(
                        TaskDefinition.class,
                        arn,
                        () -> Optional.ofNullable(ecs.client()
                                .describeTaskDefinition(request -> request.taskDefinition(arn))
                                .taskDefinition()))
                .orElse(TaskDefinition.builder().build());
    }
}
