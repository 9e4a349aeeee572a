package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.deploystat.aws.LoopbackAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell at a terminal, in a process of its own. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ShellTerminalTest {
    private static final String PROMPT = "deploystat> ";

    private final LoopbackAws aws = new LoopbackAws();

    @TempDir
    Path home;

    @BeforeEach
    void needTerminal() {
        assumeTrue(Typist.isHere(), "'script' is not installed, so nothing is typed here");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private Typist shell(String... more) throws IOException {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "HOME", home.toString(),
                "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY", "example-secret",
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL", aws.endpoint().toString()));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return new Typist(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Ddeploystat.terminals=120",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.deploystat.cli.Main",
                        "shell"),
                environment);
    }

    private void function(String status) {
        aws.on("GET /2015-03-31/functions/api").reply("""
                {"Configuration":{"FunctionName":"api","Version":"1","CodeSha256":"c","State":"Active",
                 "LastModified":"2024-03-01T11:00:00.000+0000","LastUpdateStatus":"%s"}}""".formatted(status));
    }

    @Test
    void commands_options_and_targets_are_completed() throws Exception {
        function("Successful");
        try (Typist typist = shell()) {
            typist.await(PROMPT);
            // What is typed is echoed in pieces; what the command prints shows what was completed.
            typist.type("statu\tlambda:api --outp\tname\n");
            typist.await("lambda:api#1@eu-west-1\r\n");
            typist.await(PROMPT);
            typist.type("status lambda:a\t-o json --query deployments[0].target\n");
            typist.await("\"lambda:api@eu-west-1\"");
            typist.await(PROMPT);
            typist.type("st\t");
            typist.await("(Takes one look at each target's current deployment.)");
            typist.type("\u0015exit\n");
            assertThat(typist.end()).isZero();
        }
    }

    @Test
    void services_and_values_are_completed() throws Exception {
        try (Typist typist = shell()) {
            typist.await(PROMPT);
            typist.type("services lamb\t-o nam\t\n");
            typist.await("lambda\r\n");
            typist.await(PROMPT);
            typist.type(Typist.CTRL_D);
            assertThat(typist.end()).isZero();
        }
    }

    /** Whoever knows the program does not wait for the prompt, and the terminal is asked nothing that keys could answer. */
    @Test
    void what_is_typed_before_the_prompt_is_there_is_not_lost() throws Exception {
        try (Typist typist = shell()) {
            typist.type("services ec");
            // The echo of it goes, so that the prompt begins a line.
            typist.await("\r\u001b[J");
            typist.await(PROMPT);
            typist.type("s -o name\n");
            typist.await("ecs\r\n");
            typist.await(PROMPT);
            typist.type(Typist.CTRL_D);
            assertThat(typist.end()).isZero();
        }
    }

    @Test
    void an_interrupt_ends_the_command_and_not_the_shell() throws Exception {
        function("InProgress");
        try (Typist typist = shell()) {
            typist.await(PROMPT);
            typist.type("wait lambda:api --interval 1h\n");
            typist.await("in progress");
            typist.type(Typist.CTRL_C);
            typist.await("deploystat: interrupted; the last known state:\r\n");
            typist.await("lambda:api  ● in progress");
            typist.await("deploystat [130]> ");
            typist.type("services ecs -o name\n");
            typist.await("ecs\r\n");
            typist.await(PROMPT);
            typist.type(Typist.CTRL_D);
            assertThat(typist.end()).isZero();
        }
    }

    /** The picture, the result once on the screen that was there before, and the next keys are for the prompt. */
    @ParameterizedTest
    @ValueSource(strings = {"q", Typist.CTRL_C})
    void a_view_fills_the_screen_and_gives_it_back_to_the_prompt(String end) throws Exception {
        function("InProgress");
        try (Typist typist = shell()) {
            typist.await(PROMPT);
            for (int i = 0; i < 2; i++) {
                typist.type("watch lambda:api --interval 1h --timeout 0\n");
                typist.await("\u001b[?1049h");
                typist.await("in progress");
                typist.type("?");
                typist.await("choose a row");
                typist.type(end);
                typist.await("\u001b[?1049l");
                String prompt = end.equals("q") ? "deploystat [8]> " : "deploystat [130]> ";
                assertThat(typist.await(prompt)).containsOnlyOnce("lambda:api  ● in progress");
            }
            typist.type("services ecs -o name\n");
            assertThat(typist.await(PROMPT)).contains("ecs\r\n").doesNotContain("\u001b[?1049");
            typist.type(Typist.CTRL_D);
            assertThat(typist.end()).isZero();
        }
    }

    /** The result is there before the next prompt, and what is typed early stands behind it. */
    @Test
    void a_view_ends_when_all_is_over_and_leaves_the_keys_behind_it_alone() throws Exception {
        function("Successful");
        try (Typist typist = shell()) {
            typist.await(PROMPT);
            typist.type("watch lambda:api\n");
            typist.await("\u001b[?1049h");
            typist.await("\u001b[?1049l");
            assertThat(typist.await(PROMPT)).contains("lambda:api  ✓ succeeded");
            typist.type("services ecs -o name\n");
            typist.await("ecs\r\n");
            typist.await(PROMPT);
            typist.type(Typist.CTRL_D);
            assertThat(typist.end()).isZero();
        }
    }

    @Test
    void a_view_gives_the_screen_back_when_the_shell_is_terminated() throws Exception {
        function("InProgress");
        try (Typist typist = shell()) {
            typist.await(PROMPT);
            typist.type("watch lambda:api --interval 1h --timeout 0\n");
            typist.await("in progress");
            typist.terminate();
            typist.await("\u001b[?1049l");
            typist.await("deploystat: interrupted; the last known state:\r\n");
            typist.await("lambda:api  ● in progress");
            assertThat(typist.end()).isEqualTo(143);
        }
    }

    @Test
    void an_interrupt_at_the_prompt_gives_the_line_up() throws Exception {
        try (Typist typist = shell()) {
            typist.await(PROMPT);
            typist.type("status nothing" + Typist.CTRL_C);
            typist.await(PROMPT);
            typist.type("services nothing\n");
            typist.await("deploystat [2]> ");
            typist.type(Typist.CTRL_D);
            assertThat(typist.end()).isZero();
        }
    }

    @Test
    void lines_are_there_again_in_the_next_shell_for_their_owner_alone() throws Exception {
        for (String keys : List.of("services ecs -o name\n", Typist.CTRL_P + "\n")) {
            try (Typist typist = shell()) {
                typist.await(PROMPT);
                typist.type(keys);
                typist.await("ecs\r\n");
                typist.await(PROMPT);
                typist.type(Typist.CTRL_D);
                assertThat(typist.end()).isZero();
            }
        }
        Path kept = home.resolve(".local/state/deploystat/shell-history");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        assertThat(kept).content().contains("services ecs -o name");
    }

    @Test
    void no_line_is_kept_where_nobody_wants_it() throws Exception {
        try (Typist typist = shell("DEPLOYSTAT_HISTORY", "off")) {
            typist.await(PROMPT);
            typist.type("services ecs -o name\n");
            typist.await("ecs\r\n");
            typist.await(PROMPT);
            typist.type(Typist.CTRL_D);
            assertThat(typist.end()).isZero();
        }
        assertThat(home.resolve(".local")).doesNotExist();
    }
}
