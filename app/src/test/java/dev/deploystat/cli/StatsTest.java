package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of a history, over the operations of an App Runner service. */
class StatsTest {
    private static final String SERVICE = "arn:aws:apprunner:eu-west-1:111122223333:service/web/0123456789abcdef";
    private static final long DAY = 86_400;
    private static final long FIRST = 1709294400 - 20 * DAY;

    private final LoopbackAws aws = new LoopbackAws();

    @AfterEach
    void close() {
        aws.close();
    }

    private static String operation(String status, long begun, long seconds) {
        return "{\"Id\":\"o%d\",\"Type\":\"START_DEPLOYMENT\",\"Status\":\"%s\",\"StartedAt\":%d,\"EndedAt\":%d}"
                .formatted(begun, status, begun, begun + seconds);
    }

    private void history() {
        aws.on("ListServices").reply("""
                {"ServiceSummaryList":[{"ServiceName":"web","ServiceArn":"%s","Status":"RUNNING"}]}""".formatted(SERVICE));
        aws.on("DescribeService").reply("{\"Service\":{}}");
        aws.on("ListOperations")
                .reply("{\"OperationSummaryList\":[%s,%s,%s]}"
                        .formatted(
                                operation("SUCCEEDED", FIRST + 14 * DAY, 300),
                                operation("FAILED", FIRST + 13 * DAY, 60),
                                operation("SUCCEEDED", FIRST, 100)));
    }

    @Test
    void people_read_it_in_lines() {
        history();
        CliRun.Result result = CliRun.against(aws).run("stats apprunner:web");
        assertThat(result.out()).isEqualTo("""
                apprunner:web@eu-west-1
                  deployments   3 since 2024-02-10, all that the service keeps
                  a week        1.0
                  succeeded     2 (67 %)
                  failed        1 (33 %)
                  duration      median 1m 40s, 90 % within 5m, of 2 that succeeded
                  recovery      1d, from a failure to the next success, 1 time
                  reasons       1 time: App Runner does not say why, but its log may: /aws/apprunner/web/0123456789abcdef/service
                """);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    @Test
    void programs_read_it_in_seconds() {
        history();
        CliRun.Result result = CliRun.against(aws)
                .run("stats apprunner:web --limit 3 -o text --query"
                        + " stats[0].[deployments,whole,perWeek,failed,durationMedianSeconds,recoveryP90Seconds]");
        assertThat(result.out()).isEqualTo("3\tfalse\t1\t1\t100\t86640\n");
    }

    @Test
    void a_history_that_cannot_be_read_is_an_error_of_its_target() {
        aws.on("ListServices").fail(403, "AccessDeniedException", "no");
        CliRun.Result result = CliRun.against(aws).run("stats apprunner:web");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("deploystat: apprunner:web@eu-west-1: denied: no\n");
    }

    private static String failed(String id, String message) {
        return """
                {"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"%s","createTime":%d,"status":"Failed",
                 "errorInformation":{"code":"HEALTH_CONSTRAINTS","message":"%s"}}""".formatted(id, FIRST, message);
    }

    /** Reasons that differ in ids alone are one. */
    @Test
    void it_says_for_which_reasons_deployments_failed_the_most_frequent_first() {
        aws.on("ListDeployments").reply("{\"deployments\":[\"d-AAAA1111B\",\"d-AAAA2222B\",\"d-AAAA3333B\"]}");
        aws.on("BatchGetDeployments")
                .reply("{\"deploymentsInfo\":["
                        + failed("d-AAAA1111B", "No space left on device.") + ","
                        + failed("d-AAAA2222B", "i-0123456789abcdef0 is unhealthy.") + ","
                        + failed("d-AAAA3333B", "i-0fedcba9876543210 is unhealthy.") + "]}");
        String spec = "stats codedeploy:shop/prod";

        assertThat(CliRun.against(aws).run(spec).out()).contains("""
                  reasons       2 times: d-AAAA2222B: HEALTH_CONSTRAINTS: i-0123456789abcdef0 is unhealthy.
                                1 time: d-AAAA1111B: HEALTH_CONSTRAINTS: No space left on device.
                """);
        assertThat(CliRun.against(aws)
                        .run(spec + " -o text --query stats[0].reasons[*].[deployments,code,message]")
                        .out())
                .isEqualTo("""
                        2\tHEALTH_CONSTRAINTS\ti-0123456789abcdef0 is unhealthy.
                        1\tHEALTH_CONSTRAINTS\tNo space left on device.
                        """);
    }
}
