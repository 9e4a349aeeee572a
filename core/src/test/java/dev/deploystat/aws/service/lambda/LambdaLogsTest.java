package dev.deploystat.aws.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What functions wrote last, over the wire. */
class LambdaLogsTest extends AgainstLoopback {
    private static final String FUNCTION = "GET /2015-03-31/functions/api";
    private static final String ALIAS = FUNCTION + "/aliases/live";
    private static final String PROVISIONED = "GET /2019-09-30/functions/api/provisioned-concurrency";
    private static final String LOG = "FilterLogEvents";
    /** 2024-03-01, noon, and an hour later. */
    private static final long NOON = 1709294400000L;

    private static final long ONE = NOON + 3_600_000;

    private static String version(String version, String more) {
        return """
                {"FunctionName":"api","FunctionArn":"arn:aws:lambda:eu-west-1:111122223333:function:api","Version":"%s",
                 "LastModified":"2024-03-01T12:00:00.000+0000"%s}""".formatted(version, more);
    }

    private void onFailed(String version, String code) {
        aws.on(FUNCTION).reply("{\"Configuration\":" + version(version, """
                ,"State":"Failed","StateReason":"no","StateReasonCode":"%s"
                """.formatted(code)) + "}");
    }

    private static String event(long at, String stream, String message) {
        return """
                {"timestamp":%d,"logStreamName":"%s","message":"%s"}""".formatted(at, stream, message);
    }

    private static String events(String... events) {
        return "{\"events\":[" + String.join(",", events) + "]}";
    }

    private static List<Problem> gaps(Rollout rollout) {
        return rollout.problems().stream().filter(Problem::isGap).toList();
    }

    @Test
    void a_version_whose_code_did_not_start_has_the_last_lines_of_its_own_streams_without_what_lambda_adds() {
        onFailed("7", "FunctionError.RuntimeInitError");
        aws.on(PROVISIONED).fail(404, "ProvisionedConcurrencyConfigNotFoundException", "none");
        // Newest first, as CloudWatch Logs answers from the end.
        aws.on(LOG)
                .reply(events(
                        event(NOON + 5, "2024/03/01/[7]b", "REPORT RequestId: 1 Duration: 1 ms"),
                        event(NOON + 4, "2024/03/01/[7]b", "REPORT RequestId: 1 Duration: 1 ms Status: error"),
                        event(NOON + 3, "2024/03/01/[7]b", "ImportError: no module, token=abc"),
                        event(NOON + 2, "2024/03/01/[7]b", "INIT_START Runtime Version: python"),
                        event(NOON + 1, "2024/03/01/[7]a", "loading"),
                        event(NOON + 1, "2024/03/01/[6]x", "version 6 is well")));

        Rollout rollout = explain("lambda:api:7", 10, false);

        assertThat(rollout.logs())
                .containsExactly(new LogTail(
                        "version 7 of function api",
                        "/aws/lambda/api [7]",
                        1,
                        List.of(
                                "loading",
                                "ImportError: no module, token=***",
                                "REPORT RequestId: 1 Duration: 1 ms Status: error")));
        assertThat(bodies(LOG))
                .containsExactly("{\"logGroupName\":\"/aws/lambda/api\",\"logStreamNamePrefix\":\"2024/03/01/[7]\","
                        + "\"startTime\":" + NOON + ",\"endTime\":" + ONE + ",\"limit\":500,\"startFromHead\":false}");
        assertThat(gaps(rollout)).isEmpty();
    }

