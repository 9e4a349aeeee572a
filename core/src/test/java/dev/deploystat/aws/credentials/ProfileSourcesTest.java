package dev.deploystat.aws.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import dev.deploystat.aws.http.Transport;
import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which source wins where files and environment name several, as the AWS CLI (botocore 1.43) decides. */
class ProfileSourcesTest {
    private static final String HELPER =
            "credential_process = echo '{\"Version\":1,\"AccessKeyId\":\"AKIDPROC\",\"SecretAccessKey\":\"s\"}';";
    private static final String SSO = "sso_account_id=1;sso_role_name=R;sso_start_url=u;sso_region=eu-west-1;";
    private static final String ROLE = "role_arn=arn:aws:iam::111122223333:role/x;";

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private LoopbackAws aws;

    @BeforeEach
    void pointAtFiles() throws IOException {
        aws = new LoopbackAws();
        environment.put("HOME", home.toString());
        environment.put("AWS_CONFIG_FILE", home.resolve("config").toString());
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials").toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_ENDPOINT_URL_STS", aws.endpoint().toString());
        environment.put("AWS_MAX_ATTEMPTS", "1");
        Files.writeString(home.resolve("token"), "jwt");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    /** In the tables, a semicolon ends a line, and some words stand for longer ones. */
    private String text(String written) {
        return written.replace("HELPER", HELPER)
                .replace("SSO", SSO)
                .replace("ROLE", ROLE)
                .replace("TOKEN", home.resolve("token").toString())
                .replaceAll("KEY(\\w+)", "aws_access_key_id=AKID$1;aws_secret_access_key=s;")
                .replaceAll("; *", "\n");
    }

    private Credentials search(String profile) {
        AwsOptions options = AwsOptions.defaults(environment::get);
        return new Credentials(
                profile,
                null,
                options,
                new Profiles(options),
                () -> Transport.create(options),
                "eu-west-1",
                said -> {});
    }

    private void files(String config, String credentials) throws IOException {
        Files.writeString(home.resolve("config"), text(config));
        Files.writeString(home.resolve("credentials"), text(credentials));
    }

    private void assuming(String operation, String role, String signer, String key) {
        var rule = aws.on(operation).with("role%2F" + role);
        (signer == null ? rule : rule.signedBy(signer)).reply("""
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
                <AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></%1$sResult></%1$sResponse>""".formatted(operation, key));
    }

    private Credentials assuming(String profile, String role) {
        AwsOptions options = AwsOptions.defaults(environment::get);
        return new Credentials(
                profile,
                role,
                options,
                new Profiles(options),
                () -> Transport.create(options),
                "eu-west-1",
                said -> {});
    }

    @Test
    void a_role_of_a_target_is_assumed_with_what_its_profile_has() throws IOException {
        files("[profile a];KEYA", "");
        assuming("AssumeRole", "gate", "AKIDA", "AKIDROLE");

        assertThat(assuming("a", "arn:aws:iam::111122223333:role/gate")
                        .resolveCredentials()
                        .accessKeyId())
                .isEqualTo("AKIDROLE");
        assertThat(aws.requests().get(0).body()).contains("RoleSessionName=deploystat");
    }

