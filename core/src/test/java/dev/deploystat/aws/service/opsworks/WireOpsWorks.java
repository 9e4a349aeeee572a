package dev.deploystat.aws.service.opsworks;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import java.util.Map;

/** A stack of OpsWorks. Its commands name a version in one case only: when they upgrade the operating system. */
public final class WireOpsWorks extends WireService {
    @Override
    public String target() {
        return "opsworks:s1";
    }

    @Override
    public Words words() {
        return new Words("running", "successful", "failed", null);
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        aws.on("DescribeDeployments").with("\"StackId\"").reply(reply(newestFirst));
        for (Deployed deployed : newestFirst) {
            aws.on("DescribeDeployments").with("[\"" + deployed.id() + "\"]").reply(reply(deployed));
        }
        aws.on("DescribeCommands").reply("{\"ShellCommand\":[]}");
        aws.on("DescribeInstances").reply("{\"Instances\":[]}");
    }

    private static String reply(Deployed... deployments) {
        return "{\"Deployments\":["
                + WireServices.joined(deployments, deployed -> """
                {"DeploymentId":"%s","StackId":"s1","CreatedAt":"%s","Status":"%s",
                 "Command":{"Name":"update_dependencies","Args":{"upgrade_os_to":["%s"]}}}""".formatted(
                                deployed.id(),
                                deployed.begun(),
                                deployed.word(),
                                deployed.age().revision()))
                + "]}";
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("DescribeDeployments").fail(400, "ResourceNotFoundException", "Unable to find it.");
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "ValidationException");
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK,
                        "nothing is rolled back by itself, and an order to roll back leaves the record before as it was",
                Law.REPLACED, "a deployment is never stopped, and nothing says that a newer one took its place");
    }
}
