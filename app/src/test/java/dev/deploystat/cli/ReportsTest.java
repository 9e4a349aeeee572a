package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deploystat.cli.CiSystem.GitHubRunner;
import dev.deploystat.render.StepSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a wait leaves in the files of a CI system, beside what others have written there. */
class ReportsTest {
    @TempDir
    Path folder;

    private CliRun run() {
        return CliRun.replaying(new Tape()
                .listed("d1 IN_PROGRESS")
                .described("d1", "SUCCESSFUL")
                .in(folder));
    }

    private CliRun onGitHub(Path output, Path summary) {
        return run().with("GITHUB_ACTIONS", "true")
                .with("GITHUB_OUTPUT", output.toString())
                .with("GITHUB_STEP_SUMMARY", summary.toString());
    }

    @Test
    void what_others_wrote_stays_as_it_is_also_when_their_last_line_has_no_end() throws Exception {
        Path output = Files.writeString(folder.resolve("output"), "version=1.2\nimage=web");
        Path summary = Files.writeString(folder.resolve("summary"), "# Release");

        assertThat(onGitHub(output, summary).run("wait ecs:prod/api").exit()).isZero();

        assertThat(GitHubRunner.outputs(Files.readString(output)))
                .containsEntry("version", "1.2")
                .containsEntry("image", "web")
                .containsEntry("verdict", "pass")
                .containsKey("json");
        assertThat(summary).content().startsWith("# Release\n### deploystat: passed\n");
    }

    @Test
    void a_second_wait_of_the_step_adds_to_the_first() throws Exception {
        Path output = folder.resolve("output");
        Path summary = folder.resolve("summary");
        onGitHub(output, summary).run("wait ecs:prod/api");
        String first = Files.readString(summary);

        onGitHub(output, summary).run("wait ecs:prod/api");

        assertThat(summary).hasContent(first + first);
        assertThat(Files.readString(output)
                        .lines()
                        .filter(line -> line.startsWith("json<<"))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void with_json_the_annotations_alone_are_no_objects() throws Exception {
        CliRun failing = CliRun.replaying(
                new Tape().listed("d1 IN_PROGRESS").described("d1", "STOPPED").in(folder));

        CliRun.Result result = failing.with("GITHUB_ACTIONS", "true").run("wait ecs:prod/api -o json");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(result.out()).path("verdict").textValue())
                .isEqualTo("fail");
        Map<Boolean, List<String>> lines =
                result.err().lines().collect(Collectors.partitioningBy(line -> line.startsWith("::")));
        assertThat(lines.get(true)).singleElement().asString().startsWith("::error title=deploystat ecs%3Aprod/api");
        assertThat(lines.get(false)).isNotEmpty();
        for (String line : lines.get(false)) {
            assertThat(new ObjectMapper().readTree(line).isObject()).as(line).isTrue();
        }
    }

    @Test
    void a_page_that_is_full_is_left_alone() throws Exception {
        String full = "x".repeat(StepSummary.LIMIT - 10);
        Path summary = Files.writeString(folder.resolve("summary"), full);

        assertThat(onGitHub(folder.resolve("output"), summary)
                        .run("wait ecs:prod/api")
                        .exit())
                .isZero();

        assertThat(Files.readString(summary).strip()).isEqualTo(full);
        assertThat(Files.size(summary)).isLessThanOrEqualTo(StepSummary.LIMIT);
    }

    @Test
    void a_junit_report_replaces_the_one_before() throws Exception {
        Path report = Files.writeString(folder.resolve("report.xml"), "of yesterday\n".repeat(1000));

        run().run("wait ecs:prod/api --junit " + report);

        assertThat(report).content().startsWith("<?xml").endsWith("</testsuite>\n");
    }

    @Test
    void a_report_that_cannot_be_written_is_told_and_changes_no_verdict() throws IOException {
        Path missing = folder.resolve("missing/report");

        CliRun.Result result = run().run("wait ecs:prod/api --junit " + missing + " --summary " + folder);

        assertThat(result.exit()).isZero();
        assertThat(result.err())
                .contains("deploystat: the report '" + missing + "' cannot be written: there is no such folder\n")
                .contains("deploystat: the report '" + folder + "' cannot be written: ");
    }
}
