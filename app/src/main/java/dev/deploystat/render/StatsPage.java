package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.TrackRecord;
import dev.deploystat.gate.TrackRecord.End;
import dev.deploystat.model.Reason;
import dev.deploystat.model.Spread;
import dev.deploystat.model.Target;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the deployments of a target went: as plain data, and as lines for people. */
public final class StatsPage {
    /** How many reasons for failures people are shown. */
    private static final int MOST_REASONS = 5;

    private final Target target;
    private final TrackRecord record;
    private final boolean whole;

    /**
     * Describes a history.
     *
     * @param whole whether it is all that the service keeps, and not only the newest part
     */
    public StatsPage(Target target, TrackRecord record, boolean whole) {
        this.target = target;
        this.record = record;
        this.whole = whole;
    }

    /** Returns the figures; a figure that cannot be known is null. */
    public Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("target", target.toString());
        data.put("deployments", record.total());
        data.put("from", record.first().map(Entry::time).orElse(null));
        data.put("to", record.last().map(Entry::time).orElse(null));
        data.put("whole", whole);
        data.put("perWeek", record.perWeek().map(StatsPage::rounded).orElse(null));
        for (End end : End.values()) {
            data.put(key(end), record.count(end));
        }
        put(data, "duration", record.durations());
        put(data, "recovery", record.recoveries());
        data.put("reasons", record.reasons().stream().map(StatsPage::data).toList());
        return data;
    }

    private static Map<String, Object> data(Reason reason) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("deployments", reason.count());
        data.put("resource", reason.problem().resource());
        data.put("code", reason.problem().code());
        data.put("message", reason.problem().message());
        return data;
    }

    private static String key(End end) {
        return end == End.ROLLED_BACK ? "rolledBack" : word(end);
    }

    private static String word(End end) {
        return end.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void put(Map<String, Object> data, String name, Optional<Spread> spread) {
        data.put(name + "Count", spread.map(Spread::of).orElse(0));
        data.put(
                name + "MedianSeconds",
                spread.map(known -> known.median().toSeconds()).orElse(null));
        data.put(
                name + "P90Seconds",
                spread.map(known -> known.ninetieth().toSeconds()).orElse(null));
    }

    /** Writes the figures as lines. */
    public void write(Appendable out, Display look) {
        Page page = Page.on(out, look);
        page.line(Tone.HEADING.paint(Text.visible(target.toString()), look));
        if (record.total() == 0) {
            page.line("  no deployments");
            return;
        }
        line(page, "deployments", record.total() + reach(look));
        record.perWeek().ifPresent(rate -> line(page, "a week", String.valueOf(rounded(rate))));
        for (End end : End.values()) {
            int count = record.count(end);
            if (count > 0) {
                line(page, word(end), count + " (" + Math.round(100.0 * count / record.total()) + " %)");
            }
        }
        record.durations()
                .ifPresent(known -> line(page, "duration", words(known) + ", of " + known.of() + " that succeeded"));
        record.recoveries()
                .ifPresent(known -> line(
                        page, "recovery", words(known) + ", from a failure to the next success, " + times(known.of())));
        String name = "reasons";
        for (Reason reason : record.reasons().stream().limit(MOST_REASONS).toList()) {
            line(
                    page,
                    name,
                    times(reason.count()) + ": " + Text.visible(reason.problem().sentence()));
            name = "";
        }
    }

    private static String times(int count) {
        return count + (count == 1 ? " time" : " times");
    }

    private String reach(Display look) {
        String from = record.first().map(at -> " since " + day(at, look)).orElse("");
        return from + (whole ? ", all that the service keeps" : ", the newest ones");
    }

    private static LocalDate day(Instant at, Display look) {
        return at.atZone(look.terminal() ? look.zone() : ZoneOffset.UTC).toLocalDate();
    }

    private static double rounded(double rate) {
        return Math.round(rate * 10) / 10.0;
    }

    private static String words(Spread spread) {
        if (spread.of() == 1) {
            return Durations.words(spread.median());
        }
        return "median " + Durations.words(spread.median()) + ", 90 % within " + Durations.words(spread.ninetieth());
    }

    private static void line(Page page, String name, String text) {
        String before = "  %-12s  ".formatted(name);
        page.wrapped(before, " ".repeat(before.length()), text);
    }
}
