package dev.deploystat.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    private static final double MIDDLE = 0.5;

    private static Duration pause(String first, double random, long elapsedSeconds, int refused) {
        Pace pace = new Pace(first == null ? null : Duration.parse(first), () -> random);
        return pace.next(Duration.ofSeconds(elapsedSeconds), Duration.ZERO, refused);
    }

    @ParameterizedTest
    @CsvSource({"0,PT2S", "10,PT2S", "20,PT2S", "50,PT5S", "120,PT12S", "150,PT15S", "151,PT15S", "86400,PT15S"})
    void pauses_grow_with_the_time_waited_up_to_a_quarter_of_a_minute(long elapsed, Duration expected) {
        assertThat(pause(null, MIDDLE, elapsed, 0)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"PT1S,0,PT1S", "PT1S,100,PT10S", "PT10S,20,PT10S", "PT5M,0,PT5M", "PT5M,7200,PT5M"})
    void the_first_pause_that_is_asked_for_is_the_shortest(String first, long elapsed, Duration expected) {
        assertThat(pause(first, MIDDLE, elapsed, 0)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1,PT4S", "2,PT8S", "3,PT16S", "5,PT64S", "6,PT2M", "1000000000,PT2M"})
    void every_refusal_in_a_row_doubles_the_pause_up_to_two_minutes(int refused, Duration expected) {
        assertThat(pause(null, MIDDLE, 0, refused)).isEqualTo(expected);
    }

    @Test
    void a_refusal_never_shortens_a_pause() {
        assertThat(pause("PT5M", MIDDLE, 0, 3)).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @CsvSource({"PT1S,PT2S", "PT7S,PT7S", "PT5M,PT15S"})
    void a_pause_is_as_long_as_the_look_before_took_up_to_a_quarter_of_a_minute(Duration took, Duration expected) {
        assertThat(new Pace(null, () -> MIDDLE).next(Duration.ZERO, took, 0)).isEqualTo(expected);
    }

    @Test
    void the_spread_is_a_fifth_either_way() {
        assertThat(pause("PT10S", 0, 0, 0)).isEqualTo(Duration.ofSeconds(8));
        assertThat(pause("PT10S", 1, 0, 0)).isEqualTo(Duration.ofSeconds(12));
        assertThat(pause("PT10S", 0.75, 0, 0)).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void a_pause_is_never_nothing() {
        assertThat(pause("PT0S", 0, 0, 0)).isEqualTo(Duration.ofMillis(1));
    }
}
