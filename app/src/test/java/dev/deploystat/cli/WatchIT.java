package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program on a pseudo-terminal: it draws, takes keys, and leaves the terminal as it was. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class WatchIT {
    private static final String LEFT = "\u001b[?1049l";

    @TempDir
    Path temp;

    /** A shell on a terminal of its own, in which a command runs. */
    private final class OnTerminal implements AutoCloseable {
        private final StringWriter shown = new StringWriter();
        private final Process process;
        private final Thread reader;

        OnTerminal(LoopbackAws aws, String command) throws IOException {
            String line = "trap : INT; stty cols 90 rows 20; " + Packaged.LAUNCHER + " " + command + " --endpoint-url "
                    + aws.endpoint() + "; echo \"code $?\"; stty -a";
            ProcessBuilder builder = new ProcessBuilder("script", "-qfec", line, "/dev/null").redirectErrorStream(true);
            builder.environment().clear();
            builder.environment()
                    .putAll(Map.of(
                            "PATH", "/usr/bin:/bin",
                            "HOME", temp.toString(),
                            "SHELL", "/bin/sh",
                            "TERM", "xterm-256color",
                            "LANG", "C.UTF-8",
                            "DEPLOYSTAT_JAVA_HOME", System.getProperty("java.home"),
                            "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                            "AWS_SECRET_ACCESS_KEY", "example-secret",
                            "AWS_REGION", "eu-west-1"));
            process = builder.start();
            reader = new Thread(this::read, "reader");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            byte[] bytes = new byte[1 << 12];
            try (InputStream stream = process.getInputStream()) {
                for (int count = stream.read(bytes); count >= 0; count = stream.read(bytes)) {
                    // Words that tests look for are ASCII; a cut character elsewhere does not matter.
                    shown.write(new String(bytes, 0, count, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String shown() {
            return shown.toString();
        }

        void await(String text) throws Exception {
            ShellRun.until("'" + text + "' is shown", () -> shown().contains(text) || !process.isAlive());
            ShellRun.until("all is read", () -> shown().contains(text) || !reader.isAlive());
            assertThat(shown()).contains(text);
        }

        void press(String keys) throws IOException {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        /** Ends the program as somebody else's {@code kill} does. */
        void terminate() {
            ProcessHandle java = process.descendants()
                    .filter(each -> each.info().command().orElse("").endsWith("java"))
                    .findFirst()
                    .orElseThrow();
            assertThat(java.destroy()).isTrue();
        }

        /** Returns what is shown behind the view, once the shell has looked at its terminal. */
        String rest() throws Exception {
            await("noflsh");
            return shown().substring(shown().lastIndexOf(LEFT) + LEFT.length());
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void underWay(LoopbackAws aws) {
        WaitStory.onLatest(aws, "d1", 0);
        WaitStory.onDeployment(aws, "d1", "IN_PROGRESS", """
                ,"targetServiceRevision":{"requestedTaskCount":4,"runningTaskCount":1},"lifecycleStage":"SCALE_UP\"""");
    }

    private static void assertRestored(String rest, int code) {
        assertThat(rest)
                .contains("TARGET", "● in progress", "code " + code)
                .containsPattern("[^-]icanon")
                .containsPattern("[^-]echo ")
                .containsPattern("[^-]isig");
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "\u0003", "TERM"})
    void a_view_gives_the_terminal_back_however_it_ends(String end) throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            underWay(aws);
            try (OnTerminal terminal = new OnTerminal(aws, "watch ecs:prod/api --interval 1h")) {
                terminal.await("1 of 4 tasks");
                assertThat(terminal.shown())
                        .contains("\u001b[?1049h", "q leave")
                        .doesNotContain("WARNING");
                if (end.equals("TERM")) {
                    terminal.terminate();
                } else {
                    terminal.press(end);
                }
                String rest = terminal.rest();
                assertRestored(rest, end.equals("q") ? 8 : end.equals("TERM") ? 143 : 130);
                assertThat(rest).doesNotContain("Exception", "\u001b[?1049h");
            }
        }
    }

    @Test
    void a_wait_on_a_terminal_leaves_the_last_known_state_when_it_is_interrupted() throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            underWay(aws);
            try (OnTerminal terminal = new OnTerminal(aws, "wait ecs:prod/api --interval 1h")) {
                terminal.await("29m 58s left");
                terminal.press("\u0003");
                terminal.await("code 130");
                String shown = new ShownScreen(90, 20)
                        .write(terminal.shown().substring(0, terminal.shown().indexOf("code 130")))
                        .text();
                assertThat(shown.replaceAll("\\d+d( \\d+h)?", "1d").lines().toList())
                        .startsWith(
                                "● ecs:prod/api@eu-west-1  in progress  SCALE_UP 3/11  ███░░░░░░░  25%  1d",
                                "deploystat: interrupted; the last known state:",
                                "region eu-west-1, account 111122223333");
            }
        }
    }
}
