package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.service.apigateway.ApiGateway.Apis;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The calls and the words of one of the two services that API Gateway is. */
interface ApiCalls {

    /** Returns what an API is called by. */
    String field();

    /** Returns how the AWS CLI calls the service. */
    String cli();

    List<NativeState> states();

    /** Returns the ids of all APIs. */
    Stream<String> apis(Apis clients);

    /** Returns the stages of an API, in the service's order. */
    List<ApiStage> stages(Apis clients, String api);

    /** Returns all deployments of an API, in the service's order, which is none. */
    Stream<ApiDeployment> deployments(Apis clients, String api);

    ApiDeployment deployment(Apis clients, String api, String id);

    /** Returns what an API says of itself; empty where the service has no word for that and nothing is asked. */
    Optional<ApiState> state(Apis clients, String api);

    /** Asks for an API; fails where there is none. */
    Object api(Apis clients, String api);

    /** Returns the page of an API. */
    String page(String api);

    /** Returns the command that puts a stage on a deployment. */
    String move(Target target, String stage, String deployment);

    /** Returns the command that promotes a canary. */
    String promote(Target target, ApiStage stage);
}
