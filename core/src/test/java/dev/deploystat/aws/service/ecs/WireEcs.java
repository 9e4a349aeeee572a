package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import java.util.Map;
import java.util.function.Consumer;

/** A service of ECS with service deployments. */
public class WireEcs extends WireService {
    private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:";

    @Override
    public String target() {
        return "ecs:prod/api";
    }

    @Override
    public Words words() {
        return new Words("IN_PROGRESS", "SUCCESSFUL", "ROLLBACK_FAILED", "STOPPED");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":["
                        + WireServices.joined(newestFirst, deployed ->
                                """
                        {"serviceDeploymentArn":"%s","createdAt":%d,"status":"%s"}""".formatted(arn(deployed), deployed.begun().getEpochSecond(), deployed.word()))
                        + "]}");
        for (Deployed deployed : newestFirst) {
            String revision =
                    ARN + "service-revision/prod/api/" + deployed.age().revision();
            aws.on("DescribeServiceDeployments").with(arn(deployed)).reply("""
                    {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":%d,"status":"%s",
                     "targetServiceRevision":{"arn":"%s"}%s}],"failures":[]}""".formatted(
                    arn(deployed), deployed.begun().getEpochSecond(), deployed.word(), revision, deployed.more()));
            aws.on("DescribeServiceRevisions").with(revision).reply("""
                    {"serviceRevisions":[{"serviceRevisionArn":"%s"}]}""".formatted(revision));
        }
        describesServices(aws, newestFirst.length > 0);
        aws.on("ListTasks").reply("{\"taskArns\":[]}");
    }

    /** Answers what the service itself is asked. */
    void describesServices(LoopbackAws aws, boolean isThere) {
        aws.on("DescribeServices").reply("{\"services\":[],\"failures\":[]}");
    }

    private static String arn(Deployed deployed) {
        return ARN + "service-deployment/prod/api/" + deployed.id();
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("ListServiceDeployments").fail(400, "ServiceNotFoundException", "Service not found.");
        aws.on("ListServices").reply("{\"serviceArns\":[]}");
        aws.on("DescribeServiceDeployments").reply("""
                {"serviceDeployments":[],"failures":[{"arn":"%sservice-deployment/prod/api/d-2","reason":"MISSING"}]}""".formatted(ARN));
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "InvalidParameterException");
    }

    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "asked to go back", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_REQUESTED")),
                "on the way back", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_IN_PROGRESS")),
                "healthy again", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_SUCCESSFUL")),
                "stuck on the way back", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_FAILED")),
                "ended by the circuit breaker", aws -> has(aws, new Deployed(Age.NEW, "STOPPED", """
                        ,"deploymentCircuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3}""")),
                "ended by an alarm", aws -> has(aws, new Deployed(Age.NEW, "STOPPED", """
                        ,"alarms":{"status":"TRIGGERED","triggeredAlarmNames":["5xx"]}""")));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of();
    }
}
