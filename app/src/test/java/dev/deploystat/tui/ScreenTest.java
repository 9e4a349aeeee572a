package dev.deploystat.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jline.terminal.Attributes;
import org.jline.terminal.KeyEvent;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from one picture to the next on a terminal, and back to what the terminal was. */
class ScreenTest {
    private static final int COLUMNS = 40;
    private static final int ROWS = 12;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LineDisciplineTerminal terminal;
    private final List<String> changes = new ArrayList<>();

    ScreenTest() throws IOException {
        terminal = new LineDisciplineTerminal("test", "xterm-256color", written, StandardCharsets.UTF_8);
        terminal.setSize(Size.of(COLUMNS, ROWS));
    }

    @AfterEach
    void close() throws IOException {
        terminal.close();
    }

    private Screen screen() {
        return screen(new StringWriter(), () -> {});
    }

    private Screen screen(StringWriter out, Runnable stop) {
        Screen screen = new Screen(terminal, out, stop, () -> changes.add("change"));
        screen.open();
        return screen;
    }

    private String written() {
        String text = written.toString(StandardCharsets.UTF_8);
        written.reset();
        return text;
    }

    /** Random words of every width, some of them coloured. */
    private static AttributedString line(Random random) {
        String[] words = {"", "api", "本番", "██░░", "é", "in progress", "✓", "  ", "x"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(words[random.nextInt(words.length)]).append(' ');
        }
        AttributedStyle style =
                random.nextBoolean() ? AttributedStyle.DEFAULT : AttributedStyle.DEFAULT.foreground(random.nextInt(8));
        return new AttributedString(text.toString(), style).columnSubSequence(0, COLUMNS - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_is_written_for_a_change_makes_of_one_picture_the_next(long seed) {
        Random random = new Random(seed);
        Screen screen = screen();
        ScreenTerminal shown = new ScreenTerminal(COLUMNS, ROWS);
        List<AttributedString> picture = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            picture.add(line(random));
        }
        for (int round = 0; round < 60; round++) {
            int kind = random.nextInt(10);
            if (kind == 0) {
                picture.add(0, picture.remove(ROWS - 1));
            } else if (kind == 1) {
                picture.add(picture.remove(0));
            } else {
                for (int i = random.nextInt(kind); i >= 0; i--) {
                    picture.set(random.nextInt(ROWS), line(random));
                }
            }
            screen.draw(picture, COLUMNS, ROWS);
            shown.write(written());
            ScreenTerminal alone = new ScreenTerminal(COLUMNS, ROWS);
            for (int i = 0; i < ROWS; i++) {
                alone.write("\u001b[" + (i + 1) + ";1H" + picture.get(i).toAnsi());
            }
            assertThat(cells(shown)).as("round %s", round).isEqualTo(cells(alone));
        }
    }

    private static List<String> cells(ScreenTerminal screen) {
        long[] cells = new long[COLUMNS * ROWS];
        screen.dump(cells, null);
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < COLUMNS; column++) {
                long cell = cells[row * COLUMNS + column];
                int point = ScreenTerminal.cellCodePoint(cell);
                boolean isBlank = point == 0 || point == ' ';
                line.append(isBlank ? " " : Character.toString(point) + ScreenTerminal.cellForeground(cell));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    @Test
    void a_picture_that_was_spoilt_is_drawn_whole() {
        Screen screen = screen();
        List<AttributedString> picture = List.of(new AttributedString("first"), new AttributedString("second"));
        screen.draw(picture, COLUMNS, ROWS);
        written();
        screen.draw(picture, COLUMNS, ROWS);
        assertThat(written()).isEmpty();
        screen.spoilt();
        screen.draw(picture, COLUMNS, ROWS);
        assertThat(written()).contains("\u001b[2J", "first", "second");
    }

    @Test
    void one_change_among_a_thousand_rows_writes_a_few_bytes() {
        terminal.setSize(Size.of(200, 50));
        Screen screen = screen();
        Frame frame = Rollouts.frame(199, 50);
        View view = new View();
        screen.draw(frame.draw(Rollouts.many(1000), view, Map.of(), false), 200, 50);
        int whole = written().length();
        screen.draw(frame.draw(Rollouts.many(1000, 3), view, Map.of(), false), 200, 50);
        int change = written().length();
        screen.draw(frame.draw(Rollouts.many(1000, 3), view, Map.of(), false), 200, 50);
        int none = written().length();
        assertThat(whole).isGreaterThan(2000);
        assertThat(change).isBetween(1, 60);
        assertThat(none).isZero();
    }

    @Test
    void a_picture_for_another_size_is_not_shown_and_the_next_one_is_whole() {
        Screen screen = screen();
        Snapshot rows = Rollouts.mixed();
        screen.draw(Rollouts.frame(COLUMNS - 1, ROWS).draw(rows, new View(), Map.of(), false), COLUMNS, ROWS);
        written();
        terminal.setSize(Size.of(100, 30));
        terminal.raise(Signal.WINCH);
        assertThat(changes).hasSize(1);
        screen.draw(Rollouts.frame(COLUMNS - 1, ROWS).draw(rows, new View(), Map.of(), false), COLUMNS, ROWS);
        assertThat(written()).isEmpty();
        screen.draw(Rollouts.frame(99, 30).draw(rows, new View(), Map.of(), false), 100, 30);
        assertThat(written()).contains("ecs:prod/api", "q leave");
    }

    @Test
    void the_terminal_is_as_it_was_once_the_view_is_closed() throws IOException {
        Attributes before = new Attributes(terminal.getAttributes());
        Screen screen = screen();
        assertThat(written()).contains("\u001b[?1049h", "\u001b[?25l", "\u001b[?7l");
        assertThat(terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ICANON))
                .isFalse();
        assertThat(terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ISIG))
                .isTrue();
        screen.draw(List.of(new AttributedString("x")), COLUMNS, ROWS);
        written();
        screen.close();
        assertThat(written())
                .contains("\u001b[?1049l", "\u001b[?7h", "\u001b[0m")
                .containsPattern("\u001b\\[\\?(12;)?25h|\u001b\\[\\?12l\u001b\\[\\?25h");
        screen.close();
        assertThat(written()).isEmpty();
        screen.draw(List.of(new AttributedString("y")), COLUMNS, ROWS);
        assertThat(written()).isEmpty();
        assertThat(terminal.getAttributes()).hasToString(before.toString());
    }

