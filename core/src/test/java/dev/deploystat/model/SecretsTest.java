package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a secret, and what only looks a little like one. */
class SecretsTest {
    private static final String JWT =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN";

    /** Each line is a text, {@code =>} and what is left of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=hunter2 => password=***",
                "DB_PASSWORD=hunter2 host=db => DB_PASSWORD=*** host=db",
                "db.password: hunter2 => db.password: ***",
                "dbPassword = hunter2 => dbPassword = ***",
                "PGPASS=hunter2 => PGPASS=***",
                "db_pass: hunter2 => db_pass: ***",
                "\"password\":\"hunter2\",\"user\":\"joe\" => \"password\":\"***\",\"user\":\"joe\"",
                "{\"password\": \"a\\\"b c\", \"n\": 1} => {\"password\": \"***\", \"n\": 1}",
                "{\\\"password\\\":\\\"hunter2\\\",\\\"n\\\":1} => {\\\"password\\\":\\\"***\\\",\\\"n\\\":1}",
                "Config(password=hunter2, user=joe) => Config(password=***, user=joe)",
                "password='two words' rest => password='***' rest",
                "token: abc123def => token: ***",
                "client_secret=s3cr3t&grant=x => client_secret=***&grant=x",
                "API_KEY: k-123 => API_KEY: ***",
                "apiKey=k-123 => apiKey=***",
                "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY => aws_secret_access_key = ***",
                "using wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE1 now => using *** now",
                "key AKIAIOSFODNN7EXAMPLE is off => key *** is off",
                "ASIAIOSFODNN7EXAMPLE => ***",
                "Authorization: Bearer abc.def-123 => Authorization: ***",
                "curl -H 'Authorization: Basic am9lOnB3' https://a => curl -H 'Authorization: ***' https://a",
                "\"authorization\": \"Bearer abcdefgh1\", \"a\": 1 => \"authorization\": \"***\", \"a\": 1",
                "Set-Cookie: sid=1; Path=/ => Set-Cookie: ***",
                "sent bearer abcdefgh1.xyz => sent bearer ***",
                "postgres://joe:p@ss@db:5432/shop => postgres://joe:***@db:5432/shop",
                "redis://:hunter2@cache:6379 => redis://:***@cache:6379",
                "https://ghtokenabcdefghij0123@github.com/a/b => https://***@github.com/a/b",
                "jdbc:oracle:thin:scott/tiger@//db:1521 => jdbc:oracle:thin:scott/***@//db:1521",
                "Server=db;User=sa;Password=hunter2;Encrypt=yes => Server=db;User=sa;Password=***;Encrypt=yes",
                "Server=db;Pwd=hunter2; => Server=db;Pwd=***;",
                "AccountName=a;AccountKey=abc+/12==;x => AccountName=a;AccountKey=***;x",
                "got " + JWT + " from => got *** from",
                "ghp_0123456789abcdefghijABCDEFGHIJ012345 => ***",
                "xoxb-1234567890-abcdefghij => ***",
                "X-Amz-Signature=deadbeef&X-Amz-Date=1 => X-Amz-Signature=***&X-Amz-Date=1",
                "https://b.s3.amazonaws.com/k?sig=abc%2F1 => https://b.s3.amazonaws.com/k?sig=***",
                "mysql --password hunter2 -h db => mysql --password *** -h db",
                "app --api-key k-1 run => app --api-key *** run",
                "<password>hunter2</password> => <password>***</password>",
                "key -----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY----- end => key *** end",
            })
    void a_secret_is_masked_and_what_surrounds_it_stays(String row) {
        String[] halves = row.split(" => ", 2);
        assertThat(Secrets.masked(halves[0])).isEqualTo(halves[1]);
        // What is masked once stays as it is.
        assertThat(Secrets.masked(halves[1])).isEqualTo(halves[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password is wrong",
                "the token has expired",
                "invalid password for user joe",
                "authentication failed: bad credentials",
                "Bearer authentication required",
                "password=",
                "token: null",
                "secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-Ab12Cd",
                "not authorized to perform: secretsmanager:GetSecretValue on resource: db",
                "secretName=db/prod",
                "tokens: 4096",
                "max_tokens=4096",
                "PWD=/usr/src/app",
                "bypass=true",
                "compass: north",
                "commit 9f3c2d1e0b9f3c2d1e0b9f3c2d1e0b9f3c2d1e0b",
                "sha256:aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111",
                "GET http://localhost:8080/a@2x.png",
                "mailto joe@example.com at 10:00",
                "https://example.com/login?user=joe",
                "arn:aws:iam::111122223333:role/api",
                "eyJ is how a token begins",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN PUBLIC KEY-----",
                "at com.acme.Tokens.read(Tokens.java:88)",
                "listening on 0.0.0.0:8080",
                "Keyboard: none, monkey=banana",
                "TypeError: Cannot read properties of undefined (reading 'token')",
            })
    void what_only_looks_a_little_like_one_stays(String text) {
        assertThat(Secrets.masked(text)).isEqualTo(text);
    }

    @Test
    void a_key_of_many_lines_is_masked_wherever_the_lines_begin() {
        String line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj";
        assertThat(Secrets.masked(List.of(
                        "loaded", "-----BEGIN PRIVATE KEY-----", line, "rest==", "-----END PRIVATE KEY-----", "after")))
                .containsExactly("loaded", "***", "***", "***", "***", "after");
        assertThat(Secrets.masked(List.of("words before", line, line, "-----END PRIVATE KEY----- after")))
                .containsExactly("words before", "***", "***", "*** after");
        assertThat(Secrets.masked(List.of("-----BEGIN EC PRIVATE KEY-----", line)))
                .containsExactly("***", "***");
        String longer = line + line;
        assertThat(Secrets.masked(List.of("-----BEGIN CERTIFICATE-----", longer, "-----END CERTIFICATE-----")))
                .containsExactly("-----BEGIN CERTIFICATE-----", longer, "-----END CERTIFICATE-----");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A1/",
                "password",
                "password=",
                "password=\"",
                "://a:",
                "://",
                "eyJ",
                "bearer ",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----a-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----",
                "\\",
                "\"",
                "token: \\\"",
                "--a",
                "AKIA",
                "sk-",
                "thin:a/",
                "=",
                "<password>",
                "authorization: ",
                "pass=\\\\",
                "-",
                "a:",
                "secret_"
            })
    void a_line_of_any_length_takes_time_in_proportion(String piece) {
        String line = piece.repeat(100_000 / piece.length());
        assertThat(Secrets.masked(List.of(line, line))).hasSize(2);
    }
}
