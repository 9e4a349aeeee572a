package dev.deploystat.aws.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.amplify.AmplifyClient;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.appconfig.AppConfigClient;
import software.amazon.awssdk.services.apprunner.AppRunnerClient;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.elasticbeanstalk.ElasticBeanstalkClient;
import software.amazon.awssdk.services.greengrass.GreengrassClient;
import software.amazon.awssdk.services.greengrassv2.GreengrassV2Client;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iotthingsgraph.IoTThingsGraphClient;
import software.amazon.awssdk.services.opsworks.OpsWorksClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sso.SsoClient;
import software.amazon.awssdk.services.ssooidc.SsoOidcClient;
import software.amazon.awssdk.services.sts.StsClient;

class SettingsTest {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void configure() throws IOException {
        environment.put("HOME", home.toString());
        environment.put("AWS_CONFIG_FILE", home.resolve("config").toString());
        Files.writeString(home.resolve("config"), """
                [default]
                region = eu-central-1
                [profile both]
                services = local
                endpoint_url = http://all:1
                use_fips_endpoint = TRUE
                [profile all]
                endpoint_url = http://all:1
                [profile lost]
                services = nowhere
                [profile bad]
                endpoint_url = localhost:4566
                [profile ignoring]
                endpoint_url = http://all:1
                ignore_configured_endpoint_urls = true
                [services local]
                ecs =
                  endpoint_url = http://ecs:2
                sso_oidc =
                  endpoint_url = http://oidc:3
                """);
    }

    private Settings of(String profile) {
        AwsOptions options = AwsOptions.defaults(environment::get);
        return new Settings(options, new Profiles(options), profile);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "both, ecs, -, -, http://ecs:2",
                "both, sts, -, -, http://all:1",
                "both, ssooidc, -, -, http://oidc:3",
                "all, ecs, -, -, http://all:1",
                "both, ecs, http://global:4, -, http://global:4",
                "both, ecs, http://global:4, http://own:5, http://own:5",
                "both, ecs, '', ' ', http://ecs:2",
                "ignoring, ecs, -, -, -",
                "-, ecs, -, -, -"
            })
    void an_endpoint_is_looked_for_in_the_aws_clis_order(
            String profile, String service, String global, String own, String endpoint) {
        environment.put("AWS_ENDPOINT_URL", Objects.requireNonNullElse(global, ""));
        environment.put("AWS_ENDPOINT_URL_ECS", Objects.requireNonNullElse(own, ""));
        assertThat(of(profile).endpoint(service).map(URI::toString).orElse(null))
                .isEqualTo(endpoint);
    }

    @Test
    void endpoints_that_are_configured_can_be_ignored() {
        environment.put("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
        environment.put("AWS_ENDPOINT_URL", "http://global:4");
        assertThat(of("both").endpoint("ecs")).isEmpty();
    }

    @Test
    void an_endpoint_that_is_none_says_where_it_comes_from() {
        assertThatThrownBy(() -> of("bad").endpoint("ecs"))
                .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.kind()).isEqualTo(Refusal.Kind.FILE))
                .hasMessage(
                        "the endpoint 'localhost:4566' of " + home.resolve("config") + ", line 12 is not an address");
        environment.put("AWS_ENDPOINT_URL_ECS", "here");
        assertThatThrownBy(() -> of("bad").endpoint("ecs"))
                .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.kind()).isEqualTo(Refusal.Kind.USAGE))
                .hasMessage("the endpoint 'here' of AWS_ENDPOINT_URL_ECS is not an address");
    }

    @Test
    void a_services_section_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> of("lost").endpoint("ecs"))
                .hasMessage("the profile 'lost' cannot be used: there is no [services nowhere] ("
                        + home.resolve("config") + ", line 10)");
    }

    @Test
    void a_switch_is_on_when_it_says_true() {
        assertThat(of("both").isOn("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"))
                .isTrue();
        environment.put("AWS_USE_FIPS_ENDPOINT", "");
        assertThat(of("both").isOn("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"))
                .isTrue();
        environment.put("AWS_USE_FIPS_ENDPOINT", "false");
        assertThat(of("both").isOn("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"))
                .isFalse();
    }

    @Test
    void a_profile_of_the_environment_is_read_where_none_is_named() {
        assertThat(of(null).setting("region").map(Setting::value)).contains("eu-central-1");
        environment.put("AWS_PROFILE", "all");
        assertThat(of(null).setting("region")).isEmpty();
        assertThat(of("default").setting("region").map(Setting::value)).contains("eu-central-1");
    }

    /** The SDK has the name of the variable in its own builder only. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                AppConfigClient.class,
                AmplifyClient.class,
                ApiGatewayClient.class,
                ApiGatewayV2Client.class,
                AppRunnerClient.class,
                AutoScalingClient.class,
                CloudFormationClient.class,
                CodeDeployClient.class,
                EcsClient.class,
                ElasticBeanstalkClient.class,
                GreengrassClient.class,
                GreengrassV2Client.class,
                IotClient.class,
                IoTThingsGraphClient.class,
                OpsWorksClient.class,
                SageMakerClient.class,
                SsoClient.class,
                SsoOidcClient.class,
                StsClient.class
            })
    void a_service_is_called_what_the_sdk_calls_it(Class<?> client) throws IOException {
        String service = ClientSettings.service(client);
        String builder = "Default" + client.getSimpleName().replaceFirst("Client$", "BaseClientBuilder") + ".class";
        String variable = "AWS_ENDPOINT_URL_" + Settings.id(service).toUpperCase(Locale.ROOT);
        try (var code = Objects.requireNonNull(client.getResourceAsStream(builder))) {
            assertThat(new String(code.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .containsPattern(variable + "[^A-Z_]");
        }
    }
}
