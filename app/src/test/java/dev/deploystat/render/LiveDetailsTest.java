package dev.deploystat.render;

import static dev.deploystat.render.Samples.TERMINAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Outcome;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveDetailsTest {
    @Test
    void each_reason_that_is_known_stands_below_a_row() {
        Rollout.Builder rollout = Rollout.builder(Status.FAILED, "Failed")
                .reason("two of two failed")
                .problem("i-1", "Failed", "no capacity")
                .problem("web", null, "the alarm went off");
        assertThat(lines(rollout, "some members failed"))
                .containsExactly("some members failed", "i-1: Failed: no capacity", "web: the alarm went off");
    }

    @Test
    void what_one_line_says_stands_there_once() {
        Rollout.Builder rollout = Rollout.builder(Status.FAILED, "Failed").reason("gave up");
        assertThat(lines(rollout, null)).containsExactly("gave up");
        assertThat(lines(rollout.problem("web", null, "gave up"), null)).containsExactly("web: gave up");
    }

    private static List<String> lines(Rollout.Builder rollout, String why) {
        return LiveDetails.of(
                Samples.seen(Samples.target("asg", "web"), Outcome.FAILED, why, rollout.build()), TERMINAL);
    }
}
