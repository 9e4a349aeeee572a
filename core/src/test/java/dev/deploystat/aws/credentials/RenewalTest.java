package dev.deploystat.aws.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.profiles.ProfileFile;

class RenewalTest {
    private static final String FILE = """
            [profile keys]
            aws_access_key_id = AKID
            aws_secret_access_key = s
            [profile login]
            sso_session = corp
            [profile old]
            sso_start_url = https://example.awsapps.com/start
            [profile console]
            login_session = arn:aws:iam::111122223333:user/u
            [profile process]
            credential_process = login
            [profile chained]
            role_arn = arn:aws:iam::111122223333:role/b
            source_profile = role
            [profile role]
            role_arn = arn:aws:iam::111122223333:role/a
            source_profile = login
            [profile round]
            role_arn = arn:aws:iam::111122223333:role/a
            source_profile = round
            [profile lost]
            role_arn = arn:aws:iam::111122223333:role/a
            source_profile = nobody
            [profile pod]
            role_arn = arn:aws:iam::111122223333:role/a
            web_identity_token_file = /var/run/token
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

    private static String of(String name) {
        ProfileFile files = ProfileFile.builder()
                .type(ProfileFile.Type.CONFIGURATION)
                .content(new ByteArrayInputStream(FILE.getBytes(StandardCharsets.UTF_8)))
                .build();
        return Renewal.ofProfile(files.profile(name).orElseThrow(), files);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "keys|Put new keys into the profile: aws configure --profile keys",
                "login|Log in again: aws sso login --profile login",
                "old|Log in again: aws sso login --profile old",
                "console|Log in again: aws login --profile console",
                "process|See what its credential_process gives: aws sts get-caller-identity --profile process",
                "round|Put new keys into the profile: aws configure --profile round",
                "lost|Put new keys into the profile: aws configure --profile lost",
                "pod|Have a new token written to /var/run/token, and run it again.",
                "task|They are the container's own: let it be restarted, or name a profile with --profile.",
                "host|They are the instance's own: check the role attached to it, or name a profile with --profile.",
                "shell|Export new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and run it again."
            })
    void every_kind_of_profile_has_its_own_way(String profile, String way) {
        assertThat(of(profile)).isEqualTo(way);
    }

    @ParameterizedTest
    @CsvSource({"role", "chained"})
    void a_role_is_renewed_by_the_login_that_assumes_it(String profile) {
        assertThat(of(profile)).isEqualTo("Log in again: aws sso login --profile login");
    }
}
