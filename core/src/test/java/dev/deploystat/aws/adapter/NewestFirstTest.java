package dev.deploystat.aws.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NewestFirstTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PAGE = 100;
    private static final Comparator<Row> NEWEST =
            Comparator.comparing(Row::created).reversed();

    private record Row(String id, Instant created) {}

    /** The orders in which a service may list. */
    private enum Order {
        NEWEST,
        OLDEST,
        RANDOM
    }

    /** A service with a history, which filters by time and pages in an order of its own. */
    private static final class History {
        private final List<Row> rows;
        private int calls;

        History(List<Row> rows, Order order, Random random) {
            this.rows = new ArrayList<>(rows);
            switch (order) {
                case NEWEST -> this.rows.sort(NEWEST);
                case OLDEST -> this.rows.sort(NEWEST.reversed());
                case RANDOM -> Collections.shuffle(this.rows, random);
            }
        }

        NewestFirst.Page<Row> page(Instant after, Instant before, String token) {
            calls++;
            List<Row> wanted = rows.stream()
                    .filter(row -> after == null || !row.created().isBefore(after))
                    .filter(row -> before == null || !row.created().isAfter(before))
                    .toList();
            int from = token == null ? 0 : Integer.parseInt(token);
            int to = Math.min(wanted.size(), from + PAGE);
            return new NewestFirst.Page<>(wanted.subList(from, to), to < wanted.size() ? String.valueOf(to) : null);
        }

        NewestFirst<Row> listing() {
            return new NewestFirst<>(Row::id, Row::created, PAGE, this::page);
        }

        List<Row> newest(int count) {
            return rows.stream().sorted(NEWEST).limit(count).toList();
        }
    }

    private static List<Row> even(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Row("r" + i, START.plusSeconds(600L * i)))
                .toList();
    }

    /** Days of many deployments beside weeks of few. */
    private static List<Row> bunched(int count, Random random) {
        List<Row> rows = new ArrayList<>();
        Instant at = START;
        for (int i = 0; i < count; i++) {
            at = at.plusSeconds(i % 500 == 0 ? 30 * 86_400 : 1 + random.nextInt(40));
            rows.add(new Row("r" + i, at));
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({
        "10, NEWEST, 1",
        "10, OLDEST, 1",
        "100, RANDOM, 1",
        "150, NEWEST, 2",
        "150, OLDEST, 2",
        "10000, NEWEST, 2",
        "10000, RANDOM, 6",
        "10000, OLDEST, 14"
    })
    void the_newest_rows_of_an_even_history_take_few_calls_in_any_order(int rows, Order order, int most) {
        for (int seed = 0; seed < 20; seed++) {
            History history = new History(even(rows), order, new Random(seed));
            assertThat(history.listing().rows(null, null, 20).limit(20)).isEqualTo(history.newest(20));
            assertThat(history.calls).isLessThanOrEqualTo(most);
        }
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void the_newest_rows_of_a_bunched_history_are_right_and_take_no_more_than_all_pages_and_fourteen(Order order) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            History history = new History(bunched(2_700, random), order, random);
            for (int wanted : List.of(1, 20, 100)) {
                history.calls = 0;
                assertThat(history.listing().rows(null, null, wanted).limit(wanted))
                        .isEqualTo(history.newest(wanted));
                assertThat(history.calls).isLessThanOrEqualTo(27 + 14);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void all_rows_come_newest_first_and_once(Order order) {
        Random random = new Random(7);
        List<List<Row>> histories = new ArrayList<>(List.of(even(3_000)));
        IntStream.range(0, 10).forEach(i -> histories.add(bunched(3_000 - 290 * i, random)));
        for (List<Row> rows : histories) {
            History history = new History(rows, order, random);
            assertThat(history.listing().rows(null, null, 0)).isEqualTo(history.newest(rows.size()));
            assertThat(history.calls).isLessThanOrEqualTo(2 * rows.size() / PAGE + 80);
        }
    }

    @Test
    void the_first_of_all_rows_come_after_a_few_calls_also_where_pages_are_in_no_order() {
        for (int seed = 1; seed <= 10; seed++) {
            History history = new History(even(10_000), Order.RANDOM, new Random(seed));
            var rows = history.listing().rows(null, null, 0).iterator();
            assertThat(rows.next()).isEqualTo(history.newest(1).get(0));
            assertThat(history.calls).isLessThanOrEqualTo(6);
            rows.forEachRemaining(row -> {});
            assertThat(history.calls).isLessThanOrEqualTo(135);
        }
    }

    @Test
    void the_first_of_all_rows_come_after_a_few_calls_and_the_rest_costs_little_more_than_all_pages() {
        History history = new History(even(10_000), Order.NEWEST, new Random(1));
        var rows = history.listing().rows(null, null, 0).iterator();
        assertThat(rows.hasNext()).isTrue();
        assertThat(history.calls).isLessThanOrEqualTo(8);
        rows.forEachRemaining(row -> {});
        assertThat(history.calls).isLessThanOrEqualTo(130);
    }

    @Test
    void who_takes_more_than_was_wanted_gets_the_rest_in_order() {
        History history = new History(even(1_000), Order.RANDOM, new Random(3));
        assertThat(history.listing().rows(null, null, 20).limit(400)).isEqualTo(history.newest(400));
    }

    @Test
    void a_span_of_time_is_kept_to() {
        History history = new History(even(1_000), Order.OLDEST, new Random(3));
        Instant after = START.plusSeconds(600L * 300);
        Instant before = START.plusSeconds(600L * 699);
        List<Row> expected = history.rows.stream()
                .filter(row -> !row.created().isBefore(after) && !row.created().isAfter(before))
                .sorted(NEWEST)
                .toList();
        assertThat(history.listing().rows(after, before, 0)).isEqualTo(expected);
        assertThat(history.listing().rows(after, before, 20).limit(20)).isEqualTo(expected.subList(0, 20));
    }

    @Test
    void rows_of_one_moment_are_all_there() {
        List<Row> same =
                IntStream.range(0, 450).mapToObj(i -> new Row("r" + i, START)).toList();
        History history = new History(same, Order.RANDOM, new Random(3));
        assertThat(history.listing().rows(null, null, 0)).hasSize(450).doesNotHaveDuplicates();
        assertThat(history.listing().rows(null, null, 20).limit(20)).hasSize(20);
    }
}
