package dev.deploystat.aws.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.AwsSession;
import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.StoppedTime;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import dev.deploystat.aws.http.Transport;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptSessionTest {
    private static final String ROLE = "64188084a9fc07f8f5978f7f4f214ddfdc2a2328";
    private static final String MFA = "c4c1a4f2560d7cf5ec061e8e76e9910aed6b4cb2";

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> said = new ArrayList<>();
    private LoopbackAws aws;

    @BeforeEach
    void describeARole() throws IOException {
        aws = new LoopbackAws();
        environment.put("HOME", home.toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        environment.put("AWS_MAX_ATTEMPTS", "1");
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), """
                [profile base]
                aws_access_key_id = AKIDBASE
                aws_secret_access_key = s
                [profile ops]
                role_arn = arn:aws:iam::111122223333:role/x
                source_profile = base
                [profile top]
                role_arn = arn:aws:iam::111122223333:role/top
                source_profile = ops
                [profile pod]
                role_arn = arn:aws:iam::111122223333:role/x
                web_identity_token_file = /nonexistent/token
                [profile mfa]
                role_arn = arn:aws:iam::111122223333:role/x
                source_profile = base
                mfa_serial = arn:aws:iam::111122223333:mfa/u
                [profile sso]
                sso_start_url = https://acme.example/start
                sso_region = eu-west-1
                sso_account_id = 111122223333
                sso_role_name = Reader
                """);
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Credentials search(String profile) {
        AwsOptions options = AwsOptions.defaults(environment::get);
        return new Credentials(
                profile, null, options, new Profiles(options), () -> Transport.create(options), "eu-west-1", said::add);
    }

    private String key(String profile) {
        return search(profile).resolveCredentials().accessKeyId();
    }

    private void assuming(String signer, String key) {
        aws.on("AssumeRole").signedBy(signer).reply("""
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                <AccessKeyId>%s</AccessKeyId><SecretAccessKey>hush</SecretAccessKey><SessionToken>t-%1$s</SessionToken>
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser>
                <Arn>arn:aws:sts::111122223333:assumed-role/x/n</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>""".formatted(key));
    }

    private Path file(String name) {
        return home.resolve(".aws/cli/cache/" + name + ".json");
    }

    private void keeps(String name, String key, Duration left) throws IOException {
        Files.createDirectories(file(name).getParent());
        Files.writeString(
                file(name), """
                {"Credentials": {"AccessKeyId": "%s", "SecretAccessKey": "s", "SessionToken": "t-%1$s",
                "Expiration": "%s", "AccountId": "111122223333"}}""".formatted(key, Instant.now().plus(left).truncatedTo(ChronoUnit.SECONDS)));
    }

    @Test
    void a_role_is_assumed_once_for_many_runs() {
        assuming("AKIDBASE", "ASIA1");
        assertThat(key("ops")).isEqualTo("ASIA1");
        assertThat(key("ops")).isEqualTo("ASIA1");
        assertThat(aws.operations()).containsExactly("AssumeRole");
    }

    @ParameterizedTest
    @CsvSource({"ops", "pod"})
    void a_session_of_the_aws_cli_is_taken(String profile) throws IOException {
        keeps(ROLE, "ASIACLI", Duration.ofHours(1));
        assertThat(key(profile)).isEqualTo("ASIACLI");
        assertThat(search(profile).resolveCredentials().accountId()).contains("111122223333");
        assertThat(aws.operations()).isEmpty();
    }

    @Test
    void a_session_of_a_login_is_taken() throws IOException {
        keeps("3562377d76b889a1c9f362ec12eef1577ee074cf", "ASIACLI", Duration.ofHours(1));
        assertThat(key("sso")).isEqualTo("ASIACLI");
    }

    @ParameterizedTest
    @CsvSource({"16, ASIAOLD", "14, ASIANEW", "-1, ASIANEW"})
    void a_session_is_taken_while_it_lasts_for_a_quarter_of_an_hour(long minutes, String key) throws IOException {
        keeps(ROLE, "ASIAOLD", Duration.ofMinutes(minutes));
        if (key.equals("ASIANEW")) {
            assuming("AKIDBASE", "ASIANEW");
        }
        assertThat(key("ops")).isEqualTo(key);
        assertThat(file(ROLE)).content().contains(key);
    }

    @Test
    void roles_on_the_way_to_a_role_are_kept_too() throws IOException {
        keeps(ROLE, "ASIACLI", Duration.ofHours(1));
        assuming("ASIACLI", "ASIATOP");
        assertThat(key("top")).isEqualTo("ASIATOP");
        assertThat(aws.operations()).containsExactly("AssumeRole");
    }

    @Test
    void a_kept_role_that_may_not_go_on_to_the_next_is_assumed_anew_once() throws IOException {
        keeps(ROLE, "ASIACLI", Duration.ofHours(1));
        aws.on("AssumeRole").signedBy("ASIACLI").fail(403, "AccessDenied", "revoked");
        assuming("AKIDBASE", "ASIA1");
        assuming("ASIA1", "ASIATOP");
        assertThat(key("top")).isEqualTo("ASIATOP");
        assertThat(file(ROLE)).content().contains("ASIA1");
    }

    @Test
    void a_role_that_was_just_assumed_and_may_not_go_on_is_not_assumed_again() {
        assuming("AKIDBASE", "ASIA1");
        aws.on("AssumeRole").signedBy("ASIA1").fail(403, "AccessDenied", "not for you");
        assertThatThrownBy(() -> key("top")).hasMessageContaining("not for you");
        assertThat(aws.requests()).hasSize(2);
    }

    /** Returns how a look ends that is made with the credentials of a profile. */
    private Reading look(String profile) {
        AwsOptions plain = AwsOptions.defaults(environment::get);
        AwsOptions options = new AwsOptions(
                profile, null, null, null, true, plain.connectTimeout(), plain.readTimeout(), environment::get);
        Target target = new Target("opsworks", "s1", Map.of("stack-id", "s1"), null, profile, "eu-west-1", null);
        try (Fleet fleet =
                new Fleet(new Adapters(), AwsSession.live(options), new StoppedTime(LoopbackAws.NOW), false, false)) {
            return fleet.read(List.of(target)).get(0);
        }
    }

    private void deployments(String signer) {
        aws.on("DescribeDeployments").signedBy(signer).reply("""
                {"Deployments":[{"DeploymentId":"dep1","StackId":"s1","Status":"successful",
                "CreatedAt":"2024-03-01T11:59:00+00:00"}]}""");
    }

    @ParameterizedTest
    @CsvSource({"ExpiredTokenException", "UnrecognizedClientException", "AccessDeniedException"})
    void a_kept_session_that_a_service_refuses_is_replaced(String code) throws IOException {
        keeps(ROLE, "ASIACLI", Duration.ofHours(1));
        aws.on("DescribeDeployments").signedBy("ASIACLI").fail(400, code, "no");
        assuming("AKIDBASE", "ASIA1");
        deployments("ASIA1");
        assertThat(look("ops").found()).isPresent();
        assertThat(file(ROLE)).content().contains("ASIA1");
    }

    @Test
    void what_a_new_session_is_denied_too_is_denied() throws IOException {
        keeps(ROLE, "ASIACLI", Duration.ofHours(1));
        aws.on("DescribeDeployments").signedBy("ASIACLI").fail(400, "AccessDeniedException", "no");
        assuming("AKIDBASE", "ASIA1");
        aws.on("DescribeDeployments").signedBy("ASIA1").fail(400, "AccessDeniedException", "still no");
        assertThat(look("ops").failed().orElseThrow().message()).contains("still no");
        assertThat(aws.operations()).containsExactly("DescribeDeployments", "AssumeRole", "DescribeDeployments");
    }

    @Test
    void a_new_session_that_is_denied_something_stays() {
        assuming("AKIDBASE", "ASIA1");
        aws.on("DescribeDeployments").signedBy("ASIA1").fail(400, "AccessDeniedException", "no");
        assertThat(look("ops").failed().orElseThrow().kind()).isEqualTo(ErrorKind.DENIED);
        assertThat(aws.operations()).containsExactly("AssumeRole", "DescribeDeployments");
        assertThat(file(ROLE)).content().contains("ASIA1");
    }

    @ParameterizedTest
    @CsvSource({"AccessDeniedException", "UnrecognizedClientException"})
    void a_session_that_took_a_code_is_never_thrown_away(String code) throws IOException {
        keeps(MFA, "ASIAMFA", Duration.ofHours(1));
        aws.on("DescribeDeployments").signedBy("ASIAMFA").fail(400, code, "no");
        assertThat(look("mfa").failed()).isPresent();
        assertThat(file(MFA)).content().contains("ASIAMFA");
    }

    @Test
    void a_session_that_the_aws_cli_got_with_a_code_is_used_to_its_end() throws IOException {
        assertThatThrownBy(() -> key("mfa"))
                .isInstanceOfSatisfying(NoCredentials.class, none -> assertThat(none.hint())
                        .isEqualTo("Let the AWS CLI ask once, and run it again: "
                                + "aws sts get-caller-identity --profile mfa"))
                .hasMessage("the profile 'mfa' asks for an MFA code (mfa_serial), and deploystat cannot ask");
        keeps(MFA, "ASIAMFA", Duration.ofMinutes(3));
        assertThat(key("mfa")).isEqualTo("ASIAMFA");
        keeps(MFA, "ASIAMFA", Duration.ofSeconds(30));
        assertThatThrownBy(() -> key("mfa")).isInstanceOf(NoCredentials.class);
    }

    @Test
    void it_is_said_where_a_session_came_from_and_no_secret() throws IOException {
        assuming("AKIDBASE", "ASIA1");
        Credentials first = search("ops");
        first.resolveCredentials();
        first.resolveCredentials();
        key("ops");
        assertThat(said)
                .containsExactly(
                        "credentials: the role arn:aws:iam::111122223333:role/x, assumed with the keys of the profile 'base'",
                        "a session until 2099-01-01T00:00:00Z, asked for, and kept in " + file(ROLE),
                        "credentials: the role arn:aws:iam::111122223333:role/x, assumed with the keys of the profile 'base'",
                        "a session until 2099-01-01T00:00:00Z, kept in " + file(ROLE));
    }
}
