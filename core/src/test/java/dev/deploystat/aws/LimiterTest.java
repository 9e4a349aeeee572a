package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.ecs.EcsClient;

/** Calls are held to the rates of a service, for all targets of an account and region together. */
class LimiterTest {
    private final Virtual time = new Virtual();
    private final LoopbackAws aws = new LoopbackAws();

    @AfterEach
    void close() {
        aws.close();
    }

    /** Time that passes when somebody pauses. */
    private static final class Virtual implements Clock {
        private final Clock clock = Clock.virtual(LoopbackAws.NOW, 0);
        private final List<Duration> pauses = new ArrayList<>();
        private boolean isInterrupted;

        @Override
        public Instant now() {
            return clock.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            if (isInterrupted) {
                throw new InterruptedException();
            }
            pauses.add(duration);
            clock.sleep(duration);
        }
    }

    /** Calls without pause and returns after how long each call was let through. */
    private List<Duration> calls(Limiter limiter, String operation, int count) throws InterruptedException {
        Instant start = time.now();
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            time.sleep(limiter.reserve(operation));
            times.add(Duration.between(start, time.now()));
        }
        return times;
    }

    private Limiter limiter(Rate... rates) {
        return new Limiter(List.of(rates), time);
    }

    @Test
    void a_burst_passes_at_once_and_the_rest_at_the_rate_with_a_fifth_left_to_others() throws InterruptedException {
        List<Duration> times = calls(limiter(new Rate("ecs", Set.of("Look"), 10, 5)), "Look", 12);

        assertThat(times.subList(0, 8)).containsOnly(Duration.ZERO);
        assertThat(times.subList(8, 12))
                .containsExactly(
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofMillis(750),
                        Duration.ofMillis(1000));
    }

    @Test
    void a_rest_brings_the_burst_back_and_no_more_than_that() throws InterruptedException {
        Limiter limiter = limiter(new Rate("ecs", Set.of("Look"), 10, 5));
        calls(limiter, "Look", 12);
        time.sleep(Duration.ofHours(1));

        assertThat(calls(limiter, "Look", 9).subList(7, 9)).containsExactly(Duration.ZERO, Duration.ofMillis(250));
    }

    @Test
    void operations_of_one_rate_are_counted_together_and_others_apart() throws InterruptedException {
        Limiter limiter = limiter(new Rate("ecs", Set.of("A", "B"), 10, 5), new Rate("ecs", Set.of(), 10, 5));
        calls(limiter, "A", 4);

        assertThat(calls(limiter, "B", 5).get(4)).isEqualTo(Duration.ofMillis(250));
        assertThat(calls(limiter, "C", 8)).containsOnly(Duration.ZERO);
    }

    @Test
    void without_rates_nothing_is_held_back() throws InterruptedException {
        assertThat(calls(limiter(), "Look", 1000)).containsOnly(Duration.ZERO);
    }

    @Test
    void a_throttled_call_halves_the_rate_for_all_and_answers_bring_it_back() throws InterruptedException {
        Limiter limiter = limiter(new Rate("ecs", Set.of("A"), 10, 5), new Rate("ecs", Set.of("B"), 10, 5));
        limiter.throttled();

        assertThat(calls(limiter, "B", 2)).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1000));

        IntStream.range(0, 16).forEach(i -> limiter.answered());
        assertThat(calls(limiter, "B", 2)).containsExactly(Duration.ZERO, Duration.ofMillis(250));
    }

    @Test
    void however_often_it_is_throttled_calls_go_on() throws InterruptedException {
        Limiter limiter = limiter(new Rate("ecs", Set.of("Look"), 10, 5));
        IntStream.range(0, 100).forEach(i -> limiter.throttled());

        assertThat(calls(limiter, "Look", 1)).containsExactly(Duration.ofSeconds(16));
    }

    @Test
    void a_call_that_is_called_off_while_it_waits_is_not_made() {
        Limiter limiter = limiter(new Rate("ecs", Set.of("ListClusters"), 1, 1));
        time.isInterrupted = true;
        try (AwsSession session = AwsSession.live(aws.options());
                EcsClient ecs = session.clients(null, null, "eu-west-1", sdkService -> limiter)
                        .configure(EcsClient.builder())
                        .build()) {
            assertThatThrownBy(ecs::listClusters).isInstanceOf(AbortedException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(aws.operations()).isEmpty();
    }

    private Fleet fleet(Map<String, String> environment) {
        return new Fleet(new Adapters(), AwsSession.live(aws.options(environment)), time, false, false);
    }

    private static List<Target> uploads(int count, String region) {
        Targets targets = new Targets(new Adapters());
        return IntStream.range(0, count)
                .mapToObj(number -> targets.parse("thingsgraph:u" + number + "@" + region))
                .toList();
    }

    @Test
    void the_targets_of_a_region_share_a_limit_and_regions_do_not() {
        aws.on("GetUploadStatus").reply("{\"uploadId\":\"u\",\"uploadStatus\":\"SUCCEEDED\",\"createdDate\":1}");
        try (Fleet fleet = fleet(Map.of())) {
            fleet.read(uploads(80, "eu-west-1"));
            assertThat(time.pauses).isEmpty();
            fleet.read(uploads(80, "us-east-1"));
            assertThat(time.pauses).isEmpty();
            fleet.read(uploads(1, "eu-west-1"));
            assertThat(time.pauses).containsExactly(Duration.ofMillis(125));
        }
    }

    @Test
    void an_attempt_that_is_throttled_slows_down_the_attempts_after_it() {
        aws.on("GetUploadStatus").fail(400, "ThrottlingException", "Rate exceeded");
        aws.on("GetUploadStatus").reply("{\"uploadId\":\"u\",\"uploadStatus\":\"SUCCEEDED\",\"createdDate\":1}");
        try (Fleet fleet = fleet(Map.of("AWS_MAX_ATTEMPTS", "2"))) {
            assertThat(fleet.read(uploads(1, "eu-west-1")).get(0).found()).isPresent();
        }
        assertThat(time.pauses).containsExactly(Duration.ofMillis(250));
        assertThat(aws.operations()).hasSize(2);
    }

    @Test
    void the_attempts_are_as_many_as_were_asked_for() {
        aws.on("GetUploadStatus").fail(400, "ThrottlingException", "Rate exceeded");
        try (Fleet fleet = fleet(Map.of("AWS_MAX_ATTEMPTS", "3"))) {
            assertThat(fleet.read(uploads(1, "eu-west-1"))
                            .get(0)
                            .failed()
                            .orElseThrow()
                            .kind())
                    .isEqualTo(ErrorKind.THROTTLED);
        }
        assertThat(aws.operations()).hasSize(3);
    }
}
