package dev.deploystat.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services and regions are looked at side by side: none waits for another, and no deadline for any. */
class PollGroupsTest {
    private static final Policy TEN_MINUTES = Policy.DEFAULT.withTimeout(Duration.ofMinutes(10));

    private final SideBySide clock = new SideBySide();
    private final Regions regions = new Regions();
    private final Silence silence = new Silence();

    @AfterEach
    void letGo() {
        regions.release.countDown();
    }

    private static Target in(String region, String name) {
        return new Target("svc", name, Map.of(), null, null, region, null);
    }

    private Poller poller(Policy policy) {
        return new Poller(regions, clock, policy, silence, () -> 0.5);
    }

    private List<Outcome> outcomes(Policy policy, Target... targets) throws InterruptedException {
        return poller(policy).run(List.of(targets)).observations().stream()
                .map(Observation::outcome)
                .toList();
    }

    @Test
    void a_region_that_does_not_answer_holds_up_no_verdict_elsewhere() throws InterruptedException {
        regions.statuses.put("here", Status.FAILED);
        regions.hanging.add("there");

        assertThat(outcomes(TEN_MINUTES, in("there", "a"), in("here", "b")))
                .containsExactly(Outcome.PENDING, Outcome.FAILED);
        assertThat(clock.now()).isEqualTo(Script.START);
    }

    @Test
    void the_deadline_is_kept_while_a_region_does_not_answer() throws InterruptedException {
        regions.statuses.put("here", Status.SUCCEEDED);
        regions.hanging.add("there");

        assertThat(outcomes(TEN_MINUTES, in("there", "a"), in("here", "b")))
                .containsExactly(Outcome.TIMED_OUT, Outcome.PASSED);
        assertThat(clock.now()).isEqualTo(Script.START.plus(Duration.ofMinutes(10)));
        assertThat(regions.asked.get("there")).isEqualTo(1);
    }

    @Test
    void of_what_was_never_read_nothing_is_known() throws InterruptedException {
        regions.hanging.add("there");

        Observation seen = poller(TEN_MINUTES)
                .run(List.of(in("there", "a")))
                .observations()
                .get(0);

        assertThat(seen.reading().found().orElseThrow().status()).isEqualTo(Status.UNKNOWN);
        assertThat(seen.why()).isEqualTo("still undecided after 10m; not seen yet");
    }

    @Test
    void an_answer_after_the_end_changes_nothing() throws InterruptedException {
        regions.statuses.put("here", Status.FAILED);
        regions.statuses.put("there", Status.SUCCEEDED);
        regions.hanging.add("there");
        Poller poller = poller(TEN_MINUTES);
        Snapshot end = poller.run(List.of(in("there", "a"), in("here", "b")));
        int told = silence.decided;

        regions.release.countDown();
        clock.works.arriveAndAwaitAdvance();

        assertThat(poller.latest()).isSameAs(end);
        assertThat(silence.decided).isEqualTo(told).isEqualTo(1);
    }

    @Test
    void a_region_in_trouble_slows_down_alone() throws InterruptedException {
        regions.statuses.put("here", Status.IN_PROGRESS);
        regions.throttled.add("there");

        outcomes(TEN_MINUTES.withTimeout(Duration.ofSeconds(19)), in("here", "a"), in("there", "b"));

        // Two seconds apart, and at the deadline; in trouble after 4 and 8.
        assertThat(regions.asked).containsEntry("here", 11).containsEntry("there", 4);
    }

    @Test
    void the_targets_of_a_region_are_read_in_one_go() throws InterruptedException {
        regions.statuses.put("here", Status.SUCCEEDED);

        assertThat(outcomes(TEN_MINUTES, in("here", "a"), in("here", "b"), in("here", "c")))
                .containsOnly(Outcome.PASSED);
        assertThat(regions.asked).containsEntry("here", 1);
    }

    @Test
    void a_bug_in_a_look_is_thrown_to_whoever_waits() {
        regions.broken.add("there");

        assertThatThrownBy(() -> outcomes(TEN_MINUTES, in("there", "a"), in("here", "b")))
                .hasMessage("bug");
    }

    /** Regions that answer, hang, throttle or break. */
    private final class Regions implements Reader {
        private final Map<String, Status> statuses = new ConcurrentHashMap<>();
        private final List<String> hanging = new ArrayList<>();
        private final List<String> throttled = new ArrayList<>();
        private final List<String> broken = new ArrayList<>();
        private final Map<String, Integer> asked = new ConcurrentHashMap<>();
        private final CountDownLatch release = new CountDownLatch(1);

        @Override
        public void confirm(List<Reading> passing, Predicate<Reading> each) {
            passing.forEach(reading -> assertThat(each.test(reading)).isIn(true, false));
        }

        @Override
        public void confirmIdle(List<Reading> over, Predicate<Reading> each) {
            confirm(over, each);
        }

        @Override
        public void read(List<Target> targets, Predicate<Reading> each) {
            String region = targets.get(0).region();
            asked.merge(region, 1, Integer::sum);
            if (broken.contains(region)) {
                throw new IllegalStateException("bug");
            }
            if (hanging.contains(region)) {
                hang();
            }
            for (Target target : targets) {
                ReadError slow = new ReadError(ErrorKind.THROTTLED, null, "slow down", null, null, null);
                Status status = statuses.getOrDefault(region, Status.IN_PROGRESS);
                Reading reading = throttled.contains(region)
                        ? Reading.failed(target, slow)
                        : Reading.of(
                                target,
                                Rollout.builder(status, status.words()).id("d1").build());
                if (!each.test(reading)) {
                    return;
                }
            }
        }

        private void hang() {
            clock.hanging.arriveAndDeregister();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void explain(List<Reading> seen, Predicate<Reading> each) {
            seen.forEach(reading -> assertThat(each.test(reading)).isTrue());
        }

        @Override
        public Target pin(Target target, Rollout seen) {
            return target.pinnedTo(seen.id());
        }
    }

    /** A virtual clock whose works are threads; those that hang are not waited for, as after a time they are not. */
    private static final class SideBySide implements Clock {
        private final Clock virtual = Clock.virtual(Script.START, 0);
        /** The works under way that neither ended nor hang. */
        private final Phaser hanging = new Phaser(1);
        /** The works under way. */
        private final Phaser works = new Phaser(1);

        @Override
        public Instant now() {
            return virtual.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            virtual.sleep(duration);
        }

        @Override
        public void together(Duration limit, List<Runnable> looks) {
            for (Runnable look : looks) {
                hanging.register();
                works.register();
                int phase = hanging.getPhase();
                new Thread(() -> {
                            look.run();
                            if (hanging.getPhase() == phase) {
                                hanging.arriveAndDeregister();
                            }
                            works.arriveAndDeregister();
                        })
                        .start();
            }
            hanging.arriveAndAwaitAdvance();
        }
    }

    private static final class Silence implements GateListener {
        private int decided;

        @Override
        public void observed(Observation seen) {}

        @Override
        public void changed(Observation before, Observation seen) {}

        @Override
        public void delayed(Target target, ReadError error) {}

        @Override
        public void looked(Snapshot snapshot) {}

        @Override
        public void decided(Observation seen) {
            decided++;
        }
    }
}
