package dev.deploystat.cli;

import dev.deploystat.aws.LoopbackAws;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A wait against a server, from its first call to its last.
 *
 * @param exit the exit code when nothing comes between
 * @param calls the operations it calls then, in their order
 * @param seeing after how many of them the deployment has been seen
 * @param deciding after how many of them the exit code is known, but for what may still have replaced it
 * @param exitWithoutTheRest the exit code when no call after those succeeds
 * @param dispensable the operations that a wait does without, and says nothing
 */
record WaitStory(
        String name,
        String target,
        Consumer<LoopbackAws> replies,
        int exit,
        List<String> calls,
        int seeing,
        int deciding,
        int exitWithoutTheRest,
        Set<String> dispensable) {

    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int SUPERSEDED = 6;

    @Override
    public String toString() {
        return name;
    }

    String service() {
        return target.substring(0, target.indexOf(':'));
    }

    boolean isSeenBefore(int call) {
        return call > seeing;
    }

    boolean isDecidedBefore(int call) {
        return call > deciding;
    }

    /** Returns whether a call is not missed. */
    boolean isDispensable(int call) {
        return dispensable.contains(calls.get(call - 1));
    }

    /** Returns whether a call looks at what contains a deployment that is about to pass. */
    boolean isConfirmation(int call) {
        boolean isBeforeTheRest = exit == PASSED || call <= deciding;
        String name = calls.get(call - 1);
        boolean isOfGroup = name.equals("BatchGetDeploymentGroups") && isSeenBefore(call);
        return isBeforeTheRest && (name.equals("DescribeServices") || isOfGroup);
    }

    String throttled() {
        return service().equals("cloudformation") ? "Throttling" : "ThrottlingException";
    }

    String denied() {
        return service().equals("cloudformation") ? "AccessDenied" : "AccessDeniedException";
    }

    int deniedStatus() {
        return service().equals("cloudformation") ? 403 : 400;
    }

    static Stream<WaitStory> all() {
        return Stream.of(ecs(), codeDeploy(), stacks(), stackSets()).flatMap(List::stream);
    }

    /** Tells how a wait goes on: with calls that see the deployment, then such that decide, then such that explain. */
    private static WaitStory story(
            String name,
            String target,
            Consumer<LoopbackAws> replies,
            int exit,
            List<String> seeing,
            List<String> deciding,
            List<String> rest) {
        List<String> calls = new ArrayList<>(seeing);
        calls.addAll(deciding);
        int decided = calls.size();
        calls.addAll(rest);
        return new WaitStory(
                name,
                target,
                replies,
                exit,
                List.copyOf(calls),
                seeing.size(),
                decided,
                exit,
                Set.of("DescribeEvents"));
    }

    private WaitStory withoutTheRest(int otherExit) {
        return new WaitStory(name, target, replies, exit, calls, seeing, deciding, otherExit, dispensable);
    }

    private static List<WaitStory> ecs() {
        List<String> resolving =
                List.of("ListServiceDeployments", "DescribeServiceDeployments", "DescribeServiceRevisions");
        List<String> polling = List.of("DescribeServiceDeployments");
        List<String> explaining = List.of("DescribeServices", "ListTasks", "DescribeTasks");
        String target = "ecs:prod/api";
        return List.of(
                story(
                        "ecs, succeeds",
                        target,
                        aws -> {
                            onLatest(aws, "d1", 0);
                            onDeployment(aws, "d1", "IN_PROGRESS", "");
                            onDeployment(aws, "d1", "SUCCESSFUL", "");
                            aws.on("DescribeServices").reply("{\"services\":[]}");
                        },
                        PASSED,
                        resolving,
                        List.of("DescribeServiceDeployments", "DescribeServices"),
                        List.of()),
                story(
                        "ecs, is stopped by its circuit breaker",
                        target,
                        aws -> {
                            onLatest(aws, "d1", 0);
                            onDeployment(aws, "d1", "IN_PROGRESS", "");
                            onDeployment(aws, "d1", "STOPPED", """
                                    ,"deploymentCircuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3}""");
                            onTasks(aws);
                        },
                        FAILED,
                        resolving,
                        polling,
                        explaining),
                story(
                        "ecs, is stopped by hand",
                        target,
                        aws -> {
                            onLatest(aws, "d1", 0);
                            onDeployment(aws, "d1", "IN_PROGRESS", "");
                            onDeployment(aws, "d1", "STOPPED", "");
                            onTasks(aws);
                        },
                        FAILED,
                        resolving,
                        polling,
                        Stream.of(List.of("ListServiceDeployments"), polling, explaining)
                                .flatMap(List::stream)
                                .toList()),
                story(
                                "ecs, is replaced",
                                target,
                                aws -> {
                                    onLatest(aws, "d1", 0);
                                    onLatest(aws, "d2", 2);
                                    onDeployment(aws, "d1", "IN_PROGRESS", "");
                                    onDeployment(aws, "d1", "STOPPED", "");
                                    onDeployment(aws, "d2", "IN_PROGRESS", "");
                                    onTasks(aws);
                                },
                                SUPERSEDED,
                                resolving,
                                polling,
                                resolving)
                        .withoutTheRest(FAILED),
                story(
                        "ecs, two services of which the second fails",
                        "ecs:prod/api ecs:prod/web",
                        WaitStory::onTwoServices,
                        FAILED,
                        List.of("ListServiceDeployments", "ListServiceDeployments", "DescribeServiceDeployments"),
                        List.of("DescribeServiceDeployments", "DescribeServices", "DescribeServiceDeployments"),
                        explaining));
    }

    private static void onTwoServices(LoopbackAws aws) {
        for (String service : List.of("api", "web")) {
            aws.on("ListServiceDeployments")
                    .with("\"service\":\"" + service + "\"")
                    .reply("{\"serviceDeployments\":[" + deployment(service, "PENDING") + "]}");
        }
        aws.on("DescribeServiceDeployments").reply(deployments("IN_PROGRESS", "IN_PROGRESS"));
        aws.on("DescribeServiceDeployments").reply(deployments("SUCCESSFUL", "IN_PROGRESS"));
        aws.on("DescribeServiceDeployments").reply(deployments("SUCCESSFUL", "ROLLBACK_SUCCESSFUL"));
        onTasks(aws);
    }

    private static String deployments(String api, String web) {
        return "{\"serviceDeployments\":[" + deployment("api", api) + "," + deployment("web", web) + "]}";
    }

    private static String deployment(String service, String status) {
        return """
                {"serviceDeploymentArn":"arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/%s/d1",
                 "createdAt":%d,"status":"%s"}""".formatted(service, Tape.BEGUN, status);
    }

    /** A deployment is the latest after so many looks at one. */
    static void onLatest(LoopbackAws aws, String id, int looks) {
        aws.on("ListServiceDeployments")
                .after("DescribeServiceDeployments", looks)
                .reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":%d,"status":"PENDING"}]}""".formatted(Tape.ARN + id, begun(id)));
    }

    static void onDeployment(LoopbackAws aws, String id, String status, String more) {
        String revision = "arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/api/" + id;
        aws.on("DescribeServiceDeployments").with(Tape.ARN + id).reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":%d,"status":"%s",
                 "targetServiceRevision":{"arn":"%s"}%s}]}""".formatted(
                        Tape.ARN + id, begun(id), status, revision, more));
        aws.on("DescribeServiceRevisions").with(revision).reply("""
                {"serviceRevisions":[{"serviceRevisionArn":"%s"}]}""".formatted(revision));
    }

    private static void onTasks(LoopbackAws aws) {
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListTasks").reply("{\"taskArns\":[\"a/1\"]}");
        aws.on("DescribeTasks").reply("""
                {"tasks":[{"taskArn":"a/1","stopCode":"TaskFailedToStart","stoppedReason":"no image"}]}""");
    }

    /** Returns the time of a deployment: a higher number is a later one. */
    private static long begun(String id) {
        return Tape.BEGUN + Integer.parseInt(id.substring(id.length() - 1));
    }

    private static List<WaitStory> codeDeploy() {
        List<String> resolving = List.of("BatchGetDeploymentGroups", "BatchGetDeployments");
        List<String> polling = List.of("BatchGetDeployments");
        List<String> explaining = List.of("ListDeploymentTargets", "BatchGetDeploymentTargets");
        String target = "codedeploy:shop/prod";
        return List.of(
                story(
                        "codedeploy, succeeds",
                        target,
                        aws -> {
                            onGroup(aws, "d-1", 0);
                            onDeployment(aws, "d-1", "\"status\":\"InProgress\"");
                            onDeployment(aws, "d-1", "\"status\":\"Succeeded\"");
                        },
                        PASSED,
                        resolving,
                        List.of("BatchGetDeployments", "BatchGetDeploymentGroups"),
                        List.of()),
                story(
                        "codedeploy, is rolled back",
                        target,
                        aws -> {
                            onGroup(aws, "d-1", 0);
                            onDeployment(aws, "d-1", "\"status\":\"InProgress\"");
                            onDeployment(aws, "d-1", """
                                    "status":"Failed","rollbackInfo":{"rollbackDeploymentId":"d-2"}""");
                            onDeployment(aws, "d-2", """
                                    "status":"Succeeded","creator":"codeDeployRollback",
                                    "rollbackInfo":{"rollbackTriggeringDeploymentId":"d-1"}""");
                            onInstances(aws);
                        },
                        FAILED,
                        resolving,
                        List.of("BatchGetDeployments", "BatchGetDeployments"),
                        explaining),
                story(
                                "codedeploy, is replaced",
                                target,
                                aws -> {
                                    onGroup(aws, "d-1", 0);
                                    onGroup(aws, "d-2", 2);
                                    onDeployment(aws, "d-1", "\"status\":\"InProgress\"");
                                    onDeployment(aws, "d-1", "\"status\":\"Stopped\"");
                                    onDeployment(aws, "d-2", "\"status\":\"InProgress\"");
                                    onInstances(aws);
                                },
                                SUPERSEDED,
                                resolving,
                                polling,
                                resolving)
                        .withoutTheRest(FAILED));
    }

    private static void onGroup(LoopbackAws aws, String latest, int looks) {
        aws.on("BatchGetDeploymentGroups").after("BatchGetDeployments", looks).reply("""
                {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"prod",
                 "lastAttemptedDeployment":{"deploymentId":"%s"}}]}""".formatted(latest));
    }

    private static void onDeployment(LoopbackAws aws, String id, String members) {
        aws.on("BatchGetDeployments").with(id).reply("""
                {"deploymentsInfo":[{"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"%s",
                 "createTime":%d,%s}]}""".formatted(id, begun(id), members));
    }

    private static void onInstances(LoopbackAws aws) {
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"i-1\"]}");
        aws.on("BatchGetDeploymentTargets").reply("""
                {"deploymentTargets":[{"deploymentTargetType":"InstanceTarget","instanceTarget":
                 {"targetId":"i-1","status":"Failed"}}]}""");
    }

    private static List<WaitStory> stacks() {
        List<String> polling = List.of("DescribeStacks");
        String target = "cloudformation:shop";
        return List.of(
                story(
                        "cloudformation, succeeds",
                        target,
                        aws -> {
                            onStack(aws, "UPDATE_IN_PROGRESS", "UPDATE_STACK=op-1");
                            onStack(aws, "UPDATE_COMPLETE", "UPDATE_STACK=op-1");
                        },
                        PASSED,
                        polling,
                        polling,
                        List.of()),
                story(
                        "cloudformation, is rolled back",
                        target,
                        aws -> {
                            onStack(aws, "UPDATE_IN_PROGRESS", "UPDATE_STACK=op-1");
                            onStack(aws, "UPDATE_ROLLBACK_COMPLETE", "ROLLBACK=op-2", "UPDATE_STACK=op-1");
                            onEvents(
                                    aws,
                                    event(4, "op-2", "UPDATE_ROLLBACK_COMPLETE"),
                                    event(3, "op-2", "UPDATE_ROLLBACK_IN_PROGRESS"),
                                    event(2, "op-1", "UPDATE_IN_PROGRESS"),
                                    event(1, "op-0", "UPDATE_COMPLETE"),
                                    event(0, "op-0", "UPDATE_IN_PROGRESS"));
                        },
                        FAILED,
                        polling,
                        polling,
                        List.of("DescribeStackEvents", "DescribeEvents", "DescribeEvents")),
                story(
                        "cloudformation, is replaced",
                        target,
                        aws -> {
                            onStack(aws, "UPDATE_IN_PROGRESS", "UPDATE_STACK=op-1");
                            onStack(aws, "UPDATE_IN_PROGRESS", "UPDATE_STACK=op-2", "UPDATE_STACK=op-1");
                            onEvents(
                                    aws,
                                    event(2, "op-2", "UPDATE_IN_PROGRESS"),
                                    event(1, "op-1", "UPDATE_IN_PROGRESS"));
                        },
                        SUPERSEDED,
                        polling,
                        List.of("DescribeStacks", "DescribeStackEvents"),
                        polling));
    }

    private static final String STACK_ID = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0a1b";

    private static void onStack(LoopbackAws aws, String status, String... operations) {
        StringBuilder last = new StringBuilder();
        for (String operation : operations) {
            String[] halves = operation.split("=", -1);
            last.append("<member><OperationType>%s</OperationType><OperationId>%s</OperationId></member>"
                    .formatted(halves[0], halves[1]));
        }
        aws.on("DescribeStacks").reply("""
                <DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackId>%s</StackId>
                <StackName>shop</StackName><StackStatus>%s</StackStatus>
                <LastUpdatedTime>2024-03-01T11:59:0%dZ</LastUpdatedTime><LastOperations>%s</LastOperations>
                </member></Stacks></DescribeStacksResult></DescribeStacksResponse>""".formatted(STACK_ID, status, begun(operations[0]) - Tape.BEGUN, last));
    }

    private static String event(int second, String operation, String status) {
        return """
                <member><StackId>%1$s</StackId><EventId>e-%2$d</EventId><StackName>shop</StackName>
                <LogicalResourceId>shop</LogicalResourceId><PhysicalResourceId>%1$s</PhysicalResourceId>
                <ResourceType>AWS::CloudFormation::Stack</ResourceType><Timestamp>2024-03-01T11:59:0%2$dZ</Timestamp>
                <ResourceStatus>%3$s</ResourceStatus><OperationId>%4$s</OperationId></member>""".formatted(STACK_ID, second, status, operation);
    }

    private static void onEvents(LoopbackAws aws, String... newestFirst) {
        aws.on("DescribeStackEvents")
                .reply("<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>"
                        + String.join("", newestFirst)
                        + "</StackEvents></DescribeStackEventsResult></DescribeStackEventsResponse>");
        aws.on("DescribeEvents").reply("<DescribeEventsResponse><DescribeEventsResult/></DescribeEventsResponse>");
    }

    private static List<WaitStory> stackSets() {
        return List.of(story(
                "cloudformation, fails in a stack set",
                "cloudformation:stackset/guard",
                aws -> {
                    aws.on("ListStackSetOperations").reply(stackSet("ListStackSetOperations", "Summaries", """
                                    <member><OperationId>op-1</OperationId><Status>RUNNING</Status></member>"""));
                    for (String status : List.of("RUNNING", "FAILED")) {
                        aws.on("DescribeStackSetOperation")
                                .reply(stackSet(
                                        "DescribeStackSetOperation", "StackSetOperation", """
                                    <OperationId>op-1</OperationId><Status>%s</Status>""".formatted(status)));
                    }
                    aws.on("ListStackSetOperationResults")
                            .reply(stackSet("ListStackSetOperationResults", "Summaries", ""));
                },
                FAILED,
                List.of("ListStackSetOperations", "DescribeStackSetOperation"),
                List.of("DescribeStackSetOperation"),
                List.of("ListStackSetOperationResults")));
    }

    private static String stackSet(String operation, String member, String content) {
        return "<%1$sResponse><%1$sResult><%2$s>%3$s</%2$s></%1$sResult></%1$sResponse>"
                .formatted(operation, member, content);
    }
}
