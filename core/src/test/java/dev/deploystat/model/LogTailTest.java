package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogTailTest {
    private static LogTail tail(String text) {
        return LogTail.of("task 1", "group stream", List.of(text), 10);
    }

    @Test
    void an_entry_of_several_lines_is_several_lines_of_which_the_last_count() {
        assertThat(LogTail.of("t", null, List.of("one\ntwo\r\n", "three\rfour\n\n  five  "), 3)
                        .lines())
                .containsExactly("three", "four", "  five");
    }

    @Test
    void colours_and_tabs_of_programs_are_left_out() {
        assertThat(tail("\u001b[1;31mError\u001b[0m\n\tat a").lines()).containsExactly("Error", "    at a");
        assertThat(tail("pass\u001b[0mword=hunter2").lines()).containsExactly("password=***");
    }

    @Test
    void no_line_holds_a_secret_whoever_makes_the_tail() {
        assertThat(new LogTail("t", null, 1, List.of("token=abc")).lines()).containsExactly("token=***");
        assertThat(tail("token=abc").lines()).containsExactly("token=***");
    }

    @Test
    void a_key_that_began_before_the_last_lines_is_masked() {
        String line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj";
        assertThat(LogTail.of("t", null, List.of("-----BEGIN PRIVATE KEY-----", line, line), 1)
                        .lines())
                .containsExactly("***");
    }

    @Test
    void tails_that_differ_in_ids_alone_are_one_and_empty_ones_none() {
        List<LogTail> tails = LogTail.distinct(List.of(
                tail("10:00:01 cannot reach 10.0.3.17:5432"),
                tail(""),
                tail("10:00:09 cannot reach 10.0.4.9:5432"),
                tail("out of memory")));
        assertThat(tails).extracting(LogTail::times).containsExactly(2, 1);
        assertThat(tails)
                .extracting(LogTail::lines)
                .containsExactly(List.of("10:00:01 cannot reach 10.0.3.17:5432"), List.of("out of memory"));
    }
}
