package dev.deploystat.aws.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTimesTest {
    @ParameterizedTest
    @CsvSource({
        "2024-01-02T03:04:05.678+0000,    2024-01-02T03:04:05.678Z",
        "2024-01-02T03:04:05.678901+0000, 2024-01-02T03:04:05.678901Z",
        "2024-01-02T03:04:05-0130,        2024-01-02T04:34:05Z",
        "2019-06-18T17:04:44.761Z,        2019-06-18T17:04:44.761Z",
        "2013-07-25T18:57:49+00:00,       2013-07-25T18:57:49Z",
        "2013-07-25T18:57:49+02:00,       2013-07-25T16:57:49Z",
        "2019-06-18T17:04:44Z,            2019-06-18T17:04:44Z",
        "1560877484761,                   2019-06-18T17:04:44.761Z",
        "1560877484,                      2019-06-18T17:04:44Z",
        "0,                               1970-01-01T00:00:00Z"
    })
    void every_format_the_services_use_is_read(String text, Instant time) {
        assertThat(WireTimes.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "2024-01-02",
                "2024-01-02T03:04:05",
                "2024-13-02T03:04:05Z",
                "-1",
                "12345678901234567890",
                "2024-01-02T03:04:05+9999"
            })
    void what_is_no_time_is_null(String text) {
        assertThat(WireTimes.parse(text)).isNull();
    }
}
