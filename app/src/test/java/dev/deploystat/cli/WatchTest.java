package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.cli.run.Console;
import dev.deploystat.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The view that fills the screen, on a terminal of JLine's own: what is drawn, what keys do, and what is left behind. */
@Timeout(600)
class WatchTest {
    private static final int COLUMNS = 90;
    private static final int ROWS = 20;
    private static final String RUNNING = """
            ,"targetServiceRevision":{"requestedTaskCount":4,"runningTaskCount":1},"lifecycleStage":"SCALE_UP\"""";

    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    private final LineDisciplineTerminal terminal;

    @TempDir
    Path folder;

    WatchTest() throws IOException {
        terminal = new LineDisciplineTerminal("test", "xterm-256color", drawn, StandardCharsets.UTF_8);
        terminal.setSize(Size.of(COLUMNS, ROWS));
    }

    /** What there is of a terminal in a test. */
    private final class TestTerminal implements Console.Viewer {
        @Override
        public boolean show(List<String> command, Map<String, String> additions, String text) {
            return false;
        }

        @Override
        public Terminal open() {
            return terminal;
        }
    }

    private CliRun watching(LoopbackAws aws) {
        return CliRun.against(aws)
                .with("NO_COLOR", "1")
                .with("COLUMNS", String.valueOf(COLUMNS))
                .clock(Clock.system())
                .onTerminal()
                .viewer(new TestTerminal());
    }

    /** Serves a deployment that is under way until it is told to end. */
    private static void underWay(LoopbackAws aws) {
        WaitStory.onLatest(aws, "d1", 0);
        WaitStory.onDeployment(aws, "d1", "IN_PROGRESS", RUNNING);
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListTasks").reply("{\"taskArns\":[\"a/1\"]}");
        aws.on("DescribeTasks").reply("""
                {"tasks":[{"taskArn":"a/1","stopCode":"TaskFailedToStart","stoppedReason":"no image"}]}""");
    }