    @Test
    void a_role_that_may_not_be_assumed_is_named_with_the_action() throws IOException {
        files("[profile a];KEYA", "");
        aws.on("AssumeRole").fail(403, "AccessDenied", "User u is not authorized to perform: sts:AssumeRole");

        assertThatThrownBy(() ->
                        assuming("a", "arn:aws:iam::111122223333:role/gate").resolveCredentials())
                .isInstanceOfSatisfying(
                        NoCredentials.class, e -> assertThat(e.denied()).contains("sts:AssumeRole"))
                .hasMessage("the role arn:aws:iam::111122223333:role/gate may not be assumed (sts:AssumeRole): "
                        + "Sts answers AccessDenied: User u is not authorized to perform: sts:AssumeRole");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "[profile a];KEYCFG|[a];KEYCRED|AKIDCRED",
                "[profile a];HELPER|[a];KEYCRED|AKIDCRED",
                "[profile a];HELPER KEYCFG|[b];|AKIDPROC",
                "[profile a];sso_session=s;|[a];KEYCRED|AKIDCRED",
                "[profile a];ROLE source_profile=b;SSO;[profile b];KEYB|[b];|AKIDROLE",
                "[profile a];ROLE source_profile=b;KEYA;[profile b];KEYB|[b];|AKIDROLE",
                "[profile a];ROLE source_profile=a;KEYB|[b];|AKIDROLE",
                "[profile a];ROLE source_profile=b;[profile b];ROLE KEYB;source_profile=zz;|[c];|AKIDROLE",
                "[profile a];ROLE web_identity_token_file=TOKEN;source_profile=b;SSO|[b];KEYB|AKIDWEB",
                "[profile a];ROLE web_identity_token_file=TOKEN;|[a];KEYA|AKIDWEB"
            })
    void the_source_that_wins_is_the_aws_clis(String config, String credentials, String key) throws IOException {
        files(config, credentials);
        assuming("AssumeRole", "x", "AKIDB", "AKIDROLE");
        assuming("AssumeRoleWithWebIdentity", "x", null, "AKIDWEB");
        assertThat(search("a").resolveCredentials().accessKeyId()).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[profile a];ROLE SSO|its role_arn needs a source_profile or a credential_source",
                "[profile a];ROLE source_profile=b;credential_source=Environment;|it has both source_profile and credential_source",
                "[profile a];ROLE source_profile=zz;|its source_profile 'zz' is in neither AWS file",
                "[profile a];ROLE source_profile=b;[profile b];region=r;|its source_profile 'b' holds no credentials",
                "[profile a];ROLE source_profile=a;|its source profiles lead in a circle: a",
                "[profile a];ROLE credential_source=Env;|'Env' is no credential_source: it is one of Environment, EcsContainer, Ec2InstanceMetadata",
                "[profile a];role_arn=;source_profile=b;KEYA;[profile b];KEYB|its role_arn is empty",
                "[profile a];ROLE source_profile=b;duration_seconds=0;[profile b];KEYB|its duration_seconds is less than 900",
                "[profile a];ROLE source_profile=b;duration_seconds=-5;[profile b];KEYB|its duration_seconds is less than 900",
                "[profile a];web_identity_token_file=TOKEN;|its web_identity_token_file needs a role_arn",
                "[profile a];aws_access_key_id=A;|its aws_access_key_id needs an aws_secret_access_key",
                "[profile a];sso_account_id=1;sso_region=r;|its login lacks sso_start_url",
                "[profile a];sso_account_id=1;sso_role_name=R;sso_session=s;|there is no [sso-session s]",
                "[profile a];SSO sso_session=s;[sso-session s];sso_region=other;|its sso_region is not that of its sso_session",
                "[profile a];credential_process = \"/bin/x;|a quote of its credential_process is open"
            })
    void what_cannot_be_followed_is_refused_with_its_line(String config, String why) throws IOException {
        files(config, "");
        assertThatThrownBy(() -> search("a").resolveCredentials())
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith(
                        "the profile 'a' cannot be used: " + why + " (" + home.resolve("config") + ", line ");
    }

    @Test
    void a_role_of_three_is_assumed_one_by_the_other_with_all_that_the_profile_says() throws IOException {
        files("""
                [profile base]
                KEYBASE
                [profile one]
                role_arn = arn:aws:iam::111122223333:role/one
                source_profile = base
                external_id = ext
                duration_seconds = 1800
                role_session_name = gate
                [profile two]
                role_arn = arn:aws:iam::111122223333:role/two
                source_profile = one
                duration_seconds = soon
                [profile three]
                role_arn = arn:aws:iam::111122223333:role/three
                source_profile = two
                """, "");
        assuming("AssumeRole", "one", "AKIDBASE", "AKIDONE");
        assuming("AssumeRole", "two", "AKIDONE", "AKIDTWO");
        assuming("AssumeRole", "three", "AKIDTWO", "AKIDTHREE");
        assertThat(search("three").resolveCredentials().accessKeyId()).isEqualTo("AKIDTHREE");
        assertThat(aws.requests().get(0).body())
                .contains("RoleSessionName=gate", "DurationSeconds=1800", "ExternalId=ext");
        assertThat(aws.requests().get(0).authorization()).contains("/eu-west-1/sts/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {"1800|1800", "+1800|1800", "1_800|1800", "soon|-", "3600.0|-", "99999999999|-", "1__800|-"})
    void a_role_is_assumed_for_as_long_as_python_reads(String written, String seconds) throws IOException {
        files("[profile a];ROLEsource_profile=b;duration_seconds = " + written + ";[profile b];KEYB", "");
        assuming("AssumeRole", "x", "AKIDB", "AKIDROLE");
        search("a").resolveCredentials();
        assertThat(aws.requests().get(0).body().contains("DurationSeconds=")).isEqualTo(seconds != null);
        assertThat(aws.requests().get(0).body()).contains(seconds == null ? "RoleArn=" : "DurationSeconds=" + seconds);
    }

    @Test
    void the_instance_is_asked_where_the_profile_says() throws IOException {
        environment.remove("AWS_EC2_METADATA_DISABLED");
        files("[default];ec2_metadata_service_endpoint=" + aws.endpoint(), "");
        aws.on("PUT /latest/api/token").reply("token");
        aws.on("GET /latest/meta-data/iam/security-credentials/").reply("gate");
        aws.on("GET /latest/meta-data/iam/security-credentials/gate").reply("""
                {"Code":"Success","AccessKeyId":"AKIDINSTANCE","SecretAccessKey":"s","Token":"t",
                 "LastUpdated":"2099-01-01T00:00:00Z","Expiration":"2099-01-01T00:00:00Z"}""");
        assertThat(search(null).resolveCredentials().accessKeyId()).isEqualTo("AKIDINSTANCE");
    }

    @Test
    void a_role_of_the_default_profile_beats_the_web_identity_of_the_environment() throws IOException {
        files("[default];ROLEsource_profile=b;[profile b];KEYB", "");
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", home.resolve("token").toString());
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/env");
        assuming("AssumeRole", "x", "AKIDB", "AKIDROLE");
        assertThat(search(null).resolveCredentials().accessKeyId()).isEqualTo("AKIDROLE");
    }

    @Test
    void the_web_identity_of_the_environment_beats_keys_of_the_default_profile_but_not_of_a_named_one()
            throws IOException {
        files("", "[default];KEYD");
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", home.resolve("token").toString());
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/env");
        assuming("AssumeRoleWithWebIdentity", "env", null, "AKIDWEB");
        assertThat(search(null).resolveCredentials().accessKeyId()).isEqualTo("AKIDWEB");
        assertThat(search("default").resolveCredentials().accessKeyId()).isEqualTo("AKIDD");
    }

    @Test
    void an_empty_variable_is_no_source() throws IOException {
        files("", "[default];KEYD");
        for (String name : Set.of("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN")) {
            environment.put(name, name.equals("AWS_PROFILE") ? " " : "");
        }
        assertThat(search(null).resolveCredentials().accessKeyId()).isEqualTo("AKIDD");
    }

    @Test
    void half_of_the_keys_in_the_environment_lead_to_no_other_account() throws IOException {
        files("", "[default];KEYD");
        environment.put("AWS_ACCESS_KEY_ID", "AKIDENV");
        assertThatThrownBy(() -> search(null).resolveCredentials())
                .isInstanceOf(NoCredentials.class)
                .hasMessage("AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void a_profile_of_the_environment_has_to_be_there_also_with_keys_beside_it() {
        environment.put("AWS_ACCESS_KEY_ID", "AKIDENV");
        environment.put("AWS_SECRET_ACCESS_KEY", "s");
        environment.put("AWS_PROFILE", "nobody");
        assertThatThrownBy(() -> search(null).resolveCredentials())
                .isInstanceOf(NoCredentials.class)
                .hasMessage("there is no profile 'nobody' in the AWS configuration files");
    }

    @Test
    void a_role_may_be_assumed_with_the_keys_of_the_environment() throws IOException {
        files("[profile a];ROLEcredential_source=Environment", "");
        assertThatThrownBy(() -> search("a").resolveCredentials())
                .hasMessage("the profile 'a' takes its credentials from Environment, which has none");
        environment.put("AWS_ACCESS_KEY_ID", "AKIDENV");
        environment.put("AWS_SECRET_ACCESS_KEY", "s");
        assuming("AssumeRole", "x", "AKIDENV", "AKIDROLE");
        assertThat(search("a").resolveCredentials().accessKeyId()).isEqualTo("AKIDROLE");
    }

    @Test
    void a_role_that_asks_for_a_code_says_how_to_give_it() throws IOException {
        files("[profile a b];[profile \"a b\"];ROLEsource_profile=b;mfa_serial=m;[profile b];KEYB", "");
        assertThatThrownBy(() -> search("a b").resolveCredentials())
                .isInstanceOfSatisfying(NoCredentials.class, none -> assertThat(none.hint())
                        .endsWith("run it again: aws sts get-caller-identity --profile 'a b'"))
                .hasMessage("the profile 'a b' asks for an MFA code (mfa_serial), and deploystat cannot ask");
    }

    @Test
    void the_words_of_sts_are_kept() throws IOException {
        files("[profile a];ROLEsource_profile=b;[profile b];KEYB", "");
        aws.on("AssumeRole").fail(403, "AccessDenied", "User u is not authorized to perform: sts:AssumeRole");
        assertThatThrownBy(() -> search("a").resolveCredentials())
                .isInstanceOf(NoCredentials.class)
                .hasMessage("the AWS credentials cannot be used: Sts answers AccessDenied: "
                        + "User u is not authorized to perform: sts:AssumeRole");
    }

    @Test
    void the_last_words_of_a_helper_are_kept_and_its_output_is_not() throws IOException {
        Path folder = Files.createDirectories(home.resolve("my tools"));
        Path helper = folder.resolve("helper");
        Files.writeString(helper, """
                #!/bin/sh
                echo AKIDSECRET
                echo 'Traceback' >&2
                echo 'warning: old' >&2
                echo 'logged out: run acme login' >&2
                exit 3
                """);
        assertThat(helper.toFile().setExecutable(true)).isTrue();
        String line = "credential_process = \"" + helper + "\" --for 'a b';";
        for (List<String> each : List.of(
                List.of("a", "[profile a];" + line),
                List.of("b", "[profile a];" + line + "[profile b];ROLEsource_profile=a"))) {
            files(each.get(1), "");
            assertThatThrownBy(() -> search(each.get(0)).resolveCredentials())
                    .isInstanceOf(NoCredentials.class)
                    .hasMessage("the credential_process of the profile 'a' failed: "
                            + "warning: old logged out: run acme login");
        }
        Files.writeString(helper, "#!/bin/sh\necho AKIDSECRET\n");
        assertThatThrownBy(() -> search("b").resolveCredentials())
                .hasMessage("the credential_process of the profile 'a' failed: "
                        + "its output is not the JSON of a credential_process");
        Files.writeString(helper, "#!/bin/sh\nexit 4\n");
        assertThatThrownBy(() -> search("b").resolveCredentials()).hasMessageEndingWith("exit code 4 and said nothing");
        files("[profile a];credential_process=/nonexistent/helper", "");
        assertThatThrownBy(() -> search("a").resolveCredentials()).hasMessageContaining("Cannot run program");
    }
}
