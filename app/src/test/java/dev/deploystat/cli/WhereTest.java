package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.cli.CliRun.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which revision runs where, over two environments in two regions. */
class WhereTest {
    private static final String OLD = "0a".repeat(20);
    private static final String NEW = "1b".repeat(20);
    private static final String FILE = """
            targets:
              web: codedeploy:shop/web
            groups:
              all: [staging, prod]
            environments:
              staging: {region: eu-west-1, targets: [web]}
              prod: {region: us-east-1, targets: [web]}
            """;

    private final LoopbackAws aws = new LoopbackAws();

    @TempDir
    private Path folder;

    private Path config;

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(folder.resolve("deploystat.yaml"), FILE);
        deployed("eu-west-1", "d-1", "Succeeded", NEW);
        deployed("us-east-1", "d-2", "Succeeded", OLD);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private void deployed(String region, String id, String word, String commit) {
        aws.on("BatchGetDeploymentGroups").in(region).reply("""
                {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"web",
                 "lastAttemptedDeployment":{"deploymentId":"%s","status":"%s"}}]}""".formatted(id, word));
        aws.on("BatchGetDeployments").in(region).reply("""
                {"deploymentsInfo":[{"applicationName":"shop","deploymentGroupName":"web","deploymentId":"%s",
                 "createTime":1709287000,"completeTime":1709287100,"status":"%s","revision":{"revisionType":"GitHub",
                 "gitHubLocation":{"repository":"shop/web","commitId":"%s"}}}]}""".formatted(id, word, commit));
    }

    private Result where(String line) {
        return CliRun.against(aws).with("DEPLOYSTAT_CONFIG", config.toString()).run(("where " + line).strip());
    }

    @Test
    void environments_stand_beside_each_other() {
        Result result = where("");
        assertThat(result.out().lines().map(line -> line.strip().replaceAll(" {2,}", "|")))
                .containsExactly(
                        "TARGET|STAGING|PROD", "web|shop/web@" + NEW + ", 2h ago|shop/web@" + OLD + ", 2h ago");
        assertThat(result.exit()).isZero();
    }

    @Test
    void a_revision_is_looked_for_in_each() {
        assertThat(where(NEW.substring(0, 8)).out()).contains("2h ago (yes)", "2h ago (no)");
        assertThat(where(NEW + " staging --exit-status").exit()).isZero();
        assertThat(where(NEW + " --exit-status").exit()).isEqualTo(1);
    }

    @Test
    void it_says_in_how_many_places_a_revision_runs() {
        assertThat(where(NEW).err()).isEqualTo("deploystat: '" + NEW + "' runs in 1 of 2 places\n");
        assertThat(where("stagin").err())
                .isEqualTo("deploystat: 'stagin' runs in 0 of 2 places; did you mean the environment 'staging'?\n");
        assertThat(where("").err()).isEmpty();
    }

    @Test
    void what_is_on_its_way_is_not_there_yet() {
        aws.forget();
        deployed("eu-west-1", "d-1", "InProgress", NEW);

        Result result = where(NEW + " staging --exit-status");

        assertThat(result.out()).contains("in progress: shop/web@" + NEW + " (coming)");
        assertThat(result.exit()).isEqualTo(8);
    }

    @Test
    void after_a_failure_nobody_can_say_what_runs() {
        aws.forget();
        deployed("eu-west-1", "d-1", "Failed", NEW);
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[]}");

        Result result = where(NEW + " staging --exit-status -o text --query where[].[live,holds]");

        assertThat(result.out()).isEqualTo("None\tunknown\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void programs_read_a_row_a_target() {
        assertThat(where(NEW + " prod -o text --query where[].[environment,name,live,holds,region]")
                        .out())
                .isEqualTo("prod\tweb\tshop/web@" + OLD + "\tno\tus-east-1\n");
    }

    @Test
    void a_group_over_environments_is_one_column_a_region() {
        assertThat(where("all").out().lines().findFirst().orElseThrow()).contains("ALL EU-WEST-1", "ALL US-EAST-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"where", "where prod", "where 3f9c2ab staging prod"})
    void without_a_file_there_is_nothing_to_look_at(String command) {
        Result result =
                CliRun.against(aws).with("DEPLOYSTAT_CONFIG", "/dev/null").run(command);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("there is no environment to look at");
        assertThat(aws.operations()).isEmpty();
    }

    @Test
    void an_exit_code_needs_a_revision_to_look_for() {
        assertThat(where("--exit-status").exit()).isEqualTo(2);
    }

    @Test
    void a_target_that_cannot_be_read_is_said_and_is_no_answer() {
        aws.forget();
        aws.on("BatchGetDeploymentGroups").fail(403, "AccessDeniedException", "no");

        Result result = where(NEW + " staging --exit-status");

        assertThat(result.err()).contains("codedeploy:shop/web@eu-west-1: denied: no");
        assertThat(result.exit()).isEqualTo(4);
    }
}
