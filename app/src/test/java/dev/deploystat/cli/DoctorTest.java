package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the check-up of a run says. The server on the loopback interface says the machine's time in its answers. */
class DoctorTest {
    private static final String FUNCTIONS = "GET /2015-03-31/functions";
    private static final String DOCTOR = "doctor --service lambda";

    private final LoopbackAws aws = new LoopbackAws();
    private final CliRun run = CliRun.against(aws).clock(Clock.virtual(Instant.now(), 0));

    @AfterEach
    void close() {
        aws.close();
    }

    private void caller() {
        aws.on("GetCallerIdentity").reply("""
                <GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account>\
                <Arn>arn:aws:iam::111122223333:user/ci</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>""");
    }

    private void functions() {
        aws.on(FUNCTIONS).reply("{\"Functions\":[{\"FunctionName\":\"api\"},{\"FunctionName\":\"web\"}]}");
        aws.on(FUNCTIONS + "/api/versions").ifAsked().reply("{\"Versions\":[]}");
        aws.on("GET /2025-11-30/capacity-providers").reply("{\"CapacityProviders\":[]}");
    }

    private void function() {
        aws.on(FUNCTIONS + "/api").reply("""
                {"Configuration":{"FunctionName":"api","State":"Active","LastUpdateStatus":"Successful"},"Code":{}}""");
    }

    @Test
    void where_all_is_well_it_says_so_check_by_check() {
        caller();
        functions();
        function();

        CliRun.Result result = run.run(DOCTOR);

        assertThat(result.out().lines().map(line -> line.replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith("ok deploystat " + Version.NUMBER + ", commit "))
                .anyMatch(line -> line.startsWith("ok Java "))
                .anyMatch(line -> line.startsWith("note archive none"))
                .contains(
                        "ok region eu-west-1 (AWS_REGION)",
                        "ok credentials account 111122223333, arn:aws:iam::111122223333:user/ci, by the keys of the environment",
                        "ok clock as AWS's")
                .anyMatch(line -> line.startsWith("note endpoint lambda is called at http://127.0.0.1:"))
                .anyMatch(line -> line.startsWith("ok lambda permitted; nothing there to try "));
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(aws.operations()).doesNotContain(FUNCTIONS + "/web");
    }

    @Test
    void a_missing_permission_is_named_with_the_command_that_prints_what_to_allow() {
        caller();
        functions();
        aws.on(FUNCTIONS + "/api").fail(403, "AccessDeniedException", "no");

        CliRun.Result result = run.run(DOCTOR + " -o json");

        assertThat(result.out())
                .contains("\"well\": false", "\"found\": \"not permitted: lambda:GetFunction\"")
                .contains("\"mend\": \"'deploystat policy lambda --scan' prints all that is needed.\"");
        assertThat(result.exit()).isEqualTo(4);
    }

    @Test
    void a_clock_that_aws_would_refuse_is_bad_and_one_that_is_a_little_off_is_noted() {
        caller();
        functions();
        function();

        CliRun.Result wrong = run.clock(Clock.virtual(Instant.now().plus(Duration.ofMinutes(7)), 0))
                .run(DOCTOR);
        CliRun.Result off = CliRun.against(aws)
                .clock(Clock.virtual(Instant.now().minus(Duration.ofMinutes(3)), 0))
                .run(DOCTOR);

        assertThat(wrong.out()).containsPattern("bad +clock +[67]m.* ahead of AWS");
        assertThat(wrong.exit()).isEqualTo(4);
        assertThat(off.out()).containsPattern("note +clock +[23]m.* behind AWS");
        assertThat(off.exit()).isZero();
    }

    @Test
    void without_usable_credentials_no_service_is_asked() {
        aws.on("GetCallerIdentity").fail(403, "InvalidClientTokenId", "the security token is invalid");

        CliRun.Result result = run.run(DOCTOR);

        assertThat(result.out()).containsPattern("bad +credentials +the security token is invalid");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(aws.operations()).containsExactly("GetCallerIdentity");
    }

    @Test
    void a_setting_that_is_wrong_is_a_check_that_names_its_place() {
        CliRun.Result result = CliRun.alone().with("AWS_REGION", "eu-wset-1x").run(DOCTOR);
        assertThat(result.out()).containsPattern("bad +settings +'eu-wset-1x' is not a region\n +.*Give --region");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void a_bundle_of_authorities_that_cannot_be_used_is_said_whatever_is_called(@TempDir Path folder)
            throws IOException {
        caller();
        functions();
        function();
        Path text = Files.writeString(folder.resolve("ca.pem"), "no certificate");

        CliRun.Result result = run.with("AWS_CA_BUNDLE", text.toString()).run(DOCTOR);
        CliRun.Result none = CliRun.against(aws)
                .with("AWS_CA_BUNDLE", folder.resolve("gone.pem").toString())
                .run(DOCTOR);

        assertThat(result.out())
                .containsPattern(
                        "bad +CA bundle +\\S+/ca.pem \\(AWS_CA_BUNDLE\\) cannot be used: it holds no certificate\n");
        assertThat(none.out())
                .containsPattern("bad +CA bundle +\\S+/gone.pem .* cannot be used: there is no such file\n");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void no_password_of_a_proxy_is_shown() {
        caller();
        functions();
        function();

        CliRun.Result result =
                run.with("HTTPS_PROXY", "http://me:secret@proxy:3128").run(DOCTOR);

        assertThat(result.out())
                .contains("HTTPS_PROXY is http://***@proxy:3128")
                .doesNotContain("secret");
    }

    @Test
    void the_configuration_file_in_use_is_named(@TempDir Path folder) throws IOException {
        caller();
        functions();
        function();
        Path file = Files.writeString(folder.resolve("deploystat.yaml"), "groups: {all: ['lambda:api']}\n");

        CliRun.Result result =
                run.with("DEPLOYSTAT_CONFIG", file.toString()).run(DOCTOR + " -o json --query checks[].found");

        assertThat(result.out()).contains('"' + file.toString() + '"');
    }

    @Test
    void long_lines_are_wrapped_below_each_other_on_a_terminal() {
        caller();
        functions();
        aws.on(FUNCTIONS + "/api").fail(403, "AccessDeniedException", "no");

        CliRun.Result result =
                run.with("COLUMNS", "60").with("NO_COLOR", "1").onTerminal().run(DOCTOR);

        assertThat(result.out().lines()).isNotEmpty().allMatch(line -> line.length() <= 60);
    }
}
