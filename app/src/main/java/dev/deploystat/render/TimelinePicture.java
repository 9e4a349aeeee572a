package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Observation;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What happened over time, drawn: a deployment and its parts as bars, events as marks on the bar of what they happened to; or
 * several targets, each with the bars of its deployments.
 * Only what the service says is drawn. A bar that is not over is dashed and reaches to the moment of the look; of what has but
 * one known end, that end alone is there.
 *
 * <p>Places are in per cent of the width and texts of one size, so that it reads alike on every screen.
 */
final class TimelinePicture {
    private static final int MOST_LANES = 40;
    private static final int LONGEST_NAME = 30;
    private static final int TOP = 24;
    private static final int LANE = 36;
    private static final int BAR = 10;
    private static final String DOT = "4";
    private static final String DOT_OF_REASON = "6.5";
    private static final double NARROWEST = 0.4;
    private static final double EDGE = 12;
    private static final String CLASS = "class";
    private static final String DEPLOYMENT = "deployment";

    /** What is over for longer than this before the others moved is no part of the same release. */
    private static final Duration APART = Duration.ofDays(1);

    private final List<Lane> lanes;
    private final int left;
    private final int old;
    private final Instant now;
    private final Instant from;
    private final Instant to;

    /** A deployment or a part of one: its ends, as far as they are known. */
    private record Bar(String name, Status status, Instant from, Instant to) {
        boolean isOpen() {
            return to == null && !status.isFinal();
        }

        Stream<Instant> times(Instant now) {
            return Stream.of(from, to, isOpen() && from != null ? now : null).filter(Objects::nonNull);
        }
    }

    /** Something with a place in time: its bars, oldest first, and what happened to it. */
    private record Lane(String name, List<Bar> bars, List<Mark> marks) {
        static Lane of(String name, Bar bar, List<Mark> marks) {
            return new Lane(name, List.of(bar), marks == null ? List.of() : marks);
        }

        Stream<Instant> times(Instant now) {
            return Stream.concat(
                    bars.stream().flatMap(bar -> bar.times(now)), marks.stream().map(Mark::at));
        }

        /** Returns how it stands; null for what only events name. */
        Status status() {
            return bars.isEmpty() ? null : bars.get(bars.size() - 1).status;
        }
    }

    /** An event. */
    private record Mark(Instant at, String text, boolean bad) {}

    private TimelinePicture(List<Lane> lanes, int left, int old, Instant now) {
        this.lanes = lanes;
        this.left = left;
        this.old = old;
        this.now = now;
        from = lanes.stream()
                .flatMap(lane -> lane.times(now))
                .min(Instant::compareTo)
                .orElse(now);
        to = lanes.stream()
                .flatMap(lane -> lane.times(now))
                .max(Instant::compareTo)
                .orElse(now);
    }

    /** Returns the picture of a deployment, as of a moment. */
    static TimelinePicture of(Rollout rollout, Instant now) {
        Map<String, List<Mark>> marks = marks(rollout);
        List<Lane> lanes = new ArrayList<>();
        lanes.add(Lane.of(DEPLOYMENT, bar(DEPLOYMENT, rollout), marks.remove(DEPLOYMENT)));
        for (Part part : rollout.parts()) {
            String name = part.name() == null ? part.kind() : part.name();
            lanes.add(Lane.of(
                    name,
                    new Bar(name, part.status(), part.startedAt(), part.finishedAt()),
                    part.name() == null ? null : marks.remove(part.name())));
        }
        marks.forEach((name, happened) -> lanes.add(new Lane(name, List.of(), happened)));
        return of(lanes, 0, now);
    }

    /**
     * Returns the picture of several targets, as of a moment. Of deployments, one a target, that were over long before the
     * others moved only the number is said: beside them the others would be dots.
     *
     * @param rows what was seen of them; the history of a target comes newest first
     */
    static TimelinePicture of(List<Observation> rows, Instant now) {
        // What they share stands above the picture.
        SharedPlace place = SharedPlace.of(rows);
        Map<String, List<Bar>> bars = new LinkedHashMap<>();
        for (Observation row : rows) {
            String name = place.without(row.target().pinnedTo(null));
            row.reading().found().ifPresent(rollout -> bars.computeIfAbsent(name, each -> new ArrayList<>())
                    .add(0, bar(rollout.id(), rollout)));
        }
        List<Lane> lanes = new ArrayList<>();
        bars.forEach((name, found) -> lanes.add(new Lane(name, found, List.of())));
        boolean isHistory = lanes.stream().anyMatch(lane -> lane.bars.size() > 1);
        List<Lane> near = isHistory ? lanes : together(lanes, now);
        return of(near, lanes.size() - near.size(), now);
    }

