package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import dev.deploystat.gate.Outcome;
import java.util.Map;

/** A thing group of Greengrass V2, whose jobs never end: the same word is a success once all devices have succeeded. */
public final class WireThingGroup extends WireService {
    private static final String ARN = "arn:aws:iot:eu-west-1:111122223333:thinggroup/floor";
    private static final String THROUGH = "Active";

    @Override
    public String target() {
        return "greengrassv2:thinggroup/floor";
    }

    @Override
    public Words words() {
        return new Words("ACTIVE", THROUGH, "FAILED", "CANCELED");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        aws.on("GET /thing-groups/floor").reply("{\"thingGroupArn\":\"" + ARN + "\"}");
        aws.on("GET /greengrass/v2/deployments")
                .reply("{\"deployments\":["
                        + WireServices.joined(newestFirst, deployed -> "{" + members(deployed) + "}") + "]}");
        for (Deployed deployed : newestFirst) {
            boolean isThrough = deployed.word().equals(THROUGH);
            aws.on("GET /greengrass/v2/deployments/" + deployed.id())
                    .reply("{" + members(deployed) + ",\"iotJobId\":\"j-" + deployed.id() + "\",\"isLatestForTarget\":"
                            + deployed.equals(newestFirst[0]) + deployed.more() + "}");
            aws.on("GET /jobs/j-" + deployed.id()).reply("""
                    {"job":{"status":"IN_PROGRESS","targetSelection":"CONTINUOUS","isConcurrent":false,"jobProcessDetails":
                     {"numberOfQueuedThings":0,"numberOfInProgressThings":%d,"numberOfSucceededThings":%d,
                      "numberOfFailedThings":0,"numberOfRejectedThings":0,"numberOfTimedOutThings":0,
                      "numberOfCanceledThings":0,"numberOfRemovedThings":0}}}""".formatted(isThrough ? 0 : 1, isThrough ? 3 : 2));
            aws.on("GET /jobs/j-" + deployed.id() + "/things").reply("{\"executionSummaries\":[]}");
        }
        aws.on("GET /thing-groups/floor/things").reply("{\"things\":[\"press-1\"]}");
    }

    private static String members(Deployed deployed) {
        return """
                "deploymentId":"%s","deploymentStatus":"%s","revisionId":"%s","targetArn":"%s","creationTimestamp":%d""".formatted(
                        deployed.id(),
                        deployed.word(),
                        deployed.age().revision(),
                        ARN,
                        deployed.begun().getEpochSecond());
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.onRequests(any -> true).fail(404, "ResourceNotFoundException", "it does not exist");
    }

    /** What the thing group is looked up by does not show it. */
    @Override
    public Outcome ofEmptyAnswer() {
        return ofNothing();
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
    public RefusedCall invalid() {
        return new RefusedCall(400, "ValidationException");
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(Law.ROLLBACK, "devices go back one by one; nothing takes the deployment to a group back");
    }
}
