package dev.deploystat.aws.adapter;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.util.SdkAutoConstructList;

/**
 * Walks through paged replies, one page at a time as the rows are taken. A service that never stops handing out tokens
 * ends in {@link MalformedReply}, not in an endless loop.
 */
public final class Pages {
    private static final int EMPTY_PAGES_IN_A_ROW = 100;

    private Pages() {}

    /**
     * Returns the rows of all pages.
     *
     * @param call asks for the page of a token; the first token is null
     * @param rows the rows of a page
     * @param next the token of the page after it; null, empty or the text {@code null} at the end
     */
    public static <P, R> Stream<R> of(
            Function<String, P> call, Function<P, ? extends List<R>> rows, Function<P, String> next) {
        Iterator<R> walk = new Walk<>(call, rows, next);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(walk, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /**
     * Returns the list of a reply. The SDK makes an empty list of one that is absent, and a reply that was written in half
     * is no proof that there is nothing. A call without pages asks {@code hasItems()} first, so that this class is not loaded
     * as long as all is well.
     *
     * @throws MalformedReply if the reply holds no such list
     */
    public static <R> List<R> given(List<R> rows) {
        if (rows instanceof SdkAutoConstructList) {
            throw new MalformedReply("it lacks the list that was asked for");
        }
        return rows;
    }

    private static final class Walk<P, R> implements Iterator<R> {
        private final Function<String, P> call;
        private final Function<P, ? extends List<R>> rows;
        private final Function<P, String> next;
        private final Deque<R> ready = new ArrayDeque<>();
        private final Set<String> seen = new HashSet<>();
        private String token;
        private boolean ended;

        Walk(Function<String, P> call, Function<P, ? extends List<R>> rows, Function<P, String> next) {
            this.call = call;
            this.rows = rows;
            this.next = next;
        }

        @Override
        public boolean hasNext() {
            int empty = 0;
            while (ready.isEmpty() && !ended) {
                P page = call.apply(token);
                for (R row : rows.apply(page)) {
                    if (row == null) {
                        throw new MalformedReply("a row of the service's list is null");
                    }
                    ready.add(row);
                }
                token = next.apply(page);
                ended = token == null || token.isEmpty() || token.equals("null");
                if (!ended && !seen.add(token)) {
                    throw new MalformedReply("the service handed out the same page token twice");
                }
                if (ready.isEmpty() && ++empty > EMPTY_PAGES_IN_A_ROW) {
                    throw new MalformedReply("the service handed out " + empty + " empty pages in a row");
                }
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
    }
}
