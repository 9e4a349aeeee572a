package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.aws.service.apigateway.ApiGateway.Apis;
import dev.deploystat.aws.service.apigateway.ApiStage.Canary;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Stages.Traffic;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What a deployment comes to with the stages of its target. It makes no calls.
 *
 * @param calls the words of the service
 * @param stages the one stage that the target names, or all of the API
 * @param state what the API says of itself, where it does
 */
record ApiOutcome(ApiCalls calls, Target target, List<ApiStage> stages, Optional<ApiState> state) {
    private static final int ALL = 100;
    private static final String ANY_STAGE = "STAGE";

    /**
     * Returns a deployment as it stands.
     *
     * @param times when the deployments were made that the stages lead to, as far as it matters and is known
     * @param wasReached whether a stage was ever seen to lead to it
     */
    Rollout of(Connection<Apis> gateway, ApiDeployment deployment, Map<String, Instant> times, boolean wasReached) {
        Rollout.Builder rollout = begun(gateway, deployment.status(), deployment.word())
                .id(deployment.id())
                .revision(deployment.id())
                .revisionName(deployment.description())
                .createdAt(deployment.createdAt())
                .reason(deployment.message());
        Members.keep(rollout, deployment.reply(), Set.of());
        if (deployment.status() == Status.SUCCEEDED) {
            place(rollout, deployment, times, wasReached);
        } else {
            rollout.previousRevision(present());
        }
        if (deployment.status() == Status.FAILED && deployment.message() != null) {
            rollout.problem(target.resource(), deployment.word(), deployment.message());
        }
        describeStages(rollout, deployment.id());
        return withState(rollout.source(replies(deployment.reply())).build());
    }

    /** Returns the last change that a stage should have deployed by itself, of which there is a sentence and no record. */
    Rollout ofAttempt(Connection<Apis> gateway, ApiStage stage) {
        Rollout.Builder rollout = begun(gateway, stage.lastAttempt(), null)
                .previousRevision(stage.deploymentId())
                .updatedAt(stage.updatedAt())
                .reason(stage.message());
        if (stage.lastAttempt() == Status.FAILED) {
            rollout.problem("stage " + stage.name(), null, stage.message());
        }
        describeStages(rollout, "");
        return rollout.source(replies(stage.reply())).build();
    }

    private Rollout.Builder begun(Connection<Apis> gateway, Status status, String word) {
        return Rollout.builder(status, word)
                .stages(Stages.of(List.of(), Traffic.NOT_ALL))
                .consoleUrl(gateway.console(calls.page(target.field(calls.field()))));
    }

    /** Decides by where the stages are: that a deployment is made only means that a stage may take it. */
    private void place(
            Rollout.Builder rollout, ApiDeployment deployment, Map<String, Instant> times, boolean wasReached) {
        String id = deployment.id();
        List<ApiStage> on = stages.stream().filter(stage -> stage.isOn(id)).toList();
        Optional<ApiStage> trying =
                stages.stream().filter(stage -> stage.hasAsCanary(id)).findFirst();
        Optional<String> newer = newer(deployment, times);
        if (!on.isEmpty()) {
            live(rollout, on);
        } else if (trying.isPresent()) {
            tried(rollout, trying.get());
        } else if (newer.isPresent()) {
            rollout.status(Status.STOPPED)
                    .flag(Flag.SUPERSEDED)
                    .relation(new Relation(Relation.Kind.SUPERSEDED_BY, target.pinnedTo(newer.get())))
                    .reason("the newer deployment " + newer.get() + " took its place");
        } else if (wasReached) {
            gone(rollout);
        } else {
            waiting(rollout.previousRevision(present()), deployment);
        }
    }

    /** Returns the newest of the deployments that stages lead to, if it is newer than this one. */
    private Optional<String> newer(ApiDeployment deployment, Map<String, Instant> times) {
        return stages.stream()
                .flatMap(ApiStage::deployments)
                .filter(id -> times.get(id) != null
                        && deployment.createdAt() != null
                        && times.get(id).isAfter(deployment.createdAt()))
                .max(Comparator.comparing(times::get));
    }

    private void live(Rollout.Builder rollout, List<ApiStage> on) {
        ApiStage stage = on.get(0);
        Canary canary = stage.canary();
        rollout.updatedAt(stage.updatedAt());
        if (canary != null && canary.hasTraffic() && !stage.isOn(canary.deploymentId())) {
            rollout.status(Status.IN_PROGRESS)
                    .flag(Flag.NEEDS_ACTION)
                    .progress(progress(ALL - canary.percent()))
                    .reason(share(canary) + " goes to the canary, deployment " + canary.deploymentId()
                            + "; somebody must promote it or take it away: " + calls.promote(target, stage));
            return;
        }
        rollout.stages(Stages.of(List.of(), on.size() == stages.size() ? Traffic.ALL : Traffic.NOT_ALL));
        if (canary != null && !canary.variables().isEmpty()) {
            rollout.reason("the canary has stage variables of its own, which the stage may not have taken over: "
                    + String.join(", ", canary.variables().keySet()));
        }
    }

