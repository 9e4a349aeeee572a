package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.gate.Outcome;

/** What all of Lambda answers alike. */
abstract class WireLambda extends WireService {
    static final String FUNCTION = "GET /2015-03-31/functions/api";
    private static final String PROVISIONED = "GET /2019-09-30/functions/api/provisioned-concurrency";

    /** Answers for a version of the function, or for the function itself, which all of its parts ask about at the end. */
    static void onFunction(LoopbackAws aws, Age age, String state, String lastUpdate) {
        aws.on(FUNCTION).reply("""
                {"Configuration":{"FunctionName":"api","Version":"%d","CodeSha256":"%s","LastModified":"%s",
                 "State":"%s","LastUpdateStatus":"%s"}}""".formatted(
                        age.number, age.revision(), age.begun.toString().replace("Z", ".000+0000"), state, lastUpdate));
        aws.on(PROVISIONED).fail(404, "ProvisionedConcurrencyConfigNotFoundException", "No config found");
    }

    /** Answers as when there is no function. */
    @Override
    public void isGone(LoopbackAws aws) {
        aws.on(FUNCTION).fail(404, "ResourceNotFoundException", "Function not found: api");
        aws.on(PROVISIONED).fail(404, "ResourceNotFoundException", "Function not found: api");
    }

    @Override
    public Outcome ofEmptyAnswer() {
        return Outcome.TIMED_OUT;
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
        return new RefusedCall(400, "InvalidParameterValueException");
    }
}
