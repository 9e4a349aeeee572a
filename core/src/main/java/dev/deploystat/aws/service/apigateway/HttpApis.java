package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.service.apigateway.ApiGateway.Apis;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apigatewayv2.model.Api;
import software.amazon.awssdk.services.apigatewayv2.model.Deployment;
import software.amazon.awssdk.services.apigatewayv2.model.DeploymentStatus;

/** HTTP and WebSocket APIs. Their deployments have a status; their stages may deploy each change by themselves. */
final class HttpApis implements ApiCalls {
    private static final String DEPLOYMENT = "deployment";

    @Override
    public String field() {
        return ApiGateway.API;
    }

    @Override
    public String cli() {
        return "apigatewayv2";
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(DEPLOYMENT, DeploymentStatus.knownValues(), ApiDeployment::status)
                .and(DEPLOYMENT, Map.of(ApiDeployment.SUCCEEDED, Status.SUCCEEDED))
                .note(
                        DEPLOYMENT,
                        DeploymentStatus.DEPLOYED,
                        "while the stage is on it; PENDING before, or IN_PROGRESS where the stage deploys by itself;"
                                + " STOPPED when the stage is on a newer one, ROLLED_BACK when it was seen to go back")
                .note(DEPLOYMENT, ApiDeployment.SUCCEEDED, "as DEPLOYED")
                .rows();
    }

    @Override
    public Stream<String> apis(Apis clients) {
        return Pages.of(
                        token -> clients.http().getApis(request -> request.maxResults(String.valueOf(ApiGateway.PAGE))
                                .nextToken(token)),
                        reply -> reply.items(),
                        reply -> reply.nextToken())
                .map(Api::apiId);
    }

    @Override
    public List<ApiStage> stages(Apis clients, String api) {
        return Pages.of(
                        token -> clients.http().getStages(request -> request.apiId(api)
                                .maxResults(String.valueOf(ApiGateway.PAGE))
                                .nextToken(token)),
                        reply -> Pages.given(reply.items()),
                        reply -> reply.nextToken())
                .map(ApiStage::of)
                .toList();
    }

    @Override
    public Stream<ApiDeployment> deployments(Apis clients, String api) {
        return Pages.of(
                        token -> clients.http().getDeployments(request -> request.apiId(api)
                                .maxResults(String.valueOf(ApiGateway.PAGE))
                                .nextToken(token)),
                        reply -> Pages.given(reply.items()),
                        reply -> reply.nextToken())
                .map(ApiDeployment::of);
    }

    @Override
    public ApiDeployment deployment(Apis clients, String api, String id) {
        var reply = clients.http().getDeployment(request -> request.apiId(api).deploymentId(id));
        return ApiDeployment.of(Deployment.builder()
                .autoDeployed(reply.autoDeployed())
                .createdDate(reply.createdDate())
                .deploymentId(reply.deploymentId())
                .deploymentStatus(reply.deploymentStatusAsString())
                .deploymentStatusMessage(reply.deploymentStatusMessage())
                .description(reply.description())
                .build());
    }

    @Override
    public Optional<ApiState> state(Apis clients, String api) {
        return Optional.empty();
    }

    @Override
    public Object api(Apis clients, String api) {
        return clients.http().getApi(request -> request.apiId(api));
    }

    @Override
    public String page(String api) {
        return "/apigateway/main/api-detail?api=" + api;
    }

    @Override
    public String move(Target target, String stage, String deployment) {
        return ShellCommand.line(
                "aws",
                "apigatewayv2",
                "update-stage",
                "--api-id",
                target.field(ApiGateway.API),
                "--stage-name",
                stage,
                "--deployment-id",
                deployment);
    }

    @Override
    public String promote(Target target, ApiStage stage) {
        throw new IllegalStateException("stages of HTTP and WebSocket APIs have no canaries");
    }
}
