package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How long deployments usually take, known from the list in which the latest is found: no call is made for it. Each list holds
 * one under way, one that failed after long, and three that took 100, 300 and 200 seconds.
 */
class EarlierDeploymentsTest extends AgainstLoopback {
    private static final long NOW = 1709290000;
    private static final List<Integer> SPANS = List.of(0, 5000, 100, 300, 200);

    /**
     * What a service answers.
     *
     * @param listing the operation that lists deployments
     * @param reply the reply, with a hole for the rows
     * @param row a row with holes for number, status, begin and end
     * @param words what is under way, failed and succeeded
     * @param isText whether times are text
     */
    record Listed(
            String target,
            String listing,
            String reply,
            String row,
            List<String> words,
            String ended,
            boolean isText,
            String separator) {
        @Override
        public String toString() {
            return target;
        }

        String rows(int many) {
            return reply.formatted(IntStream.range(0, many).mapToObj(this::row).collect(Collectors.joining(separator)));
        }

        String row(int number) {
            long begun = NOW - number * 10_000L;
            String word = words.get(Math.min(number, 2));
            String end = number == 0 ? "" : ended.formatted(time(begun + SPANS.get(number)));
            return row.formatted(9 - number, word, time(begun), end);
        }

        private String time(long second) {
            return isText ? Instant.ofEpochSecond(second).toString() : Long.toString(second);
        }
    }

    static List<Listed> services() {
        return List.of(
                new Listed(
                        "ecs:prod/api",
                        "ListServiceDeployments",
                        "{\"serviceDeployments\":[%s]}",
                        """
                        {"serviceDeploymentArn":"arn:aws:ecs:eu-west-1:1:service-deployment/prod/api/d%d","status":"%s",
                         "createdAt":%3$s,"startedAt":%3$s%4$s}""",
                        List.of("IN_PROGRESS", "ROLLBACK_FAILED", "SUCCESSFUL"),
                        ",\"finishedAt\":%s",
                        false,
                        ","),
                new Listed(
                        "codepipeline:shop",
                        "ListPipelineExecutions",
                        "{\"pipelineExecutionSummaries\":[%s]}",
                        "{\"pipelineExecutionId\":\"e%d\",\"status\":\"%s\",\"startTime\":%s%s}",
                        List.of("InProgress", "Failed", "Succeeded"),
                        ",\"lastUpdateTime\":%s",
                        false,
                        ","),
                new Listed(
                        "apprunner:web",
                        "ListOperations",
                        "{\"OperationSummaryList\":[%s]}",
                        "{\"Id\":\"o%d\",\"Type\":\"START_DEPLOYMENT\",\"Status\":\"%s\",\"StartedAt\":%s%s}",
                        List.of("IN_PROGRESS", "FAILED", "SUCCEEDED"),
                        ",\"EndedAt\":%s",
                        false,
                        ","),
                new Listed(
                        "amplify:d1abc/main",
                        "GET /apps/d1abc/branches/main/jobs",
                        "{\"jobSummaries\":[%s]}",
                        "{\"jobId\":\"1%d\",\"status\":\"%s\",\"startTime\":%s%s}",
                        List.of("RUNNING", "FAILED", "SUCCEED"),
                        ",\"endTime\":%s",
                        false,
                        ","),
                new Listed(
                        "appconfig:shop/prod",
                        "GET /applications/shop123/environments/prod123/deployments",
                        "{\"Items\":[%s]}",
                        "{\"DeploymentNumber\":9%d,\"ConfigurationName\":\"flags\",\"State\":\"%s\",\"StartedAt\":\"%s\"%s}",
                        List.of("DEPLOYING", "ROLLED_BACK", "COMPLETE"),
                        ",\"CompletedAt\":\"%s\"",
                        true,
                        ","),
                new Listed(
                        "opsworks:s1",
                        "DescribeDeployments",
                        "{\"Deployments\":[%s]}",
                        "{\"DeploymentId\":\"d%d\",\"StackId\":\"s1\",\"Status\":\"%s\",\"CreatedAt\":\"%s\"%s}",
                        List.of("running", "failed", "successful"),
                        ",\"CompletedAt\":\"%s\"",
                        true,
                        ","),
                new Listed(
                        "cloudformation:stackset/guard",
                        "ListStackSetOperations",
                        "<ListStackSetOperationsResponse><ListStackSetOperationsResult><Summaries>%s</Summaries>"
                                + "</ListStackSetOperationsResult></ListStackSetOperationsResponse>",
                        "<member><OperationId>o%d</OperationId><Action>UPDATE</Action><Status>%s</Status>"
                                + "<CreationTimestamp>%s</CreationTimestamp>%s</member>",
                        List.of("RUNNING", "FAILED", "SUCCEEDED"),
                        "<EndTimestamp>%s</EndTimestamp>",
                        true,
                        ""),
                new Listed(
                        "autoscaling:web",
                        "DescribeInstanceRefreshes",
                        "<DescribeInstanceRefreshesResponse><DescribeInstanceRefreshesResult><InstanceRefreshes>%s"
                                + "</InstanceRefreshes></DescribeInstanceRefreshesResult></DescribeInstanceRefreshesResponse>",
                        "<member><InstanceRefreshId>r%d</InstanceRefreshId><Status>%s</Status><StartTime>%s</StartTime>%s"
                                + "</member>",
                        List.of("InProgress", "Failed", "Successful"),
                        "<EndTime>%s</EndTime>",
                        true,
                        ""));
    }

