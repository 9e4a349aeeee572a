package dev.deploystat.aws.service.codedeploy;

import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.deployment;
import static dev.deploystat.aws.service.codedeploy.CodeDeployReplies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What functions of AWS Lambda wrote that a deployment failed by, over the wire. */
class FunctionWordsTest extends AgainstLoopback {
    private static final String LOG = "FilterLogEvents";
    private static final String TIMES = "\"createTime\":1709287200,\"completeTime\":1709287800,";
    private static final String ALARM = "\"errorInformation\":{\"code\":\"ALARM_ACTIVE\",\"message\":\"5xx\"}";

    private static String appSpec(String member, String content) {
        return "\"revision\":{\"revisionType\":\"AppSpecContent\",\"%s\":{\"content\":\"%s\",\"sha256\":\"ab\"}}"
                .formatted(member, content.replace("\"", "\\\"").replace("\n", "\\n"));
    }

    private void onDeployment(String status, String more, String events) {
        aws.on("BatchGetDeployments").reply(reply(deployment("d-A1", status, TIMES + more)));
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"api:live\"]}");
        aws.on("BatchGetDeploymentTargets").reply("""
                {"deploymentTargets":[{"deploymentTargetType":"LambdaTarget","lambdaTarget":{"targetId":"api:live",
                 "status":"Failed","lifecycleEvents":[%s],"lambdaFunctionInfo":{"functionName":"api","functionAlias":"live",
                 "currentVersion":"6","targetVersion":"7","targetVersionWeight":0.1}}}]}""".formatted(events));
    }

    private static String failedHook(String diagnostics) {
        return """
                {"lifecycleEventName":"BeforeAllowTraffic","status":"Failed","startTime":1709287300,"endTime":1709287360
                 %s}""".formatted(diagnostics);
    }

    private static String lines(String stream, String message) {
        return """
                {"events":[{"timestamp":1709287350000,"logStreamName":"%s","message":"%s"}]}""".formatted(stream, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: 0.0\nHooks:\n  - BeforeAllowTraffic: \"check\"\n  - AfterAllowTraffic: other\n",
                "Hooks:\n  - AfterAllowTraffic: other\n  - BeforeAllowTraffic: check # first",
                "{\"Hooks\":[{\"BeforeAllowTraffic\":\"check\"},{\"AfterAllowTraffic\":\"other\"}]}",
                "Hooks:\n- BeforeAllowTraffic: arn:aws:lambda:eu-west-1:111122223333:function:check"
            })
    void the_function_of_a_lifecycle_event_that_failed_has_what_it_wrote_in_that_time(String content) {
        onDeployment("Failed", appSpec("appSpecContent", content), failedHook(""));
        aws.on(LOG)
                .with("\"logGroupName\":\"/aws/lambda/check\",\"startTime\":1709287300000,\"endTime\":1709287420000")
                .reply(lines("2024/03/01/[$LATEST]a", "GET /health answered 502"));
        assertThat(explain("codedeploy:d-A1", 10, false).logs())
                .containsExactly(
                        new LogTail("function check", "/aws/lambda/check", 1, List.of("GET /health answered 502")));
    }

    @Test
    void an_app_spec_that_is_a_text_names_functions_too() {
        onDeployment("Failed", appSpec("string", "Hooks:\n- BeforeAllowTraffic: check"), failedHook(""));
        aws.on(LOG).with("/aws/lambda/check").reply(lines("2024/03/01/[1]a", "no"));
        assertThat(explain("codedeploy:d-A1", 10, false).logs()).hasSize(1);
    }

    @Test
    void what_codedeploy_keeps_of_an_event_itself_needs_no_log() {
        onDeployment(
                "Failed",
                appSpec("appSpecContent", "Hooks:\n- BeforeAllowTraffic: check"),
                failedHook(",\"diagnostics\":{\"errorCode\":\"ScriptFailed\",\"logTail\":\"it said so\"}"));
        assertThat(explain("codedeploy:d-A1", 10, false).logs())
                .extracting(LogTail::lines)
                .containsExactly(List.of("it said so"));
        assertThat(bodies(LOG)).isEmpty();
    }

    @Test
    void a_version_that_an_alarm_stopped_has_what_it_wrote_during_the_deployment() {
        onDeployment("Stopped", ALARM, "");
        aws.on(LOG)
                .with(
                        "\"logStreamNamePrefix\":\"2024/03/01/[7]\",\"startTime\":1709287200000,\"endTime\":1709287860000")
                .reply(lines("2024/03/01/[7]a", "KeyError"));
        assertThat(explain("codedeploy:d-A1", 10, false).logs())
                .containsExactly(
                        new LogTail("version 7 of function api", "/aws/lambda/api [7]", 1, List.of("KeyError")));
    }

    @Test
    void a_deployment_that_failed_otherwise_or_not_at_all_reads_no_log() {
        onDeployment("Failed", "\"errorInformation\":{\"code\":\"IAM_ROLE_MISSING\"}", "");
        assertThat(explain("codedeploy:d-A1", 10, false).logs()).isEmpty();
        assertThat(bodies(LOG)).isEmpty();
    }

    @Test
    void without_the_permission_there_is_one_note_that_names_the_action() {
        onDeployment("Stopped", ALARM, "");
        aws.on(LOG).fail(400, "AccessDeniedException", "no");
        Rollout rollout = explain("codedeploy:d-A1", 10, false);
        assertThat(rollout.problems().stream().filter(Problem::isGap))
                .singleElement()
                .satisfies(gap -> assertThat(gap.resource()).isEqualTo("logs:FilterLogEvents"));
    }
}
