package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.LoopbackAws;
import java.util.Map;

/** A capacity provider of Lambda. */
public final class WireLambdaCapacityProvider extends WireLambda {
    private static final String PROVIDER = "GET /2025-11-30/capacity-providers/cp";
    private static final String FUNCTIONS = PROVIDER + "/function-versions";

    @Override
    public String target() {
        return "lambda:capacity/cp";
    }

    @Override
    public Words words() {
        return new Words("Pending", "Active", "Failed", "Deleting");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
            return;
        }
        aws.on(PROVIDER).reply("""
                {"CapacityProvider":{"State":"%s","LastModified":"%s"}}""".formatted(newestFirst[0].word(), newestFirst[0].begun()));
        aws.on(FUNCTIONS).reply("{\"FunctionVersions\":[]}");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on(PROVIDER).fail(404, "ResourceNotFoundException", "Capacity provider not found");
        aws.on(FUNCTIONS).fail(404, "ResourceNotFoundException", "Capacity provider not found");
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "nothing is rolled back",
                Law.REVISION, "a capacity provider has no revision",
                Law.NEWER_SUCCESS, "a capacity provider has a current state and no history",
                Law.REPLACED, "a capacity provider has a current state and no history");
    }
}
