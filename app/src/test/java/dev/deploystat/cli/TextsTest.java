package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
    private static Stream<List<String>> commands() {
        return Stream.concat(Texts.COMMANDS.stream(), Stream.of(List.of("-h")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void what_the_build_wrote_is_what_the_command_prints(List<String> command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Texts.print(command, out)).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(CliRun.alone().run(command).out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"status", "help", "completion", "completion tcsh", "completion bash --help", "--help status"})
    void other_command_lines_have_no_such_text(String line) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Texts.print(List.of(line.split(" ")), out)).isFalse();
        assertThat(out.size()).isZero();
    }
}
