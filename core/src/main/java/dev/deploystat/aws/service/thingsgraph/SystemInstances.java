package dev.deploystat.aws.service.thingsgraph;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.CurrentState;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.model.Event;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iotthingsgraph.IoTThingsGraphClient;
import software.amazon.awssdk.services.iotthingsgraph.model.FlowExecutionEventType;
import software.amazon.awssdk.services.iotthingsgraph.model.FlowExecutionMessage;
import software.amazon.awssdk.services.iotthingsgraph.model.FlowExecutionStatus;
import software.amazon.awssdk.services.iotthingsgraph.model.FlowExecutionSummary;
import software.amazon.awssdk.services.iotthingsgraph.model.SystemInstanceDeploymentStatus;
import software.amazon.awssdk.services.iotthingsgraph.model.SystemInstanceDescription;
import software.amazon.awssdk.services.iotthingsgraph.model.SystemInstanceSummary;

/**
 * System instances. One has a current state and no history; why one failed is known to its flow executions, if at all. That
 * an instance which is not deployed once was follows from its times and its group version, not from a field of the API.
 */
final class SystemInstances implements CurrentState<IoTThingsGraphClient> {
    private static final String KIND = "system instance";
    private static final String FLOW_EXECUTION = "flow execution";
    private static final int LIST_PAGE = 250;
    private static final int FAILED_EXECUTIONS_SHOWN = 10;

    @Override
    public boolean reads(Target target) {
        return target.has(ThingsGraph.SYSTEM_INSTANCE_ID);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(KIND, SystemInstanceDeploymentStatus.knownValues(), SystemInstances::status)
                .note(KIND, SystemInstanceDeploymentStatus.NOT_DEPLOYED, "STOPPED when it was deployed before")
                .and(FLOW_EXECUTION, FlowExecutionStatus.knownValues(), SystemInstances::executionStatus)
                .rows();
    }