    private static List<Lane> together(List<Lane> lanes, Instant now) {
        Instant newest = lanes.stream()
                .flatMap(lane -> lane.times(now))
                .max(Instant::compareTo)
                .orElse(now);
        List<Lane> together = lanes.stream()
                .filter(lane -> lane.times(now).findAny().isEmpty()
                        || lane.times(now).anyMatch(at -> !at.isBefore(newest.minus(APART))))
                .toList();
        return together.size() < 2 ? lanes : together;
    }

    private static TimelinePicture of(List<Lane> lanes, int old, Instant now) {
        List<Lane> drawn = lanes.stream()
                .filter(lane -> lane.times(now).findAny().isPresent())
                .toList();
        List<Lane> shown = telling(drawn);
        return new TimelinePicture(shown, lanes.size() - shown.size(), old, now);
    }

    private static Bar bar(String name, Rollout rollout) {
        Instant begun = rollout.startedAt() == null ? rollout.createdAt() : rollout.startedAt();
        return new Bar(name, rollout.status(), begun, rollout.finishedAt());
    }

    private static Map<String, List<Mark>> marks(Rollout rollout) {
        List<String> reasons = rollout.problems().stream()
                .map(Problem::message)
                .filter(message -> message != null && !message.isBlank())
                .toList();
        Map<String, List<Mark>> marks = new LinkedHashMap<>();
        for (Event event : rollout.events()) {
            if (event.at() != null) {
                String said = Stream.of(event.nativeStatus(), event.message())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(": "));
                boolean bad = reasons.stream().anyMatch(said::contains);
                marks.computeIfAbsent(
                                event.resource() == null ? DEPLOYMENT : event.resource(), each -> new ArrayList<>())
                        .add(new Mark(event.at(), said, bad));
            }
        }
        return marks;
    }

    /** Returns those that fit; what failed or is not over comes before what went well. */
    private static List<Lane> telling(List<Lane> lanes) {
        if (lanes.size() <= MOST_LANES) {
            return lanes;
        }
        List<Lane> telling = new ArrayList<>(lanes.stream()
                .filter(TimelinePicture::matters)
                .limit(MOST_LANES)
                .toList());
        lanes.stream()
                .filter(lane -> !matters(lane))
                .limit(MOST_LANES - telling.size())
                .forEach(telling::add);
        return lanes.stream().filter(telling::contains).limit(MOST_LANES).toList();
    }

    private static boolean matters(Lane lane) {
        return lane.status() == null || lane.status().verdict() != Verdict.PASS;
    }

    /** Returns whether there is more to see than one moment. */
    boolean isTelling() {
        return from.isBefore(to);
    }

    /** Returns whether there is more than one row to compare, over more than one moment. */
    boolean isComparing() {
        return isTelling() && lanes.size() > 1;
    }

    void draw(Html html) {
        TimeAxis axis = new TimeAxis(from, to);
        int height = TOP + lanes.size() * LANE;
        html.openPicture(height, "What happened from " + Facts.exact(from) + " to " + Facts.exact(to));
        html.element("desc", lanes.stream().map(this::label).collect(Collectors.joining("; ")))
                .breakLine();
        ticks(html, axis, height);
        for (int i = 0; i < lanes.size(); i++) {
            lane(html, axis, lanes.get(i), TOP + i * LANE);
        }
        html.closeLine();
        html.open("figcaption").text("From ").time(from).text(" to ").time(to).text("." + legend());
        html.closeLine().closeLine();
    }

    private String legend() {
        boolean open =
                lanes.stream().flatMap(lane -> lane.bars.stream()).anyMatch(bar -> bar.isOpen() && bar.from != null);
        boolean marked = lanes.stream().anyMatch(lane -> !lane.marks.isEmpty());
        boolean bad = lanes.stream().flatMap(lane -> lane.marks.stream()).anyMatch(Mark::bad);
        return (open ? " A dashed bar is not over." : "")
                + (marked ? " A circle is an event." : "")
                + (bad ? " A cross is one that says why." : "")
                + (left == 0 ? "" : " Not drawn, as they have no times or no room: " + left + ".")
                + (old == 0 ? "" : " Not drawn, as they were over more than a day before: " + old + ".");
    }

    private static void ticks(Html html, TimeAxis axis, int height) {
        for (Instant tick : axis.ticks()) {
            double place = axis.place(tick);
            String x = TimeAxis.percent(place);
            html.empty("line", CLASS, "grid", "x1", x, "x2", x, "y1", "18", "y2", String.valueOf(height));
            String anchor = place < EDGE ? "start" : place > 100 - EDGE ? "end" : "middle";
            html.element("text", axis.name(tick), CLASS, "faint", "x", x, "y", "12", "text-anchor", anchor)
                    .breakLine();
        }
    }

    private void lane(Html html, TimeAxis axis, Lane lane, int top) {
        html.open("g").element("title", label(lane));
        html.element("text", shortLabel(lane), "x", "0", "y", String.valueOf(top + 13));
        int y = top + 18;
        for (Bar bar : lane.bars) {
            if (lane.bars.size() > 1) {
                html.open("g").element("title", label(bar.name, bar, null));
            }
            bar(html, axis, bar, y);
            if (lane.bars.size() > 1) {
                html.close();
            }
        }
        html.closeLine();
        lane.marks.forEach(mark -> mark(html, axis, mark, y + BAR / 2));
    }

    private void bar(Html html, TimeAxis axis, Bar bar, int y) {
        Instant end = bar.to == null && bar.isOpen() ? now : bar.to;
        String tone = Html.style(Sign.of(bar.status).tone());
        if (bar.from != null && end != null) {
            double begin = axis.place(bar.from);
            double width = Math.max(NARROWEST, axis.place(end) - begin);
            html.empty(
                    "rect",
                    CLASS,
                    tone + (bar.isOpen() ? " open" : " bar"),
                    "x",
                    TimeAxis.percent(begin),
                    "y",
                    String.valueOf(y),
                    "width",
                    TimeAxis.percent(width),
                    "height",
                    String.valueOf(BAR));
        } else if (bar.from != null || bar.to != null) {
            String x = TimeAxis.percent(axis.place(bar.from == null ? bar.to : bar.from));
            html.empty(
                    "line",
                    CLASS,
                    tone + " end",
                    "x1",
                    x,
                    "x2",
                    x,
                    "y1",
                    String.valueOf(y),
                    "y2",
                    String.valueOf(y + BAR));
        }
    }

    private static void mark(Html html, TimeAxis axis, Mark mark, int y) {
        String x = TimeAxis.percent(axis.place(mark.at));
        html.open("g").element("title", Facts.exact(mark.at) + " " + mark.text);
        String dot = mark.bad ? DOT_OF_REASON : DOT;
        html.empty("circle", CLASS, mark.bad ? "mark bad" : "mark", "cx", x, "cy", String.valueOf(y), "r", dot);
        if (mark.bad) {
            html.element("text", "✗", CLASS, "cross bad", "x", x, "y", String.valueOf(y + 4), "text-anchor", "middle");
        }
        html.closeLine();
    }

    /** Returns a label that a narrow screen has room for. */
    private String shortLabel(Lane lane) {
        String name = Width.cut(Text.visible(lane.name), LONGEST_NAME, true);
        String span = lane.bars.size() == 1 ? span(lane.bars.get(0)) : bars(lane);
        String symbol = lane.status() == null ? "" : Sign.of(lane.status()).symbol() + " ";
        return symbol + name + (span == null ? "" : "  " + span);
    }

    private String label(Lane lane) {
        int events = lane.marks.size();
        String count = events == 0 ? null : events + (events == 1 ? " event" : " events");
        return lane.bars.size() == 1
                ? label(lane.name, lane.bars.get(0), count)
                : Stream.of(lane.name, bars(lane), count)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(", "));
    }

    private String label(String name, Bar bar, String count) {
        return Stream.of(name, bar.status.words(), span(bar), count)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    private static String bars(Lane lane) {
        return lane.bars.isEmpty() ? null : lane.bars.size() + " deployments";
    }

    private String span(Bar bar) {
        if (bar.from != null && bar.to != null) {
            Duration between = Duration.between(bar.from, bar.to);
            return Durations.words(between.isNegative() ? Duration.ZERO : between);
        }
        if (bar.from != null) {
            return bar.isOpen() ? Durations.words(Duration.between(bar.from, now)) + " so far" : "end not known";
        }
        return bar.to == null ? null : "begin not known";
    }
}
