package dev.deploystat.cli;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.ScreenTerminal;

/** The model of a terminal's screen: what somebody sees after all that was written to it. */
public final class ShownScreen {
    private final ScreenTerminal terminal;

    public ShownScreen(int columns, int rows) {
        terminal = new ScreenTerminal(columns, rows);
    }

    /** Takes what a program writes; the terminal's driver makes a carriage return and a line feed of a line feed. */
    public ShownScreen write(String text) {
        terminal.write(text.replace("\r\n", "\n").replace("\n", "\r\n"));
        return this;
    }

    /** Returns the lines that are shown, without blanks at their ends and without empty lines at the bottom. */
    public String text() {
        int columns = terminal.getColumns();
        int rows = terminal.getRows();
        long[] cells = new long[columns * rows];
        terminal.dump(cells, null);
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                int point = ScreenTerminal.cellCodePoint(cells[row * columns + column]);
                if (point != 0) {
                    line.appendCodePoint(point);
                }
            }
            lines.add(line.toString().stripTrailing());
        }
        return String.join("\n", lines).stripTrailing() + "\n";
    }
}
