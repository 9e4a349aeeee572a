package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Observation;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Rows that are drawn again and again while deployments are under way: each of them one line that is never longer than the
 * screen is wide. What has no room is left out, and the target comes before all else. A row with a long name or status moves
 * what comes behind it aside, so that it takes no room from the others.
 */
public final class LiveRows {
    /** The symbol and the blank after it. */
    private static final int SYMBOL = 2;

    private static final int BAR = 10;
    private static final int PERCENT = " 100%".length();
    /** From how many seconds on an estimate counts in minutes. */
    private static final int IN_MINUTES = 90;

    private static final int NARROWEST_TARGET = 12;

    private final Display look;
    private final Function<Target, String> names;
    private final Set<Fact> facts;
    private final Map<Fact, Integer> widths;

    /** What a row may say, the last ones being left out first. */
    enum Fact {
        TARGET,
        STATUS,
        TOOK,
        STAGE,
        ESTIMATE,
        BAR,
        PROGRESS,
        REVISION;

        /** Returns what stands above the column; a bar has the counts beside it under the same title. */
        String title(boolean hasBar) {
            return switch (this) {
                case TARGET, STATUS, STAGE, ESTIMATE, REVISION -> name();
                case TOOK -> "TIME";
                case BAR -> "PROGRESS";
                case PROGRESS -> hasBar ? "" : "PROGRESS";
            };
        }
    }

    /** In which order facts stand in a row. */
    private static final List<Fact> ORDER = List.of(
            Fact.TARGET, Fact.STATUS, Fact.STAGE, Fact.BAR, Fact.PROGRESS, Fact.TOOK, Fact.ESTIMATE, Fact.REVISION);

    private LiveRows(Display look, Function<Target, String> names, Set<Fact> facts, Map<Fact, Integer> widths) {
        this.look = look;
        this.names = names;
        this.facts = facts;
        this.widths = widths;
    }

    /**
     * Fits the columns of rows to the screen.
     *
     * @param names how a row names its target
     */
    public static LiveRows of(List<Observation> rows, Display look, Function<Target, String> names) {
        Map<Fact, int[]> each = new EnumMap<>(Fact.class);
        for (Fact fact : Fact.values()) {
            each.put(
                    fact,
                    rows.stream()
                            .mapToInt(row -> width(fact, row, look, names))
                            .sorted()
                            .toArray());
        }
        Map<Fact, Integer> widths = LiveWidths.of(each, look.width() - SYMBOL);
        Set<Fact> fitting = EnumSet.noneOf(Fact.class);
        int room = look.width() - SYMBOL;
        for (Fact fact : Fact.values()) {
            int width = widths.getOrDefault(fact, 0);
            boolean isNeeded = fact == Fact.TARGET || fact == Fact.STATUS;
            if (isNeeded || (width > 0 && width + Layout.GAP.length() <= room)) {
                fitting.add(fact);
                room -= width + (fact == Fact.TARGET ? 0 : Layout.GAP.length());
            }
        }
        if (room < 0) {
            int status = widths.getOrDefault(Fact.STATUS, 0);
            widths.put(Fact.STATUS, Math.max(LiveWidths.NARROWEST_STATUS, status + room));
            room += status - widths.getOrDefault(Fact.STATUS, 0);
        }
        if (room < 0) {
            widths.put(Fact.TARGET, Math.max(NARROWEST_TARGET, widths.getOrDefault(Fact.TARGET, 0) + room));
        }
        return new LiveRows(look, names, fitting, widths);
    }

    private static int width(Fact fact, Observation row, Display look, Function<Target, String> names) {
        return fact == Fact.BAR && progress(row) != null ? BAR + PERCENT : Width.of(text(fact, row, look, names));
    }

    /** Returns the line of titles. */
    public String titles() {
        List<String> titles = new ArrayList<>();
        List<Fact> shown = ORDER.stream().filter(facts::contains).toList();
        for (Fact fact : shown) {
            String title = fact.title(facts.contains(Fact.BAR));
            boolean isLast = titles.size() == shown.size() - 1;
            titles.add(isLast ? title : Width.pad(Width.cut(title, width(fact), look.unicode()), width(fact)));
        }
        return Width.cut(
                " ".repeat(SYMBOL) + String.join(Layout.GAP, titles).stripTrailing(), look.width(), look.unicode());
    }

    /** Returns the line of a target, in its colours. */
    public String line(Observation row) {
        Sign sign = Sign.ofLive(row);
        StringBuilder line = new StringBuilder(sign.tone().paint(sign.symbol(look), look) + " ");
        int room = look.width() - SYMBOL;
        int column = 0;
        int at = 0;
        for (Fact fact : ORDER) {
            if (!facts.contains(fact)) {
                continue;
            }
            boolean isFirst = fact == Fact.TARGET;
            int begin = isFirst ? 0 : Math.max(column, at + Layout.GAP.length());
            String text = text(fact, row, look, names);
            // A row always says its status; a long name leaves the usual ones whole.
            int most = room - (isFirst ? Layout.GAP.length() + LiveWidths.NARROWEST_STATUS : begin);
            boolean isNeeded = isFirst || fact == Fact.STATUS;
            if (isNeeded && most > 0) {
                text = Width.cut(text, isFirst ? Math.max(most, width(fact)) : most, look.unicode());
            }
            if (fact == Fact.STAGE) {
                text = cutStage(text, width(fact), look);
            }
            if (!text.isEmpty() && Width.of(text) <= room - begin) {
                line.append(" ".repeat(begin - at)).append(painted(fact, row, text));
                at = begin + Width.of(text);
            }
            column += width(fact) + Layout.GAP.length();
        }
        return line.toString();
    }

