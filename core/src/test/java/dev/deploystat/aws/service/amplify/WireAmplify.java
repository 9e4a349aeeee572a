package dev.deploystat.aws.service.amplify;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A branch of an app of Amplify Hosting. It serves the newest job that has succeeded. */
public final class WireAmplify extends WireService {
    private static final String APP = "GET /apps/d1abc";
    private static final String BRANCH = APP + "/branches/main";

    @Override
    public String target() {
        return "amplify:d1abc/main";
    }

    @Override
    public Words words() {
        return new Words("RUNNING", "SUCCEED", "FAILED", "CANCELLED");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        String served = Stream.of(newestFirst)
                .filter(deployed -> deployed.word().equals(words().succeeded()))
                .map(Deployed::id)
                .findFirst()
                .map(id -> ",\"activeJobId\":\"" + id + "\"")
                .orElse("");
        aws.on(BRANCH).reply("{\"branch\":{\"branchName\":\"main\"" + served + "}}");
        aws.on(BRANCH + "/jobs")
                .reply("{\"jobSummaries\":[" + WireServices.joined(newestFirst, WireAmplify::summary) + "]}");
        for (Deployed deployed : newestFirst) {
            aws.on(BRANCH + "/jobs/" + deployed.id())
                    .reply("{\"job\":{\"summary\":" + summary(deployed) + ",\"steps\":[]}}");
        }
        aws.on(APP + "/branches").reply("{\"branches\":[]}");
    }

    private static String summary(Deployed deployed) {
        return """
                {"jobId":"%s","status":"%s","startTime":%d,"jobType":"RELEASE","commitId":"%s"%s}""".formatted(
                        deployed.id(),
                        deployed.word(),
                        deployed.begun().getEpochSecond(),
                        deployed.age().revision(),
                        deployed.more());
    }

    /** Somebody runs the job before the awaited one again. */
    private Deployed wayBack(String word) {
        return new Deployed(Age.NEWER, word, ",\"jobType\":\"RETRY\",\"commitId\":\"v-1\"");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.onRequests(any -> true).fail(404, "NotFoundException", "App d1abc not found.");
    }

    @Override
    public RefusedCall throttled() {
        return new RefusedCall(429, "LimitExceededException");
    }

    @Override
    public RefusedCall denied() {
        return new RefusedCall(401, "UnauthorizedException");
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
                "overtaken by what was there before",
                aws -> has(aws, wayBack("SUCCEED"), succeeded(Age.NEW), succeeded(Age.OLD)));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of();
    }
}
