package dev.deploystat.aws;

import dev.deploystat.gate.Outcome;
import java.util.Map;

/** A bulk deployment of Greengrass V1. */
final class WireGreengrassBulk extends WireService {
    private static final String BULK = "/greengrass/bulk/deployments/b-1";

    @Override
    String target() {
        return "greengrass:bulk/b-1";
    }

    @Override
    Words words() {
        return new Words("Running", "Completed", "Failed", "Stopped");
    }

    @Override
    void has(LoopbackAws aws, Deployed... newestFirst) {
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
    void isGone(LoopbackAws aws) {
        aws.on("GET " + BULK + "/status").fail(404, "IdNotFoundException", "The bulk deployment does not exist.");
    }

    @Override
    Outcome ofEmptyAnswer() {
        return Outcome.TIMED_OUT;
    }

    @Override
    Refusal throttled() {
        return new Refusal(429, "TooManyRequestsException");
    }

    @Override
    Refusal denied() {
        return new Refusal(403, "ForbiddenException");
    }

    @Override
    Refusal expired() {
        return new Refusal(403, "ExpiredTokenException");
    }

    @Override
    Refusal invalid() {
        return new Refusal(400, "BadRequestException");
    }

    @Override
    Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "nothing is rolled back",
                Law.NEWER_SUCCESS, "the target is one bulk deployment",
                Law.REVISION, "each group gets a version of its own",
                Law.LATER, "the target is one bulk deployment",
                Law.REPLACED, "the target is one bulk deployment");
    }
}
