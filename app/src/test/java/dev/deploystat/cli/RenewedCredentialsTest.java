package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that end in the middle of a wait. */
class RenewedCredentialsTest {
    private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/d1";
    private static final String EXPIRED = "The security token included in the request is expired";

    @TempDir
    Path home;

    private LoopbackAws aws;

    @BeforeEach
    void start() {
        aws = new LoopbackAws();
        aws.on("DescribeServices").reply("{\"services\":[]}");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void a_process_is_asked_again_when_the_service_finds_its_keys_expired_before_it_does() throws IOException {
        process("2099-01-01T00:00:00Z");
        seen("AKID1", "IN_PROGRESS");
        expired("AKID1");
        seen("AKID2", "SUCCESSFUL");
        CliRun.Result result = run("wait ecs:prod/api");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).hasLineCount(2).endsWith("passed: succeeded\n");
        assertThat(runs()).hasSize(2);
    }

    @Test
    void a_process_is_asked_again_by_itself_when_its_keys_have_ended() throws IOException {
        process("2020-01-01T00:00:00Z");
        aws.on("ListServiceDeployments").reply(listing());
        aws.on("DescribeServiceDeployments").reply(described("IN_PROGRESS"));
        aws.on("DescribeServiceDeployments").reply(described("SUCCESSFUL"));
        assertThat(run("wait ecs:prod/api").exit()).isZero();
        assertThat(aws.requests())
                .extracting(LoopbackAws.Request::authorization)
                .extracting(authorization -> authorization.replaceAll(".*Credential=(AKID[0-9]+)/.*", "$1"))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_process_that_has_no_others_ends_the_wait_with_what_was_last_known() throws IOException {
        credentialProcess("cat " + Files.writeString(home.resolve("keys.json"), """
                {"Version":1,"AccessKeyId":"AKID1","SecretAccessKey":"s","SessionToken":"t",
                "Expiration":"2099-01-01T00:00:00Z"}"""));
        seen("AKID1", "IN_PROGRESS");
        expired("AKID1");
        CliRun.Result result = run("wait ecs:prod/api");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out()).isEqualTo("""
                TARGET                      STATUS               REVISION  PROGRESS  CHANGED  REASON
                ecs:prod/api@ops/eu-west-1  ! not authenticated  -         -         -        \
                last seen in progress. The security token included in the request is expired. \
                See what its credential_process gives: aws sts get-caller-identity --profile ops
                """);
        assertThat(result.err()).contains("in progress\n").endsWith("""
                not authenticated  \
                last seen in progress. The security token included in the request is expired. \
                See what its credential_process gives: aws sts get-caller-identity --profile ops
                deploystat: ecs:prod/api@ops/eu-west-1: not authenticated: \
                last seen in progress. The security token included in the request is expired
                See what its credential_process gives: aws sts get-caller-identity --profile ops
                """);
    }

    @Test
    void keys_that_are_refused_as_well_are_not_tried_for_ever() throws IOException {
        process("2099-01-01T00:00:00Z");
        seen("AKID1", "IN_PROGRESS");
        expired("AKID1");
        expired("AKID2");
        assertThat(run("wait ecs:prod/api").exit()).isEqualTo(4);
        assertThat(runs()).hasSize(2);
    }

    @Test
    void a_profile_logged_in_again_between_two_looks_is_taken() throws IOException {
        keys("AKIDOLD");
        seen("AKIDOLD", "IN_PROGRESS");
        seen("AKIDNEW", "SUCCESSFUL");
        CliRun run = cli().clock(new Meanwhile(() -> keys("AKIDNEW")));
        assertThat(run.run("wait ecs:prod/api --profile ops").exit()).isZero();
    }

    @Test
    void a_profile_logged_in_again_while_the_service_refuses_its_old_keys_is_taken() {
        keys("AKIDOLD");
        seen("AKIDOLD", "IN_PROGRESS");
        aws.on("DescribeServiceDeployments")
                .signedBy("AKIDOLD")
                .meanwhile(() -> keys("AKIDNEW"))
                .fail(400, "ExpiredTokenException", EXPIRED);
        aws.on("DescribeServiceDeployments").signedBy("AKIDNEW").reply(described("SUCCESSFUL"));
        assertThat(run("wait ecs:prod/api").exit()).isZero();
    }

