package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.cli.CliRun.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell over piped input: a script of commands. */
class ShellTest {
    private final LoopbackAws aws = new LoopbackAws();

    @TempDir
    Path home;

    @AfterEach
    void close() {
        aws.close();
    }

    private CliRun shell(String lines) {
        return CliRun.alone()
                .with("AWS_ENDPOINT_URL", aws.endpoint().toString())
                .stdin(lines);
    }

    private void function(String name, String status) {
        aws.on("GET /2015-03-31/functions/" + name).reply("""
                {"Configuration":{"FunctionName":"%s","Version":"1","CodeSha256":"c","State":"Active",
                 "LastModified":"2024-03-01T11:00:00.000+0000","LastUpdateStatus":"%s"}}""".formatted(name, status));
    }

    @Test
    void the_lines_run_one_after_the_other() {
        function("api", "Successful");
        function("web", "Failed");
        Result result = shell("""
                # two functions
                status lambda:api --columns target,status   # the first

                deploystat  status 'lambda:web'  --columns "target,status"
                  \t
                """).run("shell");
        assertThat(result.out()).isEqualTo("""
                TARGET                STATUS
                lambda:api@eu-west-1  succeeded
                TARGET                STATUS
                lambda:web@eu-west-1  failed
                """);
        assertThat(result.err()).isEqualTo("deploystat: to see why: deploystat explain lambda:web@eu-west-1\n");
        assertThat(result.exit()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|0",
                "status lambda:web --exit-status|1",
                "status lambda:web --exit-status; services ecs -o name|0",
                "services ecs -o name; status nothing:x|2",
                "status nothing:x; # done|2",
                "status nothing:x; exit; status lambda:web --exit-status|2",
                "quit; status nothing:x|0",
                "status lambda:web -o 'json|2",
                "wait lambda:web --quiet|1",
                "--version|0",
                "|0"
            })
    void the_exit_code_is_that_of_the_last_command(String lines, int exit) {
        function("web", "Failed");
        assertThat(shell(lines == null ? "" : lines.replace("; ", "\n"))
                        .run("shell")
                        .exit())
                .isEqualTo(exit);
    }

    @Test
    void a_sign_within_a_target_begins_no_comment() {
        Result result =
                shell("status codedeploy:a/b#d-1@eu-west 'c # d' # comment").run("shell");
        assertThat(result.err())
                .contains("eu-west'")
                .contains("Did you mean eu-west-1?")
                .doesNotContain("comment");
    }

    @Test
    void an_open_quote_is_refused_and_the_next_line_runs() {
        Result result = shell("status 'lambda:api\nservices ecs -o name\n").run("shell");
        assertThat(result.err()).isEqualTo("""
                deploystat: a quote is not closed: status 'lambda:api
                Close it, and type the line again.
                """);
        assertThat(result.out()).isEqualTo("ecs\n");
    }

    @ParameterizedTest
    @CsvSource({"shell", "completion bash", "completion zsh"})
    void what_makes_no_sense_in_a_shell_is_refused(String line) {
        Result result = shell(line).run("shell");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("""
                deploystat: 'deploystat %s' is not for this shell
                Leave it with 'exit', and type the command in the shell of your system.
                """.formatted(line.split(" ")[0]));
        assertThat(result.out()).isEmpty();
    }

    @Test
    void help_and_every_kind_of_command_is_there() {
        Result result = shell("help\nstatus --help\npolicy ecs\nschema\n").run("shell");
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("Usage: deploystat COMMAND", "Usage: deploystat status", "ecs:DescribeServices", "$schema");
    }

    /** Who logs in by a process is asked once. */
    @Test
    void the_commands_share_their_credentials() throws IOException {
        function("api", "Successful");
        Path asked = home.resolve("asked");
        Path login = ShellRun.script(home.resolve("login"), """
                echo asked >>'%s'
                echo '{"Version":1,"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"s"}'
                """.formatted(asked));
        Files.writeString(home.resolve("config"), "[profile ops]\ncredential_process = " + login + "\n");
        String status = "status lambda:api --profile ops -o name";
        Result result = shell(String.join("\n", status, status, status + " --raw", status))
                .with("AWS_ACCESS_KEY_ID", null)
                .with("AWS_SECRET_ACCESS_KEY", null)
                .with("AWS_CONFIG_FILE", home.resolve("config").toString())
                .run("shell");
        assertThat(result.out()).isEqualTo("lambda:api#1@ops/eu-west-1\n".repeat(4));
        // Replies are kept whole for --raw alone, so that command has a way of its own.
        assertThat(asked).hasContent("asked\nasked");
        assertThat(aws.operations()).hasSize(4);
    }

    @Test
    void targets_that_were_read_are_kept_for_completion() {
        function("api", "Successful");
        aws.on("GET /2015-03-31/functions/gone").fail(404, "ResourceNotFoundException", "Function not found: gone");
        shell("status lambda:api lambda:gone")
                .with("DEPLOYSTAT_HISTORY", null)
                .with("XDG_STATE_HOME", home.toString())
                .run("shell");
        assertThat(home.resolve("deploystat/history")).hasContent("lambda:api@eu-west-1\tfunction-name=api");
    }
}
