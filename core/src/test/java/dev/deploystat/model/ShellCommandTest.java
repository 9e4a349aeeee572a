package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ShellCommand that people copy out of a log. */
class ShellCommandTest {
    @Test
    void plain_words_stay_as_they_are() {
        assertThat(ShellCommand.line("aws", "deploy", "--deployment-id", "d-A1", "arn:aws:ecs:eu-west-1:1:x/y_z"))
                .isEqualTo("aws deploy --deployment-id d-A1 arn:aws:ecs:eu-west-1:1:x/y_z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "it's",
                "''",
                "\"x\"",
                "$(touch /tmp/pwned)",
                "`id`",
                "$HOME",
                "a;b",
                "a&b",
                "a|b",
                "a>b",
                "*",
                "~",
                "#x",
                "!1",
                "{a,b}",
                "\\",
                "ü"
            })
    void a_shell_reads_the_words_that_were_meant(String word) throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-c", ShellCommand.line("printf", "[%s]", word, "end")).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("[" + word + "][end]");
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void a_command_is_one_line_whatever_is_put_in() {
        assertThat(ShellCommand.line("aws", "a\nrm -rf /\r\u001b[2J")).isEqualTo("aws 'a?rm -rf /??[2J'");
    }
}
