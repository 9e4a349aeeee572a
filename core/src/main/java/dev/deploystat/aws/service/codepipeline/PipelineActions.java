package dev.deploystat.aws.service.codepipeline;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Reasons;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codepipeline.model.ActionCategory;
import software.amazon.awssdk.services.codepipeline.model.ActionExecutionDetail;
import software.amazon.awssdk.services.codepipeline.model.ActionExecutionInput;
import software.amazon.awssdk.services.codepipeline.model.ActionExecutionResult;
import software.amazon.awssdk.services.codepipeline.model.ActionExecutionStatus;
import software.amazon.awssdk.services.codepipeline.model.PipelineDeclaration;
import software.amazon.awssdk.services.codepipeline.model.StageDeclaration;

/** What the actions of one execution show: how far it came, why it failed and what it started in other services. */
final class PipelineActions {
    private static final String BUILD = "CodeBuild";

    private final List<ActionExecutionDetail> oldestFirst;
    /** The latest attempt of each action; those before it do not count any more. */
    private final Collection<ActionExecutionDetail> latest;

    PipelineActions(List<ActionExecutionDetail> actions) {
        List<ActionExecutionDetail> sorted = new ArrayList<>(actions);
        sorted.sort(Newest.first(ActionExecutionDetail::startTime));
        Collections.reverse(sorted);
        oldestFirst = sorted;
        Map<String, ActionExecutionDetail> byName = new LinkedHashMap<>();
        sorted.forEach(action -> byName.put(name(action), action));
        latest = byName.values();
    }