    @Test
    void lines_that_lambda_writes_as_json_tell_something_only_of_a_failure() {
        onFailed("$LATEST", "FunctionError.InitTimeout");
        aws.on(LOG).reply(events(event(NOON, "2024/03/01/[$LATEST]b", """
                                {\\"time\\":\\"t\\",\\"type\\":\\"platform.initReport\\",\\"record\\":{\\"status\\":\\"timeout\\"}}"""), event(NOON, "2024/03/01/[$LATEST]b", """
                                {\\"time\\":\\"t\\",\\"type\\":\\"platform.initStart\\",\\"record\\":{}}""")));
        assertThat(explain("lambda:api", 10, false).logs()).singleElement().satisfies(tail -> {
            assertThat(tail.resource()).isEqualTo("function api");
            assertThat(tail.lines()).singleElement().asString().contains("initReport");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ImageAccessDenied", "InsufficientRolePermissions", "SubnetOutOfIPAddresses"})
    void what_lambda_refuses_before_it_runs_any_code_is_looked_for_in_no_log(String code) {
        onFailed("$LATEST", code);
        assertThat(explain("lambda:api", 10, false).logs()).isEmpty();
        assertThat(bodies(LOG)).isEmpty();
    }

    @Test
    void a_status_reads_no_log_and_no_lines_are_none() {
        onFailed("$LATEST", "FunctionError");
        read("lambda:api");
        assertThat(explain("lambda:api").logs()).isEmpty();
        assertThat(bodies(LOG)).isEmpty();
    }

    @Test
    void a_function_that_logs_to_a_group_of_its_choice_is_read_there_by_its_name() {
        aws.on(FUNCTION).reply("{\"Configuration\":" + version("$LATEST", """
                ,"State":"Active","LastUpdateStatus":"Failed","LastUpdateStatusReasonCode":"FunctionError",
                "LoggingConfig":{"LogGroup":"/shop/all"}""") + "}");
        aws.on(LOG)
                .with("\"logGroupName\":\"/shop/all\"")
                .reply(events(
                        event(NOON, "2024/03/01/api[$LATEST][b]", "mine"),
                        event(NOON, "2024/03/01/cart[$LATEST][b]", "not mine")));
        Rollout rollout = explain("lambda:api", 10, false);
        assertThat(rollout.logs())
                .containsExactly(new LogTail("function api", "/shop/all api[$LATEST]", 1, List.of("mine")));
        assertThat(rollout.commands())
                .extracting(AwsCommand::words)
                .contains(List.of("logs", "filter-log-events", "--log-group-name", "/shop/all"));
    }

    @Test
    void provisioned_concurrency_that_failed_has_the_log_of_its_version_from_when_it_was_set_up() {
        aws.on(ALIAS).reply("{\"FunctionVersion\":\"7\",\"Name\":\"live\"}");
        aws.on(FUNCTION)
                .reply("{\"Configuration\":"
                        + version("7", ",\"State\":\"Active\",\"LastModified\":\"2024-01-01T12:00:00+0000\"") + "}");
        aws.on(PROVISIONED).reply("""
                {"Status":"FAILED","StatusReason":"FUNCTION_ERROR_INIT_FAILURE","LastModified":"2024-03-01T12:00:00+0000"}""");
        aws.on(LOG)
                .with("\"startTime\":" + NOON)
                .with("[7]")
                .reply(events(event(NOON, "2024/03/01/[7]b", "no database")));
        assertThat(explain("lambda:api:live", 10, false).logs())
                .extracting(LogTail::lines)
                .containsExactly(List.of("no database"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_alias_that_gives_calls_back_to_an_older_version_has_the_log_of_the_newer_one(boolean goesBack) {
        aws.on(ALIAS).reply("""
                {"FunctionVersion":"%s","Name":"live","RoutingConfig":{"AdditionalVersionWeights":{"%s":0.4}}}""".formatted(goesBack ? "7" : "6", goesBack ? "6" : "7"));
        for (String version : List.of("6", "7")) {
            aws.on(FUNCTION)
                    .with("Qualifier=" + version)
                    .reply("{\"Configuration\":" + version(version, ",\"State\":\"Active\"") + "}");
        }
        aws.on(PROVISIONED).fail(404, "ProvisionedConcurrencyConfigNotFoundException", "none");
        if (goesBack) {
            aws.on(LOG)
                    .reply(events(
                            event(NOON + 1, "2024/03/02/[7]b", "502 from payments"),
                            event(NOON, "2024/03/02/[6]b", "fine")));
        }
        assertThat(explain("lambda:api:live", 10, false).logs())
                .extracting(LogTail::lines)
                .isEqualTo(goesBack ? List.of(List.of("502 from payments")) : List.of());
        assertThat(bodies(LOG)).allMatch(body -> !body.contains("endTime") && !body.contains("logStreamNamePrefix"));
    }

    @Test
    void a_page_without_lines_is_followed_by_the_next_but_not_for_ever() {
        onFailed("$LATEST", "FunctionError");
        aws.on(LOG).reply("{\"events\":[],\"nextToken\":\"t\"}");
        assertThat(explain("lambda:api", 10, false).logs()).isEmpty();
        assertThat(bodies(LOG)).hasSize(3).last().asString().contains("\"nextToken\":\"t\"");
    }

    @Test
    void without_the_permission_there_is_one_note_that_names_the_action_and_one_call() {
        onFailed("$LATEST", "FunctionError");
        aws.on(LOG).fail(400, "AccessDeniedException", "no");
        for (int run = 0; run < 2; run++) {
            assertThat(gaps(explain("lambda:api", 10, false)))
                    .singleElement()
                    .satisfies(gap -> assertThat(gap.resource()).isEqualTo("logs:FilterLogEvents"));
        }
        assertThat(bodies(LOG)).hasSize(1);
    }

    @Test
    void a_function_that_never_ran_has_no_log_and_that_is_no_news() {
        onFailed("$LATEST", "FunctionError");
        aws.on(LOG).fail(400, "ResourceNotFoundException", "The specified log group does not exist.");
        Rollout rollout = explain("lambda:api", 10, false);
        assertThat(rollout.logs()).isEmpty();
        assertThat(gaps(rollout)).isEmpty();
    }

    @Test
    void the_streams_of_a_version_that_was_made_before_midnight_may_be_of_the_next_day() {
        aws.on(FUNCTION).reply("{\"Configuration\":" + version("7", """
                ,"State":"Failed","StateReasonCode":"FunctionError","LastModified":"2024-03-09T23:59:00.000+0000"
                """) + "}");
        aws.on(PROVISIONED).fail(404, "ProvisionedConcurrencyConfigNotFoundException", "none");
        aws.on(LOG).with("\"logStreamNamePrefix\":\"2024/03/\"").reply(events());
        explain("lambda:api:7", 10, false);
    }
}