    private int width(Fact fact) {
        return widths.getOrDefault(fact, 0);
    }

    private String painted(Fact fact, Observation row, String text) {
        return switch (fact) {
            case STATUS -> Sign.ofLive(row).tone().paint(text, look);
            case TOOK, ESTIMATE, REVISION -> Tone.FAINT.paint(text, look);
            case TARGET, STAGE, BAR, PROGRESS -> text;
        };
    }

    private static String text(Fact fact, Observation row, Display look, Function<Target, String> names) {
        Rollout rollout = row.reading().found().orElse(null);
        String text =
                switch (fact) {
                    case TARGET -> names.apply(row.target());
                    case STATUS -> Sign.ofLive(row).words();
                    case STAGE -> rollout == null ? null : stage(rollout);
                    case BAR -> progress(row) == null ? null : bar(progress(row), look);
                    case PROGRESS -> rollout == null || rollout.progress() == null ? null : counted(rollout.progress());
                    case TOOK -> rollout == null ? null : took(rollout, look.now());
                    case ESTIMATE -> rollout == null ? null : estimate(rollout, look.now());
                    case REVISION -> rollout == null ? null : Facts.shortened(rollout.revision());
                };
        return text == null ? "" : Text.visible(text);
    }

    /** Returns the stage a deployment is in and, where the service has a fixed way, how far along that is: {@code SCALE_UP 3/11}. */
    static String stage(Rollout rollout) {
        Stages stages = rollout.stages();
        boolean isPlaced = rollout.stage() != null && stages.at() > 0 && stages.total() > 0;
        return isPlaced ? rollout.stage() + " " + stages.at() + "/" + stages.total() : rollout.stage();
    }

    /** How far along a stage is stays, whatever is cut of its name. */
    private static String cutStage(String stage, int width, Display look) {
        int count = stage.lastIndexOf(' ');
        return count < 0 || Width.of(stage) <= width
                ? Width.cut(stage, width, look.unicode())
                : Width.cut(stage.substring(0, count), width - (stage.length() - count), look.unicode())
                        + stage.substring(count);
    }

    /** Returns how long it took or, while it is under way, how long it has taken so far; null when nobody knows. */
    static String took(Rollout rollout, Instant now) {
        if (rollout.duration() != null) {
            return Durations.words(rollout.duration());
        }
        Instant begun = rollout.startedAt() == null ? rollout.createdAt() : rollout.startedAt();
        if (begun == null || rollout.status().isFinal() || begun.isAfter(now)) {
            return null;
        }
        return Durations.words(Duration.ofSeconds(Duration.between(begun, now).toSeconds()));
    }

    /**
     * Returns how long it may still take, by how long deployments of the target usually take, or that usual time once it has
     * taken longer; null where nobody knows, and where it is not on its way to success.
     */
    static String estimate(Rollout rollout, Instant now) {
        Instant begun = rollout.startedAt() == null ? rollout.createdAt() : rollout.startedAt();
        boolean isOnItsWay = (rollout.status() == Status.PENDING || rollout.status() == Status.IN_PROGRESS)
                && !rollout.flags().contains(Flag.STOPPING);
        if (rollout.usual() == null || begun == null || begun.isAfter(now) || !isOnItsWay) {
            return null;
        }
        Duration left = rollout.usual().minus(Duration.between(begun, now));
        if (left.isNegative() || left.isZero()) {
            return "usually "
                    + Durations.words(Duration.ofSeconds(rollout.usual().toSeconds()));
        }
        return "about " + Durations.words(rounded(left)) + " left";
    }

    /** An estimate that changes each second says more than anybody knows. */
    private static Duration rounded(Duration left) {
        long seconds = left.toSeconds();
        return seconds >= IN_MINUTES
                ? Duration.ofMinutes((seconds + 30) / 60)
                : Duration.ofSeconds(Math.max(1, (seconds + 9) / 10) * 10);
    }

    private static String counted(Progress progress) {
        return progress.total() > 0 || progress.percent() == null ? Facts.progress(progress) : null;
    }

    private static Integer progress(Observation row) {
        return row.reading()
                .found()
                .map(Rollout::progress)
                .map(Progress::percent)
                .orElse(null);
    }

    private static String bar(int percent, Display look) {
        int full = Math.round(percent * BAR / 100f);
        String done = look.unicode() ? "█" : "#";
        String open = look.unicode() ? "░" : "-";
        String number = percent + "%";
        return done.repeat(full) + open.repeat(BAR - full) + " ".repeat(PERCENT - number.length()) + number;
    }
}
