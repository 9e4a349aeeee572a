package dev.deploystat.gate;

import dev.deploystat.model.Headway;
import dev.deploystat.model.Headway.Traffic;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;

/** A point on the way of a deployment that is far enough for whoever waits. */
public final class Milestone {
    /** The name of the end. */
    public static final String FINISHED = "finished";
    /** The name of the point at which all production traffic is on the new revision. */
    public static final String TRAFFIC = "traffic";

    private final String name;

    private Milestone(String name) {
        this.name = name;
    }

    /** Returns the milestone of a name; null and {@code finished} are never reached before the end. */
    static Milestone of(String name) {
        return new Milestone(name == null || Words.same(name, FINISHED) ? null : name);
    }

    /** Returns whether the name is one of those that hold for every service. */
    public static boolean isCommon(String name) {
        return Words.same(name, FINISHED) || Words.same(name, TRAFFIC);
    }

    /** Returns whether only further calls tell if a deployment has come so far. */
    boolean asksMoreOf(Rollout rollout) {
        return name != null && goesOn(rollout) && rollout.headway().more();
    }

    /** Returns whether a deployment has come so far. */
    boolean isReachedBy(Rollout rollout) {
        if (name == null || !goesOn(rollout)) {
            return false;
        }
        Headway headway = rollout.headway();
        return isTraffic()
                ? headway.traffic() == Traffic.ALL
                : headway.reached().stream().anyMatch(point -> Words.same(point, name));
    }

    /** Returns why only the end of a deployment will show that it has come so far, or null when that is not so. */
    String whyUntold(Rollout rollout) {
        if (asksMoreOf(rollout)) {
            return "how far it has come could not be read; waiting for its end";
        }
        boolean untold = isTraffic() && goesOn(rollout) && rollout.headway().traffic() == Traffic.UNTOLD;
        return untold ? "nothing shows when all traffic is on the new revision; waiting for its end" : null;
    }

    /**
     * Returns whether a deployment is under way and meant to reach its end. Of an unknown status nothing is known, and
     * one that somebody stops is in progress under a word of its own ({@code STOP_REQUESTED}, {@code CANCELLING}).
     */
    private static boolean goesOn(Rollout rollout) {
        String word = rollout.nativeStatus() == null ? "" : Words.fold(rollout.nativeStatus());
        boolean underWay = rollout.status() == Status.PENDING || rollout.status() == Status.IN_PROGRESS;
        return underWay && !word.startsWith("stop") && !word.startsWith("cancel");
    }

    private boolean isTraffic() {
        return Words.same(name, TRAFFIC);
    }
}