    private void answer(Listed listed, int many) {
        aws.on("DescribeServiceDeployments").ifAsked().reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"arn:aws:ecs:eu-west-1:1:service-deployment/prod/api/d9",
                 "status":"IN_PROGRESS"}],"failures":[]}""");
        aws.on("GetPipelineState").ifAsked().reply("{\"stageStates\":[]}");
        aws.on("ListServices").ifAsked().reply("""
                {"ServiceSummaryList":[{"ServiceName":"web","ServiceArn":"arn:aws:apprunner:eu-west-1:1:service/web/8"}]}""");
        aws.on("GET /apps/d1abc/branches/main/jobs/19")
                .ifAsked()
                .reply("{\"job\":{\"summary\":{\"jobId\":\"19\",\"status\":\"RUNNING\"},\"steps\":[]}}");
        String application = "GET /applications/shop123";
        aws.on("GET /applications").ifAsked().reply("{\"Items\":[{\"Id\":\"shop123\",\"Name\":\"shop\"}]}");
        aws.on(application + "/environments").ifAsked().reply("{\"Items\":[{\"Id\":\"prod123\",\"Name\":\"prod\"}]}");
        aws.on(application + "/configurationprofiles").ifAsked().reply("{\"Items\":[]}");
        aws.on(application + "/environments/prod123/deployments/99").ifAsked().reply("{\"State\":\"DEPLOYING\"}");
        aws.on("DescribeStackSetOperation").ifAsked().reply("""
                <DescribeStackSetOperationResponse><DescribeStackSetOperationResult><StackSetOperation>
                <OperationId>o9</OperationId><Status>RUNNING</Status></StackSetOperation>
                </DescribeStackSetOperationResult></DescribeStackSetOperationResponse>""");
        aws.on(listed.listing()).reply(listed.rows(many));
    }

    @ParameterizedTest
    @MethodSource("services")
    void the_middle_of_what_succeeded_is_usual_and_costs_no_call(Listed listed) {
        answer(listed, SPANS.size());
        read(listed.target());

        assertThat(fleet.usual(target(listed.target()))).contains(Duration.ofSeconds(200));
        assertThat(aws.operations().stream().filter(listed.listing()::equals)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("services")
    void of_two_that_succeeded_nothing_is_usual(Listed listed) {
        answer(listed, SPANS.size() - 1);
        read(listed.target());

        assertThat(fleet.usual(target(listed.target()))).isEmpty();
    }

    @Test
    void of_a_target_that_was_not_read_nothing_is_known() {
        assertThat(fleet.usual(target("ecs:prod/api"))).isEmpty();
    }
}
