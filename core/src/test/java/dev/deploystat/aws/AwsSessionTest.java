package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsSessionTest {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(home.resolve("config"), """
                [default]
                region = eu-central-1
                [profile shop]
                region = eu-north-1
                max_attempts = 2
                [profile bare]
                """);
        environment.put("AWS_CONFIG_FILE", home.resolve("config").toString());
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials").toString());
    }

    private Target placed(String profile, String region, Target target) {
        AwsOptions plain = AwsOptions.defaults(environment::get);
        try (AwsSession session = AwsSession.live(new AwsOptions(
                profile, region, null, null, true, plain.connectTimeout(), plain.readTimeout(), environment::get))) {
            return session.place(target);
        }
    }

    private static Target target() {
        return new Target("ecs", "api", Map.of(), null, null, null, null);
    }

    @Test
    void the_region_is_looked_for_where_the_aws_cli_looks_and_in_its_order() {
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_DEFAULT_REGION", "us-east-2");
        assertThat(placed(null, "us-west-1", target().at(null, "us-west-2")).region())
                .isEqualTo("us-west-2");
        assertThat(placed(null, "us-west-1", target()).region()).isEqualTo("us-west-1");
        assertThat(placed(null, null, target()).region()).isEqualTo("us-east-1");
        environment.put("AWS_REGION", " ");
        assertThat(placed(null, null, target()).region()).isEqualTo("us-east-2");
        environment.remove("AWS_DEFAULT_REGION");
        assertThat(placed(null, null, target()).region()).isEqualTo("eu-central-1");
    }

    @Test
    void the_profile_of_the_target_beats_that_of_the_session_and_that_the_one_of_the_environment() {
        assertThat(placed("bare", null, target().at("shop", null)))
                .extracting(Target::profile, Target::region)
                .containsExactly("shop", "eu-north-1");
        assertThat(placed("shop", null, target()))
                .extracting(Target::profile, Target::region)
                .containsExactly("shop", "eu-north-1");
        environment.put("AWS_PROFILE", "shop");
        assertThat(placed(null, null, target()))
                .extracting(Target::profile, Target::region)
                .containsExactly(null, "eu-north-1");
    }

    @Test
    void without_any_region_the_ways_to_name_one_are_told() {
        assertThatThrownBy(() -> placed("bare", null, target()))
                .isInstanceOfSatisfying(Refusal.class, none -> assertThat(none.hint())
                        .isEqualTo("Add @REGION to the target, give --region, set AWS_REGION, or run "
                                + "'aws configure set region REGION'."))
                .hasMessage("no region for ecs:api");
    }

    @Test
    void a_region_that_is_none_is_refused_before_it_becomes_a_host_name() {
        assertThatThrownBy(() -> placed(null, "eu-west-1.example.com/", target()))
                .isInstanceOf(Refusal.class)
                .hasMessage("'eu-west-1.example.com/' is not a region, for ecs:api");
        environment.put("AWS_REGION", "Ireland");
        assertThatThrownBy(() -> placed(null, null, target())).hasMessage("'Ireland' is not a region, for ecs:api");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,3", "' 2 ',2"})
    void a_failed_call_is_tried_as_often_as_the_environment_says(String attempts, int calls) {
        environment.put("AWS_MAX_ATTEMPTS", attempts);
        environment.put("AWS_RETRY_MODE", "Standard");
        assertThat(callsOfAFailingService(null)).isEqualTo(calls);
    }

    @Test
    void a_failed_call_is_tried_as_often_as_the_profile_says() throws IOException {
        Files.writeString(home.resolve("credentials"), """
                [shop]
                aws_access_key_id = AKIDSHOP
                aws_secret_access_key = shop
                """);
        assertThat(callsOfAFailingService("shop")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"})
    void an_address_that_is_named_is_called_as_it_is(String variable) {
        environment.put(variable, "true");
        environment.put("AWS_MAX_ATTEMPTS", "1");
        assertThat(callsOfAFailingService(null)).isEqualTo(1);
    }

    private int callsOfAFailingService(String profile) {
        try (LoopbackAws aws = new LoopbackAws()) {
            aws.on("ListServiceDeployments").fail(500, "ServerException", "no");
            assertThat(reading(aws, profile).kind()).isEqualTo(dev.deploystat.model.ErrorKind.UNAVAILABLE);
            return aws.requests().size();
        }
    }

    private ReadError reading(LoopbackAws aws, String profile) {
        AwsOptions plain = AwsOptions.defaults(environment::get);
        environment.putIfAbsent("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        environment.putIfAbsent("AWS_SECRET_ACCESS_KEY", "example-secret");
        AwsOptions options = new AwsOptions(
                profile,
                "eu-west-1",
                aws.endpoint(),
                null,
                true,
                plain.connectTimeout(),
                plain.readTimeout(),
                environment::get);
        Target target = new Target("ecs", "a/b", Map.of("cluster", "a", "service", "b"), null, null, null, null);
        AwsSession session = AwsSession.live(options);
        try (Fleet fleet = new Fleet(new Adapters(), session, new StoppedTime(LoopbackAws.NOW), false, false)) {
            return fleet.read(List.of(session.place(target))).get(0).failed().orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AWS_MAX_ATTEMPTS|0|'0' of AWS_MAX_ATTEMPTS is not a number of attempts: it is 1 or more",
                "AWS_MAX_ATTEMPTS|many|'many' of AWS_MAX_ATTEMPTS is not a number of attempts: it is 1 or more",
                "AWS_RETRY_MODE|standart|'standart' of AWS_RETRY_MODE is not a retry mode: did you mean 'standard'?",
                "AWS_RETRY_MODE|none|'none' of AWS_RETRY_MODE is not a retry mode: it is one of adaptive, legacy, standard"
            })
    void a_retry_setting_that_is_none_is_refused(String variable, String value, String why) {
        environment.put(variable, value);
        try (LoopbackAws aws = new LoopbackAws()) {
            assertThat(reading(aws, null).message()).isEqualTo("the call to Amazon ECS could not be made: " + why);
        }
    }
}
