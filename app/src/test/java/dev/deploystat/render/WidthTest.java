package dev.deploystat.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthTest {
    @ParameterizedTest
    @CsvSource({
        "abc, 3",
        "'', 0",
        "日本語, 6",
        "한글, 4",
        "ｱｲｳ, 3",
        "👍, 2",
        "a👍b, 4",
        "👍🏽, 2",
        "é, 1",
        "e\u0301, 1",
        "✓ ok, 4",
        "…, 1"
    })
    void a_text_takes_the_columns_that_a_terminal_gives_it(String text, int columns) {
        assertThat(Width.of(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({
        "one two three, 7, 'one two|three'",
        "one two three, 13, one two three",
        "'one  two   six', 3, 'one|two|six'",
        "'one  two  six', 8, 'one  two|six'",
        "arn:aws:ecs:eu-west-1 is long, 10, 'arn:aws:ecs:eu-west-1|is long'",
        "日本語です, 5, 日本|語で|す",
        "日本語。, 6, 日本|語。",
        "ok 日本語, 5, ok 日|本語",
        "👍👍👍, 4, 👍👍|👍"
    })
    void lines_break_between_words_and_beside_ideographs(String text, int columns, String lines) {
        assertThat(String.join("|", Width.broken(text, 0, "", columns))).isEqualTo(lines);
    }

    @Test
    void padding_counts_columns() {
        assertThat(Width.pad("日本", 6) + "|").isEqualTo("日本  |");
        assertThat(Width.pad("日本", 3) + "|").isEqualTo("日本|");
    }

    @Test
    void marks_without_end_on_one_letter_take_no_column_of_their_own() {
        assertThat(Width.of("e" + "\u0301".repeat(200) + "x")).isEqualTo(2);
        assertThat(Width.of("\ud83d\ude80".repeat(100))).isEqualTo(200);
    }
}
