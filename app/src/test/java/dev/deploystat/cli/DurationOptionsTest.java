package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.cli.option.TimeOptions;
import dev.deploystat.model.Refusal;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationOptionsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms,PT0.5S",
        "1s500ms,PT1.5S",
        "2m500ms,PT2M0.5S",
        "90s,PT90S",
        "90,PT90S",
        "30m,PT30M",
        "1m30,PT90S",
        "1h30m,PT1H30M",
        "2d,PT48H",
        "1d2h3m4s5ms,PT26H3M4.005S",
        "0,PT0S"
    })
    void a_duration_is_written_as_in_go_and_kubectl(String text, Duration span) {
        assertThat(TimeOptions.span("--timeout", text)).isEqualTo(span);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ms", "5msm", "1 m", "500 ms", "-1s", "1h1h", "5x", "12ms3", "1ms1s"})
    void what_is_none_is_refused(String text) {
        assertThatThrownBy(() -> TimeOptions.span("--timeout", text)).isInstanceOf(Refusal.class);
    }
}
