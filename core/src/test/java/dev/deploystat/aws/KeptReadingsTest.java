package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scan keeps of places whose turn has not come, while nothing is done at any of them. */
class KeptReadingsTest {
    private final List<String> shown = new ArrayList<>();

    private final Clock idle = new Clock() {
        @Override
        public Instant now() {
            return LoopbackAws.NOW;
        }

        @Override
        public void sleep(Duration duration) {}

        @Override
        public void together(Duration limit, List<Runnable> works) {}
    };

    private final Scan.Listener listener = new Scan.Listener() {
        @Override
        public boolean read(Reading reading) {
            return true;
        }

        @Override
        public void unconfirmed(Corner corner, ReadError error) {}

        @Override
        public void show(Reading reading) {
            shown.add(reading.target().toString());
        }

        @Override
        public void done(Corner corner, List<ReadError> errors) {}
    };

    private static List<Corner> place(String region) {
        return List.of(new Corner("ecs", null, region));
    }

    @Test
    void a_scan_that_is_called_off_shows_what_it_has_kept() throws InterruptedException {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            Scan scan = new Scan(fleet, idle, listener);
            scan.run(List.of(place("eu-west-1"), place("us-east-1")));
            Rollout over = Rollout.builder(Status.SUCCEEDED, "SUCCESSFUL").build();

            scan.take(1, Reading.of(aws.target("ecs:prod/web@us-east-1"), over));
            scan.take(0, Reading.of(aws.target("ecs:prod/api@eu-west-1"), over));
            assertThat(shown).containsExactly("ecs:prod/api@eu-west-1");

            scan.showKept();
            scan.showKept();
            assertThat(shown).containsExactly("ecs:prod/api@eu-west-1", "ecs:prod/web@us-east-1");
        }
    }
}
