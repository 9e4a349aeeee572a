package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.LoopbackAws;
import java.util.Map;

/** A published version of a function of Lambda. */
public final class WireLambdaVersion extends WireLambda {
    @Override
    public String target() {
        return "lambda:api:2";
    }

    @Override
    public Words words() {
        return new Words("Pending", "Active", "Failed", "Deleting");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
        } else {
            onFunction(aws, newestFirst[0].age(), newestFirst[0].word(), "Successful");
        }
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "nothing is rolled back",
                Law.NEWER_SUCCESS, "the target is one version",
                Law.LATER, "the target is one version",
                Law.REPLACED, "the target is one version");
    }
}
