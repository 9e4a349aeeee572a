package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pipeline knows that what it started has failed; the services that did the work say why, through the whole program. */
class CrossingsTest {
    private static final String PROBLEMS =
            "explain codepipeline:shop -o json --query deployments[0].problems[].join('|',[resource,code,message])";
    private static final long BEGUN = 1709293800;
    private static final long ENDED = 1709294340;
    private static final String SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/";
    private static final String STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/net/8f2a";
    private static final String WEB = action("Web", "CodeDeploy", """
            "externalExecutionId":"d-A1","errorDetails":{"code":"JobFailed","message":"Deployment d-A1 failed"}""");
    private static final String NET = action("Net", "CloudFormation", """
            "externalExecutionId":"%s","errorDetails":{"code":"JobFailed","message":"Stack is in ROLLBACK"}""".formatted(STACK));
    private static final String API = action("Api", "ECS", """
            "errorDetails":{"code":"JobFailed","message":"The ECS deployment failed"}""");
    private static final String TEST = action("Test", "CodeBuild", """
            "externalExecutionId":"shop:1","externalExecutionUrl":"https://build",
            "errorDetails":{"code":"JobFailed","message":"Build terminated with state: FAILED"}""");

    private final LoopbackAws aws = new LoopbackAws();

    @AfterEach
    void close() {
        aws.close();
    }

    private static String action(String name, String provider, String result) {
        return """
                {"pipelineExecutionId":"e1","actionExecutionId":"a-%1$s","stageName":"Prod","actionName":"%1$s",
                 "startTime":%2$d,"lastUpdateTime":%3$d,"status":"Failed",
                 "input":{"actionTypeId":{"category":"Deploy","owner":"AWS","provider":"%4$s","version":"1"},
                 "configuration":{"ClusterName":"prod","ServiceName":"api","StackName":"net","PipelineName":"next"}},
                 "output":{"executionResult":{%5$s}}}""".formatted(name, BEGUN + 60, ENDED, provider, result);
    }

    /** Has a pipeline with the actions of one stage, which the service lists newest first. */
    private void pipeline(String name, String execution, String... newestFirst) {
        aws.on("ListPipelineExecutions").with('"' + name + '"').reply("""
                {"pipelineExecutionSummaries":[{"pipelineExecutionId":"%s","status":"Failed","startTime":%d,
                 "lastUpdateTime":%d}]}""".formatted(execution, BEGUN, ENDED));
        aws.on("GetPipelineState").with('"' + name + '"').reply("""
                {"stageStates":[{"stageName":"Prod",
                 "latestExecution":{"pipelineExecutionId":"%s","status":"Failed"}}]}""".formatted(execution));
        aws.on("ListActionExecutions")
                .with('"' + name + '"')
                .reply("{\"actionExecutionDetails\":[" + String.join(",", newestFirst) + "]}");
    }

