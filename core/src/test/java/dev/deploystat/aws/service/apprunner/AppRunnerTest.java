package dev.deploystat.aws.service.apprunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Operation;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import dev.deploystat.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppRunnerTest extends AgainstLoopback {
    private static final String SERVICES = "ListServices";
    private static final String OPERATIONS = "ListOperations";
    private static final String SERVICE = "DescribeService";
    private static final String ARN = arn("web", "8fe1");
    private static final String DIGEST = "sha256:" + "0a".repeat(32);

    private static String arn(String name, String id) {
        return "arn:aws:apprunner:eu-west-1:111122223333:service/" + name + "/" + id;
    }

    private static String named(String name, String id, String status) {
        return """
                {"ServiceName":"%s","ServiceArn":"%s","Status":"%s"}""".formatted(name, arn(name, id), status);
    }

    private static String services(String token, String... members) {
        return page("ServiceSummaryList", token, members);
    }

    private static String operations(String token, String... members) {
        return page("OperationSummaryList", token, members);
    }

    private static String page(String list, String token, String... members) {
        return "{\"" + list + "\":[" + String.join(",", members) + "]"
                + (token == null ? "" : ",\"NextToken\":\"" + token + "\"") + "}";
    }

    private static String operation(String id, String type, String status, String more) {
        return """
                {"Id":"%s","Type":"%s","Status":"%s"%s}""".formatted(id, type, status, more);
    }

    private static String service(String status, String source) {
        return """
                {"Service":{"ServiceArn":"%s","Status":"%s","SourceConfiguration":%s}}""".formatted(ARN, status, source);
    }

    private static String image(String identifier) {
        return """
                {"ImageRepository":{"ImageIdentifier":"%s","ImageRepositoryType":"ECR"}}""".formatted(identifier);
    }

    private void onService(String... operationsNewestFirst) {
        aws.on(SERVICES).reply(services(null, named("web", "8fe1", "RUNNING")));
        aws.on(OPERATIONS).reply(operations(null, operationsNewestFirst));
    }

    private Observation look(String text) {
        return Poller.look(fleet, Clock.virtual(LoopbackAws.NOW, 0), List.of(target(text)))
                .observations()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,PENDING",
        "IN_PROGRESS,IN_PROGRESS",
        "SUCCEEDED,SUCCEEDED",
        "FAILED,FAILED",
        "ROLLBACK_IN_PROGRESS,ROLLING_BACK",
        "ROLLBACK_SUCCEEDED,ROLLED_BACK",
        "ROLLBACK_FAILED,ROLLBACK_FAILED",
        "BRAND_NEW_WORD,UNKNOWN"
    })
    void every_native_status_is_mapped_and_kept(String word, Status status) {
        onService(operation("o-1", "START_DEPLOYMENT", word, ""));
        if (status == Status.SUCCEEDED) {
            aws.on(SERVICE).reply(service("RUNNING", "{}"));
        }
        Rollout rollout = read("apprunner:web#o-1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
    }

    @Test
    void the_mapping_lists_every_word_of_operations_and_of_services() {
        assertThat(new AppRunner().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .containsExactly(
                        "operation FAILED FAILED",
                        "operation IN_PROGRESS IN_PROGRESS",
                        "operation PENDING PENDING",
                        "operation ROLLBACK_FAILED ROLLBACK_FAILED",
                        "operation ROLLBACK_IN_PROGRESS ROLLING_BACK",
                        "operation ROLLBACK_SUCCEEDED ROLLED_BACK",
                        "operation SUCCEEDED SUCCEEDED",
                        "service CREATE_FAILED FAILED",
                        "service DELETED STOPPED",
                        "service DELETE_FAILED FAILED",
                        "service OPERATION_IN_PROGRESS IN_PROGRESS",
                        "service PAUSED STOPPED",
                        "service RUNNING SUCCEEDED");
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_SERVICE,CREATE",
        "UPDATE_SERVICE,UPDATE",
        "START_DEPLOYMENT,UPDATE",
        "DELETE_SERVICE,DELETE",
        "PAUSE_SERVICE,OTHER",
        "RESUME_SERVICE,OTHER",
        "BRAND_NEW_TYPE,OTHER"
    })
    void every_type_of_operation_is_told(String type, Operation operation) {
        onService(operation("o-1", type, "IN_PROGRESS", ""));
        Rollout rollout = read("apprunner:web#o-1");
        assertThat(rollout.operation()).isEqualTo(operation);
        assertThat(rollout.nativeOperation()).isEqualTo(type);
    }

    @Test
    void the_success_of_an_operation_of_an_unknown_kind_or_of_none_is_never_a_pass() {
        onService(
                operation("o-2", "BRAND_NEW_TYPE", "SUCCEEDED", ""),
                operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", ""));
        assertThat(read("apprunner:web").status()).isEqualTo(Status.UNKNOWN);
        aws.forget();
        onService("{\"Id\":\"o-3\",\"Status\":\"SUCCEEDED\"}");
        assertThat(read("apprunner:web").status()).isEqualTo(Status.UNKNOWN);
        aws.forget();
        onService("{\"Id\":\"o-4\"}");
        assertThat(read("apprunner:web").status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void a_service_that_runs_after_a_failed_operation_has_failed_and_its_log_is_named() {
        onService(operation("o-2", "UPDATE_SERVICE", "FAILED", """
                ,"StartedAt":1709287200,"UpdatedAt":1709287260,"EndedAt":1709287320,"TargetArn":"%s\"""".formatted(ARN)));

        Rollout rollout = read("apprunner:web");

        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.startedAt()).isEqualTo(Instant.ofEpochSecond(1709287200));
        assertThat(rollout.updatedAt()).isEqualTo(Instant.ofEpochSecond(1709287260));
        assertThat(rollout.finishedAt()).isEqualTo(Instant.ofEpochSecond(1709287320));
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.reason())
                .isEqualTo("App Runner does not say why, but its log may: /aws/apprunner/web/8fe1/service");
        assertThat(rollout.cause()).isEqualTo(rollout.reason());
        assertThat(rollout.consoleUrl())
                .isEqualTo(
                        "https://eu-west-1.console.aws.amazon.com/apprunner/home?region=eu-west-1#/services/dashboard"
                                + "?service_arn=arn%3Aaws%3Aapprunner%3Aeu-west-1%3A111122223333%3Aservice%2Fweb%2F8fe1");
        assertThat(rollout.attributes()).containsOnly(Map.entry("serviceArn", ARN), Map.entry("targetArn", ARN));
        assertThat(aws.operations()).containsExactly(SERVICES, OPERATIONS);
        Rollout explained = explain("apprunner:web");
        assertThat(explained.events())
                .containsExactly(
                        new Event(rollout.startedAt(), null, "UPDATE_SERVICE", null),
                        new Event(rollout.finishedAt(), null, "FAILED", null));
        assertThat(explained.commands())
                .extracting(AwsCommand::line)
                .containsExactly(
                        "aws logs filter-log-events --log-group-name /aws/apprunner/web/8fe1/service --start-time 1709287200000",
                        "aws logs filter-log-events --log-group-name /aws/apprunner/web/8fe1/application --start-time 1709287200000",
                        "aws apprunner list-operations --service-arn " + ARN);
    }

    @Test
    void the_image_of_the_service_is_the_revision_of_the_latest_success() {
        onService(
                operation("o-3", "RESUME_SERVICE", "SUCCEEDED", ""),
                operation("o-2", "UPDATE_SERVICE", "SUCCEEDED", ""),
                operation("o-1", "CREATE_SERVICE", "SUCCEEDED", ""));
        aws.on(SERVICE).with(ARN).reply(service("RUNNING", """
                {"AutoDeploymentsEnabled":false,"ImageRepository":{"ImageIdentifier":"1.dkr.ecr.eu-west-1.amazonaws.com/web:1.2",
                 "ImageRepositoryType":"ECR","ImageConfiguration":{"Port":"80","RuntimeEnvironmentVariables":{"TOKEN":"s3cret"}}}}"""));
        Rollout rollout = read("apprunner:web");
        assertThat(rollout.id()).isEqualTo("o-2");
        assertThat(rollout.revision()).isEqualTo("1.dkr.ecr.eu-west-1.amazonaws.com/web:1.2");
        assertThat(rollout.brings("web:1.2")).isTrue();
        assertThat(rollout.brings("web:1")).isFalse();
        assertThat(rollout.attributes()).containsKey("sourceConfiguration");
        assertThat(read("apprunner:web#o-1").revision()).isNull();
        assertThat(aws.operations()).containsExactly(SERVICES, OPERATIONS, SERVICE, SERVICES, OPERATIONS);
    }

    @Test
    void environment_variables_are_secrets() {
        assertThat(new AppRunner().info().secrets()).containsExactly("RuntimeEnvironmentVariables");
    }

    @Test
    void a_digest_is_a_revision_of_its_own() {
        onService(operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", ""));
        aws.on(SERVICE).reply(service("RUNNING", image("repo/web@" + DIGEST)));
        Rollout rollout = read("apprunner:web");
        assertThat(rollout.revision()).isEqualTo("repo/web@" + DIGEST);
        assertThat(rollout.brings(DIGEST)).isTrue();
        assertThat(rollout.brings("0a0a0a0a")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ImageRepository\":{\"ImageIdentifier\":\"host:5000/web:latest\"}}",
                "{\"ImageRepository\":{\"ImageIdentifier\":\"host:5000/web\"}}",
                "{\"ImageRepository\":{}}",
                "{\"CodeRepository\":{\"RepositoryUrl\":\"https://github.com/shop/web\","
                        + "\"SourceCodeVersion\":{\"Type\":\"BRANCH\",\"Value\":\"main\"}}}",
                "{}"
            })
    void a_tag_or_branch_that_moves_is_no_revision(String source) {
        onService(operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", ""));
        aws.on(SERVICE).reply(service("RUNNING", source));
        assertThat(read("apprunner:web").revision()).isNull();
        assertThat(read("apprunner:web").revisionNames()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPERATION_IN_PROGRESS", "PAUSED", "BRAND_NEW_WORD"})
    void the_source_of_a_service_that_does_not_just_run_is_no_revision(String status) {
        onService(operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", ""));
        aws.on(SERVICE).reply(service(status, image("repo/web:1.2")));
        assertThat(read("apprunner:web").revision()).isNull();
    }

    @Test
    void a_failure_or_what_is_under_way_has_no_revision_and_asks_for_none() {
        onService(
                operation("o-2", "UPDATE_SERVICE", "IN_PROGRESS", ""),
                operation("o-1", "CREATE_SERVICE", "SUCCEEDED", ""));
        assertThat(read("apprunner:web").revision()).isNull();
        assertThat(read("apprunner:web#o-1").revision()).isNull();
        assertThat(aws.operations()).doesNotContain(SERVICE);
    }

    @Test
    void a_success_stands_where_its_image_may_not_be_read_and_says_so() {
        onService(operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", ""));
        aws.on(SERVICE).fail(400, "AccessDeniedException", "not allowed");
        Observation seen = look("apprunner:web");
        assertThat(seen.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(seen.reading().found().orElseThrow().reason())
                .isEqualTo("its image could not be read: apprunner:DescribeService is not allowed");
        assertThat(seen.why()).contains("apprunner:DescribeService");
    }

    @Test
    void a_revision_that_was_certain_once_stays_known() {
        onService(operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", ""));
        aws.on(SERVICE).reply(service("RUNNING", image("repo/web:1.2")));
        assertThat(read("apprunner:web").revision()).isEqualTo("repo/web:1.2");
        aws.forget();
        aws.on(OPERATIONS)
                .reply(operations(
                        null,
                        operation("o-2", "UPDATE_SERVICE", "IN_PROGRESS", ""),
                        operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", "")));
        assertThat(read("apprunner:web#o-1").revision()).isEqualTo("repo/web:1.2");
    }

    @Test
    void pauses_and_resumptions_are_not_the_latest_deployment() {
        aws.on(SERVICES).reply(services(null, named("web", "8fe1", "PAUSED")));
        aws.on(OPERATIONS)
                .reply(operations(
                        "t",
                        operation("o-4", "PAUSE_SERVICE", "SUCCEEDED", ""),
                        operation("o-3", "RESUME_SERVICE", "FAILED", "")));
        aws.on(OPERATIONS)
                .with("\"NextToken\":\"t\"")
                .reply(operations(null, operation("o-2", "UPDATE_SERVICE", "FAILED", "")));
        Rollout rollout = read("apprunner:web");
        assertThat(rollout.id()).isEqualTo("o-2");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(aws.requests().get(1).body()).contains("\"MaxResults\":20").contains(ARN);
    }

    @ParameterizedTest
    @CsvSource({"PENDING,STOPPED", "IN_PROGRESS,STOPPED", "SUCCEEDED,STOPPED", "FAILED,FAILED", "NEW_WORD,UNKNOWN"})
    void a_deletion_is_a_failure_as_the_latest_and_an_operation_by_its_id(String word, Status latest) {
        onService(operation("o-2", "DELETE_SERVICE", word, ""), operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", ""));
        Rollout rollout = read("apprunner:web");
        assertThat(rollout.id()).isEqualTo("o-2");
        assertThat(rollout.status()).isEqualTo(latest);
        assertThat(rollout.operation()).isEqualTo(Operation.DELETE);
        assertThat(rollout.verdict(Set.of())).isNotEqualTo(Verdict.PASS);
        if (word.equals("SUCCEEDED")) {
            assertThat(rollout.reason()).isEqualTo("the service was deleted");
            assertThat(look("apprunner:web#o-2").outcome()).isEqualTo(Outcome.PASSED);
        }
    }

    @Test
    void a_pause_passes_for_who_names_it() {
        onService(operation("o-2", "PAUSE_SERVICE", "SUCCEEDED", ""));
        assertThat(look("apprunner:web#o-2").outcome()).isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING,PASSED",
        "OPERATION_IN_PROGRESS,PASSED",
        "BRAND_NEW_WORD,PENDING",
        "PAUSED,FAILED",
        "DELETED,FAILED",
        "DELETE_FAILED,FAILED",
        "CREATE_FAILED,FAILED"
    })
    void a_success_of_a_service_that_is_paused_or_taken_away_never_passes(String status, Outcome outcome) {
        onService(operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", ""));
        aws.on(SERVICE).reply(service(status, "{}"));
        assertThat(look("apprunner:web").outcome()).isEqualTo(outcome);
    }

    @Test
    void a_success_of_a_service_that_is_being_deleted_or_gone_never_passes() {
        onService(
                operation("o-2", "DELETE_SERVICE", "IN_PROGRESS", ""),
                operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", ""));
        aws.on(SERVICE).reply(service("OPERATION_IN_PROGRESS", "{}"));
        assertThat(look("apprunner:web#o-1").outcome()).isEqualTo(Outcome.FAILED);
        aws.forget();
        aws.on(SERVICE).fail(400, "ResourceNotFoundException", "gone");
        assertThat(look("apprunner:web#o-1").reading().found().orElseThrow().reason())
                .isEqualTo("the service was deleted");
    }

    @ParameterizedTest
    @CsvSource({"PAUSE_SERVICE,PENDING", "RESUME_SERVICE,PENDING", "START_DEPLOYMENT,PASSED", "DELETE_SERVICE,FAILED"})
    void a_success_waits_while_its_service_is_paused_or_resumed(String type, Outcome outcome) {
        onService(operation("o-2", type, "IN_PROGRESS", ""), operation("o-1", "UPDATE_SERVICE", "SUCCEEDED", ""));
        aws.on(SERVICE).reply(service("OPERATION_IN_PROGRESS", "{}"));
        assertThat(look("apprunner:web#o-1").outcome()).isEqualTo(outcome);
    }

    @Test
    void an_operation_is_looked_for_over_all_pages_and_not_again_once_it_is_over() {
        aws.on(SERVICES).reply(services(null, named("web", "8fe1", "RUNNING")));
        aws.on(OPERATIONS).reply(operations("t", operation("o-2", "UPDATE_SERVICE", "IN_PROGRESS", "")));
        aws.on(OPERATIONS)
                .with("\"NextToken\":\"t\"")
                .reply(operations("never", operation("o-1", "UPDATE_SERVICE", "FAILED", "")));
        assertThat(read("apprunner:web#o-1").status()).isEqualTo(Status.FAILED);
        assertThat(read("apprunner:web#o-1").status()).isEqualTo(Status.FAILED);
        assertThat(aws.operations()).containsExactly(SERVICES, OPERATIONS, OPERATIONS);
    }

    @Test
    void polling_an_operation_under_way_costs_one_call() {
        onService(operation("o-1", "UPDATE_SERVICE", "IN_PROGRESS", ""));
        read("apprunner:web");
        read("apprunner:web#o-1");
        read("apprunner:web#o-1");
        assertThat(aws.operations()).containsExactly(SERVICES, OPERATIONS, OPERATIONS, OPERATIONS);
    }

    @Test
    void a_name_that_passed_on_to_a_new_service_means_the_new_one() {
        aws.on(SERVICES).reply(services("t", named("web", "0001", "DELETED")));
        aws.on(SERVICES).with("\"NextToken\":\"t\"").reply(services(null, named("web", "0002", "RUNNING")));
        aws.on(OPERATIONS)
                .with(arn("web", "0002"))
                .reply(operations(null, operation("o-9", "CREATE_SERVICE", "IN_PROGRESS", "")));
        assertThat(read("apprunner:web").id()).isEqualTo("o-9");
    }

    @Test
    void an_operation_stays_with_its_service_until_that_is_gone() {
        onService(operation("o-1", "UPDATE_SERVICE", "IN_PROGRESS", ""));
        read("apprunner:web");
        aws.forget();
        aws.on(OPERATIONS).with(ARN).fail(400, "ResourceNotFoundException", "gone");
        aws.on(SERVICES).reply(services(null, named("web", "0002", "RUNNING")));
        aws.on(OPERATIONS)
                .with(arn("web", "0002"))
                .reply(operations(null, operation("o-9", "CREATE_SERVICE", "SUCCEEDED", "")));
        assertThat(reading("apprunner:web#o-1").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(reading("apprunner:web#o-1").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_service_only_deleted_ones_bear_the_name_of_tells_of_its_deletion() {
        aws.on(SERVICES).reply(services(null, named("web", "8fe1", "DELETED")));
        aws.on(OPERATIONS).reply(operations(null, operation("o-2", "DELETE_SERVICE", "SUCCEEDED", "")));
        assertThat(read("apprunner:web").status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void an_arn_names_a_service_without_a_look_at_the_list() {
        aws.on(OPERATIONS).with(ARN).reply(operations(null, operation("o-1", "UPDATE_SERVICE", "FAILED", "")));
        assertThat(read(ARN).status()).isEqualTo(Status.FAILED);
        assertThat(read("apprunner:" + ARN + "#o-1").account()).isEqualTo("111122223333");
        assertThat(aws.operations()).containsExactly(OPERATIONS, OPERATIONS);
    }

    @Test
    void a_service_without_operations_says_so() {
        onService();
        ReadError error = reading("apprunner:web").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("nothing was ever deployed to App Runner service web");
    }

    @Test
    void a_misspelt_service_is_not_found_and_does_not_hide_the_others() {
        aws.on(SERVICES).reply(services(null, named("web", "8fe1", "RUNNING")));
        aws.on(OPERATIONS).with(ARN).reply(operations(null, operation("o-1", "UPDATE_SERVICE", "FAILED", "")));
        aws.on(OPERATIONS).with(arn("gone", "1")).fail(400, "ResourceNotFoundException", "gone");
        List<Reading> readings =
                fleet.read(Stream.of("apprunner:wob", "apprunner:web", "apprunner:wob#o-1", arn("gone", "1"))
                        .map(this::target)
                        .toList());
        assertThat(readings.get(0).failed().orElseThrow().message()).isEqualTo("there is no App Runner service wob");
        assertThat(readings.get(0).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(readings.get(1).found().orElseThrow().status()).isEqualTo(Status.FAILED);
        assertThat(readings.get(2).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(readings.get(3).failed().orElseThrow().message())
                .isEqualTo("there is no App Runner service " + arn("gone", "1"));
        assertThat(fleet.history(target("apprunner:wob"), HistoryQuery.newest(0), row -> {}))
                .hasValueSatisfying(error -> {
                    assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
                    assertThat(error.message()).contains("there is no App Runner service wob");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "400,InvalidRequestException,INVALID",
        "400,ThrottlingException,THROTTLED",
        "500,InternalServiceErrorException,UNAVAILABLE",
        "400,AccessDeniedException,DENIED"
    })
    void a_refused_call_is_told_by_its_kind(int status, String code, ErrorKind kind) {
        aws.on(OPERATIONS).fail(status, code, "no");
        ReadError error = reading(ARN).failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.action()).isEqualTo("apprunner:ListOperations");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apprunner:web/blue", "apprunner:web:1"})
    void what_is_neither_a_name_nor_an_arn_is_told_what_it_takes(String text) {
        assertThatThrownBy(() -> target(text))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not a resource of AWS App Runner")
                .extracting(refusal -> ((Refusal) refusal).hint())
                .isEqualTo("It takes: apprunner:SERVICE_NAME (a service by its name),"
                        + " apprunner:SERVICE_ARN (a service by its ARN)");
    }

    @Test
    void history_reads_pages_newest_first_and_no_further_back_than_asked() {
        aws.on(SERVICES).reply(services(null, named("web", "8fe1", "RUNNING")));
        aws.on(OPERATIONS)
                .with("\"MaxResults\":7")
                .reply(operations(
                        "t",
                        operation("o-4", "PAUSE_SERVICE", "SUCCEEDED", ",\"StartedAt\":1709287240"),
                        operation("o-3", "UPDATE_SERVICE", "ROLLBACK_SUCCEEDED", ",\"StartedAt\":1709287230")));
        aws.on(OPERATIONS)
                .with("\"NextToken\":\"t\"")
                .reply(operations(
                        "never",
                        operation("o-2", "START_DEPLOYMENT", "SUCCEEDED", ",\"StartedAt\":1709287220"),
                        operation("o-1", "CREATE_SERVICE", "SUCCEEDED", ",\"StartedAt\":1709287210")));
        HistoryQuery query = new HistoryQuery(Set.of(), Instant.ofEpochSecond(1709287215), null, 0, 7);
        List<Rollout> rows = history("apprunner:web", query);
        assertThat(rows).extracting(Rollout::id).containsExactly("o-4", "o-3", "o-2");
        assertThat(rows)
                .extracting(Rollout::status)
                .containsExactly(Status.SUCCEEDED, Status.ROLLED_BACK, Status.SUCCEEDED);
        assertThat(aws.operations()).containsExactly(SERVICES, OPERATIONS, OPERATIONS);
    }

    @Test
    void services_are_found_over_all_pages_but_for_those_that_are_deleted() {
        aws.on(SERVICES).with("\"MaxResults\":20").reply(services("t", named("web", "1", "PAUSED")));
        aws.on(SERVICES)
                .with("\"NextToken\":\"t\"")
                .reply(services(null, named("old", "2", "DELETED"), named("api", "3", "CREATE_FAILED")));
        List<Target> found = new ArrayList<>();
        assertThat(fleet.discover(target("apprunner:any"), found::add)).isEmpty();
        assertThat(found).extracting(Target::resource).containsExactly("web", "api");
    }

    @Test
    void many_services_share_the_list_of_names() {
        aws.on(SERVICES)
                .reply(services(
                        null,
                        IntStream.range(0, 25)
                                .mapToObj(i -> named("s" + i, "1", "RUNNING"))
                                .toArray(String[]::new)));
        aws.on(OPERATIONS).reply(operations(null, operation("o-1", "UPDATE_SERVICE", "IN_PROGRESS", "")));
        List<Target> targets =
                IntStream.range(0, 25).mapToObj(i -> target("apprunner:s" + i)).toList();
        assertThat(fleet.read(targets)).allMatch(reading -> reading.found().isPresent());
        assertThat(aws.operations()).filteredOn(SERVICES::equals).hasSize(4);
        assertThat(aws.operations()).filteredOn(OPERATIONS::equals).hasSize(25);
        fleet.read(targets.stream().map(target -> target.pinnedTo("o-1")).toList());
        assertThat(aws.operations()).filteredOn(SERVICES::equals).hasSize(4);
        assertThat(aws.operations()).filteredOn(OPERATIONS::equals).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "SUCCEEDED"})
    void a_failed_deployment_has_what_the_application_and_the_service_logged_in_its_time(String word) {
        onService(operation("o-1", "START_DEPLOYMENT", word, ",\"StartedAt\":1709287200,\"EndedAt\":1709287300"));
        String time = "\"startTime\":1709287200000,\"endTime\":1709287300000";
        if (word.equals("FAILED")) {
            aws.on("FilterLogEvents")
                    .with("\"logGroupName\":\"/aws/apprunner/web/8fe1/application\"," + time)
                    .reply("{\"events\":[{\"message\":\"no port, password=x\",\"logStreamName\":\"instance/1\"}]}");
            aws.on("FilterLogEvents")
                    .with("\"logGroupName\":\"/aws/apprunner/web/8fe1/service\"," + time)
                    .reply("{\"events\":[{\"message\":\"Health check failed\",\"logStreamName\":\"events\"}]}");
        } else {
            aws.on(SERVICE).reply(service("RUNNING", "{}"));
        }
        assertThat(explain("apprunner:web", 10, false).logs())
                .isEqualTo(
                        word.equals("FAILED")
                                ? List.of(
                                        new LogTail(
                                                "the application",
                                                "/aws/apprunner/web/8fe1/application",
                                                1,
                                                List.of("no port, password=***")),
                                        new LogTail(
                                                "the service",
                                                "/aws/apprunner/web/8fe1/service",
                                                1,
                                                List.of("Health check failed")))
                                : List.of());
    }

    @Test
    void logs_that_may_not_be_read_are_one_note_that_names_the_action() {
        onService(operation("o-1", "START_DEPLOYMENT", "FAILED", ",\"StartedAt\":1709287200"));
        aws.on("FilterLogEvents").fail(400, "AccessDeniedException", "no");
        assertThat(explain("apprunner:web", 10, false).problems())
                .singleElement()
                .satisfies(gap -> assertThat(gap.resource()).isEqualTo("logs:FilterLogEvents"));
    }
}
