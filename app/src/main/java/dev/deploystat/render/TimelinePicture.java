package dev.deploystat.render;

import dev.deploystat.gate.Durations;
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
 * What happened over time, drawn: the deployment and its parts as bars, events as marks on the bar of what they happened to.
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

    private final List<Lane> lanes;
    private final int left;
    private final Instant now;
    private final Instant from;
    private final Instant to;

    /** Something with a place in time: its ends as far as they are known, and what happened to it. */
    private record Lane(String name, Status status, Instant from, Instant to, boolean isOpen, List<Mark> marks) {
        Stream<Instant> times(Instant now) {
            Stream<Instant> ends = Stream.of(from, to, isOpen && from != null ? now : null);
            return Stream.concat(ends, marks.stream().map(Mark::at)).filter(Objects::nonNull);
        }
    }

    /** An event. */
    private record Mark(Instant at, String text, boolean bad) {}

    private TimelinePicture(List<Lane> lanes, int left, Instant now) {
        this.lanes = lanes;
        this.left = left;
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
        Instant begun = rollout.startedAt() == null ? rollout.createdAt() : rollout.startedAt();
        List<Mark> own = marks.remove(DEPLOYMENT);
        lanes.add(new Lane(
                DEPLOYMENT,
                rollout.status(),
                begun,
                rollout.finishedAt(),
                isOpen(rollout.status(), rollout.finishedAt()),
                own == null ? List.of() : own));
        for (Part part : rollout.parts()) {
            List<Mark> happened = part.name() == null ? null : marks.remove(part.name());
            lanes.add(new Lane(
                    part.name() == null ? part.kind() : part.name(),
                    part.status(),
                    part.startedAt(),
                    part.finishedAt(),
                    isOpen(part.status(), part.finishedAt()),
                    happened == null ? List.of() : happened));
        }
        marks.forEach((name, happened) -> lanes.add(new Lane(name, null, null, null, false, happened)));
        List<Lane> drawn = lanes.stream()
                .filter(lane -> lane.times(now).findAny().isPresent())
                .toList();
        List<Lane> shown = telling(drawn);
        return new TimelinePicture(shown, lanes.size() - shown.size(), now);
    }

    private static boolean isOpen(Status status, Instant finished) {
        return finished == null && !status.isFinal();
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
        return lane.status == null || lane.status.verdict() != Verdict.PASS;
    }

    /** Returns whether there is more to see than one moment. */
    boolean isTelling() {
        return from.isBefore(to);
    }

    void draw(Html html) {
        TimeAxis axis = new TimeAxis(from, to);
        int height = TOP + lanes.size() * LANE;
        html.open("figure").breakLine();
        html.open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "role",
                        "img",
                        "width",
                        "100%",
                        "height",
                        String.valueOf(height))
                .breakLine();
        html.element("title", "What happened from " + Timeline.exact(from) + " to " + Timeline.exact(to));
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
        boolean open = lanes.stream().anyMatch(lane -> lane.isOpen && lane.from != null);
        boolean marked = lanes.stream().anyMatch(lane -> !lane.marks.isEmpty());
        boolean bad = lanes.stream().flatMap(lane -> lane.marks.stream()).anyMatch(Mark::bad);
        return (open ? " A dashed bar is not over." : "")
                + (marked ? " A circle is an event." : "")
                + (bad ? " A cross is one that says why." : "")
                + (left == 0 ? "" : " Not drawn, as they have no times or no room: " + left + ".");
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
        Instant end = lane.to == null && lane.isOpen ? now : lane.to;
        if (lane.from != null && end != null) {
            double begin = axis.place(lane.from);
            double width = Math.max(NARROWEST, axis.place(end) - begin);
            html.empty(
                    "rect",
                    CLASS,
                    style(lane) + (lane.isOpen ? " open" : " bar"),
                    "x",
                    TimeAxis.percent(begin),
                    "y",
                    String.valueOf(y),
                    "width",
                    TimeAxis.percent(width),
                    "height",
                    String.valueOf(BAR));
        } else if (lane.from != null || lane.to != null) {
            String x = TimeAxis.percent(axis.place(lane.from == null ? lane.to : lane.from));
            html.empty(
                    "line",
                    CLASS,
                    style(lane) + " end",
                    "x1",
                    x,
                    "x2",
                    x,
                    "y1",
                    String.valueOf(y),
                    "y2",
                    String.valueOf(y + BAR));
        }
        html.closeLine();
        lane.marks.forEach(mark -> mark(html, axis, mark, y + BAR / 2));
    }

    private static void mark(Html html, TimeAxis axis, Mark mark, int y) {
        String x = TimeAxis.percent(axis.place(mark.at));
        html.open("g").element("title", Timeline.exact(mark.at) + " " + mark.text);
        String dot = mark.bad ? DOT_OF_REASON : DOT;
        html.empty("circle", CLASS, mark.bad ? "mark bad" : "mark", "cx", x, "cy", String.valueOf(y), "r", dot);
        if (mark.bad) {
            html.element("text", "✗", CLASS, "cross bad", "x", x, "y", String.valueOf(y + 4), "text-anchor", "middle");
        }
        html.closeLine();
    }

    private static String style(Lane lane) {
        return Html.style(
                lane.status == null ? Tone.FAINT : Sign.of(lane.status).tone());
    }

    /** Returns a label that a narrow screen has room for. */
    private String shortLabel(Lane lane) {
        String name = Width.cut(Text.visible(lane.name), LONGEST_NAME, true);
        String span = span(lane);
        return symbol(lane) + name + (span == null ? "" : "  " + span);
    }

    private String label(Lane lane) {
        return Stream.of(lane.name, lane.status == null ? null : lane.status.words(), span(lane), count(lane))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    private static String symbol(Lane lane) {
        return lane.status == null ? "" : Sign.of(lane.status).symbol() + " ";
    }

    private static String count(Lane lane) {
        int events = lane.marks.size();
        return events == 0 ? null : events + (events == 1 ? " event" : " events");
    }

    private String span(Lane lane) {
        if (lane.from != null && lane.to != null) {
            Duration between = Duration.between(lane.from, lane.to);
            return Durations.words(between.isNegative() ? Duration.ZERO : between);
        }
        if (lane.from != null) {
            return lane.isOpen ? Durations.words(Duration.between(lane.from, now)) + " so far" : "end not known";
        }
        return lane.to == null ? null : "begin not known";
    }
}
