package dev.deploystat.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long deployments usually take, for whoever waits for one. */
class UsualTest {
    private final Script script = new Script();

    @Test
    void what_is_under_way_says_from_the_first_look_on_how_long_its_like_took() {
        script.usually(Duration.ofMinutes(4))
                .on("api")
                .deployment("d1")
                .from(-60, Status.IN_PROGRESS)
                .from(100, Status.IN_PROGRESS, rollout -> rollout.stage("BAKE_TIME"))
                .from(200, Status.SUCCEEDED);
        List<Duration> said = new ArrayList<>();
        script.told(seen -> said.add(seen.reading().found().orElseThrow().usual()));

        assertThat(script.playOne(Policy.DEFAULT).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(said).hasSizeGreaterThan(2).containsOnly(Duration.ofMinutes(4));
    }

    @Test
    void without_a_history_nothing_is_said() {
        script.on("api").deployment("d1").from(-60, Status.SUCCEEDED);

        assertThat(script.playOne(Policy.DEFAULT)
                        .reading()
                        .found()
                        .orElseThrow()
                        .usual())
                .isNull();
    }
}