    @Override
    @SuppressWarnings("deprecation") // The SDK deprecates every call of a service that has ended.
    public Stream<Target> discover(Connection<IoTThingsGraphClient> thingsGraph) {
        return Pages.of(
                        token -> thingsGraph.client().searchSystemInstances(request -> request.maxResults(LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.summaries(),
                        reply -> reply.nextToken())
                .map(summary ->
                        Targets.of(ThingsGraph.INFO, Map.of(ThingsGraph.SYSTEM_INSTANCE_ID, summary.id()), null));
    }

    @Override
    public Rollout explain(Connection<IoTThingsGraphClient> thingsGraph, Target target, Rollout seen) {
        Rollout.Builder explained = seen.toBuilder();
        List<FlowExecutionSummary> executions =
                flowExecutions(thingsGraph, target.field(ThingsGraph.SYSTEM_INSTANCE_ID));
        executions.forEach(execution -> explained.part(part(execution)));
        List<Event> events = new ArrayList<>();
        executions.stream()
                .filter(execution -> executionStatus(execution) == Status.FAILED)
                .limit(FAILED_EXECUTIONS_SHOWN)
                .forEach(execution -> {
                    String id = execution.flowExecutionId();
                    for (FlowExecutionMessage message : messages(thingsGraph, id)) {
                        events.add(new Event(message.timestamp(), id, message.eventTypeAsString(), message.payload()));
                        if (message.eventTypeAsString() != null
                                && isFailure(NativeStates.named(
                                        message.eventTypeAsString(), FlowExecutionEventType.UNKNOWN_TO_SDK_VERSION))) {
                            explained.problem(id, message.eventTypeAsString(), message.payload());
                        }
                    }
                });
        events.sort(Comparator.comparing(Event::at, Comparator.nullsFirst(Comparator.<Instant>naturalOrder())));
        return explained.events(events).build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        String id = target.field(ThingsGraph.SYSTEM_INSTANCE_ID);
        explained
                .command("iotthingsgraph", "get-system-instance", "--id", id)
                .command("iotthingsgraph", "search-flow-executions", "--system-instance-id", id);
    }

    /** Maps a system instance; {@code NOT_DEPLOYED} is refined by {@link #wasDeployed}. */
    private static Status status(SystemInstanceDeploymentStatus value) {
        return switch (value) {
            case NOT_DEPLOYED -> Status.PENDING;
            case BOOTSTRAP, DEPLOY_IN_PROGRESS, UNDEPLOY_IN_PROGRESS, PENDING_DELETE -> Status.IN_PROGRESS;
            case DEPLOYED_IN_TARGET -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case DELETED_IN_TARGET -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    private static Status executionStatus(FlowExecutionStatus value) {
        return switch (value) {
            case RUNNING -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case ABORTED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    private static Status executionStatus(FlowExecutionSummary execution) {
        return NativeStates.named(FlowExecutionStatus.knownValues(), execution.statusAsString())
                .map(SystemInstances::executionStatus)
                .orElse(Status.UNKNOWN);
    }

    private static boolean isFailure(FlowExecutionEventType value) {
        return switch (value) {
            case EXECUTION_FAILED, STEP_FAILED, ACTIVITY_FAILED, THING_ACTION_TASK_FAILED -> true;
            case EXECUTION_STARTED,
                    EXECUTION_ABORTED,
                    EXECUTION_SUCCEEDED,
                    STEP_STARTED,
                    STEP_SUCCEEDED,
                    ACTIVITY_SCHEDULED,
                    ACTIVITY_STARTED,
                    ACTIVITY_SUCCEEDED,
                    START_FLOW_EXECUTION_TASK,
                    SCHEDULE_NEXT_READY_STEPS_TASK,
                    THING_ACTION_TASK,
                    THING_ACTION_TASK_SUCCEEDED,
                    ACKNOWLEDGE_TASK_MESSAGE,
                    UNKNOWN_TO_SDK_VERSION -> false;
        };
    }

    /** Returns {@code DELETE} for an instance that is, or was, taken out of its target; null when nothing says so. */
    private static Operation operation(SystemInstanceSummary summary) {
        return switch (word(summary)) {
            case UNDEPLOY_IN_PROGRESS, PENDING_DELETE, DELETED_IN_TARGET -> Operation.DELETE;
            case NOT_DEPLOYED -> wasDeployed(summary) ? Operation.DELETE : null;
            case BOOTSTRAP, DEPLOY_IN_PROGRESS, DEPLOYED_IN_TARGET, FAILED, UNKNOWN_TO_SDK_VERSION -> null;
        };
    }

    /** A fresh instance has no group version and was not updated since its creation: nothing but a deployment does that. */
    private static boolean wasDeployed(SystemInstanceSummary summary) {
        boolean updated = summary.createdAt() != null
                && summary.updatedAt() != null
                && summary.updatedAt().isAfter(summary.createdAt());
        return updated || summary.greengrassGroupVersionId() != null;
    }

    @Override
    @SuppressWarnings("deprecation") // The SDK deprecates every call of a service that has ended.
    public Rollout current(Connection<IoTThingsGraphClient> thingsGraph, Target target) {
        String id = target.field(ThingsGraph.SYSTEM_INSTANCE_ID);
        return rollout(
                id,
                thingsGraph
                        .client()
                        .getSystemInstance(request -> request.id(id))
                        .description());
    }

    private static Rollout rollout(String id, SystemInstanceDescription described) {
        SystemInstanceDescription instance =
                described == null ? SystemInstanceDescription.builder().build() : described;
        SystemInstanceSummary summary =
                instance.summary() == null ? SystemInstanceSummary.builder().build() : instance.summary();
        Status status = status(summary);
        String namespaceVersion = ThingsGraph.text(instance.validatedNamespaceVersion());
        String groupVersion = summary.greengrassGroupVersionId();
        return Rollout.builder(status, summary.statusAsString())
                .resting(word(summary) == SystemInstanceDeploymentStatus.NOT_DEPLOYED)
                .id(summary.id() == null ? id : summary.id())
                .operation(operation(summary))
                // Under way it may be that of the deployment before.
                .revision(status.isFinal() ? (groupVersion == null ? namespaceVersion : groupVersion) : null)
                .revisionName(groupVersion)
                .revisionName(namespaceVersion)
                .createdAt(summary.createdAt())
                .updatedAt(summary.updatedAt())
                .finishedAt(status.isFinal() ? summary.updatedAt() : null)
                .account(Arns.account(summary.arn()))
                .attribute("arn", summary.arn())
                .attribute("target", summary.targetAsString())
                .attribute("greengrassGroupName", summary.greengrassGroupName())
                .attribute("greengrassGroupId", summary.greengrassGroupId())
                .attribute("greengrassGroupVersionId", groupVersion)
                .relation(Relation.Kind.DEPLOYED_BY, "greengrass", summary.greengrassGroupId())
                .attribute("s3BucketName", instance.s3BucketName())
                .attribute("flowActionsRoleArn", instance.flowActionsRoleArn())
                .attribute("validatedNamespaceVersion", instance.validatedNamespaceVersion())
                .attribute("validatedDependencyRevisions", Raw.of(instance.validatedDependencyRevisions(), Set.of()))
                .attribute("metricsConfiguration", Raw.of(instance.metricsConfiguration(), Set.of()))
                .attribute("definition", Raw.of(instance.definition(), Set.of()))
                .source(instance)
                .build();
    }

    private static Status status(SystemInstanceSummary summary) {
        boolean undeployed = word(summary) == SystemInstanceDeploymentStatus.NOT_DEPLOYED && wasDeployed(summary);
        return undeployed ? Status.STOPPED : status(word(summary));
    }

    private static SystemInstanceDeploymentStatus word(SystemInstanceSummary summary) {
        return NativeStates.named(SystemInstanceDeploymentStatus.knownValues(), summary.statusAsString())
                .orElse(SystemInstanceDeploymentStatus.UNKNOWN_TO_SDK_VERSION);
    }

    /** Returns the flow executions of a system instance, newest first; the API names no order. */
    @SuppressWarnings("deprecation") // The SDK deprecates every call of a service that has ended.
    private static List<FlowExecutionSummary> flowExecutions(
            Connection<IoTThingsGraphClient> thingsGraph, String systemInstanceId) {
        return Pages.of(
                        token -> thingsGraph.client().searchFlowExecutions(request -> request.systemInstanceId(
                                        systemInstanceId)
                                .maxResults(LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.summaries(),
                        reply -> reply.nextToken())
                .sorted(Newest.first(FlowExecutionSummary::createdAt))
                .toList();
    }

    /** Returns the messages of a flow execution, oldest first, so that what broke first comes first. */
    @SuppressWarnings("deprecation") // The SDK deprecates every call of a service that has ended.
    private static List<FlowExecutionMessage> messages(
            Connection<IoTThingsGraphClient> thingsGraph, String flowExecutionId) {
        return Pages.of(
                        token -> thingsGraph.client().listFlowExecutionMessages(request -> request.flowExecutionId(
                                        flowExecutionId)
                                .maxResults(LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.messages(),
                        reply -> reply.nextToken())
                .sorted(Comparator.comparing(
                        FlowExecutionMessage::timestamp, Comparator.nullsFirst(Comparator.<Instant>naturalOrder())))
                .toList();
    }

    private static Part part(FlowExecutionSummary execution) {
        Status status = executionStatus(execution);
        return new Part(
                FLOW_EXECUTION,
                execution.flowExecutionId(),
                null,
                status,
                execution.statusAsString(),
                execution.createdAt(),
                status.isFinal() ? execution.updatedAt() : null,
                execution.flowTemplateId());
    }
}
