package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The log of a wait: one line a change, one a decision, and a sign of life when nothing happens. Lines are written at the
 * end of the look that they report, under its time.
 */
public final class ChangeLines implements GateListener {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final String INDENT = " ".repeat("HH:mm:ss ".length());
    private static final int NAMED = 3;

    private final Sink out;
    private final Display look;
    private final Duration heartbeat;
    private final boolean objects;
    private final List<Line> lines = new ArrayList<>();
    private final Map<ErrorKind, List<Delay>> delays = new EnumMap<>(ErrorKind.class);
    private final Set<Target> delayed = new HashSet<>();
    private Instant lastLine;
    private boolean begun;

    private record Delay(Target target, ReadError error) {}

    /** A line to be written, and the target it is about; null when it is about several. */
    private record Line(Target target, String text) {}

    /**
     * Starts a log.
     *
     * @param heartbeat how long to be silent at most; zero or null for as long as nothing changes
     */
    public ChangeLines(Appendable out, Display look, Duration heartbeat) {
        this(out, look, heartbeat, false);
    }

    private ChangeLines(Appendable out, Display look, Duration heartbeat, boolean objects) {
        this.out = new Sink(out);
        this.look = look;
        this.heartbeat = heartbeat == null ? Duration.ZERO : heartbeat;
        this.objects = objects;
    }

    /** Starts a log of JSON objects, one a line: {@code {"progress":{"at":…,"target":…,"message":…}}}. */
    public static ChangeLines objects(Appendable out, Duration heartbeat) {
        return new ChangeLines(out, new Display(false, 0, false, true, Instant.EPOCH), heartbeat, true);
    }

    @Override
    public void observed(Observation seen) {
        addUndecided(seen, Facts.reason(seen));
    }

    @Override
    public void changed(Observation before, Observation seen) {
        String reason = Facts.reason(seen);
        addUndecided(seen, Objects.equals(reason, Facts.reason(before)) ? null : reason);
    }

    /** A decision is reported once, with everything in its line. */
    private void addUndecided(Observation seen, String reason) {
        if (!seen.outcome().isDecided()) {
            Sign sign = Sign.of(seen);
            lines.add(new Line(seen.target(), line(sign, seen, sign.words(), reason)));
        }
    }

    @Override
    public void delayed(Target target, ReadError error) {
        if (delayed.add(target)) {
            delays.computeIfAbsent(error.kind(), kind -> new ArrayList<>()).add(new Delay(target, error));
        }
    }

    @Override
    public void decided(Observation seen) {
        Sign sign = Sign.of(seen);
        lines.add(new Line(seen.target(), line(sign, seen, words(seen, sign.words()), Facts.reason(seen))));
    }

    /** Returns the line of a decision without its reason. */
    static String decision(Observation seen, Display look) {
        Sign sign = Sign.of(seen);
        return new ChangeLines(new StringBuilder(), look, null).line(sign, seen, words(seen, sign.words()), null);
    }

    @Override
    public void looked(Snapshot snapshot) {
        snapshot.observations().stream()
                .filter(seen -> seen.reading().found().isPresent())
                .forEach(seen -> delayed.remove(seen.target()));
        inOrder(snapshot);
        delays.forEach((kind, spell) -> lines.add(new Line(null, delay(kind, spell))));
        delays.clear();
        if (lastLine == null) {
            lastLine = snapshot.at();
        }
        boolean silent = !heartbeat.isZero() && !snapshot.at().isBefore(lastLine.plus(heartbeat));
        if (lines.isEmpty() && silent) {
            addHeartbeat(snapshot);
        }
        if (!lines.isEmpty()) {
            nameZone();
            lines.forEach(line -> write(snapshot.at(), line));
            lines.clear();
            out.flush();
            lastLine = snapshot.at();
        }
    }

    /** Readings arrive in any order; lines come in the order in which the targets were asked for. */
    private void inOrder(Snapshot snapshot) {
        if (lines.size() < 2) {
            return;
        }
        Map<Target, List<Line>> ofTargets = new LinkedHashMap<>();
        snapshot.observations().forEach(seen -> ofTargets.put(seen.target(), new ArrayList<>()));
        lines.forEach(line -> ofTargets.get(line.target()).add(line));
        lines.clear();
        ofTargets.values().forEach(lines::addAll);
    }

