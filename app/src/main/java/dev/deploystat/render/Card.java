package dev.deploystat.render;

import java.util.List;

/** A row as a few lines of named facts, where the screen is too narrow for columns. */
final class Card {
    static final String INDENT = "  ";

    private final Sink out;
    private final Display look;
    private final StringBuilder line = new StringBuilder();
    private int at;
    private boolean filled;

    Card(Sink out, Display look) {
        this.out = out;
        this.look = look;
    }

    /** Writes cells under a title; what says nothing is left out. */
    void titled(Cell title, List<String> names, List<Cell> cells) {
        put(null, title);
        endLine();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).text() != null) {
                put(names.get(i), cells.get(i));
            }
        }
        end();
    }

    /** Writes cells with their names. */
    void plain(List<String> names, List<Cell> cells) {
        for (int i = 0; i < cells.size(); i++) {
            put(names.get(i), cells.get(i));
        }
        end();
    }

    private void put(String name, Cell cell) {
        String text = Layout.text(cell);
        int width = Width.of(text) + (name == null ? 0 : Width.of(name) + 1);
        int room = Layout.room(look);
        if (filled && width > room - at - Layout.GAP.length()) {
            endLine();
        } else if (filled) {
            line.append(Layout.GAP);
            at += Layout.GAP.length();
        }
        filled = true;
        String lead = line + (name == null ? "" : Tone.FAINT.paint(name, look) + " ");
        line.setLength(0);
        if (name != null && width > room - at) {
            List<String> lines = Width.broken(lead + text, lead.length(), INDENT + INDENT, room);
            lines.subList(0, lines.size() - 1).forEach(out::line);
            line.append(lines.get(lines.size() - 1));
            at = room;
        } else {
            line.append(lead).append(Layout.painted(text, cell, look));
            at += width;
        }
    }

    private void endLine() {
        out.line(line.toString());
        line.setLength(0);
        line.append(INDENT);
        at = INDENT.length();
        filled = false;
    }

    private void end() {
        if (filled) {
            out.line(line.toString());
        }
        line.setLength(0);
        at = 0;
        filled = false;
    }
}
