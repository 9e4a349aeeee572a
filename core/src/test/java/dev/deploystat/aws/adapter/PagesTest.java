package dev.deploystat.aws.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Page> pages = new HashMap<>();

    private record Page(List<String> rows, String next) {}

    private Stream<String> rows() {
        return Pages.of(
                token -> {
                    asked.add(token);
                    return pages.get(token);
                },
                Page::rows,
                Page::next);
    }

    private void page(String token, String next, String... rows) {
        pages.put(token, new Page(Arrays.asList(rows), next));
    }

    @Test
    void rows_of_all_pages_come_in_order() {
        page(null, "2", "a", "b");
        page("2", "3", "c");
        page("3", null, "d");
        assertThat(rows()).containsExactly("a", "b", "c", "d");
        assertThat(asked).containsExactly(null, "2", "3");
    }

    @Test
    void a_page_is_asked_for_only_when_its_rows_are_wanted() {
        page(null, "2", "a", "b");
        page("2", null, "c");
        Iterator<String> walk = rows().iterator();
        assertThat(asked).isEmpty();
        walk.next();
        walk.next();
        assertThat(asked).hasSize(1);
        walk.next();
        assertThat(asked).hasSize(2);
        assertThat(walk.hasNext()).isFalse();
        assertThat(asked).hasSize(2);
    }

    @Test
    void a_limit_ends_the_asking() {
        page(null, "2", "a", "b");
        assertThat(rows().limit(2)).containsExactly("a", "b");
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = "null")
    void an_end_is_an_end_however_the_service_writes_it(String end) {
        page(null, end, "a");
        assertThat(rows()).containsExactly("a");
    }

    @Test
    void empty_pages_are_passed_over() {
        page(null, "2");
        page("2", "3", "a");
        page("3", "4");
        page("4", null);
        assertThat(rows()).containsExactly("a");
    }

    @Test
    void a_token_handed_out_twice_ends_the_walk_with_an_error() {
        page(null, "2", "a");
        page("2", "2", "b");
        List<String> seen = new ArrayList<>();
        assertThatThrownBy(() -> rows().forEach(seen::add))
                .isInstanceOf(MalformedReply.class)
                .hasMessage("the service handed out the same page token twice");
        assertThat(seen).containsExactly("a");
        assertThat(asked).hasSize(2);
    }

    @Test
    void ever_new_tokens_of_empty_pages_end_the_walk_with_an_error() {
        Stream<String> endless = Pages.of(
                token -> new Page(List.of(), token == null ? "1" : String.valueOf(Integer.parseInt(token) + 1)),
                Page::rows,
                Page::next);
        assertThatThrownBy(endless::toList)
                .isInstanceOf(MalformedReply.class)
                .hasMessage("the service handed out 101 empty pages in a row");
    }

    @Test
    void a_row_that_is_null_is_an_error_and_not_a_crash() {
        page(null, null, "a", null);
        assertThatThrownBy(() -> rows().toList())
                .isInstanceOf(MalformedReply.class)
                .hasMessage("a row of the service's list is null");
    }
}
