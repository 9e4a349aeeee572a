package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import java.util.Map;
import java.util.function.Consumer;

/** A core device of Greengrass V2. */
public final class WireCoreDevice extends WireService {
    private static final String THING = "arn:aws:iot:eu-west-1:111122223333:thing/press-1";
    private static final String DEVICE = "GET /greengrass/v2/coreDevices/press-1";

    @Override
    public String target() {
        return "greengrassv2:thing/press-1";
    }

    @Override
    public Words words() {
        return new Words("IN_PROGRESS", "SUCCEEDED", "FAILED", "CANCELED");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        aws.on(DEVICE + "/effectiveDeployments")
                .reply("{\"effectiveDeployments\":["
                        + WireServices.joined(newestFirst, deployed -> """
                        {"deploymentId":"%s","coreDeviceExecutionStatus":"%s","creationTimestamp":%d,
                         "targetArn":"%s"%s}""".formatted(
                                        deployed.id(),
                                        deployed.word(),
                                        deployed.begun().getEpochSecond(),
                                        THING,
                                        deployed.more()))
                        + "]}");
        for (Deployed deployed : newestFirst) {
            aws.on("GET /greengrass/v2/deployments/" + deployed.id())
                    .reply("{\"revisionId\":\"%s\",\"targetArn\":\"%s\"}"
                            .formatted(deployed.age().revision(), THING));
        }
        aws.on(DEVICE).reply("{\"status\":\"HEALTHY\"}");
        aws.on(DEVICE + "/installedComponents").reply("{\"installedComponents\":[]}");
    }

    @Override
    public String revision(Age age) {
        return "press-1:" + age.revision();
    }

    private void failed(LoopbackAws aws, String reason) {
        has(aws, new Deployed(Age.NEW, "FAILED", ",\"reason\":\"" + reason + ": it did not start\""));
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.onRequests(any -> true).fail(404, "ResourceNotFoundException", "it does not exist");
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
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "running again", aws -> failed(aws, "COMPONENT_BROKEN: FAILED_ROLLBACK_COMPLETE"),
                "stuck on the way back", aws -> failed(aws, "FAILED_UNABLE_TO_ROLLBACK"));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of();
    }
}
