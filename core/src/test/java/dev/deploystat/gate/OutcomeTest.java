package dev.deploystat.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
    private static final List<Outcome> GRAVEST_FIRST = List.of(
            Outcome.FAILED,
            Outcome.SUPERSEDED,
            Outcome.NOT_FOUND,
            Outcome.NOT_SEEN,
            Outcome.UNAUTHORISED,
            Outcome.UNREADABLE,
            Outcome.TIMED_OUT,
            Outcome.PENDING,
            Outcome.PASSED);

    @Test
    void of_any_two_outcomes_the_graver_one_stands_for_both() {
        assertThat(GRAVEST_FIRST).containsExactlyInAnyOrder(Outcome.values());
        for (int i = 0; i < GRAVEST_FIRST.size(); i++) {
            for (int j = i; j < GRAVEST_FIRST.size(); j++) {
                Outcome graver = GRAVEST_FIRST.get(i);
                Outcome milder = GRAVEST_FIRST.get(j);
                assertThat(Outcome.of(List.of(graver, milder))).isEqualTo(graver);
                assertThat(Outcome.of(List.of(milder, graver))).isEqualTo(graver);
            }
        }
    }

    @Test
    void all_must_pass_for_a_pass() {
        assertThat(Outcome.of(List.of(Outcome.PASSED, Outcome.PASSED))).isEqualTo(Outcome.PASSED);
        assertThat(Outcome.of(EnumSet.allOf(Outcome.class))).isEqualTo(Outcome.FAILED);
        assertThat(Outcome.of(List.of())).isNotEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @CsvSource({
        "PASSED,PASS,true,false",
        "FAILED,FAIL,true,false",
        "SUPERSEDED,FAIL,true,false",
        "NOT_FOUND,FAIL,true,true",
        "UNAUTHORISED,FAIL,true,true",
        "UNREADABLE,FAIL,true,true",
        "TIMED_OUT,PENDING,true,false",
        "PENDING,PENDING,false,false"
    })
    void every_outcome_has_a_verdict(Outcome outcome, Verdict verdict, boolean decided, boolean unread) {
        assertThat(outcome.verdict()).isEqualTo(verdict);
        assertThat(outcome.isDecided()).isEqualTo(decided);
        assertThat(outcome.isUnread()).isEqualTo(unread);
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,PENDING",
        "IN_PROGRESS,PENDING",
        "UNKNOWN,PENDING",
        "SUCCEEDED,PASSED",
        "ROLLING_BACK,FAILED",
        "FAILED,FAILED",
        "ROLLED_BACK,FAILED",
        "ROLLBACK_FAILED,FAILED",
        "STOPPED,FAILED"
    })
    void every_status_has_an_outcome(Status status, Outcome outcome) {
        assertThat(Outcome.of(Rollout.builder(status, "X").build(), Set.of())).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"STOPPED,SUPERSEDED", "FAILED,FAILED", "ROLLED_BACK,FAILED", "SUCCEEDED,PASSED", "IN_PROGRESS,PENDING"})
    void only_a_stop_can_be_superseded(Status status, Outcome outcome) {
        Rollout flagged = Rollout.builder(status, "X").flag(Flag.SUPERSEDED).build();

        assertThat(Outcome.of(flagged, Set.of())).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND,NOT_FOUND",
        "CREDENTIALS,UNAUTHORISED",
        "DENIED,UNAUTHORISED",
        "THROTTLED,UNREADABLE",
        "UNAVAILABLE,UNREADABLE",
        "UNREACHABLE,UNREADABLE",
        "RETIRED,UNREADABLE",
        "INVALID,UNREADABLE",
        "SERVICE,UNREADABLE"
    })
    void every_error_has_an_outcome(ErrorKind kind, Outcome outcome) {
        assertThat(Outcome.of(new ReadError(kind, null, "", null, null, null))).isEqualTo(outcome);
    }
}
