package dev.deploystat.aws.service.appconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.Silence;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
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
import dev.deploystat.time.Clock;
import java.time.Duration;
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

class AppConfigTest extends AgainstLoopback {
    private static final String APPLICATIONS = "GET /applications";
    private static final String APPLICATION = "GET /applications/a1shop";
    private static final String ENVIRONMENTS = APPLICATION + "/environments";
    private static final String PROFILES = APPLICATION + "/configurationprofiles";
    private static final String DEPLOYMENTS = ENVIRONMENTS + "/e1prod/deployments";
    private static final String FLAGS = named("p1flag", "flags");
    private static final String LIMITS = named("p2limt", "limits");
    private static final String ALARM = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors";

    private static String items(String token, String... items) {
        return "{\"Items\":[" + String.join(",", items) + "]"
                + (token == null ? "" : ",\"NextToken\":\"" + token + "\"") + "}";
    }

    private static String named(String id, String name) {
        return """
                {"Id":"%s","Name":"%s"}""".formatted(id, name);
    }

    private static String environment(String state) {
        return """
                {"ApplicationId":"a1shop","Id":"e1prod","Name":"prod","State":"%s"}""".formatted(state);
    }

    private static String flags(int number, String state, String more) {
        return deployment(number, "p1flag", "flags", "3", state, more);
    }

    private static String limits(int number, String state, String more) {
        return deployment(number, "p2limt", "limits", "3", state, more);
    }

    private static String deployment(
            int number, String profile, String name, String version, String state, String more) {
        return """
                {"DeploymentNumber":%d,"ConfigurationProfileId":"%s","ConfigurationName":"%s",
                 "ConfigurationVersion":"%s","State":"%s"%s}""".formatted(number, profile, name, version, state, more);
    }

    private static String event(String type, String by, String time, String more) {
        return """
                {"EventType":"%s","TriggeredBy":"%s","OccurredAt":"2024-03-01T%sZ"%s}""".formatted(type, by, time, more);
    }

    private static String log(String... newestFirst) {
        return ",\"EventLog\":[" + String.join(",", newestFirst) + "]";
    }

    private void onShop(String... profiles) {
        aws.on(APPLICATIONS).reply(items(null, named("a0othr", "other"), named("a1shop", "shop")));
        aws.on(ENVIRONMENTS).reply(items(null, named("e0test", "test"), environment("READY_FOR_DEPLOYMENT")));
        aws.on(PROFILES).reply(items(null, profiles));
    }

    private void on(int number, String deployment) {
        aws.on(DEPLOYMENTS + "/" + number).reply(deployment);
    }

    /** An environment of an application with one profile, with one deployment. */
    private void onOne(String deployment) {
        onShop(FLAGS);
        on(7, deployment);
    }

    private Observation look(String text) {
        return Poller.look(fleet, Clock.virtual(LoopbackAws.NOW, 0), List.of(target(text)))
                .observations()
                .get(0);
    }

