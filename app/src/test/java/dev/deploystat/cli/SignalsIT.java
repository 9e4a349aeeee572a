package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.cli.ShellRun.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wait of the packaged program that is ended from outside, or loses those it talks to. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SignalsIT {
    private static final String NOTE = "deploystat: interrupted; the last known state:\n";
    private static final String SEEN = """
            TARGET                 STATUS                REVISION  PROGRESS  CHANGED               REASON
            opsworks:s1@eu-west-1  in progress, retired  -         -         2024-03-01T11:59:00Z  -
            """;

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143", "HUP,129"})
    void a_pausing_wait_prints_the_last_known_state(String signal, int exit) throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            aws.on("DescribeDeployments").reply(deployments("running"));
            Process process =
                    waiting(aws.endpoint().toString(), "--interval", "1h").start();
            awaitLine(process);
            kill(signal, process);
            assertThat(ShellRun.result(process)).isEqualTo(new Result(exit, SEEN, NOTE));
        }
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143"})
    void a_wait_whose_first_answer_hangs_says_that_nothing_is_known(String signal, int exit) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout((int) Duration.ofMinutes(10).toMillis());
            Process process = waiting("http://127.0.0.1:" + silent.getLocalPort(), "-o", "json", "--quiet")
                    .start();
            try (Socket asked = silent.accept()) {
                kill(signal, process);
                Result result = ShellRun.result(process);
                assertThat(result.exit()).isEqualTo(exit);
                assertThat(result.err()).isEqualTo("{\"note\":{\"message\":\"interrupted; the last known state:\"}}\n");
                assertThat(result.out())
                        .startsWith("{\n")
                        .contains(
                                "\"verdict\": \"pending\"",
                                "\"target\": \"opsworks:s1@eu-west-1\"",
                                "\"status\": \"UNKNOWN\"",
                                "\"conclusion\": \"not seen yet\"")
                        .endsWith("}\n");
            }
        }
    }

    @Test
    void a_wait_whose_credential_process_hangs_ends_at_once() throws Exception {
        Path asked = temp.resolve("asked");
        Path process = ShellRun.script(temp.resolve("login"), ": >'" + asked + "'\nexec tail -f /dev/null\n");
        Files.writeString(temp.resolve("config"), "[profile ops]\ncredential_process = " + process + "\n");
        Process wait = waiting("http://127.0.0.1:9", "--profile", "ops")
                .with("AWS_CONFIG_FILE", temp.resolve("config"))
                .start();
        ShellRun.until("the process is asked", () -> Files.exists(asked));
        List<ProcessHandle> children = wait.descendants().toList();
        Result result;
        try {
            kill("TERM", wait);
            result = ShellRun.result(wait);
        } finally {
            children.forEach(ProcessHandle::destroy);
        }
        assertThat(result.exit()).isEqualTo(143);
        assertThat(result.out()).contains("opsworks:s1@ops/eu-west-1  unknown ", "not seen yet");
        assertThat(result.err()).isEqualTo(NOTE);
    }

    @Test
    void a_wait_that_is_asking_for_the_reasons_of_a_failure_prints_the_failure() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        try (LoopbackAws aws = new LoopbackAws()) {
            aws.on("DescribeDeployments").reply(deployments("failed"));
            aws.on("DescribeInstances")
                    .meanwhile(() -> {
                        asked.countDown();
                        try {
                            over.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    })
                    .reply("{\"Instances\":[]}");
            aws.on("DescribeCommands").reply("{\"Commands\":[]}");
            Process process = waiting(aws.endpoint().toString()).start();
            asked.await();
            kill("INT", process);
            Result result = ShellRun.result(process);
            over.countDown();
            assertThat(result.exit()).isEqualTo(130);
            assertThat(result.out()).contains("opsworks:s1@eu-west-1  failed, retired ");
            assertThat(result.err()).endsWith(NOTE);
        } finally {
            over.countDown();
        }
    }

    @Test
    void a_reader_that_does_not_read_does_not_keep_it_alive() throws Exception {
        Path full = temp.resolve("full");
        assertThat(ShellRun.of("mkfifo", full).run().exit()).isZero();
        try (LoopbackAws aws = new LoopbackAws()) {
            aws.on("DescribeDeployments").reply(deployments("running"));
            ShellRun wait = waiting(aws.endpoint().toString(), "--interval", "1h")
                    .with("FULL", full)
                    .through("exec 3<>\"$FULL\"; head -c 65536 /dev/zero >&3; exec \"$@\" >&3");
            Process process = wait.start();
            awaitLine(process);
            kill("TERM", process);
            assertThat(ShellRun.result(process).exit()).isEqualTo(143);
        }
    }

    @Test
    void an_interrupt_of_the_terminal_reaches_it_through_the_launcher() throws Exception {
        Path exit = temp.resolve("exit");
        try (LoopbackAws aws = new LoopbackAws()) {
            aws.on("DescribeDeployments").reply(deployments("running"));
            Process shell = waiting(aws.endpoint().toString(), "--interval", "1h")
                    .with("EXIT", exit)
                    .through("trap : INT; \"$@\"; echo $? >\"$EXIT\"")
                    .inGroupOfItsOwn()
                    .start();
            awaitLine(shell);
            // What a terminal does at Ctrl-C: everybody in the foreground is interrupted.
            assertThat(ShellRun.of("sh", "-c", "kill -INT -" + shell.pid())
                            .run()
                            .exit())
                    .isZero();
            Result result = ShellRun.result(shell);
            assertThat(result.out()).isEqualTo(SEEN);
            assertThat(exit).hasContent("130");
        }
    }

    @ParameterizedTest
    @CsvSource({"successful,0", "failed,1"})
    void the_verdict_outlives_both_readers(String end, int exit) throws Exception {
        Path closed = temp.resolve("closed");
        Path code = temp.resolve("exit");
        try (LoopbackAws aws = new LoopbackAws()) {
            aws.on("DescribeDeployments").reply(deployments("running"));
            aws.on("DescribeDeployments").meanwhile(() -> awaitFile(closed)).reply(deployments(end));
            aws.on("DescribeInstances").reply("{\"Instances\":[]}");
            aws.on("DescribeCommands").reply("{\"Commands\":[]}");
            Result result = waiting(aws.endpoint().toString(), "--interval", "1s", "-o", "jsonl")
                    .with("CLOSED", closed)
                    .with("EXIT", code)
                    .through("{ \"$@\" 2>&1; echo $? >\"$EXIT\"; } | { read -r line; exec <&-; : >\"$CLOSED\"; }")
                    .run();
            assertThat(result.err()).isEmpty();
            assertThat(code).hasContent(String.valueOf(exit));
        }
    }

    /** Lets the readers go before the service says how it ended. */
    private static void awaitFile(Path file) {
        try {
            ShellRun.until("the readers are gone", () -> Files.exists(file));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String deployments(String status) {
        return """
                {"Deployments":[{"DeploymentId":"dep1","StackId":"s1","Status":"%s",
                "CreatedAt":"2024-03-01T11:59:00+00:00"}]}""".formatted(status);
    }

    private ShellRun waiting(String url, String... more) {
        // Who runs the tests may have been told to ignore an interrupt, as what a script puts in the background is.
        List<Object> command =
                new ArrayList<>(List.of("wait", "opsworks:s1", "--heartbeat", "0", "--endpoint-url", url));
        command.addAll(List.of(more));
        return Packaged.run(temp, List.of("env", "--default-signal=INT,HUP"), command.toArray())
                .with("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
                .with("AWS_SECRET_ACCESS_KEY", "example-secret")
                .with("AWS_REGION", "eu-west-1");
    }

    /** Waits for the first line of progress. */
    private static void awaitLine(Process process) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = process.getErrorStream().read(); next >= 0 && next != '\n'; ) {
            line.append((char) next);
            next = process.getErrorStream().read();
        }
        assertThat(line.toString()).endsWith("opsworks:s1@eu-west-1  in progress, retired");
    }

    private static void kill(String signal, Process process) throws Exception {
        assertThat(ShellRun.of("sh", "-c", "kill -" + signal + " " + process.pid())
                        .run()
                        .exit())
                .isZero();
    }
}
