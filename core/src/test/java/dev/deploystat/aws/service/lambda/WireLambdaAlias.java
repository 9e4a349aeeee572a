package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.LoopbackAws;
import java.util.Map;
import java.util.function.Consumer;

/** An alias of a function of Lambda. It is called like the awaited deployment, for an alias is its own deployment. */
public final class WireLambdaAlias extends WireLambda {
    private static final String NAME = Age.NEW.id();
    private static final String ALIAS = FUNCTION + "/aliases/" + NAME;
    private static final String SHIFTING = "shifting";

    @Override
    public String target() {
        return "lambda:api:" + NAME;
    }

    /** The words are those of the version that it leads to, but for the one that stands for two of them. */
    @Override
    public Words words() {
        return new Words(SHIFTING, "Active", "Failed", "Deleting");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
            return;
        }
        Deployed newest = newestFirst[0];
        boolean isShifting = newest.word().equals(SHIFTING);
        int number = newest.age().number;
        aws.on(ALIAS)
                .reply(
                        isShifting
                                ? """
                                {"Name":"%s","FunctionVersion":"%d",
                                 "RoutingConfig":{"AdditionalVersionWeights":{"%d":0.1}}}""".formatted(NAME, number - 1, number)
                                : "{\"Name\":\"%s\",\"FunctionVersion\":\"%d\"}".formatted(NAME, number));
        if (isShifting) {
            aws.on(FUNCTION).with("Qualifier=" + (number - 1)).reply("""
                    {"Configuration":{"Version":"%d","State":"Active"}}""".formatted(number - 1));
        }
        aws.on("ListDeployments").reply("{\"deployments\":[]}");
        onFunction(aws, newest.age(), isShifting ? "Active" : newest.word(), "Successful");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on(ALIAS).fail(404, "ResourceNotFoundException", "Cannot find alias");
        super.isGone(aws);
    }

    @Override
    public String revision(Age age) {
        return String.valueOf(age.number);
    }

    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of("back at the old version", aws -> has(aws, succeeded(Age.OLD)));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.SINCE, "an alias does not say when it was changed",
                Law.NEWER_SUCCESS, "an alias has a current state and no history",
                Law.REPLACED, "an alias has a current state and no history");
    }
}
