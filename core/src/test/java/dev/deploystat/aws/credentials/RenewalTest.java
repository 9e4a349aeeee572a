package dev.deploystat.aws.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import dev.deploystat.aws.http.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewalTest {
    private static final String FILE = """
            [profile keys]
            aws_access_key_id = AKID
            aws_secret_access_key = s
            [sso-session corp]
            sso_start_url = https://example.awsapps.com/other
            sso_region = eu-west-1
            [profile login]
            sso_session = corp
            sso_account_id = 111122223333
            sso_role_name = Reader
            [profile old]
            sso_region = eu-west-1
            sso_account_id = 111122223333
            sso_role_name = Reader
            sso_start_url = https://example.awsapps.com/start
            [profile console]
            login_session = arn:aws:iam::111122223333:user/u
            [profile process]
            credential_process = false
            [profile chained]
            role_arn = arn:aws:iam::111122223333:role/b
            source_profile = role
            [profile role]
            role_arn = arn:aws:iam::111122223333:role/a
            source_profile = login
            [profile pod]
            role_arn = arn:aws:iam::111122223333:role/a
            web_identity_token_file = /nonexistent/token
            [profile task]
            role_arn = arn:aws:iam::111122223333:role/a
            credential_source = EcsContainer
            [profile host]
            role_arn = arn:aws:iam::111122223333:role/a
            credential_source = Ec2InstanceMetadata
            [profile shell]
            role_arn = arn:aws:iam::111122223333:role/a
            credential_source = Environment
            """;

    @TempDir
    Path home;

    /** Returns what the user is asked to do when the credentials of a profile are not, or no longer, good. */
    private String of(String name) throws IOException {
        Map<String, String> environment = Map.of(
                "HOME", home.toString(),
                "AWS_CONFIG_FILE",
                        Files.writeString(home.resolve("config"), FILE).toString(),
                "AWS_EC2_METADATA_DISABLED", "true");
        AwsOptions options = AwsOptions.defaults(environment::get);
        Credentials credentials = new Credentials(
                name, null, options, new Profiles(options), () -> Transport.create(options), null, said -> {});
        try {
            credentials.resolveCredentials();
            return credentials.renewal();
        } catch (NoCredentials e) {
            return e.hint();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "keys|Put new keys into the profile: aws configure --profile keys",
                "login|Log in again: aws sso login --profile login",
                "old|Log in again: aws sso login --profile old",
                "console|Run it again without the profile, after: eval \"$(aws configure export-credentials --format env --profile console)\"",
                "process|See what its credential_process gives: aws sts get-caller-identity --profile process",
                "pod|Have a new token written to /nonexistent/token, and run it again.",
                "task|They are the container's own: let it be restarted, or name a profile with --profile.",
                "host|They are the instance's own: check the role attached to it, or name a profile with --profile.",
                "shell|Export new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and run it again."
            })
    void every_kind_of_profile_has_its_own_way(String profile, String way) throws IOException {
        assertThat(of(profile)).isEqualTo(way);
    }

    @ParameterizedTest
    @CsvSource({"role", "chained"})
    void a_role_is_renewed_by_the_login_that_assumes_it(String profile) throws IOException {
        assertThat(of(profile)).isEqualTo("Log in again: aws sso login --profile login");
    }
}
