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
 * that {@code docs/polling.md} is about, holds the page to what comes out, and with {@code -Dgolden.update=true} writes it.
 */
class ManyTargetsTest {
    private static final Path FILE = Path.of("../docs/polling.md");
    private static final String HEAD = """
            # Polling

            `wait` reads the targets of one service, profile and region together, in the largest batches the API takes:

            | service | calls at a look, for N deployments under way |
            |---|---|
            | ECS | N / 20; N / 10 of each cluster for services that keep no service deployments |
            | CodeDeploy | N / 25 |
            | CodePipeline | 2 N: the list of executions and the state of the stages |
            | CloudFormation | up to four stacks: N; more: N, or the pages of the list of all stacks where these are fewer |
            | OpsWorks | N / 25 |
            | Lambda | functions and versions: N; those with managed instances and aliases: 2 N, aliases being shifted: 3 N |
            | EKS | 2 N: the update, and what it updates |
            | Greengrass, Things Graph | N: these APIs read one deployment a call |

            A target that names no deployment costs further calls once, when its latest deployment is looked up. Tasks, events
            and lifecycle steps are asked for when a deployment has failed, and while `--until` waits for a step.

            The pause between two looks is 2 s at first, then a tenth of the time waited, at most 15 s, a fifth more or less by
            chance, and never shorter than the look itself took (up to those 15 s). Each region and service has its own looks:
            one that answers slowly or throttles is slowed down alone.

            Calls pass a limiter, one for each service, account and region, whatever the number of targets: four fifths of
            the rate that AWS publishes; where none is published, ours is 80 calls at once and then 8 a second. At most four calls
            are under way at the same time. A call that is throttled halves the rate for all, answers bring it back.
            Profiles count as one account when their credentials name it, as those of SSO and roles do.
            """;
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
            holdPage(page(end, last));
        }
    }

    private static long count(Snapshot end, Outcome outcome) {
        return end.observations().stream()
                .filter(seen -> seen.outcome() == outcome)
                .count();
    }

    private String page(Snapshot end, Instant last) {
        Map<String, Integer> calls = ecs.calls();
        int listed = calls.get("ListServiceDeployments");
        int read = calls.get("DescribeServiceDeployments");
        int revisions = calls.get("DescribeServiceRevisions");
        int all = calls.values().stream().mapToInt(each -> each).sum();
        Duration round = Duration.ofSeconds((IN_REGION + 19) / 20).dividedBy(20);
        StringBuilder page = new StringBuilder(HEAD);
        page.append(String.format(
                Locale.ROOT,
                """

                ## Five thousand targets

                A test runs the whole program but the network in simulated time: `wait --no-fail-fast` over %,d ECS services in %d
                regions whose deployments end after %d to %d minutes, one in %d by a rollback. The simulated ECS answers after %d ms
                and throttles at the documented rates: a burst of 50 calls, then 20 a second, for ListServiceDeployments and
                DescribeServiceDeployments together.

                | | |
                |---|---|
                """,
                TARGETS,
                REGIONS.size(),
                SHORTEST_SECONDS / 60,
                LONGEST_SECONDS / 60,
                ONE_FAILS_OF,
                LATENCY.toMillis()));
        row(page, "calls throttled", number(ecs.throttled()));
        row(page, "calls to look up the latest deployments, once", number(listed));
        row(page, "calls to read them, all looks together", number(read));
        row(page, "the same, had each target been read by a call of its own", number(ecs.described()));
        row(page, "calls for revisions, once", number(revisions));
        row(page, "calls to confirm what passes and explain what failed", number(all - listed - read - revisions));
        row(page, "calls in the busiest second, of all regions", number(ecs.busiestSecond()));
        row(page, "passed", number(count(end, Outcome.PASSED)));
        row(page, "failed", number(count(end, Outcome.FAILED)));
        row(page, "from the end of a deployment to its verdict, median", seconds(verdicts.lag(0.5)));
        row(page, "the same, 95 of 100", seconds(verdicts.lag(0.95)));
        row(page, "the same, longest", seconds(verdicts.lag(1)));
        row(
                page,
                "ideal median: reading without pause at the full documented rate",
                seconds(round.dividedBy(2).plus(LATENCY)));
        row(
                page,
                "from the end of the last deployment to the end of the wait",
                seconds(Duration.between(last, end.at())));
        return page.toString();
    }

    private static void row(StringBuilder page, String name, String value) {
        page.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private static void holdPage(String page) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(FILE, page);
        }
        assertThat(page)
                .as("the text of %s; if the change is meant: mvn test -Pwhole -Dgolden.update=true", FILE)
                .isEqualTo(Files.readString(FILE));
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
