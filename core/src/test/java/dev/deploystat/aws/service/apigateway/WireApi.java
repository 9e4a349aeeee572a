package dev.deploystat.aws.service.apigateway;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireServices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An HTTP API of API Gateway. */
public class WireApi extends WireApiGateway {
    private static final String API = "GET /v2/apis/a1";
    private static final String REPLACED = "replaced";

    @Override
    public String target() {
        return "apigateway:a1";
    }

    @Override
    public Words words() {
        return new Words("PENDING", "DEPLOYED", "FAILED", null);
    }

    /** The stage is on the newest deployment that it may be on, or has taken a newer one instead of one that is replaced. */
    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        List<Deployed> oldestFirst = new ArrayList<>(List.of(newestFirst));
        Collections.reverse(oldestFirst);
        aws.on(API + "/deployments")
                .reply("{\"items\":["
                        + WireServices.joined(oldestFirst.toArray(Deployed[]::new), WireApi::deployment)
                        + "]}");
        for (Deployed deployed : newestFirst) {
            aws.on(API + "/deployments/" + deployed.id()).reply(deployment(deployed));
        }
        boolean isReplaced =
                Stream.of(newestFirst).anyMatch(deployed -> deployed.more().equals(REPLACED));
        String on = Stream.of(newestFirst)
                .filter(deployed -> isReplaced || deployed.word().equals(words().succeeded()))
                .findFirst()
                .map(deployed -> ",\"deploymentId\":\"" + deployed.id() + "\"")
                .orElse("");
        aws.on(API + "/stages").reply("{\"items\":[{\"stageName\":\"prod\"" + on + "}]}");
        aws.on(API).reply("{\"apiId\":\"a1\",\"protocolType\":\"HTTP\"}");
    }

    private static String deployment(Deployed deployed) {
        return """
                {"deploymentId":"%s","deploymentStatus":"%s","createdDate":"%s","description":"%s"}""".formatted(
                deployed.id(), deployed.word(), deployed.begun(), deployed.age().revision());
    }

    @Override
    public Deployed replaced() {
        return new Deployed(Age.NEW, words().succeeded(), REPLACED);
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK,
                "a stage that is back on an older deployment looks like one that never left it, unless it was seen on the newer");
    }
}
