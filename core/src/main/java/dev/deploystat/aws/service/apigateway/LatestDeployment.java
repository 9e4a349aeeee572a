package dev.deploystat.aws.service.apigateway;

import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Chooses the deployment that a target means which names none. It makes no calls.
 *
 * <p>A stage means the deployment it is on, or its canary where that is newer. A still newer deployment that no stage leads
 * to is meant for it where no other stage could take it: a stage that deploys by itself takes what the API's changes make,
 * the others take what somebody makes.
 */
final class LatestDeployment {
    private final boolean isOfStage;
    private final Predicate<String> wasReached;
    private final List<ApiDeployment> deployments;
    private final List<ApiStage> all;
    private final List<ApiStage> stages;
    private final Map<String, Instant> times = new HashMap<>();

    /**
     * Prepares the choice.
     *
     * @param deployments all deployments of the API, newest first
     * @param all all its stages
     * @param wasReached whether a stage was ever seen to lead to a deployment: one that it has left does not wait for it
     */
    LatestDeployment(Target target, List<ApiDeployment> deployments, List<ApiStage> all, Predicate<String> wasReached) {
        this.wasReached = wasReached;
        isOfStage = target.has(ApiGateway.STAGE);
        this.deployments = deployments;
        this.all = all;
        stages = stages(target, all);
        deployments.forEach(deployment -> times.put(deployment.id(), deployment.createdAt()));
    }

    /** Returns the stages that a target is about. */
    static List<ApiStage> stages(Target target, List<ApiStage> all) {
        String name = target.field(ApiGateway.STAGE);
        return name == null
                ? all
                : all.stream().filter(stage -> name.equals(stage.name())).toList();
    }

    List<ApiStage> stages() {
        return stages;
    }

    /** Returns when the deployments were made, by their ids. */
    Map<String, Instant> times() {
        return times;
    }

    boolean lacksStage() {
        return isOfStage && stages.isEmpty();
    }

    /** Returns whether only stages lead to a deployment that the target is not about. */
    boolean isOfAnotherStage(ApiDeployment deployment) {
        return leads(all, deployment) && !leads(stages, deployment);
    }

    /**
     * Returns a stage that has failed to deploy the last change by itself, or of which that is not known. A deployment under
     * way, or one that says itself that it failed, comes first: it has an id.
     */
    Optional<ApiStage> stuckStage() {
        boolean isOpen = isOfStage
                ? newer().isPresent()
                : deployments.stream().findFirst().map(ApiDeployment::status).orElse(Status.SUCCEEDED)
                        != Status.SUCCEEDED;
        return isOpen
                ? Optional.empty()
                : stages.stream()
                        .filter(stage -> stage.lastAttempt() != Status.SUCCEEDED)
                        .findFirst();
    }

    /** Returns the id of the deployment; empty where there is none. */
    Optional<String> id() {
        return isOfStage
                ? newer().map(ApiDeployment::id).or(this::own)
                : deployments.stream().findFirst().map(ApiDeployment::id);
    }

    /** Returns the deployment, where the list has it. */
    Optional<ApiDeployment> found() {
        return id().flatMap(id -> deployments.stream()
                .filter(deployment -> id.equals(deployment.id()))
                .findFirst());
    }

    /** Returns the deployment that the stage is on, or its canary. */
    private Optional<String> own() {
        ApiStage stage = stages.get(0);
        if (stage.canary() == null) {
            return Optional.ofNullable(stage.deploymentId());
        }
        Instant live = times.get(stage.deploymentId());
        Instant tried = times.get(stage.canary().deploymentId());
        boolean isKnown = live != null && tried != null;
        boolean isCanary = stage.deploymentId() == null
                || (isKnown ? tried.isAfter(live) : stage.canary().hasTraffic());
        return Optional.of(isCanary ? stage.canary().deploymentId() : stage.deploymentId());
    }

    /** Returns the newest deployment that waits for this very stage. */
    private Optional<ApiDeployment> newer() {
        ApiStage stage = stages.get(0);
        boolean isAlone =
                all.stream().filter(other -> other.isAuto() == stage.isAuto()).count() == 1;
        Optional<String> own = own();
        return deployments.stream()
                .filter(deployment -> isAlone && deployment.isAuto() == stage.isAuto())
                .filter(deployment -> !leads(all, deployment) && !wasReached.test(deployment.id()))
                .filter(deployment -> own.isEmpty() || deployment.isNewerThan(times.get(own.get())))
                .findFirst();
    }

    private static boolean leads(List<ApiStage> stages, ApiDeployment deployment) {
        return stages.stream().anyMatch(stage -> stage.leadsTo(deployment.id()));
    }
}
