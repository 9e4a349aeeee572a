package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.aws.service.apigateway.ApiGateway.Apis;
import dev.deploystat.model.ServiceInfo;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;

/**
 * Amazon API Gateway: a deployment is a snapshot of an API. It is done when the stage is on it, not when the service calls
 * it deployed: that is so before a stage was ever put on it, and stays so when the stage is on another one.
 *
 * <p>Nothing says which stage a deployment is meant for, which ones a stage was on before, who made a deployment or when
 * the stage took it. A stage that went back to an older deployment looks like one that waits for the newer one, unless it
 * was seen on that. A stage that deploys by itself and fails stays where it is, and only a sentence says so.
 */
public final class ApiGateway implements Adapter<Apis> {
    static final String API = "api-id";
    static final String REST_API = "rest-api-id";
    static final String STAGE = "stage-name";
    /** What the reference of REST APIs allows; that of the others says nothing. */
    static final int PAGE = 500;

    private static final String STAGE_NAME = "{" + STAGE + ":[A-Za-z0-9_-]+|\\$default}";
    private static final List<Kind<Apis>> KINDS =
            List.of(new GatewayKind(new HttpApis()), new GatewayKind(new RestApis()));

    static final ServiceInfo INFO = ServiceInfo.builder("apigateway", "Amazon API Gateway")
            .alias("apigw")
            .about("A deployment of an API, which is done when the stage is on it.")
            .calls(
                    "N until a stage is on the deployments, and one for each HTTP or WebSocket API (its stages), two for each REST API (its stages and its state)")
            .form("{" + API + ":(?!rest/)[A-Za-z0-9-]+}/" + STAGE_NAME, "a stage of an HTTP or WebSocket API")
            .form(
                    "{" + API + ":[A-Za-z0-9-]+}",
                    "an HTTP or WebSocket API, whichever of its stages is on the deployment")
            .form("rest/{" + REST_API + ":[A-Za-z0-9-]+}/" + STAGE_NAME, "a stage of a REST API")
            .arn("apigateway", "/restapis/{rest-api-id}/stages/{stage-name}")
            .arn("apigateway", "/apis/{api-id}/stages/{stage-name}")
            .arn("apigateway", "/apis/{api-id}/deployments/{#}")
            .arn("apigateway", "/apis/{api-id}")
            .pin("deployment-id")
            .revisionWord("deployment id, or the description of the deployment")
            .action("apigateway:GET", "deployments, stages and APIs; finding targets")
            .secret("stageVariables")
            .secret("stageVariableOverrides")
            .secret("variables")
            .build();

    /**
     * The clients of the two services that API Gateway is.
     *
     * @param http the client for HTTP and WebSocket APIs
     * @param rest the client for REST APIs
     */
    public record Apis(ApiGatewayV2Client http, ApiGatewayClient rest) implements AutoCloseable {
        @Override
        public void close() {
            http.close();
            rest.close();
        }
    }

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    /**
     * An account has 10 calls a second, 40 at once, for both services together: each gets half. The figures are those of the
     * developer guide, "Amazon API Gateway quotas": "Total operations".
     */
    @Override
    public List<Rate> rates() {
        return List.of(new Rate("apigatewayv2", Set.of(), 20, 5), new Rate("apigateway", Set.of(), 20, 5));
    }

    @Override
    public Apis connect(Clients clients) {
        return new Apis(
                clients.configure(ApiGatewayV2Client.builder()).build(),
                clients.configure(ApiGatewayClient.builder()).build());
    }

    @Override
    public List<Kind<Apis>> kinds() {
        return KINDS;
    }
}