    @Test
    void a_profile_not_logged_in_again_is_told_the_command_and_keeps_its_last_known_state() throws IOException {
        keys("AKIDOLD");
        seen("AKIDOLD", "IN_PROGRESS");
        expired("AKIDOLD");
        CliRun.Result result = run("wait ecs:prod/api -o json --quiet");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out())
                .contains(
                        "\"verdict\": \"fail\"",
                        "\"conclusion\": \"last seen in progress\"",
                        "\"kind\": \"credentials\"",
                        "\"code\": \"ExpiredTokenException\"",
                        "\"requestId\": \"loopback-request\"",
                        "\"action\": \"ecs:DescribeServiceDeployments\"",
                        "\"hint\": \"Put new keys into the profile: aws configure --profile ops\"");
        assertThat(aws.operations())
                .filteredOn("DescribeServiceDeployments"::equals)
                .hasSize(2);
    }

    @Test
    void keys_of_the_environment_cannot_change_and_are_refused_once() {
        aws.on("ListServiceDeployments").fail(400, "ExpiredTokenException", EXPIRED);
        CliRun.Result result = CliRun.against(aws).run("wait ecs:prod/api --quiet");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out()).contains("Export new AWS_ACCESS_KEY_ID");
        assertThat(aws.requests()).hasSize(1);
    }

    private CliRun cli() {
        return CliRun.against(aws)
                .with("AWS_ACCESS_KEY_ID", null)
                .with("AWS_SECRET_ACCESS_KEY", null)
                .with("AWS_PROFILE", null)
                .with("AWS_CONFIG_FILE", home.resolve("config").toString())
                .with("AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials").toString());
    }

    private CliRun.Result run(String line) {
        return cli().run(line + " --profile ops");
    }

    private void keys(String key) {
        try {
            Path next = Files.writeString(home.resolve("credentials.next"), """
                    [ops]
                    aws_access_key_id = %s
                    aws_secret_access_key = secret
                    aws_session_token = token
                    """.formatted(key));
            // As old as the file before, to the moment: a machine may be quick.
            Files.setLastModifiedTime(next, FileTime.from(LoopbackAws.NOW));
            Files.move(
                    next,
                    home.resolve("credentials"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Configures a process that gives keys with another number each time. */
    private void process(String expiration) throws IOException {
        Path script = ShellRun.script(home.resolve("login"), """
                echo run >>'%1$s'
                echo "{\\"Version\\":1,\\"AccessKeyId\\":\\"AKID$(($(wc -l <'%1$s')))\\",\\"SecretAccessKey\\":\\"s\\",\\
                \\"SessionToken\\":\\"t\\",\\"Expiration\\":\\"%2$s\\"}"
                """.formatted(home.resolve("runs"), expiration));
        credentialProcess(script.toString());
    }

    private void credentialProcess(String command) throws IOException {
        Files.writeString(home.resolve("config"), "[profile ops]\ncredential_process = " + command + "\n");
    }

    private List<String> runs() throws IOException {
        return Files.readAllLines(home.resolve("runs"));
    }

    private void seen(String key, String status) {
        aws.on("ListServiceDeployments").signedBy(key).reply(listing());
        aws.on("DescribeServiceDeployments").signedBy(key).reply(described(status));
    }

    private void expired(String key) {
        aws.on("DescribeServiceDeployments").signedBy(key).fail(400, "ExpiredTokenException", EXPIRED);
    }

    private static String listing() {
        return """
                {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":%d,"status":"IN_PROGRESS"}]}""".formatted(ARN, Tape.BEGUN);
    }

    private static String described(String status) {
        return """
                {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":%d,"startedAt":%2$d,"status":"%s"}],\
                "failures":[]}""".formatted(ARN, Tape.BEGUN, status);
    }

    /** A clock under which something happens during the first pause. */
    private static final class Meanwhile implements Clock {
        private final Clock virtual = Clock.virtual(LoopbackAws.NOW, 0);
        private final Runnable event;
        private boolean happened;

        Meanwhile(Runnable event) {
            this.event = event;
        }

        @Override
        public Instant now() {
            return virtual.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            if (!happened) {
                happened = true;
                event.run();
            }
            virtual.sleep(duration);
        }
    }
}
