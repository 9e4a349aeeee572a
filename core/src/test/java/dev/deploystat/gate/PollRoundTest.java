package dev.deploystat.gate;

import static dev.deploystat.gate.Script.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A single look, which waits for nothing. */
class PollRoundTest {
    private final Script script = new Script();

    private Snapshot look(String... names) {
        return Poller.look(
                script,
                script.clock(),
                List.of(names).stream().map(Script::target).toList());
    }

    @Test
    void a_look_tells_each_target_in_the_order_asked() {
        script.on("a").deployment("d1").from(0, Status.SUCCEEDED);
        script.on("b").deployment("d1").from(0, Status.IN_PROGRESS);
        script.on("c").fails(0, 1, ErrorKind.DENIED);

        Snapshot seen = look("c", "a", "nowhere", "b");

        assertThat(seen.at()).isEqualTo(Script.START);
        assertThat(seen.observations())
                .extracting(Observation::outcome)
                .containsExactly(Outcome.UNAUTHORISED, Outcome.PASSED, Outcome.NOT_FOUND, Outcome.PENDING);
        assertThat(seen.observations())
                .extracting(each -> each.target().resource())
                .containsExactly("c", "a", "nowhere", "b");
        assertThat(script.asked()).hasSize(4);
    }

    @Test
    void a_look_at_nothing_is_not_a_pass() {
        assertThat(look().outcome()).isEqualTo(Outcome.NOT_FOUND);
    }

    @Test
    void a_failure_is_explained_by_the_deployment_that_was_seen() {
        script.on("a").deployment("d1").from(0, Status.FAILED);

        Observation seen = look("a").observations().get(0);

        assertThat(script.explained()).containsExactly("svc:a#d1");
        assertThat(seen.target()).isEqualTo(target("a"));
        assertThat(seen.reading().target()).isEqualTo(target("a"));
        assertThat(seen.reading().found().orElseThrow().problems()).hasSize(1);
    }

    @Test
    void a_failure_that_brings_its_reasons_costs_a_look_no_further_call() {
        script.on("a")
                .deployment("d1")
                .from(0, Status.FAILED, rollout -> rollout.problem(null, "Known", "already said"));

        Observation seen = look("a").observations().get(0);

        assertThat(script.explained()).isEmpty();
        assertThat(seen.reading().found().orElseThrow().problems()).hasSize(1);
    }

    @Test
    void a_failure_that_nobody_knows_a_reason_of_says_so() {
        script.on("a").hasNoReason().deployment("d1").from(0, Status.FAILED);
        script.on("b").hasNoReason().deployment("d1").from(0, Status.FAILED, rollout -> rollout.reason("known"));

        assertThat(look("a", "b").observations())
                .extracting(Observation::why)
                .containsExactly("the service gives no reason", null);
    }

    @Test
    void an_explanation_of_something_else_is_left_out() {
        Reader moving = new Reader() {
            @Override
            public void confirm(List<Reading> passing, Predicate<Reading> each) {
                throw new AssertionError("nothing passes");
            }

            @Override
            public void confirmIdle(List<Reading> over, Predicate<Reading> each) {
                throw new AssertionError("nothing is to be idle");
            }

            @Override
            public void read(List<Target> targets, Predicate<Reading> each) {
                assertThat(each.test(Reading.of(targets.get(0), rollout(Status.FAILED))))
                        .isTrue();
            }

            @Override
            public void explain(List<Reading> seen, Predicate<Reading> each) {
                assertThat(each.test(Reading.of(seen.get(0).target(), rollout(Status.IN_PROGRESS))))
                        .isTrue();
            }

            @Override
            public Target pin(Target target, Rollout seen) {
                return target;
            }

            private Rollout rollout(Status status) {
                return Rollout.builder(status, status.words()).build();
            }
        };

        Observation seen = Poller.look(moving, script.clock(), List.of(target("fn")))
                .observations()
                .get(0);

        assertThat(seen.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(seen.reading().found().orElseThrow().status()).isEqualTo(Status.FAILED);
    }
}
