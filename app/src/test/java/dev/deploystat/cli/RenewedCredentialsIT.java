package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.cli.ShellRun.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sources that the SDK finds through the environment of the process, in the packaged program: a service refuses the first
 * credentials long before they are due.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RenewedCredentialsIT {
    private static final String ROLE = "arn:aws:iam::111122223333:role/reader";

    @TempDir
    Path home;

    private LoopbackAws aws;
    private Runnable whenRefused = () -> {};

    @BeforeEach
    void refuse() {
        aws = new LoopbackAws();
        aws.on("DescribeDeployments").signedBy("AKID1").reply(deployments("running"));
        aws.on("DescribeDeployments")
                .signedBy("AKID1")
                .meanwhile(() -> whenRefused.run())
                .fail(400, "ExpiredTokenException", "The security token included in the request is expired");
        aws.on("DescribeDeployments").signedBy("AKID2").reply(deployments("successful"));
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void the_container_is_asked_again() throws Exception {
        for (String key : List.of("AKID1", "AKID2")) {
            aws.on("GET /creds").reply("""
                    {"AccessKeyId":"%s","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}""".formatted(key));
        }
        assertThat(waiting()
                        .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.endpoint() + "/creds")
                        .run()
                        .exit())
                .isZero();
    }

    @Test
    void a_role_is_assumed_again() throws Exception {
        assuming("AssumeRole");
        config("""
                [profile base]
                aws_access_key_id = AKIDBASE
                aws_secret_access_key = s
                [profile ops]
                role_arn = %s
                source_profile = base
                region = eu-west-1
                """.formatted(ROLE));
        assertThat(waiting("--profile", "ops").run().exit()).isZero();
    }

    @Test
    void a_web_identity_is_exchanged_again() throws Exception {
        assuming("AssumeRoleWithWebIdentity");
        Path token = Files.writeString(home.resolve("token"), "jwt");
        assertThat(waiting()
                        .with("AWS_WEB_IDENTITY_TOKEN_FILE", token)
                        .with("AWS_ROLE_ARN", ROLE)
                        .run()
                        .exit())
                .isZero();
    }

    @Test
    void a_login_is_used_as_long_as_it_gives_others() throws Exception {
        login("2099-01-01T00:00:00Z");
        roleCredentials("AKID1", "4070908800000", () -> {});
        roleCredentials("AKID2", "4070908800000", () -> {});
        assertThat(waiting("--profile", "ops").run().exit()).isZero();
    }

    @Test
    void a_login_that_is_over_ends_the_wait_with_the_command_that_renews_it() throws Exception {
        login("2099-01-01T00:00:00Z");
        roleCredentials("AKID1", "4070908800000", () -> {});
        aws.on("GET /federation/credentials").fail(401, "UnauthorizedException", "Session token not found or invalid");
        Result result = waiting("--profile", "ops", "-o", "json").run();
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out())
                .contains(
                        "\"conclusion\": \"last seen in progress\"",
                        "\"kind\": \"credentials\"",
                        "\"hint\": \"Log in again: aws sso login --profile ops\"");
    }

    @Test
    void a_login_that_is_over_by_its_own_clock_ends_the_wait_with_the_command_that_renews_it() throws Exception {
        login("2099-01-01T00:00:00Z");
        roleCredentials("AKID1", "1577836800000", () -> login("2020-01-01T00:00:00Z"));
        Result result = waiting("--profile", "ops").run();
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out()).contains("last seen in progress", "Log in again: aws sso login --profile ops");
    }

    @Test
    void a_login_renewed_while_the_old_credentials_are_refused_is_taken() throws Exception {
        login("2099-01-01T00:00:00Z");
        roleCredentials("AKID1", "4070908800000", () -> login("2020-01-01T00:00:00Z"));
        roleCredentials("AKID2", "4070908800000", () -> {});
        whenRefused = () -> login("2099-01-01T00:00:00Z");
        assertThat(waiting("--profile", "ops").run().exit()).isZero();
    }

    private ShellRun waiting(String... more) {
        List<Object> command =
                new ArrayList<>(List.of("wait", "opsworks:s1", "--interval", "1s", "--endpoint-url", aws.endpoint()));
        command.addAll(List.of(more));
        return Packaged.run(home, command.toArray())
                .with("DEPLOYSTAT_JAVA_OPTS", "-Duser.home=" + home)
                .with("AWS_CONFIG_FILE", home.resolve("config"))
                .with("AWS_EC2_METADATA_DISABLED", "true")
                .with("AWS_ENDPOINT_URL_STS", aws.endpoint())
                .with("AWS_ENDPOINT_URL_SSO", aws.endpoint())
                .with("AWS_REGION", "eu-west-1");
    }

    private void assuming(String operation) {
        for (String key : List.of("AKID1", "AKID2")) {
            aws.on(operation).reply("""
                    <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
                    <AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
                    <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></%1$sResult></%1$sResponse>""".formatted(operation, key));
        }
    }

    /** The login gives these for the role; something happens then. */
    private void roleCredentials(String key, String until, Runnable meanwhile) {
        aws.on("GET /federation/credentials").meanwhile(meanwhile).reply("""
                {"roleCredentials":{"accessKeyId":"%s","secretAccessKey":"s","sessionToken":"t","expiration":%s}}""".formatted(key, until));
    }

    /** Leaves what {@code aws sso login} leaves. */
    private void login(String until) {
        String url = "https://example.awsapps.com/start";
        try {
            config("""
                    [profile ops]
                    sso_start_url = %s
                    sso_region = eu-west-1
                    sso_account_id = 111122223333
                    sso_role_name = Reader
                    """.formatted(url));
            String name = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(url.getBytes(StandardCharsets.UTF_8)));
            Path cache = home.resolve(".aws/sso/cache");
            Files.createDirectories(cache);
            Files.writeString(
                    cache.resolve(name + ".json"),
                    "{\"accessToken\":\"t\",\"expiresAt\":\"" + until + "\",\"region\":\"eu-west-1\"}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void config(String text) throws IOException {
        Files.writeString(home.resolve("config"), text);
    }

    private static String deployments(String status) {
        return """
                {"Deployments":[{"DeploymentId":"dep1","StackId":"s1","Status":"%s",
                "CreatedAt":"2024-03-01T11:59:00+00:00"}]}""".formatted(status);
    }
}
