package dev.deploystat.aws.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class SessionFileTest {
    /** As the AWS CLI 1.45 leaves it. */
    private static final String WRITTEN_BY_AWS = """
            {"Credentials": {"AccessKeyId": "ASIA", "SecretAccessKey": "secret", "SessionToken": "token",
            "Expiration": "2026-11-26T04:25:57Z", "AccountId": "111122223333"},
            "AssumedRoleUser": {"AssumedRoleId": "AROA:n", "Arn": "arn:aws:sts::111122223333:assumed-role/x/n"},
            "ResponseMetadata": {"RequestId": "r", "HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}}""";

    private static final AwsSessionCredentials SESSION = AwsSessionCredentials.builder()
            .accessKeyId("ASIA")
            .secretAccessKey("secret")
            .sessionToken("token")
            .accountId("111122223333")
            .expirationTime(Instant.parse("2026-11-26T04:25:57Z"))
            .build();

    @TempDir
    Path home;

    private Path path;
    private SessionFile file;

    @BeforeEach
    void name() {
        path = home.resolve(".aws/cli/cache/name.json");
        file = new SessionFile(path, System.getProperty("user.name"), false);
    }

    private void holds(String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void what_the_aws_cli_wrote_is_read() throws IOException {
        holds(WRITTEN_BY_AWS);
        assertThat(file.read()).contains(SESSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-26T04:25:57UTC", "2026-11-26T04:25:57+00:00", "2026-11-26T05:25:57+01:00"})
    void every_way_in_which_botocore_writes_a_time_is_read(String time) throws IOException {
        holds(WRITTEN_BY_AWS.replace("2026-11-26T04:25:57Z", time));
        assertThat(file.read().orElseThrow().expirationTime()).isEqualTo(SESSION.expirationTime());
    }

    @Test
    void the_account_may_stand_in_the_role_alone() throws IOException {
        holds(WRITTEN_BY_AWS.replace(", \"AccountId\": \"111122223333\"", ""));
        assertThat(file.read()).contains(SESSION);
        holds(WRITTEN_BY_AWS.replace(", \"AccountId\": \"111122223333\"", "").replace("arn:aws:sts", "x"));
        assertThat(file.read().orElseThrow().accountId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"Credentials\": null}",
                "{\"Credentials\": {\"AccessKeyId\": 1}}",
                "{\"Credentials\": {\"AccessKeyId\": \"A\", \"SecretAccessKey\": \"s\", \"SessionToken\": \"t\"}}",
                "{\"Credentials\": {\"AccessKeyId\": \"A\", \"SecretAccessKey\": \"s\", \"SessionToken\": \"t\", \"Expiration\": \"soon\"}}"
            })
    void what_is_broken_is_not_there(String text) throws IOException {
        holds(text);
        assertThat(file.read()).isEmpty();
    }

    @Test
    void bytes_that_are_no_text_are_not_there() throws IOException {
        holds("");
        Files.write(path, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(file.read()).isEmpty();
    }

    @Test
    void a_file_of_another_user_does_not_count() throws IOException {
        holds(WRITTEN_BY_AWS);
        assertThat(new SessionFile(path, "somebody-else", false).read()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"rw-rw----, false", "rw-----w-, false", "rw-r--r--, true"})
    void a_file_that_others_may_write_does_not_count(String permissions, boolean counts) throws IOException {
        holds(WRITTEN_BY_AWS);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        assertThat(file.read().isPresent()).isEqualTo(counts);
    }

    @Test
    void what_is_written_is_read_again_and_nobody_else_may_read_it() throws IOException {
        file.write(SESSION);
        assertThat(file.read()).contains(SESSION);
        assertThat(path)
                .content()
                .isEqualTo(
                        "{\"Credentials\":{\"AccessKeyId\":\"ASIA\",\"SecretAccessKey\":\"secret\","
                                + "\"SessionToken\":\"token\",\"Expiration\":\"2026-11-26T04:25:57Z\",\"AccountId\":\"111122223333\"}}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
                .isEqualTo("rwx------");
        assertThat(inFolder()).containsExactly(path);
    }

    private List<Path> inFolder() throws IOException {
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.toList();
        }
    }

    @Test
    void a_session_of_a_login_is_marked_so_that_logging_out_ends_it() throws IOException {
        new SessionFile(path, System.getProperty("user.name"), true).write(SESSION);
        assertThat(path).content().startsWith("{\"ProviderType\":\"sso\",\"Credentials\":{");
        assertThat(file.read()).contains(SESSION);
    }

    @Test
    void where_nothing_can_be_written_nothing_is() throws IOException {
        Files.writeString(home.resolve(".aws"), "not a folder");
        file.write(SESSION);
        assertThat(file.read()).isEmpty();
    }

    @Test
    void what_cannot_be_given_its_name_is_not_left_behind() throws IOException {
        Files.createDirectories(path.resolve("in the way"));
        file.write(SESSION);
        assertThat(inFolder()).containsExactly(path);
    }

    @Test
    void only_the_session_that_is_meant_is_removed() {
        file.write(SESSION);
        file.remove(SESSION.copy(session -> session.sessionToken("newer")));
        assertThat(path).exists();
        file.remove(SESSION);
        assertThat(path).doesNotExist();
        file.remove(SESSION);
    }
}
