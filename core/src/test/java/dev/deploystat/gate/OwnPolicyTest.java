package dev.deploystat.gate;

import static dev.deploystat.gate.Script.second;
import static dev.deploystat.gate.Script.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Gates at which targets have deadlines, milestones and revisions of their own. */
class OwnPolicyTest {
    private static final Policy ALL = Policy.DEFAULT.withFailFast(false).withTimeout(Duration.ofMinutes(10));
    private static final Policy SHORT = ALL.withTimeout(Duration.ofMinutes(1));

    private final Script script = new Script();

    private static List<Outcome> outcomes(Snapshot end) {
        return end.observations().stream().map(Observation::outcome).toList();
    }

    @Test
    void each_target_is_given_up_at_its_own_deadline() {
        script.on("short").deployment("d1").from(0, Status.IN_PROGRESS).from(80, Status.SUCCEEDED);
        script.on("long").deployment("d1").from(0, Status.IN_PROGRESS).from(300, Status.SUCCEEDED);

        Snapshot end = script.play(ALL, Map.of(target("short"), SHORT));

        assertThat(outcomes(end)).containsExactly(Outcome.TIMED_OUT, Outcome.PASSED);
        assertThat(end.observations().get(0).why()).isEqualTo("still undecided after 1m");
        assertThat(script.events("decided")).first().asString().isEqualTo("60 decided svc:short TIMED_OUT");
        assertThat(script.explained()).containsOnlyOnce("svc:short#d1");
        assertThat(script.clock().now()).isBetween(second(300), second(330));
    }

    @Test
    void a_target_may_have_more_time_than_the_others() {
        script.on("a").deployment("d1").from(0, Status.IN_PROGRESS);
        script.on("b").deployment("d1").from(0, Status.IN_PROGRESS).from(700, Status.SUCCEEDED);

        Snapshot end = script.play(ALL, Map.of(target("b"), ALL.withTimeout(null)));

        assertThat(outcomes(end)).containsExactly(Outcome.TIMED_OUT, Outcome.PASSED);
    }

    @Test
    void the_first_deadline_ends_the_wait_that_fails_fast() {
        script.on("short").deployment("d1").from(0, Status.IN_PROGRESS);
        script.on("long").deployment("d1").from(0, Status.IN_PROGRESS).from(300, Status.SUCCEEDED);

        Snapshot end = script.play(ALL.withFailFast(true), Map.of(target("short"), SHORT));

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(script.clock().now()).isEqualTo(second(60));
    }

    @Test
    void what_arrives_after_a_deadline_does_not_change_what_it_decided() {
        script.on("short").fails(0, 90, ErrorKind.THROTTLED).deployment("d1").from(0, Status.SUCCEEDED);
        script.on("long").deployment("d1").from(0, Status.IN_PROGRESS).from(300, Status.SUCCEEDED);

        Snapshot end = script.play(ALL, Map.of(target("short"), SHORT));

        assertThat(outcomes(end)).containsExactly(Outcome.TIMED_OUT, Outcome.PASSED);
    }

    @Test
    void each_target_has_its_own_milestone_and_revision() {
        script.on("web")
                .deployment("d1")
                .revision("web:7")
                .from(0, Status.IN_PROGRESS, rollout -> rollout.stages(Stages.of(List.of("BAKE"), Traffic.ALL)));
        script.on("api").deployment("d1").revision("api:1").from(0, Status.SUCCEEDED);
        script.on("db").deployment("d1").revision("db:1").from(0, Status.FAILED);

        Snapshot end = script.play(
                ALL,
                Map.of(
                        target("web"), ALL.withUntil("traffic").withRevision("web:7"),
                        target("api"), ALL.withRevision("api:2"),
                        target("db"), ALL.withUntil("idle")));

        assertThat(outcomes(end)).containsExactly(Outcome.PASSED, Outcome.NOT_SEEN, Outcome.PASSED);
    }
}
