package dev.deploystat.render;

import dev.deploystat.model.LogTail;
import java.util.List;

/** The last lines of what died: as many as fit the screen, or all that were read. */
final class LastWords {
    private static final int LEAST = 2;
    private static final int HEADING = 2;

    private final Page page;
    private final boolean whole;

    LastWords(Page page, boolean whole) {
        this.page = page;
        this.whole = whole;
    }

    /**
     * Writes them.
     *
     * @param below how many lines are to be left for what comes below
     */
    void write(List<LogTail> read, Said said, int below) {
        List<LogTail> tails = read.stream()
                .filter(tail -> !tail.lines().stream().allMatch(line -> said.says(line.strip())))
                .toList();
        int written = 0;
        for (LogTail tail : tails) {
            int room = page.room() - below - HEADING;
            if (!whole && written > 0 && room < LEAST) {
                break;
            }
            List<String> lines = tail.lines();
            int most = whole
                    ? lines.size()
                    : Math.min(lines.size(), Math.max(LEAST, room - (more(tails, written) ? 1 : 0)));
            String cut = most == lines.size() ? "" : " (" + most + " of " + lines.size() + ", all: --all)";
            page.heading("Last words" + cut + (tail.times() == 1 ? "" : ", " + tail.times() + " alike") + ": "
                    + Text.visible(tail.resource()));
            List<String> last = lines.subList(lines.size() - most, lines.size());
            if (page.isEndless()) {
                page.quoted(last);
            } else {
                last.forEach(this::line);
            }
            written++;
        }
        if (written < tails.size()) {
            page.line(Page.INDENT + "(" + (tails.size() - written) + " more: --all)");
        }
    }

    private static boolean more(List<LogTail> tails, int written) {
        return written + 1 < tails.size();
    }

    private void line(String line) {
        String text = Text.visible(line);
        if (whole) {
            String before =
                    Page.INDENT + " ".repeat(text.length() - text.stripLeading().length());
            page.wrapped(before, before + Page.INDENT, text.stripLeading());
        } else {
            page.cut(Page.INDENT + text);
        }
    }
}
