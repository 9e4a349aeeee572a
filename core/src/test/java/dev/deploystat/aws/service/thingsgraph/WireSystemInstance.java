package dev.deploystat.aws.service.thingsgraph;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.gate.Outcome;
import java.util.Map;

/** A system instance of Things Graph. */
public final class WireSystemInstance extends WireService {
    @Override
    public String target() {
        return "thingsgraph:instance/i-1";
    }

    @Override
    public Words words() {
        return new Words("DEPLOY_IN_PROGRESS", "DEPLOYED_IN_TARGET", "FAILED", null);
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
            return;
        }
        aws.on("GetSystemInstance").reply("""
                {"description":{"summary":{"id":"i-1","status":"%s","createdAt":%d,
                 "updatedAt":%d,"greengrassGroupVersionId":"%s"}}}""".formatted(
                        newestFirst[0].word(),
                        Age.OLD.begun.getEpochSecond(),
                        newestFirst[0].begun().getEpochSecond(),
                        newestFirst[0].age().revision()));
        aws.on("SearchFlowExecutions").reply("{\"summaries\":[]}");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("GetSystemInstance").fail(400, "ResourceNotFoundException", "No system instance i-1");
    }

    @Override
    public Outcome ofEmptyAnswer() {
        return Outcome.TIMED_OUT;
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "InvalidRequestException");
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "nothing is rolled back",
                Law.SINCE, "an instance says when it was created, not when it was deployed",
                Law.NEWER_SUCCESS, "a system instance has a current state and no history",
                Law.REPLACED, "a system instance has a current state and no history");
    }
}