    private void tried(Rollout.Builder rollout, ApiStage stage) {
        Canary canary = stage.canary();
        rollout.status(canary.hasTraffic() ? Status.IN_PROGRESS : Status.PENDING)
                .flag(Flag.NEEDS_ACTION)
                .previousRevision(stage.deploymentId())
                .progress(progress(canary.percent()))
                .stages(Stages.of(List.of(), canary.percent() >= ALL ? Traffic.ALL : Traffic.NOT_ALL))
                .reason(share(canary) + " goes to it as a canary; somebody must promote it: "
                        + calls.promote(target, stage));
    }

    private void gone(Rollout.Builder rollout) {
        if (present() == null) {
            rollout.status(Status.STOPPED).reason("it was live, and no stage is on it any more");
        } else {
            rollout.status(Status.ROLLED_BACK)
                    .previousRevision(present())
                    .reason(stages.get(0).where() + " again");
        }
    }

    private void waiting(Rollout.Builder rollout, ApiDeployment deployment) {
        List<ApiStage> moved = stages.stream().filter(stage -> !stage.isAuto()).toList();
        boolean isTaken = deployment.isAuto() && moved.size() < stages.size();
        String where = stages.size() == 1 ? stages.get(0).where() : "no stage is on it";
        if (isTaken) {
            rollout.status(Status.IN_PROGRESS).reason(where + (stages.size() == 1 ? " still" : " yet"));
        } else {
            String command = calls.move(target, moved.size() == 1 ? moved.get(0).name() : ANY_STAGE, deployment.id());
            rollout.status(Status.PENDING)
                    .flag(Flag.NEEDS_ACTION)
                    .reason("deployed, but " + where + "; somebody must "
                            + (stages.isEmpty()
                                    ? "make a stage"
                                    : moved.isEmpty()
                                            ? "change the API, as its stages take only what they deploy by themselves"
                                            : "move it there: " + command));
        }
    }

    /** Returns the deployment that the only stage is on, or null. */
    private String present() {
        return stages.size() == 1 ? stages.get(0).deploymentId() : null;
    }

    /** What rounding makes whole is not. */
    private static Progress progress(double percent) {
        long done = percent >= ALL ? ALL : Math.max(0, Math.min(ALL - 1, Math.round(percent)));
        return Progress.of(done, ALL, "% of the traffic");
    }

    private static String share(Canary canary) {
        return BigDecimal.valueOf(canary.percent()).stripTrailingZeros().toPlainString() + "% of the traffic";
    }

    private void describeStages(Rollout.Builder rollout, String id) {
        if (target.has(ApiGateway.STAGE)) {
            stages.forEach(stage -> rollout.attribute("stage", Raw.of(stage.reply(), Set.of())));
            return;
        }
        for (ApiStage stage : stages) {
            Status elsewhere = stage.lastAttempt() == Status.SUCCEEDED ? Status.PENDING : stage.lastAttempt();
            rollout.part(new Part(
                    "stage",
                    stage.name(),
                    null,
                    stage.isOn(id) ? Status.SUCCEEDED : elsewhere,
                    null,
                    null,
                    null,
                    stage.message() == null ? stage.where() : stage.where() + ": " + stage.message()));
        }
    }

    /** An API that is not through with an update of its own keeps a deployment from passing, though it is live. */
    private Rollout withState(Rollout placed) {
        if (state.isEmpty()) {
            return placed;
        }
        ApiState api = state.get();
        Rollout.Builder rollout = placed.toBuilder().nativeStatus(api.word());
        rollout.attribute("restApi", Raw.of(api.reply(), Set.of()));
        boolean isFailed = api.status() == Status.FAILED;
        if (api.status() != Status.SUCCEEDED && placed.status().verdict() != Verdict.FAIL) {
            rollout.status(api.status());
            if (isFailed) {
                // Nobody is to promote the canary of an API that failed.
                rollout.reason(null).lower(Flag.NEEDS_ACTION);
            }
            if (api.message() != null) {
                rollout.reason(api.message());
            }
        }
        if (isFailed) {
            rollout.problem("API " + target.field(calls.field()), api.word(), api.message());
        }
        return rollout.build();
    }

    private List<SdkPojo> replies(SdkPojo first) {
        List<SdkPojo> replies = new ArrayList<>(List.of(first));
        stages.stream().map(ApiStage::reply).filter(reply -> reply != first).forEach(replies::add);
        state.map(ApiState::reply).ifPresent(replies::add);
        return replies;
    }
}
