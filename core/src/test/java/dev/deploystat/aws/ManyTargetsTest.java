package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * One wait over many services in three regions: the real gate, fleet, adapter and SDK client against a simulated ECS that
 * keeps to the documented rates, in simulated time. Five hundred by default; {@code -Pwhole} waits for the five thousand
 * that {@code docs/polling.md} is about, holds the figures there to what comes out, and with {@code -Dgolden.update=true} writes
 * them. The rest of the page is written by hand.
 */
class ManyTargetsTest {
    private static final Path FILE = Path.of("../docs/polling.md");
    private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1", "ap-southeast-2");
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final boolean IS_WHOLE = Boolean.getBoolean("deploystat.whole");
    private static final int TARGETS = IS_WHOLE ? 5000 : 500;
    private static final int IN_REGION = (TARGETS + REGIONS.size() - 1) / REGIONS.size();
    private static final int SHORTEST_SECONDS = 180;
    private static final int LONGEST_SECONDS = 900;
    private static final int ONE_FAILS_OF = 100;
    private static final Duration LATENCY = Duration.ofMillis(80);

    private final SimulatedTime time = new SimulatedTime(START);
    private final SimulatedEcs ecs = new SimulatedEcs(time, LATENCY);
    private final Adapters adapters = new Adapters();
    private final Random random = new Random(1);
    private final Map<Target, Instant> ends = new LinkedHashMap<>();
    private final Verdicts verdicts = new Verdicts();

    private void deploy() {
        Targets targets = new Targets(adapters);
        int spread = Math.toIntExact(
                Duration.ofSeconds(LONGEST_SECONDS - SHORTEST_SECONDS).toMillis());
        for (int i = 0; i < TARGETS; i++) {
            String region = REGIONS.get(i % REGIONS.size());
            Instant end = START.plusSeconds(SHORTEST_SECONDS).plusMillis(random.nextInt(spread));
            boolean fails = random.nextInt(ONE_FAILS_OF) == 0;
            ecs.deploy(region, "s" + i, end, fails ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL");
            ends.put(targets.parse("ecs:prod/s" + i + "@" + region), end);
        }
    }

    private Snapshot gate() throws InterruptedException {
        AwsOptions plain =
                AwsOptions.defaults(Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY", "x")::get);
        try (Fleet fleet = new Fleet(adapters, AwsSession.over(plain, ecs), time, false, false)) {
            Policy policy = Policy.DEFAULT.withFailFast(false);
            return new Poller(fleet, time, policy, verdicts, random::nextDouble).run(List.copyOf(ends.keySet()));
        }
    }

    @Test
    void a_wait_over_many_targets_is_never_throttled_and_as_the_page_says() throws Exception {
        deploy();
        Snapshot end = gate();

        long failed = count(end, Outcome.FAILED);
        assertThat(count(end, Outcome.PASSED) + failed).isEqualTo(TARGETS);
        assertThat(failed).isEqualTo(ecs.deployed("ROLLBACK_SUCCESSFUL"));
        assertThat(ecs.throttled()).isZero();
        assertThat(verdicts.delayed).isZero();
        assertThat(ecs.calls()).containsEntry("ListServiceDeployments", TARGETS);
        Instant last = ends.values().stream().max(Instant::compareTo).orElseThrow();
        verdicts.lags.sort(null);
        if (IS_WHOLE) {
            holdFigures(figures(end, last));
        }
    }

    private static long count(Snapshot end, Outcome outcome) {
        return end.observations().stream()
                .filter(seen -> seen.outcome() == outcome)
                .count();
    }

    private String figures(Snapshot end, Instant last) {
        Map<String, Integer> calls = ecs.calls();
        int listed = calls.get("ListServiceDeployments");
        int read = calls.get("DescribeServiceDeployments");
        int revisions = calls.get("DescribeServiceRevisions");
        int all = calls.values().stream().mapToInt(each -> each).sum();
        Duration round = Duration.ofSeconds((IN_REGION + 19) / 20).dividedBy(20);
        StringBuilder figures = new StringBuilder();
        row(figures, "calls throttled", number(ecs.throttled()));
        row(figures, "calls to look up the latest deployments, once", number(listed));
        row(figures, "calls to read them, all looks together", number(read));
        row(figures, "the same, had each target been read by a call of its own", number(ecs.described()));
        row(figures, "calls for revisions, once", number(revisions));
        row(figures, "calls to confirm what passes and explain what failed", number(all - listed - read - revisions));
        row(figures, "calls in the busiest second, of all regions", number(ecs.busiestSecond()));
        row(figures, "passed", number(count(end, Outcome.PASSED)));
        row(figures, "failed", number(count(end, Outcome.FAILED)));
        row(figures, "from the end of a deployment to its verdict, median", seconds(verdicts.lag(0.5)));
        row(figures, "the same, 95 of 100", seconds(verdicts.lag(0.95)));
        row(figures, "the same, longest", seconds(verdicts.lag(1)));
        row(
                figures,
                "ideal median: reading without pause at the full documented rate",
                seconds(round.dividedBy(2).plus(LATENCY)));
        row(
                figures,
                "from the end of the last deployment to the end of the wait",
                seconds(Duration.between(last, end.at())));
        return figures.toString();
    }

    private static void row(StringBuilder table, String name, String value) {
        table.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private static void holdFigures(String figures) throws IOException {
        String page = Files.readString(FILE);
        int at = page.indexOf("| calls throttled |");
        assertThat(at).as("where the figures begin in %s", FILE).isPositive();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(FILE, page.substring(0, at) + figures);
        }
        assertThat(page.substring(at))
                .as("the figures of %s; if the change is meant: mvn test -Pwhole -Dgolden.update=true", FILE)
                .isEqualTo(figures);
    }

    /** How long each deployment was over when the gate had decided. */
    private final class Verdicts implements GateListener {
        private final List<Duration> lags = new ArrayList<>();
        private int delayed;

        Duration lag(double share) {
            return lags.get((int) Math.ceil(share * lags.size()) - 1);
        }

        @Override
        public void decided(Observation seen) {
            lags.add(Duration.between(ends.get(seen.target()), time.now()));
        }

        @Override
        public void delayed(Target target, ReadError error) {
            delayed++;
        }

        @Override
        public void observed(Observation seen) {}

        @Override
        public void changed(Observation before, Observation seen) {}

        @Override
        public void looked(Snapshot snapshot) {}
    }
}
