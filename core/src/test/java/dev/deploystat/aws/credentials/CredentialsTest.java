package dev.deploystat.aws.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deploystat.aws.CallErrors;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import dev.deploystat.aws.http.Transport;
import dev.deploystat.aws.service.ecs.Ecs;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class CredentialsTest {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void pointAtEmptyFiles() {
        environment.put("AWS_CONFIG_FILE", home.resolve("config").toString());
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials").toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
    }

    private Credentials search(String profile) {
        AwsOptions options = AwsOptions.defaults(environment::get);
        return new Credentials(
                profile, null, options, new Profiles(options), () -> Transport.create(options), null, said -> {});
    }

    private String key(String profile) {
        return search(profile).resolveCredentials().accessKeyId();
    }

    private NoCredentials refusal(String profile) {
        return catchThrowableOfType(NoCredentials.class, () -> search(profile).resolveCredentials());
    }

    private void config(String text) throws IOException {
        Files.writeString(home.resolve("config"), text);
    }

    private void credentials(String profile, String key) throws IOException {
        Files.writeString(
                home.resolve("credentials"),
                "[" + profile + "]\naws_access_key_id = " + key + "\naws_secret_access_key = secret\n");
    }

    private void environmentKeys() {
        environment.put("AWS_ACCESS_KEY_ID", "AKIDENV");
        environment.put("AWS_SECRET_ACCESS_KEY", "secret");
    }

    @Test
    void keys_of_the_environment_are_taken_with_their_token() {
        environmentKeys();
        assertThat(search(null).resolveCredentials()).isNotInstanceOf(AwsSessionCredentials.class);
        environment.put("AWS_SESSION_TOKEN", "token");
        AwsCredentials found = search(null).resolveCredentials();
        assertThat(found.accessKeyId()).isEqualTo("AKIDENV");
        assertThat(found.secretAccessKey()).isEqualTo("secret");
        assertThat(((AwsSessionCredentials) found).sessionToken()).isEqualTo("token");
    }

    @Test
    void a_profile_may_stand_in_either_file() throws IOException {
        credentials("shop", "AKIDSHOP");
        config("[profile test]\naws_access_key_id = AKIDTEST\naws_secret_access_key = secret\n");
        assertThat(key("shop")).isEqualTo("AKIDSHOP");
        assertThat(key("test")).isEqualTo("AKIDTEST");
    }

    @Test
    void a_named_profile_beats_the_environment_which_beats_the_default_profile() throws IOException {
        environmentKeys();
        credentials("shop", "AKIDSHOP");
        assertThat(key("shop")).isEqualTo("AKIDSHOP");
        credentials("default", "AKIDDEFAULT");
        assertThat(key(null)).isEqualTo("AKIDENV");
        environment.remove("AWS_ACCESS_KEY_ID");
        assertThat(key(null)).isEqualTo("AKIDDEFAULT");
    }

    @Test
    void the_profile_of_the_environment_is_used_but_after_keys_in_it() throws IOException {
        credentials("shop", "AKIDSHOP");
        environment.put("AWS_PROFILE", "shop");
        assertThat(key(null)).isEqualTo("AKIDSHOP");
        environmentKeys();
        assertThat(key(null)).isEqualTo("AKIDENV");
    }

    @Test
    void a_profile_that_does_not_exist_is_named() {
        NoCredentials refusal = refusal("nobody");
        assertThat(refusal).hasMessage("there is no profile 'nobody' in the AWS configuration files");
        assertThat(refusal.hint()).isEqualTo("'aws configure list-profiles' shows the profiles there are.");
        environment.put("AWS_PROFILE", "noone");
        assertThat(refusal(null)).hasMessage("there is no profile 'noone' in the AWS configuration files");
    }

    @Test
    void without_any_credentials_the_ways_to_get_some_are_named() throws IOException {
        config("[default]\nregion = eu-west-1\n");
        NoCredentials refusal = refusal(null);
        assertThat(refusal).hasMessage("no AWS credentials found");
        assertThat(refusal.hint()).contains("aws configure", "aws sso login", "AWS_ACCESS_KEY_ID");
    }

    @Test
    void a_profile_without_credentials_is_no_reason_to_try_another() throws IOException {
        environmentKeys();
        config("[profile empty]\nregion = eu-west-1\n");
        assertThat(refusal("empty")).hasMessage("no AWS credentials found: the profile 'empty' holds none");
    }

    @Test
    void a_credential_process_is_run() throws IOException {
        Path answer = home.resolve("answer.json");
        Files.writeString(
                answer,
                "{\"Version\":1,\"AccessKeyId\":\"AKIDPROC\",\"SecretAccessKey\":\"s\",\"SessionToken\":\"t\"}");
        config("[profile proc]\ncredential_process = cat " + answer + "\n");
        assertThat(key("proc")).isEqualTo("AKIDPROC");
    }

    @Test
    void a_credential_process_that_fails_is_an_error_of_credentials() throws IOException {
        config("[profile proc]\ncredential_process = false\n");
        assertThat(error("proc").kind()).isEqualTo(ErrorKind.CREDENTIALS);
    }

    @Test
    void an_expired_login_names_the_command_that_renews_it() throws Exception {
        String url = "https://example.awsapps.com/start";
        config("""
                [profile sso]
                sso_start_url = %s
                sso_region = eu-west-1
                sso_account_id = 111122223333
                sso_role_name = Reader
                """.formatted(url));
        String name = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-1").digest(url.getBytes(StandardCharsets.UTF_8)));
        Path cache = Path.of(System.getenv("HOME"), ".aws", "sso", "cache", name + ".json");
        Files.deleteIfExists(cache);
        assertLoginAsked(error("sso"));

        Files.createDirectories(cache.getParent());
        Files.writeString(
                cache, "{\"accessToken\":\"t\",\"expiresAt\":\"2020-01-01T00:00:00Z\",\"region\":\"eu-west-1\"}");
        assertLoginAsked(error("sso"));
    }

    @Test
    void a_login_of_a_session_is_asked_for_like_one_without() throws IOException {
        config("""
                [profile sso]
                sso_session = corp
                sso_account_id = 111122223333
                sso_role_name = Reader
                [sso-session corp]
                sso_start_url = https://example.awsapps.com/start
                sso_region = eu-west-1
                """);
        assertLoginAsked(error("sso"));
    }

    private static void assertLoginAsked(ReadError error) {
        assertThat(error.kind()).isEqualTo(ErrorKind.CREDENTIALS);
        assertThat(error.hint()).isEqualTo("Log in again: aws sso login --profile sso");
    }

    /** Returns what the user gets to read when a call cannot be signed. */
    private ReadError error(String profile) {
        try {
            search(profile).resolveCredentials();
        } catch (RuntimeException e) {
            return CallErrors.of(e, new Ecs().info(), "eu-west-1", LocalDate.EPOCH)
                    .orElseThrow();
        }
        throw new AssertionError("there are credentials");
    }

    @Test
    void a_profile_edited_meanwhile_is_picked_up() throws Exception {
        credentials("shop", "AKIDOLD");
        Credentials found = search("shop");
        assertThat(found.resolveCredentials().accessKeyId()).isEqualTo("AKIDOLD");
        credentials("shop", "AKIDNEW");
        Files.setLastModifiedTime(
                home.resolve("credentials"), FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
        assertThat(found.resolveCredentials().accessKeyId()).isEqualTo("AKIDNEW");
    }

    @Test
    void a_profile_written_after_the_first_failure_is_picked_up() throws Exception {
        Credentials search = search("shop");
        assertThatThrownBy(search::resolveCredentials).isInstanceOf(NoCredentials.class);
        credentials("shop", "AKIDSHOP");
        assertThat(search.resolveCredentials().accessKeyId()).isEqualTo("AKIDSHOP");
    }

    @Test
    void a_missing_file_of_a_web_identity_is_an_error_of_credentials() {
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", home.resolve("token").toString());
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/reader");
        assertThat(error(null).kind()).isEqualTo(ErrorKind.CREDENTIALS);
    }
}
