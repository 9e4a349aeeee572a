package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.ServiceInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecs.EcsClient;

/** What a call comes to whose credentials could not be got because nobody answered: the one who did not answer is named. */
class SourceFailureTest {
    private static final String ROLE = """
            [profile a]
            role_arn = arn:aws:iam::111122223333:role/x
            source_profile = b
            [profile b]
            """;
    private static final String KEYS = """
            aws_access_key_id = AKIDB
            aws_secret_access_key = s
            """;
    private static final String LOGIN = """
            sso_start_url = https://acme.example/start
            sso_region = eu-west-1
            sso_account_id = 111122223333
            sso_role_name = Reader
            """;

    private static final ServiceInfo ECS = new Adapters().find("ecs").orElseThrow();

    @TempDir
    Path home;

    private final LoopbackAws aws = new LoopbackAws();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void pointAtFiles() {
        environment.put("HOME", home.toString());
        environment.put("AWS_CONFIG_FILE", home.resolve("config").toString());
        environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("none").toString());
        environment.put("AWS_MAX_ATTEMPTS", "1");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    /** Returns what a call says whose service answers well. */
    private ReadError said(String config) throws IOException {
        Files.writeString(home.resolve("config"), config);
        AwsOptions plain = AwsOptions.defaults(environment::get);
        AwsOptions options = new AwsOptions(
                "a",
                "eu-west-1",
                aws.endpoint(),
                null,
                true,
                plain.connectTimeout(),
                plain.readTimeout(),
                environment::get);
        try (AwsSession session = AwsSession.live(options);
                EcsClient ecs = session.clients("a", null, "eu-west-1", LoopbackAws.unlimited())
                        .configure(EcsClient.builder())
                        .build()) {
            Throwable failure = catchThrowable(() -> ecs.listServices(request -> {}));
            return CallErrors.of(failure, ECS, "eu-west-1", LocalDate.of(2026, 3, 1))
                    .orElseThrow();
        }
    }

    private void keepLogin() throws IOException {
        keepLogin("{\"accessToken\":\"t\",\"expiresAt\":\"2099-01-01T00:00:00Z\"}");
    }

    private void keepLogin(String token) throws IOException {
        Path kept = Files.createDirectories(home.resolve(".aws/sso/cache"));
        // The name is the SHA-1 of the address where the login starts.
        Files.writeString(kept.resolve("32b9d3c1dabf96c36d5542a011699561d2dee1fa.json"), token);
    }

    @Test
    void a_closed_port_is_that_of_the_service_that_was_to_give_credentials() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:" + closed.getLocalPort());
        }
        ReadError error = said(ROLE + KEYS);
        assertThat(error.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(error.message()).isEqualTo("nothing answers at the endpoint of AWS STS");
    }

    @Test
    void an_answer_of_the_service_that_was_to_give_credentials_is_said_to_be_its() throws IOException {
        environment.put("AWS_ENDPOINT_URL_STS", aws.endpoint().toString());
        aws.on("AssumeRole").fail(503, "ServiceUnavailable", "try later");
        ReadError error = said(ROLE + KEYS);
        assertThat(error.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(error.message()).isEqualTo("AWS STS answers: try later");
    }

    @Test
    void a_login_service_that_is_out_of_reach_is_no_reason_to_log_in_again() throws IOException {
        environment.put("AWS_ENDPOINT_URL_SSO", "http://nowhere.invalid");
        keepLogin();
        ReadError error = said("[profile a]\n" + LOGIN);
        assertThat(error.kind()).isEqualTo(ErrorKind.UNREACHABLE);
        assertThat(error.message())
                .startsWith("the endpoint of AWS IAM Identity Center does not resolve: ")
                .contains("nowhere.invalid");
        assertThat(error.hint()).doesNotContain("aws sso login");
    }

    @Test
    void of_two_that_were_to_give_credentials_the_one_that_failed_is_named() throws IOException {
        environment.put("AWS_ENDPOINT_URL_SSO", "http://nowhere.invalid");
        environment.put("AWS_ENDPOINT_URL_STS", aws.endpoint().toString());
        keepLogin();
        assertThat(said(ROLE + LOGIN).message())
                .startsWith("the endpoint of AWS IAM Identity Center does not resolve: ");
    }

    @Test
    void a_login_that_cannot_be_understood_is_not_said_to_be_missing() throws IOException {
        keepLogin("{");
        ReadError error = said("[profile a]\n" + LOGIN);
        assertThat(error.kind()).isEqualTo(ErrorKind.CREDENTIALS);
        assertThat(error.message())
                .startsWith("the login of the profile 'a' cannot be used: ")
                .doesNotContain("there is none");
    }

    @Test
    void a_login_that_is_not_there_asks_for_one() throws IOException {
        ReadError error = said("[profile a]\n" + LOGIN);
        assertThat(error.kind()).isEqualTo(ErrorKind.CREDENTIALS);
        assertThat(error.message()).isEqualTo("the login of the profile 'a' cannot be used: there is none");
        assertThat(error.hint()).isEqualTo("Log in again: aws sso login --profile a");
    }
}
