package dev.deploystat.aws;

import java.util.Map;

/** A stack of OpsWorks. Its commands name a version in one case only: when they upgrade the operating system. */
final class WireOpsWorks extends WireService {
    @Override
    String target() {
        return "opsworks:s1";
    }

    @Override
    Words words() {
        return new Words("running", "successful", "failed", null);
    }

    @Override
    void has(LoopbackAws aws, Deployed... newestFirst) {
        aws.on("DescribeDeployments").with("\"StackId\"").reply(reply(newestFirst));
        for (Deployed deployed : newestFirst) {
            aws.on("DescribeDeployments").with("[\"" + deployed.id() + "\"]").reply(reply(deployed));
        }
        aws.on("DescribeCommands").reply("{\"Commands\":[]}");
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
    void isGone(LoopbackAws aws) {
        aws.on("DescribeDeployments").fail(400, "ResourceNotFoundException", "Unable to find it.");
    }

    @Override
    Refusal invalid() {
        return new Refusal(400, "ValidationException");
    }

    @Override
    Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "nothing is rolled back by itself; 'rollback' is a command like any other",
                Law.REPLACED, "a deployment is never stopped, and nothing says that a newer one took its place");
    }
}
