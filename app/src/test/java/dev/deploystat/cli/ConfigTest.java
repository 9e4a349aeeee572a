package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.cli.CliRun.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and defaults of a configuration file, from the command line to the output. */
class ConfigTest {
    private static final String FILE = """
            targets:
              api:
                target: codedeploy:shop/prod
                region: us-east-1
                revision: env:BUILD
                timeout: 5m
              again: codedeploy:shop/prod
              steady: {target: 'codedeploy:shop/prod', until: idle}
            groups:
              release: [api, both]
              both: ['codedeploy:shop/prod@eu-west-1', again]
            environments:
              prod: {region: [eu-west-1, us-east-1], targets: [again]}
              lost: {profile: nobody, targets: [again]}
            """;

    private final LoopbackAws aws = new LoopbackAws();

    @TempDir
    private Path folder;

    private Path config;

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(folder.resolve("deploystat.yaml"), FILE);
        deployed("Succeeded", "v1");
    }

    private void deployed(String word, String commit) {
        aws.forget();
        aws.on("BatchGetDeploymentGroups").reply("""
                {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"prod",
                 "lastAttemptedDeployment":{"deploymentId":"d-1","status":"%s"}}]}""".formatted(word));
        aws.on("ListDeployments").reply("{\"deployments\":[\"d-1\"]}");
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[]}");
        aws.on("BatchGetDeployments").reply("""
                {"deploymentsInfo":[{"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"d-1",
                 "createTime":1709287000,"completeTime":1709287100,"status":"%s","revision":{"revisionType":"GitHub",
                 "gitHubLocation":{"repository":"shop/web","commitId":"%s"}}}]}""".formatted(word, commit));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private CliRun run() {
        return CliRun.against(aws).with("DEPLOYSTAT_CONFIG", config.toString());
    }

    @Test
    void a_name_stands_for_its_targets_each_once_and_where_the_file_says() {
        Result result = run().run("status release codedeploy:shop/prod@eu-west-1 -o csv --columns target");

        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines())
                .containsExactly("target", "codedeploy:shop/prod@us-east-1", "codedeploy:shop/prod@eu-west-1");
        assertThat(result.exit()).isZero();
    }

    @Test
    void an_environment_reads_its_targets_in_each_of_its_regions() {
        assertThat(run().run("status prod -o name").out())
                .isEqualTo("codedeploy:shop/prod#d-1@eu-west-1\ncodedeploy:shop/prod#d-1@us-east-1\n");
    }

    @Test
    void an_option_comes_before_the_file() {
        assertThat(run().run("status api -o name --region eu-north-1").out())
                .isEqualTo("codedeploy:shop/prod#d-1@eu-north-1\n");
    }

    @Test
    void a_list_takes_the_name_of_one_target_only() {
        assertThat(run().run("list again -o name").exit()).isZero();
        Result several = run().run("list release");
        assertThat(several.exit()).isEqualTo(2);
        assertThat(several.err()).contains("this takes one target, and 'release' stands for 3");
    }

    @ParameterizedTest
    @CsvSource({"v1,0,passed", "v2,3,not-seen"})
    void a_wait_asks_for_the_revision_of_the_file(String build, int exit, String outcome) {
        Result result = run().with("BUILD", build).run("wait api --quiet -o csv --columns outcome");

        assertThat(result.out()).isEqualToNormalizingNewlines("outcome\n" + outcome + "\n");
        assertThat(result.exit()).isEqualTo(exit);
    }

    @Test
    void a_revision_on_the_command_line_comes_before_that_of_the_file() {
        assertThat(run().run("wait api --revision v1 --quiet -o name").exit()).isZero();
    }

    @Test
    void a_variable_that_is_not_set_is_refused_at_its_line_and_nothing_is_read() {
        Result result = run().run("wait release");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("deploystat: " + config + ":5:15: the environment variable BUILD is not set\n");
        assertThat(aws.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"file:version,v1", "v1,v1"})
    void a_revision_may_come_from_a_file_or_be_written_down(String source, String commit) throws IOException {
        Files.writeString(folder.resolve("version"), "v1\n");
        Files.writeString(config, "targets: {api: {target: 'codedeploy:shop/prod', revision: '" + source + "'}}");
        deployed("Succeeded", commit);

        assertThat(run().run("wait api --quiet -o name").exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"git:--help", "git:nothing-of-that-name", "file:none", "env:NOT_SET_ANYWHERE"})
    void a_revision_that_cannot_be_found_out_is_refused_at_its_line(String source) throws IOException {
        Files.writeString(config, "targets:\n  api: {target: 'codedeploy:shop/prod', revision: '" + source + "'}");

        Result result = run().run("wait api");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).startsWith("deploystat: " + config + ":2:51: ");
        assertThat(aws.requests()).isEmpty();
    }

    @Test
    void a_profile_that_is_not_there_is_refused_at_its_line_and_nothing_is_read() {
        Result result = run().run("status lost");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("deploystat: " + config + ":14:19: ")
                .contains("nobody");
        assertThat(aws.requests()).isEmpty();
    }

    @Test
    void an_unknown_name_leads_to_the_nearest_one_and_to_the_form_of_targets() {
        Result result = run().run("wait relase");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo("deploystat: 'relase' is neither a name in " + config + " nor a target\n"
                        + "Did you mean 'release'? A target is written SERVICE:RESOURCE, for example"
                        + " ecs:CLUSTER/SERVICE.\n");
    }

    @Test
    void without_a_file_a_bare_word_is_told_how_targets_are_written() {
        Result result = CliRun.alone().run("status release");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("'release' is not a target: it names no service", "deploystat.yaml");
    }

    @Test
    void two_names_of_one_target_that_ask_different_things_are_refused() {
        Result result = run().with("BUILD", "v1").run("wait api steady --region eu-west-1");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("'api' and 'steady' are the same target");
    }

    @Test
    void idle_passes_what_failed_and_is_over_and_drops_the_revision_of_the_file() {
        deployed("Failed", "v1");

        Result result = run().run("wait api --until idle -o csv --columns target,outcome,status");

        assertThat(result.out())
                .isEqualToNormalizingNewlines("target,outcome,status\ncodedeploy:shop/prod@us-east-1,passed,FAILED\n");
        assertThat(result.err()).contains("passed: failed, idle", "idle: the last deployment is over; it failed");
        assertThat(result.exit()).isZero();
        assertThat(run().run("wait steady --quiet -o name").exit()).isZero();
    }

    @Test
    void what_was_never_deployed_is_idle_and_no_error() {
        aws.forget();
        aws.on("BatchGetDeploymentGroups").reply("""
                {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"prod"}]}""");
        aws.on("ListDeployments").reply("{\"deployments\":[]}");

        Result result = run().run("wait steady");

        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("passed: never deployed").doesNotContain("deploystat:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--since now", "--revision v1"})
    void idle_and_a_release_exclude_each_other(String option) {
        Result result = run().run("wait codedeploy:shop/prod --until idle " + option);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("--until is 'idle', and " + option.split(" ")[0] + " asks for a deployment");
        assertThat(run().run("wait steady " + option).exit()).isEqualTo(2);
        assertThat(run().run("wait codedeploy:shop/prod#d-1 --until idle").exit())
                .isEqualTo(2);
        assertThat(aws.requests()).isEmpty();
    }

    @Test
    void defaults_hold_where_nothing_else_says_otherwise() throws IOException {
        Files.writeString(config, "defaults: {output: csv, columns: 'target, status'}");

        assertThat(run().run("status codedeploy:shop/prod").out())
                .isEqualToNormalizingNewlines("target,status\ncodedeploy:shop/prod@eu-west-1,SUCCEEDED\n");
        assertThat(run().run("status codedeploy:shop/prod --columns id").out())
                .isEqualToNormalizingNewlines("id\nd-1\n");
        assertThat(run().run("list codedeploy:shop/prod").out()).startsWith("target,service,");
        assertThat(run().with("DEPLOYSTAT_OUTPUT", "name")
                        .run("status codedeploy:shop/prod")
                        .out())
                .isEqualTo("codedeploy:shop/prod#d-1@eu-west-1\n");
    }

    @Test
    void the_file_that_is_named_comes_before_the_variable_and_has_to_be_there() throws IOException {
        Path other = Files.writeString(folder.resolve("other.yaml"), "defaults: {output: name}");

        assertThat(run().run("status codedeploy:shop/prod --config " + other).out())
                .isEqualTo("codedeploy:shop/prod#d-1@eu-west-1\n");
        Result none = run().run("status codedeploy:shop/prod --config /nonexistent.yaml");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err())
                .startsWith("deploystat: the configuration file '/nonexistent.yaml' cannot be read: ")
                .contains("there is no such file");
        assertThat(run().run("status codedeploy:shop/prod --config /dev/null").exit())
                .isZero();
    }

    @Test
    void the_file_in_the_users_folder_is_found() throws IOException {
        Files.createDirectories(folder.resolve("deploystat"));
        Files.writeString(folder.resolve("deploystat/config.yaml"), "defaults: {output: name}");

        assertThat(CliRun.against(aws)
                        .with("XDG_CONFIG_HOME", folder.toString())
                        .run("status codedeploy:shop/prod")
                        .out())
                .isEqualTo("codedeploy:shop/prod#d-1@eu-west-1\n");
    }

    @Test
    void a_command_that_needs_nothing_of_the_file_does_not_read_it() throws IOException {
        Files.writeString(config, "this is : not : yaml");

        assertThat(run().run("status codedeploy:shop/prod -o json").exit()).isZero();
        assertThat(CliRun.alone()
                        .with("DEPLOYSTAT_CONFIG", config.toString())
                        .run("schema config")
                        .exit())
                .isZero();
        assertThat(run().run("status codedeploy:shop/prod").exit()).isEqualTo(2);
    }

    @Test
    void a_role_is_assumed_and_shown() throws IOException {
        Files.writeString(
                config,
                "targets: {api: {target: 'codedeploy:shop/prod', role: 'arn:aws:iam::444455556666:role/gate'}}");
        aws.on("AssumeRole").with("role%2Fgate").reply("""
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                <AccessKeyId>AKIDROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>""");

        Result result = run().with("AWS_ENDPOINT_URL", aws.endpoint().toString())
                .run("status api codedeploy:shop/prod -o json --query deployments[].[target,role]");
        assertThat(result.out()).contains("\"arn:aws:iam::444455556666:role/gate\"", "null");
        assertThat(aws.requests().stream()
                        .filter(request -> request.operation().equals("BatchGetDeployments"))
                        .map(request -> request.authorization().contains("AKIDROLE/")))
                .containsExactlyInAnyOrder(true, false);
        assertThat(run().with("AWS_ENDPOINT_URL", aws.endpoint().toString())
                        .run("status api codedeploy:shop/prod")
                        .out())
                .contains("codedeploy:shop/prod@eu-west-1 as 444455556666:role/gate ");
    }

    @ParameterizedTest
    @CsvSource({
        "'status api','deploystat explain api'",
        "'status api --region eu-west-1','deploystat explain api --region eu-west-1'"
    })
    void a_target_with_a_role_is_explained_by_its_name(String line, String command) throws IOException {
        Files.writeString(
                config,
                "targets: {api: {target: 'codedeploy:shop/prod', role: 'arn:aws:iam::444455556666:role/gate'}}");
        deployed("Failed", "v1");
        aws.on("AssumeRole").reply("""
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                <AccessKeyId>AKIDROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>""");

        CliRun run = run().with("AWS_ENDPOINT_URL", aws.endpoint().toString());
        assertThat(run.run(line).err()).contains("deploystat: to see why: " + command + "\n");
        assertThat(run.run(command.replace("deploystat ", "")).exit()).isZero();
        assertThat(run.run("status api -o json --exit-status").err()).contains("\"hint\":\"deploystat explain api\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "jsonl"})
    void standard_error_holds_objects_where_the_file_asks_for_them(String format) throws IOException {
        Files.writeString(config, "defaults: {output: " + format + "}");
        deployed("Failed", "v1");

        for (String line : List.of(
                "status codedeploy:shop/prod --exit-status",
                "wait codedeploy:shop/prod",
                "wait codedeploy:shop/prod --since never")) {
            Result result = run().run(line);
            assertThat(result.exit()).isNotZero();
            assertThat(result.err().lines()).isNotEmpty().allMatch(each -> each.startsWith("{\""));
        }
        assertThat(run().run("status codedeploy:shop/prod --exit-status -o table")
                        .err())
                .startsWith("deploystat: ");
    }

    @Test
    void a_role_that_may_not_be_assumed_leaves_its_targets_unread_alone() throws IOException {
        Files.writeString(
                config,
                "targets: {api: {target: 'codedeploy:shop/prod', role: 'arn:aws:iam::444455556666:role/gate'}}");
        aws.on("AssumeRole").fail(403, "AccessDenied", "no");

        Result result = run().with("AWS_ENDPOINT_URL", aws.endpoint().toString())
                .run("status api codedeploy:shop/prod -o csv --columns target,status");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out()).contains("codedeploy:shop/prod@eu-west-1,SUCCEEDED");
        assertThat(result.err())
                .contains("codedeploy:shop/prod@eu-west-1 as 444455556666:role/gate: denied: the role"
                        + " arn:aws:iam::444455556666:role/gate may not be assumed (sts:AssumeRole)");
    }
}
