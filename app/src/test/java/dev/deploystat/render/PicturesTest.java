package dev.deploystat.render;

import static dev.deploystat.render.Pages.elements;
import static dev.deploystat.render.Pages.parsed;
import static dev.deploystat.render.Pages.texts;
import static dev.deploystat.render.Samples.PIPE;
import static dev.deploystat.render.Samples.at;
import static dev.deploystat.render.Samples.seen;
import static dev.deploystat.render.Samples.style;
import static dev.deploystat.render.Samples.target;
import static dev.deploystat.render.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PicturesTest {
    /** From the left edge to the right one, without what is left free at either end. */
    private static final double WHOLE = 98;

    private static Rollout.Builder rollout(Status status, String from, String to) {
        return Rollout.builder(status, null)
                .startedAt(from == null ? null : at(from))
                .finishedAt(to == null ? null : at(to));
    }

    private static Part part(String name, Status status, String from, String to) {
        return new Part(
                "task", name, null, status, null, from == null ? null : at(from), to == null ? null : at(to), null);
    }

    /** As of 13:00. */
    private static Document drawn(Rollout rollout) {
        Observation row = seen(target("ecs", "prod/api"), Outcome.FAILED, null, rollout);
        return parsed(written(
                style(Format.HTML, PIPE),
                output -> output.explanation(
                        new Snapshot(Samples.NOW, List.of(row)), new ExplanationPage.Extent(false, false, false))));
    }

    private static Document history(Observation... rows) {
        return parsed(written(style(Format.HTML, PIPE), output -> {
            try (Output.Sheet sheet = output.deployments(null)) {
                List.of(rows).forEach(sheet::add);
            }
        }));
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute).replace("%", ""));
    }

    private static String caption(Document page) {
        return texts(page, "figcaption").get(0);
    }

    @Test
    void a_bar_is_where_and_as_long_as_it_was() {
        Document page = drawn(rollout(Status.FAILED, "12:00:00", "12:40:00")
                .part(part("a", Status.FAILED, "12:10:00", "12:20:00"))
                .build());
        List<Element> bars = elements(page, "rect");
        assertThat(bars).hasSize(2).allSatisfy(bar -> assertThat(bar.getAttribute("class"))
                .isEqualTo("bad bar"));
        assertThat(number(bars.get(0), "width")).isEqualTo(WHOLE);
        assertThat(number(bars.get(1), "x")).isEqualTo(1 + WHOLE / 4);
        assertThat(number(bars.get(1), "width")).isEqualTo(WHOLE / 4);
        assertThat(texts(page, "text")).contains("✗ deployment  40m", "✗ a  10m", "12:00", "12:40");
        assertThat(caption(page)).isEqualTo("From 2026-11-21T12:00:00Z to 2026-11-21T12:40:00Z.");
    }

    @Test
    void what_is_not_over_reaches_to_now_and_is_dashed() {
        Document page = drawn(rollout(Status.IN_PROGRESS, "12:00:00", null)
                .part(part("a", Status.SUCCEEDED, "12:00:00", "12:30:00"))
                .build());
        assertThat(elements(page, "rect").stream().map(bar -> bar.getAttribute("class")))
                .containsExactly("busy open", "good bar");
        assertThat(number(elements(page, "rect").get(0), "width")).isEqualTo(WHOLE);
        assertThat(texts(page, "text")).contains("● deployment  1h so far", "✓ a  30m");
        assertThat(caption(page)).contains("A dashed bar is not over.");
    }

    @Test
    void of_one_known_end_no_bar_is_made() {
        Document page = drawn(rollout(Status.FAILED, "12:00:00", "12:40:00")
                .part(part("a", Status.FAILED, "12:10:00", null))
                .part(part("b", Status.FAILED, null, "12:20:00"))
                .part(part("c", Status.FAILED, null, null))
                .build());
        assertThat(elements(page, "rect")).hasSize(1);
        assertThat(elements(page, "line").stream()
                        .filter(line -> line.getAttribute("class").equals("bad end")))
                .hasSize(2);
        assertThat(texts(page, "text")).contains("✗ a  end not known", "✗ b  begin not known");
        assertThat(caption(page)).contains("Not drawn, as they have no times or no room: 1.");
    }

    @Test
    void an_event_is_a_mark_on_what_it_happened_to_and_the_one_that_says_why_is_a_cross() {
        Document page = drawn(rollout(Status.FAILED, "12:00:00", "12:40:00")
                .part(part("a", Status.FAILED, "12:00:00", "12:40:00"))
                .problem("a", null, "no memory left")
                .events(List.of(
                        new Event(at("12:10:00"), "a", "STARTED", null),
                        new Event(at("12:20:00"), "a", "FAILED", "no memory left"),
                        new Event(at("12:30:00"), "alarm", null, "went off"),
                        new Event(null, "alarm", null, "at some time")))
                .build());
        assertThat(elements(page, "circle").stream().map(mark -> mark.getAttribute("class")))
                .containsExactly("mark", "mark bad", "mark");
        assertThat(texts(page, "text")).contains("✗", "alarm").doesNotContain("✗ alarm");
        assertThat(texts(page, "desc").get(0)).contains("a, failed, 40m, 2 events; alarm, 1 event");
        assertThat(caption(page)).contains("A circle is an event. A cross is one that says why.");
        assertThat(elements(page, "td")).hasSizeGreaterThanOrEqualTo(16);
    }

    @Test
    void what_failed_is_drawn_before_what_went_well_where_not_all_have_room() {
        Rollout.Builder many = rollout(Status.FAILED, "12:00:00", "12:40:00");
        IntStream.range(0, 60).forEach(i -> many.part(part("good" + i, Status.SUCCEEDED, "12:00:00", "12:01:00")));
        many.part(part("bad", Status.FAILED, "12:00:00", "12:01:00"));
        Document page = drawn(many.build());
        assertThat(elements(page, "rect")).hasSize(40);
        assertThat(texts(page, "text")).contains("✗ bad  1m");
        assertThat(caption(page)).contains("no room: 22.");
    }

    @Test
    void a_moment_is_no_picture() {
        assertThat(elements(drawn(rollout(Status.FAILED, null, "12:00:00").build()), "svg"))
                .isEmpty();
        assertThat(elements(drawn(Rollout.builder(Status.UNKNOWN, null).build()), "svg"))
                .isEmpty();
    }

    @Test
    void a_history_is_a_bar_for_each_deployment_as_high_as_it_took_long() {
        Document page = history(
                row("d3", rollout(Status.IN_PROGRESS, "12:50:00", null)),
                row("d2", rollout(Status.ROLLED_BACK, "12:00:00", "12:20:00")),
                row("d1", rollout(Status.SUCCEEDED, "11:00:00", "11:05:00")),
                row("d0", rollout(Status.FAILED, null, null)));
        List<Element> bars = elements(page, "rect");
        assertThat(bars.stream().map(bar -> bar.getAttribute("class")))
                .containsExactly("good bar", "bad bar", "busy open");
        assertThat(bars.stream().map(bar -> number(bar, "height"))).containsExactly(30.0, 120.0, 60.0);
        assertThat(texts(page, "text")).containsSubsequence("20m", "✗", "✓", "↺", "●");
        assertThat(texts(page, "title")).contains("d2, rolled back, 2026-11-21T12:00:00Z, took 20m");
        assertThat(caption(page)).endsWith(": ✗ 1 failed, ✓ 1 succeeded, ↺ 1 rolled back, ● 1 in progress.");
    }

    @Test
    void of_a_long_history_the_newest_are_drawn() {
        List<Observation> rows = new ArrayList<>();
        IntStream.range(0, 50).forEach(i -> rows.add(row("d" + i, rollout(Status.SUCCEEDED, "11:00:00", "11:05:00"))));
        Document page = history(rows.toArray(Observation[]::new));
        assertThat(elements(page, "rect")).hasSize(30);
        assertThat(caption(page)).contains("the newest 30 of 50");
        assertThat(texts(page, "title").get(2)).startsWith("d29,");
        assertThat(elements(page, "tr")).hasSize(51);
    }

    private static Observation row(String id, Rollout.Builder rollout) {
        Rollout known = rollout.id(id).build();
        return seen(target("ecs", "prod/api"), Outcome.of(known, Set.of()), null, known);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T12:00:00Z, 2026-11-21T12:00:04Z, 12:00:00 12:00:01 12:00:02 12:00:03 12:00:04",
        "2026-11-21T12:00:07Z, 2026-11-21T12:01:55Z, 12:00:30 12:01:00 12:01:30",
        "2026-11-21T11:39:00Z, 2026-11-21T12:04:20Z, 11:40 11:50 12:00",
        "2026-11-20T22:00:00Z, 2026-11-22T12:00:00Z, 2026-11-21 2026-11-22",
        "2026-11-21T12:00:00Z, 2026-11-21T12:00:00Z, 12:00:00 12:00:01",
        "2020-01-01T00:00:00Z, 2026-01-01T00:00:00Z, 2024-12-18"
    })
    void round_times_are_named(Instant from, Instant to, String names) {
        TimeAxis axis = new TimeAxis(from, to);
        List<String> ticks = axis.ticks().stream().map(axis::name).toList();
        assertThat(String.join(" ", ticks)).isEqualTo(names);
    }

    @Test
    void every_span_has_one_to_five_of_them() {
        Instant from = Instant.parse("2026-11-21T12:00:01Z");
        for (long seconds = 1; seconds < 2_000_000_000L; seconds += 1 + seconds / 7) {
            assertThat(new TimeAxis(from, from.plusSeconds(seconds)).ticks())
                    .as(seconds + " seconds")
                    .hasSizeBetween(1, 5);
        }
    }

    private static Document several(Observation... rows) {
        return parsed(written(style(Format.HTML, PIPE), output -> {
            try (Output.Sheet sheet = output.discovered()) {
                List.of(rows).forEach(sheet::add);
            }
        }));
    }

    private static Observation of(String name, Rollout.Builder rollout) {
        return seen(target("ecs", name), Outcome.FAILED, null, rollout.build());
    }

    @Test
    void several_targets_are_one_timeline_with_a_row_for_each() {
        Document page = several(
                of("prod/api", rollout(Status.SUCCEEDED, "12:00:00", "12:20:00").id("d1")),
                of("prod/web", rollout(Status.IN_PROGRESS, "12:30:00", null)),
                of("prod/job", rollout(Status.UNKNOWN, null, null)));
        assertThat(texts(page, "text")).contains("✓ ecs:prod/api  20m", "● ecs:prod/web  30m so far");
        assertThat(elements(page, "rect").stream().map(bar -> bar.getAttribute("class")))
                .containsExactly("good bar", "busy open");
        assertThat(number(elements(page, "rect").get(0), "width")).isLessThan(WHOLE);
        assertThat(caption(page))
                .isEqualTo("From 2026-11-21T12:00:00Z to 2026-11-21T13:00:00Z. A dashed bar is not over."
                        + " Not drawn, as they have no times or no room: 1.");
    }

    @Test
    void the_histories_of_several_targets_are_a_bar_for_each_deployment_in_the_row_of_its_target() {
        Document page = several(
                of("prod/api", rollout(Status.FAILED, "12:30:00", "12:40:00").id("d2")),
                of("prod/api", rollout(Status.SUCCEEDED, "12:00:00", "12:20:00").id("d1")),
                of("prod/web", rollout(Status.SUCCEEDED, "12:00:00", "12:05:00").id("d3")));
        assertThat(texts(page, "text")).contains("✗ ecs:prod/api  2 deployments", "✓ ecs:prod/web  5m");
        assertThat(elements(page, "rect").stream().map(bar -> bar.getAttribute("class")))
                .containsExactly("good bar", "bad bar", "good bar");
        assertThat(texts(page, "title")).contains("d1, succeeded, 20m", "d2, failed, 10m");
    }

    @Test
    void what_was_over_long_before_does_not_make_dots_of_the_others() {
        Rollout.Builder old = Rollout.builder(Status.SUCCEEDED, null)
                .startedAt(Instant.parse("2026-10-01T12:00:00Z"))
                .finishedAt(Instant.parse("2026-10-01T12:10:00Z"));
        Observation[] rows = {
            of("prod/old", old),
            of("prod/api", rollout(Status.SUCCEEDED, "12:00:00", "12:20:00")),
            of("prod/web", rollout(Status.SUCCEEDED, "12:10:00", "12:30:00"))
        };
        Document page = several(rows);
        assertThat(elements(page, "rect")).hasSize(2);
        assertThat(caption(page))
                .isEqualTo("From 2026-11-21T12:00:00Z to 2026-11-21T12:30:00Z."
                        + " Not drawn, as they were over more than a day before: 1.");
        assertThat(elements(several(rows[0], rows[1]), "rect")).hasSize(2);
    }

    @Test
    void one_row_or_one_moment_is_no_picture() {
        assertThat(elements(several(of("prod/api", rollout(Status.FAILED, "12:00:00", "12:40:00"))), "svg"))
                .isEmpty();
        assertThat(elements(
                        several(
                                of("prod/api", rollout(Status.FAILED, null, "12:00:00")),
                                of("prod/web", rollout(Status.FAILED, null, "12:00:00"))),
                        "svg"))
                .isEmpty();
    }

    @Test
    void a_row_says_where_its_target_is_if_not_all_are_there() {
        Observation here = of("prod/api", rollout(Status.SUCCEEDED, "12:00:00", "12:20:00"));
        Observation there = seen(
                here.target().at(null, "us-east-1"),
                Outcome.PASSED,
                null,
                here.reading().found().orElseThrow());
        assertThat(texts(several(here, there), "text"))
                .contains("✓ ecs:prod/api@eu-west-1  20m", "✓ ecs:prod/api@us-east-1  20m");
    }
}
