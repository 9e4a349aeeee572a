package dev.deploystat.tui;

import static dev.deploystat.tui.Rollouts.frame;
import static dev.deploystat.tui.Rollouts.mixed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.cli.Golden;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pictures of a view, each as it was agreed. */
class FrameTest {
    private static final int[][] SIZES = {{60, 15}, {80, 24}, {120, 40}, {200, 50}};

    /** What somebody has chosen to see. */
    private enum Scene {
        ALL(view -> {}),
        EXPANDED(view -> {
            view.selected = Rollouts.checkout().target();
            view.expanded.add(view.selected);
        }),
        FILTERED(view -> {
            view.filter = "CHECK";
            view.grouping = View.Grouping.NONE;
        }),
        FAILURES_FIRST(view -> {
            view.sort = View.Sort.STATUS;
            view.grouping = View.Grouping.STATUS;
        }),
        HELP(view -> view.helping = true),
        EXPLANATION(view -> {
            view.selected = Rollouts.checkout().target();
            view.explaining = true;
        });

        @SuppressWarnings("ImmutableEnumChecker") // It keeps nothing.
        private final Consumer<View> chosen;

        Scene(Consumer<View> chosen) {
            this.chosen = chosen;
        }

        View view() {
            View view = new View();
            chosen.accept(view);
            return view;
        }
    }

    private static Map<Target, Explained> explained() {
        Observation row = Rollouts.checkout();
        return Map.of(row.target(), new Explained(row, row));
    }

    private static List<AttributedString> lines(Snapshot snapshot, View view, int columns, int rows) {
        return frame(columns, rows).draw(snapshot, view, explained(), false);
    }

    private static String text(List<AttributedString> lines) {
        return lines.stream()
                .map(line -> line.toString().stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void a_view_is_as_it_was_agreed(Scene scene) {
        StringBuilder screens = new StringBuilder();
        for (int[] size : SIZES) {
            screens.append("== ").append(size[0]).append(" x ").append(size[1]).append('\n');
            screens.append(text(lines(mixed(), scene.view(), size[0], size[1])));
        }
        String name = "watch_" + scene.name().toLowerCase(Locale.ROOT) + ".txt";
        Golden.check(Path.of("src/test/resources/screens", name), screens.toString());
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void every_picture_fills_the_screen_and_no_line_goes_beyond_it(Scene scene) {
        List<Observation> rows = new ArrayList<>(mixed().observations());
        rows.add(Rollouts.hostile());
        Snapshot snapshot = new Snapshot(Rollouts.NOW, rows);
        for (int columns : new int[] {1, 5, 20, 40, 60, 80, 109, 110, 200}) {
            for (int height : new int[] {1, 2, 3, 4, 8, 13, 14, 24, 60}) {
                List<AttributedString> lines = lines(snapshot, scene.view(), columns, height);
                assertThat(lines).hasSize(height);
                assertThat(lines).allMatch(line -> line.columnLength() <= columns);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void another_size_makes_the_same_picture_whatever_the_size_was_before(Scene scene) {
        View resized = scene.view();
        lines(mixed(), resized, 80, 24);
        lines(mixed(), resized, 200, 50);
        assertThat(text(lines(mixed(), resized, 80, 24))).isEqualTo(text(lines(mixed(), scene.view(), 80, 24)));
    }

    /** A page leaves an address whole, because a terminal breaks it; here nobody else does. */
    @Test
    void an_address_that_is_longer_than_the_screen_stands_on_several_lines() {
        String address = "https://console.example/" + "0123456789".repeat(20) + "/end";
        Observation row = Rollouts.checkout()
                .withReasons(Rollouts.checkout()
                        .reading()
                        .map(rollout -> rollout.toBuilder().consoleUrl(address).build()));
        View view = new View();
        view.selected = row.target();
        view.explaining = true;
        Snapshot snapshot = new Snapshot(Rollouts.NOW, List.of(row));
        String all = frame(60, 40).draw(snapshot, view, Map.of(row.target(), new Explained(row, row)), false).stream()
                .map(line -> line.toString().strip())
                .collect(Collectors.joining());
        assertThat(all).contains(address);
    }

    @Test
    void hostile_text_is_shown_and_does_nothing() {
        View view = new View();
        view.selected = Rollouts.hostile().target();
        view.expanded.add(view.selected);
        view.explaining = true;
        view.filter = "\u001b[31mevil".substring(5);
        Snapshot snapshot = new Snapshot(Rollouts.NOW, List.of(Rollouts.hostile()));
        Observation row = Rollouts.hostile();
        for (boolean color : new boolean[] {false, true}) {
            List<AttributedString> lines =
                    frame(200, 50, color).draw(snapshot, view, Map.of(row.target(), new Explained(row, row)), false);
            String all = lines.stream().map(AttributedString::toString).collect(Collectors.joining());
            assertThat(all)
                    .contains("\\x1b[2J", "\\u202e", "\\n")
                    .doesNotContain("\u001b", "\u202e", "\n", "\r", "\u0007");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 17, 18, 19, 500, 998, 999})
    void the_chosen_row_of_a_thousand_is_always_on_the_screen(int chosen) {
        Snapshot many = Rollouts.many(1000);
        View view = new View();
        view.grouping = View.Grouping.NONE;
        view.selected = many.observations().get(chosen).target();
        for (int top : new int[] {0, chosen, 990, 5000}) {
            view.top = top;
            List<AttributedString> lines = lines(many, view, 80, 24);
            assertThat(lines).hasSize(24);
            assertThat(lines.stream().filter(line -> line.toString().startsWith("> ")))
                    .singleElement()
                    .satisfies(line -> assertThat(line.toString()).contains("prod/service-" + chosen + "@"));
        }
    }

    @Test
    void of_one_change_among_a_thousand_rows_one_line_differs() {
        View view = new View();
        List<AttributedString> before = lines(Rollouts.many(1000), view, 80, 24);
        List<AttributedString> after = lines(Rollouts.many(1000, 3), view, 80, 24);
        long differing = 0;
        for (int i = 0; i < before.size(); i++) {
            differing += before.get(i).equals(after.get(i)) ? 0 : 1;
        }
        assertThat(differing).isEqualTo(1);
    }

    @Test
    void a_filter_that_lets_nothing_through_says_so() {
        View view = new View();
        view.filter = "nowhere";
        assertThat(text(lines(mixed(), view, 80, 24)))
                .contains("no row has 'nowhere'; Esc shows all", "filter nowhere (0 of 6)");
    }

    @Test
    void a_view_of_what_is_over_says_how_it_ends() {
        List<AttributedString> lines = frame(80, 24).draw(mixed(), new View(), Map.of(), true);
        assertThat(lines.get(0).toString())
                .isEqualTo("1 of 6 passed, 1 failed, 1 not authorised, 3 pending  over; q ends");
    }

    @Test
    void an_explanation_that_is_not_there_yet_is_being_asked_for() {
        View view = new View();
        view.explaining = true;
        assertThat(text(frame(80, 24).draw(mixed(), view, Map.of(), false)))
                .contains("asking why ecs:prod/api@eu-west-1 stands as it does ...");
    }

    @Test
    void the_chosen_row_stands_out_in_colours() {
        List<AttributedString> lines = frame(80, 24, true).draw(mixed(), new View(), Map.of(), false);
        assertThat(lines.get(3).toAnsi()).startsWith("\u001b[7m> ● ecs:prod/api");
        assertThat(new ScreenTerminal(80, 24)).isNotNull();
    }
}
