package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.cli.ShellRun.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkSystemSetting;

/** Configuration files and variables as they are in the field, in the packaged program. */
@Timeout(120)
class ConfiguredCredentialsIT {

    @TempDir
    Path home;

    private LoopbackAws aws;

    @BeforeEach
    void start() {
        aws = new LoopbackAws();
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private void files(String config, String credentials) throws IOException {
        Files.writeString(home.resolve("config"), config);
        Files.writeString(home.resolve("credentials"), credentials);
    }

    private ShellRun status(String... more) {
        List<Object> command = new ArrayList<>(List.of("status", "opsworks:s1"));
        command.addAll(List.of(more));
        return Packaged.run(home, command.toArray())
                .with("AWS_CONFIG_FILE", home.resolve("config"))
                .with("AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials"))
                .with("AWS_EC2_METADATA_DISABLED", "true")
                .with("AWS_ENDPOINT_URL", aws.endpoint());
    }

    private void deploymentsFor(String key) {
        aws.on("DescribeDeployments").signedBy(key).reply("""
                {"Deployments":[{"DeploymentId":"dep1","StackId":"s1","Status":"successful",
                "CreatedAt":"2024-03-01T11:59:00+00:00"}]}""");
    }

    private void role(String operation, String name, String signer, String key) {
        LoopbackAws.Rule rule = aws.on(operation).with("role%2F" + name);
        (signer == null ? rule : rule.signedBy(signer)).reply("""
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
                <AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></%1$sResult></%1$sResponse>""".formatted(operation, key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "sandbox"})
    void a_role_is_assumed_over_a_login_also_where_the_profile_names_a_login_of_its_own(String profile)
            throws Exception {
        files("""
                [sso-session acme]
                sso_start_url = https://acme.example/start
                sso_region = us-east-1
                [profile base]
                sso_session = acme
                sso_account_id = 222233334444
                sso_role_name = Reader
                [profile deploy]
                source_profile = base
                role_arn = arn:aws:iam::333344445555:role/deploy
                role_session_name = gate
                sso_session = acme
                region = eu-west-1
                [profile sandbox]
                sso_session = acme
                sso_account_id = 222233334444
                sso_role_name = OrganizationAccountAccessRole
                role_arn = arn:aws:iam::444455556666:role/sandbox
                source_profile = base
                region = eu-west-1
                """, "");
        String name = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-1").digest("acme".getBytes(StandardCharsets.UTF_8)));
        Path cache = Files.createDirectories(home.resolve(".aws/sso/cache"));
        Files.writeString(
                cache.resolve(name + ".json"),
                "{\"accessToken\":\"t\",\"expiresAt\":\"2099-01-01T00:00:00Z\",\"region\":\"us-east-1\"}");
        aws.on("GET /federation/credentials").with("role_name=Reader").reply("""
                {"roleCredentials":{"accessKeyId":"AKIDSSO","secretAccessKey":"s","sessionToken":"t",
                "expiration":4070908800000}}""");
        role("AssumeRole", profile, "AKIDSSO", "AKIDROLE");
        deploymentsFor("AKIDROLE");
        assertThat(status("--profile", profile).run().exit()).isZero();
    }

    @Test
    void a_chain_of_three_roles_is_followed() throws Exception {
        files("""
                [profile base]
                region = us-west-1
                [profile one]
                role_arn = arn:aws:iam::111122223333:role/one
                source_profile = base
                [profile two]
                role_arn = arn:aws:iam::111122223333:role/two
                source_profile = one
                [profile three]
                role_arn = arn:aws:iam::111122223333:role/three
                source_profile = two
                region = eu-west-1
                """, "[base]\naws_access_key_id=AKIDBASE\naws_secret_access_key=s\n");
        role("AssumeRole", "one", "AKIDBASE", "AKIDONE");
        role("AssumeRole", "two", "AKIDONE", "AKIDTWO");
        role("AssumeRole", "three", "AKIDTWO", "AKIDTHREE");
        deploymentsFor("AKIDTHREE");
        assertThat(status("--profile", "three").run().exit()).isZero();
        assertThat(aws.requests())
                .allSatisfy(request -> assertThat(request.authorization()).contains("/eu-west-1/"));
    }

    @Test
    void a_web_identity_of_a_profile_is_exchanged() throws Exception {
        files("""
                [profile pod]
                role_arn = arn:aws:iam::111122223333:role/pod
                web_identity_token_file = %s
                region = eu-west-1
                """.formatted(Files.writeString(home.resolve("token"), "jwt")), "");
        role("AssumeRoleWithWebIdentity", "pod", null, "AKIDPOD");
        deploymentsFor("AKIDPOD");
        assertThat(status("--profile", "pod").run().exit()).isZero();
    }

    @Test
    void a_helper_that_is_logged_out_is_quoted() throws Exception {
        Path helper = Files.createDirectories(home.resolve("my tools")).resolve("helper");
        Files.writeString(helper, "#!/bin/sh\necho 'session over: run acme login' >&2\nexit 1\n");
        assertThat(helper.toFile().setExecutable(true)).isTrue();
        files("[profile p]\nregion=eu-west-1\ncredential_process = \"" + helper + "\"\n", "");
        Result result = status("--profile", "p").run();
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out())
                .contains("the credential_process of the profile 'p' failed: session over: run acme login");
    }

