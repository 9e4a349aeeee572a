package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Observation;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The columns of the tabular formats, and what stands in them. */
public enum Column {
    TARGET,
    SERVICE,
    PROFILE,
    ROLE,
    ACCOUNT,
    REGION,
    ID,
    STATUS,
    NATIVE("nativeStatus"),
    VERDICT,
    OUTCOME,
    FLAGS,
    OPERATION,
    REVISION,
    PREVIOUS("previousRevision"),
    INITIATOR,
    PROGRESS,
    STAGE,
    CREATED("createdAt"),
    STARTED("startedAt"),
    UPDATED("updatedAt"),
    FINISHED("finishedAt"),
    CHANGED,
    DURATION("durationSeconds"),
    REASON,
    CAUSE,
    CONSOLE("consoleUrl");

    static final List<Column> USUAL = List.of(TARGET, STATUS, REVISION, PROGRESS, CHANGED, REASON);
    static final List<Column> HISTORY = List.of(ID, STATUS, REVISION, CREATED, DURATION, REASON);
    static final List<Column> TEXT = List.of(TARGET, STATUS, VERDICT, ID, REVISION, CHANGED, REASON, CAUSE);
    private static final List<Column> FURTHER = List.of(
            STATUS, NATIVE, OPERATION, REVISION, PREVIOUS, PROGRESS, STAGE, INITIATOR, CREATED, CHANGED, DURATION);
    private static final List<Column> PLACE = List.of(ACCOUNT, REGION, PROFILE, ROLE, REASON);

    private final String key;

    /** Makes a column that the JSON output calls by the same name, or has no key for. */
    Column() {
        this(null);
    }

    /** Makes a column whose name is short for a key of the JSON output. */
    Column(String key) {
        this.key = key;
    }

    /** Returns what stands in it, null for nothing. A switch, because a lambda for each column would cost at each start. */
    private Object value(Observation seen) {
        Rollout rollout = Entry.rollout(seen);
        return switch (this) {
            case TARGET -> seen.target().toString();
            case SERVICE -> seen.target().service();
            case PROFILE -> seen.target().profile();
            case ROLE -> seen.target().role();
            case ACCOUNT -> Entry.account(seen);
            case REGION -> seen.target().region();
            case ID -> Entry.id(seen);
            case STATUS -> seen.reading().found().isPresent() ? rollout.status() : null;
            case NATIVE -> rollout.nativeStatus();
            case VERDICT -> seen.outcome().verdict().word();
            case OUTCOME -> Entry.word(seen.outcome());
            case FLAGS -> flags(rollout);
            case OPERATION -> rollout.nativeOperation();
            case REVISION -> rollout.revision();
            case PREVIOUS -> rollout.previousRevision();
            case INITIATOR -> rollout.initiator();
            case PROGRESS -> rollout.progress();
            case STAGE -> rollout.stage();
            case CREATED -> rollout.createdAt();
            case STARTED -> rollout.startedAt();
            case UPDATED -> rollout.updatedAt();
            case FINISHED -> rollout.finishedAt();
            case CHANGED -> Facts.changed(rollout);
            case DURATION -> rollout.duration();
            case REASON -> Facts.reason(seen);
            case CAUSE -> rollout.cause();
            case CONSOLE -> rollout.consoleUrl();
        };
    }

    private static String flags(Rollout rollout) {
        return rollout.flags().isEmpty()
                ? null
                : rollout.flags().stream().map(Flag::word).collect(Collectors.joining(" "));
    }

    /** Returns the names of all columns. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Column::word).toList();
    }

    /** Returns the columns of the wide table. */
    static List<Column> wide(boolean history) {
        List<Column> first = history ? List.of(ID) : List.of(TARGET, ID);
        return Stream.of(first, FURTHER, PLACE).flatMap(List::stream).toList();
    }

    /**
     * Returns the column of a name, or of a key of the JSON output.
     *
     * @throws Refusal when there is none
     */
    static Column named(String word) {
        return Arrays.stream(values())
                .filter(column -> column.word().equals(word) || column.key().equals(word))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> known = words();
                    String near = Nearest.to(word, known)
                            .map(meant -> "Did you mean '" + meant + "'? ")
                            .orElse("");
                    return Refusal.usage(
                            "there is no column '" + Text.visible(word) + "'",
                            near + "The columns are: " + String.join(", ", known) + ".");
                });
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name under which the JSON output has the same; where it has no such key, its own name. */
    String key() {
        return key == null ? word() : key;
    }

    /** Returns the cell as programs read it: times in RFC 3339, durations in seconds, status as in JSON. */
    Cell exact(Observation seen) {
        Object fact = value(seen);
        if (fact instanceof Duration duration) {
            return Cell.of(duration.toSeconds());
        }
        if (fact instanceof Instant at) {
            return Cell.of(Facts.exact(at));
        }
        return Cell.of(fact instanceof Progress progress ? Facts.progress(progress) : fact);
    }

    /** Returns the cell as people read it. */
    Cell readable(Observation seen, Display look) {
        if (this == STATUS) {
            Sign sign = look.terminal() ? Sign.ofRow(seen) : Sign.of(seen);
            return Cell.of(sign.plain(look)).in(sign.tone());
        }
        Object fact = this == TARGET ? seen.target().shown() : value(seen);
        if (fact instanceof Instant at) {
            return Cell.of(look.terminal() ? Facts.age(at, look.now()) : Facts.exact(at));
        }
        if (fact instanceof Duration duration) {
            return Cell.of(Durations.words(duration));
        }
        Cell cell = Cell.of(fact instanceof Progress progress ? Facts.progress(progress) : fact);
        return this == TARGET ? cell.to(Facts.link(Entry.rollout(seen).consoleUrl())) : cell;
    }

    /** Returns what rows are sorted by: comparable with any other of the same column, or null. */
    Object sortKey(Observation seen) {
        return value(seen);
    }

    /** Compares keys of this column; null comes last in either direction. */
    @SuppressWarnings("unchecked")
    Comparator<Object> order(boolean descending) {
        Comparator<Object> order =
                switch (this) {
                    case PROGRESS -> (a, b) -> byProgress().compare((Progress) a, (Progress) b);
                    case CREATED, STARTED, UPDATED, FINISHED, CHANGED, DURATION ->
                        (a, b) -> ((Comparable<Object>) a).compareTo(b);
                    default -> Comparator.comparing(Object::toString, String.CASE_INSENSITIVE_ORDER);
                };
        return Comparator.nullsLast(descending ? order.reversed() : order);
    }

    private static Comparator<Progress> byProgress() {
        return Comparator.comparing(Progress::percent, Comparator.nullsFirst(Comparator.<Integer>naturalOrder()))
                .thenComparing(Progress::done);
    }
}
