package dev.deploystat.aws.service.eks;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What all resources of EKS answer alike. */
abstract class WireEks extends WireService {
    static final String ARN = "arn:aws:eks:eu-west-1:111122223333:";
    static final String CLUSTER = "GET /clusters/prod";
    private static final String UPDATES = CLUSTER + "/updates";

    @Override
    public Words words() {
        return new Words("InProgress", "Successful", "Failed", "Cancelled");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
            return;
        }
        boolean isUnderWay = newestFirst[0].word().equals(words().inProgress());
        answer(aws, isUnderWay ? "UPDATING" : "ACTIVE", newestFirst[0].age().revision(), newestFirst);
    }

    /** Answers for the resource itself, too. */
    final void answer(LoopbackAws aws, String state, String version, Deployed... newestFirst) {
        List<Deployed> oldestFirst = new ArrayList<>(List.of(newestFirst));
        Collections.reverse(oldestFirst);
        aws.on(UPDATES)
                .reply("{\"updateIds\":["
                        + WireServices.joined(
                                oldestFirst.toArray(Deployed[]::new), deployed -> "\"" + deployed.id() + "\"")
                        + "]}");
        for (Deployed deployed : newestFirst) {
            aws.on(UPDATES + "/" + deployed.id()).reply("""
                    {"update":{"id":"%s","status":"%s","type":"%s","createdAt":%d,"params":[{"type":"Version","value":"%s"}]}}""".formatted(
                            deployed.id(),
                            deployed.word(),
                            deployed.more().isEmpty() ? "VersionUpdate" : deployed.more(),
                            deployed.begun().getEpochSecond(),
                            deployed.age().revision()));
        }
        resource(aws, state, version);
    }

    /** Answers for the resource and what it is in. */
    abstract void resource(LoopbackAws aws, String state, String version);

    @Override
    public void isGone(LoopbackAws aws) {
        aws.onRequests(any -> true).fail(404, "ResourceNotFoundException", "No cluster found for name: prod.");
    }

    @Override
    public RefusedCall throttled() {
        return new RefusedCall(429, "ThrottlingException");
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
        return new RefusedCall(400, "InvalidParameterException");
    }
}
