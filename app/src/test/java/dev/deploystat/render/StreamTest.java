package dev.deploystat.render;

import static dev.deploystat.render.Samples.PIPE;
import static dev.deploystat.render.Samples.style;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamTest {
    private static final int ROWS = 2_000;
    private static final int MANY_ROWS = 100_000;

    /** Counts what arrives and keeps nothing. */
    private static final class Counter implements Appendable {
        private long characters;
        private long lines;
        private int longest;

        @Override
        public Appendable append(CharSequence text) {
            characters += text.length();
            longest = Math.max(longest, text.length());
            for (int i = 0; i < text.length(); i++) {
                lines += text.charAt(i) == '\n' ? 1 : 0;
            }
            return this;
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) {
            return append(text.subSequence(start, end));
        }

        @Override
        public Appendable append(char unit) {
            return append(String.valueOf(unit));
        }
    }

    /** A page of HTML begins with a picture of its rows, so it has to have them all. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTML")
    void rows_flow_and_only_the_first_ones_are_held_back(Format format) {
        Counter counter = new Counter();
        Output.Sheet sheet = new Output(counter, style(format, PIPE)).deployments(null);
        Observation row = Samples.seen(
                Samples.target("ecs", "prod/api"),
                Outcome.PASSED,
                null,
                Rollout.builder(Status.SUCCEEDED, "SUCCESSFUL").id("sd-1").build());
        int rows = format == Format.TABLE || format == Format.JSON ? MANY_ROWS : ROWS;
        long perRow = 0;
        int silent = 0;
        for (int i = 1; i <= rows; i++) {
            long before = counter.characters;
            sheet.add(row);
            if (i > TableGrid.HELD_BACK + 1) {
                perRow = counter.characters - before;
                silent += perRow == 0 ? 1 : 0;
            }
        }
        long before = counter.characters;
        sheet.close();
        assertThat(silent).as("rows that were not written when they came").isZero();
        assertThat(counter.characters - before).isLessThan(2 * perRow);
        assertThat(counter.lines).isGreaterThanOrEqualTo(rows);
        assertThat(counter.longest).isLessThan(5_000);
    }
}
