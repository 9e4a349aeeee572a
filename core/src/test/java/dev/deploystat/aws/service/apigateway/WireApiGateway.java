package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;

/** What both services of API Gateway answer alike. */
abstract class WireApiGateway extends WireService {
    @Override
    public void isGone(LoopbackAws aws) {
        aws.onRequests(any -> true).fail(404, "NotFoundException", "Invalid API identifier specified a1");
    }

    @Override
    public RefusedCall throttled() {
        return new RefusedCall(429, "TooManyRequestsException");
    }

    @Override
    public RefusedCall denied() {
        return new RefusedCall(403, "AccessDeniedException");
    }

    @Override
    public RefusedCall expired() {
        return new RefusedCall(403, "ExpiredTokenException");
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "BadRequestException");
    }
}
