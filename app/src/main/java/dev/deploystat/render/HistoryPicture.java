package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Observation;
import dev.deploystat.model.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A history drawn: a bar for each deployment, the oldest at the left, as high as it took long, with the symbol of its status
 * below. A bar that is not over is dashed; a deployment of which no duration is known has its symbol alone.
 */
final class HistoryPicture {
    private static final int MOST = 30;
    private static final int TOP = 18;
    private static final int PLOT = 120;
    private static final int SYMBOLS = TOP + PLOT + 18;
    private static final int DATES = SYMBOLS + 20;
    private static final int HEIGHT = DATES + 6;
    private static final double SHARE = 0.7;
    private static final double WIDEST = 8;
    private static final double LEAST = 2;
    private static final int DATE = "yyyy-MM-dd".length();
    private static final String CLASS = "class";

    private final Html html;
    private final Instant now;

    HistoryPicture(Html html, Instant now) {
        this.html = html;
        this.now = now;
    }

    /** Draws rows that come newest first; those that could not be read are not drawn. */
    void draw(List<Observation> rows) {
        List<Observation> found =
                rows.stream().filter(row -> row.reading().found().isPresent()).toList();
        List<Observation> shown = new ArrayList<>(found.subList(0, Math.min(MOST, found.size())));
        Collections.reverse(shown);
        if (shown.size() < 2) {
            return;
        }
        Duration longest = shown.stream()
                .map(row -> took(rollout(row)))
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        html.openPicture(HEIGHT, "How long each deployment took and how it ended, oldest first");
        html.element("desc", tally(shown)).breakLine();
        scale(longest);
        double slot = 100.0 / shown.size();
        for (int i = 0; i < shown.size(); i++) {
            bar(shown.get(i), i * slot, slot, longest);
        }
        date(shown.get(0), 0, "start");
        date(shown.get(shown.size() - 1), 100, "end");
        html.closeLine();
        html.element(
                        "figcaption",
                        "A bar for each deployment, oldest first; its height is how long it took"
                                + (shown.size() < found.size()
                                        ? "; the newest " + shown.size() + " of " + found.size()
                                        : "")
                                + ": " + tally(shown) + ".")
                .breakLine();
        html.closeLine();
    }

    private static Rollout rollout(Observation row) {
        return row.reading().found().orElseThrow();
    }

    /** Returns how long it took, or takes so far; null where nothing says. */
    private Duration took(Rollout rollout) {
        Instant begun = rollout.startedAt() == null ? rollout.createdAt() : rollout.startedAt();
        if (rollout.status().isFinal() || begun == null) {
            return rollout.duration();
        }
        Duration sofar = Duration.between(begun, now);
        return sofar.isNegative() ? Duration.ZERO : sofar;
    }

    private static String tally(List<Observation> rows) {
        Map<Sign, Long> counts = rows.stream()
                .map(row -> Sign.of(rollout(row).status()))
                .collect(Collectors.groupingBy(each -> each, LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(each -> each.getKey().symbol() + " " + each.getValue() + " "
                        + each.getKey().words())
                .collect(Collectors.joining(", "));
    }

    /** Draws what the bars stand on, and how long the longest one took. */
    private void scale(Duration longest) {
        level(TOP + PLOT);
        if (!longest.isZero()) {
            level(TOP);
            html.element("text", Durations.words(longest), CLASS, "faint", "x", "0", "y", String.valueOf(TOP - 5))
                    .breakLine();
        }
    }

    private void level(int y) {
        String at = String.valueOf(y);
        html.empty("line", CLASS, "grid", "x1", "0", "x2", "100%", "y1", at, "y2", at)
                .breakLine();
    }

    private void bar(Observation row, double left, double slot, Duration longest) {
        Rollout rollout = rollout(row);
        Sign sign = Sign.of(row);
        Duration took = took(rollout);
        boolean isOpen = !rollout.status().isFinal();
        String tone = Html.style(sign.tone());
        String middle = TimeAxis.percent(left + slot / 2);
        html.open("g").element("title", words(rollout, sign, took));
        if (took != null && !longest.isZero()) {
            double width = Math.min(WIDEST, slot * SHARE);
            double height = Math.max(LEAST, (double) PLOT * took.toMillis() / longest.toMillis());
            html.empty(
                    "rect",
                    CLASS,
                    tone + (isOpen ? " open" : " bar"),
                    "x",
                    TimeAxis.percent(left + (slot - width) / 2),
                    "y",
                    String.format(Locale.ROOT, "%.1f", TOP + PLOT - height),
                    "width",
                    TimeAxis.percent(width),
                    "height",
                    String.format(Locale.ROOT, "%.1f", height));
        }
        html.element(
                        "text",
                        sign.symbol(),
                        CLASS,
                        tone,
                        "x",
                        middle,
                        "y",
                        String.valueOf(SYMBOLS),
                        "text-anchor",
                        "middle")
                .closeLine();
    }

    private String words(Rollout rollout, Sign sign, Duration took) {
        Instant begun = rollout.createdAt() == null ? rollout.startedAt() : rollout.createdAt();
        String span = took == null
                ? null
                : rollout.status().isFinal() ? "took " + Durations.words(took) : Durations.words(took) + " so far";
        return Stream.of(
                        rollout.id(), sign.words(), rollout.revision(), begun == null ? null : Facts.exact(begun), span)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    private void date(Observation row, double place, String anchor) {
        Rollout rollout = rollout(row);
        Instant begun = rollout.createdAt() == null ? rollout.startedAt() : rollout.createdAt();
        if (begun != null) {
            html.element(
                            "text",
                            Facts.exact(begun).substring(0, DATE),
                            CLASS,
                            "faint",
                            "x",
                            TimeAxis.percent(place),
                            "y",
                            String.valueOf(DATES),
                            "text-anchor",
                            anchor)
                    .breakLine();
        }
    }
}