    private void deploymentOfCodeDeploy() {
        aws.on("BatchGetDeployments").with("d-A1").reply("""
                {"deploymentsInfo":[{"applicationName":"web","deploymentGroupName":"prod","deploymentId":"d-A1",
                 "status":"Failed","createTime":%d,"completeTime":%d,"errorInformation":{"code":"HEALTH_CONSTRAINTS",
                 "message":"too few healthy instances"}}]}""".formatted(BEGUN + 60, ENDED));
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[]}");
    }

    private void stack() {
        aws.on("DescribeStacks").with("StackName=net").reply("""
                <DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackId>%s</StackId>
                <StackName>net</StackName><CreationTime>2023-03-01T12:00:00Z</CreationTime>
                <LastUpdatedTime>2024-03-01T11:51:00Z</LastUpdatedTime><StackStatus>UPDATE_ROLLBACK_COMPLETE</StackStatus>
                </member></Stacks></DescribeStacksResult></DescribeStacksResponse>""".formatted(STACK));
        aws.on("DescribeStackEvents")
                .reply("<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>"
                        + event("net", STACK, "AWS::CloudFormation::Stack", "11:57:00", "UPDATE_ROLLBACK_COMPLETE", "")
                        + event(
                                "Gateway",
                                "igw-1",
                                "AWS::EC2::NatGateway",
                                "11:55:00",
                                "UPDATE_FAILED",
                                "no address left")
                        + event("net", STACK, "AWS::CloudFormation::Stack", "11:51:00", "UPDATE_IN_PROGRESS", "")
                        + "</StackEvents></DescribeStackEventsResult></DescribeStackEventsResponse>");
    }

    private static String event(String name, String id, String type, String time, String status, String reason) {
        return """
                <member><StackId>%s</StackId><EventId>%s-%s</EventId><StackName>net</StackName>
                <LogicalResourceId>%s</LogicalResourceId><PhysicalResourceId>%s</PhysicalResourceId>
                <ResourceType>%s</ResourceType><Timestamp>2024-03-01T%sZ</Timestamp><ResourceStatus>%s</ResourceStatus>
                %s</member>""".formatted(
                        STACK,
                        name,
                        status,
                        name,
                        id,
                        type,
                        time,
                        status,
                        reason.isEmpty() ? "" : "<ResourceStatusReason>" + reason + "</ResourceStatusReason>");
    }

    private void deploymentOfEcs() {
        String members = """
                "serviceDeploymentArn":"%sd1","status":"ROLLBACK_SUCCESSFUL","createdAt":%d,"startedAt":%d,
                "finishedAt":%d""".formatted(SERVICE, BEGUN + 60, BEGUN + 60, ENDED);
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[{" + members + "}]}");
        aws.on("DescribeServiceDeployments").reply("{\"serviceDeployments\":[{" + members + """
                ,"deploymentCircuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3}}],"failures":[]}""");
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListTasks").reply("{\"taskArns\":[]}");
    }

    private void build() {
        aws.on("BatchGetBuilds").with("shop:1").reply("""
                {"builds":[{"id":"shop:1","logs":{"deepLink":"https://log"},"phases":[{"phaseType":"BUILD",
                 "phaseStatus":"FAILED","contexts":[{"statusCode":"COMMAND_EXECUTION_ERROR",
                 "message":"npm test. Reason: exit status 1"}]}]}]}""");
    }

    private CliRun.Result run(String line) {
        return CliRun.against(aws).run(line);
    }

    @Test
    void an_explanation_of_a_pipeline_has_the_causes_of_all_that_its_actions_started_first() {
        pipeline("shop", "e1", TEST, API, NET, WEB);
        deploymentOfCodeDeploy();
        stack();
        deploymentOfEcs();
        build();
        assertThat(run(PROBLEMS)).isEqualTo(new CliRun.Result(0, """
                [
                  "codedeploy:d-A1 d-A1|HEALTH_CONSTRAINTS|too few healthy instances",
                  "cloudformation:net Gateway|UPDATE_FAILED|no address left",
                  "ecs:prod/api|DEPLOYMENT_CIRCUIT_BREAKER|3 task failures reached the threshold of 3",
                  "Prod/Web|JobFailed|Deployment d-A1 failed",
                  "Prod/Net|JobFailed|Stack is in ROLLBACK",
                  "Prod/Api|JobFailed|The ECS deployment failed",
                  "Prod/Test|COMMAND_EXECUTION_ERROR|BUILD: npm test. Reason: exit status 1 https://log"
                ]
                """, ""));
    }

    @Test
    void the_page_shows_the_phase_the_message_and_the_log_of_a_failed_build() {
        pipeline("shop", "e1", TEST);
        build();
        assertThat(run("explain codepipeline:shop").out())
                .contains("Prod/Test: COMMAND_EXECUTION_ERROR: BUILD: npm test. Reason: exit status 1 https://log\n");
    }

    @Test
    void a_wait_that_fails_says_the_cause_from_the_other_service() {
        pipeline("shop", "e1", WEB);
        deploymentOfCodeDeploy();
        CliRun.Result result = run("wait codepipeline:shop");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("codedeploy:d-A1 d-A1: HEALTH_CONSTRAINTS: too few healthy instances");
    }

    @Test
    void causes_are_looked_for_one_step_deep() {
        pipeline("shop", "e1", action("Next", "CodePipeline", """
                "externalExecutionId":"n1","errorDetails":{"code":"JobFailed","message":"Execution n1 failed"}"""));
        pipeline("next", "n1", WEB.replace("\"e1\"", "\"n1\""));
        assertThat(run(PROBLEMS)).isEqualTo(new CliRun.Result(0, """
                [
                  "codepipeline:next Prod/Web|JobFailed|Deployment d-A1 failed",
                  "Prod/Next|JobFailed|Execution n1 failed"
                ]
                """, ""));
        assertThat(aws.operations()).doesNotContain("BatchGetDeployments");
    }

    @ParameterizedTest
    @CsvSource({
        "BatchGetDeployments,codedeploy:BatchGetDeployments",
        "DescribeStacks,cloudformation:DescribeStacks",
        "ListServiceDeployments,ecs:ListServiceDeployments",
        "BatchGetBuilds,codebuild:BatchGetBuilds"
    })
    void a_permission_that_is_missing_leaves_a_note_after_what_is_known(String operation, String action) {
        pipeline("shop", "e1", TEST, API, NET, WEB);
        aws.onRequests(any -> true).of(operation).fail(400, "AccessDeniedException", "no");
        deploymentOfCodeDeploy();
        stack();
        deploymentOfEcs();
        build();
        CliRun.Result result = run(PROBLEMS);
        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEmpty();
        List<String> problems =
                result.out().lines().filter(line -> line.startsWith("  ")).toList();
        assertThat(problems.get(problems.size() - 1))
                .startsWith("  \"" + action + "|AccessDeniedException|not everything could be read: ");
        assertThat(problems.subList(0, problems.size() - 1))
                .noneMatch(problem -> problem.contains("could be read"))
                .anyMatch(problem -> problem.contains("Prod/Web|"))
                .anyMatch(problem -> problem.contains("Prod/Net|"))
                .anyMatch(problem -> problem.contains("Prod/Api|"))
                .anyMatch(problem -> problem.contains("Prod/Test|"));
    }

    @Test
    void each_permission_that_is_missing_is_named() {
        pipeline("shop", "e1", API, NET, WEB);
        for (String operation : List.of("ListDeploymentTargets", "DescribeStacks", "ListServiceDeployments")) {
            aws.onRequests(any -> true).of(operation).fail(400, "AccessDeniedException", "no");
        }
        deploymentOfCodeDeploy();
        assertThat(run(PROBLEMS)).isEqualTo(new CliRun.Result(0, """
                [
                  "codedeploy:d-A1 d-A1|HEALTH_CONSTRAINTS|too few healthy instances",
                  "Prod/Web|JobFailed|Deployment d-A1 failed",
                  "Prod/Net|JobFailed|Stack is in ROLLBACK",
                  "Prod/Api|JobFailed|The ECS deployment failed",
                  "codedeploy:ListDeploymentTargets|AccessDeniedException|not everything could be read: no",
                  "cloudformation:DescribeStacks|AccessDeniedException|not everything could be read: no",
                  "ecs:ListServiceDeployments|AccessDeniedException|not everything could be read: no"
                ]
                """, ""));
    }
}
