package dev.deploystat.aws.service.apigateway;

/** A stage of an HTTP API of API Gateway. */
public final class WireApiStage extends WireApi {
    @Override
    public String target() {
        return "apigateway:a1/prod";
    }
}
