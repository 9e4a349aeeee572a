package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTest {
    @ParameterizedTest
    @CsvSource({
        "PENDING,        PENDING, false, pending",
        "IN_PROGRESS,    PENDING, false, in progress",
        "ROLLING_BACK,   FAIL,    false, rolling back",
        "SUCCEEDED,      PASS,    true,  succeeded",
        "FAILED,         FAIL,    true,  failed",
        "ROLLED_BACK,    FAIL,    true,  rolled back",
        "ROLLBACK_FAILED,FAIL,    true,  rollback failed",
        "STOPPED,        FAIL,    true,  stopped",
        "UNKNOWN,        PENDING, false, unknown"
    })
    void every_status_has_a_verdict_an_end_and_words(Status status, Verdict verdict, boolean isFinal, String words) {
        assertThat(status.verdict()).isEqualTo(verdict);
        assertThat(status.isFinal()).isEqualTo(isFinal);
        assertThat(status.words()).isEqualTo(words);
    }

    @Test
    void there_are_nine_statuses_and_one_of_them_passes() {
        assertThat(Status.values()).hasSize(9);
        assertThat(Status.values())
                .filteredOn(status -> status.verdict() == Verdict.PASS)
                .containsExactly(Status.SUCCEEDED);
    }

    @Test
    void only_what_goes_away_by_itself_is_a_passing_error() {
        assertThat(ErrorKind.values())
                .filteredOn(ErrorKind::isPassing)
                .containsExactly(ErrorKind.THROTTLED, ErrorKind.UNAVAILABLE);
    }

    @Test
    void output_has_words_of_its_own() {
        assertThat(Verdict.values()).extracting(Verdict::word).containsExactly("pass", "pending", "fail");
        assertThat(ErrorKind.NOT_FOUND.word()).isEqualTo("not-found");
        assertThat(Flag.values())
                .extracting(Flag::word)
                .containsExactly(
                        "needsAction",
                        "superseded",
                        "partial",
                        "early",
                        "continuous",
                        "stopping",
                        "retryable",
                        "unhealthy",
                        "stale",
                        "retired");
    }
}