    /** The time of day alone does not say whose day it is. */
    private void nameZone() {
        if (look.terminal() && !begun) {
            out.line(Tone.FAINT.paint("times are " + look.zoneName(), look));
        }
        begun = true;
    }

    /** Off a terminal a line is a line; on it a long one goes on below what it is about. */
    private void write(Instant at, Line change) {
        String exact = Facts.exact(at);
        if (objects) {
            Map<String, Object> progress = new LinkedHashMap<>();
            progress.put("at", exact);
            progress.put(
                    "target", change.target() == null ? null : change.target().shown());
            progress.put("message", change.text());
            out.line(Tree.line(Map.of("progress", progress)));
            return;
        }
        String line = Tone.FAINT.paint(look.terminal() ? CLOCK.format(at.atZone(look.zone())) : exact, look) + " "
                + change.text();
        if (look.terminal() && look.width() > 0) {
            Width.broken(line, 0, INDENT, look.width()).forEach(out::line);
        } else {
            out.line(line);
        }
    }

    private void addHeartbeat(Snapshot snapshot) {
        List<Observation> open = snapshot.observations().stream()
                .filter(seen -> !seen.outcome().isDecided())
                .toList();
        if (open.isEmpty()) {
            return;
        }
        String named = open.stream()
                .limit(NAMED)
                .map(seen -> facts(seen, Sign.of(seen).words()))
                .collect(Collectors.joining("; "));
        String more = open.size() > NAMED ? "; and " + (open.size() - NAMED) + " more" : "";
        lines.add(new Line(
                null,
                "still waiting for " + open.size() + " of "
                        + snapshot.observations().size() + ": " + named + more));
    }

    private static String facts(Observation seen, String words) {
        String progress = seen.reading()
                .found()
                .map(Rollout::progress)
                .map(Facts::progress)
                .orElse(null);
        return Text.visible(Stream.of(seen.target().shown(), words, progress)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" ")));
    }

    private String delay(ErrorKind kind, List<Delay> spell) {
        Delay first = spell.get(0);
        String more = spell.size() == 1 ? "" : " and " + (spell.size() - 1) + " more";
        Sign sign = Sign.of(kind);
        return symbol(sign)
                + Text.visible(first.target().shown())
                + more
                + "  "
                + sign.tone().paint(sign.words() + ", trying again", look)
                + "  "
                + Text.visible(Objects.requireNonNullElse(first.error().message(), ""));
    }

    private String line(Sign sign, Observation seen, String words, String reason) {
        Rollout rollout = seen.reading().found().orElse(null);
        List<String> facts = new ArrayList<>();
        facts.add(symbol(sign) + Text.visible(seen.target().shown()));
        facts.add(sign.tone().paint(words, look));
        if (rollout != null) {
            add(facts, rollout.progress() == null ? null : Facts.progress(rollout.progress()));
            add(facts, rollout.revision());
            add(facts, rollout.stage());
            add(facts, rollout.duration() == null ? null : "took " + Durations.words(rollout.duration()));
        }
        add(facts, reason);
        return String.join("  ", facts);
    }

    private static void add(List<String> facts, String fact) {
        if (fact != null && !fact.isBlank()) {
            facts.add(Text.visible(fact));
        }
    }

    private String symbol(Sign sign) {
        return look.terminal() ? sign.tone().paint(sign.symbol(look), look) + " " : "";
    }

    /** Returns the outcome with the status, neither of them twice. */
    private static String words(Observation seen, String status) {
        String word = Verdicts.words(seen.outcome());
        // What kept a target from being read says more than that it was not read.
        if (status.startsWith(word)
                || (seen.outcome().isUnread() && seen.reading().failed().isPresent())) {
            return status;
        }
        String end = ", " + word;
        return word + ": " + (status.endsWith(end) ? status.substring(0, status.length() - end.length()) : status);
    }
}
