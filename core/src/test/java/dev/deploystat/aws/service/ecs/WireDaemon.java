package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import dev.deploystat.gate.Outcome;
import java.util.Map;
import java.util.function.Consumer;

/** A managed daemon of ECS. */
public final class WireDaemon extends WireService {
    private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:";
    private static final String DAEMON = ARN + "daemon/prod/agent";

    @Override
    public String target() {
        return "ecs:daemon/prod/agent";
    }

    @Override
    public Words words() {
        return new Words("IN_PROGRESS", "SUCCESSFUL", "ROLLBACK_FAILED", "STOPPED");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        aws.on("ListDaemons")
                .reply(
                        newestFirst.length == 0
                                ? "{\"daemonSummariesList\":[]}"
                                : "{\"daemonSummariesList\":[{\"daemonArn\":\"" + DAEMON
                                        + "\",\"status\":\"ACTIVE\"}]}");
        if (newestFirst.length > 0) {
            aws.on("DescribeDaemon").reply("""
                    {"daemon":{"daemonArn":"%s","status":"ACTIVE","deploymentArn":"%s"}}""".formatted(DAEMON, arn(newestFirst[0])));
        }
        aws.on("ListDaemonDeployments")
                .reply("{\"daemonDeployments\":["
                        + WireServices.joined(newestFirst, deployed ->
                                """
                        {"daemonDeploymentArn":"%s","createdAt":%d,"status":"%s"}""".formatted(arn(deployed), deployed.begun().getEpochSecond(), deployed.word()))
                        + "]}");
        for (Deployed deployed : newestFirst) {
            String revision =
                    ARN + "daemon-revision/prod/agent/" + deployed.age().revision();
            aws.on("DescribeDaemonDeployments").with(arn(deployed)).reply("""
                    {"daemonDeployments":[{"daemonDeploymentArn":"%s","createdAt":%d,"status":"%s",
                     "targetDaemonRevision":{"arn":"%s","totalRunningInstanceCount":2}%s}],"failures":[]}""".formatted(
                    arn(deployed), deployed.begun().getEpochSecond(), deployed.word(), revision, deployed.more()));
            aws.on("DescribeDaemonRevisions").with(revision).reply("""
                    {"daemonRevisions":[{"daemonRevisionArn":"%s"}]}""".formatted(revision));
        }
        aws.on("ListTasks").reply("{\"taskArns\":[]}");
    }

    private static String arn(Deployed deployed) {
        return ARN + "daemon-deployment/prod/agent/" + deployed.id();
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("ListDaemons").reply("{\"daemonSummariesList\":[]}");
        aws.on("DescribeDaemon").fail(400, "DaemonNotFoundException", "Daemon not found.");
        aws.on("DescribeDaemonDeployments").reply("""
                {"daemonDeployments":[],"failures":[{"arn":"%sdaemon-deployment/prod/agent/d-2","reason":"MISSING"}]}""".formatted(ARN));
    }

    /** What the daemon is looked up by does not show it. */
    @Override
    public Outcome ofEmptyAnswer() {
        return ofNothing();
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "InvalidParameterException");
    }

    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "on the way back", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_IN_PROGRESS")),
                "healthy again", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_SUCCESSFUL")),
                "stuck on the way back", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_FAILED")),
                "ended by the circuit breaker", aws -> has(aws, new Deployed(Age.NEW, "STOPPED", """
                        ,"circuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3}""")),
                "ended by an alarm", aws -> has(aws, new Deployed(Age.NEW, "STOPPED", """
                        ,"alarms":{"status":"TRIGGERED","triggeredAlarmNames":["5xx"]}""")));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of();
    }
}