    private Observation wait(String text, Policy policy) throws InterruptedException {
        Clock clock = Clock.virtual(LoopbackAws.NOW, 0);
        return new Poller(fleet, clock, policy, new Silence(), () -> 0.5)
                .run(List.of(target(text)))
                .observations()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "VALIDATING,PENDING",
        "DEPLOYING,IN_PROGRESS",
        "BAKING,IN_PROGRESS",
        "COMPLETE,SUCCEEDED",
        "ROLLING_BACK,ROLLING_BACK",
        "ROLLED_BACK,ROLLED_BACK",
        "REVERTED,ROLLED_BACK",
        "BRAND_NEW_WORD,UNKNOWN",
        "Complete,SUCCEEDED",
        "'COMPLETE ',SUCCEEDED",
        "RolledBack,ROLLED_BACK",
        "rolling-back,ROLLING_BACK"
    })
    void every_native_status_is_mapped_however_it_is_spelt_and_kept(String word, Status status) {
        onOne(flags(7, word, ""));
        Rollout rollout = read("appconfig:shop/prod#7");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.id()).isEqualTo("7");
    }

    @Test
    void the_mapping_lists_every_word_of_deployments_and_of_environments() {
        assertThat(new AppConfig().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .containsExactly(
                        "deployment BAKING IN_PROGRESS",
                        "deployment COMPLETE SUCCEEDED",
                        "deployment DEPLOYING IN_PROGRESS",
                        "deployment REVERTED ROLLED_BACK",
                        "deployment ROLLED_BACK ROLLED_BACK",
                        "deployment ROLLING_BACK ROLLING_BACK",
                        "deployment VALIDATING PENDING",
                        "environment DEPLOYING IN_PROGRESS",
                        "environment READY_FOR_DEPLOYMENT SUCCEEDED",
                        "environment REVERTED ROLLED_BACK",
                        "environment ROLLED_BACK ROLLED_BACK",
                        "environment ROLLING_BACK ROLLING_BACK");
    }

    @Test
    void a_reply_with_all_members_is_shown_whole() {
        onOne("""
                {"ApplicationId":"a1shop","EnvironmentId":"e1prod","DeploymentStrategyId":"s1","ConfigurationProfileId":"p1flag",
                 "DeploymentNumber":7,"ConfigurationName":"flags","ConfigurationLocationUri":"hosted",
                 "ConfigurationVersion":"3","VersionLabel":"v1.2","Description":"autumn sale","DeploymentDurationInMinutes":15,
                 "GrowthType":"LINEAR","GrowthFactor":25.0,"FinalBakeTimeInMinutes":10,"State":"BAKING",
                 "PercentageComplete":100.0,"StartedAt":"2024-03-01T10:00:00.250Z","CompletedAt":"2024-03-01T10:15:00Z",
                 "KmsKeyArn":"arn:aws:kms:eu-west-1:111122223333:key/1","KmsKeyIdentifier":"alias/key",
                 "AppliedExtensions":[{"ExtensionId":"x1","ExtensionAssociationId":"x2","VersionNumber":1,
                  "Parameters":{"token":"s3cret"}}],
                 "EventLog":[{"EventType":"BAKE_TIME_STARTED","TriggeredBy":"APPCONFIG",
                   "Description":"Deployment bake time started","OccurredAt":"2024-03-01T10:05:00Z"},
                  {"EventType":"DEPLOYMENT_STARTED","TriggeredBy":"USER","Description":"Deployment started",
                   "OccurredAt":"2024-03-01T10:00:00Z"}]}""");

        Rollout rollout = read("appconfig:shop/prod#7");

        assertThat(rollout.revision()).isEqualTo("flags:3");
        assertThat(rollout.initiator()).isEqualTo("USER");
        assertThat(rollout.createdAt()).isNull();
        assertThat(rollout.startedAt()).isEqualTo(Instant.parse("2024-03-01T10:00:00.250Z"));
        assertThat(rollout.updatedAt()).isEqualTo(Instant.parse("2024-03-01T10:05:00Z"));
        assertThat(rollout.finishedAt()).isEqualTo(Instant.parse("2024-03-01T10:15:00Z"));
        assertThat(rollout.progress()).isEqualTo(new Progress(0, 0, "targets", 100));
        assertThat(rollout.reason()).isEqualTo("available; an alarm within 10 minutes takes it back");
        assertThat(rollout.consoleUrl())
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/systems-manager/appconfig/applications/a1shop"
                        + "/environments/e1prod?region=eu-west-1");
        assertThat(rollout.problems()).isEmpty();
        assertThat(rollout.attributes())
                .containsOnly(
                        Map.entry("applicationId", "a1shop"),
                        Map.entry("environmentId", "e1prod"),
                        Map.entry("deploymentStrategyId", "s1"),
                        Map.entry("configurationProfileId", "p1flag"),
                        Map.entry("configurationName", "flags"),
                        Map.entry("configurationLocationUri", "hosted"),
                        Map.entry("configurationVersion", "3"),
                        Map.entry("versionLabel", "v1.2"),
                        Map.entry("description", "autumn sale"),
                        Map.entry("deploymentDurationInMinutes", 15),
                        Map.entry("growthType", "LINEAR"),
                        Map.entry("growthFactor", 25.0f),
                        Map.entry("finalBakeTimeInMinutes", 10),
                        Map.entry("kmsKeyArn", "arn:aws:kms:eu-west-1:111122223333:key/1"),
                        Map.entry("kmsKeyIdentifier", "alias/key"),
                        Map.entry(
                                "appliedExtensions",
                                List.of(Map.of(
                                        "extensionId",
                                        "x1",
                                        "extensionAssociationId",
                                        "x2",
                                        "versionNumber",
                                        1,
                                        "parameters",
                                        Map.of("token", "s3cret")))));
    }

    @Test
    void a_reply_without_members_is_unknown_and_says_nothing() {
        onOne("{}");
        Rollout rollout = read("appconfig:shop/prod#7");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.nativeStatus()).isNull();
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.revisionNames()).isEmpty();
        assertThat(rollout.progress()).isNull();
        assertThat(rollout.stages().traffic()).isEqualTo(Traffic.UNKNOWN);
        assertThat(rollout.updatedAt()).isNull();
        assertThat(rollout.attributes())
                .as("where it was asked for")
                .containsOnlyKeys("applicationId", "environmentId");
        assertThat(explain("appconfig:shop/prod#7").events()).isEmpty();
    }

    @Test
    void parameters_of_extensions_are_secrets() {
        assertThat(AppConfig.INFO.secrets()).containsExactly("Parameters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-03-01T10:00:00Z", "2024-03-01T10:00:00.000000+00:00", "2024-03-01T11:00:00+01:00"})
    void times_are_read_with_an_offset_and_without(String time) {
        onOne(flags(7, "COMPLETE", ",\"StartedAt\":\"" + time + "\""));
        assertThat(read("appconfig:shop/prod#7").startedAt()).isEqualTo(Instant.parse("2024-03-01T10:00:00Z"));
    }

    @Test
    void the_latest_deployment_of_an_environment_has_the_highest_number_whatever_it_is_of() {
        onShop(FLAGS, LIMITS);
        aws.on(DEPLOYMENTS)
                .with("max_results=50")
                .reply(items("never", limits(8, "DEPLOYING", ""), flags(7, "COMPLETE", "")));
        on(8, limits(8, "BAKING", ""));
        Rollout rollout = read("appconfig:shop/prod");
        assertThat(rollout.id()).isEqualTo("8");
        assertThat(rollout.nativeStatus())
                .as("the record decides, not the list")
                .isEqualTo("BAKING");
        assertThat(aws.operations())
                .containsExactly(APPLICATIONS, ENVIRONMENTS, PROFILES, DEPLOYMENTS, DEPLOYMENTS + "/8");
    }

    @Test
    void a_list_in_ascending_order_is_read_to_its_end() {
        onShop(FLAGS);
        aws.on(DEPLOYMENTS).reply(items("t", flags(5, "COMPLETE", ""), "{}", flags(6, "COMPLETE", "")));
        aws.on(DEPLOYMENTS).with("next_token=t").reply(items(null, flags(7, "ROLLED_BACK", "")));
        on(7, flags(7, "ROLLED_BACK", ""));
        assertThat(read("appconfig:shop/prod").id()).isEqualTo("7");
        assertThat(history("appconfig:shop/prod", HistoryQuery.newest(0)))
                .extracting(Rollout::id)
                .containsExactly("7", "6", "5");
    }

    @Test
    void a_newer_deployment_of_another_profile_is_not_the_latest_of_a_profile() {
        onShop(FLAGS, LIMITS);
        aws.on(DEPLOYMENTS).reply(items("t", limits(9, "COMPLETE", ""), limits(8, "COMPLETE", "")));
        aws.on(DEPLOYMENTS)
                .with("next_token=t")
                .reply(items("never", flags(7, "ROLLED_BACK", ""), limits(6, "COMPLETE", "")));
        on(7, flags(7, "ROLLED_BACK", ""));
        assertThat(read("appconfig:shop/prod/flags").id()).isEqualTo("7");
        assertThat(read("appconfig:shop/prod/p1flag").status()).isEqualTo(Status.ROLLED_BACK);
    }

    @Test
    void a_number_of_another_profile_is_not_a_deployment_of_this_one() {
        onShop(FLAGS, LIMITS);
        on(8, limits(8, "COMPLETE", ""));
        ReadError error = reading("appconfig:shop/prod/flags#8").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("deployment 8 is of limits, not of flags");
        assertThat(read("appconfig:shop/prod#8").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_deployment_that_does_not_say_its_profile_is_not_taken_for_one_of_this_profile() {
        onShop(FLAGS);
        on(8, "{\"State\":\"COMPLETE\"}");
        assertThat(reading("appconfig:shop/prod/flags#8").failed().orElseThrow().message())
                .isEqualTo("deployment 8 is of another profile, not of flags");
        aws.on(DEPLOYMENTS).reply(items(null, "{\"DeploymentNumber\":8,\"State\":\"COMPLETE\"}"));
        assertThat(reading("appconfig:shop/prod/flags").failed().orElseThrow().kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_profile_that_was_deleted_and_made_anew_under_its_name_is_another_one() {
        onShop(named("p9flag", "flags"));
        aws.on(DEPLOYMENTS).reply(items(null, flags(7, "COMPLETE", "")));
        on(7, flags(7, "COMPLETE", ""));
        assertThat(reading("appconfig:shop/prod/flags").failed().orElseThrow().kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(read("appconfig:shop/prod").brings("3")).isFalse();
    }

    @Test
    void a_version_alone_is_a_revision_where_no_other_profile_has_one() {
        onOne(flags(7, "COMPLETE", ",\"VersionLabel\":\"v1.2\""));
        Rollout rollout = read("appconfig:shop/prod#7");
        assertThat(Stream.of("3", "v1.2", "flags:3", "flags:v1.2", "p1flag:3", "p1flag:v1.2"))
                .allMatch(rollout::brings);
        assertThat(Stream.of("limits:3", "2", "v1", "flags")).noneMatch(rollout::brings);
    }

    @Test
    void a_version_alone_is_a_revision_where_the_target_names_the_profile() {
        onShop(FLAGS, LIMITS);
        on(7, flags(7, "COMPLETE", ",\"VersionLabel\":\"v1.2\""));
        assertThat(Stream.of("3", "v1.2", "flags:3")).allMatch(read("appconfig:shop/prod/flags#7")::brings);
        Rollout ofAny = read("appconfig:shop/prod#7");
        assertThat(Stream.of("3", "v1.2")).noneMatch(ofAny::brings);
        assertThat(Stream.of("flags:3", "flags:v1.2")).allMatch(ofAny::brings);
    }

    @Test
    void the_same_version_of_another_profile_is_not_the_awaited_one() throws InterruptedException {
        onShop(FLAGS, LIMITS);
        aws.on(DEPLOYMENTS).reply(items(null, limits(8, "COMPLETE", "")));
        on(8, limits(8, "COMPLETE", ""));
        Policy policy = Policy.DEFAULT.withAppearTimeout(Duration.ofSeconds(5));
        assertThat(wait("appconfig:shop/prod", policy.withRevision("3")).outcome())
                .isEqualTo(Outcome.NOT_SEEN);
        assertThat(wait("appconfig:shop/prod", policy.withRevision("limits:3")).outcome())
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void without_the_permission_to_list_profiles_a_version_needs_its_profile() {
        aws.on(APPLICATIONS).reply(items(null, named("a1shop", "shop")));
        aws.on(ENVIRONMENTS).reply(items(null, environment("DEPLOYING")));
        aws.on(PROFILES).fail(403, "AccessDeniedException", "no");
        on(7, flags(7, "DEPLOYING", ""));
        assertThat(read("appconfig:shop/prod#7").brings("3")).isFalse();
        assertThat(read("appconfig:shop/prod#7").brings("flags:3")).isTrue();
        assertThat(reading("appconfig:shop/prod/flags#7").failed().orElseThrow().action())
                .isEqualTo("appconfig:ListConfigurationProfiles");
    }

    @ParameterizedTest
    @CsvSource({
        "USER,stopped by a user",
        "APPCONFIG,rolled back by AppConfig",
        "CLOUDWATCH_ALARM,rolled back for a CloudWatch alarm",
        "CloudWatchAlarm,rolled back for a CloudWatch alarm",
        "INTERNAL_ERROR,rolled back after an internal error of AppConfig",
        "BRAND_NEW_WORD,rolled back"
    })
    void the_event_log_says_who_took_a_deployment_back(String by, String words) {
        onOne(flags(
                7,
                "ROLLED_BACK",
                log(
                        event("ROLLBACK_COMPLETED", "APPCONFIG", "10:06:00", ""),
                        event("ROLLBACK_STARTED", by, "10:05:00", ",\"Description\":\"" + ALARM + "\""),
                        event("DEPLOYMENT_STARTED", "USER", "10:00:00", ""))));
        Rollout rollout = read("appconfig:shop/prod#7");
        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.problems()).containsExactly(new Problem(null, by, words + ": " + ALARM));
        assertThat(rollout.cause()).endsWith(words + ": " + ALARM);
        assertThat(rollout.finishedAt()).isEqualTo(Instant.parse("2024-03-01T10:06:00Z"));
    }

    @Test
    void a_deployment_that_was_reverted_after_it_was_complete_has_failed_and_says_so() {
        onOne(flags(
                7,
                "REVERTED",
                ",\"CompletedAt\":\"2024-03-01T10:10:00Z\""
                        + log(
                                event("REVERT_COMPLETED", "USER", "11:00:00", ",\"Description\":\"by 111122223333\""),
                                event("DEPLOYMENT_COMPLETED", "APPCONFIG", "10:10:00", ""))));
        Observation seen = look("appconfig:shop/prod#7");
        assertThat(seen.outcome()).isEqualTo(Outcome.FAILED);
        Rollout rollout = seen.reading().found().orElseThrow();
        assertThat(rollout.cause()).isEqualTo("reverted after it was complete by a user: by 111122223333");
        assertThat(rollout.finishedAt()).isEqualTo(Instant.parse("2024-03-01T10:10:00Z"));
        assertThat(rollout.updatedAt()).isEqualTo(Instant.parse("2024-03-01T11:00:00Z"));
    }

    @Test
    void a_reverted_deployment_without_an_event_log_says_no_more_than_that() {
        onOne(flags(7, "REVERTED", ""));
        on(8, flags(8, "ROLLED_BACK", ""));
        assertThat(read("appconfig:shop/prod#7").cause()).isEqualTo("reverted after it was complete");
        assertThat(read("appconfig:shop/prod#8").cause()).isNull();
    }

    @Test
    void a_success_that_is_reverted_while_it_must_hold_is_a_failure() throws InterruptedException {
        onShop(FLAGS);
        on(7, flags(7, "COMPLETE", ""));
        on(7, flags(7, "COMPLETE", ""));
        on(7, flags(7, "REVERTED", ""));
        Policy policy = Policy.DEFAULT.withStableFor(Duration.ofMinutes(5));
        assertThat(wait("appconfig:shop/prod#7", policy).outcome()).isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE,REVERT_COMPLETED,ROLLED_BACK",
        "COMPLETE,ROLLBACK_COMPLETED,ROLLED_BACK",
        "COMPLETE,ROLLBACK_STARTED,ROLLING_BACK",
        "BAKING,ROLLBACK_STARTED,ROLLING_BACK",
        "DEPLOYING,RollbackStarted,ROLLING_BACK",
        "COMPLETE,DEPLOYMENT_COMPLETED,SUCCEEDED",
        "COMPLETE,BRAND_NEW_EVENT,SUCCEEDED",
        "BRAND_NEW_WORD,ROLLBACK_STARTED,UNKNOWN"
    })
    void what_the_event_log_says_was_taken_back_never_passes(String state, String type, Status status) {
        onOne(flags(7, state, log(event(type, "CLOUDWATCH_ALARM", "10:05:00", ""))));
        Rollout rollout = read("appconfig:shop/prod#7");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.problems()).hasSize(status == Status.SUCCEEDED || status == Status.UNKNOWN ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"APPCONFIG,2", "INTERNAL_ERROR,2", "USER,1", "CLOUDWATCH_ALARM,1"})
    void the_action_of_an_extension_is_the_root_cause_where_no_user_and_no_alarm_is(String by, int problems) {
        String action = """
                ,"ActionInvocations":[{"ExtensionIdentifier":"arn:aws:appconfig:eu-west-1:1:extension/x/1",
                 "ActionName":"check","Uri":"arn:aws:lambda:eu-west-1:1:function:check","InvocationId":"i1"%s}]""";
        onOne(flags(
                7,
                "ROLLED_BACK",
                log(
                        event("ROLLBACK_STARTED", by, "10:05:00", ""),
                        event(
                                "PERCENTAGE_UPDATED",
                                "APPCONFIG",
                                "10:03:00",
                                action.formatted(",\"ErrorCode\":\"BadCheck\",\"ErrorMessage\":\"too many errors\"")),
                        event("PERCENTAGE_UPDATED", "APPCONFIG", "10:02:00", action.formatted("")))));
        Rollout rollout = explain("appconfig:shop/prod#7");
        assertThat(rollout.problems()).hasSize(problems);
        if (problems == 2) {
            assertThat(rollout.problems()).startsWith(new Problem("check", "BadCheck", "too many errors"));
        }
        assertThat(rollout.parts())
                .containsExactly(
                        part(Status.SUCCEEDED, null, "10:02:00", "arn:aws:lambda:eu-west-1:1:function:check"),
                        part(Status.FAILED, "BadCheck", "10:03:00", "too many errors"));
    }

    private static Part part(Status status, String code, String time, String detail) {
        String id = "PERCENTAGE_UPDATED check i1";
        Instant at = Instant.parse("2024-03-01T" + time + "Z");
        return new Part("extension action", "check", id, null, status, code, at, null, detail);
    }

    @Test
    void the_timeline_is_the_event_log_oldest_first() {
        onOne(flags(
                7,
                "BAKING",
                log(
                        event(
                                "PERCENTAGE_UPDATED",
                                "APPCONFIG",
                                "10:03:00",
                                ",\"Description\":\"available to 100.00%\""),
                        event("BAKE_TIME_STARTED", "APPCONFIG", "10:05:00", ""),
                        "{\"EventType\":\"DEPLOYMENT_STARTED\"}")));
        assertThat(explain("appconfig:shop/prod#7").events())
                .containsExactly(
                        new Event(null, null, "DEPLOYMENT_STARTED", null),
                        new Event(at("10:03:00"), null, "PERCENTAGE_UPDATED", "APPCONFIG: available to 100.00%"),
                        new Event(at("10:05:00"), null, "BAKE_TIME_STARTED", "APPCONFIG"));
        assertThat(aws.operations()).as("with no call of its own").hasSize(4);
    }

    private static Instant at(String time) {
        return Instant.parse("2024-03-01T" + time + "Z");
    }

    @ParameterizedTest
    @CsvSource({
        "VALIDATING,0,VALIDATING,NOT_ALL",
        "DEPLOYING,50,VALIDATING DEPLOYING,NOT_ALL",
        "DEPLOYING,100,VALIDATING DEPLOYING,NOT_ALL",
        "BAKING,100,VALIDATING DEPLOYING BAKING,ALL",
        "BAKING,99.9,VALIDATING DEPLOYING BAKING,NOT_ALL",
        "BAKING,,VALIDATING DEPLOYING BAKING,UNKNOWN",
        "ROLLING_BACK,100,,UNKNOWN",
        "BRAND_NEW_WORD,100,,UNKNOWN"
    })
    void states_on_the_way_are_milestones(String state, Float percent, String reached, Traffic traffic) {
        onOne(flags(7, state, percent == null ? "" : ",\"PercentageComplete\":" + percent));
        Rollout rollout = read("appconfig:shop/prod#7");
        assertThat(String.join(" ", rollout.stages().reached())).isEqualTo(reached == null ? "" : reached);
        assertThat(rollout.stages().traffic()).isEqualTo(traffic);
        assertThat(new AppConfig().milestones()).containsExactly("VALIDATING", "DEPLOYING", "BAKING");
    }

    @ParameterizedTest
    @CsvSource({
        "VALIDATING,10,VALIDATING,1,3",
        "DEPLOYING,,DEPLOYING,2,3",
        "DEPLOYING,0,DEPLOYING,2,2",
        "BAKING,10,BAKING,3,3",
        "ROLLING_BACK,10,,0,3",
        "COMPLETE,10,,0,3"
    })
    void the_state_on_the_way_is_a_stage_of_so_many(String state, Integer bakes, String stage, int at, int total) {
        onOne(flags(7, state, bakes == null ? "" : ",\"FinalBakeTimeInMinutes\":" + bakes));
        Rollout rollout = read("appconfig:shop/prod#7");
        assertThat(rollout.stage()).isEqualTo(stage);
        assertThat(rollout.stages().at()).isEqualTo(at);
        assertThat(rollout.stages().total()).isEqualTo(total);
    }

    @Test
    void what_bakes_is_not_done_at_a_hundred_per_cent() throws InterruptedException {
        onOne(flags(7, "BAKING", ",\"PercentageComplete\":100.0"));
        Policy policy = Policy.DEFAULT.withTimeout(Duration.ofMinutes(1));
        assertThat(wait("appconfig:shop/prod#7", policy).outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(wait("appconfig:shop/prod#7", policy.withUntil("baking")).outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(wait("appconfig:shop/prod#7", policy.withUntil("traffic")).outcome())
                .isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @CsvSource({"99.99,99", "0,0", "33.3,33", "100.4,100", "-1,0"})
    void a_share_that_rounding_would_make_whole_is_not(float share, int percent) {
        onOne(flags(7, "DEPLOYING", ",\"PercentageComplete\":" + share));
        assertThat(read("appconfig:shop/prod#7").progress()).isEqualTo(new Progress(0, 0, "targets", percent));
    }

    @ParameterizedTest
    @CsvSource({
        "READY_FOR_DEPLOYMENT,1",
        "ReadyForDeployment,1",
        "DEPLOYING,1",
        "ROLLED_BACK,2",
        "RolledBack,2",
        "REVERTED,2",
        "BRAND_NEW_WORD,2"
    })
    void an_environment_in_which_another_deployment_was_taken_back_does_not_keep_this_one_from_passing(
            String state, int reads) {
        aws.on(APPLICATIONS).reply(items(null, named("a1shop", "shop")));
        aws.on(ENVIRONMENTS).reply(items(null, environment(state)));
        aws.on(PROFILES).reply(items(null, FLAGS));
        on(7, flags(7, "COMPLETE", ""));
        assertThat(look("appconfig:shop/prod#7").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(aws.operations()).filteredOn((DEPLOYMENTS + "/7")::equals).hasSize(reads);
    }

    @Test
    void what_is_taken_back_just_before_it_passes_does_not_pass() {
        aws.on(APPLICATIONS).reply(items(null, named("a1shop", "shop")));
        aws.on(ENVIRONMENTS).reply(items(null, environment("REVERTED")));
        aws.on(PROFILES).reply(items(null, FLAGS));
        on(7, flags(7, "COMPLETE", ""));
        on(7, flags(7, "REVERTED", ""));
        Observation seen = look("appconfig:shop/prod#7");
        assertThat(seen.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(seen.reading().found().orElseThrow().status()).isEqualTo(Status.ROLLED_BACK);
        aws.forget();
        aws.on(ENVIRONMENTS).reply(items(null, environment("REVERTED")));
        on(7, flags(7, "COMPLETE", ""));
        aws.on(DEPLOYMENTS + "/7").fail(404, "ResourceNotFoundException", "gone");
        assertThat(look("appconfig:shop/prod#7").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_success_in_an_environment_or_application_that_is_deleted_never_passes() {
        onOne(flags(7, "COMPLETE", ""));
        assertThat(read("appconfig:shop/prod#7").status()).isEqualTo(Status.SUCCEEDED);
        aws.forget();
        aws.on(ENVIRONMENTS).reply(items(null, named("e2prod", "prod")));
        on(7, flags(7, "COMPLETE", ""));
        Observation seen = look("appconfig:shop/prod#7");
        assertThat(seen.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(seen.reading().found().orElseThrow().cause()).isEqualTo("the environment was deleted");
        aws.forget();
        aws.on(ENVIRONMENTS).fail(404, "ResourceNotFoundException", "gone");
        on(7, flags(7, "COMPLETE", ""));
        assertThat(look("appconfig:shop/prod#7").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_success_of_a_profile_that_is_deleted_never_passes() {
        onShop(FLAGS, LIMITS);
        on(7, flags(7, "COMPLETE", ""));
        assertThat(look("appconfig:shop/prod/flags#7").outcome()).isEqualTo(Outcome.PASSED);
        aws.on(PROFILES).reply(items(null, LIMITS));
        Observation seen = look("appconfig:shop/prod/flags#7");
        assertThat(seen.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(seen.reading().found().orElseThrow().cause()).isEqualTo("the configuration profile was deleted");
    }

    @Test
    void a_number_stays_with_its_environment_when_another_one_of_that_name_is_made() {
        onOne(flags(7, "DEPLOYING", ""));
        read("appconfig:shop/prod#7");
        aws.forget();
        aws.on(DEPLOYMENTS + "/7").fail(404, "ResourceNotFoundException", "gone");
        assertThat(reading("appconfig:shop/prod#7").failed().orElseThrow().kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(reading("appconfig:shop/prod#7").failed().orElseThrow().kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_name_that_passed_on_to_another_environment_means_the_new_one() {
        onShop(FLAGS);
        aws.on(DEPLOYMENTS).reply(items(null, flags(7, "COMPLETE", "")));
        on(7, flags(7, "COMPLETE", ""));
        read("appconfig:shop/prod");
        aws.forget();
        aws.on(APPLICATIONS).reply(items(null, named("a1shop", "shop")));
        aws.on(ENVIRONMENTS).reply(items(null, named("e2prod", "prod")));
        aws.on(PROFILES).reply(items(null, FLAGS));
        aws.on(DEPLOYMENTS).fail(404, "ResourceNotFoundException", "gone");
        aws.on(ENVIRONMENTS + "/e2prod/deployments").reply(items(null, flags(1, "DEPLOYING", "")));
        aws.on(ENVIRONMENTS + "/e2prod/deployments/1").reply(flags(1, "DEPLOYING", ""));
        assertThat(reading("appconfig:shop/prod").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(read("appconfig:shop/prod").id()).isEqualTo("1");
    }

    @Test
    void a_name_that_several_have_is_refused_and_the_ids_are_named() {
        aws.on(APPLICATIONS).reply(items("t", named("a0shop", "shop"), "{\"Name\":\"shop\"}"));
        aws.on(APPLICATIONS).with("next_token=t").reply(items(null, named("a1shop", "shop")));
        ReadError error = reading("appconfig:shop/prod").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.INVALID);
        assertThat(error.message()).isEqualTo("2 AppConfig applications are called shop; their ids are a0shop, a1shop");
        aws.on(ENVIRONMENTS).reply(items(null, environment("DEPLOYING")));
        aws.on(PROFILES).reply(items(null, FLAGS));
        on(7, flags(7, "DEPLOYING", ""));
        assertThat(read("appconfig:a1shop/e1prod#7").nativeStatus()).isEqualTo("DEPLOYING");
    }

    @Test
    void what_is_not_there_is_named_with_what_is() {
        onShop(FLAGS);
        ReadError application = reading("appconfig:shp/prod").failed().orElseThrow();
        assertThat(application.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(application.message()).isEqualTo("there is no AppConfig application shp");
        ReadError environment = reading("appconfig:shop/prd").failed().orElseThrow();
        assertThat(environment.message()).isEqualTo("there is no AppConfig environment prd");
        assertThat(environment.hint()).startsWith("Did you mean appconfig:shop/prod?");
        ReadError profile = reading("appconfig:shop/prod/flag").failed().orElseThrow();
        assertThat(profile.message()).isEqualTo("there is no AppConfig configuration profile flag");
        assertThat(profile.hint()).startsWith("Did you mean appconfig:shop/prod/flags?");
        assertThat(reading("appconfig:shop/prd/flags").failed().orElseThrow().hint())
                .startsWith("Did you mean appconfig:shop/prod/flags?");
    }

    @Test
    void an_environment_to_which_nothing_was_deployed_says_so_and_suggests_nothing() {
        onShop(FLAGS, LIMITS);
        aws.on(DEPLOYMENTS).reply(items(null, limits(1, "COMPLETE", "")));
        ReadError error = reading("appconfig:shop/prod/flags").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("AWS AppConfig has no deployment of shop/prod/flags");
        assertThat(error.hint()).doesNotContain("Did you mean").doesNotContain("There is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "7a", "-1", "99999999999"})
    void what_is_not_a_number_names_no_deployment(String number) {
        ReadError error = reading("appconfig:shop/prod#" + number).failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(ErrorKind.INVALID);
        assertThat(error.message()).contains(number).contains("is not a number");
    }

    @ParameterizedTest
    @CsvSource({
        "400,BadRequestException,INVALID",
        "404,ResourceNotFoundException,NOT_FOUND",
        "429,TooManyRequestsException,THROTTLED",
        "400,ThrottlingException,THROTTLED",
        "500,InternalServerException,UNAVAILABLE",
        "403,AccessDeniedException,DENIED"
    })
    void a_refused_call_is_told_by_its_kind(int status, String code, ErrorKind kind) {
        onShop(FLAGS);
        aws.on(DEPLOYMENTS + "/7").fail(status, code, "no");
        ReadError error = reading("appconfig:shop/prod#7").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.action()).isEqualTo("appconfig:GetDeployment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"appconfig:shop", "appconfig:shop/prod/flags/3", "appconfig:/prod"})
    void what_is_no_environment_is_told_what_it_takes(String text) {
        assertThatThrownBy(() -> target(text))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not a resource of AWS AppConfig")
                .extracting(refusal -> ((Refusal) refusal).hint())
                .asString()
                .contains("appconfig:APPLICATION_ID/ENVIRONMENT_ID (")
                .contains("appconfig:APPLICATION_ID/ENVIRONMENT_ID/CONFIGURATION_PROFILE_ID (");
    }

    @ParameterizedTest
    @CsvSource({
        "environment/e1prod,a1shop/e1prod,",
        "environment/e1prod/deployment/7,a1shop/e1prod,7",
        "environment/e1prod/configuration/p1flag,a1shop/e1prod/p1flag,"
    })
    void an_arn_names_an_environment_a_deployment_or_a_profile(String arn, String resource, String number) {
        Target target = target("arn:aws:appconfig:eu-west-1:111122223333:application/a1shop/" + arn);
        assertThat(target.resource()).isEqualTo(resource);
        assertThat(target.deployment()).isEqualTo(number);
        assertThat(target.account()).isEqualTo("111122223333");
    }

    @Test
    void history_reads_pages_newest_first_and_no_further_back_than_asked() {
        onShop(FLAGS, LIMITS);
        aws.on(DEPLOYMENTS)
                .with("max_results=4")
                .reply(items(
                        "t",
                        flags(9, "VALIDATING", ""),
                        limits(8, "COMPLETE", ",\"StartedAt\":\"2024-03-01T10:09:00Z\""),
                        flags(7, "REVERTED", ",\"StartedAt\":\"2024-03-01T10:08:00Z\"")));
        aws.on(DEPLOYMENTS)
                .with("next_token=t")
                .reply(items(
                        "never",
                        flags(6, "COMPLETE", ",\"StartedAt\":\"2024-03-01T10:07:00Z\""),
                        flags(5, "COMPLETE", ",\"StartedAt\":\"2024-03-01T10:06:00Z\"")));
        HistoryQuery query = new HistoryQuery(Set.of(), at("10:07:00"), null, 0, 4);
        assertThat(history("appconfig:shop/prod", query))
                .extracting(rollout -> rollout.id() + " " + rollout.revision() + " " + rollout.status())
                .containsExactly(
                        "9 flags:3 PENDING", "8 limits:3 SUCCEEDED", "7 flags:3 ROLLED_BACK", "6 flags:3 SUCCEEDED");
        assertThat(history("appconfig:shop/prod/flags", query))
                .extracting(Rollout::id)
                .containsExactly("9", "7", "6");
    }

    @Test
    void a_list_entry_has_the_same_members_as_a_look() {
        String entry = """
                {"DeploymentNumber":7,"ConfigurationName":"flags","ConfigurationVersion":"3","VersionLabel":"v1.2",
                 "DeploymentDurationInMinutes":15,"GrowthType":"LINEAR","GrowthFactor":25.0,"FinalBakeTimeInMinutes":10,
                 "State":"BAKING","PercentageComplete":100.0,"StartedAt":"2024-03-01T10:00:00Z",
                 "CompletedAt":"2024-03-01T10:15:00Z"}""";
        onOne(entry);
        aws.on(DEPLOYMENTS).reply(items(null, entry));
        Rollout listed = history("appconfig:shop/prod", HistoryQuery.newest(0)).get(0);
        assertThat(listed)
                .usingRecursiveComparison()
                .ignoringFields("source", "raw")
                .isEqualTo(read("appconfig:shop/prod#7"));
        assertThat(listed.brings("v1.2")).isTrue();
    }

    @Test
    void a_list_entry_is_explained_by_its_record() {
        onShop(FLAGS);
        aws.on(DEPLOYMENTS).reply(items(null, flags(7, "ROLLED_BACK", "")));
        on(7, flags(7, "ROLLED_BACK", log(event("ROLLBACK_STARTED", "USER", "10:05:00", ""))));
        Rollout listed = history("appconfig:shop/prod", HistoryQuery.newest(0)).get(0);
        List<Reading> explained = new ArrayList<>();
        fleet.explain(List.of(Reading.of(target("appconfig:shop/prod"), listed)), explained::add);
        Rollout rollout = explained.get(0).found().orElseThrow();
        assertThat(rollout.events()).hasSize(1);
        assertThat(rollout.cause()).isEqualTo("stopped by a user");
    }

    @Test
    void environments_are_found_over_all_pages_by_names_where_these_are_of_one_only() {
        aws.on(APPLICATIONS).reply(items("t", named("a1shop", "shop"), named("a2", "twice")));
        aws.on(APPLICATIONS).with("next_token=t").reply(items(null, named("a3", "twice"), named("a4", "a/b")));
        aws.on(ENVIRONMENTS).reply(items("t", named("e1", "prod"), named("e2", "test")));
        aws.on(ENVIRONMENTS).with("next_token=t").reply(items(null, "{\"Id\":\"e3\"}", named("e4", "two words")));
        aws.on("GET /applications/a2/environments").reply(items(null));
        aws.on("GET /applications/a3/environments").reply(items(null, named("e5", "prod")));
        aws.on("GET /applications/a4/environments").reply(items(null, named("e6", "prod")));
        List<Target> found = new ArrayList<>();
        assertThat(fleet.discover(target("appconfig:any/any"), found::add)).isEmpty();
        assertThat(found)
                .extracting(Target::resource)
                .containsExactly("shop/prod", "shop/test", "shop/e3", "shop/two words", "a3/prod", "a4/prod");
    }

    @Test
    void polling_a_deployment_under_way_costs_one_call() {
        onShop(FLAGS);
        aws.on(DEPLOYMENTS).reply(items(null, flags(7, "DEPLOYING", "")));
        on(7, flags(7, "DEPLOYING", ""));
        read("appconfig:shop/prod");
        read("appconfig:shop/prod#7");
        read("appconfig:shop/prod#7");
        assertThat(aws.operations())
                .containsExactly(
                        APPLICATIONS,
                        ENVIRONMENTS,
                        PROFILES,
                        DEPLOYMENTS,
                        DEPLOYMENTS + "/7",
                        DEPLOYMENTS + "/7",
                        DEPLOYMENTS + "/7");
    }

    @Test
    void many_environments_share_the_lists_and_one_that_is_missing_hides_none() {
        aws.on(APPLICATIONS).reply(items(null, named("a1shop", "shop")));
        aws.on(PROFILES).reply(items(null, FLAGS));
        aws.on(ENVIRONMENTS)
                .reply(items(
                        null,
                        IntStream.range(0, 24)
                                .mapToObj(i -> named("e" + i, "prod" + i))
                                .toArray(String[]::new)));
        IntStream.range(0, 24).forEach(i -> {
            aws.on(ENVIRONMENTS + "/e" + i + "/deployments").reply(items(null, flags(7, "DEPLOYING", "")));
            aws.on(ENVIRONMENTS + "/e" + i + "/deployments/7").reply(flags(7, "DEPLOYING", ""));
        });
        List<Target> targets = IntStream.range(0, 24)
                .mapToObj(i -> target("appconfig:shop/prod" + i))
                .toList();
        assertThat(fleet.read(targets)).allMatch(reading -> reading.found().isPresent());
        assertThat(aws.operations()).hasSize(4 * 3 + 24 * 2);
        List<Target> pinned =
                targets.stream().map(target -> target.pinnedTo("7")).toList();
        assertThat(fleet.read(pinned)).allMatch(reading -> reading.found().isPresent());
        assertThat(aws.operations()).hasSize(4 * 3 + 24 * 3);
        List<Target> more = Stream.concat(Stream.of(target("appconfig:shop/gone")), targets.stream())
                .toList();
        assertThat(fleet.read(more))
                .extracting(reading -> reading.found().isPresent())
                .containsExactlyElementsOf(
                        IntStream.range(0, 25).mapToObj(i -> i > 0).toList());
    }
}
