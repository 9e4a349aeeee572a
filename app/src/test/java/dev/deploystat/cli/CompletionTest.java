package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion as the shells see it. */
class CompletionTest {
    @TempDir
    Path folder;

    private Path script;

    @BeforeEach
    void write() throws IOException {
        CliRun.Result result = CliRun.alone().run("completion bash");
        assertThat(result.exit()).isEqualTo(0);
        assertThat(result.err()).isEmpty();
        script = Files.writeString(folder.resolve("deploystat.bash"), result.out());
    }

    private static String bash(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "--norc"));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                // Outside of a real completion, bash says that compopt has nothing to set.
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(0);
        return said;
    }

    @Test
    void bash_understands_the_script() throws IOException, InterruptedException {
        assertThat(bash("-n", script.toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deploystat ec|ecs",
                "deploystat stat|status",
                "deploystat g|greengrass gg1",
                "deploystat ecs wa|wait",
                "deploystat status --reg|--region",
                "deploystat wait --time|--timeout",
                "deploystat opsworks list --deployment|--deployment-id --deployment-ids"
            })
    void bash_completes_commands_and_options(String line, String completed) throws IOException, InterruptedException {
        String said = bash("-c", """
                source "$1"
                COMP_WORDS=($2) COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$2 COMP_POINT=${#2}
                _complete_deploystat
                printf '%s\\n' "${COMPREPLY[@]}" | sort -u""", "test", script.toString(), line);
        assertThat(said.strip().split("\\s+")).contains(completed.split(" "));
        assertThat(said.lines().map(String::strip).filter(word -> !word.isEmpty()))
                .allMatch(word -> word.startsWith(line.substring(line.lastIndexOf(' ') + 1)));
    }

    @Test
    void zsh_takes_the_script_of_bash() throws IOException {
        assertThat(CliRun.alone().run("completion zsh").out()).isEqualTo(Files.readString(script));
    }

    @Test
    void fish_gets_every_command_and_option() {
        List<String> lines = CliRun.alone().run("completion fish").out().lines().toList();
        assertThat(lines).allMatch(line -> line.startsWith("complete -c deploystat "));
        assertThat(lines)
                .contains(
                        "complete -c deploystat -n '__fish_seen_subcommand_from status' -s o -l output -r"
                                + " -d 'table, wide, json, jsonl, yaml, text, csv, markdown, html or name. Default: table.'",
                        "complete -c deploystat -n '__fish_seen_subcommand_from ecs; and __fish_seen_subcommand_from list'"
                                + " -l cluster -r -d 'The cluster. Default: default.'");
        assertThat(lines).anyMatch(line -> line.contains(" -a ecs -d 'Amazon ECS"));
        // An apostrophe within the text is escaped, and every text is closed.
        assertThat(lines)
                .allMatch(line -> line.replace("\\'", "")
                                        .chars()
                                        .filter(letter -> letter == '\'')
                                        .count()
                                % 2
                        == 0);
    }
}
