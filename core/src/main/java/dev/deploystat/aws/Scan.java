package dev.deploystat.aws;

import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;

/**
 * Finds every target in some corners and reads its current deployment. Several corners are looked through side by side;
 * what they hold is handed over place by place, in the order of the corners, as it arrives.
 */
public final class Scan {
    /** How many corners are looked through at the same time: services have their rates each by itself. */
    private static final int AT_THE_SAME_TIME = 16;
    /** How many targets are found before they are read: the largest batch that a service takes. */
    private static final int READ_TOGETHER = 100;
    /** How many readings of places whose turn has not come are kept; then the work there rests. */
    private static final int HELD_BACK = 2_000;

    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final Fleet fleet;
    private final Clock clock;
    private final Listener listener;
    private final Queue<Numbered> queue = new ArrayDeque<>();
    private final List<Integer> unfinished = new ArrayList<>();
    private final List<List<Reading>> held = new ArrayList<>();
    private int turn;
    private int kept;
    private Throwable fault;

    /** Is notified by one thread at a time. */
    public interface Listener {
        /** Notes a target that was read, whichever place it is at; returns whether it is to be shown. */
        boolean read(Reading reading);

        /** Notes that it could not be seen whether what some deployments belong to is being deleted; they stand as read. */
        void unconfirmed(Corner corner, ReadError error);

        /** Shows a reading when the turn of its place has come. */
        void show(Reading reading);

        /**
         * Notes that a corner is done.
         *
         * @param errors why not all of its targets were found; empty when they were
         */
        void done(Corner corner, List<ReadError> errors);
    }

    private record Numbered(int place, Corner corner) {}

    /** Prepares a scan over a fleet whose calls go by a clock. */
    public Scan(Fleet fleet, Clock clock, Listener listener) {
        this.fleet = fleet;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Looks through places, each a list of its corners. What the listener throws passes through.
     *
     * @throws InterruptedException when the scan is called off
     */
    public void run(List<List<Corner>> places) throws InterruptedException {
        for (List<Corner> corners : places) {
            for (Corner corner : corners) {
                queue.add(new Numbered(held.size(), corner));
            }
            unfinished.add(corners.size());
            held.add(new ArrayList<>());
        }
        List<Runnable> workers = Collections.nCopies(Math.min(AT_THE_SAME_TIME, queue.size()), () -> lookThrough());
        clock.together(NO_LIMIT, workers);
        rethrow();
    }

    /** Shows what is kept of places whose turn has not come: for a scan that is called off, it never will. */
    public synchronized void showKept() {
        for (int place = turn + 1; place < held.size(); place++) {
            List<Reading> ready = held.set(place, new ArrayList<>());
            ready.forEach(listener::show);
            kept -= ready.size();
        }
    }

    private void lookThrough() {
        try {
            for (Numbered next = next(); next != null; next = next()) {
                lookThrough(next);
            }
        } catch (RuntimeException | Error e) {
            keep(e);
        }
    }

    private void lookThrough(Numbered numbered) {
        List<Target> found = new ArrayList<>();
        List<ReadError> errors = fleet.discover(numbered.corner().anywhere(), target -> {
            found.add(target);
            if (found.size() == READ_TOGETHER) {
                read(numbered, found);
            }
        });
        read(numbered, found);
        finish(numbered, errors);
    }

    private void read(Numbered numbered, List<Target> found) {
        List<Target> together = found.stream().distinct().toList();
        found.clear();
        fleet.readConfirmed(together, error -> unconfirmed(numbered.corner(), error), reading -> {
            take(numbered.place(), reading);
            return !isBroken();
        });
    }

    private synchronized void unconfirmed(Corner corner, ReadError error) {
        listener.unconfirmed(corner, error);
    }

    private synchronized Numbered next() {
        return fault == null ? queue.poll() : null;
    }

    /**
     * Takes a reading. Of places whose turn has not come not more than so many are kept: the work there waits for its turn,
     * which comes, because corners are begun in the order of their places.
     */
    synchronized void take(int place, Reading reading) {
        if (!listener.read(reading)) {
            return;
        }
        awaitTurn(place);
        if (place == turn) {
            listener.show(reading);
        } else {
            held.get(place).add(reading);
            kept++;
        }
    }

    private synchronized void awaitTurn(int place) {
        try {
            while (place != turn && kept >= HELD_BACK && fault == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the turn of a place", e);
        }
    }

    private synchronized void finish(Numbered done, List<ReadError> errors) {
        listener.done(done.corner(), errors);
        unfinished.set(done.place(), unfinished.get(done.place()) - 1);
        while (turn < held.size() && unfinished.get(turn) == 0) {
            turn++;
            if (turn < held.size()) {
                List<Reading> ready = held.set(turn, List.of());
                ready.forEach(listener::show);
                kept -= ready.size();
            }
        }
        notifyAll();
    }

    private synchronized boolean isBroken() {
        return fault != null;
    }

    private synchronized void keep(Throwable e) {
        fault = fault == null ? e : fault;
        notifyAll();
    }

    private synchronized void rethrow() {
        if (fault instanceof RuntimeException bug) {
            throw bug;
        }
        if (fault instanceof Error error) {
            throw error;
        }
    }
}
