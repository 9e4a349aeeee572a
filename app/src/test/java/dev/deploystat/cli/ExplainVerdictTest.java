package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an explanation says of a deployment is no better than what a look says of it. */
class ExplainVerdictTest {
    @TempDir
    Path folder;

    private CliRun run(String status) {
        return CliRun.replaying(new Tape()
                .listed("d1 SUCCESSFUL")
                .described("d1", "SUCCESSFUL", "")
                .ecs(
                        "DescribeServices",
                        "{\"cluster\":\"prod\",\"services\":[\"api\"]}",
                        200,
                        "{\"services\":[{\"serviceName\":\"api\",\"status\":\"" + status + "\"}]}")
                .in(folder));
    }

    @Test
    void a_success_of_a_service_that_is_being_deleted_is_none() {
        for (String verb : new String[] {"status", "explain"}) {
            String json = run("DRAINING").run(verb + " ecs:prod/api -o json").out();
            assertThat(json).as(verb).contains("\"verdict\": \"fail\"", "being deleted");
            assertThat(run("ACTIVE").run(verb + " ecs:prod/api -o json").out())
                    .as(verb)
                    .contains("\"verdict\": \"pass\"");
        }
    }
}
