package dev.deploystat.aws.adapter;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Lists rows newest first where a service promises no order but filters by time. It reads no more of a history than it
 * takes to be sure, in whatever order the service answers: what lies in a window of time that was read to its end is
 * known whole.
 *
 * @param <R> a row
 */
public final class NewestFirst<R> {
    /** How many calls may go into narrowing a window before its rest is read page by page. */
    private static final int NARROWING_CALLS = 14;
    /** How many of them go to what is certain before the steps double. */
    private static final int CERTAIN_CALLS = 3;
    /** How many rows of a history that is read to its end are found first. */
    private static final int FIRST_ROWS = 20;
    /** How many pages a window of a long history should hold, and when it is cut. */
    private static final int PAGES_WANTED = 5;

    private static final int PAGES_MOST = 10;
    /** How many calls more than those whose rows were handed over may find too many rows or none. */
    private static final int WASTED_CALLS = 50;
    /** Whether the ends of a window belong to it is not stated, so windows overlap. */
    private static final Duration OVERLAP = Duration.ofSeconds(1);

    private final Function<R, String> id;
    private final Function<R, Instant> created;
    private final Call<R> call;
    private final int pageSize;

    /** One page of a listing. */
    public interface Call<R> {
        /**
         * Asks for a page.
         *
         * @param after the earliest creation time, or null
         * @param before the latest creation time, or null
         * @param token the token of the page, or null for the first
         */
        Page<R> page(Instant after, Instant before, String token);
    }

    /**
     * A page of rows.
     *
     * @param next the token of the page after it, or null
     */
    public record Page<R>(List<R> rows, String next) {
        boolean isLast() {
            return next == null || next.isEmpty();
        }
    }

    /**
     * Prepares a listing.
     *
     * @param id what distinguishes rows
     * @param created when a row was created; null where the service does not say, which puts it last
     * @param pageSize how many rows a page has at most
     */
    public NewestFirst(Function<R, String> id, Function<R, Instant> created, int pageSize, Call<R> call) {
        this.id = id;
        this.created = created;
        this.pageSize = pageSize;
        this.call = call;
    }

