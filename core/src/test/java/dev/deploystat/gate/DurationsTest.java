package dev.deploystat.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT0.0009S,0s",
        "PT0.001S,1ms",
        "PT0.5S,500ms",
        "PT-0.5S,500ms",
        "PT1.5S,1s",
        "PT12S,12s",
        "PT60S,1m",
        "PT30M,30m",
        "PT1M1S,1m 1s",
        "PT1H,1h",
        "PT1H5M,1h 5m",
        "PT1H0M9S,1h",
        "PT23H59M59S,23h 59m",
        "PT24H,1d",
        "PT49H30M,2d 1h",
        "PT-90S,1m 30s"
    })
    void a_span_is_said_in_its_two_largest_units(Duration span, String words) {
        assertThat(Durations.words(span)).isEqualTo(words);
    }
}
