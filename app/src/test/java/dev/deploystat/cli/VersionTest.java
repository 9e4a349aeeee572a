package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.data.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VersionTest {
    private static final Pattern PARENT = Pattern.compile("<parent>.*?<version>([^<]+)</version>", Pattern.DOTALL);

    @Test
    void the_number_is_that_of_the_project() throws IOException {
        Matcher pom = PARENT.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(pom.find()).isTrue();
        assertThat(Version.NUMBER).isEqualTo(pom.group(1));
    }

    @Test
    void both_options_print_it_alone() {
        for (String option : new String[] {"--version", "-V", "--version --debug"}) {
            CliRun.Result result = CliRun.alone().run(option);
            assertThat(result.exit()).isEqualTo(0);
            assertThat(result.out()).matches("deploystat/" + Version.NUMBER + """
                     java/\\S+ \\S.*/\\S+
                    commit: unknown
                    java: /.*
                    archive: none
                    """);
            assertThat(result.err()).isEmpty();
        }
    }

    @Test
    void programs_get_the_same_facts_by_name() throws IOException {
        for (CliRun.Result result : List.of(
                CliRun.alone().run("--version -o json"),
                CliRun.alone().run("-o json -V"),
                CliRun.alone().with("DEPLOYSTAT_OUTPUT", "json").run("--version"))) {
            assertThat(result.exit()).isEqualTo(0);
            Map<?, ?> facts = (Map<?, ?>) Json.read(result.out());
            assertThat(facts).isEqualTo(Version.facts());
            assertThat(facts.get("version")).isEqualTo(Version.NUMBER);
            assertThat(facts.get("javaHome")).isEqualTo(System.getProperty("java.home"));
        }
    }
}
