package dev.deploystat.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToneTest {
    private static final Display RICH = new Display(true, 100, true, true, Samples.NOW, () -> ZoneOffset.UTC, true);
    /** What text that is bold or large has to reach. */
    private static final double LEAST = 3;

    private static String code(Tone tone, Display look) {
        return tone.paint("x", look)
                .replaceAll("\u001b\\[([0-9;]*)m?x?.*", "$1")
                .replace("x", "");
    }

    @ParameterizedTest
    @EnumSource
    void of_the_colours_that_every_terminal_has_none_is_used_that_vanishes_on_white_or_black(Tone tone) {
        assertThat(code(tone, Samples.COLOURS)).isIn("", "1", "2", "31", "32", "35");
    }

    @ParameterizedTest
    @EnumSource
    void each_of_256_colours_stands_out_from_white_and_from_black(Tone tone) {
        String code = code(tone, RICH);
        if (code.startsWith("38;5;")) {
            String colour = Contrast.ofPalette(Integer.parseInt(code.substring("38;5;".length())));
            assertThat(Contrast.between(colour, "#ffffff")).isGreaterThan(LEAST);
            assertThat(Contrast.between(colour, "#1e1e1e")).isGreaterThan(LEAST);
        } else {
            assertThat(code).isIn("", "1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_colour_takes_no_columns_and_is_left_out_where_none_is_wanted(Tone tone) {
        assertThat(Width.shown(tone.paint("four", RICH))).isEqualTo(4);
        assertThat(Width.shown(tone.paint("four", Samples.COLOURS))).isEqualTo(4);
        assertThat(tone.paint("four", Samples.TERMINAL)).isEqualTo("four");
    }

    @ParameterizedTest
    @EnumSource
    void what_failed_and_what_went_well_never_look_alike(Tone tone) {
        if (tone != Tone.BAD) {
            assertThat(code(tone, RICH)).isNotEqualTo(code(Tone.BAD, RICH));
            assertThat(code(tone, Samples.COLOURS)).isNotEqualTo(code(Tone.BAD, Samples.COLOURS));
        }
    }
}
