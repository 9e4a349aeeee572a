package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({"ReadyForDeployment,READY_FOR_DEPLOYMENT", "In Progress,IN_PROGRESS", "in-progress,InProgress"})
    void case_and_separators_do_not_count(String a, String b) {
        assertThat(Words.same(a, b)).isTrue();
    }

    @Test
    void other_words_and_null_are_not_the_same() {
        assertThat(Words.same("SUCCEEDED", "SUCCESS")).isFalse();
        assertThat(Words.same(null, "x")).isFalse();
        assertThat(Words.same("x", null)).isFalse();
        assertThat(Words.same(null, null)).isFalse();
    }

    @Test
    void the_language_of_the_machine_does_not_count() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Words.fold("IN_PROGRESS")).isEqualTo("inprogress");
        } finally {
            Locale.setDefault(before);
        }
    }
}
