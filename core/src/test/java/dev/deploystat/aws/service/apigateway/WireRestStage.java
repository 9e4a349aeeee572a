package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireServices;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A stage of a REST API of API Gateway, which tries each deployment as a canary. */
public final class WireRestStage extends WireApiGateway {
    private static final String API = "GET /restapis/a1";

    @Override
    public String target() {
        return "apigateway:rest/a1/prod";
    }

    @Override
    public Words words() {
        return new Words("UPDATING", "AVAILABLE", "FAILED", null);
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
            return;
        }
        Deployed newest = newestFirst[0];
        boolean isLive = newest.word().equals(words().succeeded());
        String live = Stream.of(newestFirst)
                .filter(deployed -> deployed.word().equals(words().succeeded()))
                .findFirst()
                .map(Deployed::id)
                .orElse("d-0");
        answer(aws, newest.word(), live, isLive ? null : newest.id(), newestFirst);
    }

    private static void answer(LoopbackAws aws, String word, String live, String canary, Deployed... newestFirst) {
        aws.on(API).reply("{\"id\":\"a1\",\"apiStatus\":\"" + word + "\"}");
        aws.on(API + "/deployments")
                .reply("{\"item\":[" + WireServices.joined(newestFirst, WireRestStage::deployment) + "]}");
        for (Deployed deployed : newestFirst) {
            aws.on(API + "/deployments/" + deployed.id()).reply(deployment(deployed));
        }
        aws.on(API + "/deployments/d-0").fail(404, "NotFoundException", "Invalid Deployment identifier specified");
        String settings = canary == null
                ? ""
                : ",\"canarySettings\":{\"deploymentId\":\"" + canary + "\",\"percentTraffic\":10.0}";
        aws.on(API + "/stages").reply("""
                {"item":[{"stageName":"prod","deploymentId":"%s"%s}]}""".formatted(live, settings));
    }

    private static String deployment(Deployed deployed) {
        return """
                {"id":"%s","createdDate":%d,"description":"%s"}""".formatted(
                deployed.id(), deployed.begun().getEpochSecond(), deployed.age().revision());
    }

    /** The canary is taken away, or leads back to the old deployment. */
    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        Deployed[] both = {deployed(Age.NEW, ""), deployed(Age.OLD, "")};
        return Map.of(
                "canary taken away", aws -> answer(aws, "AVAILABLE", Age.OLD.id(), null, both),
                "canary led back", aws -> answer(aws, "AVAILABLE", Age.OLD.id(), Age.OLD.id(), both));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.NEWER_SUCCESS, "only the API has a status, that of its last update, and no deployment keeps one",
                Law.REPLACED, "only the API has a status, so a failure is not told from what comes after it");
    }
}