    private static FutureTask<CliRun.Result> started(CliRun run, String line) {
        FutureTask<CliRun.Result> task = new FutureTask<>(() -> run.run(line));
        Thread thread = new Thread(task, "watch");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private String screen() {
        return new ShownScreen(COLUMNS, ROWS)
                .write(drawn.toString(StandardCharsets.UTF_8))
                .text();
    }

    private void awaitOnScreen(String text) throws Exception {
        ShellRun.until("'" + text + "' is shown on\n" + screen(), () -> screen().contains(text));
    }

    private void press(String keys) {
        try {
            terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_view_is_drawn_takes_keys_and_leaves_the_terminal_as_it_was() throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            underWay(aws);
            FutureTask<CliRun.Result> run = started(watching(aws), "watch ecs:prod/api --interval 1h --timeout 0");
            awaitOnScreen("> ● ecs:prod/api  in progress  SCALE_UP 3/11  ███░░░░░░░  25%  1 of 4 tasks");
            assertThat(terminal.getAttributes().getLocalFlag(LocalFlag.ECHO)).isFalse();
            press("?");
            awaitOnScreen("choose a row");
            press("\u001b");
            ShellRun.until("the help is closed", () -> !screen().contains("choose a row"));
            drawn.reset();
            press("\f");
            awaitOnScreen("> ● ecs:prod/api  in progress  SCALE_UP 3/11  ███░░░░░░░  25%  1 of 4 tasks");
            press("e");
            awaitOnScreen("TaskFailedToStart: no image");
            press("q");
            CliRun.Result result = run.get();
            assertThat(result.exit()).isEqualTo(8);
            assertThat(result.out()).contains("ecs:prod/api  ● in progress  1 of 4 tasks");
            assertThat(result.err()).isEmpty();
            assertThat(drawn.toString(StandardCharsets.UTF_8)).endsWith("\u001b[?1049l\u001b[23;0;0t");
        }
    }

    @Test
    void a_view_follows_the_size_of_the_terminal_and_so_does_the_result() throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            underWay(aws);
            FutureTask<CliRun.Result> run =
                    started(watching(aws).with("COLUMNS", null), "watch ecs:prod/api --interval 1h --timeout 0");
            awaitOnScreen("1 of 4 tasks");
            drawn.reset();
            terminal.setSize(Size.of(50, 10));
            terminal.raise(Signal.WINCH);
            ShellRun.until("the picture is made for the other size", () -> new ShownScreen(50, 10)
                    .write(drawn.toString(StandardCharsets.UTF_8))
                    .text()
                    .contains("> ● ecs:prod/api  in progress"));
            press("q");
            assertThat(run.get().exit()).isEqualTo(8);
            // Below 60 columns a row is a card.
            assertThat(run.get().out()).contains("ecs:prod/api\n  ● in progress");
        }
    }

    @ParameterizedTest
    @CsvSource({"SUCCESSFUL,0,succeeded", "ROLLBACK_SUCCESSFUL,1,rolled back"})
    void a_view_ends_when_all_is_over_with_the_code_of_a_wait(String end, int exit, String words) throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            WaitStory.onLatest(aws, "d1", 0);
            WaitStory.onDeployment(aws, "d1", "IN_PROGRESS", RUNNING);
            WaitStory.onDeployment(aws, "d1", end, "");
            aws.on("DescribeServices").reply("{\"services\":[]}");
            aws.on("ListTasks").reply("{\"taskArns\":[]}");
            CliRun.Result result = watching(aws).run("watch ecs:prod/api --interval 50ms");
            assertThat(result.exit()).isEqualTo(exit);
            assertThat(result.out()).contains("ecs:prod/api  ", words);
            assertThat(drawn.toString(StandardCharsets.UTF_8)).endsWith("\u001b[?1049l\u001b[23;0;0t");
        }
    }

    @Test
    void whoever_reads_an_explanation_at_the_end_may_finish_it() throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            WaitStory.onLatest(aws, "d1", 0);
            aws.on("DescribeServiceDeployments")
                    .meanwhile(() -> {
                        try {
                            awaitOnScreen("choose a row");
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .reply("""
                    {"serviceDeployments":[{"serviceDeploymentArn":"%sd1","createdAt":1709294000,"status":"SUCCESSFUL"}]}""".formatted(Tape.ARN));
            aws.on("DescribeServices").reply("{\"services\":[]}");
            FutureTask<CliRun.Result> run = started(watching(aws), "watch ecs:prod/api");
            press("?");
            awaitOnScreen("1 of 1 passed  over; q ends");
            assertThat(run.isDone()).isFalse();
            press("\u001b");
            assertThat(run.get().exit()).isZero();
        }
    }

    @Test
    void a_view_that_is_interrupted_gives_the_terminal_back_first() throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            underWay(aws);
            CliRun run = watching(aws);
            FutureTask<CliRun.Result> task = started(run, "watch ecs:prod/api --interval 1h --timeout 0");
            awaitOnScreen("1 of 4 tasks");
            run.interrupt();
            assertThat(drawn.toString(StandardCharsets.UTF_8)).endsWith("\u001b[?1049l\u001b[23;0;0t");
            assertThat(task.isDone()).isFalse();
            task.cancel(true);
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM,dumb", "CI,true"})
    void without_a_screen_there_are_the_lines_of_a_wait(String name, String value) {
        assertThat(play("watch", name, value)).isEqualTo(play("wait", name, value));
    }

    private CliRun.Result play(String verb, String name, String value) {
        Tape tape = new Tape()
                .listed("d1 IN_PROGRESS")
                .described("d1", "IN_PROGRESS")
                .at(20)
                .described("d1", "SUCCESSFUL", ",\"finishedAt\":1709294600");
        return CliRun.replaying(tape.in(folder))
                .onTerminal()
                .viewer(new TestTerminal())
                .with(name, value)
                .run(verb + " ecs:prod/api");
    }

    @Test
    void off_a_terminal_there_is_the_log_of_a_wait() {
        Tape tape = new Tape().listed("d1 SUCCESSFUL").described("d1", "SUCCESSFUL", ",\"finishedAt\":1709294600");
        Path record = tape.in(folder);
        CliRun.Result watch = CliRun.replaying(record).run("watch ecs:prod/api");
        assertThat(watch).isEqualTo(CliRun.replaying(record).run("wait ecs:prod/api"));
        assertThat(watch.err()).startsWith("2024-03-01T12:00:00Z ");
    }

    @Test
    void a_view_waits_for_all_unless_it_is_told_to_end_at_the_first_failure() {
        Tape tape = new Tape()
                .listed("d1 IN_PROGRESS")
                .described("d1", "ROLLBACK_IN_PROGRESS")
                .at(60)
                .described("d1", "ROLLBACK_SUCCESSFUL");
        Path record = tape.in(folder);
        assertThat(CliRun.replaying(record).run("watch ecs:prod/api").out()).contains("rolled back");
        assertThat(CliRun.replaying(record)
                        .run("watch ecs:prod/api --fail-fast")
                        .out())
                .contains("rolling back");
        assertThat(CliRun.alone()
                        .run("watch ecs:prod/api --fail-fast --no-fail-fast")
                        .err())
                .contains("Waiting for all is the default.");
    }

    /** Its time is to pass while somebody watches, which the command has to ask for before it reads anything. */
    @Test
    void a_record_is_watched_on_the_whole_screen() throws Exception {
        Tape tape = new Tape()
                .listed("d1 IN_PROGRESS")
                .described("d1", "IN_PROGRESS")
                .at(20)
                .described("d1", "SUCCESSFUL", ",\"finishedAt\":1709294600");
        CliRun.Result result = CliRun.replaying(tape.in(folder))
                .onTerminal()
                .viewer(new TestTerminal())
                .run("watch ecs:prod/api");
        assertThat(result.exit()).isZero();
        assertThat(drawn.toString(StandardCharsets.UTF_8)).contains("\u001b[?1049h", "in progress");
    }
}
