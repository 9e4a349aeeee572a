package dev.deploystat.gate;

import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.util.List;
import java.util.stream.Stream;

/** A point on the way of a deployment that is far enough for whoever waits. */
final class Milestone {
    private static final String FINISHED = "finished";
    private static final String TRAFFIC = "traffic";

    /** The stages of an ECS service deployment that follow the shift of all production traffic (ECS API). */
    private static final List<String> AFTER_TRAFFIC = List.of("POST_PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME", "CLEAN_UP");

    /** The lifecycle event with which CodeDeploy gives traffic to what it deployed (AppSpec reference). */
    private static final List<String> TRAFFIC_EVENT = List.of("AllowTraffic");

    private final List<String> stages;
    private final List<String> steps;

    private Milestone(List<String> stages, List<String> steps) {
        this.stages = stages;
        this.steps = steps;
    }

    /** Returns the milestone of a name; null and {@code finished} are never reached before the end. */
    static Milestone of(String name) {
        if (name == null || Words.same(name, FINISHED)) {
            return new Milestone(List.of(), List.of());
        }
        return Words.same(name, TRAFFIC)
                ? new Milestone(AFTER_TRAFFIC, TRAFFIC_EVENT)
                : new Milestone(List.of(name), List.of(name));
    }

    /** Returns whether there is a point to be reached before the end. */
    boolean isAhead() {
        return !stages.isEmpty();
    }

    /** Returns whether a deployment has come so far. */
    boolean isReachedBy(Rollout rollout) {
        return goesOn(rollout)
                && (stages.stream().anyMatch(stage -> Words.same(stage, rollout.stage()))
                        || steps.stream().anyMatch(step -> isDone(step, rollout)));
    }

    /**
     * Returns whether a deployment is under way and meant to reach its end. Of an unknown status nothing is known, and
     * one that somebody stops is in progress under a word of its own ({@code STOP_REQUESTED}, {@code CANCELLING}).
     */
    static boolean goesOn(Rollout rollout) {
        String word = rollout.nativeStatus() == null ? "" : Words.fold(rollout.nativeStatus());
        boolean underWay = rollout.status() == Status.PENDING || rollout.status() == Status.IN_PROGRESS;
        return underWay && !word.startsWith("stop") && !word.startsWith("cancel");
    }

    /** A step that every member takes is done when all have succeeded in it. */
    private static boolean isDone(String step, Rollout rollout) {
        List<Part> taken = rollout.parts().stream()
                .filter(Milestone::isStep)
                .filter(part -> Words.same(part.name(), step))
                .toList();
        return !taken.isEmpty() && taken.stream().allMatch(part -> part.status() == Status.SUCCEEDED);
    }

    private static boolean isStep(Part part) {
        return Stream.of("stage", "event").anyMatch(part.kind()::endsWith);
    }
}
