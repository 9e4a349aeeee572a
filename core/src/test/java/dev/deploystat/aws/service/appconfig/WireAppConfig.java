package dev.deploystat.aws.service.appconfig;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.gate.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What an environment of AppConfig answers that has two configuration profiles. */
abstract class WireAppConfig extends WireService {
    private static final String APPLICATION = "GET /applications/shop123";
    private static final String DEPLOYMENTS = APPLICATION + "/environments/prod123/deployments";

    @Override
    public Words words() {
        return new Words("DEPLOYING", "COMPLETE", "ROLLED_BACK", null);
    }

    /** Returns the number of a deployment, with room for others between them. */
    static int number(Age age) {
        return age.number * 10;
    }

    @Override
    public String id(Age age) {
        return Integer.toString(number(age));
    }

    @Override
    public String revision(Age age) {
        return "flags:" + age.revision();
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        places(aws, newestFirst.length > 0 ? "DEPLOYING" : "READY_FOR_DEPLOYMENT");
        List<String> rows = new ArrayList<>();
        for (Deployed deployed : newestFirst) {
            String row = row(number(deployed.age()), "flags", deployed);
            rows.add(row);
            aws.on(DEPLOYMENTS + "/" + number(deployed.age())).reply(row);
        }
        others(rows);
        aws.on(DEPLOYMENTS).reply("{\"Items\":[" + String.join(",", rows) + "]}");
    }

    /** Adds what is deployed of another profile, the highest number first. */
    void others(List<String> rows) {}

    static String row(int number, String profile, Deployed deployed) {
        return """
                {"DeploymentNumber":%d,"ConfigurationName":"%s","ConfigurationProfileId":"%s123",
                 "ConfigurationVersion":"%s","State":"%s","StartedAt":"%s"%s}""".formatted(
                        number,
                        profile,
                        profile,
                        deployed.age().revision(),
                        deployed.word(),
                        deployed.begun(),
                        deployed.more());
    }

    private static void places(LoopbackAws aws, String state) {
        aws.on("GET /applications").reply("{\"Items\":[{\"Id\":\"shop123\",\"Name\":\"shop\"}]}");
        aws.on(APPLICATION + "/environments")
                .reply("{\"Items\":[{\"Id\":\"prod123\",\"Name\":\"prod\",\"State\":\"" + state + "\"}]}");
        aws.on(APPLICATION + "/configurationprofiles").reply("""
                {"Items":[{"Id":"flags123","Name":"flags"},{"Id":"limits123","Name":"limits"}]}""");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.onRequests(any -> true)
                .fail(404, "ResourceNotFoundException", "Could not find an environment with the id prod123");
    }

    /** What the application is looked up by does not show it. */
    @Override
    public Outcome ofEmptyAnswer() {
        return ofNothing();
    }

    @Override
    public RefusedCall throttled() {
        return new RefusedCall(429, "TooManyRequestsException");
    }

    @Override
    public RefusedCall denied() {
        return new RefusedCall(403, "AccessDeniedException");
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
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "on the way back", aws -> has(aws, deployed(Age.NEW, "ROLLING_BACK")),
                "rolled back", aws -> has(aws, deployed(Age.NEW, "ROLLED_BACK")),
                "reverted after its completion", aws -> has(aws, deployed(Age.NEW, "REVERTED")),
                "by its event log",
                        aws -> has(
                                aws,
                                new Deployed(
                                        Age.NEW, "COMPLETE", ",\"EventLog\":[{\"EventType\":\"REVERT_COMPLETED\"}]")));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(Law.REPLACED, "a deployment that is stopped is rolled back, and nothing else puts an end to one");
    }
}
