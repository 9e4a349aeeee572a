package dev.deploystat.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.TrackRecord.End;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Spread;
import dev.deploystat.model.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrackRecordTest {
    private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");

    private final TrackRecord record = new TrackRecord();

    private static Rollout.Builder at(Status status, int hours, int minutesLong) {
        Instant begun = START.plus(Duration.ofHours(hours));
        return Rollout.builder(status, status.name())
                .startedAt(begun)
                .finishedAt(begun.plus(Duration.ofMinutes(minutesLong)));
    }

    private void add(Status status, int hours) {
        record.add(at(status, hours, 10).build());
    }

    @Test
    void each_deployment_counts_in_one_way() {
        for (Status status : Status.values()) {
            add(status, 0);
        }
        record.add(at(Status.STOPPED, 0, 1).flag(Flag.SUPERSEDED, true).build());
        record.add(at(Status.SUCCEEDED, 0, 1).flag(Flag.PARTIAL, true).build());

        assertThat(record.total()).isEqualTo(Status.values().length + 2);
        assertThat(record.count(End.SUCCEEDED)).isEqualTo(1);
        assertThat(record.count(End.FAILED)).isEqualTo(2);
        assertThat(record.count(End.ROLLED_BACK)).isEqualTo(3);
        assertThat(record.count(End.STOPPED)).isEqualTo(1);
        assertThat(record.count(End.SUPERSEDED)).isEqualTo(1);
        assertThat(record.count(End.OPEN)).isEqualTo(2);
        assertThat(record.count(End.UNKNOWN)).isEqualTo(1);
    }

    @Test
    void the_middle_and_the_ninetieth_of_what_succeeded() {
        IntStream.rangeClosed(1, 10)
                .forEach(minutes ->
                        record.add(at(Status.SUCCEEDED, minutes, minutes).build()));
        record.add(at(Status.FAILED, 20, 600).build());

        assertThat(record.durations()).contains(new Spread(10, Duration.ofMinutes(5), Duration.ofMinutes(9)));
    }

    @Test
    void a_recovery_is_from_the_first_failure_in_a_row_to_the_next_success_in_whatever_order_they_are_listed() {
        add(Status.SUCCEEDED, 9);
        add(Status.FAILED, 8);
        add(Status.SUCCEEDED, 5);
        add(Status.ROLLED_BACK, 3);
        add(Status.FAILED, 2);
        add(Status.SUCCEEDED, 1);

        assertThat(record.recoveries()).contains(new Spread(2, Duration.ofHours(1), Duration.ofHours(3)));
    }

    @Test
    void a_failure_that_nothing_followed_is_no_recovery() {
        add(Status.FAILED, 2);
        add(Status.SUCCEEDED, 1);
        assertThat(record.recoveries()).isEmpty();
    }

    @Test
    void how_many_a_week_is_not_said_of_less_than_a_day() {
        add(Status.SUCCEEDED, 0);
        add(Status.SUCCEEDED, 23);
        assertThat(record.perWeek()).isEmpty();
        add(Status.SUCCEEDED, 7 * 24);
        assertThat(record.perWeek()).contains(2.0);
    }

    @Test
    void deployments_without_times_are_counted_and_nothing_else() {
        record.add(Rollout.builder(Status.SUCCEEDED, "OK").build());
        record.add(Rollout.builder(Status.FAILED, "KO").build());

        assertThat(record.total()).isEqualTo(2);
        assertThat(record.first()).isEmpty();
        assertThat(record.perWeek()).isEmpty();
        assertThat(record.durations()).isEmpty();
        assertThat(record.recoveries()).isEmpty();
    }
}
