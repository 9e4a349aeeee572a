package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.Adapters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The help of every command, word for word: it stands in {@code src/test/resources/help}. After a change that is meant,
 * {@code mvn test -Dgolden.update=true -Dtest=HelpTest -Dsurefire.failIfNoSpecifiedTests=false} writes those files anew.
 */
class HelpTest {
    private static final Path GOLDEN = Path.of("src/test/resources/help");
    private static final List<String> VERBS = List.of("status", "list", "wait", "explain");

    private static Stream<String> commands() {
        return Stream.concat(
                Stream.of(
                        "", "status", "list", "wait", "explain", "services", "policy", "schema", "completion", "demo"),
                new Adapters()
                        .ids().stream()
                                .flatMap(id -> Stream.concat(
                                        Stream.of(id), VERBS.stream().map(verb -> id + " " + verb))));
    }

    @ParameterizedTest(name = "deploystat {0} --help")
    @MethodSource("commands")
    void help_is_as_it_was_agreed(String command) throws IOException {
        CliRun.Result result = CliRun.alone().run((command + " --help").strip());
        assertThat(result.exit()).isEqualTo(0);
        assertThat(result.err()).isEmpty();
        Path file = GOLDEN.resolve(("deploystat " + command).strip().replace(' ', '-') + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, result.out());
        }
        assertThat(file).hasContent(result.out());
    }

    @ParameterizedTest(name = "deploystat {0} --help")
    @MethodSource("commands")
    void help_shows_examples_and_exit_codes_and_fits_a_terminal(String command) {
        String help = CliRun.alone().run((command + " -h").strip()).out();
        assertThat(help).startsWith("Usage: deploystat " + command).containsPattern("\nExamples:\n  .*deploystat ");
        assertThat(help.substring(help.indexOf("\nExit codes:\n"))).containsPattern("\n  0 +\\S");
        String options = help.substring(0, help.indexOf("\nExamples:\n"));
        assertThat(options.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @ParameterizedTest(name = "deploystat help {0}")
    @MethodSource("commands")
    void help_can_be_asked_for_in_three_ways(String command) {
        String help = CliRun.alone().run((command + " --help").strip()).out();
        assertThat(CliRun.alone().run(("help " + command).strip())).isEqualTo(new CliRun.Result(0, help, ""));
        assertThat(CliRun.alone().run(("--help " + command).strip()).out()).isEqualTo(help);
    }

    @Test
    void help_needs_no_valid_command_line() {
        assertThat(CliRun.alone().run("wait nonsense --timeout soon --help").exit())
                .isEqualTo(0);
    }

    @Test
    void an_alias_has_the_help_of_its_service() {
        assertThat(CliRun.alone().run("gg1 status --help").out())
                .isEqualTo(CliRun.alone().run("greengrass status --help").out());
        assertThat(CliRun.alone().run("cfn --help").out())
                .isEqualTo(CliRun.alone().run("cloudformation --help").out());
    }

    @Test
    void help_widens_with_the_terminal() {
        String wide = CliRun.alone().with("COLUMNS", "120").run("wait --help").out();
        assertThat(wide.lines().mapToInt(String::length).max().orElse(0)).isBetween(81, 120);
    }
}
