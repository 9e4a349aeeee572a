package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether and in which colours a terminal is written to. */
class ColoursTest {
    private static final Path RECORD = Path.of("src/main/resources/dev/deploystat/demo.jsonl");
    private static final String FEW = "\u001b[1m● in progress\u001b[0m";
    private static final String MANY = "\u001b[38;5;31m● in progress\u001b[0m";

    private static String shown(Map<String, String> environment, String options) {
        CliRun run = CliRun.replaying(RECORD).onTerminal();
        environment.forEach(run::with);
        return run.run("status ecs:prod/api" + options).out();
    }

    @ParameterizedTest
    @CsvSource({
        "TERM, xterm-256color",
        "TERM, screen-256color",
        "TERM, xterm-direct",
        "COLORTERM, truecolor",
        "COLORTERM, 24bit"
    })
    void a_terminal_that_has_many_colours_gets_those_that_suit_every_background(String variable, String value) {
        assertThat(shown(Map.of(variable, value), "")).contains(MANY);
        assertThat(shown(Map.of(variable, value, "NO_COLOR", "1"), "")).doesNotContain("\u001b");
    }

    @Test
    void any_other_terminal_gets_the_colours_that_all_have() {
        assertThat(shown(Map.of("TERM", "xterm"), "")).contains(FEW);
        assertThat(shown(Map.of("TERM", "linux", "COLORTERM", ""), "")).contains(FEW);
        assertThat(shown(Map.of("TERM", "dumb", "COLORTERM", "truecolor"), "")).doesNotContain("\u001b");
        assertThat(shown(Map.of("TERM", "xterm-256color"), " --color off")).doesNotContain("\u001b");
        assertThat(shown(Map.of("TERM", "xterm-256color", "CLICOLOR", "0"), "")).doesNotContain("\u001b");
    }
}
