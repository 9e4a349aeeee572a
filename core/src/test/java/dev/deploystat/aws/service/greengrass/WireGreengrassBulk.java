package dev.deploystat.aws.service.greengrass;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.gate.Outcome;
import java.util.Map;

/** A bulk deployment of Greengrass V1. */
public final class WireGreengrassBulk extends WireService {
    private static final String BULK = "/greengrass/bulk/deployments/b-1";

    @Override
    public String target() {
        return "greengrass:bulk/b-1";
    }

    @Override
    public Words words() {
        return new Words("Running", "Completed", "Failed", "Stopped");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
            return;
        }
        aws.on("GET " + BULK + "/status").reply("""
                {"BulkDeploymentStatus":"%s","CreatedAt":"%s",
                 "BulkDeploymentMetrics":{"InvalidInputRecords":0,"RecordsProcessed":1,"RetryAttempts":0}}""".formatted(newestFirst[0].word(), newestFirst[0].begun()));
        aws.on("GET " + BULK + "/detailed-reports").reply("""
                {"Deployments":[{"DeploymentId":"d-1","DeploymentStatus":"Success"}]}""");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("GET " + BULK + "/status").fail(404, "IdNotFoundException", "The bulk deployment does not exist.");
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
        return new RefusedCall(403, "ForbiddenException");
    }

    @Override
    public RefusedCall expired() {
        return new RefusedCall(403, "ExpiredTokenException");
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "BadRequestException");
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "nothing is rolled back",
                Law.NEWER_SUCCESS, "the target is one bulk deployment",
                Law.REVISION, "each group gets a version of its own",
                Law.LATER, "the target is one bulk deployment",
                Law.REPLACED, "the target is one bulk deployment");
    }
}
