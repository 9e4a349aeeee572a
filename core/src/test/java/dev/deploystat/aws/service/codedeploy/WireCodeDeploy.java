package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import dev.deploystat.gate.Outcome;
import java.util.Map;
import java.util.function.Consumer;

/** A deployment group of CodeDeploy. */
public final class WireCodeDeploy extends WireService {
    @Override
    public String target() {
        return "codedeploy:shop/prod";
    }

    @Override
    public Words words() {
        return new Words("InProgress", "Succeeded", "Failed", "Stopped");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        group(aws, newestFirst.length == 0 ? "" : """
                ,"lastAttemptedDeployment":{"deploymentId":"%s","status":"%s"}""".formatted(newestFirst[0].id(), newestFirst[0].word()));
        aws.on("ListDeployments")
                .reply("{\"deployments\":[" + WireServices.joined(newestFirst, deployed -> '"' + deployed.id() + '"')
                        + "]}");
        for (Deployed deployed : newestFirst) {
            deployment(aws, deployed, deployed.id(), deployed.age().revision());
        }
        if (newestFirst.length > 1) {
            aws.on("BatchGetDeployments")
                    .with("[" + WireServices.joined(newestFirst, deployed -> '"' + deployed.id() + '"') + "]")
                    .reply("{\"deploymentsInfo\":["
                            + WireServices.joined(
                                    newestFirst,
                                    deployed -> info(
                                            deployed,
                                            deployed.id(),
                                            deployed.age().revision()))
                            + "]}");
        }
    }

    private static void group(LoopbackAws aws, String more) {
        aws.on("BatchGetDeploymentGroups").reply("""
                {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"prod"%s}]}""".formatted(more));
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[]}");
    }

    private static void deployment(LoopbackAws aws, Deployed deployed, String id, String revision) {
        aws.on("BatchGetDeployments")
                .with("[\"" + id + "\"]")
                .reply("{\"deploymentsInfo\":[" + info(deployed, id, revision) + "]}");
    }

    private static String info(Deployed deployed, String id, String revision) {
        return """
                {"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"%s",
                 "createTime":%d,"status":"%s","revision":{"revisionType":"GitHub","gitHubLocation":
                 {"repository":"shop/web","commitId":"%s"}}%s}""".formatted(id, deployed.begun().getEpochSecond(), deployed.word(), revision, deployed.more());
    }

    /** The group's newest deployment is the automatic rollback of the awaited one. */
    private static void rolledBack(LoopbackAws aws, String word, String rollback) {
        group(aws, """
                ,"lastAttemptedDeployment":{"deploymentId":"d-R","status":"%s"}""".formatted(rollback));
        deployment(aws, new Deployed(Age.NEW, word, """
                ,"rollbackInfo":{"rollbackDeploymentId":"d-R"}"""), "d-2", "v-2");
        deployment(aws, new Deployed(Age.NEWER, rollback, """
                ,"creator":"codeDeployRollback","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-2"}"""), "d-R", "v-1");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("BatchGetDeploymentGroups").fail(400, "ApplicationDoesNotExistException", "No application: shop");
        aws.on("BatchGetDeployments").reply("{\"deploymentsInfo\":[]}");
    }

    /** What the deployment group is looked up by does not show it. */
    @Override
    public Outcome ofEmptyAnswer() {
        return ofNothing();
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "InvalidDeploymentGroupNameException");
    }

    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "on the way back", aws -> rolledBack(aws, "Failed", "InProgress"),
                "healthy again, by a new and successful deployment", aws -> rolledBack(aws, "Failed", "Succeeded"),
                "stopped, and healthy again", aws -> rolledBack(aws, "Stopped", "Succeeded"),
                "stuck on the way back", aws -> rolledBack(aws, "Failed", "Failed"),
                "ended by an alarm", aws -> has(aws, new Deployed(Age.NEW, "Stopped", """
                        ,"errorInformation":{"code":"ALARM_ACTIVE","message":"5xx"}""")));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of();
    }
}
