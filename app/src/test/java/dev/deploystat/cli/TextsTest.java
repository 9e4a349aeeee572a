package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    @MethodSource("commands")
    void what_cannot_be_written_is_reported(List<String> command) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int unit) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThatThrownBy(() -> Texts.print(command, full)).isInstanceOf(IOException.class);
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
