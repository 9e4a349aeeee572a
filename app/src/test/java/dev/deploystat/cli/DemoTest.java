package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.Adapters;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.verb.DemoVerb;
import dev.deploystat.cli.verb.Playback;
import dev.deploystat.render.Display;
import dev.deploystat.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {
    private static final Path RECORD = Path.of("src/main/resources/dev/deploystat/demo.jsonl");
    private static final Path OUTPUT = Path.of("src/test/resources/dev/deploystat/cli/demo-output.txt");
    private static final String LOG_LINE = "2026-03-12T\\d\\d:\\d\\d:\\d\\dZ .*|deploystat: .*";
    private static final Instant NOW = Instant.parse("2026-11-21T14:00:00Z");
    private static final int COLUMNS = 80;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void off_a_terminal_the_whole_demo_reads_like_this_in_one_pipe() {
        StringWriter both = new StringWriter();
        assertThat(run(console(both, both, 0), "demo")).isZero();
        Golden.check(OUTPUT, both.toString());
    }

    @Test
    void progress_goes_to_stderr_and_all_else_to_stdout() throws IOException {
        run(console(out, err, 0), "demo");
        List<String> whole = Files.readAllLines(OUTPUT);
        assertThat(err.toString().lines())
                .containsExactlyElementsOf(
                        whole.stream().filter(line -> line.matches(LOG_LINE)).toList());
        assertThat(out.toString().lines())
                .containsExactlyElementsOf(
                        whole.stream().filter(line -> !line.matches(LOG_LINE)).toList());
    }

    @Test
    void every_request_finds_an_answer() {
        play(Playback.of(DemoVerb.record(new Adapters()), 0));
        assertThat(out.toString() + err).doesNotContain("holds no answer");
    }

    @Test
    void each_service_of_the_release_is_shown_and_one_lands_while_others_fail_or_go_back() {
        run(console(out, err, 0), "demo");
        assertThat(out.toString())
                .contains("ecs:", "codedeploy:", "cloudformation:", "greengrass:", "opsworks:", "thingsgraph:")
                .contains("codepipeline:", "lambda:")
                .contains("succeeded", "failed", "rolled back");
        assertThat(err.toString())
                .contains("1 of 4 tasks", "2 of 4 tasks", "4 of 4 tasks", "BAKE_TIME", "rolling back", "passed")
                .contains("waits for an approval at Approve/Ship: aws codepipeline put-approval-result")
                .contains("10% of calls", "20% of calls");
        assertThat(out.toString().lines().filter(line -> line.startsWith("(exit code ")))
                .containsExactlyInAnyOrderElementsOf(exits());
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100})
    void nothing_is_wider_than_the_terminal_but_a_single_word(int columns) {
        run(console(out, err, columns), "demo --fast");
        assertThat((out.toString() + err).lines().map(DemoTest::plain).filter(line -> !line.matches(" *\\S+( \\\\)?")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(columns));
    }

    @Test
    void what_is_typed_stands_out_and_causes_are_shown_as_they_are_read_every_day() {
        run(console(out, err, COLUMNS), "demo --fast");
        assertThat(out.toString())
                .contains("\u001b[1m$ deploystat wait ecs:prod/api --revision api:42\u001b[0m\n")
                .contains("Why\u001b[0m\n  Database/Cluster: UPDATE_FAILED: Cannot upgrade postgres from 14.9 to 17.2")
                .contains("Above it: Database (UPDATE_FAILED) → orders (UPDATE_ROLLBACK_IN_PROGRESS)");
    }

    @Test
    void the_result_of_a_wait_is_as_of_its_end_so_nothing_in_it_is_yet_to_come() {
        run(console(out, err, COLUMNS), "demo --fast");
        assertThat(out.toString()).contains("s ago").doesNotContainPattern("\\bin \\d+[smh]\\b");
    }

    @Test
    void on_a_terminal_it_plays_for_fifteen_to_twenty_five_seconds() {
        Playback playback = Playback.of(DemoVerb.record(new Adapters()), 0);
        Instant start = playback.clock().now();
        play(playback);
        Duration played = Duration.between(start, playback.clock().now());
        assertThat(played.dividedBy(DemoVerb.PACE_TO_WATCH)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(25));
    }

    @Test
    void the_record_answers_a_single_command_too() {
        assertThat(run(console(out, err, 0), "status ecs:prod/api --replay " + RECORD + " -o json"))
                .isZero();
        assertThat(out.toString()).contains("\"status\": \"IN_PROGRESS\"", "\"revision\": \"api:42\"");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void the_record_is_in_order_of_time_of_one_account_and_region_and_holds_no_secret() throws IOException {
        List<String> lines = Files.readAllLines(RECORD);
        assertThat(lines).isSortedAccordingTo((a, b) -> a.substring(0, 30).compareTo(b.substring(0, 30)));
        assertThat(lines).allSatisfy(line -> assertThat(line)
                .startsWith("{\"at\":\"2026-03-12T")
                .contains("\"region\":\"eu-west-1\"")
                // The token of an approval names it, and opens nothing.
                .satisfies(each -> assertThat(each.replace("\"token\":\"0f4e7a92-", ""))
                        .doesNotContainIgnoringCase("authorization", "signature", "token", "AKIA", "ASIA", "secret")));
        assertThat(String.join("\n", lines).replace("111122223333", "")).doesNotContainPattern("\\b\\d{12}\\b");
    }

    private static List<String> exits() {
        return Arrays.asList(
                "(exit code 0)",
                "(exit code 0)",
                "(exit code 1)",
                "(exit code 0)",
                "(exit code 1)",
                "(exit code 0)",
                "(exit code 0)",
                "(exit code 0)",
                "(exit code 1)",
                "(exit code 0)",
                "(exit code 0)",
                "(exit code 0)");
    }

    private void play(Playback playback) {
        Display look = new Display(false, 0, false, true, NOW);
        assertThat(new DemoVerb(Cli::replaying).play(console(out, err, 0), new Adapters(), playback, look))
                .isZero();
    }

    private static int run(Console console, String line) {
        return new Cli(console, new Adapters()).run(List.of(line.split(" ")));
    }

    private static String plain(String line) {
        return line.replaceAll("\u001b\\[[0-9]*[a-zA-Z]", "").replaceAll("\u001b]8;;[^\u001b]*\u001b\\\\", "");
    }

    /** Returns surroundings with a terminal of so many columns, or with none. */
    private static Console console(Writer out, Writer err, int columns) {
        boolean terminal = columns > 0;
        Map<String, String> environment = Map.of("LANG", "C.UTF-8", "TERM", "xterm");
        return new Console(
                out,
                err,
                InputStream.nullInputStream(),
                environment::get,
                terminal,
                terminal,
                columns,
                0,
                Clock.virtual(NOW, 0),
                last -> () -> {},
                (command, additions, text) -> {
                    throw new AssertionError("a tour that stops for a pager");
                });
    }
}
