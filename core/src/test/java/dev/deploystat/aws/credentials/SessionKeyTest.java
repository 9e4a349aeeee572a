package dev.deploystat.aws.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The names are those that botocore 1.43 gives. */
class SessionKeyTest {
    private static final String ROLE = "arn:aws:iam::111122223333:role/x";

    @Test
    void a_role_is_named_as_botocore_names_it() {
        assertThat(SessionKey.ofRole(new TreeMap<>(Map.of("RoleArn", ROLE))))
                .isEqualTo("64188084a9fc07f8f5978f7f4f214ddfdc2a2328");
        assertThat(SessionKey.ofRole(new TreeMap<>(Map.of("RoleArn", ROLE, "RoleSessionName", "pod"))))
                .isEqualTo("554d82c86988f701c31f71d563f1796c692d95af");
    }

    @Test
    void what_python_writes_in_another_way_is_named_the_same() {
        assertThat(SessionKey.ofRole(new TreeMap<>(Map.of(
                        "RoleArn",
                        ROLE,
                        "RoleSessionName",
                        "gate",
                        "ExternalId",
                        "e\"x\\t/é😀\u007f",
                        "DurationSeconds",
                        1800,
                        "SerialNumber",
                        "arn:aws:iam::111122223333:mfa/u"))))
                .isEqualTo("dee7195a33386c00667920ec2d1c48022476d501");
    }

    @Test
    void a_login_is_named_by_its_session_or_by_its_address() {
        assertThat(SessionKey.ofLogin(new TreeMap<>(Map.of(
                        "accountId", "111122223333", "roleName", "Reader", "startUrl", "https://acme.example/start"))))
                .isEqualTo("3562377d76b889a1c9f362ec12eef1577ee074cf");
        assertThat(SessionKey.ofLogin(new TreeMap<>(
                        Map.of("accountId", "111122223333", "roleName", "Reader", "sessionName", "corp"))))
                .isEqualTo("08a861b2cc810c5ccd6dea8ea16f9f9ad44bcc2c");
    }
}
