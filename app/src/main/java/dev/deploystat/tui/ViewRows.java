package dev.deploystat.tui;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import dev.deploystat.render.Verdicts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of a view in their order: those that the filter lets through, sorted, and each group together. */
final class ViewRows {
    private final Map<String, List<Observation>> groups = new LinkedHashMap<>();
    private final List<Observation> all = new ArrayList<>();

    private ViewRows() {}

    static ViewRows of(Snapshot snapshot, View view) {
        ViewRows rows = new ViewRows();
        Stream<Observation> sorted = snapshot.observations().stream().filter(row -> isShown(row, view.filter));
        if (view.sort != View.Sort.ASKED || view.reversed) {
            List<Observation> kept = new ArrayList<>(sorted.toList());
            if (view.sort == View.Sort.ASKED) {
                Collections.reverse(kept);
            } else {
                kept.sort(view.reversed ? order(view.sort).reversed() : order(view.sort));
            }
            sorted = kept.stream();
        }
        sorted.forEach(row -> rows.groups
                .computeIfAbsent(heading(row, view.grouping), each -> new ArrayList<>())
                .add(row));
        rows.groups.values().forEach(rows.all::addAll);
        return rows;
    }

    /** Returns the rows under their headings; an empty heading is none. */
    Map<String, List<Observation>> groups() {
        return groups;
    }

    /** Returns all rows from the first to the last. */
    List<Observation> all() {
        return all;
    }

    /** Returns where a target stands among all rows; that of a target that is not among them is the first one. */
    int indexOf(Target target) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).target().equals(target)) {
                return i;
            }
        }
        return 0;
    }

    private static boolean isShown(Observation row, String filter) {
        if (filter.isEmpty()) {
            return true;
        }
        String text = Stream.of(
                        row.target().toString(),
                        Verdicts.sentence(row),
                        of(row, Rollout::revision),
                        of(row, Rollout::stage))
                .collect(Collectors.joining(" "));
        return text.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
    }

    private static String of(Observation row, Function<Rollout, String> member) {
        return row.reading().found().map(member).orElse("");
    }

    private static String heading(Observation row, View.Grouping grouping) {
        Target target = row.target();
        return switch (grouping) {
            case PLACE ->
                Stream.of(
                                target.service(),
                                target.region(),
                                target.profile() == null ? null : "profile " + target.profile())
                        .filter(fact -> fact != null)
                        .collect(Collectors.joining("  "));
            case STATUS -> Verdicts.liveStatus(row);
            case NONE -> "";
        };
    }

    private static Comparator<Observation> order(View.Sort sort) {
        return switch (sort) {
            case ASKED, TARGET -> Comparator.comparing(row -> row.target().toString());
            case STATUS ->
                Comparator.comparing((Observation row) -> gravity(row.outcome().verdict()))
                        .thenComparing(Verdicts::liveStatus);
            case BEGUN ->
                Comparator.comparing(
                        (Observation row) -> row.reading()
                                .found()
                                .map(rollout -> rollout.startedAt() == null ? rollout.createdAt() : rollout.startedAt())
                                .orElse(null),
                        Comparator.nullsLast(Comparator.<Instant>naturalOrder()));
        };
    }

    private static int gravity(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> 0;
            case PENDING -> 1;
            case PASS -> 2;
        };
    }
}
