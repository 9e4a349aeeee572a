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
        "abcdef, 6, abcdef",
        "abcdef, 5, abcd…",
        "日本語, 6, 日本語",
        "日本語, 5, 日本…",
        "日本語, 4, 日…",
        "a👍👍, 4, a👍…",
        "a👍👍, 3, a…",
        "e\u0301e\u0301e\u0301, 2, e\u0301…",
        "abc, 1, …",
        "abc, 0, ''"
    })
    void a_cut_never_takes_more_columns_than_there_are(String text, int columns, String cut) {
        assertThat(Width.cut(text, columns, true)).isEqualTo(cut);
        assertThat(Width.of(cut)).isLessThanOrEqualTo(columns);
    }

    @Test
    void without_unicode_a_cut_is_marked_in_ascii() {
        assertThat(Width.cut("abcdef", 5, false)).isEqualTo("ab...");
        assertThat(Width.cut("abcdef", 2, false)).isEqualTo("..");
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