    @ParameterizedTest
    @CsvSource({"ci, AKIDCI", "other, AKIDOTHER", "my prod, AKIDPROD"})
    void files_that_only_the_aws_cli_could_read_are_read(String profile, String key) throws Exception {
        fieldFiles();
        deploymentsFor(key);
        assertThat(status("--profile", profile).run().exit()).isZero();
    }

    @Test
    void a_profile_with_an_odd_line_is_refused_with_the_line() throws Exception {
        fieldFiles();
        Result result = status("--profile", "odd").run();
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("deploystat: the profile 'odd' cannot be used: "
                        + "line 13 is neither KEY = VALUE nor a [section] (" + home.resolve("config") + ")\n");
    }

    private void fieldFiles() throws IOException {
        files("""
                # written by an editor that indents
                [profile ci]
                    region = eu-west-1
                    output = json
                [profile other] ; the team's second account
                region = us-west-2
                    s3 =
                        max_concurrent_requests = 20
                [profile "my prod"]
                region = eu-west-1
                [profile odd]
                region = eu-west-1
                output
                """, """
                [ci]
                    aws_access_key_id = AKIDCI
                    aws_secret_access_key = s

                [other]   # see the wiki
                aws_access_key_id=AKIDOTHER
                aws_secret_access_key=s
                [my prod]
                aws_access_key_id=AKIDPROD
                aws_secret_access_key=s
                """);
    }

    @Test
    void a_profile_that_is_not_there_is_an_error_also_with_keys_in_the_environment() throws Exception {
        ShellRun run = status().with("AWS_ACCESS_KEY_ID", "AKIDENV")
                .with("AWS_SECRET_ACCESS_KEY", "s")
                .with("AWS_REGION", "eu-west-1")
                .with("AWS_PROFILE", "nobody");
        Result result = run.run();
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out()).contains("there is no profile 'nobody' in the AWS configuration files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void an_empty_variable_is_unset(String nothing) throws Exception {
        files("", "");
        deploymentsFor("AKIDENV");
        ShellRun run = status();
        for (String name : unsetByTheLauncher()) {
            run.with(name, nothing);
        }
        run.with("AWS_ACCESS_KEY_ID", "AKIDENV")
                .with("AWS_SECRET_ACCESS_KEY", "s")
                .with("AWS_DEFAULT_REGION", "eu-west-1")
                .with("AWS_EC2_METADATA_DISABLED", "true")
                .with("AWS_ENDPOINT_URL", aws.endpoint());
        assertThat(run.run().exit()).isZero();
    }

    @Test
    void the_launcher_knows_every_variable_that_the_sdk_reads() throws Exception {
        assertThat(unsetByTheLauncher())
                .containsAll(Arrays.stream(SdkSystemSetting.values())
                        .map(SdkSystemSetting::environmentVariable)
                        .filter(name -> name != null && name.startsWith("AWS_"))
                        .toList());
    }

    private static List<String> unsetByTheLauncher() throws IOException {
        Matcher list = Pattern.compile("(?s)\nfor name in (.*?); do\n").matcher(Files.readString(Packaged.LAUNCHER));
        assertThat(list.find()).isTrue();
        return List.of(list.group(1).replace("\\", " ").strip().split("\\s+"));
    }
}
