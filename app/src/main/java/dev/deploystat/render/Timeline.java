package dev.deploystat.render;

import dev.deploystat.model.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happened, oldest first: all of it, or how it began, where it broke and how it ended. */
final class Timeline {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int TIME_COLUMNS = 8;
    private static final int MOST = 5;
    /** How many lines say how something ended, and no more. */
    static final int LEAST = 2;

    private static final int HEADING = 2;
    private static final int MOST_BREAKS = 2;

    private final Page page;
    private final Display look;
    private final boolean all;

    /** A line: when, what of it the page does not say elsewhere, whether it says some there, and how often it came. */
    private record Moment(Instant at, String text, boolean breaks, int times) {}

    Timeline(Page page, boolean all) {
        this.page = page;
        look = page.look();
        this.all = all;
    }

    /**
     * Writes what happened.
     *
     * @param least how many lines there are at least, room or not
     * @param below how many lines are to be left for what comes below
     */
    void write(List<Event> events, Said said, int least, int below) {
        List<Moment> moments = moments(events, said);
        int most = Math.max(least, Math.min(MOST, page.room() - HEADING - below));
        if (moments.isEmpty() || (!all && most <= 0)) {
            return;
        }
        List<Moment> shown = all ? moments : telling(moments, most);
        Set<LocalDate> days = shown.stream()
                .map(Moment::at)
                .filter(Objects::nonNull)
                .map(at -> at.atZone(look.zone()).toLocalDate())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        boolean oneDay = look.terminal() && days.size() == 1;
        page.heading("Timeline" + (oneDay ? ", " + days.iterator().next() + " " + look.zoneName() : "")
                + (shown.size() < moments.size()
                        ? " (" + shown.size() + " of " + moments.size() + ", all: --all)"
                        : ""));
        for (Moment moment : shown) {
            String at = moment.at == null ? "-" : clock(oneDay, moment.at);
            String before = Page.INDENT + Width.pad(at, oneDay ? TIME_COLUMNS : 0) + Page.INDENT;
            String text = moment.text + (moment.times == 1 ? "" : " (" + moment.times + " times)");
            if (all) {
                page.wrapped(before, " ".repeat(before.length()), text);
            } else {
                page.cut(before + text);
            }
        }
    }

    /** Returns the events that say something, each message once. */
    private static List<Moment> moments(List<Event> events, Said said) {
        Map<String, Moment> moments = new LinkedHashMap<>();
        for (Event event : events) {
            String message = said.rest(event.message());
            boolean breaks = !Objects.equals(message, event.message());
            if (message == null && event.nativeStatus() == null && (breaks || event.resource() == null)) {
                continue;
            }
            String text = Text.visible(Stream.of(event.resource(), event.nativeStatus(), message)
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(Page.INDENT)));
            moments.merge(
                    text,
                    new Moment(event.at(), text, breaks, 1),
                    (first, again) -> new Moment(first.at, first.text, first.breaks, first.times + 1));
        }
        return List.copyOf(moments.values());
    }

    /** Returns the first moment, those where it broke, and the last ones. */
    private static List<Moment> telling(List<Moment> moments, int most) {
        Set<Integer> picked = new TreeSet<>();
        if (most > LEAST) {
            picked.add(0);
            picked.add(moments.size() - 1);
        }
        for (int i = 0, breaks = 0; i < moments.size() && breaks < MOST_BREAKS && picked.size() < most; i++) {
            if (moments.get(i).breaks) {
                picked.add(i);
                breaks++;
            }
        }
        for (int i = moments.size() - 1; i >= 0 && picked.size() < most; i--) {
            picked.add(i);
        }
        List<Moment> telling = new ArrayList<>();
        picked.forEach(index -> telling.add(moments.get(index)));
        return telling;
    }

    private String clock(boolean oneDay, Instant at) {
        return look.terminal() ? (oneDay ? TIME : DAY_AND_TIME).format(at.atZone(look.zone())) : Facts.exact(at);
    }

    /** Returns a time for people. */
    static String readable(Instant at, Display look) {
        return look.terminal()
                ? DAY_AND_TIME.format(at.atZone(look.zone())) + " " + look.zoneName() + " (" + Facts.age(at, look.now())
                        + ")"
                : Facts.exact(at);
    }
}
