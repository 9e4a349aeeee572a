package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Reason;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Verdict;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands below a row that is drawn again and again: why, the parts that matter most, and what happened last. */
public final class LiveDetails {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int MOST_WHY = 6;
    private static final int MOST_PARTS = 8;
    private static final int MOST_EVENTS = 6;

    private LiveDetails() {}

    /** Returns lines that are not longer than the screen is wide; there is always one. */
    public static List<String> of(Observation seen, Display look) {
        List<String> lines = new ArrayList<>();
        List<String> why = reasons(seen)
                .flatMap(reason -> Width.broken(Text.visible(reason), 0, "", Math.max(1, look.width())).stream())
                .toList();
        why.stream().limit(MOST_WHY).map(line -> cut(line, look)).forEach(lines::add);
        more(lines, why.size() - MOST_WHY, "lines", look);
        seen.reading().found().ifPresent(rollout -> {
            parts(lines, rollout, look);
            events(lines, rollout, look);
        });
        if (lines.isEmpty()) {
            lines.add(Tone.FAINT.paint(cut("the service says no more", look), look));
        }
        return lines;
    }

    /** Returns each reason for a failure that is known, and what one line says of anything else. */
    private static Stream<String> reasons(Observation seen) {
        List<Reason> known = seen.reading().found().filter(rollout -> rollout.cause() != null).stream()
                .flatMap(rollout -> Reason.of(rollout.problems()).stream())
                .toList();
        return known.size() > 1
                ? Stream.concat(Stream.ofNullable(seen.why()), known.stream().map(Reason::sentence))
                : Stream.ofNullable(Facts.reason(seen));
    }

    /** Those that failed come first, then those under way. */
    private static void parts(List<String> lines, Rollout rollout, Display look) {
        List<Part> parts = rollout.parts().stream()
                .sorted(Comparator.comparing(LiveDetails::rank))
                .toList();
        for (Part part : parts.subList(0, Math.min(MOST_PARTS, parts.size()))) {
            Sign sign = Sign.of(part.status());
            String text = said(
                    Stream.of(part.kind(), part.name()).filter(Objects::nonNull).collect(Collectors.joining(" ")),
                    sign.words(),
                    sign.words().equalsIgnoreCase(part.nativeStatus()) ? null : part.nativeStatus(),
                    part.detail());
            lines.add(sign.tone().paint(cut(sign.symbol(look) + " " + text, look), look));
        }
        more(lines, parts.size() - MOST_PARTS, "parts", look);
    }

    private static int rank(Part part) {
        Verdict verdict = part.status().verdict();
        return verdict == Verdict.FAIL ? 0 : verdict == Verdict.PENDING ? 1 : 2;
    }

    private static void events(List<String> lines, Rollout rollout, Display look) {
        List<Event> events = rollout.events();
        int first = Math.max(0, events.size() - MOST_EVENTS);
        more(lines, first, "events", look);
        for (Event event : events.subList(first, events.size())) {
            String at = event.at() == null ? null : CLOCK.format(event.at().atZone(look.zone()));
            lines.add(cut(said(at, event.resource(), event.nativeStatus(), event.message()), look));
        }
    }

    private static void more(List<String> lines, int left, String what, Display look) {
        if (left > 0) {
            lines.add(Tone.FAINT.paint(cut("(" + left + " more " + what + ")", look), look));
        }
    }

    private static String said(String... facts) {
        return Text.visible(Stream.of(facts)
                .filter(fact -> fact != null && !fact.isBlank())
                .collect(Collectors.joining(Layout.GAP)));
    }

    private static String cut(String line, Display look) {
        return Width.cut(line, look.width(), look.unicode());
    }
}
