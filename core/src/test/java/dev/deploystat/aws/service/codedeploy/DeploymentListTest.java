package dev.deploystat.aws.service.codedeploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.BatchGetDeploymentsRequest;
import software.amazon.awssdk.services.codedeploy.model.BatchGetDeploymentsResponse;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.ListDeploymentsRequest;
import software.amazon.awssdk.services.codedeploy.model.ListDeploymentsResponse;

/** What a history of ids without times costs, in whatever order the service lists. */
class DeploymentListTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Target GROUP = Targets.of(
            new CodeDeploy().info(), Map.of("application-name", "shop", "deployment-group-name", "prod"), null);
    private static final Comparator<DeploymentInfo> NEWEST =
            Comparator.comparing(DeploymentInfo::createTime).reversed();

    /** The orders in which a service may list. */
    private enum Order {
        NEWEST,
        OLDEST,
        RANDOM
    }

    /** A group with a history. */
    private static final class Group implements CodeDeployClient {
        private final List<DeploymentInfo> deployments;
        private final Map<String, DeploymentInfo> byId;
        private final List<Object> requests = new ArrayList<>();

        Group(int count, Function<Integer, Instant> created, Order order) {
            deployments = IntStream.range(0, count)
                    .mapToObj(i -> DeploymentInfo.builder()
                            .deploymentId("d-" + i)
                            .status("Succeeded")
                            .createTime(created.apply(i))
                            .build())
                    .collect(Collectors.toCollection(ArrayList::new));
            switch (order) {
                case NEWEST -> deployments.sort(NEWEST);
                case OLDEST -> deployments.sort(NEWEST.reversed());
                case RANDOM -> Collections.shuffle(deployments, new Random(1));
            }
            byId = deployments.stream().collect(Collectors.toMap(DeploymentInfo::deploymentId, each -> each));
        }

        @Override
        public ListDeploymentsResponse listDeployments(ListDeploymentsRequest request) {
            requests.add(request);
            var range = request.createTimeRange();
            List<String> ids = deployments.stream()
                    .filter(each -> range == null
                            || range.start() == null
                            || !each.createTime().isBefore(range.start()))
                    .filter(each -> range == null
                            || range.end() == null
                            || !each.createTime().isAfter(range.end()))
                    .map(DeploymentInfo::deploymentId)
                    .toList();
            int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
            int to = Math.min(ids.size(), from + 100);
            return ListDeploymentsResponse.builder()
                    .deployments(ids.subList(from, to))
                    .nextToken(to < ids.size() ? String.valueOf(to) : null)
                    .build();
        }

        @Override
        public BatchGetDeploymentsResponse batchGetDeployments(BatchGetDeploymentsRequest request) {
            requests.add(request);
            assertThat(request.deploymentIds()).hasSizeLessThanOrEqualTo(25);
            return BatchGetDeploymentsResponse.builder()
                    .deploymentsInfo(
                            request.deploymentIds().stream().map(byId::get).toList())
                    .build();
        }

        @Override
        public String serviceName() {
            return "codedeploy";
        }

        @Override
        public void close() {
            // Nothing is open.
        }

        List<String> ids(HistoryQuery query) {
            return new CodeDeploy()
                    .history(new Connection<>(this, "eu-west-1"), GROUP, query)
                    .limit(query.limit() == 0 ? Long.MAX_VALUE : query.limit())
                    .map(Rollout::id)
                    .toList();
        }

        List<String> newest(int limit) {
            return deployments.stream()
                    .sorted(NEWEST)
                    .limit(limit)
                    .map(DeploymentInfo::deploymentId)
                    .toList();
        }

        long lists() {
            return requests.stream()
                    .filter(ListDeploymentsRequest.class::isInstance)
                    .count();
        }

        long reads() {
            return requests.size() - lists();
        }
    }

    private static Instant even(int i) {
        return START.plus(Duration.ofMinutes(10L * i));
    }

    @ParameterizedTest
    @CsvSource({
        "10, NEWEST, 1, 1",
        "100, RANDOM, 1, 4",
        "150, NEWEST, 2, 4",
        "10000, NEWEST, 2, 4",
        "10000, RANDOM, 6, 21",
        "10000, OLDEST, 14, 56"
    })
    void the_newest_deployments_cost_few_lists_and_each_page_is_read_once(
            int count, Order order, int lists, int reads) {
        Group group = new Group(count, DeploymentListTest::even, order);
        int limit = Math.min(count, 20);
        assertThat(group.ids(HistoryQuery.newest(limit))).isEqualTo(group.newest(limit));
        assertThat(group.lists()).isLessThanOrEqualTo(lists);
        assertThat(group.reads()).isLessThanOrEqualTo(reads);
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void a_whole_history_of_bursts_and_pauses_is_whole_and_each_deployment_is_read_at_most_twice(Order order) {
        Group group = new Group(
                3_000, i -> START.plus(Duration.ofDays(40L * (i / 500))).plusSeconds(20L * i), order);
        assertThat(group.ids(HistoryQuery.newest(0))).isEqualTo(group.newest(3_000));
        assertThat(group.reads()).isLessThanOrEqualTo(2 * 3_000 / 25);
    }

    @Test
    void the_first_rows_of_a_whole_history_do_not_wait_for_the_rest() {
        Group group = new Group(10_000, DeploymentListTest::even, Order.NEWEST);
        var rows = new CodeDeploy()
                .history(new Connection<>(group, "eu-west-1"), GROUP, HistoryQuery.newest(0))
                .iterator();
        assertThat(rows.next().id()).isEqualTo("d-9999");
        assertThat(group.lists()).isLessThanOrEqualTo(8);
        assertThat(group.reads()).isLessThanOrEqualTo(24);
    }

    @Test
    void asking_again_at_another_time_asks_the_same_so_that_a_record_can_be_replayed() {
        Group group = new Group(1_000, DeploymentListTest::even, Order.RANDOM);
        group.ids(new HistoryQuery(Set.of(), null, null, 20, null));
        List<Object> asked = List.copyOf(group.requests);
        group.requests.clear();
        group.ids(new HistoryQuery(Set.of(), null, null, 20, null));
        assertThat(group.requests).isEqualTo(asked);
    }
}
