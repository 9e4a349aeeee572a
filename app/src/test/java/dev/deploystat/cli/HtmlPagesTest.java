package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code -o html} writes through the whole program. */
class HtmlPagesTest {
    private static final Path RECORD = Path.of("src/main/resources/dev/deploystat/demo.jsonl");

    private static CliRun run() {
        return CliRun.replaying(RECORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status ecs:prod/api codedeploy:checkout/prod",
                "explain ecs:prod/api",
                "list ecs:prod/api",
                "wait ecs:prod/api --revision api:42 --quiet",
                "ecs status --cluster prod --service api"
            })
    void every_look_is_a_page_that_says_how_it_was_made(String command) {
        CliRun.Result result = run().run(command + " -o html");
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .startsWith("<!DOCTYPE html>\n<html ")
                .endsWith("</html>\n")
                .contains(">deploystat " + command + " -o html --replay " + RECORD + "</code>");
    }

    @Test
    void a_terminal_gets_the_same_page_and_no_pager() {
        String page = run().run("explain ecs:prod/api -o html").out();
        CliRun.Result watched = run().onTerminal()
                .viewer((pager, additions, text) -> {
                    throw new AssertionError("a page of HTML is not read in " + pager);
                })
                .run("explain ecs:prod/api -o html");
        assertThat(watched.out()).isEqualTo(page).doesNotContain("\u001b");
    }

    @Test
    void a_page_does_not_tell_what_an_address_holds_to_log_in_with() {
        for (List<String> words : List.of(
                List.of("--endpoint-url", "http://me:secret-word@127.0.0.1:1/"),
                List.of("--endpoint-url=http://me:secret-word@127.0.0.1:1/"))) {
            String[] command = {"status", "ecs:prod/api", "-o", "html", words.get(0), words.get(words.size() - 1)};
            String page =
                    run().run(List.of(command).subList(0, 4 + words.size())).out();
            assertThat(page).contains("http://127.0.0.1:1/").doesNotContain("secret-word");
        }
    }

    @Test
    void columns_make_a_table_of_an_explanation_too() {
        assertThat(run().run("explain ecs:prod/api -o html --columns id,status").out())
                .contains(">Id</th>", ">Status</th>")
                .doesNotContain(">Target</th>", ">Why<");
    }
}
