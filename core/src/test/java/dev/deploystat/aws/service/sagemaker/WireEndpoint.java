package dev.deploystat.aws.service.sagemaker;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.gate.Outcome;
import java.util.Map;
import java.util.function.Consumer;

/** An endpoint of SageMaker. It is called like the awaited deployment, for an endpoint is its own deployment. */
public final class WireEndpoint extends WireService {
    private static final String NAME = Age.NEW.id();

    @Override
    public String target() {
        return "sagemaker:" + NAME;
    }

    @Override
    public Words words() {
        return new Words("Updating", "InService", "Failed", "Deleting");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
            return;
        }
        Deployed newest = newestFirst[0];
        boolean isUpdating = newest.word().equals("Updating") || newest.word().equals("RollingBack");
        long begun = newest.begun().getEpochSecond();
        String pending = """
                ,"PendingDeploymentSummary":{"EndpointConfigName":"%s","StartTime":%d}""".formatted(newest.age().revision(), begun);
        aws.on("DescribeEndpoint").reply("""
                {"EndpointName":"%s","EndpointStatus":"%s","EndpointConfigName":"v-%d","LastModifiedTime":%d%s%s}""".formatted(
                        NAME,
                        newest.word(),
                        isUpdating ? newest.age().number - 1 : newest.age().number,
                        begun,
                        isUpdating ? pending : "",
                        newest.more()));
        aws.on("ListInferenceComponents").reply("{\"InferenceComponents\":[]}");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("DescribeEndpoint").fail(400, "ValidationException", "Could not find endpoint \\\"" + NAME + "\\\".");
        aws.on("ListInferenceComponents").reply("{\"InferenceComponents\":[]}");
    }

    @Override
    public Outcome ofEmptyAnswer() {
        return Outcome.TIMED_OUT;
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "ValidationException");
    }

    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "on the way back", aws -> has(aws, deployed(Age.NEW, "RollingBack")),
                "stuck on the way back", aws -> has(aws, deployed(Age.NEW, "UpdateRollbackFailed")),
                "in service with the old configuration", aws -> has(aws, succeeded(Age.OLD)),
                "in service, with a reason",
                        aws -> has(aws, new Deployed(Age.OLD, "InService", ",\"FailureReason\":\"an alarm\"")));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.NEWER_SUCCESS, "an endpoint has a current state and no history",
                Law.REPLACED, "an endpoint has a current state and no history");
    }
}
