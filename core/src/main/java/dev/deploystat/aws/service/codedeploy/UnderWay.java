package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.OtherName;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Words;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;

/**
 * The deployments that are under way on a function's alias or on a service of ECS. CodeDeploy has no list of deployments by what
 * they deploy to, and an alias or service does not name its deployment group. But one call lists what is under way in a whole
 * account and region, which is little at a time, and the targets of a deployment name what it deploys to.
 */
final class UnderWay {
    private static final List<String> STATUSES = DeploymentStatus.knownValues().stream()
            .filter(word -> !CodeDeployOutcome.status(word).isFinal())
            .map(DeploymentStatus::toString)
            .sorted()
            .toList();

    private final Connection<CodeDeployClient> codeDeploy;

    UnderWay(Connection<CodeDeployClient> codeDeploy) {
        this.codeDeploy = codeDeploy;
    }

    /** Returns the deployments under way on a target; one that names no targets yet may be on any of its platform. */
    Stream<DeploymentInfo> on(OtherName target) {
        List<String> ids = Pages.of(
                        token -> codeDeploy.client().listDeployments(request -> request.includeOnlyStatusesWithStrings(
                                        STATUSES)
                                .nextToken(token)),
                        reply -> Pages.given(reply.deployments()),
                        reply -> reply.nextToken())
                .toList();
        var described = CodeDeploy.describe(codeDeploy, ids);
        return ids.stream()
                .distinct()
                .map(id -> described.getOrDefault(
                        id, DeploymentInfo.builder().deploymentId(id).build()))
                .filter(deployment -> mayBeOf(target.platform(), deployment))
                .filter(deployment -> CodeDeployTargets.of(codeDeploy, deployment.deploymentId())
                        .mayHold(target.name()));
    }

    private static boolean mayBeOf(String platform, DeploymentInfo deployment) {
        String word = deployment.computePlatformAsString();
        return word == null || Words.same(platform, word);
    }
}
