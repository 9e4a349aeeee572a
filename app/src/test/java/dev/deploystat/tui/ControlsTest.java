package dev.deploystat.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import java.util.List;
import org.jline.terminal.KeyParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keys do. */
class ControlsTest {
    private static final int PAGE = 10;
    private static final String ESCAPE = "\u001b";

    private final View view = new View();
    private final Controls controls = new Controls(view);
    private Snapshot snapshot = Rollouts.many(100);

    private boolean press(String... keys) {
        boolean stays = true;
        for (String key : keys) {
            stays = controls.press(KeyParser.parse(key), ViewRows.of(snapshot, view), PAGE);
        }
        return stays;
    }

    private int chosen() {
        return ViewRows.of(snapshot, view).indexOf(view.selected);
    }

    private List<String> shown() {
        return ViewRows.of(snapshot, view).all().stream()
                .map(row -> row.target().toString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "j,1", "k,0", "[A,0", "[B,1", "[6~,10", "[5~,0", "[F,99", "[H,0", "' ',10",
    })
    void a_row_is_chosen(String key, int row) {
        press(key.startsWith("[") ? ESCAPE + key : key);
        assertThat(chosen()).isEqualTo(row);
    }

    @Test
    void nothing_lies_beyond_the_first_and_the_last_row() {
        press("k", ESCAPE + "[5~");
        assertThat(chosen()).isZero();
        press(ESCAPE + "[F", "j", ESCAPE + "[6~");
        assertThat(chosen()).isEqualTo(99);
    }

    @Test
    void a_row_stays_chosen_when_others_come_before_it() {
        press("j", "j");
        Observation row = ViewRows.of(snapshot, view).all().get(2);
        press("s", "s");
        assertThat(view.selected).isEqualTo(row.target());
    }

    @Test
    void enter_shows_and_hides_what_is_known_of_a_row() {
        press("\r");
        assertThat(view.expanded)
                .containsExactly(ViewRows.of(snapshot, view).all().get(0).target());
        press("\r");
        assertThat(view.expanded).isEmpty();
    }

    @Test
    void what_is_typed_after_a_slash_is_the_filter() {
        press("/", "s", "e", "q", "\u007f", "r");
        assertThat(view.filter).isEqualTo("ser");
        assertThat(press("q")).isTrue();
        press("\u007f", "\r");
        assertThat(view.filter).isEqualTo("ser");
        assertThat(view.filtering).isFalse();
        assertThat(press("q")).isFalse();
    }

    @Test
    void escape_closes_one_thing_after_another() {
        press("/", "s", "\r", "e", "?", ESCAPE);
        assertThat(view.helping).isFalse();
        assertThat(view.explaining).isTrue();
        press(ESCAPE);
        assertThat(view.explaining).isFalse();
        assertThat(view.filter).isEqualTo("s");
        press(ESCAPE);
        assertThat(view.filter).isEmpty();
    }

    @Test
    void a_filter_finds_targets_statuses_revisions_and_reasons_in_any_case() {
        snapshot = Rollouts.mixed();
        view.grouping = View.Grouping.NONE;
        assertThat(filtered("PROD/API")).containsExactly("ecs:prod/api@eu-west-1");
        assertThat(filtered("needs action")).containsExactly("codepipeline:website@us-east-1");
        assertThat(filtered("api:42")).containsExactly("ecs:prod/api@eu-west-1");
        assertThat(filtered("answered 502")).containsExactly("codedeploy:checkout/prod@eu-west-1");
        assertThat(filtered("scale_up")).containsExactly("ecs:prod/api@eu-west-1");
        assertThat(filtered("us-east")).containsExactly("codepipeline:website@us-east-1");
    }

    private List<String> filtered(String text) {
        view.filter = text;
        return shown();
    }

    @Test
    void rows_are_put_in_order() {
        snapshot = Rollouts.mixed();
        view.grouping = View.Grouping.NONE;
        List<String> asked = shown();
        press("s");
        assertThat(shown()).isSorted();
        press("s");
        assertThat(shown().subList(0, 2))
                .containsExactly("ecs:prod/secret@eu-west-1", "codedeploy:checkout/prod@eu-west-1");
        press("s");
        assertThat(shown()).startsWith("codepipeline:website@us-east-1", "cloudformation:orders@eu-west-1");
        press("S");
        assertThat(shown().get(5)).isEqualTo("codepipeline:website@us-east-1");
        press("S", "s");
        assertThat(shown()).isEqualTo(asked);
    }

    @Test
    void rows_stand_together_by_place_or_status() {
        snapshot = Rollouts.mixed();
        assertThat(ViewRows.of(snapshot, view).groups().keySet())
                .containsExactly(
                        "ecs  eu-west-1",
                        "codedeploy  eu-west-1",
                        "cloudformation  eu-west-1",
                        "codepipeline  us-east-1");
        press("g");
        assertThat(ViewRows.of(snapshot, view).groups().keySet())
                .containsExactly(
                        "in progress", "failed", "succeeded", "in progress, needs action", "denied", "pending");
        press("g");
        assertThat(ViewRows.of(snapshot, view).groups().keySet()).containsExactly("");
    }

    @Test
    void an_explanation_is_scrolled_by_pages_and_rows_are_chosen_beside_it() {
        press("e", ESCAPE + "[6~");
        assertThat(view.explanationTop).isEqualTo(PAGE);
        assertThat(chosen()).isZero();
        press("j");
        assertThat(view.explanationTop).isZero();
        assertThat(chosen()).isEqualTo(1);
        press("a");
        assertThat(view.explaining).isTrue();
        assertThat(view.whole).isTrue();
        press("a");
        assertThat(view.explaining).isFalse();
    }

    /** Ctrl-S and Ctrl-Q hold the output up on many terminals. */
    @Test
    void a_letter_with_control_is_another_key() {
        assertThat(press("\u0013", "\u0011", "\u0005", "\u0007")).isTrue();
        assertThat(view.sort).isEqualTo(View.Sort.ASKED);
        assertThat(view.grouping).isEqualTo(View.Grouping.PLACE);
        assertThat(view.explaining).isFalse();
    }

    @Test
    void the_help_names_every_key() {
        assertThat(String.join("\n", Controls.HELP))
                .contains("j", "k", "e ", "a ", "/", "s S", "g", "?", "q", "Enter", "Esc");
    }

    @Test
    void a_view_without_rows_takes_every_key() {
        snapshot = new Snapshot(Rollouts.NOW, List.of());
        assertThat(press("j", "k", "\r", "e", "a", "s", "S", "g", "?", "?", ESCAPE, " ", "x", ESCAPE + "[1;5A", "é"))
                .isTrue();
    }
}
