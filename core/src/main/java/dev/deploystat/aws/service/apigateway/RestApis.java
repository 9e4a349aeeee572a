package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.service.apigateway.ApiGateway.Apis;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apigateway.model.ApiStatus;
import software.amazon.awssdk.services.apigateway.model.Deployment;
import software.amazon.awssdk.services.apigateway.model.RestApi;

/** REST APIs. Their deployments have no status, but the API has one; a stage may try a deployment on a share of its traffic. */
final class RestApis implements ApiCalls {
    private static final String REST_API = "REST API";

    @Override
    public String field() {
        return ApiGateway.REST_API;
    }

    @Override
    public String cli() {
        return "apigateway";
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(REST_API, ApiStatus.knownValues(), ApiState::status)
                .note(
                        REST_API,
                        ApiStatus.AVAILABLE,
                        "while the stage is on the deployment; IN_PROGRESS while that is a canary with traffic, PENDING"
                                + " before, STOPPED when the stage is on a newer one, ROLLED_BACK when it was seen to go back")
                .rows();
    }

    @Override
    public Stream<String> apis(Apis clients) {
        return Pages.of(
                        position -> clients.rest().getRestApis(request -> request.limit(ApiGateway.PAGE)
                                .position(position)),
                        reply -> reply.items(),
                        reply -> reply.position())
                .map(RestApi::id);
    }

    @Override
    public List<ApiStage> stages(Apis clients, String api) {
        return Pages.given(clients.rest()
                        .getStages(request -> request.restApiId(api))
                        .item())
                .stream()
                .map(ApiStage::of)
                .toList();
    }

    @Override
    public Stream<ApiDeployment> deployments(Apis clients, String api) {
        return Pages.of(
                        position -> clients.rest().getDeployments(request -> request.restApiId(api)
                                .limit(ApiGateway.PAGE)
                                .position(position)),
                        reply -> Pages.given(reply.items()),
                        reply -> reply.position())
                .map(ApiDeployment::of);
    }

    @Override
    public ApiDeployment deployment(Apis clients, String api, String id) {
        var reply =
                clients.rest().getDeployment(request -> request.restApiId(api).deploymentId(id));
        return ApiDeployment.of(Deployment.builder()
                .id(reply.id())
                .description(reply.description())
                .createdDate(reply.createdDate())
                .build());
    }

    @Override
    public Optional<ApiState> state(Apis clients, String api) {
        return Optional.of(ApiState.of(clients.rest().getRestApi(request -> request.restApiId(api))));
    }

    @Override
    public Object api(Apis clients, String api) {
        return clients.rest().getRestApi(request -> request.restApiId(api));
    }

    @Override
    public String page(String api) {
        return "/apigateway/main/apis/" + api + "/stages?api=" + api;
    }

    @Override
    public String move(Target target, String stage, String deployment) {
        return update(target, stage, List.of("op=replace,path=/deploymentId,value=" + deployment));
    }

    /** The steps are those of the developer guide, "Promote a canary release". */
    @Override
    public String promote(Target target, ApiStage stage) {
        List<String> steps = new ArrayList<>();
        steps.add("op=copy,from=/canarySettings/deploymentId,path=/deploymentId");
        if (!stage.canary().variables().isEmpty()) {
            steps.add("op=copy,from=/canarySettings/stageVariableOverrides,path=/variables");
        }
        steps.add("op=replace,path=/canarySettings/percentTraffic,value=0.0");
        return update(target, stage.name(), steps);
    }

    private static String update(Target target, String stage, List<String> steps) {
        List<String> words = new ArrayList<>(List.of(
                "aws",
                "apigateway",
                "update-stage",
                "--rest-api-id",
                target.field(ApiGateway.REST_API),
                "--stage-name",
                stage,
                "--patch-operations"));
        words.addAll(steps);
        return ShellCommand.line(words.toArray(String[]::new));
    }
}
