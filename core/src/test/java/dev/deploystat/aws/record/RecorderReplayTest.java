package dev.deploystat.aws.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.AwsSession;
import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.StoppedTime;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.data.Json;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecorderReplayTest {
    private static final Instant START = LoopbackAws.NOW;
    private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/d1";

    private final LoopbackAws aws = new LoopbackAws();
    private final List<String> record = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<Instant> clock = new AtomicReference<>(START);

    @AfterEach
    void close() {
        aws.close();
    }

    private static AwsOptions options(AwsOptions plain, URI endpoint, Map<String, String> environment) {
        return new AwsOptions(
                plain.profile(),
                plain.region(),
                endpoint,
                null,
                true,
                plain.connectTimeout(),
                plain.readTimeout(),
                name -> environment.containsKey(name)
                        ? environment.get(name)
                        : plain.environment().apply(name));
    }

    private Fleet recording(Map<String, String> environment) {
        AwsOptions options = options(aws.options(), aws.endpoint(), environment);
        return fleet(AwsSession.recorded(
                options, new Recorder.Sink(record::add, clock::get, Set.of("CustomJson")), said -> {}));
    }

    private Fleet replaying(List<String> lines) throws IOException {
        return fleet(replayed(lines));
    }

    /** Returns a session that has nothing but the record: no endpoint, no credentials, and a region of another place. */
    private AwsSession replayed(List<String> lines) throws IOException {
        Replay replay = Replay.read(lines.stream(), Set.of("CustomJson"));
        replay.follow(clock::get);
        AwsOptions bare = AwsOptions.defaults(name -> name.equals("AWS_REGION") ? "ap-south-1" : null);
        return AwsSession.replayed(bare, replay);
    }

    private Fleet fleet(AwsSession session) {
        return new Fleet(new Adapters(), session, new StoppedTime(START), true, false);
    }

    private static Reading read(Fleet fleet, String target) {
        return fleet.read(List.of(placed(target))).get(0);
    }

    /** Returns a target at the place it names, or else at that of the recorded session. */
    private static Target placed(String target) {
        Target parsed = new Targets(new Adapters()).parse(target);
        return parsed.region() == null ? parsed.at(null, "eu-west-1") : parsed;
    }

    private static String deployment(String status) {
        return """
            {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":1709287200.125,"status":"%s",
             "serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/prod/api","statusReason":"日本 \\u001b[31m"}]}""".formatted(ARN, status);
    }

    private static String line(int second, String region, String status) {
        return """
            {"at":"%s","service":"ecs","region":"%s","method":"POST","path":"/","target":"AmazonEC2ContainerServiceV20141113.DescribeServiceDeployments",
             "request":{"serviceDeploymentArns":["%s"]},"status":200,"response":%s}""".formatted(START.plusSeconds(second), region, ARN.replace("eu-west-1", region), deployment(status))
                .replace("\n", "");
    }

    private static String failure(int second, int status, String code) {
        return """
            {"at":"%s","service":"ecs","region":"eu-west-1","method":"POST","path":"/","target":"AmazonEC2ContainerServiceV20141113.DescribeServiceDeployments",
             "request":{"serviceDeploymentArns":["%s"]},"status":%d,"response":{"__type":"%s","message":"no"}}""".formatted(START.plusSeconds(second), ARN, status, code).replace("\n", "");
    }

    private Status status(Fleet fleet) {
        return read(fleet, ARN).found().orElseThrow().status();
    }

    @Test
    void a_replay_gives_the_same_readings_without_a_server() throws IOException {
        aws.on("ListServiceDeployments")
                .with("\"service\":\"api\"")
                .reply("{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"" + ARN
                        + "\",\"createdAt\":1709287200}]}");
        aws.on("ListServiceDeployments")
                .with("\"service\":\"gone\"")
                .fail(400, "ServiceNotFoundException", "Service not found.");
        aws.on("ListServices").reply("{\"serviceArns\":[]}");
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL"));
        List<String> targets = List.of("ecs:prod/api", "ecs:prod/gone", ARN);
        List<Reading> seen;
        try (Fleet fleet = recording(Map.of())) {
            seen = fleet.read(targets.stream().map(RecorderReplayTest::placed).toList());
        }
        assertThat(seen).extracting(reading -> reading.found().isPresent()).containsExactly(true, false, true);

        try (Fleet fleet = replaying(record)) {
            List<Reading> again =
                    fleet.read(targets.stream().map(RecorderReplayTest::placed).toList());
            assertThat(again).usingRecursiveComparison().isEqualTo(seen);
            assertThat(again.get(0).found().orElseThrow().reason()).isEqualTo("日本 \u001b[31m");
            assertThat(again.get(0).found().orElseThrow().createdAt()).isEqualTo(Instant.ofEpochMilli(1709287200125L));
            assertThat(again.get(1).failed().orElseThrow().requestId()).isEqualTo("loopback-request");
        }
    }

    @Test
    void a_record_holds_nothing_that_authenticates() {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL"));
        try (Fleet fleet = recording(Map.of("AWS_SESSION_TOKEN", "a-session-token"))) {
            assertThat(read(fleet, ARN).found()).isPresent();
        }
        assertThat(aws.requests().get(0).authorization()).contains("AKIDEXAMPLE", "Signature=");
        assertThat(record).hasSize(1).allSatisfy(line -> assertThat(line)
                .doesNotContainIgnoringCase("authorization", "signature", "credential", "security-token")
                .doesNotContain("AKIDEXAMPLE", "example-secret", "a-session-token", "127.0.0.1")
                .contains("\"service\":\"ecs\",\"region\":\"eu-west-1\"", "\"requestId\":\"loopback-request\"")
                .doesNotContain("\n", "\u001b"));
    }

    @Test
    void custom_json_of_opsworks_is_not_recorded() {
        aws.on("DescribeServiceDeployments")
                .reply(
                        "{\"failures\":[],\"CustomJson\":\"{\\\"password\\\":\\\"p\\\"}\",\"a\":[{\"CustomJson\":\"p2\"}]}");
        try (Fleet fleet = recording(Map.of())) {
            assertThat(read(fleet, ARN).failed()).isPresent();
        }
        assertThat(record.get(0))
                .contains("\"CustomJson\":\"(hidden)\"")
                .doesNotContain("password")
                .doesNotContain("p2");
    }

    /** What is hidden may be a map, a list or a structure, which a client reads as nothing else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lambda:api|GET /2015-03-31/functions/api|{\"Configuration\":{\"State\":\"Active\",\"LastUpdateStatus\":"
                        + "\"Failed\",\"Environment\":{\"Variables\":{\"KEY\":\"secret-1\"}}}}",
                "sagemaker:component/llm|DescribeInferenceComponent|{\"InferenceComponentStatus\":\"Failed\","
                        + "\"Specification\":{\"Container\":{\"Environment\":{\"KEY\":\"secret-1\"}}}}"
            })
    void what_is_not_recorded_keeps_its_form(String target, String call, String answer) throws IOException {
        aws.on(call).reply(answer);
        Set<String> secrets = new Adapters().secrets();
        AwsOptions options = options(aws.options(), aws.endpoint(), Map.of());
        try (Fleet fleet =
                fleet(AwsSession.recorded(options, new Recorder.Sink(record::add, clock::get, secrets), said -> {}))) {
            assertThat(read(fleet, target).found().orElseThrow().status()).isEqualTo(Status.FAILED);
        }
        assertThat(record.toString()).doesNotContain("secret-1");
        try (Fleet fleet = replaying(record)) {
            assertThat(read(fleet, target).found().orElseThrow().status()).isEqualTo(Status.FAILED);
        }
    }

    @Test
    void lines_of_a_log_are_kept_without_secrets_and_variables_without_values() throws IOException {
        aws.on("DescribeServiceDeployments").reply("""
                {"serviceDeployments":[],"failures":[],"events":[{"message":"refused, password=secret-1"}],
                 "logTail":"token: secret-1","environment":[{"name":"STAGE","value":"secret-1"}]}""");
        try (Fleet fleet = recording(Map.of())) {
            assertThat(read(fleet, ARN).failed()).isPresent();
        }
        assertThat(record.get(0))
                .contains("refused, password=***", "\"name\":\"STAGE\"")
                .doesNotContain("secret-1");
    }

    @Test
    void an_answer_that_is_not_json_is_kept_as_it_is() throws IOException {
        aws.on("DescribeServiceDeployments").fail(503, "<html>\"busy\"</html>");
        Reading seen;
        try (Fleet fleet = recording(Map.of())) {
            seen = read(fleet, ARN);
        }
        assertThat(record.get(0)).contains("\"response\":\"<html>\\\"busy\\\"</html>\"");
        try (Fleet fleet = replaying(record)) {
            assertThat(read(fleet, ARN)).isEqualTo(seen);
        }
    }

    @Test
    void an_error_code_beside_the_body_is_replayed_too() throws IOException {
        String recorded = failure(0, 404, "")
                .replace("\"__type\":\"\",", "")
                .replace("\"status\":404", "\"status\":404,\"errorType\":\"ClusterNotFoundException\"");
        try (Fleet fleet = replaying(List.of(recorded))) {
            ReadError error = read(fleet, ARN).failed().orElseThrow();
            assertThat(error.code()).isEqualTo("ClusterNotFoundException");
            assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        }
        aws.on("DescribeServiceDeployments").fail(404, "ClusterNotFoundException", "no");
        try (Fleet fleet = recording(Map.of())) {
            assertThat(read(fleet, ARN).failed()).isPresent();
        }
        assertThat(record.get(0)).contains("\"errorType\":\"ClusterNotFoundException\"");
    }

    @Test
    void two_regions_in_one_record_do_not_mix_although_they_share_an_endpoint() throws IOException {
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[]}");
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"" + ARN
                        + "\",\"createdAt\":1709287200}]}");
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListServices").reply("{\"serviceArns\":[]}");
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL"));
        try (Fleet fleet = recording(Map.of())) {
            assertThat(read(fleet, "ecs:prod/api@eu-west-1").found()).isEmpty();
            assertThat(read(fleet, "ecs:prod/api@us-east-1").found()).isPresent();
        }
        try (Fleet fleet = replaying(record)) {
            assertThat(read(fleet, "ecs:prod/api@us-east-1").found()).isPresent();
            assertThat(read(fleet, "ecs:prod/api@eu-west-1").found()).isEmpty();
        }
    }

    @Test
    void a_replay_is_at_the_place_of_its_record_whatever_the_environment_says() throws IOException {
        try (AwsSession session = replayed(List.of(line(0, "us-gov-west-1", "SUCCESSFUL")))) {
            Target target = new Targets(new Adapters()).parse("ecs:prod/api");
            assertThat(session.place(target).region()).isEqualTo("us-gov-west-1");
        }
    }

    @Test
    void answers_progress_with_the_clock() throws IOException {
        List<String> lines = List.of(
                line(0, "eu-west-1", "PENDING"),
                line(30, "eu-west-1", "IN_PROGRESS"),
                line(60, "eu-west-1", "SUCCESSFUL"));
        try (Fleet fleet = replaying(lines)) {
            assertThat(status(fleet)).isEqualTo(Status.PENDING);
            clock.set(START.plusSeconds(29));
            assertThat(status(fleet)).isEqualTo(Status.PENDING);
            clock.set(START.plusSeconds(30));
            assertThat(status(fleet)).isEqualTo(Status.IN_PROGRESS);
            clock.set(START.plusSeconds(3600));
            assertThat(status(fleet)).isEqualTo(Status.SUCCEEDED);
            assertThat(status(fleet)).isEqualTo(Status.SUCCEEDED);
        }
    }

    @Test
    void a_clock_that_runs_ahead_skips_answers_but_lines_may_come_in_any_order() throws IOException {
        List<String> lines = List.of(
                line(60, "eu-west-1", "SUCCESSFUL"),
                line(30, "eu-west-1", "IN_PROGRESS"),
                line(0, "eu-west-1", "PENDING"));
        assertThat(Replay.read(lines.stream(), Set.of("CustomJson")).start()).isEqualTo(START);
        try (Fleet fleet = replaying(lines)) {
            clock.set(START.plusSeconds(45));
            assertThat(status(fleet)).isEqualTo(Status.IN_PROGRESS);
        }
    }

    @Test
    void a_request_first_asked_later_than_the_clock_is_answered_all_the_same() throws IOException {
        try (Fleet fleet = replaying(List.of(line(90, "eu-west-1", "PENDING"), line(99, "eu-west-1", "SUCCESSFUL")))) {
            assertThat(status(fleet)).isEqualTo(Status.PENDING);
        }
    }

    @Test
    void a_throttled_call_that_went_well_the_second_time_does_so_again() throws IOException {
        aws.on("DescribeServiceDeployments").fail(400, "ThrottlingException", "Rate exceeded");
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL"));
        try (Fleet fleet = recording(Map.of("AWS_MAX_ATTEMPTS", "2"))) {
            assertThat(status(fleet)).isEqualTo(Status.SUCCEEDED);
        }
        assertThat(record).hasSize(2);
        try (Fleet fleet = replaying(record)) {
            assertThat(status(fleet)).isEqualTo(Status.SUCCEEDED);
        }
    }

    @Test
    void errors_are_replayed_in_their_order_and_none_is_skipped() throws IOException {
        List<String> lines = List.of(
                line(0, "eu-west-1", "IN_PROGRESS"),
                failure(30, 400, "AccessDeniedException"),
                line(60, "eu-west-1", "SUCCESSFUL"),
                failure(90, 400, "ServiceDeploymentNotFoundException"));
        try (Fleet fleet = replaying(lines)) {
            clock.set(START.plusSeconds(75));
            assertThat(read(fleet, ARN).failed().orElseThrow().kind()).isEqualTo(ErrorKind.DENIED);
            assertThat(status(fleet)).isEqualTo(Status.SUCCEEDED);
            clock.set(START.plusSeconds(90));
            assertThat(read(fleet, ARN).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
            assertThat(read(fleet, ARN).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        }
    }

    @Test
    void a_request_that_was_not_recorded_is_an_error_that_says_which() throws IOException {
        try (Fleet fleet = replaying(List.of(line(0, "eu-west-1", "SUCCESSFUL")))) {
            assertThat(read(fleet, "ecs:prod/other").failed())
                    .contains(new ReadError(
                            ErrorKind.SERVICE,
                            "ReplayMiss",
                            "the replayed file holds no answer to ecs in eu-west-1: ListServiceDeployments "
                                    + "{\"service\":\"other\",\"cluster\":\"prod\",\"maxResults\":100}",
                            null,
                            "ecs:ListServiceDeployments",
                            "The file holds another command's exchanges, or was recorded with other options."));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json|Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token "
                        + "'null', 'true' or 'false')",
                "{\"at\":|Unexpected end-of-input within/between Object entries",
                "{}|it lacks at, method, path or status",
                "[]|it lacks at, method, path or status",
                "{\"at\":\"noon\",\"method\":\"GET\",\"path\":\"/\",\"status\":200}|a member is of the wrong type",
                "{\"at\":\"2024-03-01T12:00:00Z\",\"method\":\"GET\",\"path\":\"/\",\"status\":200,\"type\":3}|"
                        + "a member is of the wrong type",
                "{} {}|more than one JSON value"
            })
    void a_corrupt_line_is_named(String corrupt, String why) {
        List<String> lines = List.of(line(0, "eu-west-1", "SUCCESSFUL"), "", corrupt);
        assertThatThrownBy(() -> Replay.read(lines.stream(), Set.of("CustomJson")))
                .isInstanceOf(IOException.class)
                .hasMessage("line 3 is not a recorded exchange: " + why);
    }

    @Test
    void a_file_without_exchanges_is_refused() {
        assertThatThrownBy(() -> Replay.read(List.of("", "  ").stream(), Set.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("it holds no recorded exchange");
    }

    @Test
    void a_number_of_a_thousand_million_digits_is_not_written_out() throws IOException {
        assertThat(Json.write(Json.read("{\"n\":1e999999999,\"t\":1709287200,\"f\":1709287200.125,\"z\":0}")))
                .isEqualTo("{\"n\":1E+999999999,\"t\":1709287200,\"f\":1709287200.125,\"z\":0}");
    }

    @Test
    void many_readers_share_a_replay() throws Exception {
        List<String> lines = IntStream.range(0, 200)
                .mapToObj(second -> line(second, "eu-west-1", second < 199 ? "IN_PROGRESS" : "SUCCESSFUL"))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Fleet fleet = replaying(lines)) {
            List<Callable<Reading>> readers = IntStream.range(0, 200)
                    .<Callable<Reading>>mapToObj(reader -> () -> {
                        clock.updateAndGet(now -> now.plusSeconds(1));
                        return read(fleet, ARN);
                    })
                    .toList();
            for (Future<Reading> each : threads.invokeAll(readers)) {
                Rollout rollout = each.get().found().orElseThrow();
                assertThat(rollout.status()).isIn(Status.IN_PROGRESS, Status.SUCCEEDED);
            }
            assertThat(status(fleet)).isEqualTo(Status.SUCCEEDED);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_record_of_many_threads_is_whole() throws IOException {
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[]}");
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListServices").reply("{\"serviceArns\":[]}");
        try (Fleet fleet = recording(Map.of())) {
            List<Target> targets = IntStream.range(0, 100)
                    .mapToObj(number -> placed("ecs:prod/s" + number))
                    .toList();
            List<Reading> seen = fleet.read(targets);
            try (Fleet replaying = replaying(record)) {
                assertThat(replaying.read(targets)).isEqualTo(seen);
            }
        }
    }
}
