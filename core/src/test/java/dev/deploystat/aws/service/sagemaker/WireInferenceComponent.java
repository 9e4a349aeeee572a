package dev.deploystat.aws.service.sagemaker;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.gate.Outcome;
import java.util.Map;
import java.util.function.Consumer;

/** An inference component of SageMaker. It is called like the awaited deployment, for it is its own deployment. */
public final class WireInferenceComponent extends WireService {
    private static final String NAME = Age.NEW.id();

    @Override
    public String target() {
        return "sagemaker:shared/component/" + NAME;
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
        aws.on("DescribeInferenceComponent").reply("""
                {"InferenceComponentName":"%s","EndpointName":"shared","InferenceComponentStatus":"%s",
                 "Specification":{"ModelName":"%s"},"RuntimeConfig":{"DesiredCopyCount":2,"CurrentCopyCount":2},
                 "LastModifiedTime":%d%s}""".formatted(
                NAME, newest.word(), newest.age().revision(), newest.begun().getEpochSecond(), newest.more()));
        aws.on("DescribeEndpoint").reply("{\"EndpointName\":\"shared\",\"EndpointStatus\":\"InService\"}");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("DescribeInferenceComponent")
                .fail(400, "ValidationException", "Could not find inference component \\\"" + NAME + "\\\".");
        aws.on("DescribeEndpoint").reply("{\"EndpointName\":\"shared\",\"EndpointStatus\":\"InService\"}");
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
                "in service, with a reason",
                aws -> has(aws, new Deployed(Age.OLD, "InService", ",\"FailureReason\":\"an alarm\"")));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.NEWER_SUCCESS, "an inference component has a current state and no history",
                Law.REPLACED, "an inference component has a current state and no history");
    }
}
