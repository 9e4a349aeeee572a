package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GistTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request id: 0a1b2c3d-1111-2222-3333-444455556666 end|request id: # end",
                "request id: ABCDEFAB-1111-2222-3333-444455556666|request id: #",
                "role/x/4f0e1c5a9b7d4e02a1c3 failed|role/x/# failed",
                "of arn:aws:sts::111122223333:assumed-role/x/4f0e, denied|of #, denied",
                "10.0.3.17:8080 refused|# refused",
                "fe80:0:0:0:202:b3ff:fe1e:8329 refused|# refused",
                "at 2026-11-21T12:00:02Z and 2026-11-21 12:00:02.123+01:00|at # and #",
                "on 2026-11-21, at 12:00:02|on #, at #",
                "i-0a1b2c3d4e5f60718 of eni-0123456789abcdef0|i-# of eni-#",
                "rolled back by d-7KQ2M4XNB|rolled back by d-#",
                "account 111122223333|account #",
                "token aB3dE6gH9jK2mN5pQ8|token #"
            })
    void ids_are_taken_out(String text, String gist) {
        assertThat(Gist.of(text)).isEqualTo(gist);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit code 137",
                "CREATE_FAILED",
                "ResourceInitializationError: unable to pull secrets or registry auth",
                "ssm:GetParameters",
                "3 of 4 tasks",
                "AWS::ElasticLoadBalancingV2::Listener",
                "status code: 400",
                "deadbeef feedface",
                "postgres from 14.9 to 17.2",
                "web:12",
                ""
            })
    void what_says_something_stays(String text) {
        assertThat(Gist.of(text)).isEqualTo(text);
    }

    @Test
    void nothing_has_no_gist() {
        assertThat(Gist.of(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "A1", "f", "arn:", "1.", "1:", " ", "-", "\u0301", "\u6f22", "2026-11-21T", "z9"})
    void a_text_of_any_length_has_one(String piece) {
        assertThat(Gist.of(piece.repeat(1_000_000 / piece.length()))).isNotNull();
    }
}
