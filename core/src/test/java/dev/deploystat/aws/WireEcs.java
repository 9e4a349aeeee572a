package dev.deploystat.aws;

import java.util.Map;
import java.util.function.Consumer;

/** A service of ECS with service deployments. */
final class WireEcs extends WireService {
    private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:";

    @Override
    String target() {
        return "ecs:prod/api";
    }

    @Override
    Words words() {
        return new Words("IN_PROGRESS", "SUCCESSFUL", "ROLLBACK_FAILED", "STOPPED");
    }

    @Override
    void has(LoopbackAws aws, Deployed... newestFirst) {
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
        aws.on("DescribeServices").reply("{\"services\":[],\"failures\":[]}");
        aws.on("ListTasks").reply("{\"taskArns\":[]}");
    }

    private static String arn(Deployed deployed) {
        return ARN + "service-deployment/prod/api/" + deployed.id();
    }

    @Override
    void isGone(LoopbackAws aws) {
        aws.on("ListServiceDeployments").fail(400, "ServiceNotFoundException", "Service not found.");
        aws.on("DescribeServiceDeployments").reply("""
                {"serviceDeployments":[],"failures":[{"arn":"%sservice-deployment/prod/api/d-2","reason":"MISSING"}]}""".formatted(ARN));
    }

    @Override
    Refusal invalid() {
        return new Refusal(400, "InvalidParameterException");
    }

    @Override
    Map<String, Consumer<LoopbackAws>> rollbacks() {
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
    Map<Law, String> cannotShow() {
        return Map.of();
    }
}
