package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
    private static List<Duration> minutes(int... minutes) {
        return IntStream.of(minutes).mapToObj(Duration::ofMinutes).toList();
    }

    @Test
    void the_middle_and_the_ninetieth_are_spans_that_there_are() {
        assertThat(Spread.of(minutes(4, 1, 3, 2)))
                .contains(new Spread(4, Duration.ofMinutes(2), Duration.ofMinutes(4)));
        assertThat(Spread.of(minutes(7))).contains(new Spread(1, Duration.ofMinutes(7), Duration.ofMinutes(7)));
        assertThat(Spread.of(List.of())).isEmpty();
    }

    @Test
    void what_is_usual_takes_three() {
        assertThat(Spread.usual(minutes(5, 1))).isEmpty();
        assertThat(Spread.usual(minutes(5, 1, 3))).contains(Duration.ofMinutes(3));
    }

    @Test
    void what_is_usual_goes_by_the_last_ten() {
        assertThat(Spread.usual(minutes(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9)))
                .contains(Duration.ofMinutes(2));
    }
}
