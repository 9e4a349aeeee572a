package dev.deploystat.aws.service.greengrass;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import java.util.Map;

/** A group of Greengrass V1. */
public final class WireGreengrassGroup extends WireService {
    private static final String GROUP = "/greengrass/groups/g-1";
    private static final String ARN = "arn:aws:greengrass:eu-west-1:111122223333:";

    @Override
    public String target() {
        return "greengrass:g-1";
    }

    @Override
    public Words words() {
        return new Words("InProgress", "Success", "Failure", null);
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        aws.on("GET " + GROUP + "/deployments")
                .reply("{\"Deployments\":["
                        + WireServices.joined(newestFirst, deployed -> """
                        {"DeploymentId":"%s","DeploymentType":"NewDeployment","CreatedAt":"%s","GroupArn":"%s"}""".formatted(
                                deployed.id(),
                                deployed.begun(),
                                ARN + GROUP + "/versions/" + deployed.age().revision()))
                        + "]}");
        for (Deployed deployed : newestFirst) {
            aws.on("GET " + GROUP + "/deployments/" + deployed.id() + "/status")
                    .reply("{\"DeploymentStatus\":\"%s\"}".formatted(deployed.word()));
            aws.on("GET " + GROUP + "/versions/" + deployed.age().revision()).reply("{}");
        }
        aws.on("GET " + GROUP).reply("{}");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("GET " + GROUP + "/deployments").fail(404, "IdNotFoundException", "The group does not exist.");
        aws.on("GET " + GROUP + "/deployments/d-2/status")
                .fail(400, "InvalidInputException", "Deployment 'd-2' does not exist.");
    }

    @Override
    public RefusedCall throttled() {
        return new RefusedCall(429, "TooManyRequestsException");
    }

    @Override
    public RefusedCall denied() {
        return new RefusedCall(403, "ForbiddenException");
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
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "nothing is rolled back; an older version is deployed again like a new one",
                Law.REPLACED, "a deployment is never stopped, and nothing says that a newer one took its place");
    }
}
