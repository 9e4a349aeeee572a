package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where targets come from, and how they multiply. */
class TargetInputTest {
    @TempDir
    Path folder;

    private final LoopbackAws aws = new LoopbackAws();

    @BeforeEach
    void serve() {
        aws.on("DescribeDeployments").reply("""
                {"Deployments":[{"DeploymentId":"dep1","Status":"successful","CreatedAt":"2024-03-01T11:00:00+00:00"}]}""");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private String names(CliRun run, String line) {
        CliRun.Result result = run.run(line + " -o text --columns target");
        assertThat(result.exit()).as(result.err()).isEqualTo(0);
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    @Test
    void arguments_are_read_in_their_order_and_once_each() {
        assertThat(names(CliRun.against(aws), "status opsworks:b opsworks:a opsworks:b"))
                .isEqualTo("""
                        opsworks:b@eu-west-1
                        opsworks:a@eu-west-1
                        """);
    }

    @Test
    void the_same_deployment_at_another_place_is_another_target() {
        assertThat(names(CliRun.against(aws), "status opsworks:a@us-east-1 opsworks:a opsworks:a@eu-west-1"))
                .isEqualTo("""
                        opsworks:a@us-east-1
                        opsworks:a@eu-west-1
                        """);
    }

    @Test
    void a_file_holds_one_a_line_with_remarks_and_blanks() throws IOException {
        Path file = Files.writeString(folder.resolve("targets"), "# ours\n\n  opsworks:a  \nopsworks:b\r\n #theirs\n");
        assertThat(names(CliRun.against(aws), "status opsworks:c --targets-file " + file))
                .isEqualTo("""
                        opsworks:c@eu-west-1
                        opsworks:a@eu-west-1
                        opsworks:b@eu-west-1
                        """);
    }

    @Test
    void a_dash_reads_standard_input() {
        assertThat(names(CliRun.against(aws).stdin("# piped\nopsworks:a\n"), "wait --quiet --targets-file -"))
                .isEqualTo("opsworks:a@eu-west-1\n");
    }

    @Test
    void nothing_piped_in_is_never_a_pass() {
        assertThat(CliRun.against(aws)
                        .stdin("# nothing\n")
                        .run("wait --targets-file -")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void names_are_targets_again() {
        String names =
                CliRun.against(aws).run("status opsworks:a opsworks:b -o name").out();
        assertThat(names).isEqualTo("""
                opsworks:a#dep1@eu-west-1
                opsworks:b#dep1@eu-west-1
                """);
        assertThat(names(CliRun.against(aws).stdin(names), "status --targets-file -"))
                .isEqualTo(names);
    }

    @Test
    void several_regions_multiply_targets_that_name_none() {
        assertThat(names(CliRun.against(aws), "status opsworks:a opsworks:b@eu-north-1 --region eu-west-1,us-east-1"))
                .isEqualTo("""
                        opsworks:a@eu-west-1
                        opsworks:a@us-east-1
                        opsworks:b@eu-north-1
                        """);
    }

    @Test
    void several_profiles_multiply_targets_that_name_none() throws IOException {
        Path config = Files.writeString(folder.resolve("credentials"), """
                [one]
                aws_access_key_id = AKIDONE
                aws_secret_access_key = one
                [two]
                aws_access_key_id = AKIDTWO
                aws_secret_access_key = two
                """);
        CliRun run = CliRun.against(aws).with("AWS_SHARED_CREDENTIALS_FILE", config.toString());
        assertThat(names(run, "status opsworks:a opsworks:b@two/us-east-1 --profile one,two"))
                .isEqualTo("""
                        opsworks:a@one/eu-west-1
                        opsworks:a@two/eu-west-1
                        opsworks:b@two/us-east-1
                        """);
        assertThat(aws.requests())
                .extracting(LoopbackAws.Request::authorization)
                .allMatch(header -> header.contains("AKIDONE") || header.contains("AKIDTWO"))
                .anyMatch(header -> header.contains("AKIDONE"));
    }
}
