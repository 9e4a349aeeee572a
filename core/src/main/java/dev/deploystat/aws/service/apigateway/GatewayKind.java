package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.service.apigateway.ApiGateway.Apis;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Operation;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The targets of one of the two services: its calls. The stages of an API come in one reply, so that targets of one API
 * share it; each deployment takes a call of its own, until a stage is on it.
 */
final class GatewayKind implements Kind<Apis> {
    private static final String CHECK = "Check the name, the region and the account.";
    private static final Set<ErrorKind> GONE = Set.of(ErrorKind.NOT_FOUND);

    private final ApiCalls calls;

    GatewayKind(ApiCalls calls) {
        this.calls = calls;
    }

    @Override
    public boolean reads(Target target) {
        return target.has(calls.field());
    }

    @Override
    public List<NativeState> states() {
        return calls.states();
    }

    /** An API is the sum of its stages, so these are what is found. */
    @Override
    public Stream<Target> discover(Connection<Apis> gateway) {
        return calls.apis(gateway.client())
                .flatMap(api -> calls.stages(gateway.client(), api).stream().map(stage -> target(api, stage)));
    }

    @Override
    public List<String> neighbours(Connection<Apis> gateway, Target target) {
        return target.has(ApiGateway.STAGE)
                ? calls.stages(gateway.client(), api(target)).stream()
                        .map(stage -> target(api(target), stage).resource())
                        .toList()
                : List.of();
    }

    /** No deployment names its stage: all are listed but those that another stage is on. */
    @Override
    public Stream<Rollout> history(Connection<Apis> gateway, Target target, HistoryQuery query) {
        List<ApiDeployment> deployments = deployments(gateway, api(target));
        List<ApiStage> stages = calls.stages(gateway.client(), api(target));
        LatestDeployment choice = choice(gateway, target, deployments, stages);
        if (choice.lacksStage()) {
            throw ErrorCodes.notListed(noStage(target));
        }
        Optional<ApiState> state = calls.state(gateway.client(), api(target));
        return deployments.stream()
                .filter(deployment -> !choice.isOfAnotherStage(deployment))
                .map(deployment -> rollout(gateway, target, choice.stages(), state, deployment, choice.times()));
    }

    @Override
    public List<List<Target>> batches(List<Target> targets) {
        Map<String, List<Target>> batches = new LinkedHashMap<>();
        targets.forEach(target ->
                batches.computeIfAbsent(api(target), api -> new ArrayList<>()).add(target));
        return List.copyOf(batches.values());
    }

    @Override
    public List<Latest> latest(Connection<Apis> gateway, List<Target> targets) {
        String api = api(targets.get(0));
        List<ApiDeployment> deployments = deployments(gateway, api);
        List<ApiStage> stages = calls.stages(gateway.client(), api);
        Optional<ApiState> state = calls.state(gateway.client(), api);
        return targets.stream()
                .map(target -> latest(gateway, target, choice(gateway, target, deployments, stages), state))
                .toList();
    }

    @Override
    public List<Reading> read(Connection<Apis> gateway, List<Target> targets) {
        String api = api(targets.get(0));
        List<ApiStage> all = calls.stages(gateway.client(), api);
        Optional<ApiState> state = calls.state(gateway.client(), api);
        List<Reading> readings = new ArrayList<>();
        for (Target target : targets) {
            List<ApiStage> stages = LatestDeployment.stages(target, all);
            if (target.has(ApiGateway.STAGE) && stages.isEmpty()) {
                readings.add(Reading.failed(target, ReadError.notFound(noStage(target), CHECK)));
                continue;
            }
            boolean isReached = stages.stream().anyMatch(stage -> stage.leadsTo(target.deployment()));
            deployment(gateway, api, target.deployment(), isReached)
                    .map(deployment -> rollout(
                            gateway,
                            target,
                            stages,
                            state,
                            deployment,
                            isReached || deployment.status() != Status.SUCCEEDED
                                    ? Map.of()
                                    : times(gateway, api, stages)))
                    .ifPresent(rollout -> readings.add(Reading.of(target, rollout)));
        }
        return readings;
    }

