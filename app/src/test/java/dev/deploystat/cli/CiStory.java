package dev.deploystat.cli;

import dev.deploystat.aws.LoopbackAws;
import java.time.Instant;
import java.util.List;

/** How a release of the ECS service {@code prod/api} goes while a job waits for it. */
enum CiStory {
    LANDS(0, "pass"),
    IS_ROLLED_BACK(1, "fail"),
    IS_SUPERSEDED(6, "fail"),
    TAKES_TOO_LONG(124, "pending");

    final int exit;
    final String verdict;

    CiStory(int exit, String verdict) {
        this.exit = exit;
        this.verdict = verdict;
    }

    /** Returns the lines of the log that tell it, without times and spans. */
    List<String> lines() {
        String target = "ecs:prod/api@eu-west-1  ";
        String begun = target + "in progress  1 of 4 tasks  web:42";
        return List.of(
                begun,
                target
                        + switch (this) {
                            case LANDS -> "passed: succeeded  4 of 4 tasks  web:42";
                            case IS_ROLLED_BACK ->
                                "failed: rolled back  2 of 4 tasks  web:42  DEPLOYMENT_CIRCUIT_BREAKER: 2 task failures reached the threshold of 2";
                            case IS_SUPERSEDED ->
                                "superseded: stopped  1 of 4 tasks  web:42  replaced by the newer deployment d2";
                            case TAKES_TOO_LONG -> "timed out: in progress  1 of 4 tasks  web:42  still undecided";
                        });
    }

    /** Teaches a server to tell it of a release that began at some time. */
    void tell(LoopbackAws aws, Instant begun) {
        aws.on("AssumeRoleWithWebIdentity")
                .with("WebIdentityToken=" + CiJob.TOKEN)
                .reply("""
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>AKIDROLE</AccessKeyId>
                <SecretAccessKey>example-secret</SecretAccessKey><SessionToken>session</SessionToken>
                <Expiration>%s</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>""".formatted(begun.plusSeconds(3600)));
        aws.on("DescribeServiceRevisions").reply("""
                {"serviceRevisions":[{"serviceRevisionArn":"arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/api/r1",
                "taskDefinition":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:42"}],"failures":[]}""");
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListTasks").reply("{\"taskArns\":[]}");
        listed(aws, begun, "d1");
        described(aws, begun, "IN_PROGRESS", 1, "");
        switch (this) {
            case LANDS -> described(aws, begun, "SUCCESSFUL", 4, "");
            case IS_ROLLED_BACK -> described(aws, begun, "ROLLBACK_SUCCESSFUL", 2, """
                        ,"deploymentCircuitBreaker":{"status":"TRIGGERED","failureCount":2,"threshold":2}""");
            case IS_SUPERSEDED -> {
                described(aws, begun, "STOPPED", 1, "");
                listed(aws, begun, "d2");
            }
            case TAKES_TOO_LONG -> {}
        }
    }

    private static void listed(LoopbackAws aws, Instant begun, String id) {
        aws.on("ListServiceDeployments").reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":%d,"status":"IN_PROGRESS"}]}""".formatted(Tape.ARN + id, begun.getEpochSecond()));
    }

    private static void described(LoopbackAws aws, Instant begun, String status, int running, String more) {
        for (String id : List.of("d1", "d2")) {
            aws.on("DescribeServiceDeployments").with("/" + id).reply("""
                    {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":%d,"status":"%s",
                    "targetServiceRevision":{"arn":"arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/api/r1",
                    "requestedTaskCount":4,"runningTaskCount":%d}%s}],"failures":[]}""".formatted(
                            Tape.ARN + id, begun.getEpochSecond(), status, running, more));
        }
    }
}
