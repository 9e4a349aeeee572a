package dev.deploystat.aws.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.AwsSession;
import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.Silence;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LambdaTest extends AgainstLoopback {
    private static final String FUNCTIONS = "GET /2015-03-31/functions";
    private static final String FUNCTION = FUNCTIONS + "/api";
    private static final String ALIAS = FUNCTION + "/aliases/live";
    private static final String VERSIONS = FUNCTION + "/versions";
    private static final String PROVISIONED = "GET /2019-09-30/functions/api/provisioned-concurrency";
    private static final String PROVIDERS = "GET /2025-11-30/capacity-providers";
    private static final String PROVIDER = PROVIDERS + "/cp";
    private static final String ARN = "arn:aws:lambda:eu-west-1:111122223333:function:api";
    private static final String MANAGED = """
            ,"CapacityProviderConfig":{"LambdaManagedInstancesCapacityProviderConfig":{"CapacityProviderArn":"cp"}}""";

    private static String member(String name, String word) {
        return word == null ? "" : ",\"" + name + "\":\"" + word + "\"";
    }

    private static String configuration(String state, String lastUpdate, String more) {
        return "{\"FunctionName\":\"api\",\"FunctionArn\":\"" + ARN + "\"" + member("State", state)
                + member("LastUpdateStatus", lastUpdate) + more + "}";
    }

    private static String function(String state, String lastUpdate, String more) {
        return "{\"Configuration\":" + configuration(state, lastUpdate, more) + "}";
    }

    private void onFunction(String state, String lastUpdate, String more) {
        aws.on(FUNCTION).reply(function(state, lastUpdate, more));
    }

    private void onVersion(int number, String state) {
        aws.on(FUNCTION)
                .with("Qualifier=" + number)
                .reply(function(state, null, ",\"Version\":\"" + number + "\",\"CodeSha256\":\"code" + number + "=\""));
    }

    private void onAlias(String weights) {
        aws.on(ALIAS).ifAsked().reply("""
                {"AliasArn":"%s:live","Name":"live","FunctionVersion":"1","Description":"prod","RevisionId":"r-9",
                 "RoutingConfig":{"AdditionalVersionWeights":{%s}}}""".formatted(ARN, weights));
    }

    private void onNoProvisionedConcurrency() {
        aws.on(PROVISIONED).ifAsked().fail(404, "ProvisionedConcurrencyConfigNotFoundException", "No config found");
    }

    private void onProvisionedConcurrency(String word) {
        aws.on(PROVISIONED).with("Qualifier=live").reply("""
                {"Status":"%s","StatusReason":"because","RequestedProvisionedConcurrentExecutions":8,
                 "AllocatedProvisionedConcurrentExecutions":2,"AvailableProvisionedConcurrentExecutions":1,
                 "LastModified":"2024-03-01T12:00:00+0000"}""".formatted(word));
    }

    @ParameterizedTest
    @CsvSource({
        "Pending,,IN_PROGRESS,Pending",
        "Pending,InProgress,IN_PROGRESS,Pending",
        "Pending,Successful,IN_PROGRESS,Pending",
        "Pending,Failed,IN_PROGRESS,Pending",
        "Active,InProgress,IN_PROGRESS,InProgress",
        "Active,Successful,SUCCEEDED,Active",
        "Active,Failed,FAILED,Failed",
        "Active,BrandNewWord,UNKNOWN,BrandNewWord",
        "Active,,UNKNOWN,Active",
        "Inactive,InProgress,IN_PROGRESS,InProgress",
        "Inactive,Successful,SUCCEEDED,Inactive",
        "Inactive,Failed,FAILED,Failed",
        "Inactive,,UNKNOWN,Inactive",
        "Failed,,FAILED,Failed",
        "Failed,Successful,FAILED,Failed",
        "Deleting,Successful,STOPPED,Deleting",
        "Deactivating,Successful,UNKNOWN,Deactivating",
        "Deactivated,Successful,UNKNOWN,Deactivated",
        "ActiveNonInvocable,Successful,UNKNOWN,ActiveNonInvocable",
        "BrandNewWord,Successful,UNKNOWN,BrandNewWord",
        "active,SUCCESSFUL,SUCCEEDED,active",
        "Active,in_progress,IN_PROGRESS,in_progress",
        ",,UNKNOWN,",
        ",Successful,UNKNOWN,Successful",
        ",Failed,FAILED,Failed",
        ",InProgress,IN_PROGRESS,InProgress"
    })
    void a_function_is_what_its_state_and_its_last_update_make_together(
            String state, String lastUpdate, Status status, String shown) {
        onFunction(state, lastUpdate, "");
        Rollout rollout = read("lambda:api");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(shown);
        assertThat(aws.operations()).containsExactly(FUNCTION);
    }

    @ParameterizedTest
    @CsvSource({
        "Pending,,IN_PROGRESS",
        "Pending,Successful,IN_PROGRESS",
        "Active,,SUCCEEDED",
        "Active,Successful,SUCCEEDED",
        "Active,InProgress,IN_PROGRESS",
        "Active,Failed,FAILED",
        "Active,BrandNewWord,UNKNOWN",
        "Inactive,,SUCCEEDED",
        "Failed,,FAILED",
        "Deleting,,STOPPED",
        "Deactivating,,UNKNOWN",
        "Deactivated,,UNKNOWN",
        "ActiveNonInvocable,,UNKNOWN",
        "BrandNewWord,,UNKNOWN",
        ",,UNKNOWN"
    })
    void a_published_version_is_what_its_state_says(String state, String lastUpdate, Status status) {
        onFunction(state, lastUpdate, "");
        onNoProvisionedConcurrency();
        assertThat(read("lambda:api:7").status()).isEqualTo(status);
        assertThat(aws.requests().get(0).query()).isEqualTo("Qualifier=7");
    }

    @ParameterizedTest
    @CsvSource({
        "Pending,IN_PROGRESS",
        "Active,SUCCEEDED",
        "Failed,FAILED",
        "Deleting,STOPPED",
        "ACTIVE,SUCCEEDED",
        "BrandNewWord,UNKNOWN"
    })
    void every_native_status_of_a_capacity_provider_is_mapped_and_kept(String word, Status status) {
        aws.on(PROVIDER).reply("{\"CapacityProvider\":{\"State\":\"" + word + "\"}}");
        Rollout rollout = read("lambda:capacity/cp");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.operation()).isEqualTo(status == Status.STOPPED ? Operation.DELETE : null);
    }

    @ParameterizedTest
    @CsvSource({
        "READY,SUCCEEDED,SUCCEEDED,PASS",
        "IN_PROGRESS,IN_PROGRESS,IN_PROGRESS,PENDING",
        "FAILED,FAILED,SUCCEEDED,FAIL",
        "In Progress,IN_PROGRESS,IN_PROGRESS,PENDING",
        "BRAND_NEW_WORD,UNKNOWN,UNKNOWN,PENDING"
    })
    void an_alias_passes_once_its_provisioned_concurrency_is_there(
            String word, Status own, Status status, Verdict verdict) {
        onAlias("");
        onVersion(1, "Active");
        onProvisionedConcurrency(word);
        Rollout rollout = read("lambda:api:live");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.verdict(Set.of())).isEqualTo(verdict);
        assertThat(rollout.flags().contains(Flag.PARTIAL)).isEqualTo(own == Status.FAILED);
        assertThat(rollout.nativeStatus()).isEqualTo(verdict == Verdict.PENDING ? word : "Active");
        assertThat(rollout.progress()).isEqualTo(Progress.of(2, 8, "provisioned executions"));
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.ALL);
        assertThat(rollout.parts())
                .last()
                .isEqualTo(new Part(
                        "provisioned concurrency",
                        "provisioned concurrency",
                        null,
                        own,
                        word,
                        Instant.parse("2024-03-01T12:00:00Z"),
                        null,
                        "2 allocated, 1 available of 8 requested"));
        assertThat(rollout.problems())
                .isEqualTo(
                        own == Status.FAILED
                                ? List.of(new Problem("provisioned concurrency", "FAILED", "because"))
                                : List.of());
    }

    @Test
    void the_table_of_states_holds_every_word_of_all_kinds() {
        assertThat(new Lambda().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .containsExactly(
                        "capacity provider Active SUCCEEDED",
                        "capacity provider Deleting STOPPED",
                        "capacity provider Failed FAILED",
                        "capacity provider Pending IN_PROGRESS",
                        "function Active SUCCEEDED",
                        "function ActiveNonInvocable UNKNOWN",
                        "function Deactivated UNKNOWN",
                        "function Deactivating UNKNOWN",
                        "function Deleting STOPPED",
                        "function Failed FAILED",
                        "function Inactive SUCCEEDED",
                        "function Pending IN_PROGRESS",
                        "last update Failed FAILED",
                        "last update InProgress IN_PROGRESS",
                        "last update Successful SUCCEEDED",
                        "provisioned concurrency FAILED FAILED",
                        "provisioned concurrency IN_PROGRESS IN_PROGRESS",
                        "provisioned concurrency READY SUCCEEDED",
                        "version Active SUCCEEDED",
                        "version ActiveNonInvocable UNKNOWN",
                        "version Deactivated UNKNOWN",
                        "version Deactivating UNKNOWN",
                        "version Deleting STOPPED",
                        "version Failed FAILED",
                        "version Inactive SUCCEEDED",
                        "version Pending IN_PROGRESS");
    }

    @Test
    void every_field_of_a_function_is_read() {
        aws.on(FUNCTION).reply("""
                {"Configuration":{"FunctionName":"api","FunctionArn":"%s","Version":"$LATEST","CodeSha256":"code1=",
                 "ConfigSha256":"config1=","RevisionId":"r-1","LastModified":"2024-01-02T03:04:05.678+0000",
                 "State":"Active","StateReason":"old","LastUpdateStatus":"Failed",
                 "LastUpdateStatusReason":"no address is left","LastUpdateStatusReasonCode":"SubnetOutOfIPAddresses",
                 "PackageType":"Image","MemorySize":128,"Environment":{"Variables":{"KEY":"value"}}},
                 "Code":{"RepositoryType":"ECR","ImageUri":"repo/api:1","ResolvedImageUri":"repo/api@sha256:%s"},
                 "Tags":{"team":"web"},"Concurrency":{"ReservedConcurrentExecutions":3}}""".formatted(ARN, "a".repeat(64)));

        Rollout rollout = read("lambda:api");

        assertThat(rollout.id()).isEqualTo("$LATEST");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.revision()).isEqualTo("code1=");
        assertThat(rollout.revisionNames())
                .containsExactly(
                        "config1=",
                        "repo/api:1",
                        "repo/api@sha256:" + "a".repeat(64),
                        "sha256:" + "a".repeat(64),
                        "r-1");
        assertThat(rollout.brings("sha256:" + "a".repeat(12))).isTrue();
        assertThat(rollout.brings("$LATEST")).isFalse();
        assertThat(rollout.updatedAt()).isEqualTo(Instant.parse("2024-01-02T03:04:05.678Z"));
        assertThat(rollout.createdAt()).isNull();
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.initiator()).isNull();
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.reason()).isEqualTo("no address is left");
        assertThat(rollout.problems())
                .containsExactly(new Problem("api", "SubnetOutOfIPAddresses", "no address is left"));
        assertThat(rollout.consoleUrl())
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/api");
        assertThat(rollout.attributes())
                .containsEntry("state", "Active")
                .containsEntry("lastUpdateStatus", "Failed")
                .containsEntry("memorySize", 128)
                .containsEntry("environment", Map.of("variables", Map.of("KEY", "value")))
                .containsEntry("tags", Map.of("team", "web"))
                .containsEntry("concurrency", Map.of("reservedConcurrentExecutions", 3));
        assertThat(rollout.raw()).isInstanceOf(Map.class);
    }

    @Test
    void a_state_that_failed_says_why_before_the_update_does() {
        onFunction("Failed", "Failed", """
                ,"StateReason":"the image is gone","StateReasonCode":"ImageDeleted",
                 "LastUpdateStatusReason":"no key","LastUpdateStatusReasonCode":"KMSKeyNotFound\"""");
        Rollout rollout = read("lambda:api");
        assertThat(rollout.reason()).isEqualTo("the image is gone; no key");
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("api", "ImageDeleted", "the image is gone"),
                        new Problem("api", "KMSKeyNotFound", "no key"));
    }

    @Test
    void what_could_not_be_read_of_a_function_that_failed_comes_last() {
        aws.on(FUNCTION).reply("""
                {"Configuration":{"FunctionName":"api","State":"Failed","StateReason":"no key",
                 "Environment":{"Error":{"ErrorCode":"AccessDenied","Message":"variables"}},
                 "ImageConfigResponse":{"Error":{"ErrorCode":"Image","Message":"entry point"}},
                 "RuntimeVersionConfig":{"Error":{"ErrorCode":"Runtime","Message":"java"}}},
                 "Code":{"Error":{"ErrorCode":"NoSuchKey","Message":"the archive"}}}""");
        assertThat(read("lambda:api").problems())
                .containsExactly(
                        new Problem("api", null, "no key"),
                        new Problem("code", "NoSuchKey", "the archive"),
                        new Problem("environment variables", "AccessDenied", "variables"),
                        new Problem("image configuration", "Image", "entry point"),
                        new Problem("runtime version", "Runtime", "java"));
    }

    @Test
    void an_update_under_way_says_what_it_waits_for() {
        onFunction("Active", "InProgress", ",\"LastUpdateStatusReason\":\"waits for the network\"");
        assertThat(read("lambda:api").reason()).isEqualTo("waits for the network");
    }

    @Test
    void links_to_the_code_and_variables_are_hidden() {
        aws.on(FUNCTION).reply("""
                {"Configuration":{"State":"Active","Environment":{"Variables":{"KEY":"secret-1"}}},
                 "Code":{"Location":"https://bucket/code?X-Amz-Signature=secret-2"}}""");
        try (Fleet hiding = new Fleet(
                new Adapters(), AwsSession.live(aws.options()), Clock.virtual(LoopbackAws.NOW, 0), true, false)) {
            Rollout rollout =
                    hiding.read(List.of(target("lambda:api"))).get(0).found().orElseThrow();
            assertThat(rollout.attributes().toString() + rollout.raw())
                    .contains("(hidden)")
                    .doesNotContain("secret-");
        }
    }

    @Test
    void an_empty_answer_is_never_a_pass() {
        aws.onRequests(any -> true).reply("{}");
        for (String text : List.of("lambda:api", "lambda:api:7", "lambda:api:live", "lambda:capacity/cp")) {
            Rollout rollout = read(text);
            assertThat(rollout.status()).as(text).isEqualTo(Status.UNKNOWN);
            assertThat(rollout.nativeStatus()).as(text).isNull();
            assertThat(rollout.revision()).as(text).isNull();
        }
    }

    @Test
    void an_idle_function_is_a_success_and_says_so() {
        onFunction("Inactive", "Successful", ",\"StateReason\":\"The function is idle.\",\"StateReasonCode\":\"Idle\"");
        Rollout rollout = read("lambda:api");
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.PASS);
        assertThat(rollout.reason()).isEqualTo("idle: the next call fails and wakes it up; The function is idle.");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"0,its reserved concurrency is 0: all calls are refused", "5,-"})
    void a_function_that_may_not_run_at_all_says_so(int reserved, String reason) {
        aws.on(FUNCTION)
                .reply("{\"Concurrency\":{\"ReservedConcurrentExecutions\":" + reserved + "},"
                        + function("Active", "Successful", "").substring(1));
        Rollout rollout = read("lambda:api");
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.PASS);
        assertThat(rollout.reason()).isEqualTo(reason);
    }

    @Test
    void the_log_that_is_shown_is_the_one_that_the_function_writes() {
        onFunction("Active", "Failed", ",\"Version\":\"$LATEST\",\"LoggingConfig\":{\"LogGroup\":\"/shop/api\"}");
        assertThat(explain("lambda:api").commands())
                .extracting(AwsCommand::line)
                .contains("aws logs filter-log-events --log-group-name /shop/api");
        onAlias("");
        onNoProvisionedConcurrency();
        assertThat(explain("lambda:api:live").commands())
                .extracting(AwsCommand::line)
                .contains("aws logs filter-log-events --log-group-name /shop/api");
    }

    @Test
    void a_failed_update_of_which_nothing_is_said_is_no_second_reason() {
        onFunction("Failed", "Failed", ",\"StateReason\":\"the image is gone\"");
        assertThat(read("lambda:api").cause()).isEqualTo("api: the image is gone");
    }

    @Test
    void a_function_that_is_deleted_does_not_pass_and_says_so() {
        onFunction("Deleting", "Successful", "");
        Rollout rollout = read("lambda:api");
        assertThat(rollout.verdict(Set.of(Flag.PARTIAL, Flag.EARLY))).isEqualTo(Verdict.FAIL);
        assertThat(rollout.operation()).isEqualTo(Operation.DELETE);
        assertThat(rollout.nativeOperation()).isEqualTo("Deleting");
        assertThat(rollout.reason()).isEqualTo("the function is being deleted");
    }

    @ParameterizedTest
    @CsvSource({"Pending,Creating,,CREATE", "Pending,Restoring,,", "Active,,InProgress,UPDATE", "Active,,Successful,"})
    void an_operation_is_told_as_far_as_the_reply_does(String state, String code, String update, Operation operation) {
        onFunction(state, update, member("StateReasonCode", code));
        assertThat(read("lambda:api").operation()).isEqualTo(operation);
    }

    @Test
    void an_update_that_another_one_followed_at_once_is_superseded() throws InterruptedException {
        String one = ",\"Version\":\"$LATEST\",\"CodeSha256\":\"one=\"";
        onFunction("Active", "InProgress", one);
        onFunction("Active", "Successful", one.replace("one", "two"));
        Observation end = new Poller(fleet, Clock.virtual(LoopbackAws.NOW, 0), Policy.DEFAULT, new Silence(), () -> 0.5)
                .run(List.of(target("lambda:api")))
                .observations()
                .get(0);
        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(end.why()).isEqualTo("replaced by two=");
    }

    @Test
    void the_id_of_an_update_is_no_revision_before_its_end() {
        onFunction("Active", "InProgress", ",\"RevisionId\":\"r-1\",\"CodeSha256\":\"code2=\"");
        onFunction("Active", "Successful", ",\"RevisionId\":\"r-2\",\"CodeSha256\":\"code2=\"");
        Rollout underWay = read("lambda:api");
        assertThat(underWay.brings("r-1")).isFalse();
        assertThat(underWay.brings("code2=")).isTrue();
        assertThat(underWay.stages().traffic()).isEqualTo(Traffic.NOT_ALL);
        assertThat(read("lambda:api").brings("r-2")).isTrue();
    }

    private void onManaged(String state, String lastUpdate, String latestCode, String publishedCode) {
        onFunction(state, lastUpdate, MANAGED + member("Version", "$LATEST") + member("CodeSha256", latestCode));
        if (publishedCode != null) {
            aws.on(FUNCTION)
                    .with("Qualifier=%24LATEST.PUBLISHED")
                    .ifAsked()
                    .reply(function(
                            "Active",
                            null,
                            MANAGED + member("Version", "$LATEST.PUBLISHED") + member("CodeSha256", publishedCode)));
        } else {
            aws.on(FUNCTION)
                    .with("Qualifier=%24LATEST.PUBLISHED")
                    .ifAsked()
                    .fail(404, "ResourceNotFoundException", "Function not found");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Active,Successful,new,new,SUCCEEDED,$LATEST.PUBLISHED",
        "ActiveNonInvocable,Successful,new,new,SUCCEEDED,$LATEST.PUBLISHED",
        "Active,Successful,new,old,PENDING,$LATEST",
        "ActiveNonInvocable,Successful,new,old,PENDING,$LATEST",
        "Active,Successful,new,,PENDING,$LATEST",
        "Active,Successful,,,PENDING,$LATEST",
        "Active,InProgress,new,new,IN_PROGRESS,$LATEST",
        "Active,Failed,old,old,FAILED,$LATEST",
        "ActiveNonInvocable,BrandNewWord,new,new,UNKNOWN,$LATEST",
        "Pending,Successful,new,new,IN_PROGRESS,$LATEST",
        "Failed,Successful,new,new,FAILED,$LATEST",
        "Deleting,Successful,new,new,STOPPED,$LATEST"
    })
    void a_function_with_managed_instances_is_there_once_its_code_is_published(
            String state, String lastUpdate, String latest, String published, Status status, String answers) {
        onManaged(state, lastUpdate, latest, published);
        Rollout rollout = read("lambda:api");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.id()).isEqualTo(answers);
        assertThat(rollout.revision()).isEqualTo(latest);
    }

    @Test
    void code_that_is_not_published_needs_somebody_who_publishes_it() {
        onManaged("Active", "Successful", "new", "old");
        Rollout rollout = read("lambda:api");
        assertThat(rollout.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(rollout.reason())
                .isEqualTo(
                        "the code of $LATEST is not that of $LATEST.PUBLISHED, which callers get; somebody must publish"
                                + " it: aws lambda publish-version --function-name api --publish-to LATEST_PUBLISHED");
    }

    @Test
    void what_is_named_is_read_whatever_callers_get() {
        onManaged("Active", "Successful", "new", "old");
        assertThat(read("lambda:api:$LATEST").revision()).isEqualTo("new");
        assertThat(read("lambda:api:$LATEST.PUBLISHED").revision()).isEqualTo("old");
        assertThat(aws.requests())
                .extracting(LoopbackAws.Request::query)
                .as("only numbers and aliases can have provisioned concurrency")
                .containsExactly("Qualifier=%24LATEST", "Qualifier=%24LATEST.PUBLISHED");
    }

    @Test
    void every_field_of_an_alias_is_read() {
        onAlias("");
        onVersion(1, "Active");
        onNoProvisionedConcurrency();

        Rollout rollout = read("lambda:api:live");

        assertThat(rollout.id()).isEqualTo("live");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.nativeStatus()).isEqualTo("Active");
        assertThat(rollout.revision()).isEqualTo("1");
        assertThat(rollout.revisionNames()).contains("code1=", "r-9");
        assertThat(rollout.previousRevision()).isNull();
        assertThat(rollout.progress()).isNull();
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.ALL);
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.updatedAt())
                .as("when the version was published is not when the alias was shifted")
                .isNull();
        assertThat(rollout.consoleUrl()).endsWith("#/functions/api/aliases/live");
        assertThat(rollout.parts())
                .containsExactly(
                        new Part("version", "1", null, Status.SUCCEEDED, "Active", null, null, "100% of calls"));
        assertThat(rollout.attributes())
                .containsEntry("aliasArn", ARN + ":live")
                .containsEntry("functionVersion", "1")
                .containsEntry("description", "prod")
                .containsEntry("revisionId", "r-9")
                .containsEntry(
                        "version",
                        Map.of(
                                "functionName", "api",
                                "functionArn", ARN,
                                "state", "Active",
                                "version", "1",
                                "codeSha256", "code1="));
        assertThat(aws.operations()).containsExactly(ALIAS, FUNCTION, PROVISIONED);
    }

    @ParameterizedTest
    @CsvSource({"0.1,90", "0.9,10", "1,0", "0.999,1"})
    void an_alias_that_shares_its_calls_with_an_older_version_is_through_with_neither(double weight, long done) {
        aws.on(ALIAS).reply("""
                {"Name":"live","FunctionVersion":"10","RoutingConfig":{"AdditionalVersionWeights":{"9":%s}}}""".formatted(weight));
        onVersion(10, "Active");
        onVersion(9, "Active");

        Rollout rollout = read("lambda:api:live");

        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.revision()).isEqualTo("10");
        assertThat(rollout.previousRevision()).isEqualTo("9");
        assertThat(rollout.brings("9")).as("whoever waits for the old one").isTrue();
        assertThat(rollout.progress()).isEqualTo(Progress.of(done, 100, "% of calls"));
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.NOT_ALL);
        assertThat(rollout.reason())
                .isEqualTo(
                        100 - done + "% of calls go to version 9, which is older than version 10: they may be the last"
                                + " of it, or the first that go back");
    }

    @Test
    void an_alias_that_leads_to_a_newer_version_that_failed_and_an_older_one_has_failed() {
        aws.on(ALIAS).reply("""
                {"Name":"live","FunctionVersion":"2","RoutingConfig":{"AdditionalVersionWeights":{"1":0.5}}}""");
        onVersion(2, "Failed");
        onVersion(1, "Active");
        assertThat(read("lambda:api:live").status()).isEqualTo(Status.FAILED);
    }

    @Test
    void a_weighted_alias_is_on_its_way_to_the_additional_version() {
        onAlias("\"2\":0.1");
        onVersion(1, "Active");
        onVersion(2, "Active");

        Rollout rollout = read("lambda:api:live");

        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.revision()).isEqualTo("2");
        assertThat(rollout.previousRevision()).isEqualTo("1");
        assertThat(rollout.brings("code2=")).isTrue();
        assertThat(rollout.brings("code1=")).isFalse();
        assertThat(rollout.progress()).isEqualTo(Progress.of(10, 100, "% of calls"));
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.NOT_ALL);
        assertThat(rollout.parts())
                .containsExactly(
                        new Part("version", "2", null, Status.SUCCEEDED, "Active", null, null, "10% of calls"),
                        new Part("version", "1", null, Status.SUCCEEDED, "Active", null, null, "90% of calls"));
        assertThat(rollout.attributes())
                .containsEntry("routingConfig", Map.of("additionalVersionWeights", Map.of("2", 0.1)));
        assertThat(aws.operations()).containsExactly(ALIAS, FUNCTION, FUNCTION);
    }

    @ParameterizedTest
    @CsvSource({"0,0,NOT_ALL", "0.29,29,NOT_ALL", "0.999,99,NOT_ALL", "1,100,ALL"})
    void a_weighted_alias_is_in_progress_at_any_weight(double weight, int percent, Traffic traffic) {
        onAlias("\"2\":" + weight);
        onVersion(1, "Active");
        onVersion(2, "Active");
        Rollout rollout = read("lambda:api:live");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.progress().percent()).isEqualTo(percent);
        assertThat(rollout.stages().traffic()).isEqualTo(traffic);
    }

    @ParameterizedTest
    @CsvSource({"Pending,IN_PROGRESS", "Failed,FAILED", "Deleting,STOPPED", "BrandNewWord,UNKNOWN"})
    void an_alias_is_no_better_than_the_version_it_leads_to(String state, Status status) {
        onAlias("");
        onAlias("\"2\":1");
        onVersion(1, state);
        onVersion(2, state);
        for (int look = 0; look < 2; look++) {
            Rollout rollout = read("lambda:api:live");
            assertThat(rollout.status()).isEqualTo(status);
            assertThat(rollout.nativeStatus()).isEqualTo(state);
            assertThat(rollout.stages().traffic()).isEqualTo(Traffic.NOT_ALL);
        }
    }

    @Test
    void an_alias_of_the_unpublished_code_is_as_good_as_its_last_update() {
        aws.on(ALIAS).reply("{\"Name\":\"live\",\"FunctionVersion\":\"$LATEST\"}");
        aws.on(FUNCTION)
                .with("Qualifier=%24LATEST")
                .reply(function("Active", "Failed", ",\"Version\":\"$LATEST\",\"CodeSha256\":\"code3=\""));
        Rollout rollout = read("lambda:api:live");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.revision()).isEqualTo("code3=");
        assertThat(rollout.brings("$LATEST")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lambda:api:live", "lambda:api:1"})
    void what_belongs_to_a_function_that_is_deleted_does_not_pass(String text) {
        onAlias("");
        onNoProvisionedConcurrency();
        onVersion(1, "Active");
        onFunction("Deleting", "Successful", "");
        List<Reading> confirmed = new ArrayList<>();
        Reading passing = reading(text);
        assertThat(passing.found().orElseThrow().verdict(Set.of())).isEqualTo(Verdict.PASS);
        fleet.confirm(List.of(passing), confirmed::add);
        Rollout rollout = confirmed.get(0).found().orElseThrow();
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.operation()).isEqualTo(Operation.DELETE);
        assertThat(rollout.reason()).isEqualTo("the function is being deleted");
    }

    @Test
    void what_belongs_to_a_function_that_stays_is_confirmed() {
        onFunction("Active", "Successful", "");
        onNoProvisionedConcurrency();
        List<Reading> confirmed = new ArrayList<>();
        Reading passing = reading("lambda:api:1");
        fleet.confirm(List.of(passing), confirmed::add);
        assertThat(confirmed.get(0).found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void an_explanation_adds_provisioned_concurrency_that_was_not_asked_for_yet() {
        onAlias("\"2\":0.1");
        onAlias("");
        onVersion(1, "Active");
        onVersion(2, "Active");
        onProvisionedConcurrency("FAILED");
        Rollout shifting = explain("lambda:api:live");
        assertThat(shifting.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(shifting.parts())
                .extracting(Part::kind)
                .containsExactly("version", "version", "provisioned concurrency");
        assertThat(shifting.commands())
                .extracting(AwsCommand::line)
                .contains("aws lambda get-provisioned-concurrency-config --function-name api --qualifier live");
        assertThat(explain("lambda:api:live").parts())
                .extracting(Part::kind)
                .containsExactly("version", "provisioned concurrency");
        assertThat(aws.operations()).filteredOn(PROVISIONED::equals).hasSize(2);
    }

    @Test
    void an_explanation_of_a_function_makes_no_further_calls() {
        onFunction("Active", "Failed", "");
        assertThat(explain("lambda:api").status()).isEqualTo(Status.FAILED);
        assertThat(aws.operations()).containsExactly(FUNCTION);
    }

    @Test
    void the_history_of_a_function_is_itself_and_its_versions_without_a_state_that_nobody_said() {
        onFunction("Active", "Successful", ",\"Version\":\"$LATEST\"");
        aws.on(VERSIONS)
                .with("MaxItems=50")
                .reply("{\"Versions\":[" + configuration(null, null, ",\"Version\":\"$LATEST\"") + ","
                        + configuration(null, null, ",\"Version\":\"9\",\"CodeSha256\":\"code9=\"")
                        + "],\"NextMarker\":\"m\"}");
        aws.on(VERSIONS)
                .with("Marker=m")
                .reply("{\"Versions\":[" + configuration(null, null, ",\"Version\":\"10\"") + ","
                        + configuration("Failed", null, ",\"Version\":\"11\"") + "]}");

        List<Rollout> rows = history("lambda:api", HistoryQuery.newest(0));

        assertThat(rows).extracting(Rollout::id).containsExactly("$LATEST", "11", "10", "9");
        assertThat(rows)
                .extracting(Rollout::status)
                .containsExactly(Status.SUCCEEDED, Status.FAILED, Status.UNKNOWN, Status.UNKNOWN);
        assertThat(rows.get(2).nativeStatus()).isNull();
        assertThat(rows.get(2).reason()).isEqualTo("the list of versions says no state; lambda:api:10 does");
        assertThat(rows.get(3).brings("code9=")).isTrue();
        assertThat(rows.get(3).consoleUrl()).endsWith("#/functions/api/versions/9");
    }

    @Test
    void a_history_of_one_costs_one_call() {
        onFunction("Active", "Successful", "");
        assertThat(history("lambda:api", HistoryQuery.newest(1))).hasSize(1);
        assertThat(aws.operations()).containsExactly(FUNCTION);
    }

    @Test
    void the_history_of_an_alias_is_what_it_is_now() {
        onAlias("");
        onVersion(1, "Active");
        onNoProvisionedConcurrency();
        assertThat(history("lambda:api:live", HistoryQuery.newest(0)))
                .extracting(Rollout::id)
                .containsExactly("live");
    }

    @Test
    void discovery_lists_functions_and_capacity_providers_of_all_pages() {
        aws.on(FUNCTIONS).reply("{\"Functions\":[{\"FunctionName\":\"a\"}],\"NextMarker\":\"m\"}");
        aws.on(FUNCTIONS).with("Marker=m").reply("{\"Functions\":[{\"FunctionName\":\"b\"}]}");
        aws.on(PROVIDERS).reply("""
                {"CapacityProviders":[{"CapacityProviderArn":"arn:aws:lambda:eu-west-1:111122223333:capacity-provider:c"}],
                 "NextMarker":"n"}""");
        aws.on(PROVIDERS).with("Marker=n").reply("{\"CapacityProviders\":[]}");
        List<String> found = new ArrayList<>();
        assertThat(fleet.discover(target("lambda:any"), target -> found.add(target.resource())))
                .isEmpty();
        assertThat(found).containsExactly("a", "b", "capacity/c");
    }

    @Test
    void every_field_of_a_capacity_provider_is_read_and_an_explanation_adds_its_functions() {
        aws.on(PROVIDER).reply("""
                {"CapacityProvider":{"CapacityProviderArn":"arn:aws:lambda:eu-west-1:111122223333:capacity-provider:cp",
                 "State":"Pending","LastModified":"2024-03-01T12:00:00+00:00",
                 "InstanceRequirements":{"Architectures":["arm64"]}}}""");
        aws.on(PROVIDER + "/function-versions").reply("""
                {"FunctionVersions":[{"FunctionArn":"%s:1","State":"Active"}],"NextMarker":"m"}""".formatted(ARN));
        aws.on(PROVIDER + "/function-versions").with("Marker=m").reply("""
                {"FunctionVersions":[{"FunctionArn":"%s:2","State":"BrandNewWord"},{"FunctionArn":"%s:3"}]}""".formatted(ARN, ARN));

        Rollout rollout = explain("lambda:capacity/cp");

        assertThat(rollout.id()).isEqualTo("cp");
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.updatedAt()).isEqualTo(Instant.parse("2024-03-01T12:00:00Z"));
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.attributes())
                .containsEntry("instanceRequirements", Map.of("architectures", List.of("arm64")));
        assertThat(rollout.parts())
                .containsExactly(
                        Part.of("function version", ARN + ":1", Status.SUCCEEDED, "Active"),
                        Part.of("function version", ARN + ":2", Status.UNKNOWN, "BrandNewWord"),
                        Part.of("function version", ARN + ":3", Status.UNKNOWN, null));
    }

    @Test
    void targets_are_functions_and_what_belongs_to_them() {
        assertThat(target("lambda:api").fields()).containsExactly(Map.entry("function-name", "api"));
        assertThat(target("lambda:api:live").fields()).isEqualTo(Map.of("function-name", "api", "qualifier", "live"));
        assertThat(target("lambda:capacity/cp").fields()).containsExactly(Map.entry("capacity-provider-name", "cp"));
        assertThat(target("lambda:api:$LATEST.PUBLISHED").resource()).isEqualTo("api:$LATEST.PUBLISHED");
        assertThat(target(ARN).toString()).isEqualTo("lambda:api@eu-west-1");
        assertThat(target(ARN + ":live").toString()).isEqualTo("lambda:api:live@eu-west-1");
        assertThat(target(ARN + ":$LATEST").resource()).isEqualTo("api:$LATEST");
        assertThat(target("arn:aws:lambda:eu-west-1:111122223333:capacity-provider:cp")
                        .resource())
                .isEqualTo("capacity/cp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lambda:",
                "lambda:api:",
                "lambda:api:$NEWEST",
                "lambda:api:live:1",
                "lambda:a/b",
                "lambda:api#1",
                "arn:aws:lambda:eu-west-1:111122223333:layer:api"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> target(text)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({
        "404,ResourceNotFoundException,NOT_FOUND",
        "403,AccessDeniedException,DENIED",
        "429,TooManyRequestsException,THROTTLED",
        "400,InvalidParameterValueException,INVALID",
        "500,ServiceException,UNAVAILABLE"
    })
    void a_call_that_fails_is_told_from_the_others(int status, String code, ErrorKind kind) {
        aws.onRequests(any -> true).fail(status, code, "no");
        for (String text : List.of("lambda:api", "lambda:api:7", "lambda:api:live", "lambda:capacity/cp")) {
            assertThat(reading(text).failed().orElseThrow().kind()).as(text).isEqualTo(kind);
        }
    }

    @Test
    void an_alias_does_not_pass_while_its_provisioned_concurrency_may_not_be_read() {
        onAlias("");
        onVersion(1, "Active");
        aws.on(PROVISIONED).fail(403, "AccessDeniedException", "not allowed");
        ReadError error = reading("lambda:api:live").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.DENIED);
        assertThat(error.action()).isEqualTo("lambda:GetProvisionedConcurrencyConfig");
    }

    /** A hundred a second for functions, fifteen for all the rest together; a fifth of each is left to others. */
    @ParameterizedTest
    @CsvSource({"lambda:f%d,100,250", "lambda:f%d:live,30,1500", "lambda:capacity/f%d,30,1500"})
    void calls_keep_to_the_rates_of_lambda(String text, int targets, long millis) {
        Clock clock = Clock.virtual(LoopbackAws.NOW, 0);
        aws.onRequests(any -> true).reply("{}");
        List<Target> all = IntStream.range(0, targets)
                .mapToObj(number -> target(text.formatted(number)))
                .toList();
        try (Fleet paced = new Fleet(new Adapters(), AwsSession.live(aws.options()), clock, false, true)) {
            assertThat(paced.read(all)).hasSize(targets).allMatch(reading -> reading.found()
                    .isPresent());
        }
        assertThat(aws.requests()).hasSize(targets);
        assertThat(Duration.between(LoopbackAws.NOW, clock.now()).toMillis()).isEqualTo(millis);
    }

    @Test
    void all_calls_but_one_share_a_rate() {
        Clock clock = Clock.virtual(LoopbackAws.NOW, 0);
        aws.onRequests(any -> true).reply("{}");
        List<Target> all = IntStream.range(0, 30)
                .mapToObj(number ->
                        target((number % 2 == 0 ? "lambda:f%d:live" : "lambda:capacity/f%d").formatted(number)))
                .toList();
        try (Fleet paced = new Fleet(new Adapters(), AwsSession.live(aws.options()), clock, false, true)) {
            assertThat(paced.read(all)).hasSize(all.size());
        }
        assertThat(Duration.between(LoopbackAws.NOW, clock.now()).toMillis()).isEqualTo(1500);
    }

    @Test
    void what_an_alias_on_its_way_changes_is_the_version_and_no_value_of_a_variable_is_said() {
        onAlias("\"2\":0.1");
        aws.on(FUNCTION).with("Qualifier=1").reply(configured("1", "java17", 512, "hidden-1", "hidden-2", ""));
        aws.on(FUNCTION)
                .with("Qualifier=2")
                .reply(configured(
                        "2", "java21", 512, "hidden-3", "hidden-2", ",\"Layers\":[{\"Arn\":\"arn:layer:1\"}]"));
        aws.on(PROVISIONED).ifAsked().fail(404, "ProvisionedConcurrencyConfigNotFoundException", "none");
        List<Change> changes = explain("lambda:api:live", 0, true).changes();
        assertThat(changes)
                .containsExactly(
                        Change.of("code digest", "code1=", "code2="),
                        Change.of("runtime", "java17", "java21"),
                        Change.of("layers", null, "arn:layer:1"),
                        Change.hidden("environment TOKEN", Change.How.CHANGED));
        assertThat(changes.toString()).doesNotContain("hidden-");
    }

    private static String configured(
            String version, String runtime, int memory, String token, String same, String more) {
        return """
                {"Configuration":{"FunctionName":"api","FunctionArn":"%s","Version":"%s","State":"Active",
                 "LastUpdateStatus":"Successful","CodeSha256":"code%s=","Runtime":"%s","MemorySize":%d,
                 "Environment":{"Variables":{"TOKEN":"%s","SAME":"%s"}}%s}}""".formatted(ARN, version, version, runtime, memory, token, same, more);
    }
}