    @Override
    public Map<Target, Rollout> withdrawn(Connection<Apis> gateway, Map<Target, Rollout> passing) {
        Map<String, Boolean> isThere = new HashMap<>();
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> {
            if (!isThere.computeIfAbsent(api(target), api -> isThere(gateway, api))) {
                withdrawn.put(
                        target,
                        rollout.toBuilder()
                                .status(Status.STOPPED)
                                .operation(Operation.DELETE)
                                .reason("API " + api(target) + " is deleted")
                                .build());
            }
        });
        return withdrawn;
    }

    /** The service knows no more than each look shows: when the deployment was made, and when the stage was changed last. */
    @Override
    public Rollout explain(Connection<Apis> gateway, Target target, Rollout seen) {
        List<Event> events = Stream.of(
                        new Event(seen.createdAt(), null, "created", null),
                        new Event(seen.updatedAt(), target.field(ApiGateway.STAGE), "updated", null))
                .filter(event -> event.at() != null)
                .toList();
        return seen.toBuilder().events(events).build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                calls.cli(), "get-deployment", "--" + calls.field(), api(target), "--deployment-id", seen.id());
        if (target.has(ApiGateway.STAGE)) {
            explained.command(
                    calls.cli(),
                    "get-stage",
                    "--" + calls.field(),
                    api(target),
                    "--stage-name",
                    target.field(ApiGateway.STAGE));
        } else {
            explained.command(calls.cli(), "get-stages", "--" + calls.field(), api(target));
        }
    }

    private Latest latest(Connection<Apis> gateway, Target target, LatestDeployment choice, Optional<ApiState> state) {
        if (choice.lacksStage()) {
            return Latest.none(target, ReadError.notFound(noStage(target), CHECK));
        }
        Optional<ApiStage> stuck = choice.stuckStage();
        Optional<String> id = choice.id();
        if (stuck.isPresent()) {
            return Latest.read(target, outcome(target, choice.stages(), state).ofAttempt(gateway, stuck.get()));
        }
        if (id.isEmpty()) {
            return Latest.none(
                    target,
                    ReadError.neverDeployed(
                            target.has(ApiGateway.STAGE)
                                    ? "nothing was deployed to stage " + target.resource() + " yet"
                                    : "API " + target.resource() + " has no deployment yet",
                            "Deploy it, or check the name, the region and the account."));
        }
        return choice.found()
                .map(deployment -> Latest.read(
                        target, rollout(gateway, target, choice.stages(), state, deployment, choice.times())))
                .orElseGet(() -> Latest.of(target, id.get()));
    }

    private static LatestDeployment choice(
            Connection<Apis> gateway, Target target, List<ApiDeployment> deployments, List<ApiStage> stages) {
        return new LatestDeployment(target, deployments, stages, id -> wasReached(gateway.memo(target), id));
    }

    private static boolean wasReached(Memo memo, String deployment) {
        return memo.get(Boolean.class, deployment).isPresent();
    }

    private ApiOutcome outcome(Target target, List<ApiStage> stages, Optional<ApiState> state) {
        return new ApiOutcome(calls, target, stages, state);
    }

    /** That a stage was once on a deployment stays true: only so a way back can be told from a way not yet gone. */
    private Rollout rollout(
            Connection<Apis> gateway,
            Target target,
            List<ApiStage> stages,
            Optional<ApiState> state,
            ApiDeployment deployment,
            Map<String, Instant> times) {
        Memo memo = gateway.memo(target);
        if (stages.stream().anyMatch(stage -> stage.leadsTo(deployment.id()))) {
            memo.put(Boolean.class, deployment.id(), true);
        }
        return outcome(target, stages, state).of(gateway, deployment, times, wasReached(memo, deployment.id()));
    }

    /** Returns all deployments of an API, newest first. */
    private List<ApiDeployment> deployments(Connection<Apis> gateway, String api) {
        return calls.deployments(gateway.client(), api)
                .filter(deployment -> deployment.id() != null)
                .sorted(Newest.first(ApiDeployment::createdAt))
                .toList();
    }

    /** Reads a deployment. One that a stage leads to is there and cannot be deleted, so what is over is read once. */
    private Optional<ApiDeployment> deployment(Connection<Apis> gateway, String api, String id, boolean isReached) {
        String name = api + "/" + id;
        Optional<ApiDeployment> known = isReached ? gateway.memo().get(ApiDeployment.class, name) : Optional.empty();
        if (known.isPresent()) {
            return known;
        }
        Optional<ApiDeployment> asked = Optional.of(calls.deployment(gateway.client(), api, id))
                .filter(deployment -> id.equals(deployment.id()));
        asked.filter(deployment -> deployment.status().isFinal())
                .ifPresent(deployment -> gateway.memo().put(ApiDeployment.class, name, deployment));
        return asked;
    }

    /** Returns when the deployments were made that stages lead to. */
    private Map<String, Instant> times(Connection<Apis> gateway, String api, List<ApiStage> stages) {
        Map<String, Instant> times = new HashMap<>();
        stages.stream().flatMap(ApiStage::deployments).distinct().forEach(id -> ErrorCodes.unlessKind(
                        GONE, ApiGateway.INFO, () -> deployment(gateway, api, id, true))
                .flatMap(found -> found)
                .ifPresent(deployment -> times.put(id, deployment.createdAt())));
        return times;
    }

    private boolean isThere(Connection<Apis> gateway, String api) {
        return ErrorCodes.unlessKind(GONE, ApiGateway.INFO, () -> calls.api(gateway.client(), api))
                .isPresent();
    }

    private String api(Target target) {
        return target.field(calls.field());
    }

    private Target target(String api, ApiStage stage) {
        return Targets.of(ApiGateway.INFO, Map.of(calls.field(), api, ApiGateway.STAGE, stage.name()), null);
    }

    private String noStage(Target target) {
        return "API " + api(target) + " has no stage " + target.field(ApiGateway.STAGE);
    }
}
