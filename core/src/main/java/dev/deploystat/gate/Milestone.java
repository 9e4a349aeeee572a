package dev.deploystat.gate;

import dev.deploystat.model.Flag;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;

/** A point on the way of a deployment that is far enough for whoever waits. */
public final class Milestone {
    /** The name of the end. */
    public static final String FINISHED = "finished";
    /** The name of the point at which all production traffic is on the new revision. */
    public static final String TRAFFIC = "traffic";

    /** The name of what is no point of a deployment: that none is under way. */
    public static final String IDLE = "idle";

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
        return Words.same(name, FINISHED) || Words.same(name, TRAFFIC) || isIdle(name);
    }

    /** Returns whether a name asks for targets on which nothing is at work. */
    public static boolean isIdle(String name) {
        return name != null && Words.same(name, IDLE);
    }

    /** Returns whether it is that nothing is at work on the target. */
    boolean isIdle() {
        return isIdle(name);
    }

    /** Returns whether only further calls show if a deployment has come so far. */
    boolean isInExplanationOf(Rollout rollout) {
        return name != null && !isIdle() && goesOn(rollout) && rollout.stages().inExplanation();
    }

    /** Returns whether a deployment has come so far. */
    boolean isReachedBy(Rollout rollout) {
        if (name == null || !goesOn(rollout)) {
            return false;
        }
        Stages stages = rollout.stages();
        return isTraffic()
                ? stages.traffic() == Traffic.ALL
                : stages.reached().stream().anyMatch(point -> Words.same(point, name));
    }

    /** Returns why only the end of a deployment will show that it has come so far, or null when that is not so. */
    String whyOnlyAtTheEnd(Rollout rollout) {
        if (isInExplanationOf(rollout)) {
            return "how far it has come could not be read; waiting for its end";
        }
        boolean unknown = isTraffic() && goesOn(rollout) && rollout.stages().traffic() == Traffic.UNKNOWN;
        return unknown ? "nothing shows when all traffic is on the new revision; waiting for its end" : null;
    }

    /** Returns whether a deployment is under way and meant to reach its end; of an unknown status nothing is known. */
    private static boolean goesOn(Rollout rollout) {
        boolean underWay = rollout.status() == Status.PENDING || rollout.status() == Status.IN_PROGRESS;
        return underWay && !rollout.flags().contains(Flag.STOPPING);
    }

    private boolean isTraffic() {
        return Words.same(name, TRAFFIC);
    }
}
