package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.LoopbackAws;
import java.util.Map;

/** A function of Lambda. */
public final class WireLambdaFunction extends WireLambda {
    @Override
    public String target() {
        return "lambda:api";
    }

    @Override
    public Words words() {
        return new Words("InProgress", "Successful", "Failed", null);
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
        } else {
            onFunction(aws, newestFirst[0].age(), "Active", newestFirst[0].word());
        }
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "a failed update leaves what was there before",
                Law.NEWER_SUCCESS, "a function has a current state and no history",
                Law.REPLACED, "a function has a current state and no history");
    }
}