    /** A shell goes on with the terminal, and handles what is signalled as before. */
    @Test
    void the_signals_are_for_whoever_had_them_before_once_the_view_is_closed() {
        List<String> handled = new ArrayList<>();
        terminal.handle(Signal.WINCH, signal -> handled.add("size"));
        terminal.handle(Signal.CONT, signal -> handled.add("goes on"));
        Screen screen = screen();
        terminal.raise(Signal.WINCH);
        assertThat(handled).isEmpty();
        screen.close();
        written();
        terminal.raise(Signal.WINCH);
        terminal.raise(Signal.CONT);
        assertThat(handled).containsExactly("size", "goes on");
        assertThat(changes).hasSize(1);
        assertThat(written()).isEmpty();
    }

    @Test
    void a_view_that_is_closed_before_it_is_opened_does_nothing() {
        Screen screen = new Screen(terminal, new StringWriter(), () -> {}, () -> changes.add("change"));
        screen.close();
        screen.open();
        terminal.raise(Signal.CONT);
        assertThat(written()).isEmpty();
        assertThat(changes).isEmpty();
    }

    @Test
    void a_terminal_that_is_closed_before_is_restored_all_the_same() throws IOException {
        StringWriter out = new StringWriter();
        Screen screen = screen(out, () -> {});
        terminal.close();
        screen.close();
        assertThat(out.toString()).contains("\u001b[?1049l", "\u001b[?7h");
    }

    @Test
    void who_stops_the_process_gets_the_terminal_until_it_goes_on() {
        List<Screen> stopped = new ArrayList<>();
        Screen screen = screen(new StringWriter(), () -> {
            assertThat(written()).contains("\u001b[?1049l");
            assertThat(terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ICANON))
                    .isTrue();
            stopped.get(0).draw(List.of(new AttributedString("hidden")), COLUMNS, ROWS);
            assertThat(written()).isEmpty();
        });
        stopped.add(screen);
        screen.draw(List.of(new AttributedString("picture")), COLUMNS, ROWS);
        written();
        terminal.raise(Signal.TSTP);
        assertThat(changes).hasSize(1);
        assertThat(written()).contains("\u001b[?1049h");
        assertThat(terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ICANON))
                .isFalse();
        screen.draw(List.of(new AttributedString("picture")), COLUMNS, ROWS);
        assertThat(written()).contains("picture");
    }

    @Test
    void keys_of_several_characters_come_as_one() throws IOException {
        Screen screen = screen();
        terminal.processInputBytes(
                "j\u001b[A\u001bOB\u001b[6~\u001b[4~\u001bOH\u001bq本".getBytes(StandardCharsets.UTF_8));
        assertThat(screen.key(5000).getCharacter()).isEqualTo('j');
        assertThat(screen.key(5000).getArrow()).isEqualTo(KeyEvent.Arrow.Up);
        assertThat(screen.key(5000).getArrow()).isEqualTo(KeyEvent.Arrow.Down);
        assertThat(screen.key(5000).getSpecial()).isEqualTo(KeyEvent.Special.PageDown);
        assertThat(screen.key(5000).getSpecial()).isEqualTo(KeyEvent.Special.End);
        assertThat(screen.key(5000).getSpecial()).isEqualTo(KeyEvent.Special.Home);
        assertThat(screen.key(5000).getSpecial()).isEqualTo(KeyEvent.Special.Escape);
        assertThat(screen.key(5000).getCharacter()).isEqualTo('q');
        assertThat(screen.key(5000).getCharacter()).isEqualTo('本');
        assertThat(screen.key(1)).isNull();
    }
}