    static Status status(ActionExecutionStatus value) {
        return switch (value) {
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case ABANDONED -> Status.STOPPED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Adds what the actions alone show where executions run in parallel and stages have no state of their own. */
    Rollout.Builder read(String pipeline, Rollout.Builder rollout) {
        Rollout seen = rollout.build();
        if (seen.status() != Status.IN_PROGRESS) {
            return rollout;
        }
        List<String> stages = stages();
        rollout.stage(stages.isEmpty() ? null : stages.get(stages.size() - 1)).stages(behind());
        if (oldestFirst.isEmpty()) {
            rollout.status(Status.PENDING);
        }
        if (!seen.flags().contains(Flag.STOPPING)) {
            List<Wait> approvals = latest.stream()
                    .filter(PipelineActions::waitsForApproval)
                    .map(action -> Wait.approval(
                            pipeline,
                            action.stageName(),
                            action.actionName(),
                            result(action).externalExecutionId()))
                    .toList();
            if (!approvals.isEmpty()) {
                String waits = approvals.stream().map(Wait::sentence).collect(Collectors.joining("; "));
                approvals.forEach(approval -> rollout.command(approval.command()));
                rollout.flag(Flag.NEEDS_ACTION).reason(seen.reason() == null ? waits : seen.reason() + "; " + waits);
            }
        }
        return rollout;
    }

    /** Returns the version of the pipeline that the execution went through, or null. */
    Integer version() {
        return oldestFirst.stream()
                .map(ActionExecutionDetail::pipelineVersion)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Adds to a success the stages of the pipeline that did not do their work: without an action, or with one that failed. */
    void withMissed(Rollout.Builder rollout, PipelineDeclaration declaration) {
        Rollout seen = rollout.build();
        List<String> ran = stages();
        List<String> missed = declaration.stages().stream()
                .map(StageDeclaration::name)
                .filter(stage ->
                        !ran.contains(stage) || status(stage) == Status.FAILED || status(stage) == Status.STOPPED)
                .toList();
        if (seen.status() == Status.SUCCEEDED && !missed.isEmpty()) {
            String why = "skipped or failed, and passed over: stage " + String.join(", ", missed);
            rollout.flag(Flag.PARTIAL).reason(seen.reason() == null ? why : seen.reason() + "; " + why);
        }
    }

    private static boolean waitsForApproval(ActionExecutionDetail action) {
        return status(action) == Status.IN_PROGRESS
                && input(action).actionTypeId() != null
                && Words.same(
                        ActionCategory.APPROVAL.toString(),
                        input(action).actionTypeId().categoryAsString())
                && result(action).externalExecutionId() != null;
    }

    /** Returns the ids of the builds of a region that failed. */
    List<String> failedBuilds(String region) {
        return failed().filter(action -> provider(action).equals(BUILD) && isIn(action, region))
                .map(action -> result(action).externalExecutionId())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /**
     * Returns what to say of failed builds that are not to be read here: of another region, or of another account, where
     * this one's CodeBuild knows nothing of them.
     *
     * @param read what CodeBuild said, or empty where it may not be asked
     */
    Optional<ReadError> unreadBuilds(String region, Optional<FailedBuilds> read) {
        return failed().filter(action ->
                        provider(action).equals(BUILD) && result(action).externalExecutionId() != null)
                .map(action -> {
                    String id = result(action).externalExecutionId();
                    if (!isIn(action, region)) {
                        return "the build " + id + " ran in " + input(action).region();
                    }
                    String role = input(action).roleArn();
                    boolean isUnknown = read.isPresent() && !read.get().has(id) && role != null;
                    return isUnknown ? "the build " + id + " ran in the account of " + role : null;
                })
                .filter(Objects::nonNull)
                .reduce((one, other) -> one + ", " + other)
                .map(where -> new ReadError(
                        ErrorKind.NOT_FOUND,
                        null,
                        where + ", which tells why",
                        null,
                        "codebuild:BatchGetBuilds",
                        null));
    }

    /** Adds to an execution what its actions and its failed builds show. */
    Rollout.Builder explain(String region, Rollout seen, FailedBuilds builds) {
        Rollout.Builder explained = seen.toBuilder()
                .rootCauses(failed().map(action -> problem(action, builds)).toList())
                .events(events());
        failed().filter(action ->
                        provider(action).equals(BUILD) && result(action).externalExecutionId() != null)
                .forEach(action -> explained.command(AwsCommand.of(
                                "codebuild",
                                "batch-get-builds",
                                "--ids",
                                result(action).externalExecutionId())
                        .at(null, input(action).region())));
        Set<String> shown = seen.parts().stream().map(Part::id).collect(Collectors.toSet());
        stages().stream()
                .filter(stage -> !shown.contains(stage))
                .forEach(stage -> explained.part(Part.of("stage", stage, status(stage), null)));
        oldestFirst.forEach(action -> explained.part(part(action)));
        // What failed comes first: a cause is looked for in what it started.
        Stream.concat(failed(), latest.stream().filter(action -> status(action) != Status.FAILED))
                .map(action -> started(action, region))
                .filter(Objects::nonNull)
                .distinct()
                .forEach(explained::relation);
        return seen.stages().inExplanation() && !oldestFirst.isEmpty() ? explained.stages(behind()) : explained;
    }

    private Stream<ActionExecutionDetail> failed() {
        return latest.stream().filter(action -> status(action) == Status.FAILED);
    }

    /** Returns the stages in the order in which the execution came to them. */
    private List<String> stages() {
        Set<String> names = new LinkedHashSet<>();
        oldestFirst.stream()
                .map(ActionExecutionDetail::stageName)
                .filter(Objects::nonNull)
                .forEach(names::add);
        return List.copyOf(names);
    }

    /** What the farthest stage still has to do its actions do not show: it may have actions that are yet to begin. */
    private Stages behind() {
        List<String> stages = stages();
        List<String> behind = stages.subList(0, Math.max(0, stages.size() - 1)).stream()
                .filter(stage -> status(stage) == Status.SUCCEEDED)
                .toList();
        return Stages.of(behind, Stages.Traffic.UNKNOWN);
    }

    /** Returns what became of a stage whose own state is that of a newer execution. */
    private Status status(String stage) {
        Set<Status> statuses = latest.stream()
                .filter(action -> stage.equals(action.stageName()))
                .map(PipelineActions::status)
                .collect(Collectors.toSet());
        return Stream.of(Status.IN_PROGRESS, Status.UNKNOWN, Status.FAILED, Status.STOPPED)
                .filter(statuses::contains)
                .findFirst()
                .orElse(Status.SUCCEEDED);
    }

    private static Status status(ActionExecutionDetail action) {
        return word(action) == null ? Status.UNKNOWN : status(word(action));
    }

    private static String name(ActionExecutionDetail action) {
        return action.stageName() + "/" + action.actionName();
    }

    private static ActionExecutionInput input(ActionExecutionDetail action) {
        return action.input() == null ? ActionExecutionInput.builder().build() : action.input();
    }

    private static ActionExecutionResult result(ActionExecutionDetail action) {
        return action.output() == null || action.output().executionResult() == null
                ? ActionExecutionResult.builder().build()
                : action.output().executionResult();
    }

    private static String provider(ActionExecutionDetail action) {
        String provider = input(action).actionTypeId() == null
                ? null
                : input(action).actionTypeId().provider();
        return provider == null ? "" : provider;
    }

    private static boolean isIn(ActionExecutionDetail action, String region) {
        return input(action).region() == null || input(action).region().equals(region);
    }

    private static Part part(ActionExecutionDetail action) {
        Status status = status(action);
        String detail = Stream.of(
                        provider(action),
                        result(action).externalExecutionId(),
                        result(action).externalExecutionSummary(),
                        result(action).externalExecutionUrl())
                .filter(text -> text != null && !text.isBlank())
                .collect(Collectors.joining(", "));
        return new Part(
                "action",
                action.actionName(),
                action.actionExecutionId() == null ? name(action) : action.actionExecutionId(),
                action.stageName(),
                status,
                action.statusAsString(),
                action.startTime(),
                status.isFinal() ? action.lastUpdateTime() : null,
                detail.isEmpty() ? null : detail);
    }

    private List<Event> events() {
        List<Event> events = new ArrayList<>();
        for (ActionExecutionDetail action : oldestFirst) {
            if (action.startTime() != null) {
                events.add(new Event(action.startTime(), name(action), "InProgress", null));
            }
            if (status(action).isFinal()) {
                events.add(new Event(
                        action.lastUpdateTime(),
                        name(action),
                        action.statusAsString(),
                        result(action).externalExecutionSummary()));
            }
        }
        events.sort(Comparator.comparing(Event::at, Comparator.nullsLast(Comparator.<Instant>naturalOrder())));
        return events;
    }

    private static Problem problem(ActionExecutionDetail action, FailedBuilds builds) {
        ActionExecutionResult result = result(action);
        if (result.externalExecutionId() != null && provider(action).equals(BUILD)) {
            var known = builds.problem(name(action), result.externalExecutionId());
            if (known.isPresent()) {
                return known.get();
            }
        }
        var error = result.errorDetails();
        String message = Reasons.joined(error == null ? null : error.message(), result.externalExecutionSummary());
        return new Problem(
                name(action),
                error == null ? null : error.code(),
                Stream.of(message == null ? "the action failed" : message, by(action), result.externalExecutionUrl())
                        .filter(text -> text != null && !text.isBlank())
                        .collect(Collectors.joining(" ")));
    }

    /** Returns who refused an approval, or null. */
    private static String by(ActionExecutionDetail action) {
        boolean isApproval = input(action).actionTypeId() != null
                && Words.same(
                        ActionCategory.APPROVAL.toString(),
                        input(action).actionTypeId().categoryAsString());
        return isApproval && action.updatedBy() != null ? "(by " + action.updatedBy() + ")" : null;
    }

    /** Returns what an action started that is a deployment of its own, or null. */
    private static Relation started(ActionExecutionDetail action, String region) {
        Map<String, String> settings = new LinkedHashMap<>(input(action).configuration());
        settings.putAll(input(action).resolvedConfiguration());
        String id = result(action).externalExecutionId();
        String pipeline = settings.get("PipelineName");
        return switch (provider(action)) {
            case "CodeDeploy", "CodeDeployToECS" ->
                started("codedeploy", id != null && id.startsWith("d-") ? id : null, action, region);
            case "CloudFormation" -> started("cloudformation", settings.get("StackName"), action, region);
            case "CloudFormationStackSet", "CloudFormationStackInstances" ->
                started("cloudformation", prefixed("stackset/", settings.get("StackSetName")), action, region);
            case "ECS" ->
                started("ecs", joined(settings.get("ClusterName"), settings.get("ServiceName")), action, region);
            case "ElasticBeanstalk" ->
                started(
                        "elasticbeanstalk",
                        joined(settings.get("ApplicationName"), settings.get("EnvironmentName")),
                        action,
                        region);
            case "AppConfig" ->
                started("appconfig", joined(settings.get("Application"), settings.get("Environment")), action, region);
            case "Lambda" -> started("lambda", isDeployment(action) ? function(settings) : null, action, region);
            case "CodePipeline" ->
                started(
                        "codepipeline",
                        pipeline == null || id == null ? pipeline : pipeline + "#" + id,
                        action,
                        region);
            default -> null;
        };
    }

    private static Relation started(String service, String resource, ActionExecutionDetail action, String region) {
        if (resource == null) {
            return null;
        }
        return Relation.to(
                Relation.Kind.STARTED,
                service,
                isIn(action, region) ? resource : resource + "@" + input(action).region());
    }

    /** An action of the category "Invoke" calls a function and brings it nothing new. */
    private static boolean isDeployment(ActionExecutionDetail action) {
        return input(action).actionTypeId() != null
                && Words.same(
                        ActionCategory.DEPLOY.toString(),
                        input(action).actionTypeId().categoryAsString());
    }

    private static String function(Map<String, String> settings) {
        String alias = settings.get("FunctionAlias");
        String name = settings.get("FunctionName");
        return name == null || alias == null || alias.isBlank() ? name : name + ":" + alias;
    }

    private static String joined(String outer, String inner) {
        return outer == null || inner == null ? null : outer + "/" + inner;
    }

    private static String prefixed(String prefix, String name) {
        return name == null ? null : prefix + name;
    }

    private static ActionExecutionStatus word(ActionExecutionDetail action) {
        return NativeStates.named(action.statusAsString(), ActionExecutionStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