    /**
     * Returns the rows of a span of time, newest first. The first {@code wanted} of them, or a few where all are wanted, are
     * found with the fewest calls; the rest is read window by window as it is taken. It is held whole only where windows cost
     * more than that: in a listing from the oldest on, with long pauses.
     *
     * @param after the earliest creation time, or null
     * @param before the latest creation time, or null
     * @param wanted how many rows the caller is likely to take, or 0 for all
     */
    public Stream<R> rows(Instant after, Instant before, int wanted) {
        Iterator<R> walk = new Walk(after, before, wanted);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(walk, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    private List<R> sorted(List<R> rows) {
        List<R> sorted = new ArrayList<>(rows);
        sorted.sort(Newest.first(created));
        return sorted;
    }

    private final class Walk implements Iterator<R> {
        private final Instant after;
        /** How many rows are searched for before windows are read. */
        private final int sought;

        private final Deque<R> ready = new ArrayDeque<>();
        /** The ids of the rows handed over whose time may lie in the next window too. */
        private final Set<String> given = new HashSet<>();

        /** The rows without a time that the first page held. */
        private final List<R> timeless = new ArrayList<>();

        private Instant before;
        private Duration width;
        private boolean begun;
        private boolean ended;
        private int calls;
        /** The calls whose rows were handed over. */
        private int useful;

        Walk(Instant after, Instant before, int wanted) {
            this.after = after;
            this.before = before;
            this.sought = wanted > 0 && wanted <= pageSize ? wanted : Math.min(FIRST_ROWS, pageSize);
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && !ended) {
                if (!begun) {
                    begun = true;
                    begin();
                } else {
                    goOn();
                }
            }
            if (ready.isEmpty()) {
                // No window holds them, and what was seen is not dropped.
                ready.addAll(timeless);
                timeless.clear();
            }
            return !ready.isEmpty();
        }

        @Override
        public R next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }

        private Page<R> ask(Instant from, Instant to, String token) {
            calls++;
            return call.page(from, to, token);
        }

        private boolean isWasteful() {
            return calls - useful > WASTED_CALLS + useful;
        }

        private void begin() {
            Page<R> first = ask(after, before, null);
            first.rows().stream().filter(row -> created.apply(row) == null).forEach(timeless::add);
            if (first.isLast()) {
                timeless.clear();
                hand(first.rows());
                ended = true;
            } else {
                search(first.rows());
            }
        }

        /** Searches for the newest rows below what was handed over, of which a page shows some. */
        private void search(List<R> shown) {
            if (shown.stream().map(created).filter(Objects::nonNull).count() >= sought) {
                newest(shown);
            } else {
                measure(shown);
            }
        }

        /**
         * Finds the newest rows. At least as many as are wanted are as young as the one in that place, so the newest lie
         * in the window from its time on; a window without a further page is known whole. While there is a further page,
         * the window is narrowed: to what is certain, and where that goes slowly, as in a listing from the oldest on, in
         * steps that double.
         */
        private void newest(List<R> seen) {
            int left = sought;
            Instant sure = bound(seen, left);
            Instant from = sure;
            Instant top = null;
            Duration step = OVERLAP;
            for (int asked = 1; asked < NARROWING_CALLS && from != null; asked++) {
                Page<R> page = ask(from, before, null);
                if (page.isLast()) {
                    left -= hand(page.rows());
                    below(from);
                    spread(page.rows(), from);
                    if (left <= 0 || ended || !sure.isBefore(from)) {
                        return;
                    }
                    // Too few were as young as that; the others lie below, down to where there are enough for sure.
                    top = from;
                    from = sure;
                    continue;
                }
                Instant enough = bound(page.rows(), left);
                if (enough != null && enough.isAfter(sure)) {
                    step = Duration.between(sure, enough).plus(step);
                    sure = enough;
                }
                Instant further = from.plus(
                        top == null ? step : Duration.between(from, top).dividedBy(2));
                if (top == null && before != null && !further.isBefore(before)) {
                    further = from.plus(Duration.between(from, before).dividedBy(2));
                }
                boolean isSlow = asked > CERTAIN_CALLS && further.isAfter(sure);
                Instant narrower = (isSlow ? further : sure).truncatedTo(ChronoUnit.SECONDS);
                if (!narrower.isAfter(from)) {
                    break;
                }
                step = step.multipliedBy(2);
                from = narrower;
            }
            wholeFrom(sure == null ? after : sure);
        }

        /** Takes how far apart the rows of a window are for the width of the next one. */
        private void spread(List<R> rows, Instant from) {
            Instant youngest = youngest(rows);
            if (youngest != null && youngest.isAfter(from)) {
                useful++;
                width = Duration.between(from, youngest)
                        .multipliedBy((long) PAGES_WANTED * pageSize)
                        .dividedBy(rows.size())
                        .plus(OVERLAP);
            }
        }

        /** Reads a window that cannot be narrowed to its end. */
        private void wholeFrom(Instant from) {
            List<R> rows = new ArrayList<>();
            Pages.of(token -> ask(from, before, token), Page::rows, Page::next).forEach(rows::add);
            hand(rows);
            below(from);
        }

        /** Takes the time that a page spans for a measure of how far apart rows are. */
        private void measure(List<R> rows) {
            Instant youngest = youngest(rows);
            Instant oldest = oldest(rows);
            if (youngest == null || oldest == null) {
                wholeFrom(after);
                ended = true;
                return;
            }
            Duration span = Duration.between(oldest, youngest).plus(OVERLAP);
            width = span.multipliedBy(PAGES_WANTED);
            window(youngest.minus(width));
        }

        /** Reads the next window below what was handed over. */
        private void goOn() {
            if (isWasteful()) {
                wholeFrom(after);
                return;
            }
            if (width == null) {
                Page<R> page = ask(after, before, null);
                if (page.isLast()) {
                    hand(page.rows());
                    ended = true;
                } else {
                    search(page.rows());
                }
                return;
            }
            window(before.minus(width));
        }

        /** Reads the window that begins at a time, or a narrower one where it holds too many rows. */
        private void window(Instant wantedFrom) {
            Instant from = wantedFrom;
            while (true) {
                boolean isLowest = after != null && !from.isAfter(after);
                Instant lower = isLowest ? after : from.truncatedTo(ChronoUnit.SECONDS);
                List<R> rows = new ArrayList<>();
                String token = null;
                int pages = 0;
                do {
                    Page<R> page = ask(lower, before, token);
                    rows.addAll(page.rows());
                    token = page.isLast() ? null : page.next();
                } while (token != null && ++pages < PAGES_MOST);
                Instant youngest = youngest(rows);
                boolean canNarrow = youngest != null && width.compareTo(OVERLAP.multipliedBy(2)) > 0;
                if (token != null && isWasteful()) {
                    wholeFrom(after);
                    return;
                }
                if (token != null && canNarrow) {
                    width = width.dividedBy(4);
                    from = (before == null ? youngest : before).minus(width);
                    continue;
                }
                if (token != null) {
                    String rest = token;
                    Pages.of(next -> ask(lower, before, next == null ? rest : next), Page::rows, Page::next)
                            .forEach(rows::add);
                }
                hand(rows);
                useful += rows.isEmpty() ? 0 : pages + 1;
                if (isLowest) {
                    ended = true;
                } else if (rows.isEmpty()) {
                    // Nothing for a while: look whether anything is older at all.
                    before = lower.plus(OVERLAP);
                    width = null;
                } else {
                    below(lower);
                    if (rows.size() < pageSize) {
                        width = width.multipliedBy(4);
                    }
                }
                return;
            }
        }

        private void below(Instant from) {
            if (from == null || (after != null && !from.isAfter(after))) {
                ended = true;
            } else {
                before = from.plus(OVERLAP);
            }
        }

        /** Makes rows ready that were not handed over yet, and returns how many. */
        private int hand(List<R> rows) {
            Set<String> ids = new HashSet<>();
            int before = ready.size();
            for (R row : sorted(rows)) {
                if (ids.add(id.apply(row)) && !given.contains(id.apply(row))) {
                    ready.add(row);
                }
            }
            given.clear();
            given.addAll(ids);
            return ready.size() - before;
        }

        /** Returns the time that so many rows are younger than, a second less; null where there are not so many. */
        private Instant bound(List<R> rows, int many) {
            return rows.stream()
                    .map(created)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.reverseOrder())
                    .skip(many - 1L)
                    .findFirst()
                    .map(time -> time.minus(OVERLAP).truncatedTo(ChronoUnit.SECONDS))
                    .orElse(null);
        }

        private Instant youngest(List<R> rows) {
            return rows.stream()
                    .map(created)
                    .filter(Objects::nonNull)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }

        private Instant oldest(List<R> rows) {
            return rows.stream()
                    .map(created)
                    .filter(Objects::nonNull)
                    .min(Comparator.naturalOrder())
                    .orElse(null);
        }
    }
}
